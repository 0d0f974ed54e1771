"""Beside others of the same size and sector: only where five or more give nobody away (issue: a scan round)."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, insert, inspect, select, update

from scan.domain.peers import PeerScores, SizeClass, basis, may_be_shown, reference_day, size_class
from scan.domain.roles import OrganisationKind
from scan.store.schema import config, upgrade
from scan.store.scores import peer_scores
from scan.store.tables import (
    Action,
    Application,
    Certificate,
    DecisionRow,
    Dossier,
    DossierScore,
    Organisation,
    QuestionnaireVersion,
)
from scan.use_cases.planning import ActionInput, add_action
from scan.use_cases.reviewing import reopen_dossier
from tests.scan.factories import COMPANY_FORM, Region

REFERENCE = date(2026, 10, 1)
CELL = ("try-company@1", "food", SizeClass.SMALL)
ENERGY = "clean_energy"


@pytest.mark.parametrize(
    ("staff", "size"),
    [(0, "micro"), (9, "micro"), ("9.5", "micro"), (10, "small"), (49, "small"), (50, "medium"), (249, "medium"),
     (250, "large"), (10_000, "large")],
)  # fmt: skip
def test_size_goes_by_people_at_work(staff: int | str, size: str) -> None:
    assert size_class(Decimal(staff)) == size


@pytest.mark.parametrize(
    ("others", "unpublished", "shown"),
    [(4, 4, False), (4, 0, False), (5, 5, True), (5, 0, True), (5, 1, False), (9, 4, False), (9, 5, True)],
)
def test_neither_the_group_nor_what_is_left_without_the_public_ones_is_smaller_than_five(
    others: int, unpublished: int, shown: bool
) -> None:
    assert may_be_shown(others, unpublished) is shown


@pytest.mark.parametrize(
    ("today", "day"),
    [(date(2026, 11, 23), REFERENCE), (date(2026, 12, 31), REFERENCE), (date(2027, 1, 1), date(2027, 1, 1))],
)
def test_results_come_in_once_a_quarter(today: date, day: date) -> None:
    assert reference_day(today) == day


def test_versions_below_a_major_share_a_basis() -> None:
    assert {basis(COMPANY_FORM.model_copy(update={"version": one})) for one in ("1.0.0", "1.9.3")} == {
        "try-company@1"
    }
    assert basis(COMPANY_FORM.model_copy(update={"version": "2.0.0"})) == "try-company@2"


def closed_dossier(region: Region, points: int, **about: object) -> int:
    """A company with a result: hundredths of a point for energy. Gives the dossier's id."""
    number = len(region.ids)
    company = about.pop("company", None) or region.add_organisation(
        f"company {number}", OrganisationKind.COMPANY, f"{10_000_000 + number}"
    )
    moment = about.pop("moderated_at", datetime(2026, 9, 1, 9, tzinfo=UTC))
    with region.writing() as session:
        version = session.scalars(
            select(QuestionnaireVersion.id).where(QuestionnaireVersion.slug == "try-company")
        ).one()
        dossier_id = session.scalars(
            insert(Dossier)
            .values(
                organisation_id=company, period="2026-2027", state="moderated", created_at=moment, opens_at=moment,
                facts={}, questionnaire_version_id=version, moderated_outcome=b"{}", moderated_answers={},
                moderated_by=region.ids["tess"], moderated_at=moment, version=1,
            )
            .returning(Dossier.id)
        ).one()  # fmt: skip
        row = {
            "dossier_id": dossier_id, "theme": ENERGY, "organisation_id": company, "basis": CELL[0],
            "sector": CELL[1], "size": CELL[2].value, "counted": points, "moderated_at": moment,
        }  # fmt: skip
        session.execute(insert(DossierScore).values(**(row | about)))
    return dossier_id


