"""Who may do what: ``decide(actor, permission, subject)`` denies by default (design 6).

The order is fixed: is it a known permission for such a subject, may this role do it at all, does separation
of duties stand in the way, and does the state allow it. Templates and use cases ask the same function.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from scan.domain import relations as r
from scan.domain.messages import Message
from scan.domain.partnering import AgreementState
from scan.domain.permissions import Permission
from scan.domain.platforms import PracticeState
from scan.domain.refusals import REASONS, SEPARATION_OF_DUTIES, Reason
from scan.domain.roles import Actor
from scan.domain.states import AmbassadorState, AppealState, CertificateState, DossierState, ScanState
from scan.domain.subjects import (
    AccountSubject,
    AgreementSubject,
    AmbassadorSubject,
    AppealSubject,
    ApplicationSubject,
    CertificateSubject,
    ClassSubject,
    ContestedSubject,
    DecisionSubject,
    DossierSubject,
    NetworkSubject,
    OrganisationSubject,
    PersonSubject,
    PlacementSubject,
    PlatformSubject,
    PracticeSubject,
    PupilSubject,
    ScanSubject,
    Subject,
)

__all__ = ["Decision", "Permission", "conflicts", "decide"]


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed or not, and why."""

    allowed: bool
    reason: Reason

    @property
    def message(self) -> Message:
        """The reason in words."""
        return REASONS[self.reason]


Relation = Callable[[Actor, Any], bool]


@dataclass(frozen=True, slots=True)
class _Rule:
    """``who``: one is enough. ``unless``: refused when one holds. ``states``: empty is any."""

    subject: type
    who: tuple[Relation, ...]
    unless: tuple[tuple[Relation, Reason], ...] = ()
    states: tuple[StrEnum, ...] = ()


_NOT_OWN = ((r.own_placement, Reason.OWN_PLACEMENT), (r.own_organisation, Reason.OWN_ORGANISATION))
_NOT_BLIND = (r.scores_blind, Reason.SCORES_BLIND)
_NOT_SECOND = (_NOT_BLIND, (r.scored_blind, Reason.SCORED_BLIND))
_STAFF = (r.class_teacher, r.coordinator)
_REVIEWERS = (r.class_teacher, r.reviewer)
_WRITING = (ScanState.DRAFT, ScanState.RETURNED)
_CLOSED = (DossierState.MODERATED, DossierState.DECIDED)
_REVIEWED = (DossierState.COMPARING, *_CLOSED)
_INDEPENDENT = (*_NOT_OWN, (r.reviewed, Reason.REVIEWED_IT))
_LIVE = (CertificateState.ISSUED, CertificateState.SUSPENDED)
_IMPARTIAL = (
    (r.own_organisation, Reason.OWN_ORGANISATION),
    (r.own_school, Reason.OWN_ORGANISATION),
    (r.reviewed, Reason.REVIEWED_IT),
)

_HOLDERS = (r.contact, r.coordinator_here)
_PENDING = (AppealState.FILED, AppealState.TAKEN_UP)
_UNINVOLVED = ((r.contested, Reason.CONTESTED), *_IMPARTIAL)

