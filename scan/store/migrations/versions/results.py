"""Points to compare with, shared reports, the dossier that a dossier follows, and more about an action of a plan.

SQLite cannot change a table that others point to without making it anew, so columns are only added, each with its
check. A check over two columns comes with the last of them, after the rows that are there were brought in line.
The points of dossiers that are closed already are read from their outcomes.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "result"
down_revision: str | None = "intake"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_THEMES = (
    "social_enterprise",
    "sustainable_enterprise",
    "smart_mobility",
    "clean_energy",
    "education_development",
)
_ACTION_COLUMNS = (
    "source VARCHAR(40) DEFAULT 'own' NOT NULL"
    " CONSTRAINT ck_actions_source CHECK (source IN ('advice', 'way_up', 'own'))",
    "state VARCHAR(40) DEFAULT 'planned' NOT NULL"
    " CONSTRAINT ck_actions_state CHECK (state IN ('planned', 'busy', 'done', 'dropped'))",
    "owner VARCHAR(80) CONSTRAINT ck_actions_owner_length CHECK (length(owner) BETWEEN 1 AND 80)",
    "progress VARCHAR(1000) CONSTRAINT ck_actions_progress_length CHECK (length(progress) BETWEEN 1 AND 1000)",
)
_LINK = (
    "evidence_url VARCHAR(1000)"
    " CONSTRAINT ck_actions_link_is_https CHECK (evidence_url LIKE 'https://%')"
    " CONSTRAINT ck_actions_done_has_day CHECK ((state = 'done') = (finished_on IS NOT NULL))"
)


def upgrade() -> None:
    for column in _ACTION_COLUMNS:
        op.execute(f"ALTER TABLE actions ADD COLUMN {column}")
    op.execute("UPDATE actions SET state = 'done' WHERE finished_on IS NOT NULL")
    op.get_bind().exec_driver_sql(f"ALTER TABLE actions ADD COLUMN {_LINK}".replace("%", _per_cent()))
    op.execute(
        "ALTER TABLE dossiers ADD COLUMN follows_id INTEGER"
        " CONSTRAINT fk_dossiers_follows_id_dossiers REFERENCES dossiers (id)"
    )
    op.create_index(op.f("ix_dossiers_follows_id"), "dossiers", ["follows_id"])
    op.execute(
        "UPDATE dossiers SET follows_id = (SELECT max(earlier.id) FROM dossiers AS earlier"
        " WHERE earlier.organisation_id = dossiers.organisation_id AND earlier.id < dossiers.id"
        " AND earlier.state IN ('moderated', 'decided'))"
    )
    op.create_table(
        "shared_reports",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_shared_reports_scan_id_scans")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_shared_reports")),
    )
    scores = _create_scores()
    rows = list(_scores_of_closed_dossiers())
    if rows:
        op.bulk_insert(scores, rows)


def _per_cent() -> str:
    """How the driver wants a per cent sign that is not its own."""
    return "%%" if op.get_bind().dialect.name == "postgresql" else "%"


def _create_scores() -> sa.Table:
    themes = ", ".join(f"'{theme}'" for theme in _THEMES)
    table = op.create_table(
        "dossier_scores",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=80), nullable=False),
        sa.Column("sector", sa.String(length=40), nullable=False),
        sa.Column("size", sa.String(length=40), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"theme IN ({themes})", name=op.f("ck_dossier_scores_theme")),
        sa.CheckConstraint(
            "size IN ('micro', 'small', 'medium', 'large')", name=op.f("ck_dossier_scores_size")
        ),
        sa.CheckConstraint("length(sector) BETWEEN 1 AND 40", name=op.f("ck_dossier_scores_sector_length")),
        sa.CheckConstraint("counted BETWEEN 0 AND 10000", name=op.f("ck_dossier_scores_counted_range")),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_scores_dossier_id_dossiers")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_dossier_scores_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("dossier_id", "theme", name=op.f("pk_dossier_scores")),
    )
    op.create_index(op.f("ix_dossier_scores_organisation_id"), "dossier_scores", ["organisation_id"])
    op.create_index("ix_dossier_scores_cell", "dossier_scores", ["basis", "sector", "size", "moderated_at"])
    return table


_CLOSED = sa.text(
    "SELECT d.id, d.organisation_id, d.moderated_outcome, d.moderated_answers, d.moderated_at, o.sector, o.staff,"
    " q.slug, q.version, q.document FROM dossiers d JOIN organisations o ON o.id = d.organisation_id"
    " JOIN questionnaire_versions q ON q.id = d.questionnaire_version_id"
    " WHERE d.state IN ('moderated', 'decided') ORDER BY d.id"
).columns(
    moderated_answers=sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"),
    moderated_at=sa.DateTime(timezone=True),
)


def _scores_of_closed_dossiers() -> Iterator[dict[str, object]]:
    for row in op.get_bind().execute(_CLOSED).mappings().all():
        profile = row["moderated_answers"].get("profile", {})
        sector, staff = profile.get("sector", row["sector"]), profile.get("staff", row["staff"])
        if not sector or staff is None:
            continue
        outcome = json.loads(bytes(row["moderated_outcome"]))
        unit = 10 ** outcome["decimals"]
        themes = _themes(json.loads(bytes(row["document"])))
        for group in outcome["groups"]:
            if group["id"] in themes and group["counted"] is not None:
                yield {
                    "dossier_id": row["id"],
                    "theme": themes[group["id"]],
                    "organisation_id": row["organisation_id"],
                    "basis": f"{row['slug']}@{row['version'].split('.')[0]}",
                    "sector": sector,
                    "size": _size(Decimal(str(staff))),
                    "counted": group["counted"] * 100 // unit,
                    "moderated_at": row["moderated_at"],
                }


def _themes(questionnaire: dict[str, Any]) -> dict[str, str]:
    return {group["id"]: group["theme"] for group in questionnaire["groups"] if group.get("theme")}


def _size(staff: Decimal) -> str:
    limits = ((10, "micro"), (50, "small"), (250, "medium"))
    return next((size for limit, size in limits if staff < limit), "large")


def downgrade() -> None:
    op.drop_table("dossier_scores")
    op.drop_table("shared_reports")
    op.drop_index(op.f("ix_dossiers_follows_id"), "dossiers")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("fk_dossiers_follows_id_dossiers", "dossiers")
        op.drop_constraint("ck_actions_done_has_day", "actions")
    op.execute("ALTER TABLE dossiers DROP COLUMN follows_id")
    for column in ("evidence_url", "progress", "owner", "state", "source"):
        op.execute(f"ALTER TABLE actions DROP COLUMN {column}")
