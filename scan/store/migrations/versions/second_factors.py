"""Second factors, the level of a session, and companies that register themselves.

Whoever is signed in stays so, with a password alone: who needs a second factor sets it up at the next request.
SQLite cannot change a table that others point to without making it anew, so columns bring their checks along.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "signin"
down_revision: str | None = "erased"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_LEVEL = "level IN ('waiting', 'password', 'full')"
_CHALLENGE = "(challenge IS NULL) = (challenge_expires_at IS NULL)"


def upgrade() -> None:
    _widen_sessions()
    op.create_table(
        "authenticator_apps",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(sealed_secret) BETWEEN 1 AND 200",
            name=op.f("ck_authenticator_apps_sealed_secret_length"),
        ),
        sa.CheckConstraint("last_step > 0", name=op.f("ck_authenticator_apps_step_positive")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_authenticator_apps_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator_apps")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 80", name=op.f("ck_passkeys_name_length")),
        sa.CheckConstraint("sign_count >= 0", name=op.f("ck_passkeys_sign_count_not_negative")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_passkeys_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_person_id"), "passkeys", ["person_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_recovery_codes_person_id_people")
        ),
        sa.PrimaryKeyConstraint("person_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    _create_registrations()


def _widen_sessions() -> None:
    op.execute(
        "ALTER TABLE sessions ADD COLUMN level VARCHAR(40) NOT NULL DEFAULT 'password'"
        f" CONSTRAINT ck_sessions_level CHECK ({_LEVEL})"
    )
    op.execute(
        "ALTER TABLE sessions ADD COLUMN device VARCHAR(40)"
        " CONSTRAINT ck_sessions_device_length CHECK (length(device) BETWEEN 1 AND 40)"
    )
    op.add_column("sessions", sa.Column("proven_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sessions", sa.Column("challenge_expires_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "ALTER TABLE sessions ADD COLUMN challenge VARCHAR(64)"
        f" CONSTRAINT ck_sessions_challenge_expires CHECK ({_CHALLENGE})"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("sessions", "level", server_default=None)


def _create_registrations() -> None:
    op.create_table(
        "registrations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("company", sa.String(length=300), nullable=False),
        sa.Column("kvk_number", sa.String(length=8), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(company) BETWEEN 1 AND 300", name=op.f("ck_registrations_company_length")),
        sa.CheckConstraint(
            "length(display_name) BETWEEN 1 AND 80", name=op.f("ck_registrations_display_name_length")
        ),
        sa.CheckConstraint("length(email) BETWEEN 3 AND 254", name=op.f("ck_registrations_email_length")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_registrations_email_folded")),
        sa.CheckConstraint("length(kvk_number) = 8", name=op.f("ck_registrations_kvk_form")),
        sa.CheckConstraint("locale IN ('nl', 'en')", name=op.f("ck_registrations_locale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_registrations_token_hash")),
    )
    op.create_index(op.f("ix_registrations_expires_at"), "registrations", ["expires_at"])


def downgrade() -> None:
    for table in ("registrations", "recovery_codes", "passkeys", "authenticator_apps"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("level", "device_length", "challenge_expires"):
            op.drop_constraint(f"ck_sessions_{name}", "sessions")
    for column in ("challenge", "challenge_expires_at", "proven_at", "device", "level"):
        op.execute(f"ALTER TABLE sessions DROP COLUMN {column}")
