"""Where the thing is a statement, no page and no mail calls it a certificate, in Dutch or English."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from certificates import hearings, monitoring, scope_changes, surveillance, validity
from certificates.calendar import run_day
from certificates.granting import settle
from certificates.number import is_statement
from certificates.scheme import scheme, statement_scheme
from certificates.validity import CertificateAction
from scan.domain.news import NewsKind
from scan.domain.roles import Role
from scan.store.tables import SampleEntry
from scan.use_cases.digests import my_news
from tests.scan.factories import Region
from tests.scan.test_activity_photos import GRANT
from tests.scan.test_stating import ask
from tests.web.roles.test_follow_up import complain
from tests.web.roles.visitors import Visitor, plain, staff, visitor
from web.mail.writing import story_of

OF_BOTH = (
    "Certificaat en verklaring", "certificaten en verklaringen", "certificaat of verklaring",
    "Dit is geen certificaat en geen keurmerk", "Certificate and statement", "certificates and statements",
    "certificate or statement", "This is not a certificate and not a label",
    "De regels: MVO-certificaat", "The rules: MVO certificate",
)  # fmt: skip
"""What is said of both at once, and of what a statement is not."""
WHY = "Een activiteit bleek niet gedaan."


def certificates_named(page: str) -> list[str]:
    """Where the main part of a page speaks of a certificate, with some words around it."""
    main = re.search(r"<main\b.*?</main>", page, re.DOTALL)
    title = re.search(r"<title>.*?</title>", page, re.DOTALL)
    assert main is not None
    assert title is not None
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", title[0] + main[0]))
    for both in OF_BOTH:
        text = re.sub(re.escape(both), "", text, flags=re.IGNORECASE)
    return re.findall(r".{0,40}[Cc]ertifica.{0,30}", text)


@pytest.fixture
def number(region: Region) -> str:
    """The garage was given a statement by the first of two certifiers."""
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    application_id = ask(region)
    return str(region.do("certa", settle, application_id=application_id, **GRANT).number)


@pytest.fixture
def every_half_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheme for statements with a check half-way."""
    check = scheme("mvo-certificate").surveillance
    assert check is not None
    every = check.model_copy(update={"levels": ()})
    changed = statement_scheme().model_copy(update={"surveillance": every})
    monkeypatch.setattr(surveillance, "scheme", lambda _: changed)


def looked_at(
    app: Flask, who: str | None, address: str, language: str, send: Callable[[Visitor], Any] | None = None
) -> list[str]:
    someone = visitor(app) if who is None else staff(app, who)
    someone.client.set_cookie("mvo_language", language)
    answer = someone.get(address) if send is None else send(someone)
    assert answer.status_code in (200, 201, 409, 422), (address, answer.status_code)
    return certificates_named(answer.text)


def code_of(receipt: str) -> str:
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}", receipt)
    assert found is not None
    return found[0]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_deciding_on_a_statement(app: Flask, region: Region, language: str) -> None:
    application_id = ask(region)
    address = f"/decisions/{application_id}"
    assert looked_at(app, "certa", "/decisions", language) == []
    assert looked_at(app, "certa", address, language) == []
    assert looked_at(app, "certa", address, language, lambda who: who.post(address, reason="x")) == []
    assert looked_at(app, "certa", f"/decisions/together?application={application_id}", language) == []
    certa = staff(app, "certa")
    certa.client.set_cookie("mvo_language", language)
    answer = certa.post(address, outcome="grant", reason="Alles is compleet.", language="nl")
    said = {
        "nl": "De verklaring is er. Het nummer is MVOV-NN-",
        "en": "The statement is there. Its number is MVOV-NN-",
    }
    page = certa.get(answer.location)
    assert said[language] in plain(page)
    assert certificates_named(page.text) == []
    assert looked_at(app, "gerrit", "/company/certificate", language) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_several_at_once_name_what_is_among_them(app: Flask, region: Region, language: str) -> None:
    statement, certificate = ask(region), region.applied()
    certa = staff(app, "certa")
    certa.client.set_cookie("mvo_language", language)
    of_statements, of_certificates, of_both = {
        "nl": ("de verklaringen", "de certificaten", "de certificaten en verklaringen"),
        "en": ("the statements", "the certificates", "the certificates and statements"),
    }[language]
    begins = {"nl": "Taal van", "en": "Language of"}[language]
    for ids, said in (
        ((statement,), of_statements), ((certificate,), of_certificates), ((statement, certificate), of_both),
    ):  # fmt: skip
        query = "&".join(f"application={one}" for one in ids)
        assert f"{begins} {said} Nederlands" in certa.words(f"/decisions/together?{query}")


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.usefixtures("every_half_way")
def test_pages_after_a_statement_was_given(app: Flask, region: Region, number: str, language: str) -> None:
    code = code_of(complain(region, visitor(app), number))
    asked = {"number": number, "scope": "Ook de wasstraat", "why": "Die kwam erbij."}
    region.do("gerrit", scope_changes.ask, **asked)
    region.do("cees", hearings.propose, number=number, reason=WHY)
    certifiers = (
        f"/certificates/{number}/manage", "/follow-up", "/follow-up/complaints", "/follow-up/complaints/1",
        "/follow-up/scopes", "/follow-up/scopes/1", "/follow-up/hearings", "/follow-up/hearings/1",
    )  # fmt: skip
    for address in certifiers:
        assert looked_at(app, "cees", address, language) == [], address
    stale = looked_at(
        app, "cees", f"/certificates/{number}/manage", language,
        lambda who: who.post(f"/certificates/{number}/manage", action="suspend", reason=WHY, version=9),
    )  # fmt: skip
    assert stale == []
    for address in (f"/company/certificates/{number}", "/company/certificate", "/company/appeals"):
        assert looked_at(app, "gerrit", address, language) == [], address
    for address in (f"/c/{number}", f"/c/{number}/complaint"):
        assert looked_at(app, None, address, language) == [], address
    followed = looked_at(
        app,
        None,
        "/complaints",
        language,
        lambda who: who.client.post("/complaints", data={"code": code}),
    )
    assert followed == []


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.usefixtures("every_half_way")
def test_pages_of_the_check_half_way_of_a_statement(
    app: Flask, region: Region, number: str, language: str
) -> None:
    region.now = region.later(days=366)
    with region.writing() as session:
        assert run_day(session, today=region.now.date(), now=region.now).checks_opened == 1
    for late in (False, True):
        if late:
            region.now = region.later(days=60)
        for who, address in (("cees", "/follow-up/checks/1"), ("gerrit", f"/company/certificates/{number}")):
            assert looked_at(app, who, address, language) == [], address


