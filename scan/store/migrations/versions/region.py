"""The picture of the region, made once a day for everyone; and indexes by which the register is searched."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "region"
down_revision: str | None = "partners"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_THEMES = (
    "social_enterprise",
    "sustainable_enterprise",
    "smart_mobility",
    "clean_energy",
    "education_development",
)


def upgrade() -> None:
    op.create_table(
        "region_pictures",
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("results_before", sa.Date(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("results_before <= made_on", name=op.f("ck_region_pictures_results_are_older")),
        sa.PrimaryKeyConstraint("made_on", name=op.f("pk_region_pictures")),
    )
    themes = ", ".join(f"'{theme}'" for theme in _THEMES)
    op.execute(
        "ALTER TABLE certificates ADD COLUMN strongest_theme VARCHAR(40)"
        f" CONSTRAINT ck_certificates_strongest_theme CHECK (strongest_theme IN ({themes}))"
    )
    op.create_index("ix_certificates_state_valid_until", "certificates", ["state", "valid_until"])
    _fill_in_strongest_themes()


def _fill_in_strongest_themes() -> None:
    """Of certificates that are there: the theme with most points, of equals the first of the wheel."""
    scores = op.get_bind().execute(
        sa.text(
            "SELECT certificates.id, dossier_scores.theme, dossier_scores.counted FROM certificates"
            " JOIN decisions ON decisions.id = certificates.decision_id"
            " JOIN dossier_scores ON dossier_scores.dossier_id = decisions.dossier_id"
        )
    )
    best: dict[int, tuple[int, int]] = {}
    for certificate, theme, counted in scores:
        place = (-counted, _THEMES.index(theme))
        best[certificate] = min(place, best.get(certificate, place))
    for certificate, (_, number) in best.items():
        op.get_bind().execute(
            sa.text("UPDATE certificates SET strongest_theme = :theme WHERE id = :id"),
            {"theme": _THEMES[number], "id": certificate},
        )


def downgrade() -> None:
    op.drop_index("ix_certificates_state_valid_until", "certificates")
    op.execute("ALTER TABLE certificates DROP COLUMN strongest_theme")
    op.drop_table("region_pictures")
