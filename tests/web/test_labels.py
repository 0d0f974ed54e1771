"""No label without an independent monitor (Directive (EU) 2024/825): one function decides, and every path asks it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from certificates import label, register
from certificates.scheme import DecidedScheme, names, scheme, statement_scheme
from certificates.validity import Status
from scan.domain.applications import CertificateKind
from scan.store.session import read
from scan.store.tables import Certificate, Organisation
from tests.web.people import as_certifier, as_contact
from tests.web.roles.visitors import visitor
from web.database import EXTENSION
from web.demo.region import COMPANIES, Company


def issued(app: Flask, company: Company = COMPANIES[8]) -> register.Check:
    with read(app.extensions[EXTENSION]) as session:
        number = session.scalars(
            select(Certificate.number)
            .join(Organisation, Organisation.id == Certificate.organisation_id)
            .where(Certificate.state == "issued", Organisation.kvk_number == company.kvk)
        ).one()
        found = register.check(session, number=number, today=datetime.now(UTC).date())
    assert found is not None
    return found


def monitored(found: DecidedScheme) -> DecidedScheme:
    body = found.monitoring.model_copy(update={"body": "Stichting Toezicht Voorbeeld"})
    return found.model_copy(update={"monitoring": body})


def test_label_needs_a_monitor_and_a_certificate(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    found = issued(app)
    assert label.label_svg(found) is None
    monkeypatch.setattr(label, "scheme", lambda name: monitored(scheme(name)))
    assert label.label_svg(found) is not None
    statement = replace(found, kind=CertificateKind.STATEMENT, scheme=statement_scheme().name)
    assert label.label_svg(statement) is None


def test_label_of_what_does_not_hold_says_so_in_place_of_a_level(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(label, "scheme", lambda name: monitored(scheme(name)))
    found = issued(app)
    valid = label.label_svg(found) or ""
    words = {
        "suspended": "geschorst",
        "withdrawn": "ingetrokken",
        "expired": "verlopen",
        "replaced": "vervangen",
    }
    for status, word in words.items():
        drawn = label.label_svg(replace(found, status=Status(status))) or ""
        assert word in drawn
        assert word not in valid


def test_no_scheme_that_is_published_without_a_monitor_gives_a_label() -> None:
    without = [scheme(one) for one in names() if not one.startswith("mvo-ambassador")]
    assert len(without) == 5
    assert [one.name for one in without if one.monitoring.body is None and one.gives_label] == []
    assert [one.gives_label for one in map(monitored, without)] == [True, True, True, False, False]


@pytest.mark.parametrize("company", [COMPANIES[8], COMPANIES[1]], ids=["certificate", "statement"])
def test_no_path_gives_a_label_without_a_monitor(app: Flask, company: Company) -> None:
    """Every address about what was given: none answers with a label, no page offers one, and the paper says so.

    The one picture is what stands beside a link to the public page.
    """
    found = issued(app, company)
    number = found.number
    assert found.status is Status.VALID
    people = (visitor(app), as_contact(app, company), as_certifier(app))
    seen, pictures, offers, broken = [], [], [], []
    for rule in app.url_map.iter_rules():
        if rule.arguments - {"holder"} != {"number"} or "GET" not in (rule.methods or ()):
            continue
        address = re.sub(r"<any\((\w+)[^>]+>", r"\1", rule.rule).replace("<number>", number)
        for someone in people:
            answer = someone.get(address)
            seen.append(address)
            broken += [address] if answer.status_code >= 500 else []
            pictures += [address] if answer.mimetype.startswith("image/") else []
            is_page = answer.mimetype == "text/html"
            offers += [address] if is_page and LABEL.search(answer.text) else []
    expected = {f"/c/{number}", f"/certificates/{number}.pdf", f"/company/certificates/{number}"}
    assert expected | {f"/api/v1/certificates/{number}/badge.svg"} <= set(seen)
    assert (broken, set(pictures), offers) == ([], {f"/c/{number}/card.png"}, [])


LABEL = re.compile(r'(href|src)="[^"?]*(badge|label|keurmerk|insigne)')
"""In an address itself; what follows a question mark says where to come back to."""


def test_public_page_says_that_it_is_no_label(app: Flask) -> None:
    assert "geen wettelijk keurmerk" in visitor(app).words(f"/c/{issued(app).number}")