_RULES: Mapping[Permission, _Rule] = {
    Permission.REGISTER_COMPANY: _Rule(PlatformSubject, (r.any_staff, r.administrator)),
    Permission.REGISTER_ORGANISATION: _Rule(PlatformSubject, (r.administrator,)),
    Permission.PUBLISH_QUESTIONNAIRE: _Rule(PlatformSubject, (r.administrator,)),
    Permission.VERIFY_AUDIT: _Rule(PlatformSubject, (r.administrator, r.monitor)),
    Permission.MANAGE_PEOPLE: _Rule(PlatformSubject, (r.administrator,)),
    Permission.READ_STAFF: _Rule(OrganisationSubject, (r.coordinator_here, r.administrator)),
    Permission.CLOSE_ACCOUNT: _Rule(
        AccountSubject,
        (r.coordinates, r.administrator),
        unless=((r.own_account, Reason.ONESELF), (r.works_elsewhere, Reason.WORKS_ELSEWHERE)),
    ),
    Permission.ERASE_PERSON: _Rule(
        PersonSubject,
        (r.self_only, r.coordinator, r.administrator),
        unless=((r.belongs_elsewhere, Reason.WORKS_ELSEWHERE),),
    ),
    Permission.READ_QUEUE: _Rule(PlatformSubject, (r.certifier,)),
    Permission.EDIT_ORGANISATION: _Rule(
        OrganisationSubject, (r.contact, r.coordinator_here, r.administrator)
    ),
    Permission.CREATE_CLASS: _Rule(OrganisationSubject, (r.teacher_here, r.coordinator_here)),
    Permission.INVITE_MEMBER: _Rule(OrganisationSubject, (r.contact, r.coordinator_here, r.administrator)),
    Permission.MANAGE_SCHOOL: _Rule(OrganisationSubject, (r.coordinator_here,)),
    Permission.START_OWN_SCAN: _Rule(OrganisationSubject, (r.contact, r.coordinator_here)),
    Permission.READ_CONTRIBUTIONS: _Rule(ScanSubject, (r.leads_own_scan,)),
    Permission.COLLECT_CONTRIBUTIONS: _Rule(ScanSubject, (r.leads_own_scan,), states=_WRITING),
    Permission.READ_CLASS: _Rule(ClassSubject, _STAFF),
    Permission.MANAGE_CLASS: _Rule(ClassSubject, _STAFF),
    Permission.HOLD_ROUND: _Rule(ClassSubject, _STAFF),
    Permission.READ_PLACEMENT: _Rule(PlacementSubject, (r.own_placement_only, *_STAFF)),
    Permission.START_SCAN: _Rule(PlacementSubject, (r.own_placement_only,)),
    Permission.START_PUPIL_SCAN: _Rule(PupilSubject, (r.own_placement_only,)),
    Permission.INVITE_CONTACT: _Rule(PlacementSubject, _STAFF, unless=_NOT_OWN),
    Permission.ASSESS_PLACEMENT: _Rule(PlacementSubject, _STAFF, unless=_NOT_OWN),
    Permission.READ_SCAN: _Rule(
        ScanSubject,
        (r.respondent, r.other_side, r.school_reader),
        unless=((r.too_early, Reason.NOT_OPEN), (r.held_back, Reason.HELD_BACK)),
    ),
    Permission.ANSWER: _Rule(ScanSubject, (r.respondent,), states=_WRITING),
    Permission.SHARE_SCAN: _Rule(ScanSubject, (r.fellow,), states=_WRITING),
    Permission.JOIN_SCAN: _Rule(PlacementSubject, (r.own_placement_only,)),
    Permission.LEAVE_SCAN: _Rule(
        ScanSubject,
        (r.fellow,),
        unless=((r.not_shared, Reason.NOT_SHARED),),
        states=(*_WRITING, ScanState.SUBMITTED),
    ),
    Permission.GROUP_STUDENTS: _Rule(PlacementSubject, _STAFF, unless=_NOT_OWN),
    Permission.SUBMIT_SCAN: _Rule(ScanSubject, (r.respondent,), states=_WRITING),
    Permission.WITHDRAW_SCAN: _Rule(
        ScanSubject,
        (r.respondent,),
        unless=((r.shared, Reason.SHARED),),
        states=(*_WRITING, ScanState.SUBMITTED),
    ),
    Permission.RETURN_SCAN: _Rule(
        ScanSubject,
        (r.school_reader,),
        unless=(*_NOT_OWN, (r.too_early, Reason.NOT_OPEN)),
        states=(ScanState.SUBMITTED,),
    ),
    Permission.SHARE_REPORT: _Rule(
        ScanSubject,
        (r.fellow,),
        unless=((r.closed, Reason.NOT_OPEN), (r.withheld, Reason.HELD_BACK)),
        states=(ScanState.SUBMITTED, ScanState.ACCEPTED),
    ),
    Permission.READ_DOSSIER: _Rule(
        DossierSubject,
        (r.contact, r.coordinator_here, r.student_of, *_REVIEWERS, r.coordinator, r.certifier),
        unless=(_NOT_BLIND,),
    ),
    Permission.PRESENT: _Rule(
        DossierSubject,
        (r.contact, r.coordinator_here, r.student_of, *_REVIEWERS),
        unless=((r.closed, Reason.NOT_OPEN),),
    ),
    Permission.COMPARE_ANSWERS: _Rule(
        DossierSubject,
        (r.contact, r.coordinator_here, r.student_of, *_REVIEWERS, r.certifier, r.samples),
        unless=((r.closed, Reason.NOT_OPEN), _NOT_BLIND),
    ),
    Permission.OPEN_COMPARISON: _Rule(
        DossierSubject,
        _REVIEWERS,
        unless=(*_NOT_OWN, (r.closed, Reason.NOT_OPEN)),
        states=(DossierState.COLLECTING,),
    ),
    Permission.READ_REVIEW: _Rule(
        DossierSubject,
        (*_REVIEWERS, r.certifier, r.samples),
        unless=(*_NOT_OWN, (r.closed, Reason.NOT_OPEN), _NOT_BLIND),
    ),
    Permission.MODERATE: _Rule(
        DossierSubject, _REVIEWERS, unless=(*_NOT_OWN, *_NOT_SECOND), states=(DossierState.COMPARING,)
    ),
    Permission.REOPEN_DOSSIER: _Rule(
        DossierSubject, (*_REVIEWERS, r.certifier), unless=(*_NOT_OWN, _NOT_BLIND), states=_CLOSED
    ),
    Permission.READ_EVIDENCE: _Rule(
        DossierSubject,
        (*_REVIEWERS, r.deciding_certifier, r.scores_blind, r.samples),
        unless=(*_NOT_OWN, (r.closed, Reason.NOT_OPEN)),
    ),
    Permission.READ_POOL: _Rule(
        DossierSubject,
        (r.contact, r.coordinator_here, *_REVIEWERS, r.coordinator),
        unless=((r.closed, Reason.NOT_OPEN),),
    ),
    Permission.ASK_SECOND_REVIEW: _Rule(
        DossierSubject, (*_REVIEWERS, r.coordinator), unless=_NOT_OWN, states=_REVIEWED
    ),
    Permission.REVIEW_SECOND: _Rule(DossierSubject, (r.colleague,), unless=_INDEPENDENT, states=_REVIEWED),
    Permission.SCORE_BLIND: _Rule(DossierSubject, (r.scores_blind,), unless=_INDEPENDENT, states=_REVIEWED),
    Permission.READ_CALIBRATION: _Rule(
        OrganisationSubject, (r.teacher_here, r.reviewer_here, r.coordinator_here)
    ),
    Permission.PLAN: _Rule(DossierSubject, (r.contact, r.coordinator_here)),
    Permission.DECLARE_FACTS: _Rule(DossierSubject, (r.contact, r.coordinator_here)),
    Permission.RECORD_SECOND_VIEW: _Rule(DossierSubject, _REVIEWERS, unless=_NOT_OWN),
    Permission.RECORD_ALLIANCE_REVIEW: _Rule(DossierSubject, (r.alliance_reviewer,), unless=_NOT_OWN),
    Permission.APPLY: _Rule(
        DossierSubject, (r.contact, r.coordinator_here), states=(DossierState.MODERATED,)
    ),
    Permission.APPLY_FOR_STATEMENT: _Rule(OrganisationSubject, (r.contact, r.coordinator_here)),
    Permission.READ_APPLICATION: _Rule(
        ApplicationSubject, (r.contact, r.coordinator_here, r.certifier, r.monitor)
    ),
    Permission.READ_ACTIVITY_PHOTO: _Rule(
        ApplicationSubject, (r.contact, r.coordinator_here, r.deciding_certifier)
    ),
    Permission.DECIDE: _Rule(
        ApplicationSubject,
        (r.certifier,),
        unless=(
            *_IMPARTIAL,
            (r.decided_before, Reason.DECIDED_IT),
            (r.waits_for_a_second, Reason.WAITS_FOR_SECOND),
        ),
    ),
    Permission.CONFIRM: _Rule(
        ApplicationSubject,
        (r.certifier,),
        unless=(
            *_IMPARTIAL,
            (r.decided_before, Reason.DECIDED_IT),
            (r.proposed, Reason.PROPOSED_IT),
            (r.nothing_proposed, Reason.NOTHING_PROPOSED),
        ),
    ),
    Permission.MANAGE_CERTIFICATE: _Rule(
        CertificateSubject, (r.certifier,), unless=_IMPARTIAL[:2], states=_LIVE
    ),
    Permission.CHOOSE_PUBLIC_DETAIL: _Rule(CertificateSubject, (r.contact, r.coordinator_here)),
    Permission.READ_CERTIFICATE: _Rule(CertificateSubject, (r.contact, r.coordinator_here, r.certifier)),
    Permission.DECLARE_CHANGES: _Rule(CertificateSubject, _HOLDERS, states=_LIVE),
    Permission.ASK_SCOPE: _Rule(CertificateSubject, _HOLDERS, states=(CertificateState.ISSUED,)),
    Permission.DECIDE_SCOPE: _Rule(CertificateSubject, (r.certifier,), unless=_IMPARTIAL, states=_LIVE),
    Permission.ANSWER_HEARING: _Rule(CertificateSubject, _HOLDERS, states=_LIVE),
    Permission.HANDLE_COMPLAINT: _Rule(
        CertificateSubject, (r.certifier,), unless=((r.decided, Reason.DECIDED_IT), *_IMPARTIAL)
    ),
    Permission.ANSWER_COMPLAINT: _Rule(CertificateSubject, _HOLDERS),
    Permission.FILE_APPEAL: _Rule(ContestedSubject, _HOLDERS, unless=((r.too_late, Reason.TOO_LATE),)),
    Permission.READ_APPEAL: _Rule(AppealSubject, (*_HOLDERS, r.certifier)),
    Permission.TAKE_UP_APPEAL: _Rule(AppealSubject, (r.certifier,), unless=_UNINVOLVED, states=_PENDING),
    Permission.DECIDE_APPEAL: _Rule(
        AppealSubject,
        (r.certifier,),
        unless=(*_UNINVOLVED, (r.not_handler, Reason.NOT_HANDLER)),
        states=(AppealState.TAKEN_UP,),
    ),
    Permission.WITHDRAW_APPEAL: _Rule(AppealSubject, _HOLDERS, states=_PENDING),
    Permission.DRAW_SAMPLE: _Rule(PlatformSubject, (r.monitor,)),
    Permission.READ_MONITORING: _Rule(PlatformSubject, (r.monitor, r.certifier)),
    Permission.MONITOR: _Rule(
        DecisionSubject, (r.monitor,), unless=((r.decided, Reason.DECIDED_IT), *_IMPARTIAL)
    ),
    Permission.ANSWER_FINDING: _Rule(PlatformSubject, (r.certifier,)),
    Permission.READ_AMBASSADOR: _Rule(AmbassadorSubject, (r.self_only, *_STAFF, r.certifier)),
    Permission.CONFIRM_MILESTONE: _Rule(
        AmbassadorSubject,
        _STAFF,
        unless=((r.self_only, Reason.ONESELF),),
        states=(AmbassadorState.CANDIDATE, AmbassadorState.NOMINATED, AmbassadorState.APPOINTED),
    ),
    Permission.NOMINATE: _Rule(
        AmbassadorSubject,
        _STAFF,
        unless=((r.self_only, Reason.ONESELF),),
        states=(AmbassadorState.CANDIDATE,),
    ),
    Permission.APPOINT: _Rule(
        AmbassadorSubject,
        (r.certifier,),
        unless=((r.own_school, Reason.OWN_ORGANISATION), (r.nominated, Reason.NOMINATED_IT)),
        states=(AmbassadorState.NOMINATED,),
    ),
    Permission.END_APPOINTMENT: _Rule(
        AmbassadorSubject,
        (r.certifier,),
        unless=((r.own_school, Reason.OWN_ORGANISATION),),
        states=(AmbassadorState.APPOINTED, AmbassadorState.ALUMNUS),
    ),
    Permission.CHOOSE_PUBLICITY: _Rule(
        AmbassadorSubject, (r.self_only,), states=(AmbassadorState.APPOINTED, AmbassadorState.ALUMNUS)
    ),
    Permission.NOTE_ACTIVITY: _Rule(AmbassadorSubject, (r.self_only,), states=(AmbassadorState.APPOINTED,)),
    Permission.CONFIRM_ACTIVITY: _Rule(
        AmbassadorSubject,
        _STAFF,
        unless=((r.self_only, Reason.ONESELF),),
        states=(AmbassadorState.APPOINTED,),
    ),
    Permission.RENEW_APPOINTMENT: _Rule(
        AmbassadorSubject,
        (r.certifier,),
        unless=((r.own_school, Reason.OWN_ORGANISATION),),
        states=(AmbassadorState.APPOINTED,),
    ),
    Permission.ANSWER_AMBASSADOR_HEARING: _Rule(
        AmbassadorSubject, (r.self_only,), states=(AmbassadorState.APPOINTED, AmbassadorState.ALUMNUS)
    ),
}


