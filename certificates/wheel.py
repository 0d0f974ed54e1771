"""The wheel ("schijf van vijf"): five scores as one drawing, for screen, PDF and badge (LOOK.md 3).

The geometry is in units where the track's radius is 150 and the hub's centre is the origin; angles run
clockwise from twelve o'clock in the themes' order. Length, not area, carries a score, so every score
is also printed.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, degrees
from typing import Literal, TypeAlias

from certificates import theme_art
from certificates.drawing import (
    Anchor,
    Drawing,
    Group,
    Mark,
    Run,
    Shape,
    Text,
    circle,
    line,
    number,
    points,
    polar,
    rectangle,
)
from certificates.theme_art import Furrow, ThemeArt
from certificates.tokens import token

Language: TypeAlias = Literal["nl", "en"]

RADIUS = 150.0
INNER = 0.3 * RADIUS
HUB = 40.0
GAP = 7.0
SECTOR = 72.0
LABEL_DISTANCE = 175.0
LABEL_ANGLES = (-47.0, 40.0, 90.0, 140.0, 227.0)
_BELOW = 2
_LEFT = (3, 4)
_TOP = (0, 4)

_WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "self": "zelf",
        "none": "n.v.t.",
        "pending": "volgt",
        "wheel": "Schijf van vijf",
        "no level": "Nog geen niveau",
        "verified": "nagekeken",
        "claimed": "zelf ingevuld",
        "limit": "grens",
        "no score": "niet van toepassing",
    },
    "en": {
        "self": "self",
        "none": "n/a",
        "pending": "to come",
        "wheel": "Wheel of five",
        "no level": "No level yet",
        "verified": "checked",
        "claimed": "filled in by themselves",
        "limit": "limit",
        "no score": "does not apply",
    },
}


class Size(StrEnum):
    """How much is written around the wheel: names, only tokens and numbers, or nothing."""

    DESKTOP = "desktop"
    PHONE = "phone"
    MINI = "mini"


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """One theme's points, each 0–100, or None where there are none.

    `claimed` is what the organisation or student says, `verified` what a reviewer confirmed, `limit`
    what the next level asks. `name` is in the reader's language. Raises `ValueError` for points outside
    0–100 and `KeyError` for an unknown theme id.
    """

    theme: str
    name: str
    claimed: float | None = None
    verified: float | None = None
    limit: float | None = None

    def __post_init__(self) -> None:
        theme_art.theme_art(self.theme)
        for what in ("claimed", "verified", "limit"):
            score = getattr(self, what)
            if score is not None and not 0 <= score <= 100:
                raise ValueError(f"{self.theme}: {what} is {score}, but points run from 0 to 100.")

    @property
    def shown(self) -> float | None:
        """The score that is printed large: the verified one, else the claimed one."""
        return self.claimed if self.verified is None else self.verified


@dataclass(frozen=True, slots=True)
class Hub:
    """What stands in the middle: a level's number and name, or a count and its word."""

    figure: str
    word: str


@dataclass(frozen=True, slots=True)
class Wheel:
    """Five scores in the themes' order, and the hub; without a hub nothing is decided yet ("?").

    Raises `ValueError` when the scores are not one for each of the five themes; their order is mended.
    """

    scores: tuple[ThemeScore, ...]
    hub: Hub | None = None

    def __post_init__(self) -> None:
        by_theme = {score.theme: score for score in self.scores}
        if len(self.scores) != len(by_theme) or set(by_theme) != set(theme_art.BY_THEME):
            given = ", ".join(score.theme for score in self.scores) or "none"
            raise ValueError(f"A wheel has one score for each of the five themes, not: {given}.")
        object.__setattr__(self, "scores", tuple(by_theme[art.theme] for art in theme_art.THEMES))

    @property
    def common_limit(self) -> float | None:
        """The limit that all five themes share, if they do."""
        limits = {score.limit for score in self.scores}
        return limits.pop() if len(limits) == 1 else None


def whole_points(score: float) -> int:
    """Points as printed: rounded down, so that 64.96 never reads as a limit of 65 that is reached."""
    return int(score + 1e-9)


def describe(wheel: Wheel, language: Language) -> str:
    """The wheel in words, for its text alternative."""
    words = _WORDS[language]
    hub = f"{wheel.hub.figure}, {wheel.hub.word}" if wheel.hub else words["no level"]
    return " ".join([f"{words['wheel']}. {hub}.", *(_describe(score, words) for score in wheel.scores)])


