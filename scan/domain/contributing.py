"""A school's scan by several groups: each answers what it knows, and the answers are combined by one stated rule.

The rule: the group that knows best is followed. What a group says is the answer of its middle voice, of two the lower.
If nobody in that group knew, the groups that know it too are followed, again by the middle voice. If nobody knew, there
is no answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaires.definition import Group as Section
from questionnaires.definition import Questionnaire, SingleChoice
from scan.domain.roles import Role
from scan.domain.tallies import lower_median

MOST_CONTRIBUTIONS = 2_000
"""From one group."""
FAR_APART = 2
"""Steps between groups from which the coordinator must give a reason, as between student and company (design 6)."""


class Group(StrEnum):
    """Who contributes to the scan of a school."""

    STUDENTS = "students"
    TEACHERS = "teachers"
    FACILITIES = "facilities"
    MANAGEMENT = "management"


SMALLEST: Mapping[Group, int] = {
    Group.STUDENTS: 5,
    Group.TEACHERS: 3,
    Group.FACILITIES: 1,
    Group.MANAGEMENT: 1,
}
"""From how many answers on a question a group has a voice.

Facilities and management know facts by their work, so one is enough. Students and teachers speak of what they see, so
it takes several, and fewer could be recognised (design 6: k >= 5 for students).
"""

_BY_ROUTE: Mapping[str, Group] = {
    "students": Group.STUDENTS,
    "education": Group.TEACHERS,
    "colleague": Group.TEACHERS,
    "facilities": Group.FACILITIES,
    "hr": Group.MANAGEMENT,
    "board": Group.MANAGEMENT,
    "management": Group.MANAGEMENT,
}
"""Where the questionnaire says an answer is found (``route``; instrument C1: each item has a fill-in role)."""


STAFF = (Role.TEACHER, Role.REVIEWER)
"""Who contributes as one of the teachers with an account of their own. The coordinator combines, so does not."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that groups can answer, with the group that knows best first."""

    item: SingleChoice
    groups: tuple[Group, ...]

    @property
    def ladder(self) -> tuple[str, ...]:
        """The keys of its options, lowest step first."""
        return tuple(option.key for option in self.item.options)


def questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions for groups: steps to choose from, in a theme, that are not pooled.

    Figures, and declarations that somebody must answer for, stay with the coordinator.
    """
    found: list[Question] = []
    for section in questionnaire.groups:
        if section.theme is not None:
            found += _in(section)
    return tuple(found)


def _in(section: Section) -> list[Question]:
    found: list[Question] = []
    for member in section.members:
        if isinstance(member, Section):
            found += _in(member)
        elif isinstance(member, SingleChoice) and not member.pooled:
            groups = dict.fromkeys(_BY_ROUTE[route] for route in member.route if route in _BY_ROUTE)
            if groups:
                found.append(Question(member, tuple(groups)))
    return found


@dataclass(frozen=True, slots=True)
class Combined:
    """What the groups say together about one question."""

    option: str | None
    """None: nobody knew, or too few to say so."""
    voices: Mapping[Group, str]
    """What each group says that has a voice."""
    apart: int
    """Steps between the lowest and the highest voice."""

    @property
    def needs_reason(self) -> bool:
        """Groups are so far apart that the choice must be explained."""
        return self.apart >= FAR_APART


def combine(
    ladder: Sequence[str], groups: Sequence[Group], counts: Mapping[Group, Mapping[str, int]]
) -> Combined:
    """Combine the counted answers of ``groups``, best first, on the steps of ``ladder``, lowest first.

    ``counts``: how many of a group chose each step; who did not know is in none of them.
    """
    voices: dict[Group, str] = {}
    for group in groups:
        given = counts.get(group, {})
        voice = lower_median(ladder, given)
        if voice is not None and sum(given.get(step, 0) for step in ladder) >= SMALLEST[group]:
            voices[group] = voice
    heights = [ladder.index(voice) for voice in voices.values()]
    apart = max(heights) - min(heights) if heights else 0
    if not groups or not voices:
        return Combined(None, voices, apart)
    if groups[0] in voices:
        return Combined(voices[groups[0]], voices, apart)
    others = {step: list(voices.values()).count(step) for step in ladder}
    return Combined(lower_median(ladder, others), voices, apart)
