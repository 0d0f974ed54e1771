"""Students who share a scan, and the code with which they join it. Every student's scan gets its one member."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "together"
down_revision: str | None = "result"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("uq_scans_id_organisation_id", "scans", ["id", "organisation_id"], unique=True)
    op.create_index(
        "uq_placements_id_student_id_company_id",
        "placements",
        ["id", "student_id", "company_id"],
        unique=True,
    )
    op.create_table(
        "scan_members",
        sa.Column("placement_id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seat BETWEEN 1 AND 4", name=op.f("ck_scan_members_largest_group")),
        sa.ForeignKeyConstraint(
            ["placement_id", "student_id", "organisation_id"],
            ["placements.id", "placements.student_id", "placements.company_id"],
            name=op.f("fk_scan_members_placement_id_placements"),
        ),
        sa.ForeignKeyConstraint(
            ["scan_id", "organisation_id"],
            ["scans.id", "scans.organisation_id"],
            name=op.f("fk_scan_members_scan_id_scans"),
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["people.id"], name=op.f("fk_scan_members_student_id_people")
        ),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_scan_members")),
        sa.UniqueConstraint("scan_id", "seat", name=op.f("uq_scan_members_scan_id_seat")),
        sa.UniqueConstraint("scan_id", "student_id", name=op.f("uq_scan_members_scan_id_student_id")),
    )
    op.create_index("ix_scan_members_scan_id_organisation_id", "scan_members", ["scan_id", "organisation_id"])
    op.create_index(
        "ix_scan_members_placement_id_student_id_organisation_id",
        "scan_members",
        ["placement_id", "student_id", "organisation_id"],
    )
    op.create_index(op.f("ix_scan_members_student_id"), "scan_members", ["student_id"])
    op.create_table(
        "scan_codes",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 8 AND 9", name=op.f("ck_scan_codes_code_length")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_scan_codes_scan_id_scans")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_scan_codes")),
        sa.UniqueConstraint("code", name=op.f("uq_scan_codes_code")),
    )
    op.execute(
        "INSERT INTO scan_members (placement_id, scan_id, student_id, organisation_id, seat, joined_at)"
        " SELECT placements.id, scans.id, placements.student_id, placements.company_id, 1, scans.started_at"
        " FROM scans JOIN placements ON placements.id = scans.placement_id WHERE scans.state <> 'withdrawn'"
    )


def downgrade() -> None:
    op.drop_table("scan_codes")
    op.drop_table("scan_members")
    op.drop_index("uq_placements_id_student_id_company_id", "placements")
    op.drop_index("uq_scans_id_organisation_id", "scans")
