"""Two stages, all faults at once, and nothing called a fault that is only the consequence of another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.checking import check_file, check_paths
from questionnaires.checks.draft import Draft
from questionnaires.checks.possible import World
from questionnaires.checks.references import check_order
from questionnaires.conditions import All, AnyOf, Ge, Is, Lt, Not
from questionnaires.evaluation import evaluate
from questionnaires.faults import ALL, Place, fault, shown
from questionnaires.faults.meaning import Meaning
from questionnaires.publishing import canonical_bytes
from questionnaires.tree import node_of
from tests.questionnaires.small import choice, group, questionnaire, yes_no
from tests.questionnaires.sources import BANK, SOURCE, changed, codes_of, faults_of, write

METER = "        question: {nl: Is er een meter?, en: Is there a meter?}\n"
GREEN = "        question: {nl: Hoe groen is de stroom?, en: How green is the power?}\n"


def test_sound_source_has_no_faults(tmp_path):
    assert codes_of(tmp_path) == []


def test_all_faults_of_all_stages_and_files_come_at_once(tmp_path):
    source = changed(
        SOURCE,
        ("minutes: 5", "minutes: yes"),
        (GREEN, GREEN + "        wieght: 2\n"),
        (METER, METER.replace(", en: Is there a meter?", "") + "        when: {ge: [profile.stuff, 2]}\n"),
        ("total: 100", "total: 100\n    level: gold"),
    )
    bank = changed(BANK, ("en: Grey", "en: <b>Grey</b>"), ("pillar: planet", "pillar: moon"))
    found = [
        (fault.file.rpartition("/")[2], fault.line, fault.code) for fault in faults_of(tmp_path, source, bank)
    ]
    assert found == [
        ("energy.yaml", 8, "S04"),
        ("energy.yaml", 17, "M26"),
        ("trial.yaml", 8, "Y09"),
        ("trial.yaml", 22, "S02"),
        ("trial.yaml", 25, "M22"),
        ("trial.yaml", 26, "M08"),
        ("trial.yaml", 32, "M19"),
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("slug: trial\n", ""), "S01"),
        (("version: 1.0.0\n", ""), "S01"),
        (("languages: [nl, en]", "languages: nl"), "S03"),
        (("audience: company", "audience: everybody"), "S04"),
        (("title: {nl: Proef, en: Trial}", "title: Proef"), "S03"),
        (("minutes: 5", "minutes: 0"), "S06"),
        (("scoring: {dont_know: zero, dont_know_for_level: zero}", "scoring: {dont_know: zero}"), "S01"),
    ],
)
def test_fault_in_the_head_does_not_hide_the_rest(tmp_path, change, code):
    source = changed(SOURCE, change, (METER, METER + "        when: {is: [answers.nothing, true]}\n"))
    assert codes_of(tmp_path, source) == [code, "M08"]


def test_item_that_is_cut_out_is_not_missed_elsewhere(tmp_path):
    """The bank's indicator has no options: the selection, its example and conditions on it are not faults too."""
    bank = changed(
        BANK,
        ("    options:\n      - {nl: Grijs, en: Grey}\n", "    choices:\n      - {nl: Grijs, en: Grey}\n"),
    )
    source = changed(SOURCE, (METER, METER + "        when: {ge: [answers.green-power, 1]}\n"))
    assert set(codes_of(tmp_path, source, bank)) == {"S01", "S02"}


def test_level_with_a_faulty_rule_does_not_make_its_gate_wrong(tmp_path):
    source = SOURCE + (
        "levels:\n  - {id: Aware, name: {nl: Bewust, en: Aware}}\n  - {id: active, name: {nl: Actief, en: Active}}\n"
        "gates:\n  - {id: metered, title: {nl: Meter, en: Meter}, met: {is: [answers.meter, true]}, cap: Aware,\n"
        "     message: {nl: Meet., en: Measure.}}\n"
    )
    assert codes_of(tmp_path, source) == ["S05", "S05"]


def test_faults_of_a_bank_shared_by_questionnaires_are_told_once(tmp_path):
    bank = changed(BANK, ("pillar: planet", "pillar: moon"))
    write(tmp_path, bank=bank)
    write(tmp_path, changed(SOURCE, ("slug: trial", "slug: second")), bank, name="second")
    checked = check_paths([tmp_path])
    assert len(checked) == 3
    assert {tuple(fault.code for fault in one.faults) for one in checked.values()} == {("S04",)}


