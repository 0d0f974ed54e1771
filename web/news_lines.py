"""News as lines on a page; the words are those of the mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from scan.domain.news import TOPICS, NewsKind, Topic
from scan.use_cases.digests import NewsLine
from web.i18n import language
from web.mail.writing import deadline_words, story_of


@dataclass(frozen=True, slots=True)
class ToldNews:
    """One line, and where it leads to."""

    text: str
    until: str
    day: datetime
    url: str


def told(lines: Sequence[NewsLine]) -> tuple[ToldNews, ...]:
    """The lines for a student, all of them: what was not shown cannot be said to be seen."""
    return tuple(
        ToldNews(
            story_of(line).line.fill(organisation=line.organisation).words(language()),
            deadline_words(line, language()),
            line.created_at,
            _url(line),
        )
        for line in lines
    )


def _url(line: NewsLine) -> str:
    """A student's own scan: to go on with it where it came back, else its result; or the own page as ambassador."""
    if line.kind in TOPICS[Topic.AMBASSADORS]:
        return url_for("ambassador.progress")
    if line.scan_id is None:
        return ""
    done = line.kind in (NewsKind.ACCEPTED, NewsKind.COMPARISON_OPENED)
    return url_for("scanning.result" if done else "scanning.overview", scan_id=line.scan_id)
