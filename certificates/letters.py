"""From an invitation to paper: the letter to a company (issue 3)."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from certificates.documents import issuer_line
from certificates.pdf.letter import LetterContent, render_letters
from certificates.scheme import programme
from certificates.wheel import Language
from scan.domain.periods import local_day
from scan.use_cases.inviting import PaperInvitation


def letters_pdf(
    papers: Sequence[PaperInvitation], *, language: Language, join_url: str, now: datetime
) -> bytes:
    """A page for each invitation, in one PDF. ``join_url``: the public address of the page that takes the code.

    The QR code carries the code too, behind the ``#`` that browsers do not send: nobody mistypes it, and it stands in
    no log. Raises ValueError when there is nothing to print.
    """
    return render_letters([_content(paper, language, join_url, now) for paper in papers])


def _content(paper: PaperInvitation, language: Language, join_url: str, now: datetime) -> LetterContent:
    parts = urlsplit(join_url)
    return LetterContent(
        language=language,
        issuer_name=programme().issuer,
        issuer_line=issuer_line(language),
        company=paper.company,
        company_lines=tuple(filter(None, [" ".join(filter(None, (paper.postcode, paper.place)))])),
        school=paper.school,
        place_and_day=(paper.school_place or "", local_day(now)),
        code=paper.code,
        valid_until=local_day(paper.expires_at),
        join_url=f"{join_url}#{paper.code}",
        short_address=f"{parts.netloc}{parts.path}",
    )