def test_same_file_named_twice_is_checked_once(tmp_path):
    path = write(tmp_path)
    assert list(check_paths([path, path])) == [path]


def test_part_of_a_bank_is_checked_by_itself(tmp_path):
    write(tmp_path, bank=changed(BANK, ("{nl: Grijs, en: Grey}", "{nl: Grijs}")))
    assert [fault.code for fault in check_file(tmp_path / "bank" / "energy.yaml").faults] == ["M22"]


def test_folder_of_a_bank_that_is_not_there_is_named(tmp_path):
    source = changed(SOURCE, ("bank: bank", "bank: banks"))
    assert [fault.message("en") for fault in faults_of(tmp_path, source)] == [
        '"green-power" comes from a bank, but there is no folder "banks".'
    ]


def test_table_of_a_bank_that_is_not_named_is_told_once(tmp_path):
    source = changed(SOURCE, ("bank: bank\n", "references: [power-use]\n"))
    assert [fault.path for fault in faults_of(tmp_path, source) if fault.code == "M02"] == [
        "references[0]",
        "groups[energy].members[green-power].indicator",
    ]


def test_version_that_reads_as_a_number_is_told_as_a_version(tmp_path):
    (found,) = faults_of(tmp_path, changed(SOURCE, ("version: 1.0.0", "version: 1.0")))
    assert (found.code, found.mend("en")) == ("S09", "Write three numbers with points, such as 1.0.0.")


def test_question_of_an_unknown_type_is_told_the_types(tmp_path):
    (found,) = faults_of(tmp_path, changed(SOURCE, ("        type: yes_no\n", "        type: choice\n")))
    assert (found.code, found.path) == ("S04", "groups[energy].members[meter].type")


def test_list_in_an_example_is_told_as_a_list(tmp_path):
    found = faults_of(tmp_path, changed(SOURCE, ("meter: true", "meter: [true]")))
    assert [one.message("en") for one in found] == ["This should be true or false, but it is a list."]


def test_folder_without_a_source_is_a_fault(tmp_path):
    (checked,) = check_paths([tmp_path]).values()
    assert [fault.code for fault in checked.faults] == ["Y16"]


def test_published_document_is_checked_as_what_it_is(tmp_path):
    document = tmp_path / "small@1.0.0.json"
    document.write_bytes(canonical_bytes(questionnaire(choice("a"))))
    assert check_file(document).faults == ()
    document.write_bytes(document.read_bytes()[:-2])
    assert [fault.code for fault in check_file(document).faults] == ["P06"]


def test_bank_cannot_be_taken_from_elsewhere(tmp_path):
    assert codes_of(tmp_path, changed(SOURCE, ("bank: bank", "bank: ../../etc"))) == ["S05"]


@given(st.lists(st.sampled_from(SOURCE.splitlines()), max_size=30))
def test_no_source_ends_in_a_traceback(tmp_path_factory, lines):
    check_file(write(tmp_path_factory.mktemp("any"), "\n".join(lines)))


@given(st.data())
def test_no_value_in_a_source_ends_in_a_traceback(tmp_path_factory, data):
    """Every value of a sound source is replaced by something else."""
    odd = ["null", "5", "-1.5", "[]", "{}", "{a: 1}", "[1, [2]]", '""', "x", "true", "[{id: a}]", "{nl: 1}"]
    lines = SOURCE.splitlines()
    position = data.draw(st.sampled_from([number for number, line in enumerate(lines) if ": " in line]))
    key = lines[position].partition(": ")[0]
    lines[position] = f"{key}: {data.draw(st.sampled_from(odd))}"
    check_file(write(tmp_path_factory.mktemp("any"), "\n".join(lines)))


# What conditions can be together: the exact search against trying everything.


def world(*members):
    asked = questionnaire(*members)
    return World(Draft(asked, node_of({}, Place("", None)))), asked


