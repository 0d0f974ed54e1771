"""What an organisation says of itself for a statement of will and activity (instrument D5), and how it is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scan.domain.entry import Activity, SharingForm, Tag

FEWEST_SENTENCES, MOST_SENTENCES = 3, 6
WORDS_MAXIMUM = 600
TITLE_MAXIMUM, RESULT_MAXIMUM, STEP_MAXIMUM = 80, 160, 160
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


def sentences(text: str) -> int:
    """How many sentences a text has: ends of sentences, and a last one that nobody closed."""
    ends = list(_END.finditer(text))
    rest = text[ends[-1].end() :] if ends else text
    return len(ends) + bool(rest.strip())
