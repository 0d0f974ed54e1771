"""SVG path data, read for a renderer that knows only lines and Bézier curves."""

import pytest

from certificates.svg_path import segments


def test_paths_are_read_into_lines_and_curves() -> None:
    assert segments("M1 2h3v-4l1 1z") == (
        ("M", (1.0, 2.0)),
        ("L", (4.0, 2.0)),
        ("L", (4.0, -2.0)),
        ("L", (5.0, -1.0)),
        ("Z", ()),
    )
    assert segments("M0 0 1 1 2 0") == (("M", (0.0, 0.0)), ("L", (1.0, 1.0)), ("L", (2.0, 0.0)))
    (_, quarter) = segments("M10 0A10 10 0 0 1 0 10")
    assert quarter[0] == "C"
    assert quarter[1] == pytest.approx((10, 5.523, 5.523, 10, 0, 10), abs=1e-3)


@pytest.mark.parametrize("wrong", ["1 2", "M1", "M1 2L3", "M1 2X3 4", "M"])
def test_what_is_no_path_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"path data|numbers at a time"):
        segments(wrong)


def test_a_mirrored_handle_continues_the_curve_before_it() -> None:
    assert segments("M0 0C0 1 1 2 2 2S4 3 4 4")[-1] == ("C", (3.0, 2.0, 4.0, 3.0, 4.0, 4.0))


def test_an_arc_too_small_for_its_ends_grows_to_reach_them() -> None:
    *_, last = segments("M0 0A1 1 0 0 1 10 0")
    assert last[1][-2:] == pytest.approx((10, 0), abs=1e-9)
