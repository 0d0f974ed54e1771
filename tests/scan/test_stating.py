"""The statement of will and activity: self-declared, for any size, without level or score (instrument D5)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from certificates import granting, scope_changes
from certificates.granting import Result, settle
from certificates.number import IssuedNumber
from certificates.scheme import statement_scheme
from scan.domain.applications import ApplicationState
from scan.domain.entry import Activity, Tag
from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.roles import Role
from scan.domain.statements import ActivityInput, Statement, StatementInput, sentences
from scan.store.tables import Application, Certificate, News, Organisation
from scan.use_cases.applying import ApplicationInfo, ApplicationInput, statements_of
from scan.use_cases.deciding import open_application, return_application
from scan.use_cases.digests import my_news
from scan.use_cases.entry import own_checklist
from scan.use_cases.stating import apply_for_statement
from tests.scan.factories import NOW, Region

RULES = statement_scheme().application
TODAY = NOW.date()
SIGNED = ApplicationInput(
    sites="De garage in Assen",
    activities="auto's repareren",
    signed_by_name="Gerrit Garage",
    signed_by_role="eigenaar",
    declared=RULES.declarations,
    public_detail="level",
)
DONE = (
    ActivityInput("Olie ingezameld", TODAY - timedelta(days=30), ("planet",), "Niets in het riool.", "https://garage.example/olie"),
    ActivityInput("Stagiair begeleid", TODAY - timedelta(days=90), ("people", "profit"), "Hij bleef.", "https://garage.example/sam"),
)  # fmt: skip
WRITTEN = StatementInput(
    words="Wij willen schoon werken. Iedereen mag leren. We doen elk jaar meer.",
    activities=DONE,
    next_step="Een elektrische brug kopen",
    next_step_by=TODAY + timedelta(days=100),
    sharing="visit",
)


def ask(region: Region, who: str = "gerrit", signed: ApplicationInput = SIGNED, **changed: Any) -> int:
    application_id: int = region.do(
        who,
        apply_for_statement,
        organisation_id=region.ids["garage"],
        application=signed,
        statement=replace(WRITTEN, **changed),
        rules=RULES,
    )
    return application_id


def asked_by(region: Region, who: str) -> tuple[ApplicationInfo, ...]:
    """The garage's applications for a statement."""
    with region.reading() as session:
        return statements_of(session, actor=region.actor(who), organisation_id=region.ids["garage"])


def faults(region: Region, **changed: Any) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        ask(region, **changed)
    return {field: message.key for field, message in refused.value.fields.items()}


def test_company_without_any_scan_applies_and_gets_a_statement(region: Region) -> None:
    application_id = ask(region)
    about = {"outcome": "grant", "level": None, "reason": "Alles is compleet.", "language": "nl"}
    settled = region.do("certa", settle, application_id=application_id, **about)
    assert settled.result is Result.ISSUED
    with region.reading() as session:
        row = session.scalars(select(Certificate)).one()
    assert (row.kind, row.level, row.outcome, row.questionnaire) == ("statement", None, None, None)
    assert row.scope == "De garage in Assen: auto's repareren"
    assert (row.valid_from, row.valid_until) == (TODAY, date(2028, 11, 22))
    assert IssuedNumber.parse(settled.number) == IssuedNumber("MVOV-NN", 2026, 1)
    (info,) = asked_by(region, "gerrit")
    assert (info.state, info.level, info.decision_reason) == (
        ApplicationState.DECIDED,
        None,
        "Alles is compleet.",
    )


def test_what_was_written_is_kept_as_it_was_signed(region: Region) -> None:
    found = region.look("certa", open_application, application_id=ask(region))
    written = found.statement.statement
    assert written == Statement(
        words=WRITTEN.words,
        activities=tuple(
            Activity(one.title, one.done_on, tuple(Tag(tag) for tag in one.tags), one.result, one.link)
            for one in DONE
        ),
        next_step=WRITTEN.next_step,
        next_step_by=WRITTEN.next_step_by,
        sharing="visit",
    )
    assert Statement.from_json(written.to_json()) == written
    assert (found.levels, found.rescored, found.dossier_id) == ((), None, None)


def test_everything_that_is_wrong_is_told_at_once(region: Region) -> None:
    nothing = ApplicationInput("", "", "", "", (), "")
    found = faults(
        region,
        signed=nothing,
        words="",
        activities=(ActivityInput(),) * 4,
        next_step="",
        next_step_by=None,
        sharing="",
    )
    activities = {
        f"activities-{place}-{field}"
        for place in (0, 1)
        for field in ("title", "done_on", "tags", "result", "link")
    }
    signing = {"sites", "activities", "signed_by_name", "signed_by_role"}
    declared = {f"declare-{one}" for one in RULES.declarations}
    assert set(found) == activities | signing | declared | {"words", "next_step", "next_step_by", "sharing"}


