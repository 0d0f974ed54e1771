"""Unique indexes on columns that are mostly NULL leave the NULLs out.

A planner takes a unique column for one row; of "is NULL" it then read every row there is.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "partial"
down_revision: str | None = "schools"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_OF_A_CLASS = "class_id IS NOT NULL"
_HELD = "state <> 'withdrawn'"
_OF_A_PLACEMENT = "placement_id IS NOT NULL AND state <> 'withdrawn'"


def upgrade() -> None:
    _unique("uq_dossiers_class_id", "dossiers", "class_id", _OF_A_CLASS)
    _unique("uq_scans_one_per_placement", "scans", "placement_id", _OF_A_PLACEMENT)


def downgrade() -> None:
    _unique("uq_dossiers_class_id", "dossiers", "class_id", None)
    _unique("uq_scans_one_per_placement", "scans", "placement_id", _HELD)


def _unique(name: str, table: str, column: str, where: str | None) -> None:
    condition = None if where is None else sa.text(where)
    op.drop_index(name, table)
    op.create_index(name, table, [column], unique=True, sqlite_where=condition, postgresql_where=condition)
