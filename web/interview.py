"""The questions to ask, by who can answer them: an indicator's route says where the answer is (instrument A3)."""

from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.answers import State
from questionnaires.definition import Item
from questionnaires.fields import Route
from scan.domain.evidence import EvidenceForm
from scan.use_cases.opening import EvidencePiece, OpenScan, items_of
from web.i18n import gettext as _
from web.i18n import text

PEOPLE: tuple[Route, ...] = (
    "mentor", "management", "colleague", "facilities", "board", "education", "hr", "students",
)  # fmt: skip
PLACES: tuple[Route, ...] = ("walk", "desk")
ALONE: Route = "alone"
OPEN = (State.UNANSWERED, State.DONT_KNOW)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question on the list, with what was noted already."""

    item: Item
    number: int
    theme: str
    """Name of its theme."""
    is_open: bool
    notes: tuple[EvidencePiece, ...]
    also: tuple[str, ...]
    """Where else the answer may be found."""


@dataclass(frozen=True, slots=True)
class Section:
    """Everything to ask one kind of person, or to look at in one place."""

    route: Route
    title: str
    speaker: str
    """The role under which a note is kept; empty where nobody is asked."""
    asked: tuple[Asked, ...]


def sections(scan: OpenScan, *, everything: bool) -> tuple[Section, ...]:
    """The questions that show and are open (or all of them), people first, each question once.

    Questions that one answers alone are left out: they are no one else's business.
    """
    by_route: dict[Route, list[Asked]] = {}
    for asked in _asked(scan):
        if everything or asked.is_open:
            by_route.setdefault(_first(asked.item), []).append(asked)
    titles, speakers = _titles(scan.audience), _speakers()
    return tuple(
        Section(route, titles[route], speakers.get(route, ""), tuple(by_route[route]))
        for route in (*PEOPLE, *PLACES)
        if route in by_route
    )


def speaker_of(item: Item) -> str | None:
    """The role under which a note about this question is kept; None where nobody is asked."""
    return _speakers().get(_first(item))


def left_out(scan: OpenScan) -> int:
    """How many questions that show are not on the list, because one answers them alone."""
    return sum(_is_private(item) for item in scan.questionnaire.items() if item.id in scan.visible)


def _asked(scan: OpenScan) -> Sequence[Asked]:
    order = [item for item in scan.questionnaire.items() if item.id in scan.visible]
    themes = {item.id: text(group.title) for group in scan.questionnaire.groups for item in items_of(group)}
    titles = _titles(scan.audience)
    return [
        Asked(
            item,
            number,
            themes[item.id],
            item.id not in scan.answers or scan.answers[item.id].answer.state in OPEN,
            tuple(one for one in scan.evidence.get(item.id, ()) if one.form is EvidenceForm.NOTE),
            tuple(titles[route] for route in item.route if route != _first(item)),
        )
        for number, item in enumerate(order, 1)
        if not _is_private(item)
    ]


def _is_private(item: Item) -> bool:
    return item.pooled or ALONE in item.route


def _first(item: Item) -> Route:
    """The first person on the question's route; else the first place; else whoever leads."""
    for wanted in (PEOPLE, PLACES):
        for route in item.route:
            if route in wanted:
                return route
    return "management"


def _titles(audience: str) -> dict[Route, str]:
    return {
        "mentor": _("Your supervisor") if audience == "student" else _("The workplace supervisor"),
        "management": _("The owner or management"),
        "colleague": _("A colleague"),
        "facilities": _("Who looks after the building"),
        "board": _("The board"),
        "education": _("The teaching teams"),
        "hr": _("Human resources"),
        "students": _("Students"),
        "walk": _("Look round yourself"),
        "desk": _("Look it up"),
        "alone": _("Alone"),
    }


def _speakers() -> dict[Route, str]:
    return {
        "mentor": _("workplace supervisor"),
        "management": _("owner or management"),
        "colleague": _("colleague"),
        "facilities": _("building manager"),
        "board": _("board member"),
        "education": _("teacher"),
        "hr": _("human resources officer"),
        "students": _("student"),
    }
