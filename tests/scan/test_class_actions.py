"""What is ready for a whole class at once: the same as the comparison finds, at a fixed cost (issue 3)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import Engine

from scan.domain.code_gaps import open_questions, step_gaps
from scan.domain.codes import answer_codes
from scan.domain.errors import NotFound, Stale
from scan.domain.moderation import Verdict, compare
from scan.domain.roles import OrganisationKind, Role
from scan.domain.states import DossierState, ScanState
from scan.store.tables import Dossier, MembershipRow
from scan.use_cases.class_actions import ClassAction, ClassActions, ClassRow, act_on_row, class_actions
from scan.use_cases.comparing import open_review
from scan.use_cases.evidence import add_note
from scan.use_cases.reviewing import return_scan
from scan.use_cases.sharing import group_student
from scan.use_cases.students import place_student
from tests.scan.factories import COMPANY_FORM, STUDENT_FORM, Region

Counting = Callable[[Engine], AbstractContextManager[list[str]]]


def ready(region: Region, who: str = "tess", class_name: str = "groen") -> ClassActions:
    found: ClassActions = region.look(who, class_actions, class_id=region.ids[class_name])
    return found


def counts(region: Region, action: ClassAction) -> dict[str, int]:
    return {row.organisation: row.count for row in ready(region).rows[action]}


def add_company(region: Region, name: str, number: int, contact: str, student: str) -> None:
    """A company where Sam has an internship too, and for which Gerrit speaks: hashing new pins would take long."""
    company_id = region.add_organisation(name, OrganisationKind.COMPANY, f"{number:08}")
    region.ids |= {contact: region.ids["gerrit"], student: region.ids["sam"]}
    with region.writing() as session:
        session.add(
            MembershipRow(
                person_id=region.ids["gerrit"],
                organisation_id=company_id,
                organisation_kind=OrganisationKind.COMPANY.value,
                role=Role.CONTACT.value,
                created_at=region.now,
            )
        )
    region.ids[f"{student}-placement"] = region.do(
        "tess",
        place_student,
        class_id=region.ids["groen"],
        student_id=region.ids["sam"],
        company_id=company_id,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 1, 31),
    )


def test_each_dossier_stands_where_it_can_be_done(region: Region) -> None:
    add_company(region, "smithy", 3, "smit", "noa")
    add_company(region, "florist", 4, "flora", "liv")
    region.compared(**{"safe-work": "3"})
    region.student_scan("noa", **{"energy-source": "4"})
    region.own_scan("smit", "smithy", **{"energy-source": "1"})
    region.student_scan("liv")
    assert [counts(region, action) for action in ClassAction] == [{}, {"Bakery": 1}, {}]
    region.later(days=50)
    assert counts(region, ClassAction.OPEN) == {"Florist": 1}


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_large_gap_or_evidence_that_waits_is_not_ready_to_close(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id)
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Er hangt een poster.")
    region.submit("sam", scan_id)
    region.own_scan(**{"energy-source": "1"})
    dossier_id = region.dossier_of(scan_id).id
    assert counts(region, ClassAction.CLOSE) == {}
    region.settle(dossier_id, "energy-source", Verdict.BETWEEN)
    assert counts(region, ClassAction.CLOSE) == {}
    region.accept_evidence(note)
    assert counts(region, ClassAction.CLOSE) == {"Bakery": 0}
    region.close(dossier_id)
    assert counts(region, ClassAction.CLOSE) == {}


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_open_questions_of_handed_in_scans_are_counted_without_pooled_ones(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    assert counts(region, ClassAction.RETURN) == {}
    region.submit("sam", scan_id)
    assert counts(region, ClassAction.RETURN) == {"Bakery": 1}
    (row,) = ready(region).rows[ClassAction.RETURN]
    assert (row.id, row.student, row.version) == (scan_id, "Sam", region.open("sam", scan_id).version)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_codes_find_the_same_gaps_as_the_answers(region: Region) -> None:
    dossier_id = region.compared(**{"energy-source": "1", "safe-work": "3"})
    found = region.look("tess", open_review, dossier_id=dossier_id)
    claim, (other,) = found.claim.view, [side.view for side in found.others]
    by_answers = {one.item_id: one.gap for one in compare(claim, [other]) if one.other_steps}
    codes = [
        answer_codes(form, view.answers) for form, view in ((COMPANY_FORM, claim), (STUDENT_FORM, other))
    ]
    assert step_gaps(COMPANY_FORM, codes[0], STUDENT_FORM, codes[1]) == by_answers
    assert open_questions(STUDENT_FORM, codes[1]) == 0


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_another_schools_class_is_not_found(region: Region) -> None:
    for who in ("theo", "carla", "certa"):
        with pytest.raises(NotFound):
            ready(region, who)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_the_page_takes_five_statements_whatever_the_size_of_the_class(
    region: Region, count_statements: Counting
) -> None:
    def statements() -> int:
        actor = region.actor("tess")
        with count_statements(region.engine) as found, region.reading() as session:
            class_actions(session, actor=actor, class_id=region.ids["groen"], now=region.now)
        return len(found)

    region.compared()
    before = statements()
    for number, name in enumerate(("noa", "liv", "max"), 3):
        add_company(region, f"firm-{name}", number, f"contact-{name}", name)
        region.student_scan(name)
        region.own_scan(f"contact-{name}", f"firm-{name}")
    assert (before, statements()) == (5, 5)
    assert len(ready(region).rows[ClassAction.CLOSE]) == 4


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_shared_scan_is_ready_in_the_class_of_each_student_under_all_names(region: Region) -> None:
    region.add_person("tom", (Role.TEACHER, "noordcollege"))
    region.add_class("geel", "noordcollege", "tom")
    region.add_student("noa", "geel", "tom", "bakery")
    scan_id = region.start("sam")
    region.do("tom", group_student, placement_id=region.ids["noa-placement"], scan_id=scan_id)
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("noa", scan_id)
    for teacher, class_name in (("tess", "groen"), ("tom", "geel")):
        (row,) = ready(region, teacher, class_name).rows[ClassAction.RETURN]
        assert (row.id, row.student) == (scan_id, "Sam, Noa")


def act(region: Region, action: ClassAction, row: ClassRow) -> None:
    """As from a preview that shows this row."""
    about = {"class_id": region.ids["groen"], "action": action, "row_id": row.id, "seen": row.seen}
    region.do("tess", act_on_row, comment="Vul de vragen aan.", **about)


def test_a_scan_that_came_back_and_in_again_since_the_preview_is_not_sent_back_unseen(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"energy-source": "3"})
    region.submit("sam", scan_id)
    (shown,) = ready(region).rows[ClassAction.RETURN]
    region.do("tess", return_scan, scan_id=scan_id, comment="Kijk nog eens.")
    with pytest.raises(Stale):
        act(region, ClassAction.RETURN, shown)
    region.submit("sam", scan_id)
    with pytest.raises(Stale):
        act(region, ClassAction.RETURN, shown)
    assert region.scan_state(scan_id) is ScanState.SUBMITTED
    (again,) = ready(region).rows[ClassAction.RETURN]
    act(region, ClassAction.RETURN, again)
    assert region.scan_state(scan_id) is ScanState.RETURNED


def test_a_scan_that_came_in_since_the_preview_stops_closing(region: Region) -> None:
    region.add_student("liv", "groen", "tess", "bakery")
    dossier_id = region.compared()
    (shown,) = ready(region).rows[ClassAction.CLOSE]
    region.student_scan("liv")
    with pytest.raises(Stale):
        act(region, ClassAction.CLOSE, shown)
    (again,) = ready(region).rows[ClassAction.CLOSE]
    act(region, ClassAction.CLOSE, again)
    with region.reading() as session:
        assert session.get_one(Dossier, dossier_id).state == DossierState.MODERATED.value


def test_a_scan_that_went_back_since_the_preview_stops_opening(region: Region) -> None:
    region.add_student("liv", "groen", "tess", "bakery")
    scan_id, other = region.student_scan(), region.student_scan("liv")
    region.start_own()
    region.later(days=50)
    (shown,) = ready(region).rows[ClassAction.OPEN]
    region.do("tess", return_scan, scan_id=other, comment="Kijk nog eens.")
    with pytest.raises(Stale):
        act(region, ClassAction.OPEN, shown)
    assert region.dossier_of(scan_id).state == DossierState.COLLECTING.value
    (again,) = ready(region).rows[ClassAction.OPEN]
    assert (shown.count, again.count) == (2, 1)
    act(region, ClassAction.OPEN, again)
    assert region.dossier_of(scan_id).state == DossierState.COMPARING.value


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_a_verdict_since_the_preview_is_looked_at_first(region: Region) -> None:
    dossier_id = region.compared(**{"energy-source": "2"})
    (shown,) = ready(region).rows[ClassAction.CLOSE]
    region.settle(dossier_id, "energy-source", Verdict.STUDENT)
    with pytest.raises(Stale):
        act(region, ClassAction.CLOSE, shown)


@pytest.mark.parametrize("region", ["sqlite"], indirect=True)
def test_nobody_acts_on_another_schools_class_or_a_scan_outside_it(region: Region) -> None:
    dossier_id = region.compared()
    (shown,) = ready(region).rows[ClassAction.CLOSE]
    about = {"class_id": region.ids["groen"], "action": ClassAction.CLOSE, "seen": shown.seen}
    with pytest.raises(NotFound):
        region.do("theo", act_on_row, row_id=dossier_id, **about)
    with pytest.raises(NotFound):
        region.do("tess", act_on_row, row_id=999, **about)
