"""Reading agreements: one for its two sides, the alliance's list, and the partners as everyone sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.messages import Message
from scan.domain.partnering import (
    OPEN,
    SIGNED,
    AgreementState,
    Article,
    PartnerKind,
    PledgeState,
    report_years,
)
from scan.domain.periods import local_day
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import Organisation, PartnerAgreement, Platform, Pledge, PledgeReport
from scan.use_cases.agreements import find_agreement, missing, state_on, subject_of
from scan.use_cases.permission import PLATFORM, require
from scan.use_cases.platforms import own_organisations

_ASKED = (
    Permission.WRITE_AGREEMENT,
    Permission.TAKE_BACK_AGREEMENT,
    Permission.JUDGE_AGREEMENT,
    Permission.CONFIRM_AGREEMENT,
    Permission.END_AGREEMENT,
    Permission.REPORT_PLEDGE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What a partner said of a pledge in one year of the agreement."""

    year: int
    state: PledgeState
    text: str
    evidence_url: str | None
    reported_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class PledgeInfo:
    """One pledge with its reports, oldest first."""

    id: int
    article: Article
    theme: str | None
    text: str
    amount: int | None
    platform_id: int | None
    platform: str | None
    reports: tuple[Report, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, in which role and when."""

    name: str
    office: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Agreement:
    """One edition, whoever reads it."""

    id: int
    version: int
    organisation_id: int
    organisation: str
    place: str | None
    kvk_number: str | None
    edition: int
    state: AgreementState
    partner_kind: PartnerKind
    language: str
    goals_endorsed: bool
    years: int
    valid_from: date | None
    valid_until: date | None
    partner: Signature | None
    alliance: Signature | None
    return_reason: str | None
    ended_on: date | None
    end_reason: str | None
    pledges: tuple[PledgeInfo, ...]
    report_years: tuple[int, ...]
    """Of which a report can be given."""

    def under(self, article: Article) -> tuple[PledgeInfo, ...]:
        """The pledges of one article."""
        return tuple(one for one in self.pledges if one.article is article)


@dataclass(frozen=True, slots=True)
class OpenAgreement:
    """An edition for one of its two sides: what this reader may do, and what is missing before it can be signed."""

    agreement: Agreement
    may: frozenset[Permission]
    refused: Mapping[Permission, Message]
    """Why not, of what this reader may not do."""
    missing: Mapping[str, Message]


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One line of a list of agreements."""

    id: int
    organisation: str
    place: str | None
    edition: int
    state: AgreementState
    valid_until: date | None
    offered_at: datetime | None


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """One partner in the public list."""

    organisation_id: int
    name: str
    place: str | None
    kind: PartnerKind
    since: date
    themes: tuple[str, ...]


def open_agreement(session: Session, *, actor: Actor, agreement_id: int, now: datetime) -> OpenAgreement:
    """One edition, for its organisation and the alliance. Raises NotFound, NotAllowed."""
    row = find_agreement(session, actor, agreement_id, Permission.READ_AGREEMENT, now)
    subject = subject_of(row, now)
    decisions = {one: decide(actor, one, subject) for one in _ASKED}
    return OpenAgreement(
        _agreements(session, [row], now)[0],
        may=frozenset(one for one, decision in decisions.items() if decision.allowed),
        refused={one: decision.message for one, decision in decisions.items() if not decision.allowed},
        missing=missing(session, row) if row.state == AgreementState.DRAFT.value else {},
    )


def agreements_of(
    session: Session, *, actor: Actor, organisation_id: int, now: datetime
) -> tuple[Agreement, ...]:
    """All editions of the actor's own organisation, newest first. Raises NotFound for others."""
    if organisation_id not in own_organisations(actor):
        raise NotFound
    rows = session.scalars(
        select(PartnerAgreement)
        .where(PartnerAgreement.organisation_id == organisation_id)
        .order_by(PartnerAgreement.edition.desc())
    ).all()
    return _agreements(session, rows, now)


def alliance_agreements(
    session: Session, *, actor: Actor, now: datetime, state: str = "", asked: Asked = FIRST
) -> Part[AgreementLine]:
    """Agreements for the alliance: what waits for its signature first, the longest on top.

    Other orders: ``name``, ``signed`` (by the partner), ``until``. Two statements. Raises NotAllowed.
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    conditions = [*matches(asked.query, Organisation.name)]
    if state in {one.value for one in AgreementState}:
        conditions.append(PartnerAgreement.state == state)
    chosen = (
        select(PartnerAgreement, Organisation)
        .join(Organisation, Organisation.id == PartnerAgreement.organisation_id)
        .where(*conditions)
    )
    first = case(
        {AgreementState.OFFERED.value: 0, AgreementState.DRAFT.value: 1, AgreementState.IN_FORCE.value: 2},
        value=PartnerAgreement.state,
        else_=3,
    )
    name = func.lower(Organisation.name)
    orders = {
        "name": name,
        "signed": case(
            (PartnerAgreement.state == AgreementState.OFFERED.value, PartnerAgreement.partner_signed_at)
        ),
        "until": func.coalesce(PartnerAgreement.ended_on, PartnerAgreement.valid_until),
    }
    usual = (first, PartnerAgreement.partner_signed_at, name, PartnerAgreement.id)
    found = part_of(session, chosen.order_by(*in_order(asked.sort, orders, *usual)), asked)
    return found.of(
        AgreementLine(
            row.id, organisation.name, organisation.place, row.edition, state_on(row, now),
            row.ended_on or row.valid_until,
            row.partner_signed_at if row.state == AgreementState.OFFERED.value else None,
        )
        for row, organisation in found.items
    )  # fmt: skip


def public_partners(
    session: Session, *, now: datetime, kind: str = "", theme: str = "", asked: Asked = FIRST
) -> Part[PartnerLine]:
    """Partners with an agreement in force today, by name. Another order: ``since``. Three statements."""
    since = (
        select(func.min(PartnerAgreement.valid_from))
        .where(PartnerAgreement.organisation_id == Organisation.id, PartnerAgreement.state.in_(SIGNED))
        .correlate(Organisation)
        .scalar_subquery()
    )
    conditions = [
        PartnerAgreement.state == AgreementState.IN_FORCE.value,
        PartnerAgreement.valid_until >= local_day(now),
        *matches(asked.query, Organisation.name),
    ]
    if kind in {one.value for one in PartnerKind}:
        conditions.append(PartnerAgreement.partner_kind == kind)
    if theme:
        conditions.append(exists().where(Pledge.agreement_id == PartnerAgreement.id, Pledge.theme == theme))
    chosen = (
        select(PartnerAgreement, Organisation, since)
        .join(Organisation, Organisation.id == PartnerAgreement.organisation_id)
        .where(*conditions)
    )
    name = func.lower(Organisation.name)
    order = in_order(asked.sort, {"name": name, "since": since}, name, PartnerAgreement.id)
    found = part_of(session, chosen.order_by(*order), asked)
    pledged = select(Pledge.agreement_id, Pledge.theme).where(
        Pledge.agreement_id.in_([row.id for row, _, _ in found.items]), Pledge.theme.is_not(None)
    )
    themes: dict[int, set[str]] = {}
    for agreement_id, one in session.execute(pledged):
        themes.setdefault(agreement_id, set()).add(str(one))
    return found.of(
        PartnerLine(
            organisation.id, organisation.name, organisation.place, PartnerKind(row.partner_kind), first,
            tuple(sorted(themes.get(row.id, ()))),
        )
        for row, organisation, first in found.items
    )  # fmt: skip


def public_partner(session: Session, *, organisation_id: int, now: datetime) -> tuple[Agreement, ...]:
    """What a partner promised and reported in every edition that both signed, newest first. Raises NotFound.

    For everyone: who shows it leaves out the officers' names.
    """
    rows = session.scalars(
        select(PartnerAgreement)
        .where(PartnerAgreement.organisation_id == organisation_id, PartnerAgreement.state.in_(SIGNED))
        .order_by(PartnerAgreement.edition.desc())
    ).all()
    if not rows:
        raise NotFound
    return _agreements(session, rows, now)


def may_start(editions: tuple[Agreement, ...]) -> bool:
    """Whether none is being made."""
    return not any(one.state in OPEN for one in editions)


def _agreements(session: Session, rows: Sequence[PartnerAgreement], now: datetime) -> tuple[Agreement, ...]:
    """These editions, all of one organisation, with pledges and reports: three statements."""
    if not rows:
        return ()
    organisation = session.get_one(Organisation, rows[0].organisation_id)
    pledges = _pledges(session, [row.id for row in rows])
    return tuple(
        Agreement(
            id=row.id,
            version=row.version,
            organisation_id=organisation.id,
            organisation=organisation.name,
            place=organisation.place,
            kvk_number=organisation.kvk_number,
            edition=row.edition,
            state=state_on(row, now),
            partner_kind=PartnerKind(row.partner_kind),
            language=row.language,
            goals_endorsed=row.goals_endorsed,
            years=row.years,
            valid_from=row.valid_from,
            valid_until=row.valid_until,
            partner=_signature(row.partner_officer, row.partner_office, row.partner_signed_at),
            alliance=_signature(row.alliance_officer, row.alliance_office, row.alliance_signed_at),
            return_reason=row.return_reason,
            ended_on=row.ended_on,
            end_reason=row.end_reason,
            pledges=pledges.get(row.id, ()),
            report_years=report_years(row.valid_from, row.valid_until, local_day(now))
            if row.valid_from and row.valid_until
            else (),
        )
        for row in rows
    )


def _signature(name: str | None, office: str | None, at: datetime | None) -> Signature | None:
    return Signature(name, office, at) if name and office and at else None


def _pledges(session: Session, agreement_ids: Sequence[int]) -> dict[int, tuple[PledgeInfo, ...]]:
    chosen = Pledge.agreement_id.in_(agreement_ids)
    reports: dict[int, list[Report]] = {}
    written = select(PledgeReport).join(Pledge, Pledge.id == PledgeReport.pledge_id).where(chosen)
    for one in session.scalars(written.order_by(PledgeReport.pledge_id, PledgeReport.year)):
        reports.setdefault(one.pledge_id, []).append(
            Report(one.year, PledgeState(one.state), one.text, one.evidence_url, one.reported_at, one.version)
        )
    found: dict[int, list[PledgeInfo]] = {}
    rows = (
        select(Pledge, Platform.name)
        .outerjoin(Platform, Platform.id == Pledge.platform_id)
        .where(chosen)
        .order_by(Pledge.agreement_id, Pledge.position)
    )
    for row, platform in session.execute(rows):
        found.setdefault(row.agreement_id, []).append(
            PledgeInfo(
                row.id, Article(row.article), row.theme, row.text, row.amount, row.platform_id, platform,
                tuple(reports.get(row.id, ())),
            )
        )  # fmt: skip
    return {number: tuple(pledges) for number, pledges in found.items()}
