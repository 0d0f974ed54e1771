"""What is unusual about a case is told with its figure and its limit, and decides nothing (issue 4)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from scan.domain.moderation import Verdict
from scan.domain.risk import Flag, Raised, Signs, Thresholds, raised
from scan.store.tables import Application, DecisionRow, Dossier
from scan.use_cases.applying import apply
from scan.use_cases.decision_file import MOST_PREVIOUS, decision_file
from scan.use_cases.queueing import decision_queue
from tests.scan.factories import APPLICATION, RULES, Region

LIMITS = Thresholds()
QUIET = Signs(
    total=60,
    total_before=58,
    verified_percent=70,
    compared=20,
    far_apart=1,
    most_reviews=1,
    certain_percent=97,
)


def test_nothing_unusual_raises_nothing() -> None:
    assert raised(QUIET, LIMITS) == ()


@pytest.mark.parametrize(
    ("changed", "flag", "found", "limit"),
    [
        ({"total": 73}, Flag.SCORE_JUMPED, 15, 15),
        ({"total": 40}, Flag.SCORE_JUMPED, -18, 15),
        ({"verified_percent": 39}, Flag.EVIDENCE_THIN, 39, 40),
        ({"far_apart": 4}, Flag.RATERS_DISAGREE, 20, 20),
        ({"most_reviews": 3}, Flag.SAME_REVIEWER, 3, 3),
        ({"certain_percent": 79}, Flag.LEVEL_UNSURE, 79, 80),
    ],
)
def test_each_sign_raises_its_flag_at_its_limit(
    changed: dict[str, int], flag: Flag, found: int, limit: int
) -> None:
    assert raised(replace(QUIET, **changed), LIMITS) == (Raised(flag, found, limit),)


@pytest.mark.parametrize(
    "changed",
    [{"total": 72}, {"verified_percent": 40}, {"far_apart": 3}, {"most_reviews": 2}, {"certain_percent": 80}],
)
def test_just_before_its_limit_nothing_is_raised(changed: dict[str, int]) -> None:
    assert raised(replace(QUIET, **changed), LIMITS) == ()


@given(st.none() | st.integers(0, 100), st.none() | st.integers(0, 100))
def test_what_is_not_known_raises_nothing(total: int | None, before: int | None) -> None:
    signs = Signs(total, before, None, 0, 0, 0, None)
    known = total is not None and before is not None and abs(total - before) >= LIMITS.jump_points
    assert len(raised(signs, LIMITS)) == known


def flags(region: Region, application_id: int, limits: Thresholds = LIMITS) -> dict[Flag, int]:
    found = region.look("certa", decision_file, application_id=application_id, limits=limits)
    assert found.risk is not None
    return {one.flag: one.found for one in found.risk.flags}


def test_student_and_company_far_apart_is_told_to_who_decides(region: Region) -> None:
    """Of the two questions that both answered, one was three steps apart."""
    assert flags(region, far_apart(region))[Flag.RATERS_DISAGREE] == 50


def far_apart(region: Region) -> int:
    """An application on which student and company disagreed."""
    dossier_id = region.compared(**{"energy-source": "0"})
    region.settle(dossier_id, "energy-source", Verdict.BETWEEN)
    region.close(dossier_id)
    application_id: int = region.do(
        "carla", apply, dossier_id=dossier_id, application=APPLICATION, rules=RULES
    )
    return application_id


def test_certainty_is_of_the_level_of_today(region: Region) -> None:
    found = region.look("certa", decision_file, application_id=region.applied(), limits=LIMITS)
    assert found.risk is not None
    assert (found.risk.certainty.level, found.risk.certainty.share) == ("aware", 1.0)


def decided_before(region: Region, period: str = "2025-2026") -> None:
    """An earlier decision about the bakery, that Tess reviewed for."""
    with region.writing() as session:
        of_bakery = select(Dossier).where(Dossier.organisation_id == region.ids["bakery"])
        now = session.scalars(of_bakery.order_by(Dossier.id).limit(1)).one()
        when = region.now - timedelta(days=400)
        outcome = now.moderated_outcome
        earlier = session.scalars(
            insert(Dossier)
            .values(
                organisation_id=now.organisation_id, period=period, state="decided", opens_at=when,
                created_at=when, facts={}, questionnaire_version_id=now.questionnaire_version_id,
                moderated_outcome=outcome, moderated_answers={}, moderated_by=region.ids["tess"],
                moderated_at=when, version=1,
            )
            .returning(Dossier.id)
        ).one()  # fmt: skip
        application = session.scalars(
            insert(Application)
            .values(
                organisation_id=now.organisation_id, dossier_id=earlier, scheme="mvo-certificate@1.0.0",
                scope="Alles", signed_by_name="Carla", declared_at=when, public_detail="level",
                applied_by=region.ids["carla"], state="decided",
            )
            .returning(Application.id)
        ).one()  # fmt: skip
        session.execute(
            insert(DecisionRow).values(
                application_id=application, dossier_id=earlier, certifier_id=region.ids["certa"],
                outcome="grant", level="aware", rescored_outcome=outcome, reason="Klopt.", decided_at=when,
                scheme="mvo-certificate@1.0.0", reviewers=[region.ids["tess"]],
            )
        )  # fmt: skip


def test_who_reviews_the_same_company_again_is_counted(region: Region) -> None:
    application_id = region.applied()
    assert Flag.SAME_REVIEWER not in flags(region, application_id, Thresholds(same_reviewer_times=2))
    decided_before(region)
    assert flags(region, application_id, Thresholds(same_reviewer_times=2))[Flag.SAME_REVIEWER] == 2


def test_earlier_decisions_stand_in_the_file(region: Region) -> None:
    application_id = region.applied()
    decided_before(region)
    found = region.look("certa", decision_file, application_id=application_id, limits=LIMITS)
    assert [(one.granted, one.level, one.reason, one.scheme) for one in found.previous] == [
        (True, "aware", "Klopt.", "mvo-certificate@1.0.0")
    ]
    assert found.older == 0
    for year in range(2000, 2001 + MOST_PREVIOUS):
        decided_before(region, f"{year}-{year + 1}")
    found = region.look("certa", decision_file, application_id=application_id, limits=LIMITS)
    assert (len(found.previous), found.older) == (MOST_PREVIOUS, 2)


def test_flags_of_the_day_it_was_sent_stand_in_the_queue(region: Region) -> None:
    application_id = far_apart(region)
    (entry,) = region.look("certa", decision_queue).items
    assert entry.flag_count == len(flags(region, application_id)) > 0
