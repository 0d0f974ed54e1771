"""The outbox, news and what people want mail about; deadlines of returns; invitations that can be withdrawn.

SQLite cannot change a table that others point to without making it anew: columns are only added, each with its check.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "mail"
down_revision: str | None = "together"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WAITING = "sent_at IS NULL AND given_up_at IS NULL"


def upgrade() -> None:
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute(
        "ALTER TABLE invitations ADD COLUMN placement_id INTEGER"
        " CONSTRAINT fk_invitations_placement_id REFERENCES placements (id)"
    )
    op.create_index(op.f("ix_invitations_placement_id"), "invitations", ["placement_id"])
    op.execute(
        f"ALTER TABLE invitations ADD COLUMN withdrawn_at {moment}"
        " CONSTRAINT ck_invitations_withdrawn_unused CHECK (withdrawn_at IS NULL OR used_at IS NULL)"
    )
    op.add_column("returns", sa.Column("deadline", sa.Date()))
    op.create_index(op.f("ix_returns_deadline"), "returns", ["deadline"])
    _create_outbox()
    _create_news()
    op.create_table(
        "muted_topics",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "topic IN ('checking', 'returns', 'results', 'certificate')", name=op.f("ck_muted_topics_topic")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_muted_topics_person_id")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_muted_topics")),
    )


def _create_outbox() -> None:
    errors = "'unreachable', 'not_secure', 'sign_in', 'busy', 'refused', 'void', 'unwritable'"
    rules = {
        "kind": "kind IN ('invitation', 'address_confirmation', 'digest')",
        "language": "language IN ('nl', 'en')",
        "last_error": f"last_error IN ({errors})",
        "email_length": "length(email) BETWEEN 3 AND 254",
        "one_recipient": "person_id IS NULL OR email IS NULL",
        "waiting_has_recipient": "sent_at IS NOT NULL OR person_id IS NOT NULL OR email IS NOT NULL",
        "sent_keeps_nothing": "sent_at IS NULL OR (email IS NULL AND sealed_secret IS NULL)",
        "one_end": "sent_at IS NULL OR given_up_at IS NULL",
        "given_up_for_a_reason": "given_up_at IS NULL OR last_error IS NOT NULL",
        "digest_of_a_day": "(kind = 'digest') = (day IS NOT NULL)",
        "digest_of_a_person": "kind <> 'digest' OR person_id IS NOT NULL",
        "attempts_not_negative": "attempts >= 0",
    }
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("email", sa.String(length=254)),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("data", _json(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=400)),
        sa.Column("invitation_id", sa.Integer()),
        sa.Column("day", sa.Date()),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("not_before", moment, nullable=False),
        sa.Column("void_after", moment),
        sa.Column("claimed_until", moment),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=40)),
        sa.Column("sent_at", moment),
        sa.Column("given_up_at", moment),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_outbox_{name}")) for name, rule in rules.items()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_outbox_person_id")),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitations.id"], name=op.f("fk_outbox_invitation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("person_id", "day", name=op.f("uq_outbox_person_id_day")),
    )
    op.create_index(op.f("ix_outbox_invitation_id"), "outbox", ["invitation_id"])
    op.create_index(
        "ix_outbox_waiting",
        "outbox",
        ["not_before"],
        sqlite_where=sa.text(_WAITING),
        postgresql_where=sa.text(_WAITING),
    )


def _create_news() -> None:
    kinds = (
        "'handed_in', 'to_check', 'not_in_time', 'returned', 'deadline_near', 'deadline_passed',"
        " 'comparison_opened', 'accepted', 'certificate_decided', 'application_returned'"
    )
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "news",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer()),
        sa.Column("return_id", sa.Integer()),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("letter_id", sa.Integer()),
        sa.Column("seen_at", moment),
        sa.CheckConstraint(f"kind IN ({kinds})", name=op.f("ck_news_kind")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_news_person_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_news_dossier_id")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_news_scan_id")),
        sa.ForeignKeyConstraint(["return_id"], ["returns.id"], name=op.f("fk_news_return_id")),
        sa.ForeignKeyConstraint(
            ["letter_id"], ["outbox.id"], name=op.f("fk_news_letter_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        sa.UniqueConstraint("person_id", "kind", "return_id", name=op.f("uq_news_person_id_kind_return_id")),
    )
    op.create_index("ix_news_person_id_created_at", "news", ["person_id", "created_at"])
    for column in ("dossier_id", "scan_id", "return_id", "created_at", "letter_id"):
        op.create_index(op.f(f"ix_news_{column}"), "news", [column])


def _json() -> sa.types.TypeEngine[object]:
    if op.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import JSONB

        return JSONB()
    return sa.JSON()


def downgrade() -> None:
    op.drop_table("muted_topics")
    op.drop_table("news")
    op.drop_table("outbox")
    op.drop_index(op.f("ix_returns_deadline"), "returns")
    op.drop_column("returns", "deadline")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_invitations_withdrawn_unused", "invitations")
    op.execute("ALTER TABLE invitations DROP COLUMN withdrawn_at")
    op.drop_index(op.f("ix_invitations_placement_id"), "invitations")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_invitations_placement_id", "invitations")
    op.execute("ALTER TABLE invitations DROP COLUMN placement_id")
