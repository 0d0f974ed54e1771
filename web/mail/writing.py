"""A letter as a mail: subject, plain text and simple HTML with the same words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from babel.dates import format_date
from markupsafe import Markup, escape

from scan.domain.messages import Message
from scan.domain.news import LetterKind, NewsKind
from scan.domain.periods import REGION_ZONE, local_day
from scan.use_cases.digests import NewsLine
from scan.use_cases.outbox import ClaimedLetter
from web.mail import words
from web.mail.statement_words import OF_STATEMENTS

MOST_LINES = 20
"""Companies under one heading; the page has the rest."""
HOLDERS = ("company", "institution")
CHOICES_PATH = "/me/mail"
HELP_PATH = "/help"
INVITATION_PATH = "/invitation"
COMPLAINTS_PATH = "/complaints"


class UnwritableLetter(ValueError):
    """No mail can be made of it, now or later."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph, or a heading with a list; an entry is text and, where it leads somewhere, a link."""

    text: str = ""
    heading: str = ""
    entries: tuple[tuple[str, str], ...] = ()
    numbered: bool = False


def write_letter(
    letter: ClaimedLetter, lines: Sequence[NewsLine], *, sender: str, base_url: str, now: datetime
) -> EmailMessage:
    """The mail for a letter; ``lines`` are those of a digest.

    Its Message-ID is always the same, so that a letter sent twice after a crash is shown once. Raises
    UnwritableLetter for an address or a sender that no mail can have.
    """
    subject, parts = _CONTENTS[letter.kind](letter, lines, base_url)
    say = _Speaker(letter.language)
    parts = (*parts, Part(say(words.SIGNATURE, help=base_url + HELP_PATH)))
    mail = EmailMessage()
    mail["Subject"] = one_line(subject)
    mail["From"] = address(sender)
    mail["To"] = address(letter.address)
    mail["Date"] = format_datetime(now)
    host = urlsplit(base_url).hostname or "localhost"
    mail["Message-ID"] = f"<{letter.id}.{letter.created_at:%Y%m%d%H%M%S}.{letter.kind}@{host}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    if letter.kind is LetterKind.DIGEST:
        mail["List-Unsubscribe"] = f"<{base_url}{CHOICES_PATH}>"
    mail.set_content(_as_text(parts))
    mail.add_alternative(_as_html(one_line(subject), parts, letter.language), subtype="html")
    return mail


def one_line(text: str) -> str:
    """Text for a header: what ends a line or is hidden becomes a space, so that nobody adds headers of their own."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


class _Speaker:
    """Says a message in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, message: Message, **values: object) -> str:
        return message.fill(**values).words(self.language) if values else message.words(self.language)

    def day(self, moment: datetime) -> str:
        """``1 juli 2026``, as it is in the region."""
        return format_date(local_day(moment), "d MMMM y", locale=self.language)


def _invitation(
    letter: ClaimedLetter, lines: Sequence[NewsLine], base_url: str
) -> tuple[str, tuple[Part, ...]]:
    del lines
    if letter.secret is None or letter.valid_until is None:
        raise UnwritableLetter
    say = _Speaker(letter.language)
    names = {"company": letter.organisation or "", "school": letter.school or ""}
    link = f"{base_url}{INVITATION_PATH}#{letter.secret}"  # what is behind the # is in no log
    values = {"link": base_url + INVITATION_PATH, "code": letter.secret}
    first, *rest = (message.words(letter.language).format(**values) for message in words.INVITATION_STEPS)
    return say(words.INVITATION_SUBJECT, **names), (
        Part(say(words.HELLO_ALL)),
        Part(say(words.INVITATION_WHY, **names)),
        Part(say(words.INVITATION_ASK)),
        Part(entries=((first, link), *((step, "") for step in rest)), numbered=True),
        Part(say(words.INVITATION_TERM, day=say.day(letter.valid_until))),
        Part(say(words.INVITATION_UNKNOWN)),
    )