def _describe(score: ThemeScore, words: dict[str, str]) -> str:
    known = (("verified", score.verified), ("claimed", score.claimed))
    parts = [f"{whole_points(value)} {words[what]}" for what, value in known if value is not None]
    if not parts:
        return f"{score.name}: {words['no score']}."
    if score.limit is not None:
        parts.append(f"{words['limit']} {whole_points(score.limit)}")
    return f"{score.name}: {', '.join(parts)}."


def radius_of(score: float) -> float:
    """The distance from the hub's centre at which `score` (0–100) ends."""
    return INNER + (RADIUS - INNER) * score / 100


def sector(index: int, outer: float, inner: float = INNER) -> str:
    """Path data of sector `index` (0–4) from `inner` to `outer`, with gaps as wide inside as outside."""
    a, b = _sides(index, outer)
    c, d = _sides(index, inner)
    far, near = points(outer, outer), points(inner, inner)
    return (
        f"M{points(*polar(inner, c))}L{points(*polar(outer, a))}A{far} 0 0 1 {points(*polar(outer, b))}"
        f"L{points(*polar(inner, d))}A{near} 0 0 0 {points(*polar(inner, c))}Z"
    )


def arc(index: int, radius: float, late: float = 0.0) -> str:
    """Path data of the arc through sector `index`, begun `late` units along it."""
    a, b = _sides(index, radius)
    return _arc(radius, a + degrees(late / radius), b)


def _arc(radius: float, start: float, end: float) -> str:
    r = points(radius, radius)
    return f"M{points(*polar(radius, start))}A{r} 0 0 1 {points(*polar(radius, end))}"


def _sides(index: int, radius: float) -> tuple[float, float]:
    start = index * SECTOR - 90
    inset = degrees(asin(GAP / 2 / radius))
    return start + inset, start + SECTOR - inset


def draw(wheel: Wheel, size: Size, language: Language) -> Drawing:
    """The wheel as a drawing; `MINI` is only the petals, for use beside a name and a level."""
    sectors = tuple(_draw_sector(i, score, size) for i, score in enumerate(wheel.scores))
    if size is Size.MINI:
        return Drawing(-RADIUS, -RADIUS, 2 * RADIUS, 2 * RADIUS, sectors)
    labels = tuple(
        mark
        for i, score in enumerate(wheel.scores)
        for mark in (_phone_label if size is Size.PHONE else _desktop_label)(i, score, _WORDS[language])
    )
    marks = (*sectors, *_limits(wheel), *_hub(wheel.hub, _WORDS[language]), *labels)
    if size is Size.PHONE:
        return Drawing(-158, -164, 316, 360, marks)
    return Drawing(-314, -158, 628, 386, marks)


def _draw_sector(index: int, score: ThemeScore, size: Size) -> Group:
    art = theme_art.theme_art(score.theme)
    marks: list[Mark] = [Shape(sector(index, RADIUS), fill="surface-2")]
    if size is not Size.MINI:
        marks += [Shape(arc(index, radius_of(v)), stroke="scale-line", width=0.8) for v in (25, 50, 75)]
    claimed = None if score.claimed is None else sector(index, radius_of(score.claimed))
    petal: list[Mark] = []
    if claimed:
        petal.append(Shape(claimed, fill="tint"))
    if score.verified is not None:
        petal += _verified(index, score.verified, art, size)
    if claimed and (size is not Size.MINI or score.verified is None):
        petal.append(Shape(claimed, stroke="text", width=2.6 if size is not Size.MINI else 6, rounded=True))
    return Group((*marks, Group(tuple(petal), name="petal")), theme=art.key)


def _verified(index: int, score: float, art: ThemeArt, size: Size) -> list[Mark]:
    outer = radius_of(score)
    shape = sector(index, outer)
    if size is Size.MINI:
        return [Shape(shape, fill="solid", stroke="text", width=2)]
    return [
        Shape(shape, fill="solid"),
        Group(tuple(_furrows(art.furrow, index, outer)), clip=shape, name="furrows"),
        Shape(shape, stroke="text", width=1.4, rounded=True),
    ]


def _furrows(kind: Furrow, index: int, outer: float) -> list[Mark]:
    radii = [INNER + 8 + 10 * i for i in range(int((outer - INNER) / 10) + 1)]
    if kind is Furrow.ARCS:
        return [_furrow(arc(index, r), 2) for r in radii]
    if kind is Furrow.DOTS:
        return [_furrow(arc(index, r, 4.8 * (i % 2) + 4), 3.8, (0, 9.6)) for i, r in enumerate(radii)]
    if kind is Furrow.DASHES:
        return [_furrow(arc(index, r, -9.0 * (i % 2)), 2.6, (12, 7)) for i, r in enumerate(radii)]
    if kind is Furrow.RAYS:
        start = index * SECTOR - 90
        return [
            _furrow(line(*polar(INNER, start + 3.6 + 7.2 * i), *polar(outer - 3, start + 3.6 + 7.2 * i)), 2)
            for i in range(10)
        ]
    return [_furrow(line(d - RADIUS, RADIUS, d + RADIUS, -RADIUS), 2.2) for d in range(-299, 300, 18)]


