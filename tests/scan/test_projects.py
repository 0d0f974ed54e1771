"""Projects: who takes part, and before and after from checked scans in groups that give nobody away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import Engine

from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.projects import Period, ProjectPhase
from scan.domain.roles import OrganisationKind, Role
from scan.store.paging import Asked
from scan.store.tables import Dossier, ProjectParticipant
from scan.use_cases.evaluating import THEME, Change, Evaluation, OwnChange, evaluate
from scan.use_cases.projects import (
    ProjectInput,
    indicators_of,
    join_project,
    leave_project,
    list_projects,
    own_part,
    participants_of,
    save_project,
    show_project,
)
from tests.scan.factories import COMPANY_FORM, Region

PROJECT = ProjectInput(
    theme="clean_energy",
    title="Licht uit, zon aan",
    goal="Twintig procent minder stroom in een jaar.",
    pilot=True,
    period=Period(date(2026, 9, 1), date(2027, 8, 31)),
    before=Period(date(2026, 9, 1), date(2026, 12, 31)),
    after=Period(date(2027, 4, 1), date(2027, 8, 31)),
    indicators=("energy-source",),
)
BEFORE, AFTER, JOINED = date(2026, 11, 20), date(2027, 5, 20), date(2026, 10, 1)


def save(region: Region, project: ProjectInput = PROJECT, **more: int) -> int:
    number: int = region.do("ada", save_project, project=project, questionnaire=COMPANY_FORM, **more)
    return number


def closed(region: Region, who: str, company: str, student: str, teacher: str, step: str) -> int:
    """A closed dossier in which the energy question stands on ``step``. Gives its id."""
    region.student_scan(student, energy_source=step)
    dossier_id = region.dossier_of(region.own_scan(who, company, energy_source=step)).id
    region.close(dossier_id, teacher)
    return dossier_id


@pytest.fixture
def measured(region: Region) -> tuple[int, list[str]]:
    """Six companies that went from step 1 to step 3, and the project that they are in; nobody shows its own."""
    low = closed(region, "carla", "bakery", "sam", "tess", "1")
    high = closed(region, "gerrit", "garage", "zoe", "theo", "3")
    project_id = save(region)
    names = [f"firm{number}" for number in range(6)]
    for number, name in enumerate(names):
        region.add_organisation(name, OrganisationKind.COMPANY, f"1000000{number}")
        region.add_person(f"of-{name}", (Role.CONTACT, name))
        for source, day in ((low, BEFORE), (high, AFTER)):
            copy_to(region, source, name, day)
        with region.writing() as session:
            session.add(
                ProjectParticipant(project_id=project_id, organisation_id=region.ids[name], joined_on=JOINED)
            )
    region.now = datetime(2027, 9, 15, tzinfo=UTC)
    return project_id, names


def copy_to(region: Region, dossier_id: int, name: str, day: date) -> None:
    """The same closed dossier, of another organisation and day."""
    with region.writing() as session:
        source = session.get_one(Dossier, dossier_id)
        values = {column.key: getattr(source, column.key) for column in Dossier.__table__.columns}
        values |= {
            "id": None, "organisation_id": region.ids[name], "follows_id": None,
            "moderated_at": datetime.combine(day, time(12), UTC),
        }  # fmt: skip
        session.add(Dossier(**values))


def found(region: Region, project_id: int) -> Evaluation:
    with region.reading() as session:
        project = show_project(session, project_id=project_id, today=region.now.date())
        return evaluate(session, project=project, now=region.now)


def show_own(region: Region, project_id: int, *names: str) -> None:
    for name in names:
        region.do(
            f"of-{name}",
            join_project,
            organisation_id=region.ids[name],
            project_id=project_id,
            shows_own=True,
        )


def test_means_before_and_after_are_those_of_the_checked_scans(
    region: Region, measured: tuple[int, list[str]]
) -> None:
    evaluation = found(region, measured[0])
    assert [one.indicator for one in evaluation.changes] == [THEME, "energy-source"]
    theme = evaluation.changes[0]
    assert (theme.participants, theme.before < theme.after) == (6, True)
    assert evaluation.changes[1] == Change("energy-source", 6, 20, 75)
    assert evaluation.own == ()


def test_fewer_than_five_are_not_shown(region: Region, measured: tuple[int, list[str]]) -> None:
    project_id, names = measured
    with region.writing() as session:
        for name in names[:2]:
            session.get_one(ProjectParticipant, (project_id, region.ids[name])).left_on = date(2026, 12, 1)
    assert found(region, project_id).changes == ()


def test_one_company_that_shows_its_own_must_not_leave_fewer_than_five_others(
    region: Region, measured: tuple[int, list[str]]
) -> None:
    project_id, names = measured
    show_own(region, project_id, names[0])
    first = found(region, project_id)
    assert [one.participants for one in first.changes] == [6, 6]
    assert [one.organisation for one in first.own] == ["Firm0"]
    show_own(region, project_id, names[1])
    second = found(region, project_id)
    assert second.changes == ()
    assert [type(one) for one in second.own] == [OwnChange, OwnChange]
    show_own(region, project_id, *names)
    assert len(found(region, project_id).changes) == 2


def test_consent_that_is_taken_back_counts_at_once(region: Region, measured: tuple[int, list[str]]) -> None:
    project_id, names = measured
    show_own(region, project_id, names[0])
    region.do(
        f"of-{names[0]}", join_project, organisation_id=region.ids[names[0]], project_id=project_id,
        shows_own=False,
    )  # fmt: skip
    assert found(region, project_id).own == ()
    show_own(region, project_id, names[0])
    region.do(f"of-{names[0]}", leave_project, organisation_id=region.ids[names[0]], project_id=project_id)
    assert found(region, project_id).own == ()


def test_new_participants_and_results_count_from_the_next_quarter(
    region: Region, measured: tuple[int, list[str]]
) -> None:
    project_id, names = measured
    with region.writing() as session:
        session.get_one(ProjectParticipant, (project_id, region.ids[names[0]])).joined_on = date(2027, 8, 1)
    assert found(region, project_id).changes[0].participants == 5
    region.now = datetime(2027, 10, 2, tzinfo=UTC)
    assert found(region, project_id).changes[0].participants == 6
    region.now = datetime(2027, 6, 30, tzinfo=UTC)
    assert found(region, project_id).changes == ()


def test_results_outside_the_periods_do_not_count(region: Region, measured: tuple[int, list[str]]) -> None:
    later = Period(date(2027, 6, 1), date(2027, 8, 31))
    project_id = measured[0]
    change = ProjectInput(
        PROJECT.theme, PROJECT.title, PROJECT.goal, False, PROJECT.period, PROJECT.before, later
    )
    save(region, change, project_id=project_id, version=1)
    assert found(region, project_id).changes == ()


def test_evaluation_costs_the_same_for_more_participants(
    region: Region,
    measured: tuple[int, list[str]],
    count_statements: Callable[[Engine], AbstractContextManager[list[str]]],
) -> None:
    counts = []
    for _ in range(2):
        with count_statements(region.engine) as statements:
            found(region, measured[0])
        counts.append(len(statements))
        with region.writing() as session:
            for name in measured[1][:3]:
                session.get_one(ProjectParticipant, (measured[0], region.ids[name])).left_on = JOINED
    assert counts[0] == counts[1]
    assert counts[0] <= 8


def test_alliance_sets_up_and_changes_a_project(region: Region) -> None:
    project_id = save(region)
    with pytest.raises(Stale):
        save(region, project_id=project_id, version=0)
    save(region, project_id=project_id, version=1)
    for who in ("carla", "cor", "mona"):
        with pytest.raises(NotAllowed):
            region.do(who, save_project, project=PROJECT, questionnaire=COMPANY_FORM)
    with pytest.raises(NotFound):
        save(region, project_id=99, version=1)
    with region.reading() as session:
        shown = show_project(session, project_id=project_id, today=date(2026, 10, 1))
        (line,) = list_projects(session, today=date(2027, 9, 1), theme="clean_energy").items
    assert (shown.phase, shown.indicators, line.phase) == (
        ProjectPhase.RUNNING, ("energy-source",), ProjectPhase.OVER,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"theme": "money", "indicators": ()}, "theme"),
        ({"title": ""}, "title"),
        ({"goal": "x" * 2001}, "goal"),
        ({"period": None}, "period"),
        ({"before": Period(date(2026, 9, 2), date(2026, 9, 1))}, "before"),
        ({"after": Period(date(2026, 12, 1), date(2027, 1, 1))}, "after"),
        ({"indicators": ("safe-work",)}, "indicators"),
        ({"indicators": ("nothing",)}, "indicators"),
    ],
)
def test_project_that_cannot_be_is_refused_at_its_field(
    region: Region, wrong: dict[str, object], field: str
) -> None:
    values = {name: getattr(PROJECT, name) for name in ProjectInput.__slots__}
    with pytest.raises(InvalidInput) as refused:
        save(region, ProjectInput(**(values | wrong)))
    assert set(refused.value.fields) == {field}


def test_company_and_school_join_and_leave_by_themselves(region: Region) -> None:
    project_id = save(region)
    about = {"project_id": project_id, "shows_own": False}
    region.do("carla", join_project, organisation_id=region.ids["bakery"], **about)
    region.do("cor", join_project, organisation_id=region.ids["noordcollege"], **about)
    with region.reading() as session:
        everyone, schools, second = (
            participants_of(session, project_id=project_id, asked=asked)
            for asked in (Asked(), Asked(query="COLLEGE"), Asked(page=2, size=1))
        )
        other = own_part(session, project_id=project_id, organisation_id=region.ids["garage"])
        own = own_part(session, project_id=project_id, organisation_id=region.ids["bakery"])
    assert [one.name for one in everyone.items] == ["Bakery", "Noordcollege"]
    assert (schools.items, second.items, own) == (everyone.items[1:], everyone.items[1:], everyone.items[0])
    assert (schools.total, second.total, other) == (1, 2, None)
    for who in ("gerrit", "tess", "ada"):
        with pytest.raises((NotFound, NotAllowed)):
            region.do(who, join_project, organisation_id=region.ids["bakery"], **about)
    region.do("carla", leave_project, organisation_id=region.ids["bakery"], project_id=project_id)
    with pytest.raises(NotFound):
        region.do("carla", leave_project, organisation_id=region.ids["bakery"], project_id=project_id)
    region.later(days=600)
    with pytest.raises(InvalidInput):
        region.do("carla", join_project, organisation_id=region.ids["bakery"], **about)


def test_indicators_are_the_questions_of_the_theme() -> None:
    assert indicators_of(COMPANY_FORM, "clean_energy") == ("energy-source", "kitchen-heat")
