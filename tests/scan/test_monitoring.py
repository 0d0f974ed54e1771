"""The independent monitor: one sample a year, drawn again by anyone; what is found, by who had no part in it."""

from typing import Any

import pytest
from sqlalchemy import select, update

from certificates import monitoring
from certificates.sampling import Candidate, draw
from certificates.scheme import scheme
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.monitoring import FindingGrade
from scan.domain.news import NewsKind
from scan.domain.risk import Thresholds
from scan.domain.roles import Role
from scan.store.paging import Asked
from scan.store.tables import DecisionRow, SampleEntry
from scan.use_cases.decision_file import decision_file
from tests.scan.factories import Region
from tests.scan.test_complaints import complain
from tests.scan.test_surveillance import multiply, told

SEED = "Staatsloterij 10 december 2026: NL48213"
SOURCE = "https://loterij.example/uitslag"


def drawn(region: Region, who: str = "mona", **changed: Any) -> int:
    about = {"scheme_name": scheme().name, "year": 2026, "seed": SEED, "seed_source": SOURCE}
    sample_id: int = region.do(who, monitoring.draw_sample, **(about | changed))
    return sample_id


def rows(region: Region) -> list[SampleEntry]:
    with region.reading() as session:
        return list(session.scalars(select(SampleEntry).order_by(SampleEntry.id)))


def find(region: Region, grade: str = "sound", who: str = "mona", entry_id: int = 0) -> None:
    entry = entry_id or next(row.id for row in rows(region) if row.drawn)
    region.do(
        who,
        monitoring.record_finding,
        entry_id=entry,
        grade=grade,
        finding="Het dossier klopt van begin tot eind.",
    )


@pytest.fixture
def many(region: Region) -> Region:
    """Forty decisions, two of them of the highest level."""
    region.certified()
    multiply(region, 39)
    with region.writing() as session:
        session.execute(update(DecisionRow).where(DecisionRow.id.in_((3, 9))).values(level="front_runner"))
    return region


def test_sample_is_all_of_the_highest_level_and_the_schemes_share_of_the_rest(many: Region) -> None:
    sample_id = drawn(many)
    info = many.look("mona", monitoring.sample, sample_id=sample_id)
    assert (info.candidates, info.drawn, info.found, info.share_percent) == (40, 2 + 4, 0, 10)
    certain = {row.decision_id for row in rows(many) if row.certain}
    assert certain == {3, 9}
    assert {row.decision_id for row in rows(many) if row.drawn} >= certain


def test_anyone_can_draw_the_same_sample_again_from_what_is_kept(many: Region) -> None:
    drawn(many)
    kept = rows(many)
    candidates = [Candidate(row.decision_id, row.weight, row.certain) for row in kept]
    again = draw(candidates, share_percent=10, seed=SEED)
    assert again == {row.decision_id for row in kept if row.drawn}


def test_complaints_make_a_decision_weigh_more(region: Region) -> None:
    number = region.certified()
    multiply(region, 1)
    complain(region, number)
    drawn(region)
    assert [row.weight for row in rows(region)] == [1 + 2 + 1, 1 + 1]


def test_refusals_can_be_drawn_too(region: Region) -> None:
    region.decided("refuse")
    drawn(region)
    (entry,) = region.look("mona", monitoring.entries, sample_id=1).items
    assert (entry.organisation, entry.level, entry.number) == ("Bakery", None, None)


def test_one_sample_a_year_and_only_of_a_year_with_decisions(region: Region) -> None:
    region.certified()
    with pytest.raises(InvalidInput) as refused:
        drawn(region, year=2027)
    assert refused.value.fields["year"].key == "year_not_over"
    with pytest.raises(InvalidInput) as refused:
        drawn(region, year=2025)
    assert refused.value.fields["year"].key == "nothing_to_draw"
    with pytest.raises(InvalidInput) as refused:
        drawn(region, seed="kort", seed_source="")
    assert set(refused.value.fields) == {"seed", "seed_source"}
    drawn(region)
    with pytest.raises(InvalidInput) as refused:
        drawn(region)
    assert refused.value.fields["year"].key == "drawn_already"


