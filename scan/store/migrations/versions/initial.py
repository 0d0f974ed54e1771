"""The first schema."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

_SQLITE_TRIGGERS = tuple(
    f"CREATE TRIGGER audit_events_no_{name} BEFORE {name.upper()} ON audit_events"
    " BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
    for name in ("update", "delete")
)
_POSTGRESQL_TRIGGERS = (
    "CREATE FUNCTION audit_events_are_kept() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'audit events are never changed'; END $$",
    "CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events"
    " FOR EACH ROW EXECUTE FUNCTION audit_events_are_kept()",
    "CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION audit_events_are_kept()",
)


def upgrade() -> None:
    _create_audit_events()
    _create_files()
    _create_organisations()
    _create_people()
    _create_questionnaire_versions()
    _create_sign_in_attempts()
    _create_ambassadors()
    _create_classes()
    _create_dossiers()
    _create_invitations()
    _create_memberships()
    _create_sessions()
    _create_actions()
    _create_applications()
    _create_class_members()
    _create_milestones()
    _create_verdicts()
    _create_decisions()
    _create_placements()
    _create_certificates()
    _create_scans()
    _create_answers()
    _create_certificate_events()
    _create_evidence()
    _create_returns()
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL_TRIGGERS if on_postgresql else _SQLITE_TRIGGERS:
        op.execute(statement)


def _create_audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("data", _JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_audit_events_hash_form")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_events_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_events_previous_hash")),
    )
    op.create_index(
        "ix_audit_events_subject_kind_subject_id",
        "audit_events",
        ["subject_kind", "subject_id"],
        unique=False,
    )


def _create_files() -> None:
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(media_type) BETWEEN 1 AND 100", name=op.f("ck_files_media_type_length")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_files_sha256_form")),
        sa.CheckConstraint("size BETWEEN 1 AND 10485760", name=op.f("ck_files_size_limit")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )


def _create_organisations() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=True),
        sa.Column("branch_number", sa.String(length=12), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("municipality", sa.String(length=80), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("sector", sa.String(length=40), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("safety_contact", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind <> 'company' OR kvk_number IS NOT NULL", name=op.f("ck_organisations_company_is_registered")
        ),
        sa.CheckConstraint(
            "kind IN ('company', 'institution', 'alliance')", name=op.f("ck_organisations_kind")
        ),
        sa.CheckConstraint(
            "branch_number IS NULL OR kvk_number IS NOT NULL", name=op.f("ck_organisations_branch_of_kvk")
        ),
        sa.CheckConstraint("length(branch_number) = 12", name=op.f("ck_organisations_branch_form")),
        sa.CheckConstraint("length(kvk_number) = 8", name=op.f("ck_organisations_kvk_form")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 300", name=op.f("ck_organisations_name_length")),
        sa.CheckConstraint("staff >= 0", name=op.f("ck_organisations_staff_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("id", "kind", name=op.f("uq_organisations_id_kind")),
        sa.UniqueConstraint(
            "kvk_number", "branch_number", name=op.f("uq_organisations_kvk_number_branch_number")
        ),
    )
    op.create_index(
        "uq_organisations_kvk_without_branch",
        "organisations",
        ["kvk_number"],
        unique=True,
        sqlite_where=sa.text("branch_number IS NULL"),
        postgresql_where=sa.text("branch_number IS NULL"),
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("locale IN ('nl', 'en')", name=op.f("ck_people_locale")),
        sa.CheckConstraint("(email IS NULL) = (password_hash IS NULL)", name=op.f("ck_people_one_way_in")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_people_email_folded")),
        sa.CheckConstraint(
            "length(display_name) BETWEEN 1 AND 80", name=op.f("ck_people_display_name_length")
        ),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name=op.f("ck_people_email_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )


def _create_questionnaire_versions() -> None:
    op.create_table(
        "questionnaire_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "audience IN ('student', 'company', 'institution', 'secondary', 'primary', 'other')",
            name=op.f("ck_questionnaire_versions_audience"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_questionnaire_versions_sha256_form")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_versions")),
        sa.UniqueConstraint("sha256", name=op.f("uq_questionnaire_versions_sha256")),
        sa.UniqueConstraint("slug", "version", name=op.f("uq_questionnaire_versions_slug_version")),
    )


def _create_sign_in_attempts() -> None:
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(op.f("ix_sign_in_attempts_at"), "sign_in_attempts", ["at"], unique=False)
    op.create_index("ix_sign_in_attempts_key_hash_at", "sign_in_attempts", ["key_hash", "at"], unique=False)


def _create_ambassadors() -> None:
    op.create_table(
        "ambassadors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("public_name", sa.String(length=80), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("appointed_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("nominated_by", sa.Integer(), nullable=True),
        sa.Column("appointed_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_public OR state IN ('appointed', 'alumnus')",
            name=op.f("ck_ambassadors_public_only_when_appointed"),
        ),
        sa.CheckConstraint(
            "state <> 'nominated' OR nominated_by IS NOT NULL",
            name=op.f("ck_ambassadors_nominated_by_someone"),
        ),
        sa.CheckConstraint(
            "state IN ('candidate', 'nominated', 'appointed', 'alumnus', 'revoked')",
            name=op.f("ck_ambassadors_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('appointed', 'alumnus', 'revoked') OR (number IS NOT NULL AND "
            "appointed_on IS NOT NULL AND valid_until IS NOT NULL AND appointed_by IS NOT NULL "
            "AND nominated_by IS NOT NULL)",
            name=op.f("ck_ambassadors_appointed_has_number_and_term"),
        ),
        sa.CheckConstraint(
            "NOT is_public OR public_name IS NOT NULL", name=op.f("ck_ambassadors_public_has_name")
        ),
        sa.CheckConstraint("appointed_by <> nominated_by", name=op.f("ck_ambassadors_someone_else_appoints")),
        sa.CheckConstraint(
            "length(public_name) BETWEEN 1 AND 80", name=op.f("ck_ambassadors_public_name_length")
        ),
        sa.CheckConstraint("valid_until > appointed_on", name=op.f("ck_ambassadors_ends_after_start")),
        sa.ForeignKeyConstraint(["appointed_by"], ["people.id"], name=op.f("fk_ambassadors_appointed_by")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["organisations.id"], name=op.f("fk_ambassadors_institution_id")
        ),
        sa.ForeignKeyConstraint(["nominated_by"], ["people.id"], name=op.f("fk_ambassadors_nominated_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ambassadors_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambassadors")),
        sa.UniqueConstraint("number", name=op.f("uq_ambassadors_number")),
        sa.UniqueConstraint(
            "person_id", "institution_id", name=op.f("uq_ambassadors_person_id_institution_id")
        ),
    )
    op.create_index(op.f("ix_ambassadors_appointed_by"), "ambassadors", ["appointed_by"], unique=False)
    op.create_index(op.f("ix_ambassadors_institution_id"), "ambassadors", ["institution_id"], unique=False)
    op.create_index(op.f("ix_ambassadors_nominated_by"), "ambassadors", ["nominated_by"], unique=False)


def _create_classes() -> None:
    op.create_table(
        "classes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("school_year", sa.String(length=9), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("code_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(code) BETWEEN 8 AND 20", name=op.f("ck_classes_code_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_classes_name_length")),
        sa.CheckConstraint("length(school_year) = 9", name=op.f("ck_classes_school_year_form")),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["organisations.id"], name=op.f("fk_classes_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("code", name=op.f("uq_classes_code")),
        sa.UniqueConstraint(
            "institution_id", "school_year", "name", name=op.f("uq_classes_institution_id_school_year_name")
        ),
    )


def _create_dossiers() -> None:
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=9), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("questionnaire_version_id", sa.Integer(), nullable=True),
        sa.Column("moderated_outcome", sa.LargeBinary(), nullable=True),
        sa.Column("moderated_answers", _JSON, nullable=True),
        sa.Column("moderated_by", sa.Integer(), nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_view_by", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('collecting', 'comparing', 'moderated', 'decided')", name=op.f("ck_dossiers_state")
        ),
        sa.CheckConstraint(
            "state NOT IN ('moderated', 'decided') OR (moderated_outcome IS NOT NULL AND "
            "moderated_answers IS NOT NULL AND moderated_by IS NOT NULL AND moderated_at IS NOT "
            "NULL AND questionnaire_version_id IS NOT NULL)",
            name=op.f("ck_dossiers_moderated_has_outcome"),
        ),
        sa.CheckConstraint("length(period) = 9", name=op.f("ck_dossiers_period_form")),
        sa.ForeignKeyConstraint(["moderated_by"], ["people.id"], name=op.f("fk_dossiers_moderated_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_dossiers_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_version_id"],
            ["questionnaire_versions.id"],
            name=op.f("fk_dossiers_questionnaire_version_id"),
        ),
        sa.ForeignKeyConstraint(["second_view_by"], ["people.id"], name=op.f("fk_dossiers_second_view_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sa.UniqueConstraint("id", "organisation_id", name=op.f("uq_dossiers_id_organisation_id")),
    )
    op.create_index(op.f("ix_dossiers_moderated_at"), "dossiers", ["moderated_at"], unique=False)
    op.create_index(op.f("ix_dossiers_moderated_by"), "dossiers", ["moderated_by"], unique=False)
    op.create_index(op.f("ix_dossiers_organisation_id"), "dossiers", ["organisation_id"], unique=False)
    op.create_index(
        op.f("ix_dossiers_questionnaire_version_id"), "dossiers", ["questionnaire_version_id"], unique=False
    )
    op.create_index(op.f("ix_dossiers_second_view_by"), "dossiers", ["second_view_by"], unique=False)
    op.create_index(
        "uq_dossiers_one_open",
        "dossiers",
        ["organisation_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('collecting', 'comparing')"),
        postgresql_where=sa.text("state IN ('collecting', 'comparing')"),
    )


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_kind", sa.String(length=40), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(organisation_kind = 'company' AND role IN ('contact')) OR (organisation_kind = "
            "'institution' AND role IN ('coordinator', 'reviewer', 'student', 'teacher')) OR "
            "(organisation_kind = 'alliance' AND role IN ('administrator', 'certifier', "
            "'monitor', 'reviewer'))",
            name=op.f("ck_invitations_role_fits_kind"),
        ),
        sa.CheckConstraint(
            "(used_at IS NULL) = (used_by IS NULL)", name=op.f("ck_invitations_used_by_someone")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_invitations_created_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "organisation_kind"],
            ["organisations.id", "organisations.kind"],
            name=op.f("fk_invitations_organisation_id_organisation_kind"),
        ),
        sa.ForeignKeyConstraint(["used_by"], ["people.id"], name=op.f("fk_invitations_used_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_invitations_code_hash")),
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)
    op.create_index(
        "ix_invitations_organisation_id_organisation_kind",
        "invitations",
        ["organisation_id", "organisation_kind"],
        unique=False,
    )
    op.create_index(op.f("ix_invitations_used_by"), "invitations", ["used_by"], unique=False)


def _create_memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("organisation_kind", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(organisation_kind = 'company' AND role IN ('contact')) OR (organisation_kind = "
            "'institution' AND role IN ('coordinator', 'reviewer', 'student', 'teacher')) OR "
            "(organisation_kind = 'alliance' AND role IN ('administrator', 'certifier', "
            "'monitor', 'reviewer'))",
            name=op.f("ck_memberships_role_fits_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id", "organisation_kind"],
            ["organisations.id", "organisations.kind"],
            name=op.f("fk_memberships_organisation_id_organisation_kind"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("person_id", "organisation_id", "role", name=op.f("pk_memberships")),
    )
    op.create_index(
        "ix_memberships_organisation_id_organisation_kind",
        "memberships",
        ["organisation_id", "organisation_kind"],
        unique=False,
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_sessions_ends_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_person_id"), "sessions", ["person_id"], unique=False)


def _create_actions() -> None:
    op.create_table(
        "actions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("with_others", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "finished_on IS NULL OR planned_on IS NOT NULL", name=op.f("ck_actions_finished_was_planned")
        ),
        sa.CheckConstraint("length(text) BETWEEN 3 AND 1000", name=op.f("ck_actions_text_length")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_actions_created_by")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_actions_dossier_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_actions_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_created_by"), "actions", ["created_by"], unique=False)
    op.create_index(op.f("ix_actions_dossier_id"), "actions", ["dossier_id"], unique=False)
    op.create_index(
        "ix_actions_organisation_id_finished_on", "actions", ["organisation_id", "finished_on"], unique=False
    )


def _create_applications() -> None:
    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("signed_by_name", sa.String(length=120), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_detail", sa.String(length=40), nullable=False),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("return_reason", sa.String(length=2000), nullable=True),
        sa.CheckConstraint(
            "public_detail IN ('level', 'themes', 'indicators')", name=op.f("ck_applications_public_detail")
        ),
        sa.CheckConstraint("state IN ('open', 'decided', 'returned')", name=op.f("ck_applications_state")),
        sa.CheckConstraint("length(scope) BETWEEN 3 AND 300", name=op.f("ck_applications_scope_length")),
        sa.CheckConstraint(
            "length(signed_by_name) BETWEEN 2 AND 120", name=op.f("ck_applications_signed_by_name_length")
        ),
        sa.ForeignKeyConstraint(["applied_by"], ["people.id"], name=op.f("fk_applications_applied_by")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_applications_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_applied_by"), "applications", ["applied_by"], unique=False)
    op.create_index(op.f("ix_applications_dossier_id"), "applications", ["dossier_id"], unique=False)
    op.create_index(
        "uq_applications_one_open",
        "applications",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )


def _create_class_members() -> None:
    op.create_table(
        "class_members",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name_key", sa.String(length=160), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(role = 'student') = (name_key IS NOT NULL)", name=op.f("ck_class_members_student_has_name_key")
        ),
        sa.CheckConstraint("role IN ('teacher', 'student')", name=op.f("ck_class_members_role")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_members_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_class_members_person_id")),
        sa.PrimaryKeyConstraint("class_id", "person_id", name=op.f("pk_class_members")),
        sa.UniqueConstraint("class_id", "name_key", name=op.f("uq_class_members_class_id_name_key")),
    )
    op.create_index(op.f("ix_class_members_person_id"), "class_members", ["person_id"], unique=False)


def _create_milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ambassador_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("achieved_on", sa.Date(), nullable=False),
        sa.Column("proof", sa.String(length=1000), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "key IN ('start', 'scanner', 'conversation', 'maker', 'sharer', 'reflection', "
            "'staying_active', 'senior')",
            name=op.f("ck_milestones_key"),
        ),
        sa.CheckConstraint("length(proof) BETWEEN 1 AND 1000", name=op.f("ck_milestones_proof_length")),
        sa.ForeignKeyConstraint(
            ["ambassador_id"], ["ambassadors.id"], name=op.f("fk_milestones_ambassador_id")
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["people.id"], name=op.f("fk_milestones_confirmed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
        sa.UniqueConstraint("ambassador_id", "key", name=op.f("uq_milestones_ambassador_id_key")),
    )
    op.create_index(op.f("ix_milestones_confirmed_by"), "milestones", ["confirmed_by"], unique=False)


def _create_verdicts() -> None:
    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("verdict", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('student', 'between', 'company', 'cannot_tell')", name=op.f("ck_verdicts_verdict")
        ),
        sa.CheckConstraint("length(comment) BETWEEN 3 AND 2000", name=op.f("ck_verdicts_comment_length")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_verdicts_dossier_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_verdicts_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
        sa.UniqueConstraint("dossier_id", "item_id", name=op.f("uq_verdicts_dossier_id_item_id")),
    )
    op.create_index(op.f("ix_verdicts_reviewer_id"), "verdicts", ["reviewer_id"], unique=False)


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("certifier_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=True),
        sa.Column("rescored_outcome", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scheme", sa.String(length=80), nullable=False),
        sa.Column("reviewers", _JSON, nullable=False),
        sa.CheckConstraint(
            "(outcome = 'grant') = (level IS NOT NULL)", name=op.f("ck_decisions_grant_has_level")
        ),
        sa.CheckConstraint(
            "outcome <> 'grant' OR rescored_outcome IS NOT NULL", name=op.f("ck_decisions_grant_has_snapshot")
        ),
        sa.CheckConstraint("outcome IN ('grant', 'refuse')", name=op.f("ck_decisions_outcome")),
        sa.CheckConstraint("length(reason) BETWEEN 3 AND 4000", name=op.f("ck_decisions_reason_length")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_decisions_application_id")
        ),
        sa.ForeignKeyConstraint(["certifier_id"], ["people.id"], name=op.f("fk_decisions_certifier_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossiers.id"], name=op.f("fk_decisions_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("application_id", name=op.f("uq_decisions_application_id")),
    )
    op.create_index(op.f("ix_decisions_certifier_id"), "decisions", ["certifier_id"], unique=False)
    op.create_index(op.f("ix_decisions_dossier_id"), "decisions", ["dossier_id"], unique=False)


def _create_placements() -> None:
    op.create_table(
        "placements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("hold_back", sa.Boolean(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_placements_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["class_id", "student_id"],
            ["class_members.class_id", "class_members.person_id"],
            name=op.f("fk_placements_class_id_student_id"),
        ),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_placements_class_id")),
        sa.ForeignKeyConstraint(["company_id"], ["organisations.id"], name=op.f("fk_placements_company_id")),
        sa.ForeignKeyConstraint(["student_id"], ["people.id"], name=op.f("fk_placements_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
        sa.UniqueConstraint(
            "class_id", "student_id", "company_id", name=op.f("uq_placements_class_id_student_id_company_id")
        ),
    )
    op.create_index(op.f("ix_placements_company_id"), "placements", ["company_id"], unique=False)
    op.create_index(op.f("ix_placements_student_id"), "placements", ["student_id"], unique=False)


def _create_certificates() -> None:
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=60), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("questionnaire", sa.String(length=120), nullable=False),
        sa.Column("questionnaire_sha256", sa.String(length=64), nullable=False),
        sa.Column("scheme", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=False),
        sa.Column("public_detail", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("language IN ('nl', 'en')", name=op.f("ck_certificates_language")),
        sa.CheckConstraint(
            "public_detail IN ('level', 'themes', 'indicators')", name=op.f("ck_certificates_public_detail")
        ),
        sa.CheckConstraint(
            "state IN ('issued', 'suspended', 'withdrawn', 'expired', 'replaced')",
            name=op.f("ck_certificates_state"),
        ),
        sa.CheckConstraint("length(number) BETWEEN 4 AND 40", name=op.f("ck_certificates_number_length")),
        sa.CheckConstraint("length(questionnaire_sha256) = 64", name=op.f("ck_certificates_sha256_form")),
        sa.CheckConstraint("length(scope) BETWEEN 3 AND 300", name=op.f("ck_certificates_scope_length")),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_certificates_ends_after_start")),
        sa.ForeignKeyConstraint(["decision_id"], ["decisions.id"], name=op.f("fk_certificates_decision_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_certificates_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_certificates_decision_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    op.create_index(
        op.f("ix_certificates_organisation_id"), "certificates", ["organisation_id"], unique=False
    )


def _create_scans() -> None:
    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_version_id", sa.Integer(), nullable=False),
        sa.Column("respondent_id", sa.Integer(), nullable=False),
        sa.Column("placement_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("profile", _JSON, nullable=False),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("answer_codes", sa.LargeBinary(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(audience = 'student') = (placement_id IS NOT NULL)", name=op.f("ck_scans_student_has_placement")
        ),
        sa.CheckConstraint(
            "audience IN ('student', 'company', 'institution', 'secondary', 'primary', 'other')",
            name=op.f("ck_scans_audience"),
        ),
        sa.CheckConstraint(
            "state <> 'draft' OR (outcome IS NULL AND answer_codes IS NULL AND submitted_at IS NULL)",
            name=op.f("ck_scans_draft_has_no_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'accepted', 'withdrawn')",
            name=op.f("ck_scans_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('submitted', 'returned', 'accepted') OR (outcome IS NOT NULL AND "
            "answer_codes IS NOT NULL AND submitted_at IS NOT NULL)",
            name=op.f("ck_scans_submitted_has_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id", "organisation_id"],
            ["dossiers.id", "dossiers.organisation_id"],
            name=op.f("fk_scans_dossier_id_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_scans_organisation_id")
        ),
        sa.ForeignKeyConstraint(["placement_id"], ["placements.id"], name=op.f("fk_scans_placement_id")),
        sa.ForeignKeyConstraint(
            ["questionnaire_version_id"],
            ["questionnaire_versions.id"],
            name=op.f("fk_scans_questionnaire_version_id"),
        ),
        sa.ForeignKeyConstraint(["respondent_id"], ["people.id"], name=op.f("fk_scans_respondent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    op.create_index(
        "ix_scans_dossier_id_organisation_id", "scans", ["dossier_id", "organisation_id"], unique=False
    )
    op.create_index(op.f("ix_scans_organisation_id"), "scans", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_scans_placement_id"), "scans", ["placement_id"], unique=False)
    op.create_index(
        op.f("ix_scans_questionnaire_version_id"), "scans", ["questionnaire_version_id"], unique=False
    )
    op.create_index(op.f("ix_scans_respondent_id"), "scans", ["respondent_id"], unique=False)
    op.create_index(
        "uq_scans_one_own_scan",
        "scans",
        ["dossier_id"],
        unique=True,
        sqlite_where=sa.text("placement_id IS NULL AND state <> 'withdrawn'"),
        postgresql_where=sa.text("placement_id IS NULL AND state <> 'withdrawn'"),
    )
    op.create_index(
        "uq_scans_one_per_placement",
        "scans",
        ["placement_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'withdrawn'"),
        postgresql_where=sa.text("state <> 'withdrawn'"),
    )


def _create_answers() -> None:
    op.create_table(
        "answers",
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("item_revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("value", _JSON, nullable=True),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'answered') = (value IS NOT NULL)", name=op.f("ck_answers_answered_has_value")
        ),
        sa.CheckConstraint(
            "(state = 'not_applicable') = (reason IS NOT NULL)",
            name=op.f("ck_answers_not_applicable_has_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('answered', 'not_applicable', 'dont_know', 'unanswered')",
            name=op.f("ck_answers_state"),
        ),
        sa.CheckConstraint("length(note) BETWEEN 1 AND 2000", name=op.f("ck_answers_note_length")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_answers_version_positive")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_answers_answered_by")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_answers_scan_id")),
        sa.PrimaryKeyConstraint("scan_id", "item_id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_answered_by"), "answers", ["answered_by"], unique=False)


def _create_certificate_events() -> None:
    op.create_table(
        "certificate_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("acted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "action IN ('suspend', 'reinstate', 'withdraw', 'expire', 'replace')",
            name=op.f("ck_certificate_events_action"),
        ),
        sa.CheckConstraint(
            "length(reason) BETWEEN 3 AND 2000", name=op.f("ck_certificate_events_reason_length")
        ),
        sa.ForeignKeyConstraint(["acted_by"], ["people.id"], name=op.f("fk_certificate_events_acted_by")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_certificate_events_certificate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate_events")),
    )
    op.create_index(op.f("ix_certificate_events_acted_by"), "certificate_events", ["acted_by"], unique=False)
    op.create_index(
        op.f("ix_certificate_events_certificate_id"), "certificate_events", ["certificate_id"], unique=False
    )


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("caption", sa.String(length=2000), nullable=True),
        sa.Column("speaker_role", sa.String(length=80), nullable=True),
        sa.Column("url", sa.String(length=1000), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(form = 'link') = (url IS NOT NULL)", name=op.f("ck_evidence_link_with_form")),
        sa.CheckConstraint(
            "(form IN ('photo', 'document')) = (file_sha256 IS NOT NULL)",
            name=op.f("ck_evidence_file_with_form"),
        ),
        sa.CheckConstraint(
            "(kind = 'testimony') = (speaker_role IS NOT NULL)",
            name=op.f("ck_evidence_testimony_has_speaker"),
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (decided_by IS NULL)", name=op.f("ck_evidence_decided_by_someone")
        ),
        sa.CheckConstraint("form <> 'note' OR caption IS NOT NULL", name=op.f("ck_evidence_note_has_words")),
        sa.CheckConstraint("form IN ('photo', 'document', 'note', 'link')", name=op.f("ck_evidence_form")),
        sa.CheckConstraint("kind IN ('observation', 'document', 'testimony')", name=op.f("ck_evidence_kind")),
        sa.CheckConstraint("state IN ('offered', 'accepted', 'rejected')", name=op.f("ck_evidence_state")),
        sa.CheckConstraint("url LIKE 'https://%'", name=op.f("ck_evidence_link_is_https")),
        sa.CheckConstraint(
            "(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_evidence_decided_at_some_time")
        ),
        sa.CheckConstraint("length(caption) BETWEEN 1 AND 2000", name=op.f("ck_evidence_caption_length")),
        sa.CheckConstraint(
            "length(speaker_role) BETWEEN 1 AND 80", name=op.f("ck_evidence_speaker_role_length")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_evidence_created_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_evidence_decided_by")),
        sa.ForeignKeyConstraint(["file_sha256"], ["files.sha256"], name=op.f("fk_evidence_file_sha256")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_evidence_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_created_by"), "evidence", ["created_by"], unique=False)
    op.create_index(op.f("ix_evidence_decided_by"), "evidence", ["decided_by"], unique=False)
    op.create_index(op.f("ix_evidence_file_sha256"), "evidence", ["file_sha256"], unique=False)
    op.create_index("ix_evidence_scan_id_item_id", "evidence", ["scan_id", "item_id"], unique=False)


def _create_returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.Column("returned_by", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(comment) BETWEEN 3 AND 2000", name=op.f("ck_returns_comment_length")),
        sa.ForeignKeyConstraint(["returned_by"], ["people.id"], name=op.f("fk_returns_returned_by")),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_returns_scan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
    )
    op.create_index(op.f("ix_returns_returned_by"), "returns", ["returned_by"], unique=False)
    op.create_index(op.f("ix_returns_scan_id"), "returns", ["scan_id"], unique=False)


def downgrade() -> None:
    op.drop_table("returns")
    op.drop_table("evidence")
    op.drop_table("certificate_events")
    op.drop_table("answers")
    op.drop_table("scans")
    op.drop_table("certificates")
    op.drop_table("placements")
    op.drop_table("decisions")
    op.drop_table("verdicts")
    op.drop_table("milestones")
    op.drop_table("class_members")
    op.drop_table("applications")
    op.drop_table("actions")
    op.drop_table("sessions")
    op.drop_table("memberships")
    op.drop_table("invitations")
    op.drop_table("dossiers")
    op.drop_table("classes")
    op.drop_table("ambassadors")
    op.drop_table("sign_in_attempts")
    op.drop_table("questionnaire_versions")
    op.drop_table("people")
    op.drop_table("organisations")
    op.drop_table("files")
    op.drop_table("audit_events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_events_are_kept()")
