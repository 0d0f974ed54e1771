"""Is this ambassador real? The page behind the code on the certificate, what it keeps to itself, and withdrawing."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from certificates import ambassador_hearings
from certificates import ambassadors as appointing
from certificates.ambassador_publicity import ADULT, choose_publicity
from certificates.scheme import programme
from scan.domain.states import AmbassadorState
from scan.store.tables import Ambassador, AmbassadorHearing, AuditEvent
from tests.scan.factories import Region
from tests.web.roles.visitors import plain, staff, student, visitor

TYPING_ERROR = "Er zit een typfout in dit nummer."
PUBLIC = Path(__file__).parents[3] / "web" / "templates" / "public"


def appointed(region: Region) -> str:
    """Sam is appointed on 23 November 2026, with no public page; gives the number."""
    for key in programme().needed:
        region.do(
            "tess", appointing.confirm, student_id=region.ids["sam"],
            key=key.value, achieved_on=date(2026, 11, 1), proof="Gezien bij Bakery.",
        )  # fmt: skip
    region.do("tess", appointing.nominate, student_id=region.ids["sam"], version=1)
    number: str = region.do("certa", appointing.appoint, ambassador_id=row(region).id, version=2)
    return number


def row(region: Region) -> Ambassador:
    with region.reading() as session:
        return session.query(Ambassador).one()


def shows_herself(region: Region, *, shown: bool = True, name: str = "Sam") -> None:
    region.do(
        "sam", choose_publicity, is_public=shown, public_name=name, age=ADULT, version=row(region).version
    )


def asked(region: Region, ground: str = "made_up_evidence") -> None:
    """The alliance asks Sam for an answer, until three weeks from now."""
    region.do(
        "certa", ambassador_hearings.open_hearing, ambassador_id=row(region).id, ground=ground,
        concern="Het bedrijf kent de foto niet.", answer_until=(region.now + timedelta(days=21)).date(),
    )  # fmt: skip


def withdrawn(region: Region) -> None:
    asked(region)
    region.do("sam", ambassador_hearings.answer_hearing, answer="De foto was van een ander bedrijf.")
    region.do(
        "certa", ambassador_hearings.withdraw, ambassador_id=row(region).id, version=row(region).version
    )


def page(app: Flask, number: str, language: str = "nl") -> str:
    """All of the page that anyone gets, with its tags."""
    someone = visitor(app)
    someone.client.set_cookie("mvo_language", language)
    answer = someone.get(f"/a/{number}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


# Private: the number and nothing else


def test_a_number_that_was_given_is_real_though_the_holder_keeps_the_page_private(
    app: Flask, region: Region
) -> None:
    words = visitor(app).words(f"/a/{appointed(region)}")
    assert "Dit nummer is echt" in words
    assert "Geldig tot en met 22 november 2028" in words
    assert "Deze ambassadeur houdt de pagina privé." in words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("then", ["private", "was public", "term over", "withdrawn"])
def test_no_name_school_company_or_proof_is_on_a_page_that_is_not_public(
    app: Flask, region: Region, then: str, language: str
) -> None:
    number = appointed(region)
    if then == "was public":
        shows_herself(region)
        shows_herself(region, shown=False)
    if then == "term over":
        region.later(days=800)
    if then == "withdrawn":
        shows_herself(region)
        withdrawn(region)
    shown = page(app, number, language)
    assert [
        secret
        for secret in ("Sam", "Noordcollege", "Bakery", "Tess", "Gezien", "1 november", "1 November")
        if secret in shown
    ] == []
    assert number in shown


def test_a_public_page_is_gone_at_once_when_the_holder_takes_it_away(app: Flask, region: Region) -> None:
    number = appointed(region)
    shows_herself(region)
    assert "Sam van Noordcollege, Assen" in visitor(app).words(f"/a/{number}")
    assert "Sam" in visitor(app).words("/ambassadors")
    shows_herself(region, shown=False)
    assert "Sam" not in page(app, number)
    assert "Sam" not in visitor(app).words("/ambassadors")


def test_no_cache_keeps_a_name(app: Flask, region: Region) -> None:
    number = appointed(region)
    shows_herself(region)
    for address in (f"/a/{number}", "/ambassadors"):
        headers = visitor(app).get(address).headers
        assert (headers["Cache-Control"], headers["X-Robots-Tag"]) == ("no-store", "noindex, noarchive")


def test_a_page_of_before_shows_what_minors_show(app: Flask, region: Region) -> None:
    """Who chose a page under the first version of the programme said nothing of an age."""
    number = appointed(region)
    shows_herself(region)
    with region.writing() as session:
        session.execute(update(Ambassador).values(scheme="mvo-ambassador@1.0.0", is_adult=None))
    words = visitor(app).words(f"/a/{number}")
    assert ("Sam van Noordcollege" in words, "Assen" in words) == (True, False)


def test_certifier_appoints_at_a_ceremony_and_prints(app: Flask, region: Region) -> None:
    for key in programme().needed:
        region.do(
            "tess", appointing.confirm, student_id=region.ids["sam"],
            key=key.value, achieved_on=date(2026, 11, 1), proof=None,
        )  # fmt: skip
    region.do("tess", appointing.nominate, student_id=region.ids["sam"], version=1)
    certa = staff(app, "certa")
    nobody = certa.post("/appointments", held_on="2026-12-11", place="Schouwburg")
    assert (nobody.status_code, "Kies minstens één student." in plain(nobody)) == (422, True)
    done = certa.post("/appointments", pick=f"{row(region).id}:2", held_on="2026-12-11", place="Schouwburg")
    assert (done.status_code, "1 student is benoemd." in plain(done)) == (200, True)
    for name in ("certificates", "list"):
        document = certa.get(f"/ceremonies/1/{name}.pdf?order=name")
        assert (document.status_code, document.data[:5], document.headers["Cache-Control"]) == (
            200, b"%PDF-", "no-store",
        )  # fmt: skip
    again = certa.post("/appointments", pick=f"{row(region).id}:2", held_on="2026-12-11", place="Schouwburg")
    words = plain(again)
    assert ("1 is niet benoemd. Daar is niets veranderd." in words, "Sam" in words) == (True, True)


def test_search_engines_keep_no_ambassador(app: Flask, region: Region) -> None:
    number = appointed(region)
    private = page(app, number)
    shows_herself(region)
    assert ['<meta name="robots" content="noindex">' in one for one in (private, page(app, number))] == [
        True
    ] * 2


# Over, or withdrawn


def test_a_term_is_over_the_day_after_its_last_day(app: Flask, region: Region) -> None:
    number = appointed(region)
    last_day = row(region).valid_until
    assert last_day is not None
    region.later(days=(last_day - region.now.date()).days)
    assert "Dit nummer is echt" in page(app, number)
    region.later(days=1)
    assert "De benoeming gold tot en met 22 november 2028." in page(app, number)


def test_an_alumnus_with_a_public_page_was_real(app: Flask, region: Region) -> None:
    number = appointed(region)
    shows_herself(region)
    region.later(days=800)
    words = visitor(app).words(f"/a/{number}")
    assert ("Sam van Noordcollege, Assen" in words, "Dit was echt." in words, "Dit is echt." in words) == (
        True, True, False,
    )  # fmt: skip
    assert "Sam" not in visitor(app).words("/ambassadors")
    assert "Je termijn liep af op 22 november 2028." in student(app, region).words("/me/ambassador")


def test_a_withdrawn_appointment_says_since_when_and_names_nobody(app: Flask, region: Region) -> None:
    number = appointed(region)
    shows_herself(region)
    withdrawn(region)
    words = visitor(app).words(f"/a/{number}")
    assert "Deze benoeming is ingetrokken" in words
    assert "Het geldt niet meer sinds 23 november 2026. Gebruik het niet als bewijs." in words


# Numbers that are not there


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("JA-2026-0034-17", "Dit nummer staat niet in ons register."),
        ("JA-2026-0034-18", TYPING_ERROR),
        ("JA-2026-0043-17", TYPING_ERROR),
        ("Sam", "Dit nummer staat niet in ons register."),
    ],
)
def test_an_unknown_number_is_told_from_a_slip_of_the_pen(app: Flask, number: str, words: str) -> None:
    shown = visitor(app).words(f"/a/{number}", status=404)
    assert ("We kennen dit nummer niet" in shown, words in shown) == (True, True)


def test_a_number_can_be_typed_at_the_address_on_the_certificate(app: Flask, region: Region) -> None:
    number = appointed(region)
    assert "Bijvoorbeeld JA-2026-0034-17" in visitor(app).words("/a")
    assert "Dit nummer is echt" in visitor(app).words(f"/a?number=%20{number.lower()}")
    assert visitor(app).get("/a?number=JA-1").status_code == 404


@pytest.mark.parametrize(
    ("typed", "there"), [("/c/JA-2026-0034-17", "/a/"), ("/a/MVO-NN-2026-0417-57", "/c/")]
)
def test_a_number_typed_at_the_other_address_finds_its_way(app: Flask, typed: str, there: str) -> None:
    answer = visitor(app).get(typed)
    assert (answer.status_code, answer.headers["Location"]) == (302, there + typed[3:])


# The programme


def test_the_programme_named_on_the_certificate_can_be_read(app: Flask, region: Region) -> None:
    shown = page(app, appointed(region))
    assert 'href="/scheme/mvo-ambassador@1.1.0"' in shown
    words = visitor(app).words("/scheme/mvo-ambassador@1.1.0")
    for rule in programme().milestones:
        assert all(part["nl"] in words for part in (rule.name, rule.criterion, rule.evidence, rule.term))
    assert "tot 12 maanden na de termijn" in words
    assert "Bewijs was verzonnen." in words


def test_the_pages_carry_no_terms_of_their_own() -> None:
    """Months and numbers of steps stand in the programme; a page that repeats them is wrong after the next version."""
    pages = [
        *PUBLIC.glob("a*.html"),
        PUBLIC / "programme.html",
        *(PUBLIC.parent / "ambassador").glob("*.html"),
    ]
    assert [
        one.name for one in pages if "24 months" in one.read_text() or "12 months" in one.read_text()
    ] == []


def test_the_appointment_keeps_the_programme_it_was_given_under(region: Region) -> None:
    appointed(region)
    assert row(region).scheme == "mvo-ambassador@1.1.0"


def test_a_nomination_asks_what_the_programme_asks(app: Flask, region: Region) -> None:
    """Six steps; the last a year and a day after the first is too late."""
    for number, key in enumerate(programme().needed):
        day = date(2025, 11, 1) if number == 0 else date(2026, 11, 2)
        region.do(
            "tess",
            appointing.confirm,
            student_id=region.ids["sam"],
            key=key.value,
            achieved_on=day,
            proof=None,
        )
    tess = staff(app, "tess")
    answer = tess.post(
        f"/teacher/ambassadors/{region.ids['sam']}/nominate", page="/teacher/ambassadors", version=1
    )
    assert answer.status_code == 422
    assert "Deze student heeft nog niet alle 6 stappen binnen 12 maanden gehaald." in plain(answer)


# Withdrawing


def test_a_certifier_withdraws_after_a_hearing(app: Flask, region: Region) -> None:
    number = appointed(region)
    shows_herself(region)
    certa, sam = staff(app, "certa"), student(app, region)
    assert "Sam Noordcollege" in certa.words(f"/appointments/{number}")
    answer = certa.post(
        f"/appointments/{number}/hearing", page=f"/appointments/{number}",
        ground="breach_of_privacy", concern="Op een dia staat een klant.", answer_until="2026-12-07",
    )  # fmt: skip
    assert answer.status_code == 302
    words = sam.words("/me/ambassador")
    assert "Op een dia staat een klant." in words
    assert "Je kunt antwoorden tot en met 7 december 2026." in words
    assert (
        sam.post("/me/ambassador/answer", page="/me/ambassador", answer="Dat klopt niet.").status_code == 302
    )
    assert "Dat klopt niet." in certa.words(f"/appointments/{number}")
    answer = certa.post(
        f"/appointments/{number}/withdraw", page=f"/appointments/{number}", version=row(region).version
    )
    assert answer.status_code == 302
    after = row(region)
    assert (after.state, after.is_public, after.public_name, after.ended_on, after.ended_ground) == (
        AmbassadorState.REVOKED, False, None, date(2026, 11, 23), "breach_of_privacy",
    )  # fmt: skip
    assert "Deze benoeming is ingetrokken" in page(app, number)
    assert "De privacy van iemand is geschonden." in student(app, region).words("/me/ambassador")
    with region.reading() as session:
        actions = session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.subject_kind == "ambassador")
            .order_by(AuditEvent.sequence.desc())
            .limit(3)
        ).all()
    assert list(reversed(actions)) == [
        "ambassador_hearing_opened",
        "ambassador_hearing_answered",
        "ambassador_revoke",
    ]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"answer_until": ""}, "Kies de laatste dag voor een antwoord."),
        ({"answer_until": "2026-12-06"}, "Geef minstens 14 dagen om te antwoorden: tot en met 07-12-2026"),
        ({"concern": "Kort"}, "Zeg wat je hoorde, in 10 tot 2.000 tekens."),
        ({"ground": "bad_marks"}, "Kies een van de mogelijkheden."),
        ({"ground": ""}, "Kies de reden."),
    ],
)
def test_a_hearing_has_a_ground_of_the_programme_words_and_time_to_answer(
    app: Flask, region: Region, sent: dict[str, str], words: str
) -> None:
    number = appointed(region)
    given = {
        "ground": "made_up_evidence",
        "concern": "Het bedrijf kent de foto niet.",
        "answer_until": "2026-12-07",
        **sent,
    }
    answer = staff(app, "certa").post(
        f"/appointments/{number}/hearing", page=f"/appointments/{number}", **given
    )
    assert (answer.status_code, words in plain(answer)) == (422, True)
    with region.reading() as session:
        assert session.query(AmbassadorHearing).count() == 0


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        (False, "Vraag de ambassadeur eerst om een antwoord."),
        (True, "De ambassadeur heeft nog tot en met 14-12-2026 om te antwoorden."),
    ],
)
def test_nothing_is_withdrawn_before_a_hearing_or_while_an_answer_may_come(
    app: Flask, region: Region, heard: bool, words: str
) -> None:
    number = appointed(region)
    if heard:
        asked(region)
    certa = staff(app, "certa")
    path = f"/appointments/{number}/withdraw"
    answer = certa.post(path, page=f"/appointments/{number}", version=row(region).version)
    assert (answer.status_code, words in plain(answer)) == (422, True)
    assert row(region).state == AmbassadorState.APPOINTED


def test_without_an_answer_it_can_be_withdrawn_the_day_after_the_last_day(region: Region) -> None:
    appointed(region)
    asked(region)
    region.later(days=22)
    region.do(
        "certa", ambassador_hearings.withdraw, ambassador_id=row(region).id, version=row(region).version
    )
    assert row(region).state == AmbassadorState.REVOKED


def test_a_hearing_that_is_closed_without_consequence_leaves_everything_as_it_was(
    app: Flask, region: Region
) -> None:
    number = appointed(region)
    shows_herself(region)
    asked(region)
    answer = staff(app, "certa").post(f"/appointments/{number}/hearing/drop", page=f"/appointments/{number}")
    assert answer.status_code == 302
    assert (row(region).state, row(region).is_public) == (AmbassadorState.APPOINTED, True)
    assert "De alliantie vraagt om je antwoord" not in student(app, region).words("/me/ambassador")


def test_an_old_page_withdraws_nothing(app: Flask, region: Region) -> None:
    number = appointed(region)
    asked(region)
    region.do("sam", ambassador_hearings.answer_hearing, answer="Het was anders.")
    answer = staff(app, "certa").post(
        f"/appointments/{number}/withdraw", page=f"/appointments/{number}", version=1
    )
    assert (answer.status_code, row(region).state) == (409, AmbassadorState.APPOINTED)


def test_a_withdrawn_certificate_is_not_printed_again(app: Flask, region: Region) -> None:
    number = appointed(region)
    sam = student(app, region)
    assert sam.get(f"/ambassadors/{number}.pdf").status_code == 200
    withdrawn(region)
    assert sam.get(f"/ambassadors/{number}.pdf").status_code == 404


def test_only_certifiers_look_people_up_by_number(app: Flask, region: Region) -> None:
    number = appointed(region)
    assert [staff(app, who).get(f"/appointments/{number}").status_code for who in ("tess", "carla")] == [
        403
    ] * 2
    assert visitor(app).get(f"/appointments/{number}").status_code == 302


def test_a_certifier_finds_an_appointment_by_its_number(app: Flask, region: Region) -> None:
    number, certa = appointed(region), staff(app, "certa")
    assert certa.get(f"/appointments?number={number}").headers["Location"] == f"/appointments/{number}"
    assert "We kennen dit nummer niet." in certa.words("/appointments?number=JA-2026-0034-17", status=404)
    assert certa.get("/appointments/JA-2026-0034-18").status_code == 404
