"""A certificate after it was given: light checks, hearings, other scopes, appeals, complaints, the monitor's samples.

Three checks get values more. SQLite cannot change a check: the table is made anew from its own text, with the values
added to those that stand there.
"""

import re
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "disputes"
down_revision: str | None = "statements"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_NEWS = (
    "surveillance_due",
    "surveillance_overdue",
    "certificate_ends",
    "certificate_changed",
    "withdrawal_proposed",
    "complaint_asked",
    "appeal_decided",
    "certificate_work",
)
_LETTERS = ("complaint_receipt", "complaint_answer")
_ACTIONS = ("restore",)
_TABLES = (
    "surveillances",
    "hearings",
    "scope_changes",
    "notices",
    "appeals",
    "complaints",
    "samples",
    "sample_entries",
)


def upgrade() -> None:
    _change_checks(add=True)
    _create_surveillances()
    _create_hearings()
    _create_scope_changes()
    _create_notices()
    _create_appeals()
    _create_complaints()
    _create_samples()
    _create_sample_entries()


def _change_checks(*, add: bool) -> None:
    """News points at the outbox, so on SQLite its rows stand aside while that is made anew."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    _change_check("certificate_events", "action", _ACTIONS, add=add)
    if is_sqlite:
        op.execute("CREATE TEMPORARY TABLE news_aside AS SELECT * FROM news")
        op.execute("DELETE FROM news")
    _change_check("outbox", "kind", _LETTERS, add=add)
    _change_check("news", "kind", _NEWS, add=add)
    if is_sqlite:
        op.execute("INSERT INTO news SELECT * FROM news_aside")
        op.execute("DROP TABLE news_aside")


def _change_check(table: str, column: str, values: tuple[str, ...], *, add: bool) -> None:
    name = f"ck_{table}_{column}"
    present = next(
        check["sqltext"]
        for check in sa.inspect(op.get_bind()).get_check_constraints(table)
        if check["name"] == name
    )
    found = re.findall(r"'([^']+)'", present)
    kept = [value for value in found if value not in values] + (list(values) if add else [])
    listed = ", ".join(f"'{value}'" for value in kept)
    if op.get_bind().dialect.name == "sqlite":
        _make_anew(table, f"CONSTRAINT {name} CHECK ({column} IN ({listed}))", name)
    else:
        op.drop_constraint(name, table)
        op.create_check_constraint(op.f(name), table, f"{column} IN ({listed})")


def _make_anew(table: str, check: str, name: str) -> None:
    bind = op.get_bind()
    texts = bind.execute(
        sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL"),
        {"table": table},
    ).all()
    whole = next(sql for kind, sql in texts if kind == "table")
    changed, count = re.subn(rf"CONSTRAINT {name} CHECK \(\w+ IN \([^)]*\)\)", lambda _: check, whole)
    if count != 1:
        raise RuntimeError(f"{table} has no check {name} that can be changed")
    columns = changed.partition("(")[2]
    bind.exec_driver_sql(f"CREATE TABLE {table}_anew ({columns}")
    bind.exec_driver_sql(f"INSERT INTO {table}_anew SELECT * FROM {table}")  # noqa: S608 - a name of ours
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(f"ALTER TABLE {table}_anew RENAME TO {table}")
    for kind, sql in texts:
        if kind == "index":
            bind.exec_driver_sql(sql)


def _create_surveillances() -> None:
    op.create_table(
        "surveillances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("declare_by", sa.Date(), nullable=False),
        sa.Column("changes", sa.String(length=2000), nullable=True),
        sa.Column("conditions", sa.String(length=2000), nullable=True),
        sa.Column("declared_by", sa.Integer(), nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('fine', 'suspend', 'withdraw')", name=op.f("ck_surveillances_outcome")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by IS NULL)", name=op.f("ck_surveillances_closed_by_someone")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (note IS NULL)", name=op.f("ck_surveillances_closed_has_note")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_surveillances_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "(declared_at IS NULL) = (changes IS NULL)", name=op.f("ck_surveillances_declared_whole")
        ),
        sa.CheckConstraint(
            "(declared_at IS NULL) = (declared_by IS NULL)", name=op.f("ck_surveillances_declared_by_someone")
        ),
        sa.CheckConstraint(
            "length(changes) BETWEEN 3 AND 2000", name=op.f("ck_surveillances_changes_length")
        ),
        sa.CheckConstraint(
            "length(conditions) BETWEEN 3 AND 2000", name=op.f("ck_surveillances_conditions_length")
        ),
        sa.CheckConstraint("length(note) BETWEEN 3 AND 2000", name=op.f("ck_surveillances_note_length")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_surveillances_certificate_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_surveillances_closed_by")),
        sa.ForeignKeyConstraint(["declared_by"], ["people.id"], name=op.f("fk_surveillances_declared_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveillances")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_surveillances_certificate_id")),
    )
    op.create_index(op.f("ix_surveillances_closed_by"), "surveillances", ["closed_by"], unique=False)
    op.create_index(op.f("ix_surveillances_declared_by"), "surveillances", ["declared_by"], unique=False)
    op.create_index(
        "ix_surveillances_open",
        "surveillances",
        ["declare_by"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_hearings() -> None:
    op.create_table(
        "hearings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("outcome IN ('withdrawn', 'dropped')", name=op.f("ck_hearings_outcome")),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_hearings_answered_whole")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_hearings_answered_by_someone")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_hearings_closed_has_outcome")
        ),
        sa.CheckConstraint("length(answer) BETWEEN 3 AND 4000", name=op.f("ck_hearings_answer_length")),
        sa.CheckConstraint("length(reason) BETWEEN 10 AND 2000", name=op.f("ck_hearings_reason_length")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_hearings_answered_by")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_hearings_certificate_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_hearings_closed_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["people.id"], name=op.f("fk_hearings_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hearings")),
    )
    op.create_index(op.f("ix_hearings_answered_by"), "hearings", ["answered_by"], unique=False)
    op.create_index(op.f("ix_hearings_certificate_id"), "hearings", ["certificate_id"], unique=False)
    op.create_index(op.f("ix_hearings_closed_by"), "hearings", ["closed_by"], unique=False)
    op.create_index(op.f("ix_hearings_proposed_by"), "hearings", ["proposed_by"], unique=False)
    op.create_index(
        "uq_hearings_one_open",
        "hearings",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_scope_changes() -> None:
    op.create_table(
        "scope_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("why", sa.String(length=2000), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("reason", sa.String(length=2000), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(successor_id IS NOT NULL) = (outcome = 'granted' AND outcome IS NOT NULL)",
            name=op.f("ck_scope_changes_granted_has_successor"),
        ),
        sa.CheckConstraint("outcome IN ('granted', 'refused')", name=op.f("ck_scope_changes_outcome")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_scope_changes_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (reason IS NULL)", name=op.f("ck_scope_changes_closed_has_reason")
        ),
        sa.CheckConstraint("length(reason) BETWEEN 3 AND 2000", name=op.f("ck_scope_changes_reason_length")),
        sa.CheckConstraint("length(scope) BETWEEN 3 AND 300", name=op.f("ck_scope_changes_scope_length")),
        sa.CheckConstraint("length(why) BETWEEN 10 AND 2000", name=op.f("ck_scope_changes_why_length")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_scope_changes_asked_by")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_scope_changes_certificate_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_scope_changes_closed_by")),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["certificates.id"], name=op.f("fk_scope_changes_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope_changes")),
    )
    op.create_index(op.f("ix_scope_changes_asked_by"), "scope_changes", ["asked_by"], unique=False)
    op.create_index(
        op.f("ix_scope_changes_certificate_id"), "scope_changes", ["certificate_id"], unique=False
    )
    op.create_index(op.f("ix_scope_changes_closed_by"), "scope_changes", ["closed_by"], unique=False)
    op.create_index(op.f("ix_scope_changes_successor_id"), "scope_changes", ["successor_id"], unique=False)
    op.create_index(
        "uq_scope_changes_one_open",
        "scope_changes",
        ["certificate_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('surveillance_due', 'surveillance_overdue', 'ends')", name=op.f("ck_notices_kind")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_notices_certificate_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", "kind", name=op.f("pk_notices")),
    )


def _create_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("grounds", sa.String(length=4000), nullable=False),
        sa.Column("filed_by", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('filed', 'taken_up')) = (closed_at IS NULL)", name=op.f("ck_appeals_closed_has_day")
        ),
        sa.CheckConstraint(
            "(state IN ('upheld', 'rejected')) = (reason IS NOT NULL)",
            name=op.f("ck_appeals_decided_has_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('filed', 'taken_up', 'upheld', 'rejected', 'withdrawn')", name=op.f("ck_appeals_state")
        ),
        sa.CheckConstraint(
            "state IN ('filed', 'withdrawn') OR handler_id IS NOT NULL",
            name=op.f("ck_appeals_taken_up_by_someone"),
        ),
        sa.CheckConstraint(
            "(decision_id IS NULL) <> (event_id IS NULL)", name=op.f("ck_appeals_against_one_thing")
        ),
        sa.CheckConstraint("length(grounds) BETWEEN 10 AND 4000", name=op.f("ck_appeals_grounds_length")),
        sa.CheckConstraint("length(reason) BETWEEN 10 AND 4000", name=op.f("ck_appeals_reason_length")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_appeals_decision_id")),
        sa.ForeignKeyConstraint(["event_id"], ["certificate_events.id"], name=op.f("fk_appeals_event_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["people.id"], name=op.f("fk_appeals_filed_by")),
        sa.ForeignKeyConstraint(["handler_id"], ["people.id"], name=op.f("fk_appeals_handler_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_appeals_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_appeals_decision_id")),
        sa.UniqueConstraint("event_id", name=op.f("uq_appeals_event_id")),
    )
    op.create_index(op.f("ix_appeals_filed_by"), "appeals", ["filed_by"], unique=False)
    op.create_index(op.f("ix_appeals_handler_id"), "appeals", ["handler_id"], unique=False)
    op.create_index(op.f("ix_appeals_organisation_id"), "appeals", ["organisation_id"], unique=False)
    op.create_index("ix_appeals_state_filed_at", "appeals", ["state", "filed_at"], unique=False)


def _create_complaints() -> None:
    op.create_table(
        "complaints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=4000), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("question", sa.String(length=2000), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("company_answer", sa.String(length=4000), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.String(length=4000), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_complaints_closed_whole")
        ),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_complaints_language")),
        sa.CheckConstraint(
            "outcome IN ('no_ground', 'settled', 'suspended')", name=op.f("ck_complaints_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'asked', 'answered', 'closed')", name=op.f("ck_complaints_state")
        ),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (company_answer IS NULL)", name=op.f("ck_complaints_answered_whole")
        ),
        sa.CheckConstraint("(asked_at IS NULL) = (question IS NULL)", name=op.f("ck_complaints_asked_whole")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (answer IS NULL)", name=op.f("ck_complaints_closed_has_answer")
        ),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_complaints_closed_has_outcome")
        ),
        sa.CheckConstraint(
            "erased_at IS NULL OR (name IS NULL AND email IS NULL)",
            name=op.f("ck_complaints_erased_names_nobody"),
        ),
        sa.CheckConstraint("length(answer) BETWEEN 3 AND 4000", name=op.f("ck_complaints_answer_length")),
        sa.CheckConstraint(
            "length(company_answer) BETWEEN 3 AND 4000", name=op.f("ck_complaints_company_answer_length")
        ),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name=op.f("ck_complaints_email_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_complaints_name_length")),
        sa.CheckConstraint("length(question) BETWEEN 3 AND 2000", name=op.f("ck_complaints_question_length")),
        sa.CheckConstraint("length(words) BETWEEN 3 AND 4000", name=op.f("ck_complaints_words_length")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_complaints_answered_by")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_complaints_asked_by")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_complaints_certificate_id")
        ),
        sa.ForeignKeyConstraint(["closed_by"], ["people.id"], name=op.f("fk_complaints_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_complaints_code_hash")),
    )
    op.create_index(op.f("ix_complaints_answered_by"), "complaints", ["answered_by"], unique=False)
    op.create_index(op.f("ix_complaints_asked_by"), "complaints", ["asked_by"], unique=False)
    op.create_index(op.f("ix_complaints_certificate_id"), "complaints", ["certificate_id"], unique=False)
    op.create_index(op.f("ix_complaints_closed_by"), "complaints", ["closed_by"], unique=False)
    op.create_index("ix_complaints_state_received_at", "complaints", ["state", "received_at"], unique=False)


def _create_samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=80), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("seed_source", sa.String(length=300), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.Integer(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(scheme) BETWEEN 1 AND 80", name=op.f("ck_samples_scheme_length")),
        sa.CheckConstraint("length(seed) BETWEEN 6 AND 200", name=op.f("ck_samples_seed_length")),
        sa.CheckConstraint(
            "length(seed_source) BETWEEN 3 AND 300", name=op.f("ck_samples_seed_source_length")
        ),
        sa.CheckConstraint("share_percent BETWEEN 0 AND 100", name=op.f("ck_samples_share_is_percent")),
        sa.ForeignKeyConstraint(["drawn_by"], ["people.id"], name=op.f("fk_samples_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("scheme", "year", name=op.f("uq_samples_scheme_year")),
    )
    op.create_index(op.f("ix_samples_drawn_by"), "samples", ["drawn_by"], unique=False)


def _create_sample_entries() -> None:
    op.create_table(
        "sample_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("grade", sa.String(length=40), nullable=True),
        sa.Column("finding", sa.String(length=4000), nullable=True),
        sa.Column("found_by", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("response", sa.String(length=4000), nullable=True),
        sa.Column("responded_by", sa.Integer(), nullable=True),
        sa.Column("responded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("grade IN ('sound', 'minor', 'major')", name=op.f("ck_sample_entries_grade")),
        sa.CheckConstraint("(grade IS NULL) = (finding IS NULL)", name=op.f("ck_sample_entries_found_whole")),
        sa.CheckConstraint(
            "(grade IS NULL) = (found_by IS NULL)", name=op.f("ck_sample_entries_found_by_someone")
        ),
        sa.CheckConstraint(
            "(response IS NULL) = (responded_by IS NULL)", name=op.f("ck_sample_entries_response_by_someone")
        ),
        sa.CheckConstraint("NOT certain OR drawn", name=op.f("ck_sample_entries_certain_is_drawn")),
        sa.CheckConstraint("grade IS NULL OR drawn", name=op.f("ck_sample_entries_found_of_drawn")),
        sa.CheckConstraint(
            "length(finding) BETWEEN 3 AND 4000", name=op.f("ck_sample_entries_finding_length")
        ),
        sa.CheckConstraint(
            "length(response) BETWEEN 3 AND 4000", name=op.f("ck_sample_entries_response_length")
        ),
        sa.CheckConstraint(
            "response IS NULL OR grade IS NOT NULL", name=op.f("ck_sample_entries_response_to_finding")
        ),
        sa.CheckConstraint("weight >= 1", name=op.f("ck_sample_entries_weight_is_positive")),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_sample_entries_decision_id")
        ),
        sa.ForeignKeyConstraint(["found_by"], ["people.id"], name=op.f("fk_sample_entries_found_by")),
        sa.ForeignKeyConstraint(["responded_by"], ["people.id"], name=op.f("fk_sample_entries_responded_by")),
        sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=op.f("fk_sample_entries_sample_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_entries")),
        sa.UniqueConstraint("sample_id", "decision_id", name=op.f("uq_sample_entries_sample_id_decision_id")),
    )
    op.create_index(op.f("ix_sample_entries_decision_id"), "sample_entries", ["decision_id"], unique=False)
    op.create_index(op.f("ix_sample_entries_found_by"), "sample_entries", ["found_by"], unique=False)
    op.create_index(
        "ix_sample_entries_major",
        "sample_entries",
        ["found_at"],
        unique=False,
        sqlite_where=sa.text("grade = 'major'"),
        postgresql_where=sa.text("grade = 'major'"),
    )
    op.create_index(op.f("ix_sample_entries_responded_by"), "sample_entries", ["responded_by"], unique=False)


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
    for table, column, values in (
        ("news", "kind", _NEWS),
        ("outbox", "kind", _LETTERS),
        ("certificate_events", "action", _ACTIONS),
    ):
        listed = ", ".join(f"'{value}'" for value in values)
        op.execute(f"DELETE FROM {table} WHERE {column} IN ({listed})")  # noqa: S608 - names and values are ours
    _change_checks(add=False)
