"""What the region wants to reach: versioned data, and where it stands."""

from datetime import UTC, date, datetime

import pytest

from certificates.ambition import ambition, stands
from scan.domain.region import Counts, Picture, results_of


def picture(**counts: int | None) -> Picture:
    given = {
        "scans": 20,
        "students": 30,
        "certificates": 25,
        "ambassadors": 10,
        "schools": 2,
        "finished_actions": 9,
    }
    return Picture(
        made_at=datetime(2026, 11, 23, tzinfo=UTC),
        counts=Counts.model_validate(given | counts),
        levels=(),
        schools=(),
        results=results_of((), date(2026, 10, 1)),
    )


def test_each_target_says_where_the_region_stands_and_hidden_figures_stay_hidden() -> None:
    found = {one.target.id: (one.now, one.share) for one in stands(ambition(), picture(ambassadors=None))}
    assert found == {
        "companies": (None, 0),
        "certificates": (25, 25),
        "ambassadors": (None, 0),
        "actions": (4, 100),
    }


def test_without_scans_no_action_counts_as_none() -> None:
    assert stands(ambition(), picture(scans=0))[-1].now == 0


@pytest.mark.parametrize("name", ["noord-nederland@9.9.9", "../schemes/mvo-certificate@1.0.0"])
def test_targets_that_were_never_published_are_not_found(name: str) -> None:
    with pytest.raises(KeyError):
        ambition(name)
