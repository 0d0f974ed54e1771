"""The certifier's pages around a decision: the queue, two people, clear cases together; and statements for everyone."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, update

from certificates import granting
from certificates.scheme import scheme
from scan.domain.roles import Role
from scan.store.paging import Asked
from scan.store.tables import Application, Certificate, DecisionRow, Organisation
from scan.use_cases import queueing
from scan.use_cases.stating import apply_for_statement
from tests.scan.factories import Region
from tests.scan.test_risk import far_apart
from tests.scan.test_stating import RULES, SIGNED, WRITTEN
from tests.web.roles.visitors import Visitor, plain, staff, visitor

BY_TWO = scheme().model_copy(update={"two_persons": ("aware",)})


def stated(region: Region) -> int:
    """The garage asked for a statement."""
    asked = {
        "organisation_id": region.ids["garage"],
        "application": SIGNED,
        "statement": WRITTEN,
        "rules": RULES,
    }
    application_id: int = region.do("gerrit", apply_for_statement, **asked)
    return application_id


@pytest.fixture
def by_two(region: Region, monkeypatch: pytest.MonkeyPatch) -> Region:
    """The first level takes two certifiers."""
    monkeypatch.setattr("web.decision_pages.scheme", lambda _: BY_TWO)
    monkeypatch.setattr(granting, "scheme", lambda _: BY_TWO)
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    return region


# Two people


def grant(who: Visitor, application_id: int, **changed: object) -> Any:
    sent = {"outcome": "grant", "level": "aware", "language": "nl", "reason": "Alles klopt."}
    return who.post(f"/decisions/{application_id}", **(sent | changed))


def test_page_says_that_the_level_takes_two_and_then_who_proposed(app: Flask, by_two: Region) -> None:
    application_id = by_two.applied()
    certa, cees = staff(app, "certa"), staff(app, "cees")
    assert "1 · Bewust (met een tweede certificeerder)" in certa.words(f"/decisions/{application_id}")
    answer = grant(certa, application_id)
    assert (answer.status_code, answer.location) == (302, "/decisions")
    assert "Je voorstel is genoteerd. Een tweede certificeerder besluit." in certa.words("/decisions")
    own = certa.words(f"/decisions/{application_id}")
    assert "Je hebt dit niveau zelf voorgesteld." in own
    assert "Jouw antwoord op het voorstel" not in own
    other = cees.words(f"/decisions/{application_id}")
    assert "Certa stelde voor: 1 · Bewust" in other
    assert "Jouw antwoord op het voorstel" in other


def test_second_certifier_confirms_on_the_page_and_the_certificate_is_there(
    app: Flask, by_two: Region
) -> None:
    application_id = by_two.applied()
    grant(staff(app, "certa"), application_id)
    address = f"/decisions/{application_id}"
    sent = {"answer": "confirm", "reason": "Ik zie hetzelfde."}
    answer = staff(app, "cees").post(f"{address}/answer", page=address, **sent)
    assert answer.location.startswith("/c/MVO-NN-")
    told = staff(app, "certa").words(address)
    assert "Cees bevestigde het" in told
    assert "Ik zie hetzelfde." in told


def test_answer_without_a_choice_or_a_reason_is_asked_for_again(app: Flask, by_two: Region) -> None:
    application_id = by_two.applied()
    grant(staff(app, "certa"), application_id)
    address = f"/decisions/{application_id}"
    answer = staff(app, "cees").post(f"{address}/answer", page=address)
    assert answer.status_code == 422
    assert {f'href="#{field}"' in answer.text for field in ("answer", "reason")} == {True}


# Together


def test_clear_cases_are_shown_before_anything_is_decided(app: Flask, region: Region) -> None:
    one = stated(region)
    page = staff(app, "certa").words(f"/decisions/together?application={one}")
    assert "Er is nog niets besloten." in page
    assert "Geeft: MVO-verklaring" in page
    with region.reading() as session:
        assert session.query(DecisionRow).count() == 0


def together(who: Visitor, ids: tuple[int, ...], **changed: object) -> Any:
    """Send the page of clear cases with a reason of its own for each."""
    page = "/decisions/together?" + "&".join(f"application={one}" for one in ids)
    sent: dict[str, object] = {"language": "nl"}
    for place, one in enumerate(ids):
        sent |= {
            f"cases-{place}-application": one,
            f"cases-{place}-level": "",
            f"cases-{place}-take": "1",
            f"cases-{place}-reason": f"Reden {one}.",
        }
    return who.post("/decisions/together", page=page, **(sent | changed))


def test_each_case_gets_a_decision_and_a_reason_of_its_own(app: Flask, region: Region) -> None:
    one = stated(region)
    answer = together(staff(app, "certa"), (one,))
    assert answer.status_code == 200
    assert "Garage gegeven MVOV-NN-2026-0001" in plain(answer)
    with region.reading() as session:
        assert [row.reason for row in session.query(DecisionRow)] == [f"Reden {one}."]


def test_case_that_asks_for_attention_is_reported_and_the_others_go_on(app: Flask, region: Region) -> None:
    """At the bakery student and company disagreed; the garage's statement is clear."""
    asks, clear = far_apart(region), stated(region)
    page = staff(app, "certa").words(f"/decisions/together?application={asks}&application={clear}")
    assert "Niet samen Bakery Er is iets dat aandacht vraagt." in page
    answer = together(staff(app, "certa"), (asks, clear))
    assert "Bakery niet besloten Er is iets dat aandacht vraagt." in plain(answer)
    with region.reading() as session:
        assert [row.application_id for row in session.query(DecisionRow)] == [clear]


