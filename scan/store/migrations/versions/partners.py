"""Agreements with partners, platforms and projects; and news about an agreement or a platform.

``news`` and ``muted_topics`` are made anew on SQLite, where nothing points to them. Their lists of kinds are added to
as they stand, so that other migrations may add to them too.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "partners"
down_revision: str | None = "replies"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TIME = sa.DateTime(timezone=True)
_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_KINDS = (
    "agreement_started",
    "agreement_offered",
    "agreement_returned",
    "agreement_in_force",
    "report_due",
    "agreement_ending",
    "agreement_ended",
    "practice_offered",
    "practice_judged",
    "meeting_near",
    "leaving_near",
)
_ABOUT_ONE = (
    "CASE WHEN dossier_id IS NULL THEN 0 ELSE 1 END + CASE WHEN agreement_id IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN platform_id IS NULL THEN 0 ELSE 1 END = 1"
)
_MADE = (
    "platforms",
    "platform_members",
    "platform_meetings",
    "attendances",
    "help_notices",
    "practices",
    "partner_agreements",
    "pledges",
    "pledge_reports",
    "projects",
    "project_participants",
)
"""In the order in which they point to each other."""


def upgrade() -> None:
    for name in _MADE:
        globals()[f"_{name}"]()
    _news()


def _column(
    name: str, kind: Any, *, to: str = "", nullable: bool = False, key: bool = False
) -> tuple[sa.Column[Any], str]:
    return sa.Column(name, kind, nullable=nullable, primary_key=key), to


def _table(
    name: str,
    *columns: tuple[sa.Column[Any], str],
    checks: Mapping[str, str],
    unique: Sequence[tuple[str, ...]] = (),
) -> None:
    links = [(column.name, to) for column, to in columns if to]
    op.create_table(
        name,
        *(sa.Column(c.name, c.type, nullable=c.nullable) for c, _ in columns),
        *(sa.CheckConstraint(sql, name=op.f(f"ck_{name}_{rule}")) for rule, sql in checks.items()),
        *(
            sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{name}_{column}_{to}"))
            for column, to in links
        ),
        sa.PrimaryKeyConstraint(*(c.name for c, _ in columns if c.primary_key), name=op.f(f"pk_{name}")),
        *(sa.UniqueConstraint(*names, name=op.f(f"uq_{name}_{'_'.join(names)}")) for names in unique),
    )


def _index(table: str, columns: list[str], *, unique: bool = False, where: str = "", name: str = "") -> None:
    only: dict[str, Any] = (
        {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)} if where else {}
    )
    op.create_index(name or op.f(f"ix_{table}_{'_'.join(columns)}"), table, columns, unique=unique, **only)


def _platforms() -> None:
    _table(
        "platforms",
        _column("id", sa.Integer(), key=True),
        _column("name", sa.String(80)),
        _column("place", sa.String(80)),
        _column("summary", sa.String(1000)),
        _column("lead_id", sa.Integer(), to="organisations"),
        _column("created_at", _TIME),
        _column("version", sa.Integer()),
        checks={
            "name_length": "length(name) BETWEEN 3 AND 80",
            "place_length": "length(place) BETWEEN 1 AND 80",
            "summary_length": "length(summary) BETWEEN 3 AND 1000",
        },
        unique=(("name",),),
    )
    _index("platforms", ["lead_id"])


def _platform_members() -> None:
    _table(
        "platform_members",
        _column("id", sa.Integer(), key=True),
        _column("platform_id", sa.Integer(), to="platforms"),
        _column("organisation_id", sa.Integer(), to="organisations"),
        _column("ground", sa.String(40)),
        _column("joined_on", sa.Date()),
        _column("leaves_on", sa.Date(), nullable=True),
        _column("left_on", sa.Date(), nullable=True),
        checks={
            "ground": "ground IN ('certificate', 'agreement')",
            "leaves_after_joining": "leaves_on IS NULL OR leaves_on > joined_on",
            "left_after_joining": "left_on IS NULL OR left_on >= joined_on",
        },
    )
    _index("platform_members", ["organisation_id"])
    _index("platform_members", ["platform_id", "left_on"])
    _index(
        "platform_members",
        ["organisation_id"],
        unique=True,
        where="left_on IS NULL",
        name="uq_platform_members_one_platform",
    )


def _platform_meetings() -> None:
    _table(
        "platform_meetings",
        _column("id", sa.Integer(), key=True),
        _column("platform_id", sa.Integer(), to="platforms"),
        _column("title", sa.String(120)),
        _column("starts_at", _TIME),
        _column("place", sa.String(300)),
        _column("agenda", sa.String(4000)),
        _column("notes", sa.String(4000), nullable=True),
        _column("cancelled_at", _TIME, nullable=True),
        _column("version", sa.Integer()),
        checks={
            "agenda_length": "length(agenda) BETWEEN 3 AND 4000",
            "notes_length": "length(notes) BETWEEN 3 AND 4000",
            "place_length": "length(place) BETWEEN 3 AND 300",
            "title_length": "length(title) BETWEEN 3 AND 120",
        },
    )
    _index("platform_meetings", ["platform_id", "starts_at"])
    _index("platform_meetings", ["starts_at"])


def _attendances() -> None:
    _table(
        "attendances",
        _column("meeting_id", sa.Integer(), to="platform_meetings", key=True),
        _column("organisation_id", sa.Integer(), to="organisations", key=True),
        _column("people", sa.Integer()),
        checks={
            "people_range": "people BETWEEN 0 AND 9",
        },
    )
    _index("attendances", ["organisation_id"])


def _help_notices() -> None:
    _table(
        "help_notices",
        _column("id", sa.Integer(), key=True),
        _column("platform_id", sa.Integer(), to="platforms"),
        _column("organisation_id", sa.Integer(), to="organisations"),
        _column("kind", sa.String(40)),
        _column("theme", sa.String(40)),
        _column("text", sa.String(500)),
        _column("placed_at", _TIME),
        _column("expires_on", sa.Date()),
        _column("closed_at", _TIME, nullable=True),
        checks={
            "kind": "kind IN ('asked', 'offered')",
            "text_length": "length(text) BETWEEN 10 AND 500",
            "theme": (
                "theme IN ('social_enterprise', 'sustainable_enterprise', 'smart_mobility', "
                "'clean_energy', 'education_development')"
            ),
        },
    )
    _index("help_notices", ["organisation_id"])
    _index("help_notices", ["platform_id", "expires_on"])


def _practices() -> None:
    _table(
        "practices",
        _column("id", sa.Integer(), key=True),
        _column("platform_id", sa.Integer(), to="platforms"),
        _column("organisation_id", sa.Integer(), to="organisations"),
        _column("action_id", sa.Integer(), to="actions", nullable=True),
        _column("dossier_id", sa.Integer(), to="dossiers", nullable=True),
        _column("theme", sa.String(40)),
        _column("title", sa.String(120)),
        _column("story", sa.String(2000)),
        _column("effort", sa.String(40)),
        _column("effect", sa.String(500)),
        _column("sector", sa.String(40), nullable=True),
        _column("size", sa.String(40), nullable=True),
        _column("state", sa.String(40)),
        _column("return_reason", sa.String(2000), nullable=True),
        _column("offered_at", _TIME),
        _column("published_at", _TIME, nullable=True),
        _column("version", sa.Integer()),
        checks={
            "effect_length": "length(effect) BETWEEN 3 AND 500",
            "effort": "effort IN ('small', 'medium', 'large')",
            "one_improvement": "(action_id IS NULL) <> (dossier_id IS NULL)",
            "published_has_time": "state <> 'published' OR published_at IS NOT NULL",
            "return_reason_length": "length(return_reason) BETWEEN 3 AND 2000",
            "returned_has_reason": "(state = 'returned') = (return_reason IS NOT NULL)",
            "sector_length": "length(sector) BETWEEN 1 AND 40",
            "size": "size IN ('micro', 'small', 'medium', 'large')",
            "state": "state IN ('offered', 'published', 'returned', 'withdrawn')",
            "story_length": "length(story) BETWEEN 20 AND 2000",
            "theme": (
                "theme IN ('social_enterprise', 'sustainable_enterprise', 'smart_mobility', "
                "'clean_energy', 'education_development')"
            ),
            "title_length": "length(title) BETWEEN 3 AND 120",
        },
        unique=(
            ("action_id",),
            ("dossier_id", "theme"),
        ),
    )
    _index("practices", ["organisation_id"])
    _index("practices", ["platform_id", "state"])
    _index("practices", ["state", "theme", "published_at"])


def _partner_agreements() -> None:
    _table(
        "partner_agreements",
        _column("id", sa.Integer(), key=True),
        _column("organisation_id", sa.Integer(), to="organisations"),
        _column("edition", sa.Integer()),
        _column("state", sa.String(40)),
        _column("partner_kind", sa.String(40)),
        _column("language", sa.String(2)),
        _column("goals_endorsed", sa.Boolean()),
        _column("years", sa.Integer()),
        _column("valid_from", sa.Date(), nullable=True),
        _column("valid_until", sa.Date(), nullable=True),
        _column("drafted_by", sa.Integer(), to="people"),
        _column("partner_officer", sa.String(120), nullable=True),
        _column("partner_office", sa.String(120), nullable=True),
        _column("partner_signed_by", sa.Integer(), to="people", nullable=True),
        _column("partner_signed_at", _TIME, nullable=True),
        _column("alliance_officer", sa.String(120), nullable=True),
        _column("alliance_office", sa.String(120), nullable=True),
        _column("alliance_signed_by", sa.Integer(), to="people", nullable=True),
        _column("alliance_signed_at", _TIME, nullable=True),
        _column("return_reason", sa.String(2000), nullable=True),
        _column("ended_on", sa.Date(), nullable=True),
        _column("end_reason", sa.String(2000), nullable=True),
        _column("created_at", _TIME),
        _column("version", sa.Integer()),
        checks={
            "alliance_office_length": "length(alliance_office) BETWEEN 2 AND 120",
            "alliance_officer_length": "length(alliance_officer) BETWEEN 2 AND 120",
            "edition_counts": "edition >= 1",
            "end_reason_length": "length(end_reason) BETWEEN 3 AND 2000",
            "ended_has_day": "(state IN ('renewed', 'ended')) = (ended_on IS NOT NULL)",
            "ends_after_start": "valid_until > valid_from",
            "in_force_is_signed_by_both": (
                "(state IN ('in_force', 'renewed', 'ended')) = (alliance_officer IS NOT NULL "
                "AND alliance_office IS NOT NULL AND alliance_signed_at IS NOT NULL AND "
                "valid_from IS NOT NULL AND valid_until IS NOT NULL)"
            ),
            "language": "language IN ('nl', 'en')",
            "offered_is_signed": (
                "(state = 'offered' OR state IN ('in_force', 'renewed', 'ended')) = "
                "(partner_officer IS NOT NULL AND partner_office IS NOT NULL AND "
                "partner_signed_at IS NOT NULL AND goals_endorsed)"
            ),
            "partner_kind": "partner_kind IN ('company', 'school', 'authority', 'association')",
            "partner_office_length": "length(partner_office) BETWEEN 2 AND 120",
            "partner_officer_length": "length(partner_officer) BETWEEN 2 AND 120",
            "return_reason_length": "length(return_reason) BETWEEN 3 AND 2000",
            "state": "state IN ('draft', 'offered', 'in_force', 'renewed', 'ended', 'withdrawn')",
            "two_people_sign": "alliance_signed_by <> drafted_by AND alliance_signed_by <> partner_signed_by",
            "unsigned_has_nobody": (
                "state NOT IN ('draft', 'withdrawn') OR (partner_officer IS NULL AND "
                "partner_office IS NULL AND partner_signed_at IS NULL AND partner_signed_by "
                "IS NULL)"
            ),
            "years_allowed": "years BETWEEN 1 AND 4",
        },
        unique=(("organisation_id", "edition"),),
    )
    _index("partner_agreements", ["alliance_signed_by"])
    _index("partner_agreements", ["drafted_by"])
    _index("partner_agreements", ["partner_signed_by"])
    _index("partner_agreements", ["state", "valid_until"])
    _index(
        "partner_agreements",
        ["organisation_id"],
        unique=True,
        where="state = 'in_force'",
        name="uq_partner_agreements_one_in_force",
    )
    _index(
        "partner_agreements",
        ["organisation_id"],
        unique=True,
        where="state IN ('draft', 'offered')",
        name="uq_partner_agreements_one_open",
    )


def _pledges() -> None:
    _table(
        "pledges",
        _column("id", sa.Integer(), key=True),
        _column("agreement_id", sa.Integer(), to="partner_agreements"),
        _column("position", sa.Integer()),
        _column("article", sa.String(40)),
        _column("theme", sa.String(40), nullable=True),
        _column("text", sa.String(1000)),
        _column("amount", sa.Integer(), nullable=True),
        _column("platform_id", sa.Integer(), to="platforms", nullable=True),
        checks={
            "amount_range": "amount BETWEEN 1 AND 1000000",
            "article": "article IN ('contribution', 'visibility', 'platform', 'support')",
            "contribution_has_theme": "(article = 'contribution') = (theme IS NOT NULL)",
            "money_is_support": "amount IS NULL OR article = 'support'",
            "platform_of_article": "platform_id IS NULL OR article = 'platform'",
            "text_length": "length(text) BETWEEN 3 AND 1000",
            "theme": (
                "theme IN ('social_enterprise', 'sustainable_enterprise', 'smart_mobility', "
                "'clean_energy', 'education_development')"
            ),
        },
        unique=(("agreement_id", "position"),),
    )
    _index("pledges", ["platform_id"])


def _pledge_reports() -> None:
    _table(
        "pledge_reports",
        _column("pledge_id", sa.Integer(), to="pledges", key=True),
        _column("year", sa.Integer(), key=True),
        _column("state", sa.String(40)),
        _column("text", sa.String(1000)),
        _column("evidence_url", sa.String(1000), nullable=True),
        _column("reported_at", _TIME),
        _column("version", sa.Integer()),
        checks={
            "link_is_https": "evidence_url LIKE 'https://%'",
            "state": "state IN ('done', 'busy', 'dropped')",
            "text_length": "length(text) BETWEEN 3 AND 1000",
            "year_counts": "year >= 1",
        },
    )


def _projects() -> None:
    _table(
        "projects",
        _column("id", sa.Integer(), key=True),
        _column("theme", sa.String(40)),
        _column("title", sa.String(120)),
        _column("goal", sa.String(2000)),
        _column("pilot", sa.Boolean()),
        _column("starts_on", sa.Date()),
        _column("ends_on", sa.Date()),
        _column("before_from", sa.Date()),
        _column("before_until", sa.Date()),
        _column("after_from", sa.Date()),
        _column("after_until", sa.Date()),
        _column("indicators", _JSON),
        _column("created_at", _TIME),
        _column("version", sa.Integer()),
        checks={
            "after_is_later": "after_from > before_until",
            "after_order": "after_until >= after_from",
            "before_order": "before_until >= before_from",
            "ends_after_start": "ends_on > starts_on",
            "goal_length": "length(goal) BETWEEN 3 AND 2000",
            "theme": (
                "theme IN ('social_enterprise', 'sustainable_enterprise', 'smart_mobility', "
                "'clean_energy', 'education_development')"
            ),
            "title_length": "length(title) BETWEEN 3 AND 120",
        },
    )
    _index("projects", ["starts_on"])


def _project_participants() -> None:
    _table(
        "project_participants",
        _column("project_id", sa.Integer(), to="projects", key=True),
        _column("organisation_id", sa.Integer(), to="organisations", key=True),
        _column("joined_on", sa.Date()),
        _column("left_on", sa.Date(), nullable=True),
        _column("shows_own", sa.Boolean()),
        checks={
            "left_after_joining": "left_on IS NULL OR left_on >= joined_on",
        },
    )
    _index("project_participants", ["organisation_id"])


def _news() -> None:
    with op.batch_alter_table("news") as news:
        news.alter_column("dossier_id", existing_type=sa.Integer(), nullable=True)
        for column, to in (("agreement_id", "partner_agreements"), ("platform_id", "platforms")):
            news.add_column(sa.Column(column, sa.Integer(), nullable=True))
            news.create_foreign_key(op.f(f"fk_news_{column}_{to}"), to, [column], ["id"])
            news.create_index(op.f(f"ix_news_{column}"), [column])
        news.create_check_constraint(op.f("ck_news_about_one_thing"), _ABOUT_ONE)
        _list_anew(news, "news", "kind", (*_listed("news", "kind"), *_KINDS))
    with op.batch_alter_table("muted_topics") as topics:
        _list_anew(topics, "muted_topics", "topic", (*_listed("muted_topics", "topic"), "partners"))


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
    op.execute("DELETE FROM news WHERE dossier_id IS NULL")
    op.execute("DELETE FROM muted_topics WHERE topic = 'partners'")
    with op.batch_alter_table("news") as news:
        news.drop_constraint(op.f("ck_news_about_one_thing"), type_="check")
        for column, to in (("agreement_id", "partner_agreements"), ("platform_id", "platforms")):
            news.drop_index(op.f(f"ix_news_{column}"))
            news.drop_constraint(op.f(f"fk_news_{column}_{to}"), type_="foreignkey")
            news.drop_column(column)
        news.alter_column("dossier_id", existing_type=sa.Integer(), nullable=False)
        _list_anew(news, "news", "kind", [one for one in _listed("news", "kind") if one not in _KINDS])
    with op.batch_alter_table("muted_topics") as topics:
        left = [one for one in _listed("muted_topics", "topic") if one != "partners"]
        _list_anew(topics, "muted_topics", "topic", left)
    for name in reversed(_MADE):
        op.drop_table(name)
