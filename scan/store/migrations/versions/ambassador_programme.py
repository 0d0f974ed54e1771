"""The programme an ambassador is appointed under, and how an appointment ended.

SQLite cannot change a table that others point to without making it anew, so columns are only added: the check comes
with its column, and whoever was on the road already is so under the only programme there was.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_ENDED = "(state = 'revoked') = (ended_on IS NOT NULL AND ended_ground IS NOT NULL)"


def upgrade() -> None:
    op.add_column(
        "ambassadors",
        sa.Column("scheme", sa.String(length=80), nullable=False, server_default="mvo-ambassador@1.0.0"),
    )
    op.add_column("ambassadors", sa.Column("ended_on", sa.Date(), nullable=True))
    op.execute(
        "ALTER TABLE ambassadors ADD COLUMN ended_ground VARCHAR(40)"
        f" CONSTRAINT ck_ambassadors_revoked_has_day_and_ground CHECK ({_ENDED})"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("ambassadors", "scheme", server_default=None)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.drop_constraint("ck_ambassadors_revoked_has_day_and_ground", "ambassadors")
    for column in ("ended_ground", "ended_on", "scheme"):
        op.execute(f"ALTER TABLE ambassadors DROP COLUMN {column}")
