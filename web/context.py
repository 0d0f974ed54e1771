"""What the frame of every page shows: menu, languages, colours, help; worked out from the request in one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from flask import Flask, g, get_flashed_messages, request

from certificates import art
from certificates.number import is_statement
from scan.domain.roles import Actor, OrganisationKind, Role
from web.addresses import fixed_url, public_url
from web.device import own_key
from web.i18n import LANGUAGES
from web.i18n import gettext as _
from web.identity import current_actor, halfway
from web.last_time import last_time
from web.views.preferences import THEME_COOKIE, THEMES


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of one kind of visitor: a name for the role, and (words, endpoint) in order."""

    role: str
    entries: tuple[tuple[str, str], ...]
    holder: OrganisationKind | None = None
    """Of whose own pages the entries are; nobody else has any."""

    def address(self, endpoint: str) -> str:
        """Of one entry."""
        if self.holder is not None and endpoint.startswith("own."):
            return fixed_url(endpoint, holder=self.holder.value)
        return fixed_url(endpoint)


def install(app: Flask) -> None:
    """Give ``base.html`` its context."""
    app.jinja_env.globals["art"] = art
    app.jinja_env.globals["fixed_url"] = fixed_url
    app.jinja_env.globals["public_url"] = public_url
    app.jinja_env.globals["last_time"] = last_time
    app.jinja_env.globals["is_statement"] = is_statement
    app.context_processor(lambda: {"frame": Frame()})


def menu_of(actor: Actor | None, *, is_pupil: bool = False) -> Menu:
    """The menu that fits the person's weightiest role; visitors get the public one."""
    pupil = Menu(_("Pupil"), ((_("My school"), "pupil.start"),))
    menus = (
        (Role.CERTIFIER, Menu(_("Alliance"), ((_("Decisions"), "certifier.queue"),
                                             (_("After the decision"), "follow_up.overview"),
                                             (_("Ambassadors"), "certifier.appointments"),
                                             (_("Partners"), "alliance.agreement_list")))),
        (Role.MONITOR, Menu(_("Monitor"), ((_("Monitoring"), "monitoring.samples"),
                                          (_("Register"), "public.register")))),
        (Role.COORDINATOR, Menu(_("Coordinator"), ((_("School"), "school.overview"),
                                                  (_("Scan of our school"), "own.overview"),
                                                  (_("Certificate"), "own.certificate"),
                                                  (_("Import"), "school.choose_import"),
                                                  (_("Classes"), "teacher.classes"),
                                                  (_("With others"), "partner.overview"),
                                                  (_("Ambassadors"), "teacher.ambassadors")),
                                OrganisationKind.INSTITUTION)),
        (Role.TEACHER, Menu(_("Teacher"), ((_("My classes"), "teacher.classes"),
                                          (_("To check"), "teacher.queue"),
                                          (_("Ambassadors"), "teacher.ambassadors")))),
        (Role.REVIEWER, Menu(_("Reviewer"), ((_("To check"), "teacher.queue"),))),
        (Role.CONTACT, Menu(_("Company"), ((_("Overview"), "own.overview"),
                                          (_("Outcome"), "own.newest_report"),
                                          (_("Plan"), "own.plan"),
                                          (_("Certificate"), "own.certificate"),
                                          (_("With others"), "partner.overview")),
                            OrganisationKind.COMPANY)),
        (Role.ADMINISTRATOR, Menu(_("Administrator"), ((_("Colleagues"), "staff.colleagues"),
                                                      (_("Partners"), "alliance.agreement_list")))),
        (Role.STUDENT, pupil if is_pupil else Menu(_("Student"), ((_("My internship"), "student.start"),
                                                                  (_("Ambassador"), "ambassador.progress")))),
    )  # fmt: skip
    for role, menu in menus:
        if actor is not None and actor.is_a(role):
            return menu
    visitors = ((_("Register"), "public.register"), (_("Region"), "public.region"),
                (_("About the scan"), "public.about"), (_("Ambassadors"), "public.ambassadors"),
                (_("Partners"), "network.partner_list"))  # fmt: skip
    return Menu("", visitors)


class Frame:
    """What ``base.html`` asks for; nothing is worked out that the page does not show."""

    @cached_property
    def _menu(self) -> Menu:
        who = g.get("signed_in")
        return menu_of(current_actor(), is_pupil=who is not None and who.is_pupil)

    @cached_property
    def _back(self) -> str:
        """How a choice finds its way back to this page."""
        here = request.full_path.rstrip("?") if request.method == "GET" else request.path
        return "?" + urlencode({"next": g.get("packed_as") or here})

    @property
    def is_packed(self) -> bool:
        """Whether this page is made to be kept on a device, not to be shown now (``web/pack.py``)."""
        return "packed_as" in g

    @property
    def path(self) -> str:
        """Of this page, also when it is packed."""
        return str(g.get("packed_as") or request.path)

    @cached_property
    def owner(self) -> str:
        """What this device calls who is signed in; nothing for a visitor."""
        return own_key()

    @property
    def theme(self) -> str:
        """``light``, ``dark``, or ``auto`` for what the device says."""
        chosen = request.cookies.get(THEME_COOKIE)
        return chosen if chosen in THEMES else "auto"

    @cached_property
    def theme_urls(self) -> dict[str, str]:
        """Where each choice of colours is made."""
        return {one: fixed_url("preferences.choose_theme", choice=one) + self._back for one in THEMES}

    @cached_property
    def language_urls(self) -> dict[str, str]:
        """This same page in each language."""
        return {one: fixed_url("preferences.choose_language", choice=one) + self._back for one in LANGUAGES}

    @property
    def menu(self) -> list[tuple[str, str, bool]]:
        """(words, address, whether it is this page) of each entry."""
        return [
            (words, self._menu.address(endpoint), request.endpoint == endpoint)
            for words, endpoint in self._menu.entries
        ]

    @property
    def role(self) -> str:
        """The name of the visitor's role; nothing when nobody is signed in."""
        return self._menu.role

    @property
    def is_signed_in(self) -> bool:
        """Whether somebody is."""
        return current_actor() is not None

    @property
    def is_halfway(self) -> bool:
        """Whether somebody gave a password and has to do more."""
        return halfway() is not None

    @property
    def foot_links(self) -> list[tuple[str, str]]:
        """(words, address) of what stands under every page."""
        return [
            (_("Something is not safe"), fixed_url("public.safety")),
            (_("The region"), fixed_url("public.region")),
            (_("Check a number"), fixed_url("public.check_form")),
            (_("Privacy"), fixed_url("public.privacy")),
            (_("Accessibility"), fixed_url("public.accessibility")),
        ]

    @cached_property
    def messages(self) -> Sequence[object]:
        """(kind, words) to show once; a page that is kept for later has none, and takes none away."""
        return () if self.is_packed else get_flashed_messages(with_categories=True)
