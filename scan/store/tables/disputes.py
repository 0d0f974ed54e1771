"""Appeals of companies, and complaints of anyone."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from scan.domain.disputes import ComplaintOutcome
from scan.domain.states import AppealState, ComplaintState
from scan.store.tables.base import Base, Code, Hash, Key, Words, check, length, one_of


class Appeal(Base):
    """A company disagrees with a decision, or with a suspension or withdrawal. One for each of these."""

    __tablename__ = "appeals"
    __table_args__ = (
        one_of("state", AppealState),
        length("grounds", 4000, 10),
        length("reason", 4000, 10),
        check("against_one_thing", "(decision_id IS NULL) <> (event_id IS NULL)"),
        check("taken_up_by_someone", "state IN ('filed', 'withdrawn') OR handler_id IS NOT NULL"),
        check("decided_has_reason", "(state IN ('upheld', 'rejected')) = (reason IS NOT NULL)"),
        check("closed_has_day", "(state IN ('filed', 'taken_up')) = (closed_at IS NULL)"),
        Index("ix_appeals_state_filed_at", "state", "filed_at"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decisions.id"), unique=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("certificate_events.id"), unique=True)
    grounds: Mapped[Words]
    filed_by: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    filed_at: Mapped[datetime]
    state: Mapped[Code]
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    reason: Mapped[str | None] = mapped_column(String(4000))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Complaint(Base):
    """What someone says is wrong with a certificate. Whoever has the code can follow it; name and address are optional.

    Words, name and address go by the retention schedule; that there was a complaint and how it ended stays.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        one_of("state", ComplaintState),
        one_of("outcome", ComplaintOutcome),
        one_of("language", ("nl", "en")),
        length("words", 4000, 3),
        length("name", 120),
        length("email", 254, 3),
        length("question", 2000, 3),
        length("company_answer", 4000, 3),
        length("answer", 4000, 3),
        check("asked_whole", "(asked_at IS NULL) = (question IS NULL)"),
        check("answered_whole", "(answered_at IS NULL) = (company_answer IS NULL)"),
        check("closed_whole", "(state = 'closed') = (closed_at IS NOT NULL)"),
        check("closed_has_outcome", "(closed_at IS NULL) = (outcome IS NULL)"),
        check("closed_has_answer", "(closed_at IS NULL) = (answer IS NULL)"),
        check("erased_names_nobody", "erased_at IS NULL OR (name IS NULL AND email IS NULL)"),
        Index("ix_complaints_state_received_at", "state", "received_at"),
    )

    id: Mapped[Key]
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)
    state: Mapped[Code]
    code_hash: Mapped[Hash] = mapped_column(unique=True)
    words: Mapped[Words]
    name: Mapped[str | None] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    received_at: Mapped[datetime]
    answer_by: Mapped[date]
    """The day by which the alliance answers, as the scheme says."""
    question: Mapped[str | None] = mapped_column(String(2000))
    """What the certifier asks the company."""
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    asked_at: Mapped[datetime | None]
    company_answer: Mapped[str | None] = mapped_column(String(4000))
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    answered_at: Mapped[datetime | None]
    outcome: Mapped[Code | None]
    answer: Mapped[str | None] = mapped_column(String(4000))
    """What the complainant reads."""
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    closed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
