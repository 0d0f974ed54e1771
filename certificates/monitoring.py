"""The independent monitor: the yearly sample of decisions, what is found in it, and what the certifiers do with that.

What can be drawn are all decisions of a year under one scheme, also refusals. The sample keeps every candidate with
its weight, so that the draw can be done again from the published seed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from certificates.candidates import candidates_of
from certificates.sampling import draw
from certificates.scheme import scheme
from scan.domain.applications import DecisionOutcome
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.messages import Message
from scan.domain.monitoring import FindingGrade
from scan.domain.periods import local_day
from scan.domain.policy import Decision, Permission
from scan.domain.policy import decide as policy
from scan.domain.roles import Actor
from scan.domain.subjects import DecisionSubject
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import (
    Application,
    Certificate,
    DecisionRow,
    Organisation,
    Sample,
    SampleEntry,
)
from scan.use_cases.audit import record
from scan.use_cases.finding_applications import find_application
from scan.use_cases.notifying import tell_the_certifiers
from scan.use_cases.permission import PLATFORM, require

DRAWN_ALREADY = Message(
    "drawn_already",
    "De steekproef van dit jaar is al getrokken. Er is er één per jaar.",
    "The sample of this year was drawn already. There is one a year.",
)
YEAR_NOT_OVER = Message(
    "year_not_over",
    "Kies een jaar dat voorbij is of nu loopt.",
    "Choose a year that is over, or the present one.",
)
NOTHING_TO_DRAW = Message(
    "nothing_to_draw",
    "In dit jaar zijn er geen besluiten om uit te trekken.",
    "There are no decisions in this year to draw from.",
)


@dataclass(frozen=True, slots=True)
class SampleInfo:
    """One sample with how far the monitor is."""

    id: int
    scheme: str
    year: int
    seed: str
    seed_source: str
    share_percent: int
    drawn_at: datetime
    candidates: int
    drawn: int
    found: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision of a sample."""

    id: int
    sample_id: int
    year: int
    application_id: int
    organisation: str
    number: str | None
    granted: bool
    level: str | None
    """None when it was refused, and of a statement."""
    decided_at: datetime
    weight: int
    certain: bool
    grade: FindingGrade | None
    finding: str | None
    found_at: datetime | None
    response: str | None
    responded_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """One drawn decision as a monitor opens it."""

    entry: Entry
    reason: str
    """Why the certifier decided so."""
    may_monitor: Decision


def draw_sample(
    session: Session, *, actor: Actor, scheme_name: str, year: int, seed: str, seed_source: str, now: datetime
) -> int:
    """Draw the sample of a scheme (``id@version``, of whose share it is) in a year. Gives the sample's id.

    ``seed``: published by others after the decisions were taken, such as an official draw; ``seed_source``: where.
    Raises NotAllowed, InvalidInput on ``year``, ``seed`` or ``seed_source``, KeyError for an unknown scheme.
    """
    require(session, actor, Permission.DRAW_SAMPLE, PLATFORM, kind="platform", subject_id=None, now=now)
    rules = scheme(scheme_name)
    fields = Fields()
    tidy = fields.line("seed", seed, 200, 6)
    source = fields.line("seed_source", seed_source, 300, 3)
    if not 2000 <= year <= local_day(now).year:
        fields.refuse("year", YEAR_NOT_OVER)
        fields.check()
    same = select(Sample.id).where(Sample.scheme == rules.id, Sample.year == year)
    if session.scalar(same) is not None:
        fields.refuse("year", DRAWN_ALREADY)
    candidates = candidates_of(session, rules, year)
    if not candidates:
        fields.refuse("year", NOTHING_TO_DRAW)
    fields.check()
    sample = Sample(
        scheme=rules.id,
        year=year,
        seed=tidy,
        seed_source=source,
        share_percent=rules.monitoring.share_percent,
        drawn_by=actor.person_id,
        drawn_at=now,
    )
    session.add(sample)
    session.flush()
    chosen = draw(candidates, share_percent=sample.share_percent, seed=tidy)
    session.add_all(
        SampleEntry(
            sample_id=sample.id,
            decision_id=one.id,
            weight=one.weight,
            certain=one.certain,
            drawn=one.id in chosen,
        )
        for one in candidates
    )
    session.flush()
    record(
        session,
        actor=actor,
        action="sample_drawn",
        subject_kind="sample",
        subject_id=sample.id,
        now=now,
        scheme=rules.id,
        year=year,
        candidates=len(candidates),
        drawn=len(chosen),
    )
    return sample.id


