"""Drawings as PNG: fills with holes, strokes, dashes, clips and opacity; and the cards made of them."""

from io import BytesIO

from PIL import Image

from certificates.drawing import Drawing, Group, Mark, Shape, circle, line, rectangle
from certificates.raster import render_png
from certificates.share_card import ShareCard, card_png, draw_card
from certificates.theme_art import LIGHT

INK = tuple(int(LIGHT["ink"][at : at + 2], 16) for at in (1, 3, 5))
WHITE = (255, 255, 255)


def drawn(*marks: Mark) -> Image.Image:
    return Image.open(BytesIO(render_png(Drawing(0, 0, 100, 100, marks), 100))).convert("RGB")


def test_a_hole_in_a_shape_stays_open() -> None:
    ring = drawn(Shape(circle(50, 50, 40) + circle(50, 50, 20), fill="ink"))
    assert [ring.getpixel(at) for at in ((50, 50), (50, 20), (2, 2))] == [WHITE, INK, WHITE]


def test_what_lies_outside_a_clip_is_not_drawn() -> None:
    found = drawn(Group((Shape(rectangle(0, 0, 100, 100), fill="ink"),), clip=rectangle(30, 30, 40, 40)))
    assert [found.getpixel(at) for at in ((50, 50), (10, 10))] == [INK, WHITE]


def test_a_dashed_line_has_gaps_and_a_group_is_moved_and_scaled() -> None:
    found = drawn(
        Group((Shape(line(0, 0, 40, 0), stroke="ink", width=4, dash=(10, 10)),), x=10, y=50, scale=2)
    )
    assert [found.getpixel((x, 50)) for x in (20, 40, 60, 80)] == [INK, WHITE, INK, WHITE]


def test_opacity_lets_the_ground_through() -> None:
    half = drawn(Shape(rectangle(0, 0, 100, 100), fill="ink", opacity=0.5)).getpixel((50, 50))
    assert isinstance(half, tuple)
    assert all(
        abs(level - (white + ink) / 2) <= 2 for level, white, ink in zip(half, WHITE, INK, strict=True)
    )


def test_a_shape_off_the_canvas_is_nothing() -> None:
    assert drawn(Shape(rectangle(200, 200, 10, 10), fill="ink")).getcolors() == [(10_000, WHITE)]


def test_a_long_name_ends_in_dots_and_stays_on_the_card() -> None:
    card = draw_card(ShareCard("School", "Woord " * 60, ("A" * 300,)))
    words = [run.text for mark in card.marks for run in getattr(mark, "runs", ())]
    assert sum(word.endswith("…") for word in words) == 2
    assert Image.open(BytesIO(card_png(ShareCard("School", "Naam", ())))).size == (1200, 630)
