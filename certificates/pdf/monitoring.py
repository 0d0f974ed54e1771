"""The monitor's yearly report on paper: how it was drawn, what was found, and what the alliance did with it."""

from babel.dates import format_date

from certificates import fields
from certificates.monitoring_report import ReportRow, YearReport
from certificates.pdf.monitoring_words import GRADES, WORDS
from certificates.pdf.pages import COLUMN, LEFT, RIGHT, About, Pages
from certificates.scheme import DecidedScheme
from certificates.wheel import Language
from scan.domain.monitoring import FindingGrade

_TONES = {FindingGrade.SOUND: "ok", FindingGrade.MINOR: "warn", FindingGrade.MAJOR: "error"}


def render_monitoring_report(report: YearReport, *, rules: DecidedScheme, language: Language) -> bytes:
    """The report as a PDF; the same report gives the same bytes, dated by the newest thing in it."""
    first = _painted(report, rules, language, 1)
    return _painted(report, rules, language, first.number).finish()


def _painted(report: YearReport, rules: DecidedScheme, language: Language, pages: int) -> Pages:
    words = WORDS[language]
    title = words["title"].format(year=report.about.year, scheme=rules.title[language])
    about = About(language, title, rules.issuer, words["kind"], report.last_day)
    book = Pages(about, title, words["page"], pages)
    _first_page(book, report, rules, language)
    book.next_page()
    _findings(book, report, language)
    book.words(words["again"].format(seed=report.about.seed), 8.5, fill="ink-2")
    return book


def _first_page(book: Pages, report: YearReport, rules: DecidedScheme, language: Language) -> None:
    words, info = WORDS[language], report.about
    book.paint.drawing(fields.logo(), LEFT - 1.5, 36, 38)
    book.paint.text(LEFT + 48, 53, rules.issuer, 13, "heading")
    book.paint.text(LEFT + 48, 67, words["kind"], 10.5, fill="ink-2")
    book.y = 104
    book.words(words["title"].format(year=info.year, scheme=rules.title[language]), 27, "heading", after=10)
    book.words(
        words["lead"].format(day=format_date(report.last_day, "d MMMM y", locale=language)),
        11,
        fill="ink-2",
        after=10,
    )
    body = rules.monitoring.body
    book.notice(words["no body"] if body is None else words["body"].format(body=body))
    _numbers(book, report, language)
    book.heading(words["draw"], "draw")
    book.words(words["how"].format(share=info.share_percent))
    book.words(words["seed"].format(seed=info.seed, source=info.seed_source))
    book.horizon()


def _numbers(book: Pages, report: YearReport, language: Language) -> None:
    words = WORDS[language]
    book.heading(words["numbers"], "numbers")
    rows = [
        (words["candidates"], len(report.rows)),
        (words["certain"], sum(row.certain for row in report.rows)),
        (words["drawn"], len(report.drawn)),
        *((GRADES[language][grade], count) for grade, count in report.by_grade.items()),
    ]
    for text, count in rows:
        book.room(24)
        book.box(LEFT, book.y, COLUMN, 0.6, "line")
        book.paint.text(LEFT, book.y + 15, text, 10.5)
        book.columns(book.y + 15, [(RIGHT, str(count), "strong", "ink")])
        book.y += 22
    book.y += 14


def _findings(book: Pages, report: YearReport, language: Language) -> None:
    words = WORDS[language]
    book.heading(words["findings"], "findings")
    for row in report.drawn:
        _finding(book, row, language)
    if not report.drawn:
        book.words(words["none"])


def _finding(book: Pages, row: ReportRow, language: Language) -> None:
    words = WORDS[language]
    book.room(64)
    name = row.number or words["refused"].format(number=row.decision_id)
    tone = "ink-2" if row.grade is None else _TONES[row.grade]
    book.paint.text(LEFT, book.y + 11, name, 11.5, "strong")
    book.paint.text(RIGHT, book.y + 11, GRADES[language][row.grade], 10.5, "strong", tone, "end")
    book.y += 18
    book.words(
        words["decided"].format(day=format_date(row.decided_on, "d MMMM y", locale=language)),
        9.5,
        fill="ink-2",
        after=2,
    )
    if row.finding:
        book.words(row.finding, after=2)
    if row.response:
        book.words(words["response"].format(words=row.response), fill="ink-2", after=2)
    book.y += 6
    book.rule()
