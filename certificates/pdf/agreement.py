"""An agreement with a partner as a PDF: five articles and two signatures; the same content gives the same bytes."""

from collections.abc import Iterator

from certificates import fields
from certificates.agreement import AgreementOnPaper, ArticleOnPaper, SignatureOnPaper
from certificates.drawing import Font
from certificates.pdf.fonts import can_print
from certificates.pdf.layout import fit_title, wrap
from certificates.pdf.pages import BOTTOM, COLUMN, LEADING, LEFT, About, Pages
from certificates.tokens import token_drawing

_INDENT = 32.0
_TERM = 104.0
_BETWEEN = 28.0
_SIGNED = (COLUMN - _BETWEEN) / 2
"""Width of a signature."""
_UNSIGNED = 66.0
"""Height of the room to sign by hand."""


def render_agreement(content: AgreementOnPaper) -> bytes:
    """The agreement as a PDF. Raises ValueError for a name that does not fit."""
    first = _painted(content, 1)
    return _painted(content, first.number).finish()


def _painted(content: AgreementOnPaper, pages: int) -> Pages:
    name = content.title if can_print(content.title) else content.kind
    about = About(content.language, f"{content.kind}: {name}", content.issuer, content.lead, content.day)
    book = Pages(about, f"{content.kind} · {name}", content.page, pages)
    _head(book, content, name)
    for article in content.articles:
        _article(book, article)
    closing = len(wrap(content.closing, "text", 9.5, COLUMN)) * 9.5 * LEADING + 8
    book.room(closing + max(_height(one) for one in content.signatures))
    book.words(content.closing, 9.5, fill="ink-2", after=8)
    _signatures(book, content.signatures)
    return book


def _head(book: Pages, content: AgreementOnPaper, name: str) -> None:
    book.paint.drawing(fields.logo(), LEFT - 1.5, 36, 38)
    book.paint.text(LEFT + 48, 53, content.issuer, 13, "heading")
    book.paint.text(LEFT + 48, 67, content.kind, 10.5, fill="ink-2")
    title = fit_title(name, 0.9 * COLUMN)
    y = 86 + title.size * 0.82
    for index, line in enumerate(title.lines):
        book.paint.text(LEFT - 1, y + index * title.leading, line, title.size, "heading")
    book.y = y + (len(title.lines) - 1) * title.leading + 16
    for term, value in content.facts:
        top = book.y
        book.words(value, 10.5, "strong", left=LEFT + _TERM, after=2)
        book.paint.text(LEFT, top + 10.5, term, 10.5, fill="ink-2")
    book.y += 5
    if content.state:
        book.notice(content.state)
    book.words(content.lead, 11, after=8)
    _strip_on_top(book)


def _strip_on_top(book: Pages) -> None:
    """The five fields, once, flat under the head: the foot of the first page is for words."""
    strip = fields.strip("wide", COLUMN)
    book.paint.drawing(strip, LEFT, book.y, COLUMN)
    book.y += strip.height + 14


def _article(book: Pages, article: ArticleOnPaper) -> None:
    first = article.clauses[0]
    keep = 52 + sum(
        len(wrap(text, "text", 10.5, COLUMN - _INDENT)) * 10.5 * LEADING
        for text in (article.introduction, first.heading, first.text)
    )
    book.room(min(keep, 300))
    top = book.y
    book.paint.text(LEFT, top + 14, str(article.number), 15, "figure", "action")
    book.paint.text(LEFT + _INDENT, top + 14, article.title, 14, "heading")
    book.y = top + 21
    book.words(article.introduction, 10, fill="ink-2", left=LEFT + _INDENT, after=5)
    for clause in article.clauses:
        lines = wrap(clause.text, "text", 10.5, COLUMN - 2 * _INDENT)
        book.room((len(lines) + bool(clause.heading)) * 10.5 * LEADING)
        left = LEFT + _INDENT
        if clause.theme is not None:
            book.paint.drawing(token_drawing(clause.theme), left, book.y + 1, 18)
            left += 26
        if clause.heading:
            book.words(clause.heading, 10.5, "strong", left=left, after=0)
        for paragraph in clause.text.split("\n"):
            book.words(paragraph, 10.5, left=left, after=0)
        book.y += 5
    book.y += 2


def _signatures(book: Pages, signatures: tuple[SignatureOnPaper, ...]) -> None:
    """Beside each other, on the page of the words just above them."""
    top = book.y
    for index, one in enumerate(signatures):
        left, y = LEFT + index * (_SIGNED + _BETWEEN), top
        for text, font, size, fill in _lines(one):
            book.paint.text(left, y + size, text, size, font, fill)
            y += size * LEADING
        if not one.name:
            book.box(left, top + _UNSIGNED - 4, _SIGNED, 0.8, "ink")
    book.y = min(top + max(map(_height, signatures)), BOTTOM)


def _height(one: SignatureOnPaper) -> float:
    written = sum(size * LEADING for _, _, size, _ in _lines(one))
    return written if one.name else max(written, _UNSIGNED)


def _lines(one: SignatureOnPaper) -> Iterator[tuple[str, Font, float, str]]:
    """(text, font, size, fill) of each line."""
    rows: tuple[tuple[str, Font, float, str], ...] = (
        (one.side, "strong", 10.5, "ink"),
        (one.name, "heading", 14.0, "ink"),
        (one.office, "text", 10.5, "ink"),
        (one.day, "text", 9.5, "ink-2"),
    )
    for text, font, size, fill in rows:
        for line in wrap(text, font, size, _SIGNED) if text else ():
            yield line, font, size, fill
