"""Who with an account took part in a school's scan, replies to remarks, and answers that nobody may see any more.

The last: students who share a scan are not asked sensitive questions (ADR 18). What somebody said of these who left the
scan since then would be seen by who stayed.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "replies"
down_revision: str | None = "partial"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LEFT_BEHIND = sa.text(
    "DELETE FROM answers WHERE item_id IN :items"
    " AND scan_id IN (SELECT id FROM scans WHERE questionnaire_version_id = :version AND placement_id IS NOT NULL"
    "  AND state IN ('draft', 'returned'))"
    " AND NOT EXISTS (SELECT 1 FROM scan_members WHERE scan_members.scan_id = answers.scan_id"
    "  AND scan_members.student_id = answers.answered_by)"
).bindparams(sa.bindparam("items", expanding=True))


def upgrade() -> None:
    op.create_table(
        "contribution_givers",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"], ["contribution_calls.id"], name="fk_contribution_givers_call_id_contribution_calls"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contribution_givers_person_id_people"),
        sa.PrimaryKeyConstraint("call_id", "person_id", name="pk_contribution_givers"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_contribution_givers_person_id", "contribution_givers", ["person_id"])
    op.execute(
        "ALTER TABLE remarks ADD COLUMN replies_to INTEGER"
        " CONSTRAINT fk_remarks_replies_to_remarks REFERENCES remarks (id)"
    )
    op.create_index("ix_remarks_replies_to", "remarks", ["replies_to"])
    connection = op.get_bind()
    versions = connection.execute(sa.text("SELECT id, document FROM questionnaire_versions")).all()
    for version, document in versions:
        items = sorted(_pooled(json.loads(bytes(document))))
        if items:
            connection.execute(_LEFT_BEHIND, {"items": items, "version": version})


def _pooled(part: Any) -> Iterator[str]:
    """Ids of everything in a published document that is pooled."""
    if isinstance(part, dict):
        if part.get("pooled") is True:
            yield part["id"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _pooled(inner)


def downgrade() -> None:
    op.drop_index("ix_remarks_replies_to", "remarks")
    op.execute("DELETE FROM remarks WHERE replies_to IS NOT NULL")
    with op.batch_alter_table("remarks") as batch:
        batch.drop_column("replies_to")
    op.drop_table("contribution_givers")
