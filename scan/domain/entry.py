"""What must be there before an application counts: one function for the checklist and for the refusal (design 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from scan.domain import application_messages as said
from scan.domain.messages import Message
from scan.domain.periods import months_later
from scan.domain.risk import Thresholds
from scan.domain.roles import OrganisationKind


class EntryCheck(StrEnum):
    """What an entry condition of a scheme looks at."""

    REGISTERED = "registered"
    SELF_SCAN = "self_scan"
    STUDENT_SCAN = "student_scan"
    REVIEWED = "reviewed"
    LEVEL = "level"
    DECLARATION = "declaration"
    OWN_WORDS = "own_words"
    ACTIVITIES = "activities"
    NEW_ACTIVITIES = "new_activities"
    """Only for who had a statement before (instrument D5: renewal with one new activity)."""
    NEXT_STEP = "next_step"
    SHARING = "sharing"


FILLED_IN_WITH_IT = frozenset(
    {
        EntryCheck.DECLARATION,
        EntryCheck.OWN_WORDS,
        EntryCheck.ACTIVITIES,
        EntryCheck.NEW_ACTIVITIES,
        EntryCheck.NEXT_STEP,
        EntryCheck.SHARING,
    }
)
"""Conditions that the application itself meets: its own fields are refused where they do not."""


class Tag(StrEnum):
    """What an activity is good for (instrument D5)."""

    PEOPLE = "people"
    PLANET = "planet"
    PROFIT = "profit"


class SharingForm(StrEnum):
    """How experience is shared (instrument D5)."""

    STORY = "story"
    VISIT = "visit"
    GUEST_LESSON = "guest_lesson"


@dataclass(frozen=True, slots=True)
class Condition:
    """One entry condition of a scheme."""

    id: str
    check: EntryCheck


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """Which activities a statement rests on, and in which forms one may share."""

    least: int
    new_at_renewal: int
    """How many of them were done after the first day of the last statement."""
    within_months: int
    tags: tuple[Tag, ...]
    sharing: tuple[SharingForm, ...]


@dataclass(frozen=True, slots=True)
class ApplicationRules:
    """What an application must hold to: the part of a published scheme that its use cases need."""

    scheme: str
    """``mvo-certificate@1.1.0``."""
    entry: tuple[Condition, ...]
    declarations: tuple[str, ...]
    """Ids; each of them is signed for."""
    kind: OrganisationKind | None = None
    """Only organisations of this kind apply under it; None: of any kind."""
    decide_within_weeks: int | None = None
    thresholds: Thresholds = field(default_factory=Thresholds)
    activities: ActivityRules | None = None
    """Only of a statement."""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """How things stand with whoever applies."""

    registered: bool
    """It has a number at the Chamber of Commerce."""
    self_scan: bool = False
    student_scan: bool = False
    reviewed: bool = False
    level: bool = False
    """The result, with the plan and facts of today, gives a level."""
    statement_since: date | None = None
    """First day of the last statement; None for who never had one."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that was done (instrument D5)."""

    title: str
    done_on: date
    tags: tuple[Tag, ...]
    result: str
    link: str | None
    """Where everyone can see it; None where a photo shows it to who decides."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the checklist. ``met`` is None for what is filled in with the application itself."""

    condition: Condition
    met: bool | None
    new_after: date | None = None
    """Of ``NEW_ACTIVITIES``: what was done after this day is new."""


_MISSING: Mapping[EntryCheck, Message] = {
    EntryCheck.REGISTERED: said.NOT_REGISTERED,
    EntryCheck.SELF_SCAN: said.NO_SELF_SCAN,
    EntryCheck.STUDENT_SCAN: said.NO_STUDENT_SCAN,
    EntryCheck.REVIEWED: said.NOT_REVIEWED,
    EntryCheck.LEVEL: said.NO_LEVEL_YET,
}


def checklist(conditions: Sequence[Condition], facts: EntryFacts) -> tuple[Entry, ...]:
    """Each condition that holds for who applies, in the order of the scheme, and whether it is met."""
    found = {
        EntryCheck.REGISTERED: facts.registered,
        EntryCheck.SELF_SCAN: facts.self_scan,
        EntryCheck.STUDENT_SCAN: facts.student_scan,
        EntryCheck.REVIEWED: facts.reviewed,
        EntryCheck.LEVEL: facts.level,
    }
    since = facts.statement_since
    return tuple(
        Entry(one, found.get(one.check), since if one.check is EntryCheck.NEW_ACTIVITIES else None)
        for one in conditions
        if one.check is not EntryCheck.NEW_ACTIVITIES or since is not None
    )


def field_of(condition: Condition) -> str:
    """The name under which an unmet condition is refused."""
    return f"entry-{condition.id}"


def missing(conditions: Sequence[Condition], facts: EntryFacts) -> dict[str, Message]:
    """What stands in the way, by field; empty when an application counts."""
    return {
        field_of(entry.condition): _MISSING[entry.condition.check]
        for entry in checklist(conditions, facts)
        if entry.met is False
    }


def activities_lack(
    rules: ActivityRules, activities: Sequence[Activity], today: date, statement_since: date | None
) -> tuple[Message, ...]:
    """What the activities together still lack: enough of them, each of the tags at least once, enough new ones.

    ``statement_since`` is as in ``EntryFacts``: what was done after that day is new.
    """
    first = months_later(today, -rules.within_months)
    recent = [one for one in activities if first <= one.done_on <= today]
    lacks = []
    if len(recent) < rules.least:
        lacks.append(said.TOO_FEW_ACTIVITIES.fill(least=rules.least, months=rules.within_months))
    tagged = {tag for one in recent for tag in one.tags}
    absent = [tag for tag in rules.tags if tag not in tagged]
    if absent and not lacks:
        lacks.append(said.TAGS_ABSENT.fill(tags=", ".join(tag.value.capitalize() for tag in absent)))
    if statement_since is not None and not lacks:
        new = [one for one in recent if one.done_on > statement_since]
        if len(new) < rules.new_at_renewal:
            lacks.append(said.TOO_FEW_NEW.fill(least=rules.new_at_renewal))
    return tuple(lacks)
