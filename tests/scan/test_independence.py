"""Each side for itself first; the school holds back; students are safe (design 6, instrument A4, A5)."""

from collections.abc import Callable
from typing import Any

import pytest

from scan.domain.errors import NotAllowed, NotFound
from scan.domain.moderation import Verdict
from scan.domain.roles import Role
from scan.domain.states import DossierState
from scan.store.files import FileStore
from scan.use_cases.applying import apply
from scan.use_cases.comparing import Review, open_review
from scan.use_cases.evidence import add_note, read_file
from scan.use_cases.moderating import moderated_outcome, preview
from scan.use_cases.opening import open_scan, read_result
from scan.use_cases.reviewing import return_scan, settle
from scan.use_cases.starting import start_own_scan
from scan.use_cases.students import assess_placement, set_hold_back
from tests.scan.factories import APPLICATION, RULES, Region


def review(region: Region, who: str, dossier_id: int) -> Review:
    found: Review = region.look(who, open_review, dossier_id=dossier_id)
    return found


def refused(region: Region, who: str, use_case: Callable[..., Any], **about: int) -> str:
    """The reason, or 'hidden' for what does not exist for this person."""
    try:
        region.look(who, use_case, **about)
    except NotAllowed as error:
        return error.message.key
    except NotFound:
        return "hidden"
    return "allowed"


def test_neither_side_reads_the_other_before_both_are_in(region: Region) -> None:
    student_scan, own_scan = region.start("sam"), region.start_own()
    region.fill("sam", student_scan)
    region.fill("carla", own_scan)
    region.submit("carla", own_scan)
    for use_case in (open_scan, read_result):
        assert refused(region, "sam", use_case, scan_id=own_scan) == "not_open"
        assert refused(region, "carla", use_case, scan_id=student_scan) == "not_open"
        assert refused(region, "tess", use_case, scan_id=own_scan) == "not_open"
    region.submit("sam", student_scan)
    assert refused(region, "sam", open_scan, scan_id=own_scan) == "allowed"
    assert refused(region, "tess", open_scan, scan_id=own_scan) == "allowed"


def test_teacher_reads_a_students_scan_once_it_is_handed_in(region: Region) -> None:
    scan_id = region.start("sam")
    assert refused(region, "tess", open_scan, scan_id=scan_id) == "not_open"
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    assert refused(region, "tess", open_scan, scan_id=scan_id) == "allowed"


def test_nobody_sees_the_sides_together_before_both_are_in(region: Region) -> None:
    scan_id = region.student_scan()
    dossier_id = region.dossier_of(scan_id).id
    for who in ("tess", "rik", "sam"):
        assert refused(region, who, open_review, dossier_id=dossier_id) == "not_open"
    assert refused(region, "tess", preview, dossier_id=dossier_id) == "not_open"


def test_set_time_opens_what_was_handed_in(region: Region) -> None:
    scan_id = region.student_scan()
    region.do("tess", set_hold_back, placement_id=region.ids["sam-placement"], hold_back=False)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "not_open"
    region.later(weeks=6)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "allowed"


def test_who_is_still_writing_sees_nothing_even_after_the_set_time(region: Region) -> None:
    """Otherwise the second scan would be an answer to the first, and no view of its own."""
    region.add_student("noa", "groen", "tess", "bakery")
    scan_id, own_scan = region.student_scan("sam"), region.own_scan()
    region.later(weeks=7)
    late = region.start("noa")
    assert refused(region, "noa", open_scan, scan_id=own_scan) == "not_open"
    assert refused(region, "noa", open_review, dossier_id=region.dossier_of(scan_id).id) == "not_open"
    region.fill("noa", late)
    region.submit("noa", late)
    assert refused(region, "noa", open_scan, scan_id=own_scan) == "allowed"


def test_returned_company_scan_closes_the_other_side_again(region: Region) -> None:
    scan_id, own_scan = region.student_scan(), region.own_scan()
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "allowed"
    region.do("tess", return_scan, scan_id=own_scan, comment="Kijk nog eens naar vraag 2.")
    region.later(weeks=8)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "not_open"
    assert refused(region, "carla", open_review, dossier_id=region.dossier_of(scan_id).id) == "not_open"


def test_school_holds_the_students_report_back_until_the_assessment(region: Region) -> None:
    scan_id = region.student_scan()
    region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    for use_case in (open_scan, read_result):
        assert refused(region, "carla", use_case, scan_id=scan_id) == "held_back"
    held = review(region, "carla", dossier_id)
    assert held.others == ()
    assert [one.students for one in held.items] == [(), (), (), ()]
    assert all(not one.comparison.differs and one.comparison.gap == 0 for one in held.items)
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "allowed"
    assert len(review(region, "carla", dossier_id).others) == 1


