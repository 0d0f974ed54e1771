"""Who may do what, in full: every permission × state × role, against the table in ``policy_table.txt``.

A change of policy shows as a changed line of that table. After an intended change:
``python -m tests.scan.test_policy > tests/scan/policy_table.txt``, and read the difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from scan.domain.partnering import AgreementState
from scan.domain.platforms import PracticeState
from scan.domain.policy import Permission, decide
from scan.domain.refusals import REASONS, SEPARATION_OF_DUTIES, Reason
from scan.domain.roles import Actor, Membership, OrganisationKind, Role
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

TABLE = Path(__file__).with_name("policy_table.txt")
SCHOOL, OTHER_SCHOOL, COMPANY, OTHER_COMPANY, ALLIANCE = 1, 2, 3, 4, 5
KINDS = {
    SCHOOL: OrganisationKind.INSTITUTION,
    OTHER_SCHOOL: OrganisationKind.INSTITUTION,
    COMPANY: OrganisationKind.COMPANY,
    OTHER_COMPANY: OrganisationKind.COMPANY,
    ALLIANCE: OrganisationKind.ALLIANCE,
}
ROLES: dict[str, tuple[tuple[Role, int], ...]] = {
    "nobody": (),
    "student": ((Role.STUDENT, SCHOOL),),
    "other_student": ((Role.STUDENT, SCHOOL),),
    "contact": ((Role.CONTACT, COMPANY),),
    "other_contact": ((Role.CONTACT, OTHER_COMPANY),),
    "teacher": ((Role.TEACHER, SCHOOL),),
    "colleague": ((Role.TEACHER, SCHOOL),),
    "other_teacher": ((Role.TEACHER, OTHER_SCHOOL),),
    "former_teacher": (),
    "teacher_and_contact": ((Role.TEACHER, SCHOOL), (Role.CONTACT, COMPANY)),
    "teacher_and_student": ((Role.TEACHER, SCHOOL), (Role.STUDENT, SCHOOL)),
    "reviewer": ((Role.REVIEWER, SCHOOL),),
    "blind_reviewer": ((Role.REVIEWER, SCHOOL),),
    "scored_reviewer": ((Role.REVIEWER, SCHOOL),),
    "other_reviewer": ((Role.REVIEWER, OTHER_SCHOOL),),
    "alliance_reviewer": ((Role.REVIEWER, ALLIANCE),),
    "coordinator": ((Role.COORDINATOR, SCHOOL),),
    "other_coordinator": ((Role.COORDINATOR, OTHER_SCHOOL),),
    "certifier": ((Role.CERTIFIER, ALLIANCE),),
    "other_certifier": ((Role.CERTIFIER, ALLIANCE),),
    "certifier_who_reviewed": ((Role.CERTIFIER, ALLIANCE), (Role.REVIEWER, ALLIANCE)),
    "certifier_of_school": ((Role.CERTIFIER, ALLIANCE), (Role.TEACHER, SCHOOL)),
    "certifier_of_company": ((Role.CERTIFIER, ALLIANCE), (Role.CONTACT, COMPANY)),
    "monitor": ((Role.MONITOR, ALLIANCE),),
    "monitor_who_decided": ((Role.MONITOR, ALLIANCE), (Role.CERTIFIER, ALLIANCE)),
    "administrator": ((Role.ADMINISTRATOR, ALLIANCE),),
}
PEOPLE = {name: number for number, name in enumerate(ROLES, start=100)}
TEACHERS = frozenset(
    PEOPLE[name] for name in ("teacher", "former_teacher", "teacher_and_contact", "teacher_and_student")
)
STUDENTS = frozenset({PEOPLE["student"], PEOPLE["teacher_and_student"]})
REVIEWED = frozenset({PEOPLE["teacher"], PEOPLE["certifier_who_reviewed"]})


def actor(name: str) -> Actor:
    memberships = tuple(Membership(role, place, KINDS[place]) for role, place in ROLES[name])
    return Actor(PEOPLE[name], memberships)


def scan_subject(
    state: ScanState,
    *,
    audience: str,
    opened: bool,
    released: bool,
    organisation_id: int = COMPANY,
    fellows: tuple[str, ...] = ("student",),
) -> ScanSubject:
    by_student = audience in ("student", "secondary")
    return ScanSubject(
        state=state,
        audience=audience,
        organisation_id=organisation_id,
        respondent_ids=frozenset({PEOPLE[one] for one in (fellows if by_student else ("contact",))}),
        institution_id=SCHOOL if by_student else None,
        teacher_ids=TEACHERS,
        student_ids=STUDENTS,
        institution_ids=frozenset({SCHOOL}),
        opened=opened,
        released=released,
    )


def dossier_subject(state: DossierState, *, opened: bool, organisation_id: int = COMPANY) -> DossierSubject:
    return DossierSubject(
        state=state,
        organisation_id=organisation_id,
        institution_ids=frozenset({SCHOOL}),
        teacher_ids=TEACHERS,
        student_ids=STUDENTS,
        reviewer_ids=REVIEWED | {PEOPLE["scored_reviewer"]},
        opened=opened,
        second_ids=frozenset({PEOPLE["blind_reviewer"]}),
        scored_ids=frozenset({PEOPLE["scored_reviewer"]}),
        monitor_ids=frozenset({PEOPLE["monitor"]}),
    )


def ambassador_subject(state: AmbassadorState) -> AmbassadorSubject:
    return AmbassadorSubject(
        state=state,
        person_id=PEOPLE["student"],
        institution_id=SCHOOL,
        teacher_ids=TEACHERS,
        nominated_by=PEOPLE["certifier_who_reviewed"],
    )


def subjects() -> Iterator[tuple[str, Subject]]:
    """Every kind of subject in every state that matters."""
    schools, company = frozenset({SCHOOL}), OrganisationKind.COMPANY
    yield "platform", PlatformSubject()
    yield "company", OrganisationSubject(COMPANY, company)
    yield "school", OrganisationSubject(SCHOOL, OrganisationKind.INSTITUTION)
    yield "account of_school", AccountSubject(PEOPLE["teacher"], frozenset({SCHOOL}))
    yield "account of_coordinator", AccountSubject(PEOPLE["coordinator"], frozenset({SCHOOL}))
    yield "account of_school_and_company", AccountSubject(1, frozenset({SCHOOL, COMPANY}))
    yield "account of_alliance", AccountSubject(PEOPLE["administrator"], frozenset({ALLIANCE}))
    yield "person", PersonSubject(PEOPLE["student"], schools)
    yield "person also_at_company", PersonSubject(PEOPLE["student"], schools, frozenset({SCHOOL, COMPANY}))
    yield "class", ClassSubject(SCHOOL, TEACHERS)
    yield "placement", PlacementSubject(PEOPLE["student"], COMPANY, SCHOOL, TEACHERS)
    yield "pupil", PupilSubject(PEOPLE["student"], SCHOOL)
    for scan_state in ScanState:
        for opened, released in ((False, False), (True, False), (True, True)):
            words = f"{scan_state} {'open' if opened else 'closed'} {'shared' if released else 'held_back'}"
            subject = scan_subject(scan_state, audience="student", opened=opened, released=released)
            yield f"student_scan {words}", subject
        fellows = ("student", "teacher_and_student")
        subject = scan_subject(scan_state, audience="student", opened=True, released=True, fellows=fellows)
        yield f"shared_scan {scan_state} open shared", subject
        for opened in (False, True):
            subject = scan_subject(scan_state, audience="company", opened=opened, released=True)
            yield f"own_scan {scan_state} {'open' if opened else 'closed'}", subject
    yield from scans_about_a_school()
    for dossier_state in DossierState:
        for opened in (False, True) if dossier_state is DossierState.COLLECTING else (True,):
            words = f"{dossier_state} {'open' if opened else 'closed'}"
            yield f"dossier {words}", dossier_subject(dossier_state, opened=opened)
    yield (
        "school_dossier comparing",
        dossier_subject(DossierState.COMPARING, opened=True, organisation_id=SCHOOL),
    )
    yield from applications(schools)
    yield from certification(schools)
    for ambassador_state in AmbassadorState:
        yield f"ambassador {ambassador_state}", ambassador_subject(ambassador_state)
    yield from partners_and_platforms()


def certification(schools: frozenset[int]) -> Iterator[tuple[str, Subject]]:
    """Decisions, certificates and appeals."""
    for certificate_state in CertificateState:
        decided_by = PEOPLE["monitor_who_decided"]
        yield (
            f"certificate {certificate_state}",
            CertificateSubject(certificate_state, COMPANY, schools, decided_by, REVIEWED),
        )
    yield "decision", DecisionSubject(COMPANY, schools, PEOPLE["monitor_who_decided"], REVIEWED)
    by_two = (PEOPLE["monitor_who_decided"], REVIEWED, PEOPLE["other_certifier"])
    yield "certificate issued by_two", CertificateSubject(CertificateState.ISSUED, COMPANY, schools, *by_two)
    yield "decision by_two", DecisionSubject(COMPANY, schools, *by_two)
    for in_time in (True, False):
        yield f"contested {'in_time' if in_time else 'too_late'}", ContestedSubject(COMPANY, in_time)
    for appeal_state in AppealState:
        handler = None if appeal_state is AppealState.FILED else PEOPLE["other_certifier"]
        yield (
            f"appeal {appeal_state}",
            AppealSubject(
                appeal_state, COMPANY, schools, frozenset({PEOPLE["certifier"]}), REVIEWED, handler
            ),
        )


def partners_and_platforms() -> Iterator[tuple[str, Subject]]:
    """An agreement of the company and of the school, and a platform that the company leads."""
    drafters = frozenset({PEOPLE["certifier_who_reviewed"], PEOPLE["contact"]})
    for agreement_state in AgreementState:
        yield f"agreement {agreement_state}", AgreementSubject(agreement_state, COMPANY, drafters)
    yield "school_agreement offered", AgreementSubject(AgreementState.OFFERED, SCHOOL, drafters)
    yield "network", NetworkSubject(COMPANY, frozenset({COMPANY, SCHOOL}))
    for practice_state in PracticeState:
        yield f"own_practice {practice_state}", PracticeSubject(practice_state, COMPANY, COMPANY)
        yield f"members_practice {practice_state}", PracticeSubject(practice_state, SCHOOL, COMPANY)


def applications(schools: frozenset[int]) -> Iterator[tuple[str, Subject]]:
    """For a certificate, with a level that waits for a second certifier, and for a statement."""
    for is_open in (True, False):
        for dossier_state in (DossierState.COMPARING, DossierState.MODERATED):
            yield (
                f"application {'open' if is_open else 'closed'} dossier_{dossier_state}",
                ApplicationSubject(is_open, dossier_state, COMPANY, schools, PEOPLE["contact"], REVIEWED),
            )
    for kind, state, reviewed, proposed_by in (
        ("application proposed", DossierState.MODERATED, REVIEWED, PEOPLE["monitor_who_decided"]),
        ("application of_a_statement", None, frozenset[int](), None),
    ):
        at = frozenset[int]() if state is None else schools
        yield (
            kind,
            ApplicationSubject(True, state, COMPANY, at, PEOPLE["contact"], reviewed, proposed_by),
        )
    yield (
        "application open after_appeal",
        ApplicationSubject(
            True,
            DossierState.MODERATED,
            COMPANY,
            schools,
            PEOPLE["contact"],
            REVIEWED,
            earlier_certifier_ids=frozenset({PEOPLE["other_certifier"]}),
        ),
    )


def scans_about_a_school() -> Iterator[tuple[str, Subject]]:
    """The school's scan of itself, and that of one of its pupils."""
    for state in ScanState:
        for audience in ("secondary", "institution"):
            yield (
                f"{audience}_scan {state}",
                scan_subject(state, audience=audience, opened=True, released=True, organisation_id=SCHOOL),
            )


