"""A long list on a page: what is asked for in its address, and the links to its other pages and orders."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request, url_for

from scan.store.paging import SIZE, Asked

MOST_ROWS = 2**31 - 1
"""No row has a higher number: the database would refuse it."""
MOST_PAGES = 100_000
"""No address asks for a page beyond this one: the database would count to it."""


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses of one list, that keep what was searched for."""

    endpoint: str
    asked: Mapping[str, str | int]
    """What stands in the address now: the path's own values, and the search."""
    page: str = "page"
    """What the number of the page is called in the address: a page with several lists has a name for each."""

    def at(self, page: int) -> str:
        """Another page of the list; of several lists on a page the others begin at their first page again."""
        anchor = "" if self.page == "page" else self.page
        changes: dict[str, str | int] = {self.page: page, "_anchor": anchor}
        return self.to(**changes)

    def to(self, **changes: str | int) -> str:
        """The list with other pages, order or words; an empty word leaves the address."""
        asked = {**self.asked, **changes}
        first = (self.page, 1)
        values = {key: value for key, value in asked.items() if value != "" and (key, value) != first}
        return url_for(self.endpoint, **values)  # type: ignore[arg-type]  # values of a path and query

    def sorted_by(self, column: str) -> str:
        """The first page in the order of ``column``; the other way round when it stands so already."""
        now = self.asked.get("sort", "")
        return self.to(sort=f"-{column}" if now == column else column, page="")


def page_asked(name: str = "page") -> int:
    """The number of the page in the address, from 1; 1 for anything else."""
    number = request.args.get(name, 1, type=int)
    return number if 1 <= number <= MOST_PAGES else 1


def word_asked(name: str, longest: int = 100) -> str:
    """One word of the search, without spaces around it, cut off where it is too long to be one."""
    return request.args.get(name, "").replace("\0", "").strip()[:longest]


def part_asked(*, size: int = SIZE) -> Asked:
    """Which part of a list the address asks for."""
    return Asked(word_asked("q"), word_asked("sort", 20), page_asked(), size)


def piece_asked(page: str, *, size: int) -> Asked:
    """Which part of one of several lists on a page: ``page`` is what its number is called in the address."""
    return Asked(page=page_asked(page), size=size)


def choices_asked() -> Asked:
    """From what to choose: all when they are few, else those with the words that were looked for (``find``)."""
    return Asked(query=word_asked("find"))


def word_chosen(values: Mapping[str, object], name: str) -> str:
    """What was chosen already, to stay among the choices when a form or an address comes back onto the page."""
    return str(values.get(name) or "")


def number_chosen(values: Mapping[str, object], name: str) -> int | None:
    """The same, as the number of a row; None for what can be none."""
    text = word_chosen(values, name)
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= 10 else 0
    return number if 0 < number <= MOST_ROWS else None


def links_of(endpoint: str, **kept: str | int) -> Links:
    """The links of a list that is searched and sorted; ``kept``: the path's values and further words of the search."""
    part = part_asked()
    return Links(endpoint, {**kept, "q": part.query, "sort": part.sort})