def test_school_may_share_the_report_earlier_and_hold_it_back_again(region: Region) -> None:
    scan_id = region.student_scan()
    region.own_scan()
    placement = {"placement_id": region.ids["sam-placement"]}
    region.do("tess", set_hold_back, hold_back=False, **placement)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "allowed"
    region.do("tess", set_hold_back, hold_back=True, **placement)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "held_back"


def test_holding_back_does_not_keep_the_company_from_its_moderated_result(region: Region) -> None:
    dossier_id = region.moderated()
    outcome = region.look("carla", moderated_outcome, dossier_id=dossier_id)
    assert outcome.questionnaire == "try-company@1.0.0"


@pytest.mark.parametrize("who", ["tess", "rik", "carla"])
def test_pooled_answers_of_a_student_are_for_nobody_else(region: Region, who: str) -> None:
    scan_id = region.student_scan(respect="0")
    region.own_scan(respect="4")
    region.do("tess", assess_placement, placement_id=region.ids["sam-placement"])
    opened = region.open(who, scan_id)
    assert "respect" not in opened.answers
    assert "respect" not in opened.visible
    assert [(one.group_id, one.total) for one in opened.progress] == [
        ("clean_energy", 1),
        ("social_enterprise", 1),
    ]
    assert "respect" in region.open("sam", scan_id).answers
    found = review(region, who, region.dossier_of(scan_id).id)
    (item,) = (one for one in found.items if one.item.id == "respect")
    assert (item.students, item.comparison.gap, item.comparison.differs) == ((), 0, False)
    assert all("respect" not in side.view.answers.items for side in found.others)


def test_pooled_answers_change_nothing_that_others_can_see(region: Region) -> None:
    """Two students who differ only there look the same to teacher and company."""
    region.add_student("noa", "groen", "tess", "bakery")
    first, second = region.student_scan("sam", respect="0"), region.student_scan("noa", respect="4")
    region.own_scan()
    one, two = region.open("tess", first), region.open("tess", second)
    assert (one.progress, one.visible, dict(one.profile)) == (two.progress, two.visible, dict(two.profile))
    results = [region.look("tess", read_result, scan_id=scan) for scan in (first, second)]
    assert results[0] == results[1]


def test_private_figures_of_a_small_firm_are_not_for_students(region: Region) -> None:
    own_scan = region.start_own()
    region.fill(
        "carla", own_scan, {"energy-source": "2", "training-hours": "16"}, {"staff": "4", "kitchen": False}
    )
    region.submit("carla", own_scan)
    region.student_scan()
    assert "training-hours" not in region.open("sam", own_scan).answers
    dossier_id = region.dossier_of(own_scan).id
    assert "training-hours" not in {one.item.id for one in review(region, "sam", dossier_id).items}
    assert "training-hours" in region.open("tess", own_scan).answers
    assert "training-hours" in {one.item.id for one in review(region, "tess", dossier_id).items}


def test_figures_of_a_larger_firm_are_not_private(region: Region) -> None:
    own_scan = region.start_own()
    region.fill(
        "carla", own_scan, {"energy-source": "2", "training-hours": "16"}, {"staff": "5", "kitchen": False}
    )
    region.submit("carla", own_scan)
    region.student_scan()
    assert "training-hours" in region.open("sam", own_scan).answers


def test_student_sees_the_company_and_itself_but_no_fellow_student(region: Region) -> None:
    region.add_student("noa", "groen", "tess", "bakery")
    mine, other = region.student_scan("sam"), region.student_scan("noa")
    region.own_scan()
    assert refused(region, "sam", open_scan, scan_id=other) == "hidden"
    found = review(region, "sam", region.dossier_of(mine).id)
    assert [side.scan_id for side in found.others] == [mine]


def test_schools_share_a_dossier_but_not_their_students_names(region: Region) -> None:
    region.add_student("zed", "blauw", "theo", "bakery")
    mine, theirs = region.student_scan("sam"), region.student_scan("zed")
    region.own_scan()
    found = review(region, "tess", region.dossier_of(mine).id)
    assert [(side.number, side.respondent) for side in found.others] == [(1, "Sam"), (2, None)]
    assert refused(region, "tess", open_scan, scan_id=theirs) == "hidden"
    with pytest.raises(NotFound):
        region.do("tess", return_scan, scan_id=theirs, comment="Vul nog iets aan.")