@pytest.mark.parametrize(
    ("changed", "field", "key"),
    [
        ({"words": "Een zin. Nog een."}, "words", "sentences"),
        ({"words": "A. " * 7}, "words", "sentences"),
        ({"words": "Dit is lang. " * 60}, "words", "too_long"),
        ({"next_step_by": TODAY}, "next_step_by", "not_ahead"),
        ({"sharing": "money"}, "sharing", "unknown_choice"),
        ({"activities": (DONE[0], replace(DONE[1], tags=("planet",)))}, "activities-0-title", "tags_absent"),
        ({"activities": (DONE[0], replace(DONE[1], tags=("points",)))}, "activities-1-tags", "choose_tag"),
        ({"activities": (DONE[0],)}, "activities-0-title", "too_few_activities"),
        (
            {"activities": (DONE[0], replace(DONE[1], done_on=date(2025, 11, 22)))},
            "activities-1-done_on",
            "not_in_period",
        ),
        (
            {"activities": (DONE[0], replace(DONE[1], done_on=TODAY + timedelta(days=1)))},
            "activities-1-done_on",
            "not_in_period",
        ),
        (
            {"activities": (DONE[0], replace(DONE[1], link="http://x.example"))},
            "activities-1-link",
            "link_wrong",
        ),
        (
            {"activities": (DONE[0], replace(DONE[1], link="javascript:alert(1)"))},
            "activities-1-link",
            "link_wrong",
        ),
    ],
)
def test_each_requirement_is_held_to(region: Region, changed: dict[str, Any], field: str, key: str) -> None:
    assert faults(region, **changed) == {field: key}


def test_third_activity_counts_only_when_something_is_filled_in(region: Region) -> None:
    half = ActivityInput(title="Nog iets")
    assert set(faults(region, activities=(*DONE, half))) == {
        f"activities-2-{field}" for field in ("done_on", "tags", "result", "link")
    }
    ask(region, activities=(*DONE, ActivityInput(), ActivityInput()))


def test_organisation_without_a_number_is_told_before_and_refused_after(region: Region) -> None:
    """A school needs none: this one has no number, and no company can be stored without one."""
    region.add_person("cora", (Role.COORDINATOR, "zuidcollege"))
    school = region.ids["zuidcollege"]
    about = {"organisation_id": school, "rules": RULES}
    listed = region.look("cora", own_checklist, dossier_id=None, **about)
    assert next((one.condition.id, one.met) for one in listed) == ("registered", False)
    with pytest.raises(InvalidInput) as refused:
        region.do("cora", apply_for_statement, application=SIGNED, statement=WRITTEN, **about)
    assert {field: one.key for field, one in refused.value.fields.items()} == {
        "entry-registered": "not_registered"
    }


def test_one_application_at_a_time_and_the_database_holds_to_it(region: Region) -> None:
    ask(region)
    assert faults(region) == {"organisation": "already_applied"}
    with pytest.raises(DBAPIError), region.writing() as session:
        session.execute(
            text(
                "INSERT INTO applications (organisation_id, scheme, scope, signed_by_name, declared_at,"
                " public_detail, statement, applied_by, state, flag_count) SELECT organisation_id, scheme, scope,"
                " signed_by_name, declared_at, public_detail, statement, applied_by, state, 0 FROM applications"
            )
        )


@pytest.mark.parametrize("who", ["carla", "tess", "sam", "certa", "ada"])
def test_only_its_own_people_apply_for_an_organisation(region: Region, who: str) -> None:
    with pytest.raises(NotFound):
        ask(region, who)
    with pytest.raises(NotFound):
        asked_by(region, who)


def test_certifier_of_the_organisation_cannot_decide(region: Region) -> None:
    region.add_person("gea", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "garage"))
    about = {"outcome": "grant", "level": None, "reason": "Goed zo.", "language": "nl"}
    with pytest.raises(NotAllowed) as refused:
        region.do("gea", settle, application_id=ask(region), **about)
    assert refused.value.message.key == "own_organisation"


def test_it_can_go_back_and_be_sent_again_and_the_company_is_told(region: Region) -> None:
    application_id = ask(region)
    about = {"reason": "Noem een activiteit voor mensen.", "condition": "activities"}
    region.do("certa", return_application, application_id=application_id, **about)
    (info,) = asked_by(region, "gerrit")
    assert (info.state, info.return_condition) == (ApplicationState.RETURNED, "activities")
    (line,) = region.look("gerrit", my_news)
    assert (line.kind.value, line.organisation, line.dossier_id) == ("application_returned", "Garage", None)
    with region.reading() as session:
        assert session.scalars(select(News.organisation_id)).all() == [region.ids["garage"]]
    ask(region)


def test_scheme_of_a_certificate_gives_no_statements(region: Region) -> None:
    with pytest.raises(ValueError, match="gives no statements"):
        region.do(
            "gerrit",
            apply_for_statement,
            organisation_id=region.ids["garage"],
            application=SIGNED,
            statement=WRITTEN,
            rules=granting.scheme("mvo-certificate@1.1.0").application,
        )