def publish(region: Region, dossier_id: int, detail: str = "themes") -> None:
    """A certificate whose public page shows the points per theme."""
    with region.writing() as session:
        organisation = session.scalars(select(Dossier.organisation_id).where(Dossier.id == dossier_id)).one()
        application = session.scalars(
            insert(Application).values(
                organisation_id=organisation, scheme="s@1",
                dossier_id=dossier_id, scope="Alles", signed_by_name="Piet", declared_at=region.now,
                public_detail=detail, applied_by=region.ids["carla"], state="decided",
            ).returning(Application.id)
        ).one()  # fmt: skip
        decision = session.scalars(
            insert(DecisionRow).values(
                application_id=application, dossier_id=dossier_id, certifier_id=region.ids["certa"], outcome="grant",
                level="aware", rescored_outcome=b"{}", reason="Klopt", decided_at=region.now,
                scheme="s@1", reviewers=[],
            ).returning(DecisionRow.id)
        ).one()  # fmt: skip
        session.execute(
            insert(Certificate).values(
                kind="certificate", number=f"MVO-{decision:04}", decision_id=decision, organisation_id=organisation,
                state="issued",
                level="aware", scope="Alles", language="nl", valid_from=REFERENCE, valid_until=date(2028, 1, 1),
                questionnaire="q@1.0.0", questionnaire_sha256="a" * 64, scheme="s@1", outcome=b"{}",
                public_detail=detail, issued_at=region.now, version=1,
            )
        )  # fmt: skip


def seen(region: Region) -> tuple[PeerScores, ...]:
    with region.reading() as session:
        return peer_scores(session, CELL, organisation_id=region.ids["bakery"], reference=REFERENCE)


def fill(region: Region, points: Sequence[int]) -> list[int]:
    return [closed_dossier(region, one) for one in points]


def test_four_others_are_too_few_and_five_are_enough(region: Region) -> None:
    fill(region, (4_000, 5_099, 6_000, 7_000))
    assert seen(region) == ()
    fill(region, (8_000,))
    assert seen(region) == (PeerScores(ENERGY, 5, 50, 60, 70),)


def test_an_even_number_has_the_middle_of_the_two_in_the_middle(region: Region) -> None:
    fill(region, (1_000, 2_000, 3_000, 4_150, 5_000, 6_000, 7_000, 8_000))
    assert seen(region) == (PeerScores(ENERGY, 8, 20, 45, 70),)


def test_the_company_itself_is_never_among_the_others(region: Region) -> None:
    fill(region, (4_000, 5_000, 6_000, 7_000))
    closed_dossier(region, 9_000, company=region.ids["bakery"])
    assert seen(region) == ()


@pytest.mark.parametrize(
    "about",
    [
        {"sector": "retail"}, {"size": "micro"}, {"basis": "try-company@2"}, {"theme": "smart_mobility"},
        {"moderated_at": datetime(2023, 9, 30, 9, tzinfo=UTC)},
        {"moderated_at": datetime(2026, 10, 1, 9, tzinfo=UTC)},
    ],
    ids=lambda about: next(iter(about)),
)  # fmt: skip
def test_others_are_of_the_same_size_sector_and_questionnaire_in_three_years_up_to_this_quarter(
    region: Region, about: dict[str, object]
) -> None:
    fill(region, (4_000, 5_000, 6_000, 7_000))
    closed_dossier(region, 8_000, **about)
    assert seen(region) == ()


def test_of_each_company_only_the_newest_result_counts(region: Region) -> None:
    first, *_ = fill(region, (4_000, 5_000, 6_000, 7_000))
    with region.reading() as session:
        company = session.scalars(select(Dossier.organisation_id).where(Dossier.id == first)).one()
    later = datetime(2026, 9, 20, 9, tzinfo=UTC)
    closed_dossier(region, 9_900, company=company, moderated_at=later)
    assert seen(region) == ()
    fill(region, (8_000,))
    assert seen(region) == (PeerScores(ENERGY, 5, 60, 70, 80),)


