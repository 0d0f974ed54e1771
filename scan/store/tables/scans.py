"""Published questionnaires, dossiers, scans, answers, evidence and files."""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from questionnaires.answers import State
from questionnaires.definition import EvidenceKind, Questionnaire
from scan.domain.evidence import EvidenceForm, EvidenceState
from scan.domain.states import DossierState, ScanState
from scan.store.tables.base import Base, Code, Hash, Json, Key, Short, check, length, one_of

AUDIENCES: tuple[str, ...] = get_args(Questionnaire.model_fields["audience"].annotation)


class QuestionnaireVersion(Base):
    """A published questionnaire: its canonical bytes never change (design 4)."""

    __tablename__ = "questionnaire_versions"
    __table_args__ = (
        UniqueConstraint("slug", "version"),
        one_of("audience", AUDIENCES),
        check("sha256_form", "length(sha256) = 64"),
    )

    id: Mapped[Key]
    slug: Mapped[str] = mapped_column(String(60))
    version: Mapped[Code]
    audience: Mapped[Code]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    document: Mapped[bytes] = mapped_column(deferred=True)
    published_at: Mapped[datetime]


class Dossier(Base):
    """All scans of one organisation in one period, moderated into one result. One is open at a time.

    With ``class_id`` it holds the scans of a class of pupils who look at their own school. These are only ever shown
    as totals of the class, so it is never compared, moderated or decided on.
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        one_of("state", DossierState),
        check("period_form", "length(period) = 9"),
        check("class_is_not_compared", "class_id IS NULL OR state = 'collecting'"),
        check(
            "moderated_has_outcome",
            "state NOT IN ('moderated', 'decided') OR (moderated_outcome IS NOT NULL AND moderated_answers"
            " IS NOT NULL AND moderated_by IS NOT NULL AND moderated_at IS NOT NULL"
            " AND questionnaire_version_id IS NOT NULL)",
        ),
        UniqueConstraint("id", "organisation_id"),
        Index(
            "uq_dossiers_class_id",
            "class_id",
            unique=True,
            sqlite_where=text("class_id IS NOT NULL"),
            postgresql_where=text("class_id IS NOT NULL"),
        ),
        Index(
            "uq_dossiers_one_open",
            "organisation_id",
            unique=True,
            sqlite_where=text("state IN ('collecting', 'comparing') AND class_id IS NULL"),
            postgresql_where=text("state IN ('collecting', 'comparing') AND class_id IS NULL"),
        ),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    class_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    """Of pupils who scan their own school; None for all others."""
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("dossiers.id"), index=True)
    """The organisation's closed dossier before this one, which its result is compared with."""
    period: Mapped[str] = mapped_column(String(9))
    """School year in which it was begun: ``2026-2027``."""
    state: Mapped[Code]
    created_at: Mapped[datetime]
    opens_at: Mapped[datetime]
    """From here on it may be opened although one side has not handed in (design 6)."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Declared facts by id, numbers as strings; facts about actions and scans are counted, not kept."""
    questionnaire_version_id: Mapped[int | None] = mapped_column(
        ForeignKey("questionnaire_versions.id"), index=True
    )
    """Of the moderated outcome."""
    moderated_outcome: Mapped[bytes | None] = mapped_column(deferred=True)
    moderated_answers: Mapped[Any | None] = mapped_column(Json, deferred=True)
    moderated_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    moderated_at: Mapped[datetime | None] = mapped_column(index=True)
    second_view_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    """Who last recorded a peer visit or the alliance's review; took part in the review."""
    version: Mapped[int] = mapped_column(default=1)


class Scan(Base):
    """One respondent's answers to one published questionnaire about one organisation."""

    __tablename__ = "scans"
    __table_args__ = (
        ForeignKeyConstraint(["dossier_id", "organisation_id"], ["dossiers.id", "dossiers.organisation_id"]),
        one_of("state", ScanState),
        one_of("audience", AUDIENCES),
        check("student_has_placement", "(audience = 'student') = (placement_id IS NOT NULL)"),
        check(
            "submitted_has_outcome",
            "state NOT IN ('submitted', 'returned', 'accepted') OR (outcome IS NOT NULL AND answer_codes"
            " IS NOT NULL AND submitted_at IS NOT NULL)",
        ),
        check(
            "draft_has_no_outcome",
            "state <> 'draft' OR (outcome IS NULL AND answer_codes IS NULL AND submitted_at IS NULL)",
        ),
        Index("ix_scans_dossier_id_organisation_id", "dossier_id", "organisation_id"),
        Index("uq_scans_id_organisation_id", "id", "organisation_id", unique=True),
        Index(
            "uq_scans_one_per_placement",
            "placement_id",
            unique=True,
            sqlite_where=text("placement_id IS NOT NULL AND state <> 'withdrawn'"),
            postgresql_where=text("placement_id IS NOT NULL AND state <> 'withdrawn'"),
        ),
        Index(
            "uq_scans_one_own_scan",
            "dossier_id",
            unique=True,
            sqlite_where=text("placement_id IS NULL AND audience <> 'secondary' AND state <> 'withdrawn'"),
            postgresql_where=text(
                "placement_id IS NULL AND audience <> 'secondary' AND state <> 'withdrawn'"
            ),
        ),
        Index(
            "uq_scans_one_per_pupil",
            "dossier_id",
            "respondent_id",
            unique=True,
            sqlite_where=text("audience = 'secondary' AND state <> 'withdrawn'"),
            postgresql_where=text("audience = 'secondary' AND state <> 'withdrawn'"),
        ),
    )

    id: Mapped[Key]
    dossier_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    questionnaire_version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_versions.id"), index=True)
    respondent_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    """Who began it; of students who share it (``ScanMember``) the first who is still in it."""
    placement_id: Mapped[int | None] = mapped_column(ForeignKey("placements.id"), index=True)
    """The internship of that student."""
    audience: Mapped[Code]
    state: Mapped[Code]
    profile: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Answers to the profile fields; numbers as strings."""
    outcome: Mapped[bytes | None] = mapped_column(deferred=True)
    """Snapshot at the last submission, canonical bytes."""
    answer_codes: Mapped[bytes | None] = mapped_column(deferred=True)
    """One byte for each question, see ``scan.domain.codes``."""
    started_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Of state and profile; every answer has its own."""


