"""What a respondent says: four states that are never mixed up (design 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from questionnaires.definition import EvidenceKind

AnswerValue = str | bool | Decimal | date | frozenset[str]
"""single choice: option key; multiple choice: set of keys; yes/no: bool; number: Decimal; text: str; date: date."""


class State(StrEnum):
    """The four states; an item without an entry is unanswered."""

    ANSWERED = "answered"
    NOT_APPLICABLE = "not_applicable"
    DONT_KNOW = "dont_know"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``accepted`` and ``confirmed`` come from a reviewer, never from the respondent."""

    state: State
    value: AnswerValue | None = None
    reason: str | None = None
    """Id of the 'not applicable' reason."""
    note: str | None = None
    accepted: tuple[EvidenceKind, ...] = ()
    """Evidence that was accepted, one entry for each piece."""
    confirmed: bool = False
    """A second pair of eyes saw it within one step (instrument D1.7): counts as claimed."""


UNANSWERED = Answer(State.UNANSWERED)


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers with the profile and the facts they are read with."""

    items: Mapping[str, Answer]
    profile: Mapping[str, str | bool | Decimal] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, bool | Decimal] = field(default_factory=lambda: MappingProxyType({}))