def test_verdicts_are_told_after_closing(region: Region) -> None:
    dossier_id = region.compared(energy_source="4")
    region.settle(dossier_id, "energy-source", Verdict.STUDENT)
    assert review(region, "tess", dossier_id).items[0].verdict is not None
    assert review(region, "carla", dossier_id).items[0].verdict is None
    region.close(dossier_id)
    told = review(region, "carla", dossier_id).items[0].verdict
    assert told is not None
    assert (told.verdict, told.comment) == (Verdict.STUDENT, "Samen bekeken.")


OUTSIDERS = ["zoe", "theo", "gerrit", "mona", "ada", "certa"]


@pytest.mark.parametrize("who", OUTSIDERS)
def test_dossiers_and_scans_of_others_do_not_exist(region: Region, who: str) -> None:
    scan_id, own_scan = region.student_scan(), region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    region.later(weeks=10)
    for scan in (scan_id, own_scan):
        assert refused(region, who, open_scan, scan_id=scan) == "hidden"
        assert refused(region, who, read_result, scan_id=scan) == "hidden"
    for use_case in (open_review, preview, moderated_outcome):
        assert refused(region, who, use_case, dossier_id=dossier_id) == "hidden"
    assert refused(region, who, open_scan, scan_id=99_999) == "hidden"


def test_certifier_sees_a_dossier_only_when_there_is_an_application(region: Region) -> None:
    dossier_id = region.moderated()
    assert refused(region, "certa", open_review, dossier_id=dossier_id) == "hidden"
    with region.writing() as session:
        apply(
            session,
            actor=region.actor("carla"),
            dossier_id=dossier_id,
            application=APPLICATION,
            rules=RULES,
            now=region.now,
        )
    found = review(region, "certa", dossier_id)
    assert [side.respondent for side in found.others] == [None]
    assert found.may_moderate is False


def test_teacher_who_is_also_contact_is_treated_as_the_company(region: Region) -> None:
    """Separation of duties: no way round the school's holding back."""
    region.add_person("dora", (Role.TEACHER, "noordcollege"), (Role.CONTACT, "bakery"))
    region.add_class("geel", "noordcollege", "dora")
    region.add_student("gus", "geel", "dora", "bakery")
    scan_id = region.student_scan("gus")
    own_scan = region.own_scan()
    dossier_id = region.dossier_of(scan_id).id
    assert refused(region, "dora", open_scan, scan_id=scan_id) == "held_back"
    assert review(region, "dora", dossier_id).others == ()
    for use_case, about in (
        (
            settle,
            {"dossier_id": dossier_id, "item_id": "safe-work", "verdict": Verdict.COMPANY, "version": 0},
        ),
        (return_scan, {"scan_id": own_scan}),
    ):
        with pytest.raises(NotAllowed) as error:
            region.do("dora", use_case, comment="Ik vind van wel.", **about)
        assert error.value.message.key == "own_organisation"
    with pytest.raises(NotAllowed) as error:
        region.do("dora", assess_placement, placement_id=region.ids["gus-placement"])
    assert error.value.message.key == "own_organisation"


def test_without_own_scan_the_dossier_rests_on_the_students(region: Region) -> None:
    scan_id = region.student_scan(energy_source="2")
    region.later(weeks=6)
    found = review(region, "tess", region.dossier_of(scan_id).id)
    assert found.claim is not None
    assert (found.claim.scan_id, found.claim.by_student, found.state) == (
        scan_id,
        True,
        DossierState.COLLECTING,
    )
    assert {one.item.id for one in found.items} == {"energy-source", "safe-work"}


def test_company_that_never_started_may_start_after_reading_nothing(region: Region) -> None:
    scan_id = region.student_scan()
    region.later(weeks=6)
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "held_back"
    region.do("carla", start_own_scan, organisation_id=region.ids["bakery"], slug="try-company")
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "not_open"


def test_evidence_follows_the_answer_it_belongs_to(region: Region, tmp_path) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="EHBO-doos gezien")
    files = FileStore.at(tmp_path / "files")
    assert region.open("sam", scan_id).evidence["safe-work"][0].id == note
    assert refused(region, "carla", open_scan, scan_id=scan_id) == "not_open"
    with pytest.raises(NotAllowed):
        region.look("carla", read_file, evidence_id=note, files=files)
    with pytest.raises(NotFound):
        region.look("gerrit", read_file, evidence_id=note, files=files)