_SPEAKERS = (r.contact, r.coordinator_here)
_OURS = ((r.own_organisation, Reason.OWN_ORGANISATION),)
_RULES_OF_THE_NETWORK: Mapping[Permission, _Rule] = {
    Permission.RUN_NETWORK: _Rule(PlatformSubject, (r.alliance_office,)),
    Permission.START_AGREEMENT: _Rule(OrganisationSubject, (*_SPEAKERS, r.alliance_office)),
    Permission.READ_AGREEMENT: _Rule(AgreementSubject, (*_SPEAKERS, r.alliance_office)),
    Permission.WRITE_AGREEMENT: _Rule(AgreementSubject, _SPEAKERS, states=(AgreementState.DRAFT,)),
    Permission.TAKE_BACK_AGREEMENT: _Rule(AgreementSubject, _SPEAKERS, states=(AgreementState.OFFERED,)),
    Permission.JUDGE_AGREEMENT: _Rule(
        AgreementSubject, (r.alliance_office,), unless=_OURS, states=(AgreementState.OFFERED,)
    ),
    Permission.CONFIRM_AGREEMENT: _Rule(
        AgreementSubject,
        (r.alliance_office,),
        unless=(*_OURS, (r.drafted, Reason.DRAFTED_IT)),
        states=(AgreementState.OFFERED,),
    ),
    Permission.END_AGREEMENT: _Rule(
        AgreementSubject, (*_SPEAKERS, r.alliance_office), states=(AgreementState.IN_FORCE,)
    ),
    Permission.REPORT_PLEDGE: _Rule(AgreementSubject, _SPEAKERS, states=(AgreementState.IN_FORCE,)),
    Permission.JOIN_NETWORK: _Rule(OrganisationSubject, _SPEAKERS),
    Permission.READ_NETWORK: _Rule(NetworkSubject, (r.in_network, r.alliance_office)),
    Permission.TAKE_PART: _Rule(NetworkSubject, (r.in_network,)),
    Permission.LEAD_NETWORK: _Rule(NetworkSubject, (r.lead, r.alliance_office)),
    Permission.SHARE_PRACTICE: _Rule(PracticeSubject, _SPEAKERS),
    Permission.WITHDRAW_PRACTICE: _Rule(
        PracticeSubject,
        _SPEAKERS,
        states=(PracticeState.OFFERED, PracticeState.PUBLISHED, PracticeState.RETURNED),
    ),
    Permission.PUBLISH_PRACTICE: _Rule(
        PracticeSubject, (r.lead, r.alliance_office), unless=_OURS, states=(PracticeState.OFFERED,)
    ),
    Permission.RETURN_PRACTICE: _Rule(
        PracticeSubject,
        (r.lead, r.alliance_office),
        unless=_OURS,
        states=(PracticeState.OFFERED, PracticeState.PUBLISHED),
    ),
    Permission.JOIN_PROJECT: _Rule(OrganisationSubject, _SPEAKERS),
}
_ALL_RULES: Mapping[Permission, _Rule] = {**_RULES, **_RULES_OF_THE_NETWORK}


