"""Votes in a classroom, contributions to a school's scan, and classes of pupils who scan their own school.

SQLite cannot change a table that others point to without making it anew, so columns come with their checks, and only
indexes are made again.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "schools"
down_revision: str | None = "mail"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_OPEN = "state IN ('collecting', 'comparing')"
_OWN = "placement_id IS NULL AND state <> 'withdrawn'"
_OWN_OF_A_SCHOOL = "placement_id IS NULL AND audience <> 'secondary' AND state <> 'withdrawn'"
_OF_PUPILS = "audience = 'secondary' AND state <> 'withdrawn'"


def upgrade() -> None:
    _classes_of_pupils()
    _rounds()
    _contributions()


def _classes_of_pupils() -> None:
    op.execute(
        "ALTER TABLE dossiers ADD COLUMN class_id INTEGER"
        " CONSTRAINT fk_dossiers_class_id_classes REFERENCES classes (id)"
        " CONSTRAINT ck_dossiers_class_is_not_compared CHECK (class_id IS NULL OR state = 'collecting')"
    )
    op.create_index("uq_dossiers_class_id", "dossiers", ["class_id"], unique=True)
    _index(
        "uq_dossiers_one_open", "dossiers", ["organisation_id"], f"{_OPEN} AND class_id IS NULL", anew=True
    )
    _index("uq_scans_one_own_scan", "scans", ["dossier_id"], _OWN_OF_A_SCHOOL, anew=True)
    _index("uq_scans_one_per_pupil", "scans", ["dossier_id", "respondent_id"], _OF_PUPILS)


def _index(name: str, table: str, columns: list[str], where: str, *, anew: bool = False) -> None:
    if anew:
        op.drop_index(name, table)
    only = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=only, postgresql_where=only)


def _rounds() -> None:
    op.create_table(
        "class_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_version_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("devices", sa.String(length=40), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("current_item", sa.String(length=60), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_class_rounds_state")),
        sa.CheckConstraint("devices IN ('shared', 'own')", name=op.f("ck_class_rounds_devices")),
        sa.CheckConstraint("length(code) BETWEEN 6 AND 20", name=op.f("ck_class_rounds_code_length")),
        sa.CheckConstraint("children BETWEEN 1 AND 60", name=op.f("ck_class_rounds_some_children")),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL AND outcome IS NOT NULL)",
            name=op.f("ck_class_rounds_closed_has_outcome"),
        ),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_rounds_class_id_classes")),
        sa.ForeignKeyConstraint(
            ["questionnaire_version_id"],
            ["questionnaire_versions.id"],
            name=op.f("fk_class_rounds_questionnaire_version_id_questionnaire_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_rounds")),
        sa.UniqueConstraint("code", name=op.f("uq_class_rounds_code")),
    )
    op.create_index(op.f("ix_class_rounds_class_id"), "class_rounds", ["class_id"])
    op.create_index(
        op.f("ix_class_rounds_questionnaire_version_id"), "class_rounds", ["questionnaire_version_id"]
    )
    _index("uq_class_rounds_one_open", "class_rounds", ["class_id"], "state = 'open'")
    op.create_table(
        "round_questions",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "total BETWEEN 0 AND children", name=op.f("ck_round_questions_never_above_the_class")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["class_rounds.id"], name=op.f("fk_round_questions_round_id_class_rounds")
        ),
        sa.PrimaryKeyConstraint("round_id", "item_id", name=op.f("pk_round_questions")),
    )
    op.create_table(
        "round_counts",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("option_key", sa.String(length=40), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("hands", sa.Integer(), nullable=False),
        sa.CheckConstraint("votes >= 0 AND hands >= 0", name=op.f("ck_round_counts_not_negative")),
        sa.ForeignKeyConstraint(
            ["round_id", "item_id"],
            ["round_questions.round_id", "round_questions.item_id"],
            name=op.f("fk_round_counts_round_id_item_id_round_questions"),
        ),
        sa.PrimaryKeyConstraint("round_id", "item_id", "option_key", name=op.f("pk_round_counts")),
    )


def _contributions() -> None:
    op.create_table(
        "contribution_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("contributor", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "contributor IN ('students', 'teachers', 'facilities', 'management')",
            name=op.f("ck_contribution_calls_contributor"),
        ),
        sa.CheckConstraint("length(code) BETWEEN 8 AND 20", name=op.f("ck_contribution_calls_code_length")),
        sa.CheckConstraint("people BETWEEN 1 AND 2000", name=op.f("ck_contribution_calls_limit")),
        sa.CheckConstraint(
            "received BETWEEN 0 AND people", name=op.f("ck_contribution_calls_never_above_the_group")
        ),
        sa.CheckConstraint("closes_at > opened_at", name=op.f("ck_contribution_calls_ends_after_start")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_contribution_calls_scan_id_scans")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_calls")),
        sa.UniqueConstraint("scan_id", "contributor", name=op.f("uq_contribution_calls_scan_id_contributor")),
        sa.UniqueConstraint("code", name=op.f("uq_contribution_calls_code")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("answers", _JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contribution_calls.id"], name=op.f("fk_contributions_call_id_contribution_calls")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    op.create_index(op.f("ix_contributions_call_id"), "contributions", ["call_id"])
    op.create_table(
        "settlements",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("proposed", sa.String(length=40), nullable=False),
        sa.Column("chosen", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) BETWEEN 3 AND 1000", name=op.f("ck_settlements_reason_length")),
        sa.CheckConstraint(
            "chosen = proposed OR reason IS NOT NULL", name=op.f("ck_settlements_otherwise_has_reason")
        ),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_settlements_scan_id_scans")),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name=op.f("fk_settlements_settled_by_people")),
        sa.PrimaryKeyConstraint("scan_id", "item_id", name=op.f("pk_settlements")),
    )
    op.create_index("ix_settlements_settled_by", "settlements", ["settled_by"])


def downgrade() -> None:
    for table in ("settlements", "contributions", "contribution_calls"):
        op.drop_table(table)
    for table in ("round_counts", "round_questions", "class_rounds"):
        op.drop_table(table)
    op.drop_index("uq_scans_one_per_pupil", "scans")
    _index("uq_scans_one_own_scan", "scans", ["dossier_id"], _OWN, anew=True)
    _index("uq_dossiers_one_open", "dossiers", ["organisation_id"], _OPEN, anew=True)
    op.drop_index("uq_dossiers_class_id", "dossiers")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_dossiers_class_is_not_compared", "dossiers")
    op.execute("ALTER TABLE dossiers DROP COLUMN class_id")
