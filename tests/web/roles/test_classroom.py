"""A round of votes in a browser without script: the teacher's board, devices without a cookie, counting hands."""

import re

import pytest
from flask import Flask

from questionnaires import load
from questionnaires.publishing import canonical_bytes
from scan.use_cases.publishing import publish_questionnaire
from tests.scan.factories import Region
from tests.web.roles.visitors import Visitor, plain, staff, visitor

FIRST = "waste-separation"


@pytest.fixture
def tess(app: Flask, region: Region) -> Visitor:
    with region.writing() as session:
        publish_questionnaire(
            session, actor=None, document=canonical_bytes(load("primary-class")), now=region.now
        )
    return staff(app, "tess")


def open_round(tess: Visitor, region: Region, **values: object) -> str:
    """The address of a new round's board."""
    page = f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(
        f"{page}/rounds", page=f"{page}/own-school", **({"children": 3, "devices": "shared"} | values)
    )
    assert answer.status_code == 302, plain(answer)
    return answer.location


def code_on(tess: Visitor, board: str) -> str:
    found = re.search(r"\b([A-Z2-9]{3}-[A-Z2-9]{3})\b", tess.words(board))
    assert found is not None
    return found[1]


def cast(device: Visitor, code: str, option: str = "1", turn: int = 1, item: str = FIRST) -> str:
    """Vote, without any token, and give the words of the page that follows."""
    answer = device.client.post(
        f"/stem/{code}", data={"item": item, "turn": turn, "option": option}, follow_redirects=True
    )
    assert answer.status_code == 200, plain(answer)
    return plain(answer)


def test_a_device_votes_with_the_code_alone_and_gets_no_cookie(
    app: Flask, region: Region, tess: Visitor
) -> None:
    board = open_round(tess, region)
    device = visitor(app)
    entered = device.client.post("/stem", data={"code": code_on(tess, board).lower()})
    assert (entered.status_code, entered.location) == (302, "/stem/" + code_on(tess, board).replace("-", ""))
    assert "Wat doen we met afval in de klas?" in device.words(entered.location)
    assert "Je stem telt" in cast(device, entered.location.removeprefix("/stem/"))
    assert "1 van de 3 hebben gestemd" in tess.words(board)
    assert device.client._cookies == {}


def test_a_shared_device_votes_for_one_child_after_another_until_all_have(
    app: Flask, region: Region, tess: Visitor
) -> None:
    board = open_round(tess, region)
    device, code = visitor(app), code_on(tess, board)
    for _ in range(2):
        assert "Geef het apparaat aan het volgende kind." in cast(device, code)
    assert "Iedereen heeft gestemd" in cast(device, code)
    assert "Iedereen heeft gestemd" in cast(device, code)
    assert "3 van de 3 hebben gestemd" in tess.words(board)


def test_a_device_of_ones_own_votes_once_on_a_question(app: Flask, region: Region, tess: Visitor) -> None:
    board = open_round(tess, region, devices="own")
    device, code = visitor(app), code_on(tess, board)
    for _ in range(2):
        assert "Wacht op de volgende vraag." in cast(device, code)
    assert "1 van de 3 hebben gestemd" in tess.words(board)
    cookie = device.client.get_cookie("mvo_stem", path="/stem")
    assert cookie is not None
    assert cookie.value == f"{code.replace('-', '')}:{FIRST}.1"
    assert "2 van de 3 hebben gestemd" not in tess.words(board)
    tess.post(f"{board}/again", page=board, item=FIRST)
    assert "Je stem telt" in cast(device, code, turn=2)


def test_two_devices_of_their_own_cannot_be_told_apart(app: Flask, region: Region, tess: Visitor) -> None:
    code = code_on(tess, open_round(tess, region, devices="own"))
    cookies = []
    for option in "12":
        device = visitor(app)
        cast(device, code, option)
        cookies.append({key[2]: cookie.value for key, cookie in device.client._cookies.items()})
    assert cookies[0] == cookies[1]


def test_a_vote_without_a_choice_is_asked_again(app: Flask, region: Region, tess: Visitor) -> None:
    code = code_on(tess, open_round(tess, region))
    answer = visitor(app).client.post(f"/stem/{code}", data={"item": FIRST, "turn": 1})
    assert (answer.status_code, "Kies een plaatje." in plain(answer)) == (422, True)


def test_a_wrong_code_keeps_what_was_typed_and_says_what_to_do(app: Flask) -> None:
    answer = visitor(app).get("/stem/AAAAAA")
    assert answer.status_code == 422
    assert "Deze code kennen we niet. Kijk nog eens op het bord." in plain(answer)
    assert 'value="AAA-AAA"' in answer.text


