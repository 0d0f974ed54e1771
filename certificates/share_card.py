"""The picture beside a link on other sites (Open Graph, 1200 by 630): the same art as wheel, badge and page.

It says no more than the page it stands for. Pictures are kept by what is on them, so a change makes another one.
"""

from dataclasses import dataclass
from functools import lru_cache

from certificates import fields
from certificates.badge import Badge, draw_badge
from certificates.drawing import Drawing, Font, Group, Mark, Run, Shape, Text, parallelogram, rectangle
from certificates.raster import render_png, text_width
from certificates.wheel import Size, Wheel, draw

WIDTH, HEIGHT = 1200, 630
_KEPT = 128
_LEFT = 72.0
_TEXT_WIDTH = 620.0


@dataclass(frozen=True, slots=True)
class ShareCard:
    """What a card says, and what stands on its right: a wheel, a badge, or nothing."""

    kicker: str
    """What it is: "MVO-certificaat"."""
    title: str
    """Whose it is."""
    lines: tuple[str, ...]
    level: tuple[int, int] | None = None
    """(number, how many there are), drawn as parcels before the first line."""
    wheel: Wheel | None = None
    badge: Badge | None = None


@lru_cache(maxsize=_KEPT)
def card_png(card: ShareCard) -> bytes:
    """The card as a PNG file."""
    return render_png(draw_card(card), WIDTH)


def draw_card(card: ShareCard) -> Drawing:
    """The card as a drawing."""
    strip = fields.horizon("wide", WIDTH)
    marks: list[Mark] = [
        Shape(rectangle(0, 0, WIDTH, HEIGHT), fill="sky"),
        Group(strip.marks, y=HEIGHT - strip.height),
        Group(fields.logo().marks, x=_LEFT, y=56),
        Text(_LEFT + 80, 90, (Run("MVO-scan", 30, "heading"),)),
        Text(_LEFT + 80, 118, (Run("Alliantie Noord Nederland", 20, "text", "ink-2"),)),
        *_words(card),
    ]
    if card.wheel is not None:
        wheel = draw(card.wheel, Size.PHONE, "nl")
        marks.append(_in_box(wheel, 735, 60, 420))
    elif card.badge is not None:
        marks.append(_in_box(draw_badge(card.badge), 745, 75, 390))
    return Drawing(0, 0, WIDTH, HEIGHT, tuple(marks))


def _in_box(drawing: Drawing, x: float, y: float, side: float) -> Group:
    scale = side / max(drawing.width, drawing.height)
    left = x + (side - drawing.width * scale) / 2
    top = y + (side - drawing.height * scale) / 2
    return Group(drawing.marks, x=left - drawing.left * scale, y=top - drawing.top * scale, scale=scale)


def _words(card: ShareCard) -> list[Mark]:
    """The text, from the kicker down; a long name gets smaller letters, then a second line, then dots."""
    width = _TEXT_WIDTH if card.wheel or card.badge else WIDTH - 2 * _LEFT
    marks: list[Mark] = [Text(_LEFT, 212, (Run(card.kicker, 27, "strong", "ink-2"),))]
    size, titles = _fitted(card.title, width)
    y = 212.0
    for line in titles:
        y += size * 1.14
        marks.append(Text(_LEFT, y, (Run(line, size, "heading"),)))
    y += 56
    for number, words in enumerate(card.lines):
        x = _LEFT
        if number == 0 and card.level is not None:
            marks += _parcels(card.level, y)
            x += 36.0 * card.level[1] + 18
        marks.append(Text(x, y, (Run(_cut(words, "text", 27, width - (x - _LEFT)), 27, "text"),)))
        y += 40
    return marks


def _parcels(level: tuple[int, int], y: float) -> list[Mark]:
    number, count = level
    return [
        Shape(
            parallelogram(_LEFT + 36.0 * place, y - 22, 20, 26, 4),
            fill="action" if place < number else "surface",
            stroke="action",
            width=2.5,
        )
        for place in range(count)
    ]


def _fitted(title: str, width: float) -> tuple[float, tuple[str, ...]]:
    for size in (62.0, 52.0):
        if text_width(title, "heading", size) <= width:
            return size, (title,)
    size, words = 46.0, title.split()
    first: list[str] = []
    while words and text_width(" ".join([*first, words[0]]), "heading", size) <= width:
        first.append(words.pop(0))
    if not first:
        return size, (_cut(title, "heading", size, width),)
    return size, (" ".join(first), *([_cut(" ".join(words), "heading", size, width)] if words else []))


def _cut(text: str, font: Font, size: float, width: float) -> str:
    if text_width(text, font, size) <= width:
        return text
    while text and text_width(f"{text}…", font, size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"
