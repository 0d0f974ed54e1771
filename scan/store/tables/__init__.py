"""All tables. Constraints are documentation that the database enforces (design 6)."""

from scan.store.tables.audit import AuditEvent
from scan.store.tables.base import Base
from scan.store.tables.classroom import ClassRound, RoundCount, RoundQuestion
from scan.store.tables.contributions import Contribution, ContributionCall, Settlement
from scan.store.tables.issued import Ambassador, Certificate, CertificateEvent, Milestone
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
    "ClassRound",
    "Contribution",
    "ContributionCall",
    "DecisionRow",
    "Dossier",
    "Evidence",
    "Invitation",
    "ItemVerdict",
    "MembershipRow",
    "Milestone",
    "Organisation",
    "Person",
    "Placement",
    "QuestionnaireVersion",
    "Reopening",
    "RoundCount",
    "RoundQuestion",
    "Scan",
    "ScanReturn",
    "SchoolClass",
    "Settlement",
    "SignInAttempt",
    "SignInSession",
    "StoredFile",
]
