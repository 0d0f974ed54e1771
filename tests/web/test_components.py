"""The look's parts for pages: templates, style sheets and drawings that hold together (LOOK.md 2, 3, 6)."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jinja2
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from markupsafe import Markup

from certificates import art, theme_art

WEB = Path(__file__).parents[2] / "web"
CSS = WEB / "static" / "css"
OWN = ("base.html", "icons.html", "components/**.html")
EVIL = '"><script>alert(1)</script>'
THEMES = art.THEME_IDS


def environment() -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(WEB / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # by the extension
    env.globals.update(
        art=art,
        language=lambda: "nl",
        static_url=lambda path: f"/static/{path}?v=1",
        fixed_url=lambda endpoint: f"/{endpoint}",
        build=lambda: "0123456789ab",
        csrf_field=lambda: Markup(""),
        kept=lambda _name, caller: caller(),
    )
    return env


def macro(file: str, name: str) -> Any:
    return getattr(environment().get_template(f"components/{file}.html").module, name)


class Tags(HTMLParser):
    """Collects every start tag with its attributes, and the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def parcel(done: int, total: int = 8, **more: object) -> dict[str, object]:
    return {
        "theme": THEMES[0],
        "name": "Sociaal",
        "done": done,
        "total": total,
        "url": "",
        "current": False,
        **more,
    }


def every_macro() -> Iterator[tuple[str, str]]:
    """Each macro of the components with hostile text wherever text goes in."""
    yield from _answers()
    yield from _progress()
    forms, feedback, review, page = (
        environment().get_template(f"components/{name}.html").module
        for name in ("forms", "feedback", "review", "page")
    )
    error = {"field": EVIL, "text": EVIL}
    yield "error_summary", forms.error_summary([error])
    yield "field", forms.field(EVIL, EVIL, EVIL, hint=EVIL, error=EVIL)
    yield "textarea", forms.field(EVIL, EVIL, EVIL, hint=EVIL, error=EVIL, rows=3)
    yield "select", forms.select(EVIL, EVIL, [(EVIL, EVIL)], hint=EVIL, error=EVIL)
    yield "search", forms.search(EVIL, EVIL, EVIL)
    yield "check", forms.check(EVIL, EVIL, error=EVIL)
    yield "status_pill", feedback.status_pill("ok", EVIL)
    yield "notice", feedback.notice("warn", EVIL, EVIL)
    yield "toast", feedback.toast(EVIL, EVIL, EVIL)
    yield "verdict", feedback.verdict("error", EVIL, EVIL)
    yield "dialog", feedback.dialog(EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)
    yield "empty_state", feedback.empty_state(EVIL, EVIL, EVIL, EVIL)
    yield "compare_line", review.compare_line(1, 3, EVIL)
    yield "difference_pill", review.difference_pill(2)
    yield "side", review.side("student", EVIL)
    yield "comment", review.comment(EVIL, EVIL, EVIL, new=True)
    yield "quote", review.quote(EVIL, EVIL)
    yield "attachment", review.attachment(EVIL, EVIL, EVIL)
    yield "sky", page.sky(EVIL, EVIL, EVIL)
    yield "crumbs", page.crumbs([(EVIL, EVIL), (EVIL, "")])
    yield "page_head", page.page_head(EVIL, EVIL)
    yield "facts", page.facts([(EVIL, EVIL), (EVIL, EVIL, True)])
    yield "figures", page.figures([(EVIL, EVIL)])


def _answers() -> Iterator[tuple[str, str]]:
    answers: Any = environment().get_template("components/answers.html").module
    yield "task_bar", answers.task_bar(EVIL, EVIL, EVIL, "saved", EVIL)
    yield "question_theme", answers.question_theme(THEMES[0], EVIL, EVIL)
    yield "help", answers.help(EVIL, EVIL, EVIL, EVIL)
    yield "option_row", answers.option_row(EVIL, EVIL, EVIL, EVIL)
    yield "dont_know", answers.dont_know(EVIL, EVIL)
    yield "not_applicable", answers.not_applicable(EVIL, EVIL, reason=EVIL, error=EVIL)
    yield "offline_band", answers.offline_band()
    yield "evidence_add", answers.evidence_add(EVIL, EVIL, EVIL)
    yield "evidence_item", answers.evidence_item(EVIL, EVIL, EVIL, "quote", "error", 50, EVIL, EVIL)
    yield "action_bar", answers.action_bar(EVIL, EVIL, EVIL, EVIL)
    yield "conflict", answers.conflict(EVIL, EVIL, EVIL, EVIL, EVIL, [(EVIL, EVIL)], [(EVIL, EVIL)])


