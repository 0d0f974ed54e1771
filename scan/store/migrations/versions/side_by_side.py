"""Remarks with an answer, blind second reviews, and what students together say of sensitive questions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "dossier"
down_revision: str | None = "signin"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(text) BETWEEN 3 AND 2000", name=op.f("ck_remarks_text_length")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_remarks_scan_id_scans")),
        sa.ForeignKeyConstraint(["written_by"], ["people.id"], name=op.f("fk_remarks_written_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    op.create_index("ix_remarks_scan_id_item_id", "remarks", ["scan_id", "item_id"])
    op.create_index(op.f("ix_remarks_written_by"), "remarks", ["written_by"])
    _second_reviews()
    _pooled_answers()


def _second_reviews() -> None:
    op.create_table(
        "second_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "handed_in_at IS NULL OR handed_in_at >= asked_at",
            name=op.f("ck_second_reviews_handed_in_after_asked"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_second_reviews_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_second_reviews_reviewer_id_people")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_second_reviews_asked_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reviews")),
        sa.UniqueConstraint(
            "dossier_id", "reviewer_id", name=op.f("uq_second_reviews_dossier_id_reviewer_id")
        ),
    )
    op.create_index(op.f("ix_second_reviews_reviewer_id"), "second_reviews", ["reviewer_id"])
    op.create_index(op.f("ix_second_reviews_asked_by"), "second_reviews", ["asked_by"])
    op.create_table(
        "second_scores",
        sa.Column("second_review_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("step >= 0", name=op.f("ck_second_scores_step_not_negative")),
        sa.ForeignKeyConstraint(
            ["second_review_id"],
            ["second_reviews.id"],
            name=op.f("fk_second_scores_second_review_id_second_reviews"),
        ),
        sa.PrimaryKeyConstraint("second_review_id", "item_id", name=op.f("pk_second_scores")),
    )


def _pooled_answers() -> None:
    op.create_table(
        "pooled_answers",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("counts", _JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("students >= 5", name=op.f("ck_pooled_answers_enough_students")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_pooled_answers_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["questionnaire_versions.id"],
            name=op.f("fk_pooled_answers_version_id_questionnaire_versions"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "item_id", name=op.f("pk_pooled_answers")),
    )
    op.create_index(op.f("ix_pooled_answers_version_id"), "pooled_answers", ["version_id"])


def downgrade() -> None:
    for table in ("pooled_answers", "second_scores", "second_reviews", "remarks"):
        op.drop_table(table)
