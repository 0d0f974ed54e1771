"""For everyone: the rules by which certificates, statements and appointments are given, every version of them."""

from collections.abc import Iterator

from flask import abort, render_template

from certificates.scheme import (
    AmbassadorProgramme,
    CertificateScheme,
    Scheme,
    StatementScheme,
    names,
    published,
)
from questionnaires import Questionnaire, load
from web.i18n import gettext as _
from web.i18n import ngettext, text
from web.permissions import public as for_everyone
from web.views.share_cards import public

__all__ = ["public"]


@public.get("/schemes")
@for_everyone
def schemes() -> str:
    """Each scheme with the version that holds now and those before it."""
    found: dict[str, list[Scheme]] = {}
    for name in names():
        version = published(name)
        found.setdefault(version.id, []).append(version)
    return render_template("public/schemes.html", schemes=list(found.values()))


@public.get("/scheme/<name>")
@for_everyone
def scheme_page(name: str) -> str:
    """The rules by which certificates are given and ambassadors appointed; every version stays public."""
    try:
        found = published(name)
    except KeyError:
        abort(404)
    if isinstance(found, AmbassadorProgramme):
        return render_template("public/programme.html", programme=found)
    asked = load(found.questionnaire) if isinstance(found, CertificateScheme) else None
    return render_template(
        "public/scheme.html", scheme=found, questionnaire=asked, terms=list(_terms(found, asked))
    )


def _terms(
    found: CertificateScheme | StatementScheme, asked: Questionnaire | None
) -> Iterator[tuple[str, str]]:
    """Who decides, by when, how long it holds and who checks it; what an old version does not state is left out."""
    yield _("Who decides"), _("a certifier of the alliance, who had no part in it")
    if isinstance(found, CertificateScheme):
        names = {level.id: text(level.name) for level in asked.levels} if asked else {}
        if found.two_persons:
            yield _("Two people decide on"), ", ".join(names.get(level, level) for level in found.two_persons)
        for level, months in found.validity_months.items():
            holds = _("Holds, level %(level)s", level=names.get(level, level))
            yield holds, ngettext("%(num)s month", "%(num)s months", months)
    else:
        yield _("Holds"), ngettext("%(num)s month", "%(num)s months", found.valid_months)
    if found.terms is None:
        return
    weeks = found.terms.decide_within
    yield (
        _("By when"),
        ngettext("within %(num)s week of the application", "within %(num)s weeks of the application", weeks),
    )
    body, share = found.monitoring.body, found.monitoring.share_percent
    if body is None:
        yield (
            _("Independent check"),
            _(
                "there is nobody for it yet, so no label belongs to it; later %(share)s per cent of the decisions",
                share=share,
            ),
        )
    else:
        yield (
            _("Independent check"),
            _("by %(body)s, of %(share)s per cent of the decisions", body=body, share=share),
        )
