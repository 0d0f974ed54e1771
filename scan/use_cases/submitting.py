"""Handing in and withdrawing a scan, and what that does to its dossier (design 6)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.answers import Answers, State
from questionnaires.definition import Questionnaire
from questionnaires.visibility import visible
from scan.domain import messages
from scan.domain.codes import answer_codes
from scan.domain.errors import Clash, InvalidInput, Stale
from scan.domain.policy import Permission
from scan.domain.pooling import left_out
from scan.domain.relations import respondent
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.states import DOSSIER, SCAN, DossierAction, DossierState, ScanAction, ScanState, advance
from scan.domain.stored import missing_profile, profile_from_json
from scan.store.answers import accepted_kinds, saved_answers, without
from scan.store.finding import FoundScan, find_scan_alone, lock_dossier
from scan.store.members import drop_members
from scan.store.published import Published, published
from scan.store.tables import Dossier, Organisation, Scan
from scan.use_cases.audit import record
from scan.use_cases.facts import facts_of
from scan.use_cases.notifying import tell_handed_in, tell_opened
from scan.use_cases.permission import require
from scan.use_cases.pooling import pool_answers
from scan.use_cases.starting import OPEN_STATES, open_dossier
from scoring import Outcome, score


@dataclass(frozen=True, slots=True)
class Submitted:
    """What handing in gave."""

    scan_id: int
    version: int
    outcome: Outcome
    dossier_id: int
    dossier_state: DossierState


def submit_scan(
    session: Session, *, actor: Actor, scan_id: int, version: int, confirm_open: bool = False, now: datetime
) -> Submitted:
    """Hand in: answers, canonical codes and the Outcome snapshot in one transaction.

    ``version``: of the scan as the page showed it. ``confirm_open``: questions without an answer or with 'don't know'
    may stay so. Handing in what is handed in already gives the same result again. When the dossier was closed in the
    meantime, the scan goes to the organisation's next one.
    Raises NotFound, NotAllowed, Stale, InvalidInput (``profile.<id>``, ``answers``, ``confirm_open``).
    """
    found = find_scan_alone(session, actor, scan_id, now)
    scan, subject = found.scan, found.subject
    if scan.state == ScanState.SUBMITTED.value and scan.outcome is not None and respondent(actor, subject):
        outcome = Outcome.from_json(scan.outcome)
        state = DossierState(found.dossier.state)
        return Submitted(scan_id, scan.version, outcome, scan.dossier_id, state)
    require(session, actor, Permission.SUBMIT_SCAN, subject, kind="scan", subject_id=scan_id, now=now)
    if scan.version != version:
        raise Stale((Clash("scan", scan.state, scan.version, ScanState.SUBMITTED.value),))
    form = published(session, found.sha256)
    dossier = _dossier_for(session, found, now)
    not_asked = left_out(form.questionnaire, subject)
    answers = _answers(session, scan, dossier, form, not_asked, now)
    _check_complete(form.questionnaire, answers, not_asked, confirm_open)
    outcome = score(form.model, answers)
    scan.state = advance(SCAN, subject.state, ScanAction.SUBMIT).value
    scan.outcome = outcome.to_json()
    scan.answer_codes = answer_codes(form.questionnaire, answers)
    scan.submitted_at = now
    scan.version += 1
    session.flush()
    if not settle_dossier(session, dossier, now) and not subject.by_pupil:
        tell_handed_in(session, scan, now=now)
    if subject.by_student and subject.released:
        pool_answers(session, organisation_id=scan.organisation_id, now=now)
    record(
        session,
        actor=actor,
        action="scan_submitted",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        dossier=dossier.id,
        dossier_state=dossier.state,
    )
    return Submitted(scan_id, scan.version, outcome, dossier.id, DossierState(dossier.state))


def withdraw_scan(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> None:
    """Take a scan back for good; nobody else reads it any more (instrument A4.1: a student may always stop).

    Who shares it cannot take it from the others, but leave it (``sharing.leave_scan``).
    Raises NotFound, NotAllowed (also once it is accepted).
    """
    found = find_scan_alone(session, actor, scan_id, now)
    require(session, actor, Permission.WITHDRAW_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    dossier = found.dossier
    take_back(session, found.scan, dossier, now)
    record(
        session,
        actor=actor,
        action="scan_withdrawn",
        subject_kind="scan",
        subject_id=scan_id,
        now=now,
        dossier=dossier.id,
        dossier_state=dossier.state,
    )


def take_back(session: Session, scan: Scan, dossier: Dossier, now: datetime) -> None:
    """Withdraw a scan with everything that follows. Both rows are locked by the caller, who asked the policy."""
    scan.state = advance(SCAN, ScanState(scan.state), ScanAction.WITHDRAW).value
    scan.version += 1
    drop_members(session, scan.id)
    session.flush()
    settle_dossier(session, dossier, now)


def settle_dossier(session: Session, dossier: Dossier, now: datetime) -> bool:
    """Move an open dossier to where its scans now put it: comparing when both sides are in, else collecting.

    Gives whether it opened just now, of which everyone concerned is told. The row is locked by the caller. Past the
    set time one side is enough (design 6). A school that scans itself has no other side.
    """
    if dossier.class_id is not None:
        return False  # the scans of a class of pupils are never compared
    state = DossierState(dossier.state)
    waiting, students, own = _counts(session, dossier.id)
    school = session.get_one(Organisation, dossier.organisation_id).kind == OrganisationKind.INSTITUTION.value
    complete = waiting == 0 and own > 0 and (students > 0 or school)
    ready = complete or (now >= dossier.opens_at and students + own > 0)
    opens = state is DossierState.COLLECTING and ready
    if opens:
        dossier.state = advance(DOSSIER, state, DossierAction.COMPARE).value
    elif state is DossierState.COMPARING and not ready:
        dossier.state = advance(DOSSIER, state, DossierAction.RETURN).value
    else:
        return False
    dossier.version += 1
    session.flush()
    if opens:
        tell_opened(session, dossier, now=now)
    return opens


def _counts(session: Session, dossier_id: int) -> tuple[int, int, int]:
    """Scans that are still being written; students' scans handed in; own scans handed in."""
    rows = session.execute(
        select(Scan.state, Scan.placement_id.is_not(None), func.count())
        .where(Scan.dossier_id == dossier_id, Scan.state != ScanState.WITHDRAWN.value)
        .group_by(Scan.state, Scan.placement_id.is_not(None))
    )
    waiting = students = own = 0
    for state, by_student, count in rows:
        if state in (ScanState.DRAFT.value, ScanState.RETURNED.value):
            waiting += count
        elif by_student:
            students += count
        else:
            own += count
    return waiting, students, own


