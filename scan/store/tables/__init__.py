"""All tables. Constraints are documentation that the database enforces (design 6)."""

from scan.store.tables.audit import AuditEvent
from scan.store.tables.base import Base
from scan.store.tables.calibration import SecondReview, SecondScore
from scan.store.tables.classroom import ClassRound, RoundCount, RoundQuestion
from scan.store.tables.contributions import Contribution, ContributionCall, ContributionGiver, Settlement
from scan.store.tables.disputes import Appeal, Complaint
from scan.store.tables.issued import (
    Activity,
    Ambassador,
    AmbassadorHearing,
    Ceremony,
    Certificate,
    CertificateEvent,
    Milestone,
)
from scan.store.tables.mail import Letter, MutedTopic, News
from scan.store.tables.monitoring import Sample, SampleEntry
from scan.store.tables.partners import PartnerAgreement, Pledge, PledgeReport
from scan.store.tables.people import (
    ClassMember,
    Invitation,
    MembershipRow,
    Organisation,
    Person,
    Placement,
    SchoolClass,
)
from scan.store.tables.platforms import (
    Attendance,
    HelpNotice,
    Platform,
    PlatformMeeting,
    PlatformMember,
    Practice,
)
from scan.store.tables.pooling import PooledAnswer
from scan.store.tables.projects import Project, ProjectParticipant
from scan.store.tables.results import DossierScore, RegionPicture, SharedReport
from scan.store.tables.reviews import (
    Action,
    Application,
    DecisionRow,
    ItemVerdict,
    Proposal,
    Remark,
    Reopening,
    ScanReturn,
)
from scan.store.tables.rosters import PendingImport, SchoolNumber, StartCode
from scan.store.tables.scans import (
    AnswerRow,
    Dossier,
    Evidence,
    QuestionnaireVersion,
    Scan,
    ScanCode,
    ScanMember,
    StoredFile,
)
from scan.store.tables.sign_in import (
    AuthenticatorApp,
    Passkey,
    RecoveryCode,
    Registration,
    SignInAttempt,
    SignInSession,
)
from scan.store.tables.statements import ActivityPhoto, StatementDraft
from scan.store.tables.surveillance import Hearing, Notice, ScopeChange, Surveillance

__all__ = [
    "Action",
    "Activity",
    "ActivityPhoto",
    "Ambassador",
    "AmbassadorHearing",
    "AnswerRow",
    "Appeal",
    "Application",
    "Attendance",
    "AuditEvent",
    "AuthenticatorApp",
    "Base",
    "Ceremony",
    "Certificate",
    "CertificateEvent",
    "ClassMember",
    "ClassRound",
    "Complaint",
    "Contribution",
    "ContributionCall",
    "ContributionGiver",
    "DecisionRow",
    "Dossier",
    "DossierScore",
    "Evidence",
    "Hearing",
    "HelpNotice",
    "Invitation",
    "ItemVerdict",
    "Letter",
    "MembershipRow",
    "Milestone",
    "MutedTopic",
    "News",
    "Notice",
    "Organisation",
    "PartnerAgreement",
    "Passkey",
    "PendingImport",
    "Person",
    "Placement",
    "Platform",
    "PlatformMeeting",
    "PlatformMember",
    "Pledge",
    "PledgeReport",
    "PooledAnswer",
    "Practice",
    "Project",
    "ProjectParticipant",
    "Proposal",
    "QuestionnaireVersion",
    "RecoveryCode",
    "RegionPicture",
    "Registration",
    "Remark",
    "Reopening",
    "RoundCount",
    "RoundQuestion",
    "Sample",
    "SampleEntry",
    "Scan",
    "ScanCode",
    "ScanMember",
    "ScanReturn",
    "SchoolClass",
    "SchoolNumber",
    "ScopeChange",
    "SecondReview",
    "SecondScore",
    "Settlement",
    "SharedReport",
    "SignInAttempt",
    "SignInSession",
    "StartCode",
    "StatementDraft",
    "StoredFile",
    "Surveillance",
]
