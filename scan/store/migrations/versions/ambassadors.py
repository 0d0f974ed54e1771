"""The log of ambassadors, hearings, ceremonies, and news about ambassadors.

SQLite cannot change a table that others point to without making it anew, so columns come with their checks. Nothing
points to news and muted topics: there the list of kinds is made longer, whatever it was.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "ambassadors"
down_revision: str | None = "disputes"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_KINDS = (
    "ambassador_appointed",
    "nomination_declined",
    "activity_noted",
    "ambassador_hearing_opened",
    "term_ends",
)
_TOPIC = "ambassadors"
_WITHOUT = (
    "CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END + CASE WHEN platform_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN dossier_id IS NULL THEN 0 ELSE 1 END + CASE WHEN organisation_id IS NULL THEN 0 ELSE 1 END"
)
_ABOUT_ONE = f"{_WITHOUT} + CASE WHEN ambassador_id IS NULL THEN 0 ELSE 1 END = 1"
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
        "ambassador_hearings",
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
        sa.CheckConstraint(
            "outcome IN ('dropped', 'withdrawn')", name=op.f("ck_ambassador_hearings_outcome")
        ),
        sa.CheckConstraint(
            "length(concern) BETWEEN 10 AND 2000", name=op.f("ck_ambassador_hearings_concern_length")
        ),
        sa.CheckConstraint(
            "length(answer) BETWEEN 1 AND 4000", name=op.f("ck_ambassador_hearings_answer_length")
        ),
        sa.CheckConstraint(
            "answer_until > opened_on", name=op.f("ck_ambassador_hearings_answer_after_opening")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_on IS NULL)", name=op.f("ck_ambassador_hearings_answer_has_a_day")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_on IS NULL)", name=op.f("ck_ambassador_hearings_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (closed_by IS NULL)", name=op.f("ck_ambassador_hearings_closed_by_someone")
        ),
        sa.ForeignKeyConstraint(
            ["ambassador_id"],
            ["ambassadors.id"],
            name=op.f("fk_ambassador_hearings_ambassador_id_ambassadors"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["people.id"], name=op.f("fk_ambassador_hearings_opened_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["people.id"], name=op.f("fk_ambassador_hearings_closed_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassador_hearings")),
    )
    for column in ("ambassador_id", "opened_by", "closed_by"):
        op.create_index(op.f(f"ix_ambassador_hearings_{column}"), "ambassador_hearings", [column])
    only = sa.text("closed_on IS NULL")
    op.create_index(
        "uq_ambassador_hearings_one_open",
        "ambassador_hearings",
        ["ambassador_id"],
        unique=True,
        sqlite_where=only,
        postgresql_where=only,
    )


def _news() -> None:
    """Nothing points to news and muted topics, so SQLite makes them anew."""
    with op.batch_alter_table("news") as news:
        news.add_column(sa.Column("ambassador_id", sa.Integer(), nullable=True))
        news.create_foreign_key(
            op.f("fk_news_ambassador_id_ambassadors"), "ambassadors", ["ambassador_id"], ["id"]
        )
        news.create_index(op.f("ix_news_ambassador_id"), ["ambassador_id"])
        news.drop_constraint(op.f("ck_news_about_one_thing"), type_="check")
        news.create_check_constraint(op.f("ck_news_about_one_thing"), _ABOUT_ONE)
        _list_anew(news, "news", "kind", (*_listed("news", "kind"), *_KINDS))
    with op.batch_alter_table("muted_topics") as topics:
        _list_anew(topics, "muted_topics", "topic", (*_listed("muted_topics", "topic"), _TOPIC))


def _listed(table: str, column: str) -> tuple[str, ...]:
    """What the check on this column allows now."""
    checks = {
        check["name"]: check["sqltext"] for check in sa.inspect(op.get_bind()).get_check_constraints(table)
    }
    return tuple(checks[f"ck_{table}_{column}"].split("'")[1::2])


def _list_anew(batch: Any, table: str, column: str, values: Sequence[str]) -> None:
    name = op.f(f"ck_{table}_{column}")
    batch.drop_constraint(name, type_="check")
    batch.create_check_constraint(name, f"{column} IN ({', '.join(repr(value) for value in values)})")


def downgrade() -> None:
    op.execute("DELETE FROM news WHERE ambassador_id IS NOT NULL")
    op.execute("DELETE FROM muted_topics WHERE topic = 'ambassadors'")
    with op.batch_alter_table("news") as news:
        news.drop_constraint(op.f("ck_news_about_one_thing"), type_="check")
        news.drop_index(op.f("ix_news_ambassador_id"))
        news.drop_constraint(op.f("fk_news_ambassador_id_ambassadors"), type_="foreignkey")
        news.drop_column("ambassador_id")
        news.create_check_constraint(op.f("ck_news_about_one_thing"), f"{_WITHOUT} = 1")
        _list_anew(news, "news", "kind", [one for one in _listed("news", "kind") if one not in _KINDS])
    with op.batch_alter_table("muted_topics") as topics:
        left = [one for one in _listed("muted_topics", "topic") if one != _TOPIC]
        _list_anew(topics, "muted_topics", "topic", left)
    op.drop_table("ambassador_hearings")
    op.drop_table("ambassador_activities")
    op.execute("ALTER TABLE milestones DROP COLUMN at_school")
    op.drop_index(op.f("ix_ambassadors_ceremony_id"), "ambassadors")
    for column in _NEW_COLUMNS:
        op.execute(f"ALTER TABLE ambassadors DROP COLUMN {column}")
    op.drop_table("ceremonies")


def _on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
