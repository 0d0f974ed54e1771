"""Clear cases: applications that may be granted several at a time, each still a decision of its own.

A case is clear when no flag is raised, every entry condition is met as things stand today, the certifier may decide on
it, and the level is not one that two people decide on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from certificates.granting import rules_of
from certificates.results import level_named
from certificates.scheme import CertificateScheme
from questionnaires.definition import Level
from scan.domain import application_messages as said
from scan.domain.entry import missing
from scan.domain.errors import NotAllowed, NotFound
from scan.domain.messages import Message
from scan.domain.policy import Permission, decide
from scan.domain.roles import Actor
from scan.store.published import published
from scan.store.tables import Dossier, Organisation
from scan.use_cases.deciding import levels_of
from scan.use_cases.entry import entry_facts, outcome_of_today
from scan.use_cases.finding_applications import FoundApplication, find_application
from scan.use_cases.risk_signs import risk_of


@dataclass(frozen=True, slots=True)
class ClearCase:
    """One application with what would be given, or why it must be looked at by itself."""

    id: int
    organisation: str
    scope: str
    level: Level | None
    """The highest that may be given; None of a statement."""
    why_not: Message | None


def clear_cases(
    session: Session, *, actor: Actor, ids: Sequence[int], now: datetime
) -> tuple[ClearCase, ...]:
    """The applications with these ids, in their order; one that the actor cannot find is left out."""
    found = []
    for application_id in dict.fromkeys(ids):
        try:
            one = find_application(session, actor, Permission.READ_APPLICATION, application_id, now)
        except (NotFound, NotAllowed):
            continue
        found.append(_case(session, actor, one, now))
    return tuple(found)


def _case(session: Session, actor: Actor, found: FoundApplication, now: datetime) -> ClearCase:
    application, dossier = found.application, found.dossier
    organisation = session.get_one(Organisation, application.organisation_id)
    rules = rules_of(session, application.id)
    level: Level | None = None
    decision = decide(actor, Permission.DECIDE, found.subject)
    why_not = None if decision.allowed else decision.message
    if why_not is None and missing(rules.application.entry, entry_facts(session, organisation, dossier, now)):
        why_not = said.CONDITION_NOT_MET
    if why_not is None and dossier is not None and isinstance(rules, CertificateScheme):
        level, why_not = _level(session, actor, dossier, rules, now)
    return ClearCase(application.id, organisation.name, application.scope, level, why_not)


def _level(
    session: Session, actor: Actor, dossier: Dossier, rules: CertificateScheme, now: datetime
) -> tuple[Level | None, Message | None]:
    """The level that would be given, or why it takes more than a glance."""
    outcome = outcome_of_today(session, dossier, now)
    given = [one for one in levels_of(outcome) if one in rules.validity_months]
    if not given:
        return None, said.NO_LEVEL_YET
    level = level_named(published(session, outcome.sha256).questionnaire, given[-1])
    if given[-1] in rules.two_persons:
        return level, said.NEEDS_A_SECOND
    limits = rules.application.thresholds
    flags = risk_of(session, actor=actor, dossier=dossier, limits=limits, now=now).flags
    return level, said.HAS_FLAGS if flags else None
