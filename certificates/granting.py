"""From an application to what becomes of it, by the rules of the scheme under which it was sent (design 6, 7)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from certificates.issuing import issue
from certificates.scheme import CertificateScheme, StatementScheme, scheme
from scan.domain import application_messages
from scan.domain.applications import DecisionOutcome
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.roles import Actor
from scan.store.tables import Application
from scan.use_cases import deciding, proposing


class Result(StrEnum):
    """What a certifier's answer came to."""

    ISSUED = "issued"
    REFUSED = "refused"
    PROPOSED = "proposed"
    PROPOSAL_REFUSED = "proposal_refused"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of it; ``number`` of what was issued."""

    result: Result
    number: str | None = None


def rules_of(session: Session, application_id: int) -> CertificateScheme | StatementScheme:
    """The scheme under which an application was sent. Who may read it is asked by what comes after. Raises NotFound."""
    row = session.get(Application, application_id)
    if row is None:
        raise NotFound
    return scheme(row.scheme)


def settle(
    session: Session,
    *,
    actor: Actor,
    application_id: int,
    outcome: str,
    level: str | None,
    reason: str,
    language: str,
    now: datetime,
) -> Settled:
    """Grant and issue, or refuse; a level that takes two people is proposed. All of it, or nothing.

    Raises NotFound, NotAllowed (separation of duties; wrong state), InvalidInput (``level``, ``outcome``, ``reason``).
    """
    rules = rules_of(session, application_id)
    two_persons: tuple[str, ...] = ()
    if isinstance(rules, CertificateScheme):
        two_persons = rules.two_persons
        if outcome == DecisionOutcome.GRANT.value and level not in rules.validity_months:
            raise InvalidInput({"level": application_messages.CHOOSE_LEVEL})
    if outcome == DecisionOutcome.GRANT.value and level in two_persons:
        proposing.propose(
            session,
            actor=actor,
            application_id=application_id,
            level=level,
            language=language,
            reason=reason,
            now=now,
        )
        return Settled(Result.PROPOSED)
    decision_id = deciding.decide_application(
        session,
        actor=actor,
        application_id=application_id,
        outcome=outcome,
        level=level,
        reason=reason,
        scheme=rules.name,
        two_persons=two_persons,
        now=now,
    )
    if outcome != DecisionOutcome.GRANT.value:
        return Settled(Result.REFUSED)
    return _issued(session, decision_id, rules, language, now)


def answer_proposal(
    session: Session, *, actor: Actor, application_id: int, confirms: bool, reason: str, now: datetime
) -> Settled:
    """The second certifier's answer: confirm and issue, or refuse. Raises NotFound, NotAllowed, InvalidInput."""
    if not confirms:
        proposing.refuse_proposal(session, actor=actor, application_id=application_id, reason=reason, now=now)
        return Settled(Result.PROPOSAL_REFUSED)
    rules = rules_of(session, application_id)
    confirmed = proposing.confirm(
        session, actor=actor, application_id=application_id, reason=reason, scheme=rules.name, now=now
    )
    return _issued(session, confirmed.decision_id, rules, confirmed.language, now)


def send_back(
    session: Session, *, actor: Actor, application_id: int, condition: str, reason: str, now: datetime
) -> None:
    """Give an application back because an entry condition is not met; it is named to the applicant.

    Raises NotFound, NotAllowed, InvalidInput (``condition``, ``reason``).
    """
    if rules_of(session, application_id).condition(condition) is None:
        raise InvalidInput({"condition": application_messages.NAME_THE_CONDITION})
    deciding.return_application(
        session, actor=actor, application_id=application_id, reason=reason, condition=condition, now=now
    )


def _issued(
    session: Session,
    decision_id: int,
    rules: CertificateScheme | StatementScheme,
    language: str,
    now: datetime,
) -> Settled:
    made = issue(session, decision_id=decision_id, scheme=rules, language=language, now=now)
    return Settled(Result.ISSUED, made.number)