def table() -> str:
    """One block for each subject; one line for each permission that is not refused to all for their role."""
    lines: list[str] = []
    for name, subject in subjects():
        lines.append(f"[{name}]")
        lines.extend(_lines(subject))
        lines.append("")
    return "\n".join(lines)


def _lines(subject: Subject) -> Iterable[str]:
    for permission in Permission:
        answers: dict[Reason, list[str]] = defaultdict(list)
        for person in ROLES:
            answers[decide(actor(person), permission, subject).reason].append(person)
        named = [
            f"{reason}: {' '.join(answers[reason])}"
            for reason in Reason
            if reason is not Reason.NO_ROLE and answers[reason]
        ]
        if named:
            yield f"{permission} | {' | '.join(named)}"


def test_policy_is_the_table() -> None:
    assert table() == TABLE.read_text("utf-8")


def test_decide_allows_exactly_when_the_reason_says_so() -> None:
    for _, subject in subjects():
        for permission in Permission:
            for person in ROLES:
                decision = decide(actor(person), permission, subject)
                assert decision.allowed is (decision.reason is Reason.ALLOWED)


def test_every_permission_is_given_to_someone_and_no_permission_to_nobody() -> None:
    given: dict[Permission, set[str]] = {permission: set() for permission in Permission}
    for _, subject in subjects():
        for permission in Permission:
            given[permission] |= {p for p in ROLES if decide(actor(p), permission, subject).allowed}
    assert [permission for permission, people in given.items() if not people] == []
    assert [permission for permission, people in given.items() if "nobody" in people] == []


@pytest.mark.parametrize("person", ["other_contact", "other_teacher", "other_reviewer", "other_coordinator"])
def test_people_of_other_organisations_may_do_nothing_with_a_thing_of_this_one(person: str) -> None:
    allowed = {
        (name, permission)
        for name, subject in subjects()
        for permission in Permission
        if decide(actor(person), permission, subject).allowed
    }
    assert {permission for _, permission in allowed} <= {Permission.REGISTER_COMPANY}


def test_every_reason_has_words_in_both_languages() -> None:
    assert set(REASONS) == set(Reason)
    assert all(message.nl and message.en for message in REASONS.values())


def test_separation_of_duties_holds_whatever_other_roles_someone_has() -> None:
    everything = tuple(Membership(role, ALLIANCE, OrganisationKind.ALLIANCE) for role in Role)
    reviewed = Actor(PEOPLE["teacher"], everything)
    subject = ApplicationSubject(
        True, DossierState.MODERATED, COMPANY, frozenset({SCHOOL}), PEOPLE["contact"], REVIEWED
    )
    decision = decide(reviewed, Permission.DECIDE, subject)
    assert decision.reason is Reason.REVIEWED_IT
    assert decision.reason in SEPARATION_OF_DUTIES


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201 - this is how the table is written
