"""A scan packed for a device: its pages, and what a script needs to know where one is without internet.

The pages are those of the server, each with every question that could show; the script hides what does not fit
(``static/js/packed.js``). Conditions are those of the published document, cut down to what conditions read.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import g, render_template, url_for

from questionnaires.answers import Answers
from questionnaires.publishing import canonical_bytes
from scan.use_cases import opening
from scan.use_cases.opening import OpenScan
from web.addresses import fixed_url
from web.device import own_key
from web.forms.answers import answer_to_json
from web.i18n import text
from web.identity import person
from web.scan_order import ONE_BY_ONE, group_url
from web.security import HEADERS
from web.static_files import FOLDER, module_url, static_url
from web.views.filling_in import facts_of, overview_page, profile_page, question_page, start_url, theme_page

_READ = ("id", "type", "when", "theme")
_NEVER: Mapping[str, object] = {"any": []}
_conditions: dict[tuple[str, frozenset[str]], dict[str, object]] = {}


def pack(scan: OpenScan) -> dict[str, object]:
    """Everything for one scan of the person who asks."""
    return {
        "owner": own_key(),
        "scan": scan.id,
        "until": person().expires_at.isoformat(),
        "headers": HEADERS | {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"},
        "version": scan.version,
        "audience": scan.audience,
        "questionnaire": _what_conditions_read(scan),
        "words": {item.id: text(item.question) for item in scan.questionnaire.items()},
        "facts": {f"p_{key}": value for key, value in facts_of(scan).items()},
        "answers": {
            key: {"version": saved.version, **answer_to_json(saved.answer)}
            for key, saved in scan.answers.items()
        },
        "pages": dict(_pages(scan)),
        "files": files(),
    }


def files() -> list[str]:
    """Every static file that the pages of a scan use."""
    sheets = [static_url(f"css/{path.name}") for path in sorted((FOLDER / "css").glob("*.css"))]
    scripts = [module_url(path.name) for path in sorted((FOLDER / "js").glob("*.js"))]
    fonts = [
        fixed_url("static", filename=f"fonts/{path.name}")
        for path in sorted((FOLDER / "fonts").glob("*.woff2"))
    ]
    return [*sheets, *scripts, *fonts, static_url("img/favicon.svg")]


def _pages(scan: OpenScan) -> Iterator[tuple[str, str]]:
    order = [item.id for item in scan.questionnaire.items() if item.id not in scan.left_out]
    everything = frozenset(order)
    given = Answers({key: saved.answer for key, saved in scan.answers.items()}, scan.profile)
    whole = replace(
        scan, visible=everything, progress=opening.progress(scan.questionnaire, given, everything)
    )
    for path, page in (
        (url_for("scanning.overview", scan_id=scan.id), lambda: overview_page(whole, order, started=True)),
        (url_for("scanning.profile", scan_id=scan.id), lambda: profile_page(whole, facts_of(whole), {})),
        (url_for("offline.needs_internet", scan_id=scan.id), lambda: needs_internet_page(whole)),
    ):
        yield path, _packed(path, page)
    for item_id in order:
        path = url_for("scanning.question", scan_id=scan.id, item_id=item_id)
        yield path, _packed(path, lambda item_id=item_id: question_page(whole, item_id))
    for group in scan.questionnaire.groups if scan.audience not in ONE_BY_ONE else ():
        path = group_url(whole, group.id)
        yield path, _packed(path, lambda group_id=group.id: theme_page(whole, group_id, {}, {}))


def _packed(path: str, page: Any) -> str:
    g.packed_as = path
    try:
        return str(page())
    finally:
        del g.packed_as


def needs_internet_page(scan: OpenScan) -> str:
    """What the worker shows for a page that is not packed, such as handing in."""
    return render_template("scanning/needs_internet.html", scan=scan, start_url=start_url(scan))


def _what_conditions_read(scan: OpenScan) -> Mapping[str, object]:
    """Questions that the scan does not ask stay, for conditions that name them, but never show."""
    key = (scan.sha256, scan.left_out)
    if key not in _conditions:
        document = json.loads(canonical_bytes(scan.questionnaire))
        _conditions[key] = {
            "profile": [_cut(field, "id", frozenset()) for field in document["profile"]],
            "facts": [_cut(fact, "id", frozenset()) for fact in document.get("facts", ())],
            "groups": [_cut(group, "key", scan.left_out) for group in document["groups"]],
        }
    return _conditions[key]


def _cut(member: Mapping[str, Any], option_key: str, left_out: frozenset[str]) -> dict[str, object]:
    kept: dict[str, object] = {key: member[key] for key in _READ if key in member}
    if member["id"] in left_out:
        kept["when"] = _NEVER
    if "options" in member:
        kept["options"] = [{option_key: option[option_key]} for option in member["options"]]
    if "members" in member:
        kept["members"] = [_cut(inner, option_key, left_out) for inner in member["members"]]
    return kept
