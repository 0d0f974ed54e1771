"""A blank scan on paper, for who prefers that: everything a respondent may be asked, to tick and to write beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from certificates import fields, tokens
from certificates.pdf.flow import (
    COLUMN,
    HEIGHT,
    LEFT,
    WIDTH,
    Picture,
    Piece,
    Unit,
    beside,
    gap,
    lines,
    pages,
    paint,
    rule,
    tick,
)
from certificates.pdf.fonts import font_name
from certificates.pdf.paint import Painter
from certificates.pdf.paper_words import WORDS, ConditionWords
from certificates.pdf.qr_code import QUIET_ZONE, qr_drawing
from certificates.wheel import Language
from questionnaires.definition import (
    Date,
    FreeText,
    Group,
    Item,
    MultipleChoice,
    Number,
    ProfileField,
    Questionnaire,
    SingleChoice,
    Text,
    YesNo,
)

_INDENT = 24.0
_QUESTION, _BODY, _SMALL = 11.0, 9.75, 8.75
_QR = 74.0
_FOOT = HEIGHT - 30.0


@dataclass(frozen=True, slots=True)
class PaperScan:
    """What is printed. ``url`` is the page of the scan: who may see that is asked there, so it holds no secret."""

    questionnaire: Questionnaire
    language: Language
    organisation: str
    url: str
    left_out: frozenset[str] = frozenset()
    """Questions that this scan does not ask."""


def render_paper_scan(content: PaperScan) -> bytes:
    """The blank scan as a PDF of A4 pages; the same content gives the same bytes."""
    return _Paper(content).render()


class _Paper:
    def __init__(self, content: PaperScan) -> None:
        self.content = content
        self.questionnaire = content.questionnaire
        self.words = WORDS[content.language]
        self.conditions = ConditionWords(content.questionnaire, content.language)
        asked = [item for item in content.questionnaire.items() if item.id not in content.left_out]
        self.numbers = {item.id: number for number, item in enumerate(asked, 1)}
        self.alone = [item for item in asked if item.pooled]

    def render(self) -> bytes:
        """Lay out first, because every page says how many there are."""
        laid_out = pages(self._units())
        buffer = BytesIO()
        canvas = Canvas(
            buffer,
            pagesize=(WIDTH, HEIGHT),
            invariant=1,
            lang=self.content.language,
            pageCompression=1,
            initialFontName=font_name("text"),
        )
        canvas.setTitle(f"{self._text(self.questionnaire.title)}: {self.content.organisation}")
        canvas.setCreator("MVO-scan")
        canvas.setViewerPreference("DisplayDocTitle", "true")
        painter = Painter(canvas, HEIGHT)
        for number, page in enumerate(laid_out, 1):
            paint(painter, page)
            where = self.words["page"].format(page=number, count=len(laid_out))
            painter.text(LEFT, _FOOT, self.questionnaire.name.replace("@", " "), 8, fill="ink-2")
            painter.text(WIDTH - LEFT, _FOOT, where, 8, fill="ink-2", anchor="end")
            canvas.showPage()
        canvas.save()
        return buffer.getvalue()

    def _text(self, text: Text) -> str:
        return text.get(self.content.language) or next(iter(text.values()))

    def _units(self) -> Iterator[Unit | None]:
        yield self._head()
        if self.questionnaire.profile:
            heading = [self._heading(self.words["profile"]), gap(4)]
            for field in self.questionnaire.profile:
                yield [*heading, *self._profile(field)]
                heading = []
        for group in self.questionnaire.groups:
            yield from self._group(group, top=True)
        if self.alone:
            yield None
            heading = [
                self._heading(self.words["alone"]),
                gap(2),
                lines(self.words["alone_why"], _BODY, font="name"),
                gap(8),
            ]
            for item in self.alone:
                yield [*heading, *self._item(item)]
                heading = []

    def _head(self) -> list[Piece]:
        code, side = qr_drawing(self.content.url)
        module = _QR / side
        quiet = QUIET_ZONE * module
        room = COLUMN - _QR - 2 * quiet - 8
        qr = Piece((Picture(COLUMN - _QR - quiet, -quiet, code, code.width * module),), 0)
        to_write = [
            beside(lines(self.words[key], _BODY, fill="ink-2"), rule(20, x=86, width=room - 86))
            for key in ("who", "date")
        ]
        about = beside(
            lines(self.words["of"], _BODY, fill="ink-2"),
            lines(self.content.organisation, _BODY, font="strong", x=86, room=room),
        )
        return [
            qr,
            Piece((Picture(0, 0, fields.logo(), 36),), 40),
            lines(self._text(self.questionnaire.title), 21, font="heading", room=room, leading=1.16),
            gap(8),
            about,
            *to_write,
            gap(10),
            lines(f"{self.words['how']} {self.content.url}", _BODY),
            gap(8),
            lines(self._text(self.questionnaire.introduction), _SMALL, fill="ink-2"),
            gap(12),
        ]

    def _heading(self, text: str, theme: str | None = None) -> Piece:
        if theme is None:
            return lines(text, 15, font="heading")
        words = lines(text, 15, font="heading", x=30)
        return Piece((Picture(0, -3, tokens.token_drawing(theme), 22), *words.marks), words.height)

    def _only_if(self, subject: Item | Group) -> list[Piece]:
        if subject.when is None:
            return []
        said = self.conditions.only_if(subject.when)
        return [
            lines(said, _SMALL, font="name", fill="ink-2", x=_INDENT if not isinstance(subject, Group) else 0)
        ]

    def _group(self, group: Group, *, top: bool) -> Iterator[Unit]:
        """The theme, with its first question on the same page as its name."""
        title = self._text(group.title)
        heading: list[Piece] = [
            gap(8 if top else 4),
            self._heading(title, group.theme) if top else lines(title, 12.5, font="heading"),
            gap(5),
            *self._only_if(group),
        ]
        away = [self.numbers[one.id] for one in self.alone if one in group.members]
        if away:
            listed = f" {self.words['and']} ".join(
                (", ".join(map(str, away[:-1])), str(away[-1]))[not away[:-1] :]
            )
            heading.append(lines(self.words["elsewhere"].format(numbers=listed), _SMALL, font="name"))
            heading.append(gap(4))
        for member in group.members:
            if isinstance(member, Group):
                if heading:
                    yield heading
                yield from self._group(member, top=False)
            elif not member.pooled:
                yield [*heading, *self._item(member)]
            else:
                continue
            heading = []
        if heading:
            yield heading

    def _profile(self, field: ProfileField) -> list[Piece]:
        pieces = [lines(self._text(field.question), _QUESTION, font="strong")]
        if field.help:
            pieces.append(lines(self._text(field.help), _SMALL, fill="ink-2"))
        pieces.append(gap(3))
        if field.type == "number":
            pieces.append(rule(18, width=120))
        elif field.type == "yes_no":
            pieces.append(self._yes_no(0))
        else:
            pieces += self._in_two([self._text(option.text) for option in field.options])
        return [*pieces, gap(9)]

    def _in_two(self, options: list[str]) -> list[Piece]:
        """Short options in two columns."""
        half = COLUMN / 2
        rows = []
        for start in range(0, len(options), 2):
            pair = options[start : start + 2]
            rows.append(
                beside(
                    *(
                        tick(text, _BODY, round_box=True, x=half * place, room=half * (place + 1) - 8)
                        for place, text in enumerate(pair)
                    )
                )
            )
        return rows

    def _yes_no(self, x: float) -> Piece:
        return beside(
            tick(self.words["yes"], _BODY, round_box=True, x=x),
            tick(self.words["no"], _BODY, round_box=True, x=x + 70),
        )

    def _item(self, item: Item) -> list[Piece]:
        number = lines(f"{self.numbers[item.id]}", _QUESTION, font="figure", fill="action")
        pieces = [
            beside(number, lines(self._text(item.question), _QUESTION, font="strong", x=_INDENT)),
            *self._only_if(item),
        ]
        if item.help and not item.pooled:
            asked = f"{self.words['ask']} {self._text(item.help.ask)}"
            pieces.append(lines(asked, _SMALL, fill="ink-2", x=_INDENT))
        pieces += [gap(4), *self._answer(item), *self._ways_out(item)]
        if not item.pooled:
            pieces += self._evidence(item)
        return [*pieces, gap(11)]

    def _answer(self, item: Item) -> list[Piece]:
        match item:
            case SingleChoice() | MultipleChoice():
                single = isinstance(item, SingleChoice)
                more = [] if single else [lines(self.words["several"], _SMALL, font="name", x=_INDENT)]
                return more + [
                    tick(self._text(option.text), _BODY, round_box=single, x=_INDENT)
                    for option in item.options
                ]
            case YesNo():
                return [self._yes_no(_INDENT)]
            case Number():
                unit = lines(self._text(item.unit), _BODY, x=_INDENT + 130)
                return [beside(rule(16, x=_INDENT, width=120), Piece(unit.marks, 18)), gap(4)]
            case Date():
                return [rule(18, x=_INDENT, width=120), gap(4)]
            case FreeText():
                return [rule(18, x=_INDENT, width=COLUMN - _INDENT) for _ in range(3)]

    def _ways_out(self, item: Item) -> list[Piece]:
        """Don't know, and the reasons for which the question does not fit."""
        pieces = []
        if item.dont_know:
            pieces.append(tick(self.words["dont_know"], _BODY, round_box=True, x=_INDENT))
        if item.not_applicable:
            pieces.append(lines(self.words["not_applicable"], _SMALL, fill="ink-2", x=_INDENT))
            pieces += [
                tick(self._text(reason.text), _BODY, round_box=True, x=_INDENT)
                for reason in item.not_applicable
            ]
        return pieces

    def _evidence(self, item: Item) -> list[Piece]:
        asked = [lines(self._text(item.evidence), _SMALL, fill="ink-2", x=_INDENT)] if item.evidence else []
        wide = COLUMN - _INDENT
        return [
            *asked,
            lines(self.words["evidence"], _SMALL, fill="ink-2", x=_INDENT),
            rule(14, x=_INDENT, width=wide, fill="line"),
            rule(19, x=_INDENT, width=wide, fill="line"),
        ]
