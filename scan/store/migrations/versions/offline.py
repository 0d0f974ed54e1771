"""The key that a device gives a piece of evidence: what it sends twice, because a reply was lost, is kept once."""

from collections.abc import Sequence

from alembic import op

revision: str = "offline"
down_revision: str | None = "dossier"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE evidence ADD COLUMN sent_key VARCHAR(36)"
        " CONSTRAINT ck_evidence_sent_key_length CHECK (length(sent_key) BETWEEN 36 AND 36)"
    )
    op.create_index("uq_evidence_scan_id_sent_key", "evidence", ["scan_id", "sent_key"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_evidence_scan_id_sent_key", "evidence")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_evidence_sent_key_length", "evidence")
    op.execute("ALTER TABLE evidence DROP COLUMN sent_key")