def test_conditions_on_one_number_leave_room_or_not():
    where, _ = world(choice("a"))
    more, less = Ge(ge=("facts.actions", "2")), Lt(lt=("facts.actions", "2"))
    assert where.can_hold((more,))
    assert not where.can_hold((more, less))
    assert where.can_hold((AnyOf(any=(more, less)),))
    assert where.can_hold((Not(negated=more), Not(negated=less)))  # there may be no answer at all


def test_question_with_an_answer_must_be_able_to_show():
    hidden = yes_no("b", when=Ge(ge=("answers.a", "2")))
    where, _ = world(choice("a"), hidden)
    assert where.can_hold((Is(equals=("answers.b", True)),))
    assert not where.can_hold((Is(equals=("answers.b", True)), Lt(lt=("answers.a", "2"))))


def test_search_that_grows_too_large_refuses_nothing(monkeypatch):
    monkeypatch.setattr("questionnaires.checks.possible.MOST_TRIES", 3)
    where, _ = world(choice("a"), choice("b"), choice("c"))
    never = All(all=(Ge(ge=("answers.a", "2")), Ge(ge=("answers.b", "2")), Lt(lt=("answers.a", "0"))))
    assert where.can_hold((never,))


LEAVES = st.one_of(
    st.tuples(st.sampled_from(["answers.a", "answers.b"]), st.sampled_from("012")).map(
        lambda pair: Ge(ge=pair)
    ),
    st.tuples(st.sampled_from(["answers.a", "answers.b"]), st.sampled_from("012")).map(
        lambda pair: Is(equals=pair)
    ),
    st.sampled_from("13").map(lambda bound: Lt(lt=("facts.actions", bound))),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(all=tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(any=tuple(parts))),
        inner.map(lambda part: Not(negated=part)),
    ),
    max_leaves=6,
)


@given(st.lists(CONDITIONS, min_size=1, max_size=3))
def test_search_agrees_with_trying_everything(goals):
    asked = questionnaire(choice("a"), choice("b"), gates=())
    draft = Draft(asked, node_of({}, Place("", None)))
    where = World(draft)
    where._sound = []  # the constants of these goals stand in no condition of the questionnaire
    where._domains = {"facts.actions": (*map(Decimal, (0, 1, 2, 3, 4)), None)}
    everything = (
        {"answers.a": a, "answers.b": b, "facts.actions": actions}
        for a in ("0", "1", "2", None)
        for b in ("0", "1", "2", None)
        for actions in (*map(Decimal, (0, 1, 2, 3, 4)), None)
    )
    possible = any(all(evaluate(goal, values.get, where.types) for goal in goals) for values in everything)
    assert where.can_hold(goals) is possible


# What a fault says.


def test_codes_and_names_are_used_once():
    codes = [kind.value.code for kind in ALL]
    names = [kind.name for table in {type(kind) for kind in ALL} for kind in table]
    assert len(codes) == len(set(codes)) >= 35
    assert len(names) == len(ALL)


def test_details_cannot_break_a_message():
    hostile = fault(
        Meaning.UNKNOWN_LEVEL, Place("a.yaml", 1), id="{0.__class__}\n\x1b[31m" + "x" * 500, closest="{}"
    )
    assert "\n" not in hostile.message("nl")
    assert "\x1b" not in hostile.message("nl")
    assert len(hostile.message("nl")) < 200


@pytest.mark.parametrize(
    "value", [None, True, 10**40, Decimal("1e999999"), "é" * 1000, {"a": 1}, [1, 2], "\u202e"]
)
def test_any_value_can_be_shown(value):
    assert shown(value)


def test_group_is_named_only_once_when_its_members_cannot_show(tmp_path):
    never = "    when: {all: [{ge: [profile.staff, 2]}, {lt: [profile.staff, 2]}]}\n"
    source = changed(SOURCE, ("    theme: clean_energy\n", "    theme: clean_energy\n" + never))
    assert codes_of(tmp_path, source) == ["M14"]


def test_nested_groups_stand_in_a_circle_with_their_own_items():
    inner = group("inner", yes_no("b"), when=Is(equals=("answers.b", True)))
    asked = questionnaire(group("outer", yes_no("a"), inner))
    found = list(check_order(Draft(asked, node_of(asked.model_dump(by_alias=True), Place("x", None)))))
    assert [one.code for one in found] == ["M10"]
