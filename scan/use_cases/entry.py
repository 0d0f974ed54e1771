"""How things stand with who wants to apply: the facts behind the checklist, and behind a refusal (design 7)."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from scan.domain.applications import CertificateKind
from scan.domain.entry import ApplicationRules, Entry, EntryFacts, checklist
from scan.domain.errors import NotFound
from scan.domain.roles import Actor
from scan.domain.states import DossierState, ScanState
from scan.store.finding import find_dossier
from scan.store.published import published
from scan.store.tables import Certificate, DecisionRow, Dossier, Organisation, Scan
from scan.use_cases.moderating import moderated_answers
from scan.use_cases.notifying import speaks_for
from scoring import Outcome, score

_HANDED_IN = (ScanState.SUBMITTED.value, ScanState.ACCEPTED.value)
_REVIEWED = (DossierState.MODERATED.value, DossierState.DECIDED.value)


def own_checklist(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    dossier_id: int | None,
    rules: ApplicationRules,
    now: datetime,
) -> tuple[Entry, ...]:
    """The scheme's entry conditions for the actor's own organisation. Raises NotFound for others."""
    organisation = session.get(Organisation, organisation_id) if speaks_for(actor, organisation_id) else None
    if organisation is None:
        raise NotFound
    dossier = None if dossier_id is None else find_dossier(session, actor, dossier_id, now).dossier
    return checklist(rules.entry, entry_facts(session, organisation, dossier, now))


def entry_facts(
    session: Session, organisation: Organisation, dossier: Dossier | None, now: datetime
) -> EntryFacts:
    """What the entry conditions look at. The caller has found both for who asks."""
    registered = organisation.kvk_number is not None
    if dossier is None:
        return EntryFacts(registered, statement_since=statement_since(session, organisation.id))
    own, by_students = session.execute(
        select(
            func.count().filter(Scan.placement_id.is_(None)),
            func.count().filter(Scan.placement_id.is_not(None)),
        ).where(Scan.dossier_id == dossier.id, Scan.state.in_(_HANDED_IN))
    ).one()
    reviewed = dossier.state in _REVIEWED
    return EntryFacts(
        registered=registered,
        self_scan=own > 0,
        student_scan=by_students > 0,
        reviewed=reviewed,
        level=reviewed and outcome_of_today(session, dossier, now).level is not None,
    )


def statement_since(session: Session, organisation_id: int, *, before: int | None = None) -> date | None:
    """First day of the statement that was given last, whatever became of it; another scope does not begin it anew.

    ``before``: of those that were asked for before the application with this number.
    """
    mine = statements_given(organisation_id, before)
    ends = select(Certificate.valid_until).where(mine).order_by(Certificate.id.desc()).limit(1)
    return session.scalar(
        select(func.min(Certificate.valid_from)).where(
            mine, Certificate.valid_until == ends.scalar_subquery()
        )
    )


def statements_given(organisation_id: int, before: int | None) -> ColumnElement[bool]:
    """The statements that an organisation was given, on an application with a lower number than ``before``."""
    mine = (Certificate.organisation_id == organisation_id) & (
        Certificate.kind == CertificateKind.STATEMENT.value
    )
    if before is None:
        return mine
    asked = select(DecisionRow.id).where(DecisionRow.application_id < before)
    return mine & Certificate.decision_id.in_(asked)


def outcome_of_today(session: Session, dossier: Dossier, now: datetime) -> Outcome:
    """The moderated answers of a closed dossier scored again with the facts of now: plans, finished actions."""
    sha256, answers = moderated_answers(session, dossier, now)
    return score(published(session, sha256).model, answers)