@pytest.mark.parametrize("who", ["certa", "carla", "tess", "ada"])
def test_only_a_monitor_draws(region: Region, who: str) -> None:
    region.certified()
    with pytest.raises(NotAllowed):
        drawn(region, who)


def test_monitor_opens_the_whole_file_of_what_was_drawn_and_of_nothing_else(region: Region) -> None:
    region.certified()
    with pytest.raises(NotFound):
        region.look("mona", decision_file, application_id=1, limits=Thresholds())
    drawn(region)
    file = region.look("mona", decision_file, application_id=1, limits=Thresholds())
    assert file.contents is not None
    assert file.contents.reviewers == ("Tess",)


def test_finding_is_kept_once_with_its_words(region: Region) -> None:
    region.certified()
    drawn(region)
    with pytest.raises(InvalidInput):
        find(region, "excellent")
    find(region)
    found = region.look("mona", monitoring.open_entry, entry_id=1)
    assert (found.entry.grade, found.entry.finding) == (
        FindingGrade.SOUND,
        "Het dossier klopt van begin tot eind.",
    )
    with pytest.raises(InvalidInput) as refused:
        find(region, "major", entry_id=1)
    assert refused.value.fields["finding"].key == "found_already"


@pytest.mark.parametrize(
    ("role", "why"), [("decided", "decided_it"), ("reviewed", "reviewed_it"), ("school", "own_organisation")]
)
def test_nobody_monitors_what_they_decided_reviewed_or_belong_to(region: Region, role: str, why: str) -> None:
    region.certified()
    places = ((Role.MONITOR, "alliance"), *([(Role.TEACHER, "noordcollege")] if role == "school" else []))
    region.add_person("max", *places)
    drawn(region)
    with region.writing() as session:
        decision = session.scalars(select(DecisionRow)).one()
        if role == "decided":
            decision.certifier_id = region.ids["max"]
        if role == "reviewed":
            decision.reviewers = [region.ids["max"]]
    assert region.look("max", monitoring.open_entry, entry_id=1).may_monitor.message.key == why
    with pytest.raises(NotAllowed) as refused:
        find(region, who="max")
    assert refused.value.message.key == why


def test_major_finding_reaches_the_certifiers_until_they_answer(region: Region) -> None:
    region.certified()
    drawn(region)
    find(region, "major")
    assert told(region, "cees") == [NewsKind.CERTIFICATE_WORK]
    (waiting,) = region.look("cees", monitoring.major_findings).items
    assert waiting.organisation == "Bakery"
    with pytest.raises(NotAllowed):
        region.do("mona", monitoring.respond, entry_id=1, response="Wij kijken het na.")
    region.do("cees", monitoring.respond, entry_id=1, response="Wij vroegen het bedrijf om bewijs.")
    assert region.look("cees", monitoring.major_findings).total == 0
    with pytest.raises(NotFound):
        region.do("cees", monitoring.respond, entry_id=1, response="En nog iets anders.")


@pytest.mark.parametrize("grade", ["sound", "minor"])
def test_other_findings_bother_no_certifier(region: Region, grade: str) -> None:
    region.certified()
    drawn(region)
    find(region, grade)
    assert told(region, "cees") == []
    assert region.look("cees", monitoring.major_findings).total == 0


def test_what_was_not_drawn_is_not_opened_and_gets_no_finding(many: Region) -> None:
    drawn(many)
    spared = next(row.id for row in rows(many) if not row.drawn)
    with pytest.raises(NotFound):
        many.look("mona", monitoring.open_entry, entry_id=spared)
    with pytest.raises(NotFound):
        find(many, entry_id=spared)


def test_lists_take_as_many_statements_for_many(many: Region, count_statements: Any) -> None:
    drawn(many)
    with count_statements(many.engine) as first:
        many.look("mona", monitoring.entries, sample_id=1)
    with many.writing() as session:
        session.execute(update(SampleEntry).values(drawn=True))
    with count_statements(many.engine) as second:
        found = many.look("mona", monitoring.entries, sample_id=1, asked=Asked(page=2, size=25))
    assert (found.total, len(found.items)) == (40, 15)
    assert len(first) == len(second)
