"""What an organisation says of itself for a statement of will and activity (instrument D5), and how it is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from scan.domain.entry import Activity, SharingForm, Tag

FEWEST_SENTENCES, MOST_SENTENCES = 3, 6
WORDS_MAXIMUM = 600
TITLE_MAXIMUM, RESULT_MAXIMUM, STEP_MAXIMUM = 80, 160, 160
PLACE_MAXIMUM = 140
"""Of the line for which places it holds, and of that for which work there."""
LINK_MAXIMUM = 1000
MOST_ACTIVITIES = 4
_END = re.compile(r"[.!?…]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Statement:
    """The text that is signed and published; dates are those of the region."""

    words: str
    """What the organisation wants, in its own words."""
    activities: tuple[Activity, ...]
    """Newest first."""
    next_step: str
    next_step_by: date
    sharing: SharingForm

    def to_json(self) -> dict[str, Any]:
        """As it is stored with the application."""
        return {
            "words": self.words,
            "activities": [
                {
                    "title": one.title,
                    "done_on": one.done_on.isoformat(),
                    "tags": [tag.value for tag in one.tags],
                    "result": one.result,
                    "link": one.link,
                }
                for one in self.activities
            ],
            "next_step": self.next_step,
            "next_step_by": self.next_step_by.isoformat(),
            "sharing": self.sharing.value,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Statement":
        """Back from ``to_json``. Raises KeyError or ValueError for anything else."""
        return cls(
            words=stored["words"],
            activities=tuple(
                Activity(
                    title=one["title"],
                    done_on=date.fromisoformat(one["done_on"]),
                    tags=tuple(Tag(tag) for tag in one["tags"]),
                    result=one["result"],
                    link=one["link"],
                )
                for one in stored["activities"]
            ),
            next_step=stored["next_step"],
            next_step_by=date.fromisoformat(stored["next_step_by"]),
            sharing=SharingForm(stored["sharing"]),
        )


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """One activity as it was typed; one without anything in it does not count."""

    title: str = ""
    done_on: date | None = None
    tags: Sequence[str] = ()
    result: str = ""
    link: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (
            self.title.strip() or self.done_on or self.tags or self.result.strip() or self.link.strip()
        )

    def to_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "title": self.title,
            "done_on": None if self.done_on is None else self.done_on.isoformat(),
            "tags": list(self.tags),
            "result": self.result,
            "link": self.link,
        }


@dataclass(frozen=True, slots=True)
class StatementInput:
    """What the organisation writes of itself."""

    words: str
    activities: Sequence[ActivityInput]
    next_step: str
    next_step_by: date | None
    sharing: str


@dataclass(frozen=True, slots=True)
class DraftInput:
    """All that is typed before anyone signs; who signs is asked at the end, and is not kept in a draft."""

    statement: StatementInput
    sites: str
    work: str

    def to_json(self) -> dict[str, Any]:
        """As the draft is stored."""
        written = self.statement
        return {
            "words": written.words,
            "activities": [one.to_json() for one in written.activities[:MOST_ACTIVITIES]],
            "next_step": written.next_step,
            "next_step_by": None if written.next_step_by is None else written.next_step_by.isoformat(),
            "sharing": written.sharing,
            "sites": self.sites,
            "work": self.work,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "DraftInput":
        """Back from ``to_json``. Raises KeyError or ValueError for anything else."""
        activities = tuple(
            ActivityInput(
                title=one["title"],
                done_on=_day(one["done_on"]),
                tags=tuple(one["tags"]),
                result=one["result"],
                link=one["link"],
            )
            for one in stored["activities"]
        )
        return cls(
            StatementInput(
                words=stored["words"],
                activities=activities,
                next_step=stored["next_step"],
                next_step_by=_day(stored["next_step_by"]),
                sharing=stored["sharing"],
            ),
            sites=stored["sites"],
            work=stored["work"],
        )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


def sentences(text: str) -> int:
    """How many sentences a text has: ends of sentences, and a last one that nobody closed."""
    ends = list(_END.finditer(text))
    rest = text[ends[-1].end() :] if ends else text
    return len(ends) + bool(rest.strip())
