"""What the policy needs to know of a thing, and no more: who is concerned, and the state."""

from dataclasses import dataclass

from scan.domain.partnering import AgreementState
from scan.domain.platforms import PracticeState
from scan.domain.roles import OrganisationKind
from scan.domain.states import AmbassadorState, AppealState, CertificateState, DossierState, ScanState


@dataclass(frozen=True, slots=True)
class PlatformSubject:
    """The whole installation: registering companies, publishing questionnaires, checking the audit chain."""


@dataclass(frozen=True, slots=True)
class OrganisationSubject:
    """A company, school or alliance."""

    organisation_id: int
    kind: OrganisationKind


@dataclass(frozen=True, slots=True)
class AccountSubject:
    """Someone's account, with every organisation where they have a role."""

    person_id: int
    organisation_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PersonSubject:
    """Someone with an account, the schools where they are a student, and where they have any role."""

    person_id: int
    institution_ids: frozenset[int]
    organisation_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ClassSubject:
    """A class with its teachers."""

    institution_id: int
    teacher_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PlacementSubject:
    """One student's internship at a company."""

    student_id: int
    company_id: int
    institution_id: int
    teacher_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PupilSubject:
    """A pupil in a class that scans its own school."""

    student_id: int
    institution_id: int


@dataclass(frozen=True, slots=True)
class ScanSubject:
    """A scan in its dossier. For a student's scan the school and teachers of the class are given."""

    state: ScanState
    audience: str
    organisation_id: int
    respondent_ids: frozenset[int]
    """Of a student's scan everyone who shares it."""
    institution_id: int | None
    teacher_ids: frozenset[int]
    student_ids: frozenset[int]
    """Students of the dossier's other scans: they may read the organisation's own scan when it is open."""
    institution_ids: frozenset[int]
    """Schools with students in the dossier."""
    opened: bool
    """Both sides handed in, or the set time has passed (design 6)."""
    released: bool
    """The school does not, or no longer, hold this student's report back."""

    @property
    def by_student(self) -> bool:
        """Whether a student filled it in at an internship."""
        return self.audience == "student"

    @property
    def is_shared(self) -> bool:
        """Whether several students fill it in."""
        return len(self.respondent_ids) > 1

    @property
    def by_pupil(self) -> bool:
        """Whether a pupil of the school itself filled it in: it is only ever shown as part of the class's totals."""
        return self.audience == "secondary"


@dataclass(frozen=True, slots=True)
class DossierSubject:
    """All scans of one organisation in one period, with everyone who has to do with it."""

    state: DossierState
    organisation_id: int
    institution_ids: frozenset[int]
    teacher_ids: frozenset[int]
    student_ids: frozenset[int]
    reviewer_ids: frozenset[int]
    opened: bool
    second_ids: frozenset[int] = frozenset()
    """Who judges it a second time, blind, at this moment."""
    scored_ids: frozenset[int] = frozenset()
    """Who did so and handed it in."""
    monitor_ids: frozenset[int] = frozenset()
    """Monitors for whom a decision on it was drawn."""


@dataclass(frozen=True, slots=True)
class ApplicationSubject:
    """An application for a certificate, or for a statement, which has no dossier."""

    open: bool
    dossier_state: DossierState | None
    organisation_id: int
    institution_ids: frozenset[int]
    applied_by: int
    reviewer_ids: frozenset[int]
    proposed_by: int | None = None
    """Who proposed a level that waits for a second certifier at this moment."""
    earlier_certifier_ids: frozenset[int] = frozenset()
    """Who decided on this before, when an appeal against that was upheld."""


@dataclass(frozen=True, slots=True)
class CertificateSubject:
    """An issued certificate with who decided on it."""

    state: CertificateState
    organisation_id: int
    institution_ids: frozenset[int]
    certifier_id: int
    reviewer_ids: frozenset[int]
    proposed_by: int | None = None
    """Of a level that two people decided on: the first of them."""


@dataclass(frozen=True, slots=True)
class DecisionSubject:
    """A decision, to be monitored: who took it and who had reviewed the dossier."""

    organisation_id: int
    institution_ids: frozenset[int]
    certifier_id: int
    reviewer_ids: frozenset[int]
    proposed_by: int | None = None
    """Of a level that two people decided on: the first of them."""


@dataclass(frozen=True, slots=True)
class ContestedSubject:
    """A decision, suspension or withdrawal that the company may disagree with."""

    organisation_id: int
    in_time: bool
    """Within the weeks that the scheme gives for an appeal."""


@dataclass(frozen=True, slots=True)
class AppealSubject:
    """An appeal, with who took what it is against and who has taken it up."""

    state: AppealState
    organisation_id: int
    institution_ids: frozenset[int]
    contested_ids: frozenset[int]
    """Who did it, alone or together; nobody when the calendar did."""
    reviewer_ids: frozenset[int]
    handler_id: int | None


@dataclass(frozen=True, slots=True)
class AmbassadorSubject:
    """A junior ambassador with the school."""

    state: AmbassadorState
    person_id: int
    institution_id: int
    teacher_ids: frozenset[int]
    nominated_by: int | None


@dataclass(frozen=True, slots=True)
class AgreementSubject:
    """An agreement of an organisation with the alliance."""

    state: AgreementState
    organisation_id: int
    drafter_ids: frozenset[int]
    """Who began this edition, and who signed it for the partner."""


@dataclass(frozen=True, slots=True)
class NetworkSubject:
    """A local or regional platform: who leads it, and who is in it."""

    lead_id: int
    member_ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PracticeSubject:
    """A good practice of a company in a platform."""

    state: PracticeState
    organisation_id: int
    lead_id: int


Subject = (
    PlatformSubject
    | PersonSubject
    | OrganisationSubject
    | AccountSubject
    | ClassSubject
    | PlacementSubject
    | PupilSubject
    | ScanSubject
    | DossierSubject
    | ApplicationSubject
    | CertificateSubject
    | DecisionSubject
    | ContestedSubject
    | AppealSubject
    | AmbassadorSubject
    | AgreementSubject
    | NetworkSubject
    | PracticeSubject
)