def _progress() -> Iterator[tuple[str, str]]:
    progress: Any = environment().get_template("components/progress.html").module
    level = {"number": 1, "name": EVIL, "rule": EVIL}
    yield "parcels", progress.parcels([parcel(3, name=EVIL, url=EVIL)], EVIL)
    yield "theme_token", progress.theme_token(THEMES[0], EVIL)
    yield "score_list", progress.score_list([{"theme": THEMES[0], "name": EVIL, "points": 3}])
    yield "level_parcels", progress.level_parcels(1, 4, EVIL)
    yield "level_ladder", progress.level_ladder([level], 0, EVIL)
    yield "next_step", progress.next_step(THEMES[0], EVIL, EVIL, EVIL, EVIL, EVIL, EVIL)
    yield "timeline", progress.timeline([{"title": EVIL, "note": EVIL, "state": "now"}])
    yield "level_key", progress.level_key([level])
    yield "level_bar", progress.level_bar([1, 0, 2, 1], 4, EVIL)


MACROS = dict(every_macro())


@pytest.mark.parametrize("name", MACROS)
def test_a_macro_escapes_its_words_and_needs_no_inline_style_or_script(name: str) -> None:
    tags = Tags(MACROS[name])
    assert tags.named("script") == []
    assert [
        key for _, attributes in tags.tags for key in attributes if key == "style" or key.startswith("on")
    ] == []


def test_done_current_and_open_parcels_differ_by_more_than_colour() -> None:
    tags = Tags(macro("progress", "parcels")([parcel(8), parcel(3, current=True), parcel(0)], "Voortgang"))
    assert [li["class"] for li in tags.named("li")] == [
        "parcel t-soc is-done",
        "parcel t-soc is-now",
        "parcel t-soc",
    ]
    assert [rect["width"] for rect in tags.named("rect")] == ["37.5%"]
    assert [span["aria-current"] for span in tags.named("span") if "aria-current" in span] == ["step"]
    assert [part.strip() for part in tags.text.split("\n") if part.strip()] == [
        f"Sociaal: {done} of 8 questions done" for done in (8, 3, 0)
    ]


def test_a_group_without_questions_is_not_done() -> None:
    tags = Tags(macro("progress", "parcels")([parcel(0, 0)], ""))
    assert tags.named("li")[0]["class"] == "parcel t-soc"


@pytest.mark.parametrize(
    ("student", "company", "amber", "marks"),
    [(2, 2, 0, (51.0 + 48, 117.0)), (2, 3, 0, (108.0, 156.0)), (1, 4, 1, (60.0, 204.0))],
)
def test_the_compare_line_turns_amber_from_two_steps_and_shows_equals_side_by_side(
    student: int, company: int, amber: int, marks: tuple[float, float]
) -> None:
    tags = Tags(macro("review", "compare_line")(student, company, "x"))
    square = next(rect for rect in tags.named("rect") if rect["class"] == "student")
    circle = next(mark for mark in tags.named("circle") if mark["class"] == "company")
    assert len([line for line in tags.named("line") if line["class"] == "gap"]) == amber
    assert (float(square["x"] or 0) + 11.5, float(circle["cx"] or 0)) == marks


def test_a_missing_answer_has_no_mark_on_the_line() -> None:
    tags = Tags(macro("review", "compare_line")(None, 3, "x"))
    assert [rect for rect in tags.named("rect") if rect["class"] == "student"] == []


def test_level_bars_fill_in_proportion_and_always_print_the_number() -> None:
    tags = Tags(macro("progress", "level_bar")([2, 0, 1, 1], 8, "x"))
    assert [(rect["x"], rect["width"]) for rect in tags.named("rect")] == [
        ("0.0%", "25.0%"),
        ("25.0%", "12.5%"),
        ("37.5%", "12.5%"),
    ]
    assert tags.text.strip() == "211"