def _dossier_for(session: Session, found: FoundScan, now: datetime) -> Dossier:
    """The scan's dossier; the organisation's next one when it was closed without this scan."""
    if found.dossier.state in OPEN_STATES:
        return found.dossier
    following = open_dossier(session, found.organisation.id, now)
    found.scan.dossier_id = following.id
    session.flush()
    return lock_dossier(session, following.id)


def _answers(
    session: Session,
    scan: Scan,
    dossier: Dossier,
    form: Published,
    not_asked: frozenset[str],
    now: datetime,
) -> Answers:
    saved = saved_answers(session, scan.id, without(form.items, not_asked))
    kinds = accepted_kinds(session, (scan.id,))
    items = {item_id: replace(one.answer, accepted=kinds.get(item_id, ())) for item_id, one in saved.items()}
    return Answers(
        items,
        profile_from_json(form.questionnaire, scan.profile),
        facts_of(session, dossier, form.questionnaire, now),
    )


def _check_complete(
    questionnaire: Questionnaire, answers: Answers, not_asked: frozenset[str], confirm_open: bool
) -> None:
    missing = missing_profile(questionnaire, answers.profile)
    if missing:
        raise InvalidInput({f"profile.{field}": messages.REQUIRED for field in missing})
    shown = [answers.items.get(item) for item in visible(questionnaire, answers) - not_asked]
    answered = [one for one in shown if one is not None and one.state is not State.UNANSWERED]
    if not answered:
        raise InvalidInput({"answers": messages.NO_ANSWERS})
    unsure = [one for one in answered if one.state is State.DONT_KNOW]
    count = len(shown) - len(answered) + len(unsure)
    if count and not confirm_open:
        raise InvalidInput({"confirm_open": messages.OPEN_QUESTIONS.fill(count=count)})
