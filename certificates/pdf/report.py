"""The result of a scan on paper: what was found, what goes well, what can be better, by theme and beside others."""

from certificates import fields
from certificates.art import swatch
from certificates.drawing import Drawing, Font, Group, Shape, parallelogram, rectangle
from certificates.pdf.fonts import can_print
from certificates.pdf.fonts import width as text_width
from certificates.pdf.layout import fit_title, wrap
from certificates.pdf.pages import COLUMN, LEADING, LEFT, RIGHT, WIDTH, About, Pages
from certificates.report import Point, ReportContent, ThemeResult
from certificates.theme_art import theme_art
from certificates.wheel import Size, Wheel, draw

_INDENT = 32.0
_FINGERPRINT = 12
_WHEEL_WIDTH = 452.0


def render_report(content: ReportContent, *, issuer: str) -> bytes:
    """The report as a PDF; the same content gives the same bytes, dated by the check (or by handing in).

    It says on its first page that it is a result and no certificate. Raises ValueError for a name that does not fit.
    """
    first = _painted(content, issuer, 1)
    return _painted(content, issuer, first.number).finish()


def _painted(content: ReportContent, issuer: str, pages: int) -> Pages:
    words = content.words
    name = content.organisation if can_print(content.organisation) else words["kind"]
    about = About(content.language, f"{words['kind']}: {name}", issuer, content.notice, content.day)
    book = Pages(about, f"{name} · {content.notice}", words["page"], pages)
    _first_page(book, content, name, issuer)
    book.next_page()
    _points(book, words["strong"], "strong", "", content.strong, words["no strong"])
    if content.to_show:
        _points(book, words["to show"], "to-show", words["to show lead"], content.to_show, "")
    _points(book, words["improve"], "improve", words["improve lead"], content.improve, words["no steps"])
    if content.way:
        _points(book, content.way_title, "way", "", content.way, "")
    _themes(book, content)
    _colophon(book, content)
    return book


def _first_page(book: Pages, content: ReportContent, name: str, issuer: str) -> None:
    words = content.words
    book.paint.drawing(fields.logo(), LEFT - 1.5, 36, 38)
    book.paint.text(LEFT + 48, 53, issuer, 13, "heading")
    book.paint.text(LEFT + 48, 67, words["kind"], 10.5, fill="ink-2")
    title = fit_title(name, 0.86 * COLUMN)
    y = 96 + title.size * 0.82
    for index, line in enumerate(title.lines):
        book.paint.text(LEFT - 1, y + index * title.leading, line, title.size, "heading")
    y += (len(title.lines) - 1) * title.leading + 36
    y = _level(book, content, y)
    book.y = y + 8
    book.words(content.lead, 11, fill="ink-2", after=8)
    book.notice(content.notice)
    if content.wheel is not None:
        _wheel(book, content.wheel, content)
    _table(book, content)
    book.horizon()


def _level(book: Pages, content: ReportContent, y: float) -> float:
    """The level's parcels with its words; before the check only the words."""
    if content.level is None:
        book.paint.text(LEFT, y, content.heading, 17, "heading")
        return y + 6
    number, count = content.level.number, content.levels
    shapes = tuple(
        Shape(
            parallelogram(18.5 * index, 0.75, 12.5, 22.5, 2.5),
            fill="action" if index < number else "",
            stroke="action" if index < number else "line-strong",
            width=1.3,
        )
        for index in range(count)
    )
    box = 18.5 * count + 8
    book.paint.drawing(Drawing(-1, 0, box, 24, shapes), LEFT - 2, y - 18, box)
    book.paint.text(LEFT + box + 4, y, content.heading, 17, "heading")
    return y + 8


def _wheel(book: Pages, wheel: Wheel, content: ReportContent) -> None:
    drawing = draw(wheel, Size.DESKTOP, content.language)
    scale = _WHEEL_WIDTH / drawing.width
    book.paint.drawing(drawing, (WIDTH - _WHEEL_WIDTH) / 2, book.y, _WHEEL_WIDTH)
    book.y += drawing.height * scale + 6
    _legend(book, content)


def _legend(book: Pages, content: ReportContent) -> None:
    """What the wheel's fills and lines mean, in one row in the middle."""
    sample, gap, size = 16.0, 6.0, 9.5
    widths = [sample + gap + text_width(text, "text", size) for _kind, text in content.legend]
    x = (WIDTH - sum(widths) - 22 * (len(widths) - 1)) / 2
    for (kind, text), width in zip(content.legend, widths, strict=True):
        book.paint.drawing(swatch(kind), x, book.y - 2, sample)
        book.paint.text(x + sample + gap, book.y + 6.5, text, size, fill="ink-2")
        x += width + 22
    book.y += 24


