"""Closing a dossier: one moderated result from both sides, the verdicts and the accepted evidence (design 6)."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from questionnaires.answers import Answers
from questionnaires.answers_file import read_answers, write_answers
from scan.domain import messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.moderation import Moderation, moderate
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.domain.states import DOSSIER, SCAN, DossierAction, DossierState, ScanAction, ScanState, advance
from scan.store.answers import accepted_kinds
from scan.store.finding import find_dossier
from scan.store.published import published
from scan.store.scores import keep_scores
from scan.store.tables import Dossier, QuestionnaireVersion, Scan
from scan.use_cases.audit import record
from scan.use_cases.comparing import Review, Side, open_review
from scan.use_cases.facts import facts_of
from scan.use_cases.notifying import tell_accepted
from scan.use_cases.permission import require
from scan.use_cases.reviewing import decide_evidence, dossier_of_evidence
from scoring import Outcome, score


@dataclass(frozen=True, slots=True)
class Preview:
    """What closing would give, and what still stands in its way."""

    outcome: Outcome
    unsettled: tuple[str, ...]
    undecided_evidence: int


def preview(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Preview:
    """The moderated outcome as it would be now. Raises NotFound, NotAllowed, InvalidInput (``dossier``)."""
    found = find_dossier(session, actor, dossier_id, now)
    require(
        session,
        actor,
        Permission.READ_REVIEW,
        found.subject,
        kind="dossier",
        subject_id=dossier_id,
        now=now,
    )
    return preview_of(session, open_review(session, actor=actor, dossier_id=dossier_id, now=now), now=now)


def preview_of(session: Session, review: Review, *, now: datetime) -> Preview:
    """The same for a review that was opened by someone who ``reads_review``. Raises InvalidInput (``dossier``)."""
    claim = _claim(review)
    dossier = session.get_one(Dossier, review.dossier_id)
    moderation = _moderated(session, dossier, review, claim, now)
    outcome = score(published(session, claim.sha256).model, moderation.answers)
    return Preview(outcome, moderation.unsettled, review.undecided_evidence)


@dataclass(frozen=True, slots=True)
class Counted:
    """The total that counts, before and after evidence was decided on, in units of 10^-decimals; None: no score."""

    dossier_id: int
    before: int | None
    after: int | None
    decimals: int


def decide_evidence_and_count(
    session: Session, *, actor: Actor, evidence_id: int, accept: bool, now: datetime
) -> Counted:
    """Decide on a piece of evidence, and what that does to the counted score at once. Raises NotFound, NotAllowed."""
    dossier_id = dossier_of_evidence(session, evidence_id)
    before = preview(session, actor=actor, dossier_id=dossier_id, now=now).outcome
    decide_evidence(session, actor=actor, evidence_id=evidence_id, accept=accept, now=now)
    after = preview(session, actor=actor, dossier_id=dossier_id, now=now).outcome
    return Counted(dossier_id, before.total.counted, after.total.counted, after.decimals)


def close_dossier(session: Session, *, actor: Actor, dossier_id: int, version: int, now: datetime) -> Outcome:
    """Accept the scans and store the moderated answers and Outcome.

    ``version``: of the dossier as the page showed it. Every gap of two steps or more needs a verdict and every piece
    of evidence a decision. Scans that were not handed in stay with their respondent.
    Raises NotFound, NotAllowed, Stale, InvalidInput (``unsettled``, ``evidence``, ``dossier``).
    """
    found = find_dossier(session, actor, dossier_id, now, lock=True)
    require(
        session, actor, Permission.MODERATE, found.subject, kind="dossier", subject_id=dossier_id, now=now
    )
    dossier = found.dossier
    if dossier.version != version:
        raise Stale((Clash("dossier", dossier.state, dossier.version, DossierState.MODERATED.value),))
    review = open_review(session, actor=actor, dossier_id=dossier_id, now=now)
    claim = _claim(review)
    moderation = _moderated(session, dossier, review, claim, now)
    _check_settled(review, moderation)
    outcome = score(published(session, claim.sha256).model, moderation.answers)
    version_id = session.scalars(
        select(QuestionnaireVersion.id).where(QuestionnaireVersion.sha256 == claim.sha256)
    ).one()
    dossier.state = advance(DOSSIER, found.subject.state, DossierAction.MODERATE).value
    dossier.moderated_answers = write_answers(moderation.answers)
    dossier.moderated_outcome = outcome.to_json()
    dossier.moderated_by, dossier.moderated_at = actor.person_id, now
    dossier.questionnaire_version_id = version_id
    dossier.version += 1
    session.flush()
    _accept_scans(session, dossier_id)
    keep_scores(
        session,
        dossier=dossier,
        organisation=found.organisation,
        questionnaire=claim.view.questionnaire,
        profile=moderation.answers.profile,
        outcome=outcome,
    )
    tell_accepted(session, dossier, now=now)
    record(
        session,
        actor=actor,
        action="dossier_moderated",
        subject_kind="dossier",
        subject_id=dossier_id,
        now=now,
        level=outcome.level,
        questionnaire=outcome.questionnaire,
    )
    return outcome


def moderated_outcome(session: Session, *, actor: Actor, dossier_id: int, now: datetime) -> Outcome:
    """The moderated result of a closed dossier, for everyone who has to do with it. Raises NotFound, NotAllowed."""
    found = find_dossier(session, actor, dossier_id, now)
    require(
        session,
        actor,
        Permission.READ_DOSSIER,
        found.subject,
        kind="dossier",
        subject_id=dossier_id,
        now=now,
    )
    stored = found.dossier.moderated_outcome
    if stored is None or DossierState(found.dossier.state) not in (
        DossierState.MODERATED,
        DossierState.DECIDED,
    ):
        raise NotFound
    return Outcome.from_json(stored)


def moderated_answers(session: Session, dossier: Dossier, now: datetime) -> tuple[str, Answers]:
    """The stored moderated answers with the facts of today, and the hash of their questionnaire.

    The dossier is closed; the caller checked who asks.
    """
    sha256 = session.scalars(
        select(QuestionnaireVersion.sha256).where(QuestionnaireVersion.id == dossier.questionnaire_version_id)
    ).one()
    questionnaire = published(session, sha256).questionnaire
    answers = read_answers(questionnaire, dossier.moderated_answers or {})
    return sha256, replace(answers, facts=facts_of(session, dossier, questionnaire, now))


def _claim(review: Review) -> Side:
    if review.claim is None:
        raise InvalidInput({"dossier": messages.NOTHING_HANDED_IN})
    return review.claim


def _moderated(session: Session, dossier: Dossier, review: Review, claim: Side, now: datetime) -> Moderation:
    questionnaire = published(session, claim.sha256).questionnaire
    facts = facts_of(session, dossier, questionnaire, now)
    scans = [claim.scan_id, *(side.scan_id for side in review.others)]
    return moderate(
        replace(claim.view, answers=replace(claim.view.answers, facts=facts)),
        [side.view for side in review.others],
        {one.item.id: one.verdict.verdict for one in review.items if one.verdict is not None},
        accepted_kinds(session, scans),
    )


def _check_settled(review: Review, moderation: Moderation) -> None:
    faults = {}
    if moderation.unsettled:
        faults["unsettled"] = messages.UNSETTLED.fill(count=len(moderation.unsettled))
    if review.undecided_evidence:
        faults["evidence"] = messages.UNDECIDED_EVIDENCE.fill(count=review.undecided_evidence)
    if faults:
        raise InvalidInput(faults)


def _accept_scans(session: Session, dossier_id: int) -> None:
    submitted = advance(SCAN, ScanState.SUBMITTED, ScanAction.ACCEPT)
    session.execute(
        update(Scan)
        .where(Scan.dossier_id == dossier_id, Scan.state == ScanState.SUBMITTED.value)
        .values(state=submitted.value, version=Scan.version + 1)
    )