@pytest.mark.parametrize("language", ["nl", "en"])
def test_appeal_and_answer_to_a_complaint_about_a_statement(
    app: Flask, region: Region, number: str, language: str
) -> None:
    code = code_of(complain(region, visitor(app), number))
    cees = staff(app, "cees")
    cees.post(
        "/follow-up/complaints/1",
        outcome="suspended",
        reply="Wij onderzoeken dit. Dank je.",
        version=1,
        reason=WHY,
    )
    said = {"nl": "De verklaring is geschorst.", "en": "The statement is suspended."}[language]
    someone = visitor(app)
    someone.client.set_cookie("mvo_language", language)
    answer = someone.client.post("/complaints", data={"code": code})
    assert said in plain(answer)
    assert certificates_named(answer.text) == []
    gerrit = staff(app, "gerrit")
    assert "Verklaring geschorst" in gerrit.words("/company/appeals")
    gerrit.post("/company/appeals", against="event-1", grounds="Wij zijn het hier niet mee eens.")
    for address in ("/follow-up/appeals", "/follow-up/appeals/1"):
        assert looked_at(app, "certa", address, language) == []
    assert looked_at(app, "gerrit", "/company/appeals", language) == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_of_the_monitor_about_a_statement(
    app: Flask, region: Region, number: str, language: str
) -> None:
    sample_id = region.do(
        "mona", monitoring.draw_sample, scheme_name=statement_scheme().name, year=2026, seed="Trekking 4 8 15",
        seed_source="loterij.example",
    )  # fmt: skip
    with region.writing() as session:
        entry = session.scalars(select(SampleEntry)).one()
        entry.drawn, entry_id = True, entry.id
    for address in (f"/monitoring/{sample_id}", f"/monitoring/entries/{entry_id}"):
        assert looked_at(app, "mona", address, language) == [], address
    about = {"grade": "major", "finding": "De tweede activiteit is nergens te zien."}
    region.do("mona", monitoring.record_finding, entry_id=entry_id, **about)
    for address in ("/follow-up/findings", f"/follow-up/findings/{entry_id}"):
        assert looked_at(app, "certa", address, language) == [], address


def test_number_that_nobody_has_is_called_what_it_would_be(app: Flask) -> None:
    anyone = visitor(app)
    assert "We kennen deze verklaring niet" in anyone.words("/c/MVOV-NN-2026-0012-92", 404)
    assert "We kennen dit certificaat niet" in anyone.words("/c/MVO-NN-2026-0417-57", 404)
    assert "We kennen dit nummer niet" in anyone.words("/c/MVO-NN-2026-0417-58", 404)
    kinds = [is_statement(one) for one in ("MVOV-NN-2026-0012-92", "MVO-NN-2026-0417-57", "MVOV", None)]
    assert kinds == [True, False, False, False]


def test_news_about_a_statement_says_so_and_leads_to_it(region: Region, number: str) -> None:
    region.do(
        "certa", validity.change, number=number, action=CertificateAction.SUSPEND, reason=WHY, version=1
    )
    (changed,) = [
        line for line in region.look("gerrit", my_news) if line.kind is NewsKind.CERTIFICATE_CHANGED
    ]
    assert [story_of(changed).heading.nl, story_of(changed).heading.en] == [
        "Er veranderde iets aan de MVO-verklaring", "Something changed about the MVO statement",
    ]  # fmt: skip
    of_a_certificate = story_of(replace(changed, dossier_id=1))
    assert of_a_certificate.heading.nl == "Er veranderde iets aan het certificaat"
    ends = story_of(replace(changed, kind=NewsKind.CERTIFICATE_ENDS))
    assert (ends.heading.nl, ends.path) == (
        "De MVO-verklaring loopt af. Vraag een nieuwe aan", "/{holder}/apply/statement",
    )  # fmt: skip
