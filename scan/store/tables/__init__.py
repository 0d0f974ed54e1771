"""All tables. Constraints are documentation that the database enforces (design 6)."""

from scan.store.tables.audit import AuditEvent
from scan.store.tables.base import Base
from scan.store.tables.calibration import SecondReview, SecondScore
from scan.store.tables.classroom import ClassRound, RoundCount, RoundQuestion
from scan.store.tables.contributions import Contribution, ContributionCall, Settlement
from scan.store.tables.issued import (
    Activity,
    Ambassador,
    Ceremony,
    Certificate,
    CertificateEvent,
    Hearing,
    Milestone,
)
from scan.store.tables.mail import Letter, MutedTopic, News
from scan.store.tables.people import (
    ClassMember,
    Invitation,
    MembershipRow,
    Organisation,
    Person,
    Placement,
    SchoolClass,
)
from scan.store.tables.pooling import PooledAnswer
from scan.store.tables.results import DossierScore, SharedReport
from scan.store.tables.reviews import (
    Action,
    Application,
    DecisionRow,
    ItemVerdict,
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

__all__ = [
    "Action",
    "Activity",
    "Ambassador",
    "AnswerRow",
    "Application",
    "AuditEvent",
    "AuthenticatorApp",
    "Base",
    "Ceremony",
    "Certificate",
    "CertificateEvent",
    "ClassMember",
    "ClassRound",
    "Contribution",
    "ContributionCall",
    "DecisionRow",
    "Dossier",
    "DossierScore",
    "Evidence",
    "Hearing",
    "Invitation",
    "ItemVerdict",
    "Letter",
    "MembershipRow",
    "Milestone",
    "MutedTopic",
    "News",
    "Organisation",
    "Passkey",
    "PendingImport",
    "Person",
    "Placement",
    "PooledAnswer",
    "QuestionnaireVersion",
    "RecoveryCode",
    "Registration",
    "Remark",
    "Reopening",
    "RoundCount",
    "RoundQuestion",
    "Scan",
    "ScanCode",
    "ScanMember",
    "ScanReturn",
    "SchoolClass",
    "SchoolNumber",
    "SecondReview",
    "SecondScore",
    "Settlement",
    "SharedReport",
    "SignInAttempt",
    "SignInSession",
    "StartCode",
    "StoredFile",
]
