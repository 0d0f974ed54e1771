"""What is new in a statement since the earlier one: renewing asks for it, and who decides looks for it (D5)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from scan.domain.entry import Activity


class Kinship(StrEnum):
    """What an activity is to those of the earlier statement."""

    NEW = "new"
    """It was not in that one."""
    TAKEN_OVER = "taken_over"
    """It was, word for word and with the same photos."""
    CHANGED = "changed"
    """It was, in other words, on another day or with other photos."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An activity with the hashes of its photos; ``photos`` is None when some of them were erased since."""

    activity: Activity
    photos: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Compared:
    """One activity beside the earlier statement."""

    activity: Activity
    kinship: Kinship
    was: Activity | None
    """What stood in the earlier statement; None of a new one."""
    other_photos: bool
    counts_as_new: bool
    """It was done after the first day of the earlier statement: only that counts at a renewal."""


@dataclass(frozen=True, slots=True)
class Renewal:
    """All activities of a statement beside the earlier one, and what that one had besides."""

    since: date
    """First day of the earlier statement."""
    activities: tuple[Compared, ...]
    left_out: tuple[Activity, ...]


def compare(now: Sequence[Shown], earlier: Sequence[Shown], since: date) -> Renewal:
    """Set each activity beside the one that it most looks like, each of the earlier ones once.

    First the very same words, then the same title, then the same result, then the same day and link: who moves the
    day of an old activity, or gives it another name, does not make it a new one unseen.
    """
    rest = list(earlier)
    partners: dict[int, Shown] = {}
    for alike in _LIKENESSES:
        for place, one in enumerate(now):
            found = next((other for other in rest if alike(one.activity, other.activity)), None)
            if place not in partners and found is not None:
                partners[place] = found
                rest.remove(found)
    compared = tuple(_compared(one, partners.get(place), since) for place, one in enumerate(now))
    return Renewal(since, compared, tuple(one.activity for one in rest))


def _compared(one: Shown, partner: Shown | None, since: date) -> Compared:
    counts = one.activity.done_on > since
    if partner is None:
        return Compared(one.activity, Kinship.NEW, None, False, counts)
    other_photos = partner.photos is not None and one.photos is not None and partner.photos != one.photos
    same = one.activity == partner.activity and not other_photos
    kinship = Kinship.TAKEN_OVER if same else Kinship.CHANGED
    return Compared(one.activity, kinship, partner.activity, other_photos, counts)


def _bare(words: str) -> str:
    """Words without what does not make them other words: capitals, spaces and a last full stop."""
    return " ".join(words.casefold().split()).rstrip(".!")


_LIKENESSES: tuple[Callable[[Activity, Activity], bool], ...] = (
    lambda one, other: one == other,
    lambda one, other: _bare(one.title) == _bare(other.title),
    lambda one, other: _bare(one.result) == _bare(other.result),
    lambda one, other: one.done_on == other.done_on and one.link is not None and one.link == other.link,
)
