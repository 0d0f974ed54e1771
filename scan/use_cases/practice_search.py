"""Searching good practices, for everyone: by theme, sector, size and words; sorted and paged in the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from scan.domain.errors import NotFound
from scan.domain.peers import SizeClass
from scan.domain.platforms import Effort, PracticeState
from scan.store.paging import Asked, Part, part_of
from scan.store.tables import Organisation, Platform, Practice

PAGE = 12
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class PublicPractice:
    """A story as everyone reads it."""

    id: int
    theme: str
    title: str
    story: str
    effort: Effort
    effect: str
    sector: str | None
    size: SizeClass | None
    organisation: str
    place: str | None
    platform_id: int
    platform: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for; what is empty or unknown does not narrow the search down."""

    words: str = ""
    theme: str = ""
    sector: str = ""
    size: str = ""
    platform_id: int | None = None


def search_practices(session: Session, *, wanted: Wanted, page: int = 1) -> Part[PublicPractice]:
    """Published stories, newest first. Every word must be in title, story, effect or name of the company.

    Two statements, whatever there is.
    """
    chosen = (
        select(Practice, Organisation, Platform.name)
        .join(Organisation, Organisation.id == Practice.organisation_id)
        .join(Platform, Platform.id == Practice.platform_id)
        .where(Practice.state == PracticeState.PUBLISHED.value, *_conditions(wanted))
        .order_by(Practice.published_at.desc(), Practice.id.desc())
    )
    found = part_of(session, chosen, Asked(page=page, size=PAGE))
    return found.of(_public(*row) for row in found.items)


def read_practice(session: Session, *, practice_id: int) -> PublicPractice:
    """One published story. Raises NotFound, also when it was withdrawn."""
    row = session.execute(
        select(Practice, Organisation, Platform.name)
        .join(Organisation, Organisation.id == Practice.organisation_id)
        .join(Platform, Platform.id == Practice.platform_id)
        .where(Practice.id == practice_id, Practice.state == PracticeState.PUBLISHED.value)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _public(*row)


def sectors_in_use(session: Session) -> tuple[str, ...]:
    """Of published stories, to choose from."""
    found = select(Practice.sector).where(
        Practice.state == PracticeState.PUBLISHED.value, Practice.sector.is_not(None)
    )
    return tuple(str(one) for one in session.scalars(found.distinct().order_by(Practice.sector)))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        or_(
            *(
                column.icontains(word, autoescape=True)
                for column in (Practice.title, Practice.story, Practice.effect, Organisation.name)
            )
        )
        for word in wanted.words[:200].split()[:_MOST_WORDS]
    ]
    exact = ((Practice.theme, wanted.theme), (Practice.sector, wanted.sector), (Practice.size, wanted.size))
    conditions += [column == value for column, value in exact if value]
    if wanted.platform_id is not None:
        conditions.append(Practice.platform_id == wanted.platform_id)
    return conditions


def _public(row: Practice, company: Organisation, platform: str) -> PublicPractice:
    return PublicPractice(
        row.id, row.theme, row.title, row.story, Effort(row.effort), row.effect, row.sector,
        None if row.size is None else SizeClass(row.size), company.name, company.place, row.platform_id,
        platform, row.published_at or row.offered_at,
    )  # fmt: skip
