"""The picture of the region, made once a day for everyone; and indexes by which the register is searched."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "region"
down_revision: str | None = "schools"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "region_pictures",
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("results_before", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("results_before <= made_on", name=op.f("ck_region_pictures_results_are_older")),
        sa.PrimaryKeyConstraint("made_on", name=op.f("pk_region_pictures")),
    )


def downgrade() -> None:
    op.drop_table("region_pictures")
