"""How a person stands to a thing. A relation reads only what it names, so one serves many subjects."""

from typing import Protocol

from scan.domain.roles import Actor, OrganisationKind, Role
from scan.domain.states import ScanState
from scan.domain.subjects import (
    AccountSubject,
    AgreementSubject,
    AmbassadorSubject,
    AppealSubject,
    ApplicationSubject,
    CertificateSubject,
    ContestedSubject,
    DecisionSubject,
    DossierSubject,
    NetworkSubject,
    PersonSubject,
    PlacementSubject,
    PracticeSubject,
    PupilSubject,
    ScanSubject,
)

_HANDED_IN = (ScanState.SUBMITTED, ScanState.ACCEPTED)


class _OfOrganisation(Protocol):
    @property
    def organisation_id(self) -> int: ...


class _OfInstitution(Protocol):
    @property
    def institution_id(self) -> int: ...


class _WithTeachers(Protocol):
    @property
    def teacher_ids(self) -> frozenset[int]: ...


class _WithStudents(Protocol):
    @property
    def student_ids(self) -> frozenset[int]: ...


class _Reviewed(Protocol):
    @property
    def reviewer_ids(self) -> frozenset[int]: ...


def administrator(actor: Actor, _: object) -> bool:
    """Runs the installation."""
    return actor.is_a(Role.ADMINISTRATOR)


def certifier(actor: Actor, _: object) -> bool:
    """Decides for the alliance."""
    return actor.is_a(Role.CERTIFIER)


def monitor(actor: Actor, _: object) -> bool:
    """Checks decisions, independently."""
    return actor.is_a(Role.MONITOR)


def any_staff(actor: Actor, _: object) -> bool:
    """Teacher or coordinator of some school."""
    return actor.is_a(Role.TEACHER) or actor.is_a(Role.COORDINATOR)


def contact(actor: Actor, subject: _OfOrganisation) -> bool:
    """Contact of the company concerned."""
    return actor.has(Role.CONTACT, subject.organisation_id)


def teacher_here(actor: Actor, subject: _OfOrganisation) -> bool:
    """Teacher at this school."""
    return actor.has(Role.TEACHER, subject.organisation_id)


def reviewer_here(actor: Actor, subject: _OfOrganisation) -> bool:
    """Reviewer at this school."""
    return actor.has(Role.REVIEWER, subject.organisation_id)


def coordinator_here(actor: Actor, subject: _OfOrganisation) -> bool:
    """Coordinator of the school that is itself the subject, as in a scan of the own institution."""
    return actor.has(Role.COORDINATOR, subject.organisation_id)


def _schools(subject: object) -> frozenset[int]:
    """The schools concerned: of a dossier several, of a class or placement one."""
    many: frozenset[int] | None = getattr(subject, "institution_ids", None)
    one: int | None = getattr(subject, "institution_id", None)
    return many if many is not None else frozenset() if one is None else frozenset({one})


def coordinator(actor: Actor, subject: object) -> bool:
    """Coordinator of a school concerned."""
    return any(actor.has(Role.COORDINATOR, school) for school in _schools(subject))


def class_teacher(actor: Actor, subject: _WithTeachers) -> bool:
    """Teacher of a class concerned, still working at a school concerned."""
    return actor.person_id in subject.teacher_ids and any(
        actor.has(role, school) for school in _schools(subject) for role in (Role.TEACHER, Role.REVIEWER)
    )


def reviewer(actor: Actor, subject: object) -> bool:
    """Reviewer of a school concerned, or of the alliance."""
    return any(
        m.role is Role.REVIEWER
        and (m.kind is OrganisationKind.ALLIANCE or m.organisation_id in _schools(subject))
        for m in actor.memberships
    )


def colleague(actor: Actor, subject: object) -> bool:
    """Teacher or reviewer at a school concerned, of whatever class, or reviewer of the alliance."""
    return reviewer(actor, subject) or any(actor.has(Role.TEACHER, school) for school in _schools(subject))


def deciding_certifier(actor: Actor, subject: object) -> bool:
    """Certifier who does not belong to a school concerned: who could decide at all."""
    return certifier(actor, subject) and not own_school(actor, subject)