def _confirmation(
    letter: ClaimedLetter, lines: Sequence[NewsLine], base_url: str
) -> tuple[str, tuple[Part, ...]]:
    del lines
    if letter.secret is None or letter.valid_until is None:
        raise UnwritableLetter
    say = _Speaker(letter.language)
    local = letter.valid_until.astimezone(REGION_ZONE)
    time = f"{local:%H.%M} uur" if letter.language == "nl" else f"{local:%H:%M}"
    return say(words.CONFIRMATION_SUBJECT), (
        Part(say(words.HELLO_ALL)),
        Part(say(words.CONFIRMATION_WHY), entries=((base_url + letter.secret, base_url + letter.secret),)),
        Part(say(words.CONFIRMATION_TERM, day=say.day(letter.valid_until), time=time)),
        Part(say(words.CONFIRMATION_UNKNOWN)),
    )


def _digest(letter: ClaimedLetter, lines: Sequence[NewsLine], base_url: str) -> tuple[str, tuple[Part, ...]]:
    say = _Speaker(letter.language)
    by_story = {
        story.heading.key: (story, [line for line in lines if story_of(line) is story]) for story in _IN_ORDER
    }
    return say(words.DIGEST_SUBJECT), (
        Part(say(words.HELLO, name=letter.name)),
        Part(say(words.DIGEST_INTRODUCTION)),
        *(_news(story, told, say, base_url) for story, told in by_story.values() if told),
        Part(say(words.DIGEST_CHOICE), entries=((base_url + CHOICES_PATH, base_url + CHOICES_PATH),)),
    )


def story_of(line: NewsLine) -> words.Story:
    """How this news is told: of a statement, which has no dossier, in other words than of a certificate."""
    of_a_statement = None if line.dossier_id is not None else OF_STATEMENTS.get(line.kind)
    return of_a_statement or words.STORIES[line.kind]


_IN_ORDER = tuple(
    story
    for kind, of_others in words.STORIES.items()
    for story in (of_others, OF_STATEMENTS.get(kind))
    if story is not None
)
"""What must be done first stands on top; statements below certificates."""


def _news(story: words.Story, lines: Sequence[NewsLine], say: _Speaker, base_url: str) -> Part:
    entries = [(_entry(line, say), base_url + link_path(line)) for line in lines[:MOST_LINES]]
    if len(lines) > MOST_LINES:
        entries.append((say(words.MORE, count=len(lines) - MOST_LINES), ""))
    return Part(heading=say(story.heading), entries=tuple(entries))


def _entry(line: NewsLine, say: _Speaker) -> str:
    until = deadline_words(line, say.language)
    return f"{line.organisation}. {until}" if until else line.organisation


def deadline_words(line: NewsLine, language: str) -> str:
    """Until when a scan that came back can be handed in; nothing for other news."""
    if line.deadline is None:
        return ""
    over = line.kind in (NewsKind.DEADLINE_PASSED, NewsKind.NOT_IN_TIME)
    day = format_date(line.deadline, "d MMMM y", locale=language)
    return (words.HAD_TO_BE_IN if over else words.HAND_IN_BY).fill(day=day).words(language)


def link_path(line: NewsLine) -> str:
    """Where news leads to in a mail: of what an organisation holds, to its own pages; the alliance has none."""
    path = story_of(line).path
    if path.startswith("/{holder}") and line.organisation_kind not in HOLDERS:
        return "/"
    return path.format(
        holder=line.organisation_kind,
        scan=line.scan_id,
        dossier=line.dossier_id,
        agreement=line.agreement_id,
        platform=line.platform_id,
    )


