"""How well raters agree, in plain words: never a number without its interval, its size and its meaning (design 5)."""

from collections.abc import Iterable
from dataclasses import dataclass

from scan.use_cases.agreeing import Agreeing, Between
from scoring import Agreement, Gaps, Meaning
from web.i18n import gettext as _
from web.i18n import ngettext, number

LEANS = 0.25
"""Steps on average from which one side is said to be higher."""


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """One row of the agreement table."""

    who: str
    units: str
    shares: str
    alpha: str
    meaning: str
    lean: str


def agreement_lines(found: Iterable[Agreeing]) -> tuple[AgreementLine, ...]:
    """A line for each pair of raters."""
    return tuple(
        line(_who(one.between), one.agreement, "" if one.gaps is None else _lean(one.between, one.gaps))
        for one in found
    )


def line(who: str, found: Agreement, lean: str = "") -> AgreementLine:
    """One agreement in words."""
    return AgreementLine(
        who=who,
        units=ngettext("%(num)s question", "%(num)s questions", found.units),
        shares=_(
            "%(same)s per cent equal, %(near)s per cent at most one step apart",
            same=round(100 * found.same),
            near=round(100 * found.near),
        )
        if found.pairs
        else "–",
        alpha=alpha_words(found),
        meaning=meaning_words(found.meaning),
        lean=lean,
    )


def alpha_words(found: Agreement) -> str:
    """Alpha with the ends of its interval; a dash where it would say nothing."""
    if found.alpha is None or found.low is None or found.high is None:
        return "–"
    return _(
        "%(alpha)s, between %(low)s and %(high)s",
        alpha=number(round(found.alpha, 2)),
        low=number(round(found.low, 2)),
        high=number(round(found.high, 2)),
    )


def meaning_words(meaning: Meaning) -> str:
    """What an alpha with its interval says."""
    return {
        Meaning.TOO_FEW: _("Too few questions to say something about this."),
        Meaning.NO_SPREAD: _("Nearly all answers are the same step. Then the figure says nothing."),
        Meaning.GOOD: _("They see nearly the same."),
        Meaning.ENOUGH: _("They mostly see the same."),
        Meaning.UNSURE: _("We cannot tell yet whether they see the same."),
        Meaning.LOW: _("They often see something else. Talk about it."),
    }[meaning]


def steps_apart(mean: float) -> str:
    """A size in steps with one decimal: ``0,6``."""
    return number(round(abs(mean), 1))


def _who(between: Between) -> str:
    return {
        Between.STUDENT_AND_COMPANY: _("Student and company"),
        Between.STUDENTS: _("The students among themselves"),
        Between.REVIEWER_AND_COMPANY: _("Teacher and company"),
        Between.REVIEWER_AND_STUDENT: _("Teacher and student"),
    }[between]


def _lean(between: Between, gaps: Gaps) -> str:
    if not gaps.count:
        return ""
    if abs(gaps.mean) < LEANS:
        return _("On average they choose the same height.")
    higher = gaps.mean > 0
    sentences = {
        Between.STUDENT_AND_COMPANY: (
            _("The company chooses %(steps)s step higher on average."),
            _("The student chooses %(steps)s step higher on average."),
        ),
        Between.REVIEWER_AND_COMPANY: (
            _("The teacher chooses %(steps)s step higher on average."),
            _("The company chooses %(steps)s step higher on average."),
        ),
        Between.REVIEWER_AND_STUDENT: (
            _("The teacher chooses %(steps)s step higher on average."),
            _("The student chooses %(steps)s step higher on average."),
        ),
    }
    return sentences[between][0 if higher else 1] % {"steps": steps_apart(gaps.mean)}
