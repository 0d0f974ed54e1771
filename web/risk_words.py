"""Risk flags and the certainty of a level in words: what was found, and from which figure on it is told."""

from scan.domain.risk import Flag, Raised
from scoring.certainty import Certainty
from web.i18n import gettext as _
from web.i18n import number


def flag_words(raised: Raised) -> tuple[str, str]:
    """A short name of the flag, and a sentence with both figures."""
    figures = {"found": abs(raised.found), "limit": raised.limit}
    if raised.flag is Flag.SCORE_JUMPED:
        up = raised.found > 0
        sentence = (
            _(
                "%(found)s points higher than at the last decision. We tell it from %(limit)s points on.",
                **figures,
            )
            if up
            else _(
                "%(found)s points lower than at the last decision. We tell it from %(limit)s points on.",
                **figures,
            )
        )
        return _("The score jumped"), sentence
    return {
        Flag.EVIDENCE_THIN: (
            _("The evidence is thin"),
            _(
                "%(found)s per cent of the higher steps was checked. We tell it below %(limit)s per cent.",
                **figures,
            ),
        ),
        Flag.RATERS_DISAGREE: (
            _("Student and company disagree"),
            _(
                "On %(found)s per cent of the questions they were two steps or more apart."
                " We tell it from %(limit)s per cent on.",
                **figures,
            ),
        ),
        Flag.SAME_REVIEWER: (
            _("Often the same reviewer"),
            _(
                "One person checked this organisation %(found)s times for a decision. We tell it from %(limit)s times.",
                **figures,
            ),
        ),
        Flag.LEVEL_UNSURE: (
            _("The level is on the edge"),
            _(
                "With a little more or less weight for some questions the level holds in %(found)s per cent"
                " of the cases. We tell it below %(limit)s per cent.",
                **figures,
            ),
        ),
    }[raised.flag]


def sure_words(certainty: Certainty) -> str:
    """How sure the level is, for one who decides; nothing where no level is reached."""
    if certainty.level is None:
        return ""
    share = int(100 * certainty.holds // certainty.draws)
    return _(
        "We gave the questions a little more or less weight, %(draws)s times."
        " The level held in %(share)s per cent of them.",
        draws=number(certainty.draws),
        share=share,
    )