def _furrow(path: str, width: float, dash: tuple[float, ...] = ()) -> Shape:
    rounded = bool(dash) and dash[0] == 0
    return Shape(path, stroke="furrow", width=width, dash=dash, opacity=0.45, rounded=rounded)


def _limits(wheel: Wheel) -> list[Mark]:
    if wheel.common_limit is not None:
        radius = radius_of(wheel.common_limit)
        return [*_ring(circle(0, 0, radius)), *_pill(0, -radius, wheel.common_limit)]
    marks: list[Mark] = []
    for index, score in enumerate(wheel.scores):
        if score.limit is not None:
            radius = radius_of(score.limit)
            middle = polar(radius, index * SECTOR - 90 + SECTOR / 2)
            marks += [*_ring(arc(index, radius)), *_pill(*middle, score.limit)]
    return marks


def _ring(path: str) -> list[Mark]:
    return [
        Shape(path, stroke="surface", width=5, opacity=0.85),
        Shape(path, stroke="ink", width=2.6, dash=(7, 5)),
    ]


def _pill(x: float, y: float, limit: float) -> list[Mark]:
    return [
        Shape(rectangle(x - 15, y - 10, 30, 20, 10), fill="ink"),
        Text(x, y + 4.6, (Run(number(whole_points(limit)), 13, "figure", "on-ink"),), "middle"),
    ]


def _hub(hub: Hub | None, words: dict[str, str]) -> list[Mark]:
    figure, word = (hub.figure, hub.word) if hub else ("?", words["pending"])
    large = min(36.0, 100 / max(len(figure), 1))
    small = min(13.5, 118 / max(len(word), 1))
    return [
        Shape(circle(0, 0, HUB), fill="ink"),
        Text(0, 7.0, (Run(figure, large, "figure", "on-ink"),), "middle"),
        Text(0, 23.5, (Run(word, small, "strong", "on-ink"),), "middle"),
    ]


def _figure(score: ThemeScore, words: dict[str, str], size: float) -> Run:
    if score.shown is None:
        return Run(words["none"], 16, "strong")
    return Run(str(whole_points(score.shown)), size, "figure")


def _phone_label(index: int, score: ThemeScore, words: dict[str, str]) -> list[Mark]:
    figure = (_figure(score, words, 22),)
    if index == _BELOW:
        return [token(score.theme, -19, 174, 30), Text(6, 182, figure)]
    x, y = polar(LABEL_DISTANCE, LABEL_ANGLES[index])
    if index in _TOP:
        y -= 15
    return [token(score.theme, x, y, 30), Text(x, y + 35, figure, "middle")]


def _desktop_label(index: int, score: ThemeScore, words: dict[str, str]) -> list[Mark]:
    x, y = (-54.0, 182.0) if index == _BELOW else polar(LABEL_DISTANCE, LABEL_ANGLES[index])
    left = index in _LEFT
    edge = x - 27 if left else x + 27
    anchor: Anchor = "end" if left else "start"
    note = _note(score, words)
    runs = (_figure(score, words, 25), *((Run(f"\u00a0 {note}", 17, "name", "ink-2"),) if note else ()))
    return [
        token(score.theme, x, y, 36),
        Text(edge, y - 4, runs, anchor),
        *(
            Text(edge, y + 15 + 19.5 * row, (Run(text, 18, "name"),), anchor)
            for row, text in enumerate(balanced_lines(score.name))
        ),
    ]


def _note(score: ThemeScore, words: dict[str, str]) -> str:
    if score.claimed is None:
        return ""
    return words["self"] if score.verified is None else f"{words['self']} {whole_points(score.claimed)}"


def balanced_lines(text: str) -> tuple[str, ...]:
    """A theme's name on one line (up to 12 characters), two, or three (from 35), as even as possible."""
    words = text.split()
    wanted = 1 if len(text) <= 12 else 2 if len(text) < 35 else 3
    return _split(words, min(len(words), wanted)) if words else ()


def _split(words: list[str], lines: int) -> tuple[str, ...]:
    if lines == 1:
        return (" ".join(words),)
    options = (
        (" ".join(words[:cut]), *_split(words[cut:], lines - 1)) for cut in range(1, len(words) - lines + 2)
    )
    return min(options, key=lambda option: max(map(len, option)))
