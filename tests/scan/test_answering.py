"""Saving answers and the profile: checked, versioned, never overwritten unseen (design 6: nothing is lost)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from questionnaires.answers import Answer, State
from scan.domain.errors import Clash, InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.roles import Role
from scan.store.tables import AnswerRow, AuditEvent
from scan.use_cases.answering import AnswerInput, save_answers, save_profile
from tests.scan.factories import Region


def save(region: Region, scan_id: int, who: str = "sam", **answers: AnswerInput) -> dict[str, int]:
    named = {key.replace("_", "-"): value for key, value in answers.items()}
    versions: dict[str, int] = region.do(who, save_answers, scan_id=scan_id, answers=named)
    return versions


def step(value: object, version: int = 0) -> AnswerInput:
    return AnswerInput(version, State.ANSWERED, value)


def kept(region: Region, scan_id: int, who: str = "sam") -> dict[str, tuple[Answer, int]]:
    opened = region.open(who, scan_id)
    return {item: (saved.answer, saved.version) for item, saved in opened.answers.items()}


def race(act, values: str) -> list[object]:
    """The same thing at the same moment, each with another value; what each got, or the Stale it raised."""
    start = Barrier(len(values))

    def run(value: str) -> object:
        start.wait()
        try:
            return act(value)
        except Stale as stale:
            return stale

    with ThreadPoolExecutor(len(values)) as pool:
        return list(pool.map(run, values))


def test_answers_are_saved_with_their_versions(region: Region) -> None:
    scan_id = region.start("sam")
    assert save(region, scan_id, energy_source=step("3")) == {"energy-source": 1}
    assert save(region, scan_id, energy_source=step("2", 1), safe_work=step("0")) == {
        "energy-source": 2,
        "safe-work": 1,
    }
    assert kept(region, scan_id) == {
        "energy-source": (Answer(State.ANSWERED, "2"), 2),
        "safe-work": (Answer(State.ANSWERED, "0"), 1),
    }


def test_the_four_states_are_kept_apart(region: Region) -> None:
    scan_id = region.start("sam")
    save(
        region,
        scan_id,
        energy_source=AnswerInput(0, State.NOT_APPLICABLE, reason="in-rent", note="Zit in de huur"),
        safe_work=AnswerInput(0, State.DONT_KNOW),
    )
    assert kept(region, scan_id) == {
        "energy-source": (Answer(State.NOT_APPLICABLE, reason="in-rent", note="Zit in de huur"), 1),
        "safe-work": (Answer(State.DONT_KNOW), 1),
    }
    save(region, scan_id, energy_source=AnswerInput(1, State.UNANSWERED))
    assert kept(region, scan_id)["energy-source"] == (Answer(State.UNANSWERED), 2)


def test_numbers_stay_exact(region: Region) -> None:
    scan_id = region.start_own()
    save(region, scan_id, "carla", training_hours=step("12.30"))
    assert kept(region, scan_id, "carla")["training-hours"] == (Answer(State.ANSWERED, Decimal("12.3")), 1)


def test_stale_answer_shows_both_values_and_writes_nothing(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    save(region, scan_id, energy_source=step("2", 1))
    with pytest.raises(Stale) as stale:
        save(region, scan_id, energy_source=step("4", 1), safe_work=step("1"))
    assert stale.value.clashes == (
        Clash("energy-source", Answer(State.ANSWERED, "2"), 2, Answer(State.ANSWERED, "4")),
    )
    assert kept(region, scan_id) == {"energy-source": (Answer(State.ANSWERED, "2"), 2)}


def test_every_clash_of_a_page_is_shown_at_once(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"), safe_work=step("3"))
    with pytest.raises(Stale) as stale:
        save(region, scan_id, energy_source=step("1"), safe_work=step("2"), respect=step("1"))
    assert {clash.subject: clash.current_version for clash in stale.value.clashes} == {
        "energy-source": 1,
        "safe-work": 1,
    }


def test_request_that_is_sent_twice_succeeds_twice(region: Region) -> None:
    """A phone that lost the reply sends its answer again."""
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    assert save(region, scan_id, energy_source=step("3"), safe_work=step("1")) == {
        "energy-source": 1,
        "safe-work": 1,
    }
    assert kept(region, scan_id)["energy-source"] == (Answer(State.ANSWERED, "3"), 1)


def test_future_version_of_a_present_answer_is_stale(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    with pytest.raises(Stale):
        save(region, scan_id, energy_source=step("2", 7))


@pytest.mark.parametrize(
    ("item", "given"),
    [
        ("energy-source", step("5")),
        ("energy-source", step(True)),
        ("energy-source", step(["1"])),
        ("energy-source", step(None)),
        ("energy-source", AnswerInput(0, State.NOT_APPLICABLE, reason="too lazy")),
        ("energy-source", AnswerInput(0, State.NOT_APPLICABLE)),
        ("safe-work", AnswerInput(0, State.NOT_APPLICABLE, reason="in-rent")),
        ("safe-work", AnswerInput(0, State.ANSWERED, "2", note="x" * 2001)),
        ("safe-work", AnswerInput(0, State.ANSWERED, "2", note="a\u202eb")),
        ("training-hours", step("601")),
        ("training-hours", step("-1")),
        ("training-hours", step("veel")),
        ("training-hours", step("nan")),
        ("nowhere", step("1")),
    ],
)
def test_answer_that_does_not_fit_its_question_is_refused(
    region: Region, item: str, given: AnswerInput
) -> None:
    scan_id = region.start_own()
    with pytest.raises(InvalidInput) as refused:
        region.do("carla", save_answers, scan_id=scan_id, answers={item: given, "respect": step("1")})
    assert list(refused.value.fields) == [item]
    assert refused.value.fields[item].nl
    assert kept(region, scan_id, "carla") == {}


def test_every_wrong_answer_is_told_at_once(region: Region) -> None:
    scan_id = region.start("sam")
    with pytest.raises(InvalidInput) as refused:
        save(region, scan_id, energy_source=step("9"), safe_work=step("8"), nowhere=step("1"))
    assert set(refused.value.fields) == {"energy-source", "safe-work", "nowhere"}


def test_pooled_question_takes_no_note(region: Region) -> None:
    scan_id = region.start("sam")
    with pytest.raises(InvalidInput) as refused:
        save(region, scan_id, respect=AnswerInput(0, State.ANSWERED, "1", note="Mijn baas"))
    assert refused.value.fields["respect"].key == "no_text_here"


def test_hidden_answers_are_kept_and_come_back(region: Region) -> None:
    scan_id = region.start("sam")
    region.fill("sam", scan_id, {"kitchen-heat": "4"}, {"staff": "3", "kitchen": True})
    assert "kitchen-heat" in region.open("sam", scan_id).visible
    region.fill("sam", scan_id, {}, {"staff": "3", "kitchen": False})
    hidden = region.open("sam", scan_id)
    assert "kitchen-heat" not in hidden.visible
    assert hidden.answers["kitchen-heat"].answer == Answer(State.ANSWERED, "4")
    region.fill("sam", scan_id, {"kitchen-heat": "3"}, {"staff": "3", "kitchen": False})
    region.fill("sam", scan_id, {}, {"staff": "3", "kitchen": True})
    assert region.open("sam", scan_id).answers["kitchen-heat"].answer.value == "3"


def test_nothing_can_be_saved_after_handing_in_until_it_comes_back(region: Region) -> None:
    scan_id = region.student_scan()
    with pytest.raises(NotAllowed) as refused:
        save(region, scan_id, energy_source=step("1", 1))
    assert refused.value.message.key == "wrong_state"


@pytest.mark.parametrize("stranger", ["zoe", "theo", "gerrit", "certa", "mona", "ada"])
def test_scans_of_others_do_not_exist(region: Region, stranger: str) -> None:
    scan_id = region.start("sam")
    with pytest.raises(NotFound):
        save(region, scan_id, stranger, energy_source=step("1"))
    with pytest.raises(NotFound):
        region.do(stranger, save_profile, scan_id=scan_id, profile={}, version=1)


@pytest.mark.parametrize("someone", ["tess", "carla", "cor", "rik"])
def test_those_who_know_of_a_scan_still_cannot_answer_for_the_student(region: Region, someone: str) -> None:
    scan_id = region.start("sam")
    with pytest.raises(NotAllowed) as refused:
        save(region, scan_id, someone, energy_source=step("1"))
    assert refused.value.message.key == "no_role"


def test_colleagues_of_a_company_share_its_scan(region: Region) -> None:
    region.add_person("cato", (Role.CONTACT, "bakery"))
    scan_id = region.start_own("carla")
    save(region, scan_id, "carla", energy_source=step("1"))
    assert save(region, scan_id, "cato", energy_source=step("2", 1)) == {"energy-source": 2}
    assert region.start_own("cato") == scan_id


def test_refused_attempt_is_logged_though_nothing_else_is_written(region: Region) -> None:
    scan_id = region.start("sam")
    with pytest.raises(NotAllowed):
        save(region, scan_id, "tess", energy_source=step("1"))
    with region.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (event.action, event.actor_id, event.subject_kind, event.subject_id, event.data) == (
        "refused",
        region.ids["tess"],
        "scan",
        scan_id,
        {"permission": "answer", "reason": "no_role"},
    )


def test_saving_is_logged_with_items_and_without_answers(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=AnswerInput(0, State.ANSWERED, "3", note="Geheim"))
    with region.reading() as session:
        event = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence.desc()).limit(1)).one()
    assert (event.action, event.data) == ("answers_saved", {"items": ["energy-source"]})


def test_profile_is_checked_and_versioned(region: Region) -> None:
    scan_id = region.start("sam")
    about = {"scan_id": scan_id}
    assert region.do("sam", save_profile, profile={"staff": "12"}, version=1, **about) == 2
    opened = region.open("sam", scan_id)
    assert (opened.profile, opened.missing_profile) == ({"staff": Decimal(12)}, ("kitchen",))
    with pytest.raises(Stale) as stale:
        region.do("sam", save_profile, profile={"staff": "13"}, version=1, **about)
    assert stale.value.clashes == (Clash("profile", {"staff": "12"}, 2, {"staff": "13"}),)
    assert region.do("sam", save_profile, profile={"staff": "12"}, version=1, **about) == 2
    with pytest.raises(InvalidInput) as refused:
        region.do("sam", save_profile, profile={"staff": "0", "colour": "red"}, version=2, **about)
    assert set(refused.value.fields) == {"staff", "colour"}


def test_two_devices_saving_the_same_answer_one_wins_and_one_is_told(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("0"))
    for version in range(1, 11):
        new = "12" if version % 2 else "34"  # none of them stands there already
        results = race(lambda value, at=version: save(region, scan_id, energy_source=step(value, at)), new)
        assert sorted(type(result).__name__ for result in results) == ["Stale", "dict"]
        answer, now_at = kept(region, scan_id)["energy-source"]
        assert now_at == version + 1
        (stale,) = (result for result in results if isinstance(result, Stale))
        assert stale.clashes[0].current == answer


def test_saving_what_stands_there_makes_no_new_version(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("0"))
    region.now += timedelta(hours=1)
    assert save(region, scan_id, energy_source=step("0", 1), safe_work=step("2")) == {
        "energy-source": 1,
        "safe-work": 1,
    }


def test_two_devices_giving_the_first_answer_one_wins(region: Region) -> None:
    scan_id = region.start("sam")
    results = race(lambda value: save(region, scan_id, energy_source=step(value)), "1234")
    assert sorted(type(result).__name__ for result in results) == ["Stale", "Stale", "Stale", "dict"]
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(AnswerRow)) == 1


def test_pages_that_overlap_do_not_lock_each_other(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("0"), safe_work=step("0"), respect=step("0"))
    orders = (("energy-source", "safe-work", "respect"), ("respect", "safe-work", "energy-source"))

    def act(value: str) -> dict[str, int]:
        answers = {item: step(value, 1) for item in orders[int(value) - 1]}
        versions: dict[str, int] = region.do("sam", save_answers, scan_id=scan_id, answers=answers)
        return versions

    results = race(act, "12")
    assert sorted(type(result).__name__ for result in results) == ["Stale", "dict"]
    assert len({answer.value for answer, _ in kept(region, scan_id).values()}) == 1


def events(region: Region) -> list[dict[str, object]]:
    with region.reading() as session:
        saved = select(AuditEvent).where(AuditEvent.action == "answers_saved").order_by(AuditEvent.sequence)
        return [event.data for event in session.scalars(saved)]


def test_answer_sent_again_is_applied_and_logged_once(region: Region) -> None:
    scan_id = region.start("sam")
    first = save(region, scan_id, energy_source=step("3"))
    assert save(region, scan_id, energy_source=step("3")) == first == {"energy-source": 1}
    assert events(region) == [{"items": ["energy-source"]}]


def test_answer_sent_again_together_with_a_new_one_logs_the_new_one_only(region: Region) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    save(region, scan_id, energy_source=step("3"), safe_work=step("1"))
    assert events(region) == [{"items": ["energy-source"]}, {"items": ["safe-work"]}]


def test_queue_of_a_phone_that_lost_a_reply_goes_on_from_the_version_it_is_told(region: Region) -> None:
    """Sent: 3 on nothing; the reply is lost; then 4, which the phone queued after it."""
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    again = save(region, scan_id, energy_source=step("3"))
    assert save(region, scan_id, energy_source=step("4", again["energy-source"])) == {"energy-source": 2}


def test_answer_sent_again_after_somebody_changed_it_is_a_clash_and_overwrites_nothing(
    region: Region,
) -> None:
    scan_id = region.start("sam")
    save(region, scan_id, energy_source=step("3"))
    save(region, scan_id, energy_source=step("1", 1))
    with pytest.raises(Stale):
        save(region, scan_id, energy_source=step("3"))
    assert kept(region, scan_id) == {"energy-source": (Answer(State.ANSWERED, "1"), 2)}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(
    answers=st.lists(st.sampled_from("01234"), min_size=1, max_size=5),
    lost=st.lists(st.booleans(), min_size=10, max_size=10),
)
def test_a_queue_is_applied_in_order_exactly_once_whichever_replies_are_lost(
    region: Region, answers: list[str], lost: list[bool]
) -> None:
    """The phone keeps every answer until a reply came, and bases the next on the version it was told."""
    scan_id = region.start("sam")
    fresh = region.open("sam", scan_id).answers.get("energy-source")
    version = fresh.version if fresh else 0
    before, log = version, len(events(region))
    stood = fresh.answer.value if fresh else None
    changes = sum(value != last for value, last in zip(answers, [stood, *answers], strict=False))
    unlucky = iter(lost)
    for value in answers:
        told = save(region, scan_id, energy_source=step(value, version))["energy-source"]
        while next(unlucky, False):
            assert save(region, scan_id, energy_source=step(value, version)) == {"energy-source": told}
        version = told
    assert kept(region, scan_id) == {"energy-source": (Answer(State.ANSWERED, answers[-1]), version)}
    assert version == before + changes
    assert len(events(region)) == log + changes
