"""No label without an independent monitor (Directive (EU) 2024/825): one function decides, and every path asks it."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from certificates import labels, register
from certificates.scheme import CertificateScheme, certificate_schemes, scheme
from certificates.validity import Status
from scan.store.session import read
from scan.store.tables import Certificate
from tests.web.people import as_certifier, as_contact
from tests.web.roles.visitors import visitor
from web import clock
from web.database import EXTENSION
from web.demo.region import COMPANIES


def with_a_monitor() -> CertificateScheme:
    present = scheme()
    body = present.monitoring.model_copy(update={"body": "Stichting Toezicht Voorbeeld"})
    return present.model_copy(update={"monitoring": body})


def test_label_needs_a_monitor_a_certificate_and_that_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = with_a_monitor()
    monkeypatch.setattr(labels, "scheme", lambda _: rules)
    assert [one for one in Status if labels.label_of(rules.name, one)] == [Status.VALID]
    statement = rules.model_copy(update={"kind": "statement"})
    monkeypatch.setattr(labels, "scheme", lambda _: statement)
    assert [one for one in Status if labels.label_of(rules.name, one)] == []


def test_no_scheme_that_is_published_without_a_monitor_gives_a_label() -> None:
    without = [one for one in certificate_schemes() if one.monitoring.body is None]
    assert without
    assert [one.name for one in without if labels.label_allowed(one)] == []


def test_no_path_gives_a_label_for_a_certificate_without_a_monitor(app: Flask) -> None:
    """Every address about a certificate: none answers with a picture, no page offers one, and the paper says so."""
    with app.app_context(), read(app.extensions[EXTENSION]) as session:
        number = session.scalars(select(Certificate.number).where(Certificate.state == "issued")).first()
        assert number is not None
        found = register.check(session, number=number, today=clock.today())
    assert found is not None
    assert (found.status, labels.label_of(found.scheme, found.status)) == (Status.VALID, False)
    people = (visitor(app), as_contact(app, COMPANIES[8]), as_certifier(app))
    seen, pictures, offers, broken = [], [], [], []
    for rule in app.url_map.iter_rules():
        if rule.arguments != {"number"} or "GET" not in (rule.methods or ()):
            continue
        address = rule.rule.replace("<number>", number)
        for someone in people:
            answer = someone.get(address)
            seen.append(address)
            broken += [address] if answer.status_code >= 500 else []
            pictures += [address] if answer.mimetype.startswith("image/") else []
            is_page = answer.mimetype == "text/html"
            offers += [address] if is_page and LABEL.search(answer.text) else []
    assert {f"/c/{number}", f"/certificates/{number}.pdf", f"/company/certificates/{number}"} <= set(seen)
    assert (broken, pictures, offers) == ([], [], [])


LABEL = re.compile(r'(href|src)="[^"]*(badge|label|keurmerk|insigne)')


def test_public_page_says_that_it_is_no_label(app: Flask) -> None:
    with read(app.extensions[EXTENSION]) as session:
        number = session.scalars(select(Certificate.number).where(Certificate.state == "issued")).first()
    assert "geen wettelijk keurmerk" in visitor(app).words(f"/c/{number}")