def alliance_reviewer(actor: Actor, _: object) -> bool:
    """Reviewer of the alliance."""
    return any(m.role is Role.REVIEWER and m.kind is OrganisationKind.ALLIANCE for m in actor.memberships)


def own_placement_only(actor: Actor, subject: PlacementSubject | PupilSubject) -> bool:
    """The student whose internship it is, or the pupil whose class it is."""
    return actor.person_id == subject.student_id


def student_of(actor: Actor, subject: _WithStudents) -> bool:
    """One of the students whose internship is in the dossier."""
    return actor.person_id in subject.student_ids


def own_placement(actor: Actor, subject: object) -> bool:
    """It is about the person's own internship (separation of duties)."""
    students: frozenset[int] = getattr(subject, "student_ids", frozenset())
    return actor.person_id in students or actor.person_id == getattr(subject, "student_id", None)


def own_organisation(actor: Actor, subject: object) -> bool:
    """The person belongs to the company or school that is judged (separation of duties)."""
    organisation: int | None = getattr(subject, "organisation_id", getattr(subject, "company_id", None))
    return organisation is not None and actor.belongs_to(organisation)


def own_school(actor: Actor, subject: object) -> bool:
    """The person belongs to a school whose students or teachers worked on it (separation of duties)."""
    return any(actor.belongs_to(school) for school in _schools(subject))


def reviewed(actor: Actor, subject: _Reviewed) -> bool:
    """The person took part in the review (separation of duties)."""
    return actor.person_id in subject.reviewer_ids


def scores_blind(actor: Actor, subject: DossierSubject) -> bool:
    """The person judges the dossier a second time, blind, and has not handed that in yet."""
    return actor.person_id in subject.second_ids


def scored_blind(actor: Actor, subject: DossierSubject) -> bool:
    """The person judged the dossier blind: what they found is for calibration, not for the result."""
    return actor.person_id in subject.scored_ids


def decided(actor: Actor, subject: CertificateSubject | DecisionSubject) -> bool:
    """The person took the decision, alone or with another (separation of duties)."""
    return actor.person_id in (subject.certifier_id, subject.proposed_by)


def proposed(actor: Actor, subject: ApplicationSubject) -> bool:
    """The person proposed the level that waits for a second certifier (separation of duties)."""
    return actor.person_id == subject.proposed_by


def waits_for_a_second(_: Actor, subject: ApplicationSubject) -> bool:
    """A level was proposed: now a second certifier confirms or refuses it."""
    return subject.proposed_by is not None


def nothing_proposed(actor: Actor, subject: ApplicationSubject) -> bool:
    """There is nothing to confirm."""
    return not waits_for_a_second(actor, subject)


def decided_before(actor: Actor, subject: ApplicationSubject) -> bool:
    """The person took the decision that an appeal set aside (separation of duties)."""
    return actor.person_id in subject.earlier_certifier_ids


def contested(actor: Actor, subject: AppealSubject) -> bool:
    """The person took what the appeal is against, alone or with another (separation of duties)."""
    return actor.person_id in subject.contested_ids


def not_handler(actor: Actor, subject: AppealSubject) -> bool:
    """Someone else has taken the appeal up, or nobody yet."""
    return actor.person_id != subject.handler_id


def too_late(_: Actor, subject: ContestedSubject) -> bool:
    """The term for an appeal is over."""
    return not subject.in_time


def samples(actor: Actor, subject: DossierSubject) -> bool:
    """A monitor for whom a decision on the dossier was drawn."""
    return actor.person_id in subject.monitor_ids


def nominated(actor: Actor, subject: AmbassadorSubject) -> bool:
    """The person made the nomination (separation of duties)."""
    return actor.person_id == subject.nominated_by


def coordinates(actor: Actor, subject: AccountSubject) -> bool:
    """Coordinator of an organisation where the person works."""
    return any(actor.has(Role.COORDINATOR, place) for place in subject.organisation_ids)


def works_elsewhere(actor: Actor, subject: AccountSubject) -> bool:
    """The person also has a role where this coordinator has no say. Nothing is elsewhere for an administrator."""
    if actor.is_a(Role.ADMINISTRATOR):
        return False
    return not all(actor.has(Role.COORDINATOR, place) for place in subject.organisation_ids)