def test_a_field_ties_its_label_hint_and_error_together() -> None:
    tags = Tags(macro("forms", "field")("name", "Naam", hint="Kort", error="Vul je naam in."))
    (field,) = tags.named("input")
    assert (field["id"], field["aria-describedby"], field["aria-invalid"]) == (
        "name",
        "name-hint name-error",
        "true",
    )
    assert tags.named("label") == [{"for": "name"}]
    assert {p.get("id") for p in tags.named("p")} == {"name-hint", "name-error"}


def test_no_errors_write_no_summary() -> None:
    assert macro("forms", "error_summary")([]).strip() == ""


def test_every_word_of_the_parts_has_its_dutch_and_no_dutch_is_left_over() -> None:
    found = {
        message if isinstance(message, str) else message[0]
        for _, _, message, *_ in extract_from_dir(
            str(WEB / "templates"),
            [(pattern, "jinja2") for pattern in OWN],
            keywords={"_": None, "ngettext": (1, 2)},
        )
    }
    with (WEB / "translations" / "nl" / "components.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue
        if message.id and message.string
    }
    assert found == translated


def test_every_icon_that_is_asked_for_exists() -> None:
    paths = environment().get_template("icons.html").module.paths  # type: ignore[attr-defined]
    used = {
        name
        for template in (WEB / "templates").rglob("*.html")
        for name in re.findall(r"\bicon\(['\"]([a-z]+)['\"]", template.read_text(encoding="utf-8"))
    }
    assert used - set(paths) == set()


def colours_in(block: str) -> dict[str, str]:
    return {name: value.upper() for name, value in re.findall(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6});", block)}


def palette(scheme: str) -> dict[str, str]:
    base = theme_art.LIGHT if scheme == "light" else theme_art.DARK
    themes = {
        f"{theme.key}-{part}": getattr(getattr(theme, scheme), part)
        for theme in theme_art.THEMES
        for part in ("solid", "text", "tint", "on", "furrow")
    }
    return {**base, **themes}


def test_the_style_sheet_has_the_palette_of_the_drawings_in_light_and_twice_in_dark() -> None:
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, chosen, device = re.split(
        r":root\[data-theme=\"dark\"\]|:root:not\(\[data-theme=\"light\"\]\)", text
    )
    assert colours_in(light) == palette("light")
    assert colours_in(chosen) == palette("dark")
    assert colours_in(device) == palette("dark")


def test_every_colour_class_of_a_drawing_is_bound_to_a_token() -> None:
    bound = set(re.findall(r"\.([fsd]-[a-z0-9-]+) \{", (CSS / "drawings.css").read_text(encoding="utf-8")))
    drawings = [
        art.logo(),
        art.horizon(),
        *(art.furrow_sample(kind) for kind in ("verified", "claimed", "limit")),
    ]
    drawings += [art.token(theme) for theme in THEMES]
    used = {
        name for svg in drawings for names in re.findall(r'class="([^"]*)"', svg) for name in names.split()
    }
    assert {name for name in used if re.match(r"[fsd]-", name)} - bound == set()


def test_the_style_sheets_are_all_linked_short_and_load_nothing_from_elsewhere() -> None:
    base = (WEB / "templates" / "base.html").read_text(encoding="utf-8")
    (names,) = re.findall(r"for sheet in \(([^)]*)\)", base)
    of_one_page = {
        name
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r"static_url\('css/([a-z]+)\.css'\)", path.read_text(encoding="utf-8"))
    }
    linked = {*re.findall(r"'([a-z]+)'", names), *of_one_page}
    assert sorted(linked) == sorted(path.stem for path in CSS.glob("*.css"))
    for sheet in CSS.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 400
        assert re.findall(r"url\((?!\"\.\./fonts/)|@import", text) == []


def test_every_font_a_style_sheet_names_is_there() -> None:
    named = set(re.findall(r"\.\./fonts/([a-z-]+\.woff2)", (CSS / "tokens.css").read_text(encoding="utf-8")))
    assert named == {path.name for path in (WEB / "static" / "fonts").glob("*.woff2")}


def test_the_favicon_is_the_logo() -> None:
    assert (WEB / "static" / "img" / "favicon.svg").read_text(encoding="utf-8") == art.logo_file() + "\n"


def test_the_badge_keeps_its_colours_on_a_dark_page() -> None:
    assert re.findall(r'class="([^"]*)"', art.badge(2026)) == ["badge"]