def decide(actor: Actor, permission: Permission, subject: Subject) -> Decision:
    """Whether ``actor`` may do this with ``subject``, and why not. Unknown combinations are refused."""
    rule = _ALL_RULES.get(permission)
    if rule is None or not isinstance(subject, rule.subject):
        return Decision(False, Reason.NO_ROLE)
    if not any(relation(actor, subject) for relation in rule.who):
        return Decision(False, Reason.NO_ROLE)
    for relation, reason in rule.unless:
        if relation(actor, subject):
            return Decision(False, reason)
    if rule.states and getattr(subject, "state", None) not in rule.states:
        return Decision(False, Reason.WRONG_STATE)
    if isinstance(subject, ApplicationSubject) and permission in (Permission.DECIDE, Permission.CONFIRM):
        ready = subject.open and subject.dossier_state in (DossierState.MODERATED, None)
        return Decision(ready, Reason.ALLOWED if ready else Reason.WRONG_STATE)
    return Decision(True, Reason.ALLOWED)


def conflicts(actor: Actor, permission: Permission, subject: Subject) -> tuple[tuple[str, bool], ...]:
    """What separation of duties asks here, by the name of the relation, and whether it stands in this actor's way."""
    rule = _ALL_RULES[permission]
    return tuple(
        (relation.__name__, relation(actor, subject))
        for relation, reason in rule.unless
        if reason in SEPARATION_OF_DUTIES
    )
