"""Published questionnaires in the database; a version never changes (design 4)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.faults import QuestionnaireError
from questionnaires.publishing import content_hash, read_published
from scan.domain import messages
from scan.domain.errors import InvalidInput, NotFound
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.store.published import Published, published
from scan.store.tables import QuestionnaireVersion
from scan.use_cases.audit import record
from scan.use_cases.permission import PLATFORM, require


@dataclass(frozen=True, slots=True)
class VersionInfo:
    """One published version."""

    id: int
    slug: str
    version: str
    audience: str
    sha256: str
    published_at: datetime

    @property
    def name(self) -> str:
        """``slug@version``."""
        return f"{self.slug}@{self.version}"


def publish_questionnaire(
    session: Session, *, actor: Actor | None, document: bytes, now: datetime
) -> VersionInfo:
    """Put a published document (the bytes of ``published/slug@version.json``) into the database.

    The same document again changes nothing. Raises InvalidInput on ``document`` when it is no published
    questionnaire, or when this version exists with another content. ``actor`` None: the command line.
    """
    if actor is not None:
        require(
            session,
            actor,
            Permission.PUBLISH_QUESTIONNAIRE,
            PLATFORM,
            kind="platform",
            subject_id=None,
            now=now,
        )
    known = session.scalar(
        select(QuestionnaireVersion).where(QuestionnaireVersion.sha256 == sha256(document).hexdigest())
    )
    if known is not None:  # every start publishes what is bundled: no need to read it all again
        return _info(known)
    try:
        questionnaire = read_published(document)
    except QuestionnaireError:
        raise InvalidInput({"document": messages.NOT_PUBLISHED}) from None
    content = content_hash(questionnaire)
    row = session.scalar(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.slug == questionnaire.slug,
            QuestionnaireVersion.version == questionnaire.version,
        )
    )
    if row is not None and row.sha256 != content:
        raise InvalidInput({"document": messages.VERSION_TAKEN.fill(name=questionnaire.name)})
    if row is None:
        row = QuestionnaireVersion(
            slug=questionnaire.slug,
            version=questionnaire.version,
            audience=questionnaire.audience,
            sha256=content,
            document=document,
            published_at=now,
        )
        session.add(row)
        session.flush()
        record(
            session,
            actor=actor,
            action="questionnaire_published",
            subject_kind="questionnaire_version",
            subject_id=row.id,
            now=now,
            name=questionnaire.name,
            sha256=content,
        )
    return _info(row)


def newest_version(session: Session, *, slug: str) -> VersionInfo:
    """The highest published version of a questionnaire. Raises NotFound."""
    rows = session.scalars(select(QuestionnaireVersion).where(QuestionnaireVersion.slug == slug)).all()
    if not rows:
        raise NotFound
    return _info(max(rows, key=lambda row: tuple(map(int, row.version.split(".")))))


def published_versions(session: Session) -> tuple[VersionInfo, ...]:
    """Every published version, by slug and then newest first."""
    rows = [_info(row) for row in session.scalars(select(QuestionnaireVersion))]
    rows.sort(key=lambda row: tuple(map(int, row.version.split("."))), reverse=True)
    return tuple(sorted(rows, key=lambda row: row.slug))


def read_version(session: Session, *, sha256: str) -> Published:
    """A published questionnaire with its compiled model. Raises NotFound."""
    try:
        return published(session, sha256)
    except KeyError:
        raise NotFound from None


def _info(row: QuestionnaireVersion) -> VersionInfo:
    return VersionInfo(row.id, row.slug, row.version, row.audience, row.sha256, row.published_at)
