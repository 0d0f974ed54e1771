"""The programme for ambassadors says what the instrument says (part F), and cannot be published with a hole in it."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError

from certificates.scheme import AmbassadorProgramme, programme
from scan.domain.ambassadors import MilestoneKey

PRESENT = programme()


def changed(**values: Any) -> dict[str, Any]:
    """The present programme as it stands in its file, with other values."""
    return PRESENT.model_dump() | values


def texts(value: Any) -> Iterator[dict[str, str]]:
    """Everything in the programme that people read."""
    if isinstance(value, dict):
        if "nl" in value or "en" in value:
            yield value
        else:
            for part in value.values():
                yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


# What it says


def test_six_steps_make_an_ambassador_and_two_come_after() -> None:
    assert PRESENT.needed == tuple(MilestoneKey)[:6]
    assert [PRESENT.milestone(key).counts_for for key in ("staying_active", "senior")] == [
        "renewal",
        "senior",
    ]


def test_the_steps_are_earned_within_a_year_and_the_term_is_two_years() -> None:
    assert (PRESENT.earned_within_months, PRESENT.term_months) == (12, 24)


def test_data_are_kept_until_a_year_after_the_term() -> None:
    assert [one.months_after_term for one in PRESENT.kept] == [12]


def test_an_appointment_ends_early_only_for_made_up_evidence_or_a_breach_of_privacy() -> None:
    assert set(PRESENT.withdrawal.grounds) == {"made_up_evidence", "breach_of_privacy"}


def test_whoever_nominates_is_not_whoever_decides() -> None:
    assert (PRESENT.nominated_by, PRESENT.decided_by) == ("teacher", "certifier")


def test_everything_is_said_in_both_languages() -> None:
    found = list(texts(PRESENT.model_dump()))
    assert len(found) > 50
    assert [words for words in found if set(words) != {"nl", "en"} or not all(words.values())] == []


# What is refused


@pytest.mark.parametrize(
    "milestones",
    [
        PRESENT.milestones[:-1],
        (*PRESENT.milestones, PRESENT.milestones[0]),
        tuple(reversed(PRESENT.milestones)),
    ],
    ids=["one missing", "one twice", "another order"],
)
def test_a_programme_has_every_milestone_once_and_in_order(milestones: tuple[Any, ...]) -> None:
    with pytest.raises(ValidationError, match="each once and in this order"):
        AmbassadorProgramme.model_validate(changed(milestones=[one.model_dump() for one in milestones]))


def test_a_programme_for_which_nothing_is_needed_is_refused() -> None:
    free = [one.model_dump() | {"counts_for": "senior"} for one in PRESENT.milestones]
    with pytest.raises(ValidationError, match="at least one milestone"):
        AmbassadorProgramme.model_validate(changed(milestones=free))


@pytest.mark.parametrize(
    "values",
    [{"term_months": 0}, {"kept": []}, {"label": "yes"}, {"withdrawal": {"grounds": {}, "hearing": {}}}],
)
def test_a_programme_with_a_hole_in_it_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AmbassadorProgramme.model_validate(changed(**values))
