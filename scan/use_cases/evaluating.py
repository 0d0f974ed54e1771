"""Before and after in a project, from checked scans, in groups that give nobody away (LOOK 4, ADR 16 and 21)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scan.domain.peers import ENOUGH, basis, may_be_shown, reference_day
from scan.domain.periods import local_day, local_midnight
from scan.domain.projects import Period
from scan.store.published import published
from scan.store.tables import Dossier, Organisation, Project, ProjectParticipant, QuestionnaireVersion
from scan.use_cases.improving import CLOSED
from scan.use_cases.projects import ProjectInfo
from scoring import Outcome

THEME = ""
"""The key of the theme itself among the indicators."""
Points = Mapping[str, int]
"""By indicator: points of 100, rounded down."""


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator: of how many participants, and their mean points before and after, rounded down."""

    indicator: str
    """An id of a question, or ``THEME``."""
    participants: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class OwnChange:
    """A participant that lets its own figures be shown."""

    organisation: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What can be shown; an indicator of too few participants is not in it."""

    changes: tuple[Change, ...]
    own: tuple[OwnChange, ...]
    reference: date
    """Results from before this day count: new ones come in together, once a quarter."""
    needed: int = ENOUGH


@dataclass(frozen=True, slots=True)
class _Pair:
    """The two measurements of one participant."""

    organisation: str
    shows_own: bool
    before: Points
    after: Points


def evaluate(session: Session, *, project: ProjectInfo, now: datetime) -> Evaluation:
    """Compare the participants that were measured in both periods, by the same questionnaire below a major.

    A mean needs five participants, and of those that do not show their own none or five too: whoever subtracts what is
    public must not be left with fewer. Results and participants count from the next quarter on. Three statements, and
    one for each questionnaire.
    """
    reference = reference_day(local_day(now))
    pairs = _pairs(session, project, reference)
    changes = [change for one in (THEME, *project.indicators) if (change := _change(one, pairs)) is not None]
    own = tuple(
        OwnChange(pair.organisation, pair.before[THEME], pair.after[THEME])
        for pair in pairs
        if pair.shows_own and THEME in pair.before and THEME in pair.after
    )
    return Evaluation(tuple(changes), own, reference)


def _change(indicator: str, pairs: list[_Pair]) -> Change | None:
    measured = [pair for pair in pairs if indicator in pair.before and indicator in pair.after]
    unpublished = sum(not pair.shows_own for pair in measured)
    if not may_be_shown(len(measured), unpublished):
        return None
    before = sum(pair.before[indicator] for pair in measured) // len(measured)
    after = sum(pair.after[indicator] for pair in measured) // len(measured)
    return Change(indicator, len(measured), before, after)


def _pairs(session: Session, project: ProjectInfo, reference: date) -> list[_Pair]:
    """Of each participant the newest checked result in each period, in the order of their names."""
    rows = session.execute(
        select(Organisation.id, Organisation.name, ProjectParticipant.shows_own)
        .join(ProjectParticipant, ProjectParticipant.organisation_id == Organisation.id)
        .where(
            ProjectParticipant.project_id == project.id,
            ProjectParticipant.joined_on < reference,
            or_(ProjectParticipant.left_on.is_(None), ProjectParticipant.left_on >= reference),
        )
        .order_by(Organisation.name, Organisation.id)
    ).all()
    before = _measured(session, project, project.before, reference)
    after = _measured(session, project, project.after, reference)
    return [
        _Pair(name, shows_own, before[number][1], after[number][1])
        for number, name, shows_own in rows
        if number in before and number in after and before[number][0] == after[number][0]
    ]


def _measured(
    session: Session, project: ProjectInfo, period: Period, reference: date
) -> dict[int, tuple[str, Points]]:
    """By participant: the basis and the points of the newest result that was closed in this period."""
    rows = session.execute(
        select(
            Dossier.organisation_id,
            Dossier.moderated_at,
            Dossier.moderated_outcome,
            QuestionnaireVersion.sha256,
        )
        .join(QuestionnaireVersion, QuestionnaireVersion.id == Dossier.questionnaire_version_id)
        .join(ProjectParticipant, ProjectParticipant.organisation_id == Dossier.organisation_id)
        .join(Project, Project.id == ProjectParticipant.project_id)
        .where(
            Project.id == project.id,
            Dossier.class_id.is_(None),
            Dossier.state.in_([state.value for state in CLOSED]),
            Dossier.moderated_at >= local_midnight(period.first),
            Dossier.moderated_at < local_midnight(min(period.last + timedelta(days=1), reference)),
        )
        .order_by(Dossier.moderated_at)
    )
    found: dict[int, tuple[str, Points]] = {}
    for organisation_id, moderated_at, outcome, sha256 in rows:
        if moderated_at is None or outcome is None:
            continue  # the database has no closed dossier without them
        questionnaire = published(session, sha256).questionnaire
        found[organisation_id] = (basis(questionnaire), _points(outcome, project, session, sha256))
    return found


def _points(document: bytes, project: ProjectInfo, session: Session, sha256: str) -> Points:
    outcome = Outcome.from_json(document)
    unit = 10**outcome.decimals
    theme = next(
        (one.id for one in published(session, sha256).questionnaire.groups if one.theme == project.theme),
        None,
    )
    points = {group.id: group.counted for group in outcome.groups}
    shown = {} if theme is None or points.get(theme) is None else {THEME: int(points[theme] or 0) // unit}
    for item in outcome.items:
        if item.id in project.indicators and item.counted_share is not None:
            shown[item.id] = item.counted_share // unit
    return shown
