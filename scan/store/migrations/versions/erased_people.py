"""When a person was erased: the row stays as a number, without anyone behind it."""

from collections.abc import Sequence

from alembic import op

revision: str = "erased"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NOBODY = "erased_at IS NULL OR (email IS NULL AND pin_hash IS NULL AND disabled_at IS NOT NULL)"


def upgrade() -> None:
    moment = "TIMESTAMP WITH TIME ZONE" if op.get_bind().dialect.name == "postgresql" else "DATETIME"
    op.execute(
        f"ALTER TABLE people ADD COLUMN erased_at {moment}"
        f" CONSTRAINT ck_people_erased_is_nobody CHECK ({_NOBODY})"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_people_erased_is_nobody", "people")
    op.execute("ALTER TABLE people DROP COLUMN erased_at")
