"""Agreements, platforms and projects in the words of this request."""

from collections.abc import Iterable

from certificates.results import theme_groups
from certificates.scheme import scheme
from questionnaires import load
from scan.domain.partnering import AgreementState, Article, PartnerKind, PledgeState
from scan.domain.peers import SizeClass
from scan.domain.platforms import Effort, Ground, HelpKind, PracticeState
from scan.domain.projects import ProjectPhase
from web.i18n import gettext as _
from web.i18n import text

Choices = list[tuple[str, str]]


def theme_names() -> dict[str, str]:
    """The five themes, in the order of the questionnaire that certificates rest on."""
    return {str(group.theme): text(group.title) for group in theme_groups(load(scheme().questionnaire))}


def sector_names() -> dict[str, str]:
    """The sectors that a company chooses from in its profile."""
    profile = load(scheme().questionnaire).profile
    field = next((one for one in profile if one.id == "sector"), None)
    return {option.id: text(option.text) for option in getattr(field, "options", ())}


def kind_names() -> dict[PartnerKind, str]:
    """What a partner is."""
    return {
        PartnerKind.COMPANY: _("Business"),
        PartnerKind.SCHOOL: _("School or college"),
        PartnerKind.AUTHORITY: _("Authority"),
        PartnerKind.ASSOCIATION: _("Association or foundation"),
    }


def article_names() -> dict[Article, tuple[str, str]]:
    """The title of each article, and what it asks."""
    return {
        Article.GOALS: (_("Goals"), _("You endorse the goals of the alliance.")),
        Article.CONTRIBUTION: (
            _("Own contribution"),
            _("What do you do yourselves, within one or more of the five themes?"),
        ),
        Article.VISIBILITY: (_("Visibility"), _("How do you show in your own channels that you take part?")),
        Article.PLATFORM: (
            _("Platform"),
            _("Which local platform do you take part in, or do you start one?"),
        ),
        Article.SUPPORT: (_("Money or kind"), _("With what do you support the work: money, space, people?")),
    }


def agreement_states() -> dict[AgreementState, tuple[str, str]]:
    """The words for each state, and the kind of its pill."""
    return {
        AgreementState.DRAFT: (_("Draft"), ""),
        AgreementState.OFFERED: (_("Signed by the partner"), "warn"),
        AgreementState.IN_FORCE: (_("In force"), "ok"),
        AgreementState.RENEWED: (_("Renewed"), ""),
        AgreementState.ENDED: (_("No longer in force"), ""),
        AgreementState.WITHDRAWN: (_("Dropped"), ""),
    }


def pledge_states() -> dict[PledgeState, tuple[str, str]]:
    """The words for how a pledge went, and the kind of its pill."""
    return {
        PledgeState.DONE: (_("Did it"), "ok"),
        PledgeState.BUSY: (_("Under way"), ""),
        PledgeState.DROPPED: (_("Not going on"), "warn"),
    }


def practice_states() -> dict[PracticeState, tuple[str, str]]:
    """The words for each state of a story, and the kind of its pill."""
    return {
        PracticeState.OFFERED: (_("Waits for the lead"), "warn"),
        PracticeState.PUBLISHED: (_("Public"), "ok"),
        PracticeState.RETURNED: (_("Came back"), "warn"),
        PracticeState.WITHDRAWN: (_("Not public any more"), ""),
    }


def effort_names() -> dict[Effort, str]:
    """What an improvement took."""
    return {
        Effort.SMALL: _("Some hours"),
        Effort.MEDIUM: _("Some days"),
        Effort.LARGE: _("Longer, or with an investment"),
    }


def size_names() -> dict[SizeClass, str]:
    """How large a company is."""
    return {
        SizeClass.MICRO: _("Up to 9 people"),
        SizeClass.SMALL: _("10 to 49 people"),
        SizeClass.MEDIUM: _("50 to 249 people"),
        SizeClass.LARGE: _("250 people or more"),
    }


def help_names() -> dict[HelpKind, str]:
    """Asked or offered."""
    return {HelpKind.ASKED: _("Help asked"), HelpKind.OFFERED: _("Help offered")}


def ground_names() -> dict[Ground, str]:
    """Why an organisation is in a platform."""
    return {Ground.CERTIFICATE: _("holds a certificate or statement"), Ground.AGREEMENT: _("is a partner")}


def phase_names() -> dict[ProjectPhase, tuple[str, str]]:
    """Where a project is, and the kind of its pill."""
    return {
        ProjectPhase.RUNNING: (_("Running now"), "ok"),
        ProjectPhase.COMING: (_("Still to come"), ""),
        ProjectPhase.OVER: (_("Finished"), ""),
    }


def choices(names: Iterable[tuple[object, object]], first: str = "") -> Choices:
    """(value, words) for a list to choose from; ``first`` stands for no choice."""
    listed = [(str(value), str(words[0] if isinstance(words, tuple) else words)) for value, words in names]
    return [("", first), *listed] if first else listed
