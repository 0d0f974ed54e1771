"""What the frame of every page shows: menu, languages, colours, help; worked out from the request in one place."""

from dataclasses import dataclass

from flask import Flask, get_flashed_messages, request, url_for

from certificates import art
from scan.domain.roles import Actor, Role
from web.i18n import LANGUAGES
from web.i18n import gettext as _
from web.identity import current_actor
from web.views.preferences import THEME_COOKIE, THEMES


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of one kind of visitor: a name for the role, and (words, endpoint) in order."""

    role: str
    entries: tuple[tuple[str, str], ...]


def install(app: Flask) -> None:
    """Give ``base.html`` its context."""
    app.jinja_env.globals["art"] = art
    app.context_processor(_frame)


def menu_of(actor: Actor | None) -> Menu:
    """The menu that fits the person's weightiest role; visitors get the public one."""
    menus = (
        (Role.CERTIFIER, Menu(_("Alliance"), ((_("Decisions"), "certifier.queue"),
                                             (_("Ambassadors"), "certifier.appointments")))),
        (Role.TEACHER, Menu(_("Teacher"), ((_("My classes"), "teacher.classes"),
                                          (_("To check"), "teacher.queue"),
                                          (_("Ambassadors"), "teacher.ambassadors")))),
        (Role.CONTACT, Menu(_("Company"), ((_("Overview"), "company.overview"),
                                          (_("Plan"), "company.plan"),
                                          (_("Certificate"), "company.certificate")))),
        (Role.STUDENT, Menu(_("Student"), ((_("My internship"), "student.start"),
                                          (_("Ambassador"), "ambassador.progress")))),
    )  # fmt: skip
    for role, menu in menus:
        if actor is not None and actor.is_a(role):
            return menu
    visitors = ((_("Register"), "public.register"), (_("About the scan"), "public.about"),
                (_("Ambassadors"), "public.ambassadors"))  # fmt: skip
    return Menu("", visitors)


def _frame() -> dict[str, object]:
    actor = current_actor()
    menu = menu_of(actor)
    here = request.full_path.rstrip("?") if request.method == "GET" else request.path
    chosen = request.cookies.get(THEME_COOKIE)
    return {
        "theme_choice": chosen if chosen in THEMES else "auto",
        "theme_urls": {
            theme: url_for("preferences.choose_theme", choice=theme, next=here) for theme in THEMES
        },
        "alternate_urls": {
            code: url_for("preferences.choose_language", choice=code, next=here) for code in LANGUAGES
        },
        "home_url": url_for("public.home"),
        "brand_section": _("Alliantie Noord Nederland"),
        "nav_items": [
            (words, url_for(endpoint), request.endpoint == endpoint) for words, endpoint in menu.entries
        ],
        "role_name": menu.role,
        "sign_in_url": None if actor else url_for("account.sign_in"),
        "sign_out_url": url_for("account.sign_out") if actor else None,
        "help_url": url_for("public.help_page"),
        "foot_links": [
            (_("Something is not safe"), url_for("public.safety")),
            (_("Check a certificate"), url_for("public.check_form")),
            (_("Privacy"), url_for("public.privacy")),
            (_("Accessibility"), url_for("public.accessibility")),
        ],
        "messages": get_flashed_messages(with_categories=True),
    }