def test_database_refuses_a_statement_with_a_level(region: Region) -> None:
    about = {"outcome": "grant", "level": None, "reason": "Alles is compleet.", "language": "nl"}
    region.do("certa", settle, application_id=ask(region), **about)
    for values in ({"level": "aware"}, {"kind": "certificate"}, {"outcome": b"{}"}):
        with pytest.raises(DBAPIError), region.writing() as session:
            session.execute(update(Certificate).values(**values))


def test_application_is_about_a_dossier_or_has_a_statement(region: Region) -> None:
    ask(region)
    with pytest.raises(DBAPIError), region.writing() as session:
        session.execute(update(Application).values(statement=None))


@pytest.mark.parametrize(
    ("words", "found"),
    [("", 0), ("Een", 1), ("Een. Twee! Drie?", 3), ("Een… Twee", 2), ("Versie 1.2 is er. Klaar.", 2)],
)
def test_sentences_are_counted_by_their_ends(words: str, found: int) -> None:
    assert sentences(words) == found


# Renewal: with one new activity

NEW = replace(DONE[0], title="Zonnepanelen gelegd", done_on=TODAY + timedelta(days=1))


def given(region: Region, **changed: Any) -> str:
    """The garage applies and gets it, all on the day of the region. Gives the number."""
    about = {"outcome": "grant", "level": None, "reason": "Alles is compleet.", "language": "nl"}
    settled = region.do("certa", settle, application_id=ask(region, **changed), **about)
    return str(settled.number)


def states(region: Region) -> dict[str, str]:
    """What became of each statement, by number."""
    with region.reading() as session:
        return {one.number: one.state for one in session.scalars(select(Certificate))}


def new_after(region: Region) -> list[tuple[bool | None, date | None]]:
    """The line of the checklist about new activities; empty where it does not hold."""
    listed = region.look(
        "gerrit", own_checklist, organisation_id=region.ids["garage"], dossier_id=None, rules=RULES
    )
    return [(one.met, one.new_after) for one in listed if one.condition.id == "new-activity"]


def test_renewal_takes_an_activity_from_after_the_first_day_and_replaces_the_statement(
    region: Region,
) -> None:
    assert new_after(region) == []
    first = given(region)
    region.now = region.later(days=40)
    assert new_after(region) == [(None, TODAY)]
    assert faults(region) == {"activities-0-title": "too_few_new"}
    on_the_day = replace(NEW, done_on=TODAY)
    assert faults(region, activities=(*DONE, on_the_day)) == {"activities-0-title": "too_few_new"}
    assert states(region) == {first: "issued"}
    elsewhere = replace(SIGNED, sites="De garage en de wasstraat in Assen")
    second = given(region, signed=elsewhere, activities=(*DONE, NEW))
    assert states(region) == {first: "replaced", second: "issued"}
    assert new_after(region) == [(None, region.now.date())]


def test_statement_for_another_scope_began_on_the_first_day_of_the_one_before(region: Region) -> None:
    number = given(region)
    region.now = region.later(days=20)
    region.add_person("cees", (Role.CERTIFIER, "alliance"))
    asked = region.do(
        "gerrit", scope_changes.ask, number=number, scope="Ook de wasstraat", why="Die kwam erbij."
    )
    region.do(
        "cees", scope_changes.decide, request_id=asked, outcome="granted", reason="Dat past bij de regeling."
    )
    assert sorted(states(region).values()) == ["issued", "replaced"]
    assert new_after(region) == [(None, TODAY)]
    ask(region, activities=(*DONE, NEW))


@pytest.mark.parametrize("state", ["withdrawn", "expired", "suspended"])
def test_statement_that_holds_no_more_was_one_all_the_same(region: Region, state: str) -> None:
    given(region)
    with region.writing() as session:
        session.execute(update(Certificate).values(state=state))
    region.now = region.later(days=40)
    assert faults(region) == {"activities-0-title": "too_few_new"}


def test_certificate_or_statement_of_another_asks_for_nothing_new(region: Region) -> None:
    region.certified()
    assert new_after(region) == []
    ask(region)


def test_scheme_says_how_many_are_new_at_a_renewal(region: Region) -> None:
    assert RULES.activities is not None
    given(region)
    region.now = region.later(days=40)
    two = replace(RULES, activities=replace(RULES.activities, new_at_renewal=2))
    written = replace(WRITTEN, activities=(*DONE, NEW))
    about = {"organisation_id": region.ids["garage"], "application": SIGNED}
    with pytest.raises(InvalidInput):
        region.do("gerrit", apply_for_statement, statement=written, rules=two, **about)
    none = replace(RULES, activities=replace(RULES.activities, new_at_renewal=0))
    region.do("gerrit", apply_for_statement, statement=WRITTEN, rules=none, **about)


def test_every_organisation_that_can_be_stored_is_one_that_may_apply(region: Region) -> None:
    with region.reading() as session:
        companies = session.scalars(
            select(Organisation.kvk_number).where(Organisation.kind == "company")
        ).all()
    assert None not in companies
