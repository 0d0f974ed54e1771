"""All tables. Constraints are documentation that the database enforces (design 6)."""

from scan.store.tables.audit import AuditEvent
from scan.store.tables.base import Base
from scan.store.tables.issued import Ambassador, Certificate, CertificateEvent, Milestone
from scan.store.tables.mail import Letter, MutedTopic, News
from scan.store.tables.people import (
    ClassMember,
    Invitation,
    MembershipRow,
    Organisation,
    Person,
    Placement,
    SchoolClass,
    SignInAttempt,
    SignInSession,
)
from scan.store.tables.reviews import Action, Application, DecisionRow, ItemVerdict, Reopening, ScanReturn
from scan.store.tables.scans import AnswerRow, Dossier, Evidence, QuestionnaireVersion, Scan, StoredFile

__all__ = [
    "Action",
    "Ambassador",
    "AnswerRow",
    "Application",
    "AuditEvent",
    "Base",
    "Certificate",
    "CertificateEvent",
    "ClassMember",
    "DecisionRow",
    "Dossier",
    "Evidence",
    "Invitation",
    "ItemVerdict",
    "Letter",
    "MembershipRow",
    "Milestone",
    "MutedTopic",
    "News",
    "Organisation",
    "Person",
    "Placement",
    "QuestionnaireVersion",
    "Reopening",
    "Scan",
    "ScanReturn",
    "SchoolClass",
    "SignInAttempt",
    "SignInSession",
    "StoredFile",
]
