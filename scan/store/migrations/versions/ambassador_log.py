"""The log of ambassadors, hearings, ceremonies, and news about ambassadors.

SQLite cannot change a table that others point to without making it anew, so columns come with their checks. Nothing
points to news and muted topics: there the list of kinds is made longer, whatever it was, and a dossier is not needed
any more.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "ambassadors"
down_revision: str | None = "partial"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KINDS = ("ambassador_appointed", "nomination_declined", "activity_noted", "hearing_opened", "term_ends")
_TOPICS = ("ambassadors",)
_ONE_THING = "(dossier_id IS NULL) <> (ambassador_id IS NULL)"
_NEW_COLUMNS = ("declined_reason", "ceremony_id", "renewed_from", "reminded_of", "is_adult")


def upgrade() -> None:
    _ceremonies()
    _columns()
    _activities()
    _hearings()
    _news()


def _ceremonies() -> None:
    op.create_table(
        "ceremonies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(place) BETWEEN 2 AND 120", name=op.f("ck_ceremonies_place_length")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_ceremonies_created_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremonies")),
    )
    op.create_index(op.f("ix_ceremonies_created_by"), "ceremonies", ["created_by"])


def _columns() -> None:
    for column in (
        "declined_reason VARCHAR(500)"
        " CONSTRAINT ck_ambassadors_declined_is_a_candidate"
        " CHECK (declined_reason IS NULL OR state = 'candidate')"
        " CONSTRAINT ck_ambassadors_declined_reason_length CHECK (length(declined_reason) BETWEEN 3 AND 500)",
        "ceremony_id INTEGER CONSTRAINT fk_ambassadors_ceremony_id_ceremonies REFERENCES ceremonies (id)",
        "renewed_from DATE CONSTRAINT ck_ambassadors_renewed_in_its_term"
        " CHECK (renewed_from IS NULL OR renewed_from BETWEEN appointed_on AND valid_until)",
        "reminded_of DATE",
        "is_adult BOOLEAN",
    ):
        op.execute(f"ALTER TABLE ambassadors ADD COLUMN {column}")
    op.create_index(op.f("ix_ambassadors_ceremony_id"), "ambassadors", ["ceremony_id"])
    op.add_column(
        "milestones", sa.Column("at_school", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    if _on_postgresql():
        op.alter_column("milestones", "at_school", server_default=None)


def _activities() -> None:
    table = "ambassador_activities"
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('second_scan', 'coaching', 'guest_lesson', 'questions')", name=op.f(f"ck_{table}_kind")
        ),
        sa.CheckConstraint("state IN ('noted', 'confirmed', 'refused')", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("length(words) BETWEEN 3 AND 200", name=op.f(f"ck_{table}_words_length")),
        sa.CheckConstraint(
            "(state = 'noted') = (decided_by IS NULL)", name=op.f(f"ck_{table}_decided_by_someone")
        ),
        sa.CheckConstraint(
            "(state = 'noted') = (decided_on IS NULL)", name=op.f(f"ck_{table}_decided_on_a_day")
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["ambassadors.id"], name=op.f(f"fk_{table}_ambassador_id_ambassadors")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f(f"fk_{table}_decided_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "ambassador_id", "done_on", "kind", name=op.f(f"uq_{table}_ambassador_id_done_on_kind")
        ),
    )
    op.create_index(op.f(f"ix_{table}_decided_by"), table, ["decided_by"])


def _hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("concern", sa.String(length=2000), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("answer_until", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("outcome IN ('dropped', 'withdrawn')", name=op.f("ck_hearings_outcome")),
        sa.CheckConstraint("length(concern) BETWEEN 10 AND 2000", name=op.f("ck_hearings_concern_length")),
        sa.CheckConstraint("length(answer) BETWEEN 1 AND 4000", name=op.f("ck_hearings_answer_length")),
        sa.CheckConstraint("answer_until > opened_on", name=op.f("ck_hearings_answer_after_opening")),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL)", name=op.f("ck_hearings_answer_has_a_day")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_on IS NULL)", name=op.f("ck_hearings_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_by IS NULL)", name=op.f("ck_hearings_closed_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["ambassadors.id"], name=op.f("fk_hearings_ambassador_id_ambassadors")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["people.id"], name=op.f("fk_hearings_opened_by_people")),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_hearings_closed_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    for column in ("ambassador_id", "opened_by", "closed_by"):
        op.create_index(op.f(f"ix_hearings_{column}"), "hearings", [column])
    only = sa.text("closed_on IS NULL")
    op.create_index(
        "uq_hearings_one_open",
        "hearings",
        ["ambassador_id"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def _news() -> None:
    _relist("news", "kind", add=_KINDS, dossier="dossier_id INTEGER")
    _relist("muted_topics", "topic", add=_TOPICS)
    op.execute(
        "ALTER TABLE news ADD COLUMN ambassador_id INTEGER"
        " CONSTRAINT fk_news_ambassador_id_ambassadors REFERENCES ambassadors (id)"
        f" CONSTRAINT ck_news_about_one_thing CHECK ({_ONE_THING})"
    )
    op.create_index(op.f("ix_news_ambassador_id"), "news", ["ambassador_id"])


def _relist(
    table: str, column: str, *, add: tuple[str, ...] = (), drop: tuple[str, ...] = (), dossier: str = ""
) -> None:
    """Make the list of codes that ``column`` may have longer or shorter."""
    name = f"ck_{table}_{column}"
    found = sa.inspect(op.get_bind()).get_check_constraints(table)
    text = next(one["sqltext"] for one in found if one["name"] == name)
    codes = [code for code in re.findall(r"'([a-z_]+)'", text) if code not in drop]
    condition = f"{column} IN ({', '.join(repr(code) for code in (*codes, *add))})"
    if _on_postgresql():
        op.drop_constraint(name, table)
        op.create_check_constraint(op.f(name), table, condition)
        if dossier:
            op.alter_column(table, "dossier_id", nullable="NOT NULL" not in dossier)
        return
    _make_anew(table, column, condition, dossier)


def _make_anew(table: str, column: str, condition: str, dossier: str) -> None:
    """SQLite: the table under another name with the new condition, its rows and its indexes, and the name back."""
    run = op.get_bind().exec_driver_sql
    found = run(f"SELECT name, sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql <> ''")  # noqa: S608
    sources: dict[str, str] = dict(found.all())
    made = re.sub(rf'^CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_anew", sources.pop(table))
    made = re.sub(rf"{column} IN \([^)]*\)", condition, made)
    if dossier:
        made = re.sub(r"dossier_id INTEGER( NOT NULL)?", dossier, made)
    run(made)
    run(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608
    run(f"DROP TABLE {table}")
    run(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for source in sources.values():
        run(source)


def downgrade() -> None:
    op.execute("DELETE FROM news WHERE dossier_id IS NULL")
    op.execute("DELETE FROM muted_topics WHERE topic = 'ambassadors'")
    op.drop_index(op.f("ix_news_ambassador_id"), "news")
    if _on_postgresql():
        op.drop_constraint(op.f("ck_news_about_one_thing"), "news")
    op.execute("ALTER TABLE news DROP COLUMN ambassador_id")
    _relist("news", "kind", drop=_KINDS, dossier="dossier_id INTEGER NOT NULL")
    _relist("muted_topics", "topic", drop=_TOPICS)
    op.drop_table("hearings")
    op.drop_table("ambassador_activities")
    op.execute("ALTER TABLE milestones DROP COLUMN at_school")
    op.drop_index(op.f("ix_ambassadors_ceremony_id"), "ambassadors")
    for column in _NEW_COLUMNS:
        op.execute(f"ALTER TABLE ambassadors DROP COLUMN {column}")
    op.drop_table("ceremonies")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