LARGEST_GROUP = 4
"""Students in one scan: with more, nobody knows who does what."""


class ScanMember(Base):
    """A student in a scan, alone or with others, by the internship that is scanned.

    The key says that an internship is in one scan at most; it leaves with a withdrawn scan. The foreign keys say that
    the internship is the student's own, and at the company of the scan.
    """

    __tablename__ = "scan_members"
    __table_args__ = (
        ForeignKeyConstraint(["scan_id", "organisation_id"], ["scans.id", "scans.organisation_id"]),
        ForeignKeyConstraint(
            ["placement_id", "student_id", "organisation_id"],
            ["placements.id", "placements.student_id", "placements.company_id"],
        ),
        check("largest_group", f"seat BETWEEN 1 AND {LARGEST_GROUP}"),
        UniqueConstraint("scan_id", "seat"),
        UniqueConstraint("scan_id", "student_id"),
        Index("ix_scan_members_scan_id_organisation_id", "scan_id", "organisation_id"),
        Index(
            "ix_scan_members_placement_id_student_id_organisation_id",
            "placement_id",
            "student_id",
            "organisation_id",
        ),
    )

    placement_id: Mapped[Key]
    scan_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[int]
    seat: Mapped[int]
    """From 1, in the order in which they came; a seat that was left is given again."""
    joined_at: Mapped[datetime]


class ScanCode(Base):
    """The code with which a classmate joins a scan. Plain, because one shows it to the other; it ends soon."""

    __tablename__ = "scan_codes"
    __table_args__ = (length("code", 9, 8),)

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(9), unique=True)
    expires_at: Mapped[datetime]


class AnswerRow(Base):
    """One answer while a scan is edited; kept when the question is hidden."""

    __tablename__ = "answers"
    __table_args__ = (
        one_of("state", State),
        check("answered_has_value", "(state = 'answered') = (value IS NOT NULL)"),
        check("not_applicable_has_reason", "(state = 'not_applicable') = (reason IS NOT NULL)"),
        length("note", 2000),
        check("version_positive", "version >= 1"),
    )

    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    item_revision: Mapped[int]
    state: Mapped[Code]
    value: Mapped[Any | None] = mapped_column(Json)
    """Option key, list of keys, true/false; numbers and dates as strings."""
    reason: Mapped[str | None] = mapped_column(String(60))
    note: Mapped[str | None] = mapped_column(String(2000))
    version: Mapped[int]
    answered_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    updated_at: Mapped[datetime]


class StoredFile(Base):
    """Bytes in the file store, under their own hash; two pieces of evidence may share them."""

    __tablename__ = "files"
    __table_args__ = (
        check("sha256_form", "length(sha256) = 64"),
        check("size_limit", "size BETWEEN 1 AND 10485760"),
        length("media_type", 100),
    )

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    created_at: Mapped[datetime]


class Evidence(Base):
    """One piece of evidence with one answer."""

    __tablename__ = "evidence"
    __table_args__ = (
        one_of("kind", get_args(EvidenceKind)),
        one_of("form", EvidenceForm),
        one_of("state", EvidenceState),
        length("caption", 2000),
        length("speaker_role", 80),
        check("file_with_form", "(form IN ('photo', 'document')) = (file_sha256 IS NOT NULL)"),
        check("link_with_form", "(form = 'link') = (url IS NOT NULL)"),
        check("link_is_https", "url LIKE 'https://%'"),
        check("note_has_words", "form <> 'note' OR caption IS NOT NULL"),
        check("testimony_has_speaker", "(kind = 'testimony') = (speaker_role IS NOT NULL)"),
        check("decided_by_someone", "(state = 'offered') = (decided_by IS NULL)"),
        check("decided_at_some_time", "(decided_by IS NULL) = (decided_at IS NULL)"),
        length("sent_key", 36, 36),
        Index("ix_evidence_scan_id_item_id", "scan_id", "item_id"),
        Index("uq_evidence_scan_id_sent_key", "scan_id", "sent_key", unique=True),
    )

    id: Mapped[Key]
    scan_id: Mapped[int] = mapped_column(ForeignKey("scans.id"))
    item_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[Code]
    form: Mapped[Code]
    caption: Mapped[str | None] = mapped_column(String(2000))
    speaker_role: Mapped[Short | None]
    url: Mapped[str | None] = mapped_column(String(1000))
    file_sha256: Mapped[Hash | None] = mapped_column(ForeignKey("files.sha256"), index=True)
    state: Mapped[Code] = mapped_column(default=EvidenceState.OFFERED.value)
    created_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    decided_at: Mapped[datetime | None]
    sent_key: Mapped[str | None] = mapped_column(String(36))
    """UUID that the device gave this piece, so that what it sends twice is kept once."""