def test_case_that_was_decided_in_the_meantime_is_reported(app: Flask, region: Region) -> None:
    one = stated(region)
    certa = staff(app, "certa")
    page = certa.get(f"/decisions/together?application={one}")
    assert page.status_code == 200
    certa.post(f"/decisions/{one}", outcome="refuse", reason="Niet goed genoeg.")
    answer = together(certa, (one,))
    assert "Garage niet besloten Dit kan nu niet, in deze stand." in plain(answer)


def test_case_without_a_reason_is_asked_for_again_and_nothing_is_decided(app: Flask, region: Region) -> None:
    one = stated(region)
    answer = together(staff(app, "certa"), (one,), **{"cases-0-reason": ""})
    assert (answer.status_code, f'href="#reason-{one}"' in answer.text) == (422, True)
    with region.reading() as session:
        assert session.query(DecisionRow).count() == 0


def test_made_up_numbers_are_refused(app: Flask, region: Region) -> None:
    one = stated(region)
    for wrong in ("9" * 30, "x", ""):
        assert together(staff(app, "certa"), (one,), **{"cases-0-application": wrong}).status_code == 400


def test_nothing_ticked_leads_back_to_the_queue(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    assert certa.get("/decisions/together").location == "/decisions"
    for wrong in ("x", "-1", "0", "9" * 30):
        assert certa.get(f"/decisions/together?application={wrong}").status_code == 302
    assert certa.get("/decisions/together?application=99999").status_code == 200


# The queue


def many(region: Region, count: int) -> None:
    """So many companies that asked for a statement, one a day; every tenth has a sign."""
    first = stated(region)
    with region.writing() as session:
        row = session.get_one(Application, first)
        kept = {
            column.name: getattr(row, column.name)
            for column in Application.__table__.columns
            if column.name != "id"
        }
        session.delete(row)
        session.flush()
        garage = region.ids["garage"]
        companies = [garage]
        holder = session.get_one(Organisation, garage)
        for number in range(count - 1):
            made = Organisation(
                kind=holder.kind, name=f"Bedrijf {number:03}", kvk_number=f"{80_000_000 + number}",
                created_at=region.now,
            )  # fmt: skip
            session.add(made)
            session.flush()
            companies.append(made.id)
        session.execute(
            insert(Application),
            [
                kept
                | {
                    "organisation_id": company,
                    "declared_at": region.now - timedelta(days=number),
                    "flag_count": number % 10 == 0,
                }
                for number, company in enumerate(companies)
            ],
        )


def test_queue_is_paged_and_sorted_by_age_or_by_risk(app: Flask, region: Region) -> None:
    many(region, 60)
    by_age = region.look("certa", queueing.decision_queue)
    assert (by_age.total, by_age.pages, len(by_age.items)) == (60, 2, 50)
    days = [entry.declared_at for entry in by_age.items]
    assert days == sorted(days)
    assert len(region.look("certa", queueing.decision_queue, asked=Asked(page=2)).items) == 10
    assert region.look("certa", queueing.decision_queue, asked=Asked(page=99)).page == 2
    by_risk = region.look("certa", queueing.decision_queue, asked=Asked(sort="-flags"))
    assert [entry.flag_count for entry in by_risk.items][:7] == [1] * 6 + [0]
    certa = staff(app, "certa")
    assert "60 aanvragen wachten" in certa.words("/decisions?sort=-flags&page=2")
    assert "2 van 2" in certa.words("/decisions?page=2")


def test_queue_takes_as_many_statements_for_thirty_as_for_one(region: Region) -> None:
    stated(region)
    one = statements(region)
    with region.writing() as session:
        session.query(Application).delete()
    many(region, 30)
    assert statements(region) == one
    assert one <= 7


def statements(region: Region) -> int:
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    actor = region.actor("certa")
    event.listen(region.engine, "before_cursor_execute", note)
    try:
        with region.reading() as session:
            queueing.decision_queue(session, actor=actor, now=region.now)
    finally:
        event.remove(region.engine, "before_cursor_execute", note)
    return len(counted)


def test_overdue_decision_is_shown_in_the_queue_and_on_the_page(app: Flask, region: Region) -> None:
    application_id = stated(region)
    certa = staff(app, "certa")
    assert "te laat" not in certa.words("/decisions")
    with region.writing() as session:
        session.execute(update(Application).values(decide_by=region.now.date() - timedelta(days=2000)))
    assert "te laat" in certa.words("/decisions")
    assert "Te laat Het besluit moest er zijn op" in certa.words(f"/decisions/{application_id}")


# Statements


def _activities() -> dict[str, object]:
    """What was written of each, as the form sends it."""
    return {
        f"activities-{place}-{field}": value
        for place, one in enumerate(WRITTEN.activities)
        for field, value in {
            "title": one.title, "done_on": str(one.done_on), "tags": list(one.tags), "result": one.result,
            "link": one.link,
        }.items()
    }  # fmt: skip


def test_company_writes_and_sends_a_statement(app: Flask, region: Region) -> None:
    gerrit = staff(app, "gerrit")
    day = region.now.date()
    sent: dict[str, object] = {
        "words": WRITTEN.words, "next_step": WRITTEN.next_step, "next_step_by": (day + timedelta(days=900)).isoformat(),
        "sharing": "visit", "sites": "De garage", "activities_there": "repareren", "signed_by_name": "Gerrit",
        "signed_by_role": "eigenaar", "declared": list(RULES.declarations),
    }  # fmt: skip
    sent |= _activities()
    answer = gerrit.post("/company/apply/statement", **sent)
    assert answer.status_code == 302, plain(answer)
    assert "Je aanvraag ligt bij de alliantie." in gerrit.words("/company/certificate")


def test_page_of_a_renewal_says_what_is_known_already_and_the_refusal_what_is_missing(
    app: Flask, region: Region
) -> None:
    gerrit = staff(app, "gerrit")
    asks = "Kregen jullie eerder een MVO-verklaring?"
    assert asks not in gerrit.words("/company/apply/statement")
    granted = {"outcome": "grant", "reason": "Alles is compleet.", "language": "nl"}
    staff(app, "certa").post(f"/decisions/{stated(region)}", **granted)
    page = gerrit.words("/company/apply/statement")
    assert f"Dit vul je hieronder in: {asks} Dan is minstens 1 activiteit nieuw" in page
    assert (
        "Daarvan nieuw: minstens 1. Nieuw is wat jullie deden na 23 november 2026, de eerste dag van jullie"
        " laatste verklaring." in page
    )
    known = "Al bekend: dit deden jullie op of voor 23 november 2026."
    assert [f"Activiteit {place} {known}" in page for place in (1, 2)] == [True, True]
    assert page.count(known) == 2
    answer = gerrit.post("/company/apply/statement", **_activities())
    assert answer.status_code == 422
    assert (
        "Jullie hadden al een verklaring. Noem 1 of meer nieuwe activiteiten: gedaan na de eerste dag daarvan."
        in plain(answer)
    )


def test_what_was_typed_stays_when_something_is_wrong(app: Flask, region: Region) -> None:
    answer = staff(app, "gerrit").post(
        "/company/apply/statement",
        **{"words": "Te kort.", "activities-1-title": "Olie ingezameld", "activities-1-tags": "planet"},
    )
    assert answer.status_code == 422
    assert "Wat je wilt: Schrijf 3 tot 6 zinnen. Nu zijn het er 1." in plain(answer)
    assert 'value="Olie ingezameld"' in answer.text
    assert 'name="activities-1-tags" value="planet" checked' in answer.text


def test_statement_is_public_without_level_or_points(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    answer = certa.post(
        f"/decisions/{stated(region)}", outcome="grant", reason="Alles is compleet.", language="nl"
    )
    page = visitor(app).words(answer.location)
    assert "Deze MVO-verklaring is geldig" in page
    assert "Erkend om wil en activiteit" in page
    assert WRITTEN.words in page
    assert "Stagiair begeleid 25 augustus 2026 · People, Profit" in page
    main = page.split("Inloggen")[-1]
    assert not any(word in main for word in ("Niveau", "niveau", "punten"))
    register = visitor(app).words("/register")
    assert "1 certificaat of verklaring" in register
    assert "MVO-verklaring" in register.split("Garage")[-1]
    assert "Garage" in visitor(app).words("/register?level=statement")
    assert "Garage" not in visitor(app).words("/register?level=aware")


def test_withdrawn_statement_keeps_its_number_and_hides_what_was_written(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    answer = certa.post(
        f"/decisions/{stated(region)}", outcome="grant", reason="Alles is compleet.", language="nl"
    )
    number = answer.location.rpartition("/")[2]
    reason = "Een activiteit bleek niet gedaan."
    certa.post(f"/certificates/{number}/manage", action="withdraw", reason=reason, version=1)
    assert "Deze MVO-verklaring is geldig" in visitor(app).words(f"/c/{number}")
    gerrit = staff(app, "gerrit")
    gerrit.post(f"/company/certificates/{number}/hearing", answer="Dat klopt, het kwam er niet van.")
    certa.post("/follow-up/hearings/1", outcome="withdrawn", reason=reason)
    page = visitor(app).words(f"/c/{number}")
    assert "Deze MVO-verklaring is ingetrokken" in page
    assert WRITTEN.words not in page
    with region.reading() as session:
        assert session.query(Certificate).one().state == "withdrawn"


@pytest.mark.parametrize(
    "name",
    [
        "mvo-certificate@1.0.0",
        "mvo-certificate@1.1.0",
        "mvo-statement@1.0.0",
        "mvo-statement@1.1.0",
    ],
)
def test_every_version_of_a_scheme_has_its_public_page(app: Flask, name: str) -> None:
    anyone = visitor(app)
    version = name.partition("@")[2]
    assert f"versie {version}" in anyone.words(f"/scheme/{name}")
    assert f'href="/scheme/{name}"' in anyone.get("/schemes").text