def _complaint_receipt(
    letter: ClaimedLetter, lines: Sequence[NewsLine], base_url: str
) -> tuple[str, tuple[Part, ...]]:
    del lines
    if letter.secret is None or letter.complaint_id is None or letter.answer_by is None:
        raise UnwritableLetter
    say = _Speaker(letter.language)
    day = format_date(letter.answer_by, "d MMMM y", locale=letter.language)
    page = base_url + COMPLAINTS_PATH
    return say(words.COMPLAINT_RECEIPT_SUBJECT, number=letter.complaint_id), (
        Part(say(words.HELLO_ALL)),
        Part(say(words.COMPLAINT_RECEIPT, number=letter.complaint_id, day=day)),
        Part(say(words.COMPLAINT_CODE, code=letter.secret), entries=((page, page),)),
        Part(say(words.COMPLAINT_UNKNOWN)),
    )


def _complaint_answer(
    letter: ClaimedLetter, lines: Sequence[NewsLine], base_url: str
) -> tuple[str, tuple[Part, ...]]:
    del lines
    if letter.complaint_id is None:
        raise UnwritableLetter
    say = _Speaker(letter.language)
    page = base_url + COMPLAINTS_PATH
    return say(words.COMPLAINT_ANSWER_SUBJECT, number=letter.complaint_id), (
        Part(say(words.HELLO_ALL)),
        Part(say(words.COMPLAINT_ANSWER, number=letter.complaint_id), entries=((page, page),)),
    )


_CONTENTS = {
    LetterKind.INVITATION: _invitation,
    LetterKind.ADDRESS_CONFIRMATION: _confirmation,
    LetterKind.DIGEST: _digest,
    LetterKind.COMPLAINT_RECEIPT: _complaint_receipt,
    LetterKind.COMPLAINT_ANSWER: _complaint_answer,
}


_PLAIN = re.compile(r"[^@\s<>(),;:\\\"\[\]]{1,64}@[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*", re.IGNORECASE)


def address(text: str) -> Address:
    """``a@b.example`` or ``Name <a@b.example>``, in the form that mail knows. Raises UnwritableLetter."""
    name, _, rest = text.rpartition("<")
    plain = rest.removesuffix(">") if name else text
    user, _, domain = plain.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError as problem:
        raise UnwritableLetter from problem
    if not (text.isprintable() and _PLAIN.fullmatch(f"{user}@{ascii_domain}")):
        raise UnwritableLetter
    return Address(display_name=one_line(name), username=user, domain=ascii_domain)


def _as_text(parts: Sequence[Part]) -> str:
    blocks = []
    for part in parts:
        rows = [row for row in (part.heading, part.text) if row]
        for number, (entry, link) in enumerate(part.entries, start=1):
            mark = f"{number}. " if part.numbered else "- "
            same = link == entry or not link
            rows.append(f"{mark if part.heading or part.numbered else ''}{entry}")
            if not same and not part.numbered:
                rows.append(f"  {link}")
        blocks.append("\n".join(rows))
    return "\n\n".join(blocks) + "\n"


_BODY = "font:16px/1.5 sans-serif;color:#0c2733;background:#ffffff;max-width:36em;margin:0 auto;padding:16px"
_HEADING = "font-size:17px;margin:24px 0 4px"
_LINK = "color:#00607a"


def _as_html(title: str, parts: Sequence[Part], language: str) -> str:
    inner = Markup("\n").join(_part_html(part) for part in parts)
    return str(
        Markup(
            '<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>\n'
            '<body style="{}">\n{}\n</body></html>\n'
        ).format(language, title, _BODY, inner)
    )


def _part_html(part: Part) -> Markup:
    blocks = []
    if part.heading:
        blocks.append(Markup('<h2 style="{}">{}</h2>').format(_HEADING, part.heading))
    if part.text:
        blocks.append(Markup("<p>{}</p>").format(part.text))
    entries = Markup("").join(
        Markup("<li>{}</li>").format(
            Markup('<a href="{}" style="{}">{}</a>').format(link, _LINK, entry) if link else escape(entry)
        )
        for entry, link in part.entries
    )
    if entries:
        blocks.append(Markup("<{0}>{1}</{0}>").format("ol" if part.numbered else "ul", entries))
    return Markup("\n").join(blocks)