def belongs_elsewhere(actor: Actor, subject: PersonSubject) -> bool:
    """The person is also a student, or has a role, where this coordinator has no say. Nobody does so to themselves."""
    if actor.person_id == subject.person_id or actor.is_a(Role.ADMINISTRATOR):
        return False
    places = subject.institution_ids | subject.organisation_ids
    return not all(actor.has(Role.COORDINATOR, place) for place in places)


def own_account(actor: Actor, subject: AccountSubject) -> bool:
    """It is the person's own."""
    return actor.person_id == subject.person_id


def self_only(actor: Actor, subject: AmbassadorSubject | PersonSubject) -> bool:
    """The person it is about."""
    return actor.person_id == subject.person_id


def respondent(actor: Actor, subject: ScanSubject) -> bool:
    """Fills it in: the students who share it, a pupil alone, or anyone who speaks for the organisation."""
    if subject.by_student or subject.by_pupil:
        return actor.person_id in subject.respondent_ids
    return actor.has(Role.CONTACT, subject.organisation_id) or actor.has(
        Role.COORDINATOR, subject.organisation_id
    )


def leads_own_scan(actor: Actor, subject: ScanSubject) -> bool:
    """Coordinator of the school that this is the scan of itself of; a pupil's scan is not."""
    return not subject.by_pupil and coordinator_here(actor, subject)


def fellow(actor: Actor, subject: ScanSubject) -> bool:
    """One of the students who fill it in."""
    return subject.by_student and respondent(actor, subject)


def shared(_: Actor, subject: ScanSubject) -> bool:
    """Several students fill it in: one of them does not decide about the work of the others."""
    return subject.is_shared


def not_shared(actor: Actor, subject: ScanSubject) -> bool:
    """There is nobody to leave it to."""
    return not shared(actor, subject)


def other_side(actor: Actor, subject: ScanSubject) -> bool:
    """The company for a student's scan; a student of the dossier for the company's scan."""
    if subject.by_student:
        return actor.has(Role.CONTACT, subject.organisation_id)
    return not subject.by_pupil and actor.person_id in subject.student_ids


def school_reader(actor: Actor, subject: ScanSubject) -> bool:
    """Teacher or reviewer; of a student's scan only of the student's own school, or of the alliance.

    Nobody of a pupil's scan: a class of pupils is read as totals.
    """
    return not subject.by_pupil and (class_teacher(actor, subject) or reviewer(actor, subject))


def too_early(actor: Actor, subject: ScanSubject) -> bool:
    """Not handed in, or not both sides yet (design 6: independent first). Never for those who fill it in."""
    if respondent(actor, subject):
        return False
    if subject.by_student and school_reader(actor, subject) and not own_organisation(actor, subject):
        return subject.state not in (*_HANDED_IN, ScanState.RETURNED)
    return subject.state not in _HANDED_IN or not subject.opened


def held_back(actor: Actor, subject: ScanSubject) -> bool:
    """The company waits until the school shares the student's report (design 6)."""
    reads_as_company = subject.by_student and actor.has(Role.CONTACT, subject.organisation_id)
    return reads_as_company and not subject.released and not respondent(actor, subject)


def withheld(_: Actor, subject: ScanSubject) -> bool:
    """The school holds the student's report back, whoever asks (design 6)."""
    return not subject.released


def closed(_: Actor, subject: object) -> bool:
    """The two sides may not be seen side by side yet."""
    return not getattr(subject, "opened", False)


def alliance_office(actor: Actor, _: object) -> bool:
    """Looks after partners, platforms and projects for the alliance."""
    return certifier(actor, _) or administrator(actor, _)


def drafted(actor: Actor, subject: AgreementSubject) -> bool:
    """The person began this edition, or signed it for the partner (separation of duties)."""
    return actor.person_id in subject.drafter_ids


def _speaks_for(actor: Actor, organisation_id: int) -> bool:
    return actor.has(Role.CONTACT, organisation_id) or actor.has(Role.COORDINATOR, organisation_id)


def lead(actor: Actor, subject: NetworkSubject | PracticeSubject) -> bool:
    """Speaks for the organisation that leads the platform."""
    return _speaks_for(actor, subject.lead_id)


def in_network(actor: Actor, subject: NetworkSubject) -> bool:
    """Speaks for a member of the platform."""
    return any(_speaks_for(actor, member) for member in subject.member_ids)
