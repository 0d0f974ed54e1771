"""The page on which a certifier decides shows the file, or says why this certifier may not decide."""

import re

import pytest
from flask import Flask

from scan.domain.moderation import Verdict
from scan.domain.roles import Role
from scan.store.tables import AuditEvent
from scan.use_cases.applying import apply
from scan.use_cases.evidence import add_note
from tests.scan.factories import APPLICATION, RULES, Region
from tests.web.roles.visitors import plain, staff


def with_a_difference(region: Region) -> int:
    """An application on a dossier with one difference of two steps, settled, and one piece of evidence, accepted."""
    scan = region.start("sam")
    region.fill("sam", scan)
    piece = region.do("sam", add_note, scan_id=scan, item_id="energy-source", text="Er liggen panelen.")
    region.submit("sam", scan)
    region.own_scan(**{"energy-source": "1"})
    region.accept_evidence(piece)
    dossier = region.dossier_of(scan).id
    region.settle(dossier, "energy-source", Verdict.BETWEEN)
    region.close(dossier)
    application: int = region.do(
        "carla", apply, dossier_id=dossier, application=APPLICATION, rules=RULES,
    )  # fmt: skip
    return application


def part(page: str, name: str) -> str:
    """The words of one section of the page."""
    section = page[page.index(f'id="{name}"') :]
    return " ".join(
        re.sub(r"<[^>]+>", " ", section[section.index(">") + 1 : section.index("</section>")]).split()
    )


def test_differences_stand_there_with_verdict_and_reason(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{with_a_difference(region)}").text
    settled = part(page, "settled")
    assert 'aria-label="Student: 3. Bedrijf: 1. Docent: 2."' in page
    assert "2 stappen verschil" in settled
    assert "Oordeel: 2, ertussenin Samen bekeken." in settled


def test_a_file_without_differences_says_so(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{region.applied()}").text
    assert "Er waren geen verschillen van twee stappen of meer." in part(page, "settled")


def test_evidence_is_counted_for_company_and_student(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{with_a_difference(region)}").text
    assert "B Bedrijf 0 0 1 S Student 1 1 0 1" in part(page, "evidence")


def test_what_went_before_is_told_in_order(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{with_a_difference(region)}").text
    told = re.findall(r'comment-role">([^<]+)<', page[page.index('id="history"') :])
    assert told[-2:] == ["Het nakijken was klaar", "De organisatie vroeg het certificaat aan"]


def test_students_have_numbers_and_no_names(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{with_a_difference(region)}").text
    assert "Sam" not in page.replace("Samen bekeken", "")


def test_pooled_answers_are_not_on_the_page(app: Flask, region: Region) -> None:
    certa = staff(app, "certa")
    application = with_a_difference(region)
    assert "Hoe is respect?" not in part(certa.get(f"/decisions/{application}").text, "settled")


def test_a_certifier_reads_every_question_and_changes_none(app: Flask, region: Region) -> None:
    certa, application = staff(app, "certa"), with_a_difference(region)
    found = re.search(r'href="(/dossiers/\d+/review)"', certa.get(f"/decisions/{application}").text)
    assert found is not None
    page = certa.get(found[1]).text
    assert "Er liggen panelen." in page
    assert ("/verdict" in page, '/decision"' in page, "/finish" in page) == (False, False, False)
    assert 'href="/decisions"' in page


def test_who_may_decide_sees_every_check_pass(app: Flask, region: Region) -> None:
    page = staff(app, "certa").get(f"/decisions/{region.applied()}").text
    words = part(page, "impartial")
    assert "Dit klopt niet" not in words
    assert "Je nam niet zelf het besluit dat na bezwaar is vervallen. Nagekeken door: Tess" in words


@pytest.mark.parametrize(
    ("role", "where", "why"),
    [
        (Role.CONTACT, "bakery", "Dit klopt niet: Je hoort niet bij deze organisatie."),
        (Role.TEACHER, "noordcollege", "Dit klopt niet: Je hoort niet bij een school die meedeed."),
    ],
)
def test_a_certifier_with_a_tie_reads_why_and_cannot_decide(
    app: Flask, region: Region, role: Role, where: str, why: str
) -> None:
    application = region.applied()
    region.add_person("both", (Role.CERTIFIER, "alliance"), (role, where))
    both = staff(app, "both")
    page = both.get(f"/decisions/{application}").text
    assert why in part(page, "impartial")
    assert "Je hoort zelf bij dit bedrijf of deze school. Een ander moet dit doen." in page
    assert 'name="outcome"' not in page
    answer = both.post(
        f"/decisions/{application}", page="/me", outcome="grant", level="aware", reason="Alles klopt."
    )
    assert answer.status_code == 403
    assert "Een ander moet dit doen." in plain(answer)
    with region.reading() as session:
        logged = session.query(AuditEvent).filter_by(action="refused", subject_kind="application").all()
    assert [(one.subject_id, one.data["reason"]) for one in logged] == [(application, "own_organisation")]


def test_a_certifier_of_the_company_gets_no_file(app: Flask, region: Region) -> None:
    application = with_a_difference(region)
    region.add_person("both", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "bakery"))
    page = staff(app, "both").get(f"/decisions/{application}").text
    assert ("Samen bekeken" in page, 'id="history"' in page) == (False, False)