def samples(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[SampleInfo]:
    """All samples, newest year first, for monitors and certifiers: one a year of each scheme."""
    require(session, actor, Permission.READ_MONITORING, PLATFORM, kind="platform", subject_id=None, now=now)
    found = part_of(session, _SAMPLES.order_by(Sample.year.desc(), Sample.id.desc()), asked)
    return found.of(_sample(*row) for row in found.items)


def sample(session: Session, *, actor: Actor, sample_id: int, now: datetime) -> SampleInfo:
    """One sample. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_MONITORING, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_SAMPLES.where(Sample.id == sample_id)).one_or_none()
    if row is None:
        raise NotFound
    return _sample(*row)


def entries(
    session: Session, *, actor: Actor, sample_id: int, now: datetime, asked: Asked = FIRST
) -> Part[Entry]:
    """What was drawn, found by company or number: without a finding first. Other orders: ``name``, ``decided``.

    Raises NotFound, NotAllowed.
    """
    sample(session, actor=actor, sample_id=sample_id, now=now)
    orders = {"name": func.lower(Organisation.name), "decided": DecisionRow.decided_at}
    of_sample = _ENTRIES.where(
        SampleEntry.sample_id == sample_id,
        SampleEntry.drawn,
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, orders, SampleEntry.grade.is_not(None), SampleEntry.id))
    found = part_of(session, of_sample, asked)
    return found.of(entry_of(*row) for row in found.items)


def open_entry(session: Session, *, actor: Actor, entry_id: int, now: datetime) -> OpenEntry:
    """One drawn decision, for monitors and certifiers. Raises NotFound, NotAllowed."""
    require(session, actor, Permission.READ_MONITORING, PLATFORM, kind="platform", subject_id=None, now=now)
    row = session.execute(_ENTRIES.where(SampleEntry.id == entry_id, SampleEntry.drawn)).one_or_none()
    if row is None:
        raise NotFound
    decision = session.get_one(DecisionRow, row[0].decision_id)
    found = policy(actor, Permission.MONITOR, _subject(session, actor, decision, now))
    return OpenEntry(entry_of(*row), decision.reason, found)


def record_finding(
    session: Session, *, actor: Actor, entry_id: int, grade: str, finding: str, now: datetime
) -> None:
    """Keep what the monitor found, once; a major finding reaches the certifiers.

    Raises NotFound (also for what was not drawn), NotAllowed (separation of duties), InvalidInput on ``grade`` or
    ``finding`` (also when there is a finding already).
    """
    row = _drawn(session, entry_id)
    decision = session.get_one(DecisionRow, row.decision_id)
    require(
        session,
        actor,
        Permission.MONITOR,
        _subject(session, actor, decision, now),
        kind="decision",
        subject_id=decision.id,
        now=now,
    )
    fields = Fields()
    choice = fields.choice("grade", grade, FindingGrade)
    words = fields.words("finding", finding, 4000, 10)
    if row.grade is not None:
        fields.refuse("finding", FOUND_ALREADY)
    fields.check()
    row.grade = None if choice is None else choice.value
    row.finding, row.found_by, row.found_at = words, actor.person_id, now
    session.flush()
    if choice is FindingGrade.MAJOR:
        application = session.get_one(Application, decision.application_id)
        tell_the_certifiers(
            session, organisation_id=application.organisation_id, dossier_id=decision.dossier_id, now=now
        )
    record(
        session,
        actor=actor,
        action="finding_recorded",
        subject_kind="decision",
        subject_id=decision.id,
        now=now,
        grade=row.grade,
    )


def respond(session: Session, *, actor: Actor, entry_id: int, response: str, now: datetime) -> None:
    """A certifier says what was done with a major finding.

    Raises NotFound, NotAllowed, InvalidInput on ``response``.
    """
    row = _drawn(session, entry_id)
    require(session, actor, Permission.ANSWER_FINDING, PLATFORM, kind="platform", subject_id=None, now=now)
    if row.grade != FindingGrade.MAJOR or row.response is not None:
        raise NotFound
    fields = Fields()
    row.response = fields.words("response", response, 4000, 10)
    fields.check()
    row.responded_by, row.responded_at = actor.person_id, now
    session.flush()
    record(
        session,
        actor=actor,
        action="finding_answered",
        subject_kind="decision",
        subject_id=row.decision_id,
        now=now,
    )


def major_findings(session: Session, *, actor: Actor, now: datetime, asked: Asked = FIRST) -> Part[Entry]:
    """Major findings that nobody answered yet, for certifiers, found by company or number: oldest first.

    Other orders: ``name``, ``came``.
    """
    require(session, actor, Permission.READ_QUEUE, PLATFORM, kind="platform", subject_id=None, now=now)
    orders = {"name": func.lower(Organisation.name), "came": SampleEntry.found_at}
    waiting = _ENTRIES.where(
        SampleEntry.grade == FindingGrade.MAJOR.value,
        SampleEntry.response.is_(None),
        *matches(asked.query, Organisation.name, Certificate.number),
    ).order_by(*in_order(asked.sort, orders, SampleEntry.found_at, SampleEntry.id))
    found = part_of(session, waiting, asked)
    return found.of(entry_of(*row) for row in found.items)


FOUND_ALREADY = Message(
    "found_already",
    "Er staat al een bevinding. Die verandert niet meer.",
    "There is a finding already. It does not change any more.",
)


def _subject(session: Session, actor: Actor, decision: DecisionRow, now: datetime) -> DecisionSubject:
    found = find_application(session, actor, Permission.READ_APPLICATION, decision.application_id, now)
    return DecisionSubject(
        organisation_id=found.subject.organisation_id,
        institution_ids=found.subject.institution_ids,
        certifier_id=decision.certifier_id,
        reviewer_ids=found.subject.reviewer_ids | frozenset(decision.reviewers),
        proposed_by=decision.proposed_by,
    )


def _drawn(session: Session, entry_id: int) -> SampleEntry:
    """For this transaction alone. Raises NotFound for what does not exist or was not drawn."""
    row = session.scalar(
        select(SampleEntry)
        .where(SampleEntry.id == entry_id, SampleEntry.drawn)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound
    return row


def _number_of(*conditions: Any) -> Any:
    return (
        select(func.count(SampleEntry.id))
        .where(SampleEntry.sample_id == Sample.id, *conditions)
        .correlate(Sample)
        .scalar_subquery()
    )


_SAMPLES: Select[Sample, int, int, int] = select(
    Sample,
    _number_of(),
    _number_of(SampleEntry.drawn),
    _number_of(SampleEntry.grade.is_not(None)),
)
_ENTRIES = (
    select(SampleEntry, Sample.year, DecisionRow, Organisation.name, Certificate.number)
    .join(Sample, Sample.id == SampleEntry.sample_id)
    .join(DecisionRow, DecisionRow.id == SampleEntry.decision_id)
    .join(Application, Application.id == DecisionRow.application_id)
    .join(Organisation, Organisation.id == Application.organisation_id)
    .outerjoin(Certificate, Certificate.decision_id == DecisionRow.id)
)


def _sample(row: Sample, candidates: int, drawn: int, found: int) -> SampleInfo:
    return SampleInfo(
        id=row.id,
        scheme=row.scheme,
        year=row.year,
        seed=row.seed,
        seed_source=row.seed_source,
        share_percent=row.share_percent,
        drawn_at=row.drawn_at,
        candidates=candidates,
        drawn=drawn,
        found=found,
    )


def entry_of(
    row: SampleEntry, year: int, decision: DecisionRow, organisation: str, number: str | None
) -> Entry:
    """An entry from the columns of ``ENTRIES``."""
    return Entry(
        id=row.id,
        sample_id=row.sample_id,
        year=year,
        application_id=decision.application_id,
        organisation=organisation,
        number=number,
        granted=decision.outcome == DecisionOutcome.GRANT,
        level=decision.level,
        decided_at=decision.decided_at,
        weight=row.weight,
        certain=row.certain,
        grade=None if row.grade is None else FindingGrade(row.grade),
        finding=row.finding,
        found_at=row.found_at,
        response=row.response,
        responded_at=row.responded_at,
    )
