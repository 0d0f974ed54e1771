"""Statements of will and activity beside certificates, who declared what, and levels that two certifiers decide on.

A statement has no dossier, level or result, so these columns may be empty from now on. SQLite cannot take NOT NULL or
a CHECK away without making the table anew, which it refuses for a table that others point to. Such a constraint is
only in the text of the table, not in what is stored; so that text is changed, as SQLite's own documentation describes
for this case (https://www.sqlite.org/lang_altertable.html#otheralter).
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "statements"
down_revision: str | None = "region"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_EMPTY = (
    ("applications", "dossier_id", "INTEGER"),
    ("decisions", "dossier_id", "INTEGER"),
    ("certificates", "level", "VARCHAR(60)"),
    ("certificates", "questionnaire", "VARCHAR(120)"),
    ("certificates", "questionnaire_sha256", "VARCHAR(64)"),
    ("certificates", "outcome", "BLOB"),
)
"""Columns that a statement leaves empty, with their type on SQLite."""
_CHECKS = (
    (
        "grant_has_level",
        "(outcome = 'grant') = (level IS NOT NULL)",
        "(outcome = 'grant' AND dossier_id IS NOT NULL) = (level IS NOT NULL)",
    ),
    (
        "grant_has_snapshot",
        "outcome <> 'grant' OR rescored_outcome IS NOT NULL",
        "outcome <> 'grant' OR dossier_id IS NULL OR rescored_outcome IS NOT NULL",
    ),
)
_ORGANISATION = "organisation_id INTEGER"
_OPEN_STATEMENT = "state = 'open' AND dossier_id IS NULL"
_WHOLE = "level IS NOT NULL AND questionnaire IS NOT NULL AND questionnaire_sha256 IS NOT NULL AND outcome IS NOT NULL"
_NONE = "level IS NULL AND questionnaire IS NULL AND questionnaire_sha256 IS NULL AND outcome IS NULL"
_WITHOUT = (
    "CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END + CASE WHEN platform_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN dossier_id IS NULL THEN 0 ELSE 1 END"
)
_ABOUT_ONE = f"{_WITHOUT} + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END = 1"
_INDEXES = (
    ("ix_applications_organisation_id", "applications", ["organisation_id"]),
    ("ix_applications_state_declared_at", "applications", ["state", "declared_at"]),
    ("ix_applications_state_flag_count", "applications", ["state", "flag_count"]),
    ("ix_decisions_proposed_by", "decisions", ["proposed_by"]),
    ("ix_news_organisation_id", "news", ["organisation_id"]),
)


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def upgrade() -> None:
    _add_columns()
    _allow_empty()
    _proposals()
    _news()
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)
    only = sa.text(_OPEN_STATEMENT)
    op.create_index(
        "uq_applications_one_open_statement",
        "applications",
        ["organisation_id"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def _add_columns() -> None:
    json = "JSONB" if _on_postgresql() else "JSON"
    _add(
        "applications",
        f"{_ORGANISATION} CONSTRAINT fk_applications_organisation_id REFERENCES organisations (id)",
    )
    op.execute(
        "UPDATE applications SET organisation_id ="
        " (SELECT organisation_id FROM dossiers WHERE dossiers.id = applications.dossier_id)"
    )
    _add("applications", "scheme VARCHAR(80) DEFAULT 'mvo-certificate@1.0.0' NOT NULL")
    for column, most in (("sites", 140), ("activities", 140), ("signed_by_role", 80)):
        _add("applications", f"{column} VARCHAR({most}){_length('applications', column, most)}")
    _add("applications", f"declared {json}")
    _add(
        "applications",
        f"statement {json} CONSTRAINT ck_applications_dossier_or_statement"
        " CHECK ((dossier_id IS NULL) = (statement IS NOT NULL))",
    )
    _add("applications", "decide_by DATE")
    _add(
        "applications",
        "flag_count INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_applications_some_flags"
        " CHECK (flag_count BETWEEN 0 AND 20)",
    )
    _add("applications", "return_condition VARCHAR(40)")
    _add(
        "decisions",
        "proposed_by INTEGER CONSTRAINT fk_decisions_proposed_by REFERENCES people (id)"
        " CONSTRAINT ck_decisions_two_people CHECK (proposed_by <> certifier_id)",
    )
    _add(
        "certificates",
        "kind VARCHAR(40) DEFAULT 'certificate' NOT NULL"
        " CONSTRAINT ck_certificates_kind CHECK (kind IN ('certificate', 'statement'))"
        " CONSTRAINT ck_certificates_certificate_has_level_and_result"
        f" CHECK ((kind = 'certificate') = ({_WHOLE}))"
        f" CONSTRAINT ck_certificates_statement_has_none CHECK ((kind = 'statement') = ({_NONE}))",
    )
    if _on_postgresql():
        for table, column in (
            ("applications", "scheme"),
            ("applications", "flag_count"),
            ("certificates", "kind"),
        ):
            op.alter_column(table, column, server_default=None)


def _news() -> None:
    """News may be about an organisation; nothing points to its table, so SQLite makes it anew."""
    with op.batch_alter_table("news") as news:
        news.add_column(sa.Column("organisation_id", sa.Integer(), nullable=True))
        news.create_foreign_key(
            op.f("fk_news_organisation_id_organisations"), "organisations", ["organisation_id"], ["id"]
        )
        news.drop_constraint(op.f("ck_news_about_one_thing"), type_="check")
        news.create_check_constraint(op.f("ck_news_about_one_thing"), _ABOUT_ONE)


def _add(table: str, column: str) -> None:
    op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")


def _length(table: str, column: str, most: int) -> str:
    return f" CONSTRAINT ck_{table}_{column}_length CHECK (length({column}) BETWEEN 2 AND {most})"


def _allow_empty() -> None:
    if _on_postgresql():
        for table, column, _ in _EMPTY:
            op.alter_column(table, column, nullable=True)
        op.alter_column("applications", "organisation_id", nullable=False)
        _postgresql_checks(2)
        return
    for table in ("applications", "decisions", "certificates"):
        edits = [(f"{name} {kind} NOT NULL", f"{name} {kind}") for at, name, kind in _EMPTY if at == table]
        if table == "applications":
            edits.append((f"{_ORGANISATION} CONSTRAINT", f"{_ORGANISATION} NOT NULL CONSTRAINT"))
        if table == "decisions":
            edits += [(f"CHECK ({before})", f"CHECK ({after})") for _, before, after in _CHECKS]
        _reword(table, edits)


def _postgresql_checks(which: int) -> None:
    for check in _CHECKS:
        name = f"ck_decisions_{check[0]}"
        op.drop_constraint(name, "decisions")
        op.create_check_constraint(op.f(name), "decisions", sa.text(check[which]))


def _reword(table: str, edits: list[tuple[str, str]]) -> None:
    """Change the text of a table on SQLite; each part must stand in it exactly once."""
    bind = op.get_bind()
    one = {"name": table}
    words = bind.execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), one
    ).scalar_one()
    for before, after in edits:
        if words.count(before) != 1:
            raise RuntimeError(f"{before!r} stands {words.count(before)} times in table {table}")
        words = words.replace(before, after)
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    bind.execute(
        sa.text("UPDATE sqlite_master SET sql = :words WHERE type = 'table' AND name = :name"),
        one | {"words": words},
    )
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar_one()
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")
    faults = [row[0] for row in bind.exec_driver_sql(f"PRAGMA integrity_check({table})")]
    if faults != ["ok"]:
        raise RuntimeError(f"table {table}: {faults[:3]}")


def _proposals() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.Column("answered_at", moment, nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'confirmed', 'refused', 'lapsed')", name=op.f("ck_proposals_state")
        ),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_proposals_language")),
        sa.CheckConstraint("length(reason) BETWEEN 3 AND 4000", name=op.f("ck_proposals_reason_length")),
        sa.CheckConstraint("length(answer) BETWEEN 3 AND 4000", name=op.f("ck_proposals_answer_length")),
        sa.CheckConstraint("answered_by <> proposed_by", name=op.f("ck_proposals_two_people")),
        sa.CheckConstraint(
            "(state IN ('confirmed', 'refused')) = (answered_by IS NOT NULL AND answer IS NOT NULL"
            " AND answered_at IS NOT NULL)",
            name=op.f("ck_proposals_answered_has_who_and_why"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_proposals_application_id")
        ),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_proposals_proposed_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_proposals_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    for column in ("application_id", "proposed_by", "answered_by"):
        op.create_index(op.f(f"ix_proposals_{column}"), "proposals", [column])
    only = sa.text("state = 'proposed'")
    op.create_index(
        "uq_proposals_one_open",
        "proposals",
        ["application_id"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def downgrade() -> None:
    """Fails where there are statements: what was issued is not thrown away."""
    op.execute("DELETE FROM news WHERE organisation_id IS NOT NULL")
    op.drop_table("proposals")
    op.drop_index("uq_applications_one_open_statement", "applications")
    for name, table, _ in _INDEXES:
        op.drop_index(name, table)
    with op.batch_alter_table("news") as news:
        news.drop_constraint(op.f("ck_news_about_one_thing"), type_="check")
        news.drop_constraint(op.f("fk_news_organisation_id_organisations"), type_="foreignkey")
        news.drop_column("organisation_id")
        news.create_check_constraint(op.f("ck_news_about_one_thing"), f"{_WITHOUT} = 1")
    _refuse_empty()
    gone = {
        "applications": (
            "return_condition", "flag_count", "decide_by", "statement", "declared", "signed_by_role", "activities",
            "sites", "scheme", "organisation_id",
        ),
        "decisions": ("proposed_by",),
        "certificates": ("kind",),
    }  # fmt: skip
    for table, columns in gone.items():
        for column in columns:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")


def _refuse_empty() -> None:
    if _on_postgresql():
        _postgresql_checks(1)
        for table, column, _ in _EMPTY:
            op.alter_column(table, column, nullable=False)
        op.drop_constraint("ck_applications_dossier_or_statement", "applications")
        for name in ("certificate_has_level_and_result", "statement_has_none"):
            op.drop_constraint(f"ck_certificates_{name}", "certificates")
        return
    for table in ("applications", "decisions", "certificates"):
        edits = [(f"{name} {kind}", f"{name} {kind} NOT NULL") for at, name, kind in _EMPTY if at == table]
        if table == "decisions":
            edits += [(f"CHECK ({after})", f"CHECK ({before})") for _, before, after in _CHECKS]
        _reword(table, edits)