def test_a_dossier_that_was_opened_again_does_not_count(region: Region) -> None:
    first, *_ = fill(region, (4_000, 5_000, 6_000, 7_000, 8_000))
    with region.writing() as session:
        session.execute(update(Dossier).where(Dossier.id == first).values(state="comparing"))
    assert seen(region) == ()


def test_who_takes_away_what_is_public_is_not_left_with_a_few(region: Region) -> None:
    dossiers = fill(region, (4_000, 5_000, 6_000, 7_000, 8_000))
    publish(region, dossiers[0], "level")
    assert len(seen(region)) == 1
    for one in dossiers[1:]:
        publish(region, one)
    assert seen(region) == (), "the one that shows no points could be worked out"
    publish(region, dossiers[0])
    assert len(seen(region)) == 1, "everything is public already"


def test_closing_keeps_the_points_and_closing_again_replaces_them(region: Region) -> None:
    with region.writing() as session:
        session.execute(
            update(Organisation).where(Organisation.id == region.ids["bakery"]).values(sector="food")
        )
    dossier_id = region.moderated()
    region.later(days=1)
    region.do("tess", reopen_dossier, dossier_id=dossier_id, reason="Nog eens kijken.")
    region.close(dossier_id)
    with region.reading() as session:
        rows = list(session.scalars(select(DossierScore).order_by(DossierScore.theme)))
    found = [(row.theme, row.basis, row.sector, row.size, row.counted, row.moderated_at) for row in rows]
    assert found == [
        ("clean_energy", "try-company@1", "food", "small", 7_500, region.now),
        ("social_enterprise", "try-company@1", "food", "small", 3_250, region.now),
    ]


def test_without_a_sector_there_is_nobody_to_compare_with(region: Region) -> None:
    region.moderated()
    with region.reading() as session:
        assert session.scalars(select(DossierScore.theme)).all() == []


def test_one_statement_reads_only_its_own_cell(
    region: Region, count_statements: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    fill(region, (4_000, 5_000, 6_000, 7_000, 8_000))
    with count_statements(region.engine) as statements:
        seen(region)
    assert len(statements) == 1
    if region.engine.dialect.name == "sqlite":
        with region.engine.connect() as connection:
            values = (None,) * statements[0].count("?")
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statements[0]}", values).all()
        assert [
            row[3] for row in plan if "dossier_scores" in row[3] and "correlated" not in row[3].lower()
        ] == [
            "SEARCH dossier_scores USING INDEX ix_dossier_scores_cell"
            " (basis=? AND sector=? AND size=? AND moderated_at>? AND moderated_at<?)"
        ]


# What was there before this was stored


def test_migration_reads_the_points_of_dossiers_that_are_closed_already(region: Region) -> None:
    with region.writing() as session:
        bakery = Organisation.id == region.ids["bakery"]
        session.execute(update(Organisation).where(bakery).values(sector="food"))
    dossier_id = region.moderated()
    done = region.do("carla", add_action, dossier_id=dossier_id, action=ActionInput("Ledlampen"))
    second_scan = region.start_own()
    with region.writing() as session:
        day = region.now.date() - timedelta(days=1)
        session.execute(
            update(Action).where(Action.id == done).values(state="done", planned_on=day, finished_on=day)
        )
    before = stored(region)
    assert before["scores"] != []
    with region.engine.begin() as connection:
        settings = config(connection)
        before_this = ScriptDirectory.from_config(settings).get_revision("result").down_revision
        command.downgrade(settings, str(before_this))
    assert "dossier_scores" not in inspect(region.engine).get_table_names()
    upgrade(region.engine)
    assert stored(region) == before
    assert region.dossier_of(second_scan).follows_id == dossier_id


def stored(region: Region) -> dict[str, list[object]]:
    with region.reading() as session:
        columns = list(DossierScore.__table__.columns)
        return {
            "scores": [tuple(row) for row in session.execute(select(*columns).order_by(DossierScore.theme))],
            "actions": [
                tuple(row) for row in session.execute(select(Action.id, Action.state, Action.source))
            ],
        }