def _table(book: Pages, content: ReportContent) -> None:
    words = content.words
    has_peers = any(theme.peers is not None for theme in content.themes)
    edges = (RIGHT - 168, RIGHT - 84, RIGHT)
    heads = [
        words["filled in"],
        *([words["proven"]] if content.verified else []),
        *([words["others"]] if has_peers else []),
    ]
    placed = edges[3 - len(heads) :]
    book.paint.text(LEFT + _INDENT, book.y + 9, words["theme"], 9, fill="ink-2")
    book.columns(
        book.y + 9, [(edge, head, "text", "ink-2") for edge, head in zip(placed, heads, strict=True)], 9
    )
    book.y += 15
    for theme in content.themes:
        book.box(LEFT, book.y, COLUMN, 0.6, "line")
        book.token(theme.theme, book.y + 3, 16)
        book.paint.text(LEFT + _INDENT, book.y + 15, theme.name, 10.5, "name")
        cells = [_figure(theme.claimed)]
        if content.verified:
            cells.append(_figure(theme.counted))
        if has_peers:
            cells.append(words["others none"] if theme.peers is None else str(theme.peers.median))
        bold = 1 if content.verified else 0
        fonts: list[Font] = ["strong" if index == bold else "text" for index in range(len(cells))]
        row = [(edge, text, font, "ink") for edge, text, font in zip(placed, cells, fonts, strict=True)]
        book.columns(book.y + 15, row)
        book.y += 22
    book.y += 4
    book.paint.text(LEFT, book.y + 10, content.total, 10.5, "strong")
    book.y += 20


def _figure(points: int | None) -> str:
    return "–" if points is None else str(points)


def _points(book: Pages, title: str, bookmark: str, lead: str, points: tuple[Point, ...], none: str) -> None:
    book.heading(title, bookmark)
    if lead:
        book.words(lead, fill="ink-2", after=8)
    if not points and none:
        book.words(none)
    for point in points:
        book.room(_height(point))
        top = book.y
        book.words(point.title, 11.5, "strong", left=LEFT + _INDENT, after=1)
        if point.text:
            book.words(point.text, left=LEFT + _INDENT, after=1)
        if point.note:
            book.words(point.note, 9.5, fill="ink-2", left=LEFT + _INDENT, after=0)
        if book.y > top:
            book.token(point.theme, top - 1)
        book.y += 9
    book.y += 10


def _height(point: Point) -> float:
    """Of one point, so that it is not split."""
    room = COLUMN - _INDENT
    parts: tuple[tuple[str, Font, float], ...] = (
        (point.title, "strong", 11.5),
        (point.text, "text", 10.5),
        (point.note, "text", 9.5),
    )
    return sum(len(wrap(text, font, size, room)) * size * LEADING for text, font, size in parts) + 4


def _themes(book: Pages, content: ReportContent) -> None:
    words = content.words
    book.heading(words["themes"], "themes", keep=120)
    if content.peers_lead:
        book.words(content.peers_lead, fill="ink-2", after=10)
    for theme in content.themes:
        lines = [*theme.sentences, *([theme.peer_words] if theme.peer_words else [])]
        book.room(52 + 15.3 * len(lines))
        _theme(book, theme, lines, content)


def _theme(book: Pages, theme: ThemeResult, lines: list[str], content: ReportContent) -> None:
    top = book.y
    book.token(theme.theme, top - 1, 24)
    shown = theme.counted if content.verified else theme.claimed
    book.paint.text(LEFT + _INDENT + 6, top + 15, theme.name, 12.5, "heading")
    book.paint.text(RIGHT, top + 16, _figure(shown), 17, "figure", anchor="end")
    book.y = top + 27
    _bar(book, theme, verified=content.verified)
    for line in lines:
        book.words(line, left=LEFT + _INDENT + 6, after=1)
    book.y += 11


def _bar(book: Pages, theme: ThemeResult, *, verified: bool) -> None:
    """Claimed as an outline, verified as a fill, the next level's limit as a mark (LOOK 1.3)."""
    left, width = LEFT + _INDENT + 6, COLUMN - _INDENT - 6
    book.box(left, book.y, width, 9, "surface-2", 3)
    art = theme_art(theme.theme)
    marks: list[Shape] = []
    if theme.claimed:
        marks.append(Shape(_part(width, theme.claimed), fill="tint"))
    if verified and theme.counted:
        marks.append(Shape(_part(width, theme.counted), fill="solid", stroke="text", width=0.8))
    if theme.claimed:
        marks.append(Shape(_part(width, theme.claimed), stroke="text", width=1.4))
    if theme.limit:
        marks.append(Shape(rectangle(width * theme.limit / 100 - 1, -3, 2, 15), fill="ink"))
    group = Group(tuple(marks), theme=art.key)
    book.paint.drawing(Drawing(0, 0, width, 9, (group,)), left, book.y, width)
    book.y += 14


def _part(width: float, points: int) -> str:
    """Path data of so many points of a bar."""
    length = max(width * points / 100, 6.0)
    return rectangle(0, 0, length, 9, 3)


def _colophon(book: Pages, content: ReportContent) -> None:
    book.room(24)
    versions = content.words["versions"].format(
        questionnaire=content.questionnaire.replace("@", " "), fingerprint=content.sha256[:_FINGERPRINT]
    )
    book.words(f"{content.notice} {versions}", 8.5, fill="ink-2")
