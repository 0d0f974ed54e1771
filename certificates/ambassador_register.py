"""What everyone may see of ambassadors: whether a number is real, and who chose to be seen (design 7).

Nothing here reads the names of people: the public name is the one that the ambassador chose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from certificates.number import IssuedNumber
from certificates.scheme import AmbassadorProgramme, programme
from certificates.scheme_parts import Words
from scan.domain.disclosure import shown_count
from scan.domain.states import AmbassadorState
from scan.store.paging import FIRST, Asked, Part, matches, part_of
from scan.store.tables import Ambassador, Milestone, Organisation


class Standing(StrEnum):
    """What an appointment is worth on a day."""

    HOLDS = "holds"
    ENDED = "ended"
    """The term is over: the ambassador is an alumnus."""
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What an ambassador who chose to be seen shows."""

    number: str
    public_name: str
    school: str | None
    place: str | None
    """School and its place only where the programme lets this ambassador show them."""
    appointed_on: date
    done: tuple[Words, ...]
    """What was reached, in short sentences."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """What anyone with the number may know: is it real, until when. ``page`` only where the holder chose it."""

    number: str
    standing: Standing
    valid_until: date
    ended_on: date | None
    scheme: str
    page: PublicPage | None

    @property
    def rules(self) -> AmbassadorProgramme:
        """The programme it was given under."""
        return programme(self.scheme)


def standing_of(state: AmbassadorState, valid_until: date, day: date) -> Standing:
    """What an appointment is worth on ``day``: a term past its last day is over, whatever the stored state says."""
    if state is AmbassadorState.REVOKED:
        return Standing.WITHDRAWN
    return Standing.HOLDS if state is AmbassadorState.APPOINTED and day <= valid_until else Standing.ENDED


def check(session: Session, *, number: str, today: date) -> Appointment | None:
    """What the register knows of ``number`` as somebody typed it; None when it was never given.

    Raises InvalidNumber when it cannot be a number of ours at all (form or check digits).
    """
    row = session.scalar(select(Ambassador).where(Ambassador.number == str(IssuedNumber.parse(number))))
    if row is None or row.number is None or row.valid_until is None:
        return None
    standing = standing_of(AmbassadorState(row.state), row.valid_until, today)
    shown = row.is_public and standing is not Standing.WITHDRAWN
    page = _pages(session, [row])[0] if shown else None
    return Appointment(row.number, standing, row.valid_until, row.ended_on, row.scheme, page)


def public_list(session: Session, *, today: date, asked: Asked = FIRST) -> Part[PublicPage]:
    """A page of the ambassadors who chose to be seen and whose term runs, newest first; by public name or school."""
    chosen = part_of(
        session,
        select(Ambassador.id)
        .join(Organisation, Organisation.id == Ambassador.institution_id)
        .where(
            Ambassador.is_public.is_(True),
            Ambassador.state == AmbassadorState.APPOINTED.value,
            Ambassador.valid_until >= today,
            *matches(asked.query, Ambassador.public_name, Organisation.name),
        )
        .order_by(Ambassador.appointed_on.desc(), Ambassador.id.desc()),
        asked,
    )
    rows = session.scalars(
        select(Ambassador)
        .where(Ambassador.id.in_([row[0] for row in chosen.items]))
        .order_by(Ambassador.appointed_on.desc(), Ambassador.id.desc())
    ).all()
    return chosen.of(_pages(session, rows))


def appointed_count(session: Session) -> int | None:
    """How many were ever appointed, in all schools together; None for so few that they could be known."""
    return shown_count(session.scalar(select(func.count()).where(Ambassador.number.is_not(None))) or 0)


def _pages(session: Session, rows: Sequence[Ambassador]) -> tuple[PublicPage, ...]:
    schools = {
        row.id: row
        for row in session.scalars(
            select(Organisation).where(Organisation.id.in_({row.institution_id for row in rows}))
        )
    }
    reached: dict[int, list[Milestone]] = {}
    for milestone in session.scalars(
        select(Milestone)
        .where(Milestone.ambassador_id.in_([row.id for row in rows]))
        .order_by(Milestone.achieved_on, Milestone.id)
    ):
        reached.setdefault(milestone.ambassador_id, []).append(milestone)
    return tuple(_page(row, schools[row.institution_id], reached.get(row.id, [])) for row in rows)


def _page(row: Ambassador, school: Organisation, reached: Sequence[Milestone]) -> PublicPage:
    """What the programme allows; who did not say to be an adult shows what minors show."""
    if not (row.is_public and row.number and row.public_name and row.appointed_on):
        raise ValueError("only an appointed ambassador who chose a public page has one")
    rules = programme(row.scheme)
    shows = rules.in_practice.publicity.shows(adult=row.is_adult is True)
    return PublicPage(
        row.number,
        row.public_name,
        school.name if "school" in shows else None,
        school.place if "place" in shows else None,
        row.appointed_on,
        tuple(rules.milestone(one.key).words_of(at_school=one.at_school) for one in reached),
    )