def test_a_vote_from_another_site_is_refused(app: Flask, region: Region, tess: Visitor) -> None:
    code = code_on(tess, open_round(tess, region))
    answer = visitor(app).client.post(
        f"/stem/{code}",
        data={"item": FIRST, "turn": 1, "option": "1"},
        headers={"Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 400


def test_only_forms_without_authority_need_no_token(app: Flask) -> None:
    """Whoever adds one must name it here, and be sure that it uses nobody's rights."""
    without = {name for name, view in app.view_functions.items() if getattr(view, "takes_no_token", False)}
    assert without == {
        "complaining.follow",
        "complaining.send",
        "voting.enter_post",
        "voting.vote",
        "contributing.enter_post",
        "contributing.form_post",
    }


def test_bars_are_not_sent_again_while_nothing_was_counted(app: Flask, region: Region, tess: Visitor) -> None:
    board = open_round(tess, region)
    code = code_on(tess, board)
    for address, someone in ((f"{board}/bars", tess), (f"/stem/{code}/now", visitor(app))):
        first = someone.client.get(address)
        tag = {"If-None-Match": first.headers["ETag"]}
        assert (first.status_code, someone.client.get(address, headers=tag).status_code) == (200, 304)
    fresh = tess.client.get(f"{board}/bars").headers["ETag"]
    cast(visitor(app), code)
    assert tess.client.get(f"{board}/bars", headers={"If-None-Match": fresh}).status_code == 200


def test_hands_above_the_class_are_refused_and_what_was_typed_stays(region: Region, tess: Visitor) -> None:
    board = open_round(tess, region)
    answer = tess.post(f"{board}/hands", page=board, item=FIRST, h_0="2", h_1="2", h_2="")
    assert answer.status_code == 422
    assert "Dat zijn 4 stemmen, en er doen 3 kinderen mee. Tel nog een keer." in plain(answer)
    assert 'name="h_1" type="text" value="2"' in answer.text
    answer = tess.post(f"{board}/hands", page=board, item=FIRST, h_0="veel")
    assert (answer.status_code, "Vul een getal van 0 of meer in." in plain(answer)) == (422, True)


def test_a_closed_round_shows_its_result_and_a_poster(region: Region, tess: Visitor) -> None:
    board = open_round(tess, region)
    assert tess.post(f"{board}/close").status_code == 422
    tess.post(f"{board}/hands", page=board, item=FIRST, h_2="3")
    assert tess.post(f"{board}/close").location == f"{board}/result"
    words = tess.words(f"{board}/result")
    assert ("Boom. Drie of meer soorten gaan apart en het klopt." in words, "Geen stemmen" in words) == (
        True,
        True,
    )
    assert "Onze actie" in tess.words(f"{board}/poster")
    assert tess.get(board).location == f"{board}/result"


def test_another_schools_teacher_finds_nothing_of_the_round(
    app: Flask, region: Region, tess: Visitor
) -> None:
    board, theo = open_round(tess, region), staff(app, "theo")
    pages = ("", "/bars", "/close", "/result", "/poster")
    assert [theo.get(board + page).status_code for page in pages] == [404] * 5
    assert theo.get(f"/teacher/classes/{region.ids['groen']}/own-school").status_code == 404
    for action in ("question", "hands", "again", "close"):
        answer = theo.post(f"{board}/{action}", page="/teacher", item=FIRST)
        assert answer.status_code == 404


def test_an_open_form_says_what_is_missing(region: Region, tess: Visitor) -> None:
    page = f"/teacher/classes/{region.ids['groen']}"
    answer = tess.post(f"{page}/rounds", page=f"{page}/own-school", children="veel")
    assert answer.status_code == 422
    assert "Vul in hoeveel kinderen meedoen." in plain(answer)
    assert "Kies wie een apparaat heeft." in plain(answer)


def test_the_number_of_children_is_changed_on_the_board(region: Region, tess: Visitor) -> None:
    board = open_round(tess, region)
    assert "3 kinderen doen mee" in tess.words(board)
    for wrong, why in (("", "Vul een getal in."), ("0", "Vul in hoeveel kinderen meedoen: 1 tot en met 60.")):
        refused = tess.post(f"{board}/children", page=board, children=wrong)
        assert (refused.status_code, why in plain(refused)) == (422, True)
        assert 'href="#children"' in refused.text
    assert tess.post(f"{board}/children", page=board, children="4").location == board
    assert "4 kinderen doen mee" in tess.words(board)
