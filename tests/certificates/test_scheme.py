"""The published schemes are complete, and promise no more than the law allows."""

import pytest

from certificates.scheme import (
    SCHEMES,
    CertificateScheme,
    decided_schemes,
    programme,
    published,
    scheme,
    statement_scheme,
)
from questionnaires import load


def test_scheme_file_is_named_after_its_version() -> None:
    for path in SCHEMES.glob("*.yaml"):
        assert published(path.stem).name == path.stem


def test_scheme_that_was_never_published_is_not_found() -> None:
    for name in ("mvo-certificate@9.9.9", "../number", ""):
        with pytest.raises(KeyError):
            published(name)


def test_certificates_are_not_given_under_the_ambassadors_programme_nor_the_other_way_round() -> None:
    with pytest.raises(KeyError):
        scheme("mvo-ambassador@1.0.0")
    with pytest.raises(KeyError):
        programme("mvo-certificate@1.0.0")


def test_scheme_without_independent_monitor_gives_no_label() -> None:
    """Directive (EU) 2024/825: a label to consumers needs monitoring by a third party."""
    present = scheme("mvo-certificate@1.0.0")
    assert present.monitoring.body is None
    assert not present.gives_label


def test_scheme_says_everything_in_both_languages() -> None:
    present = scheme()
    texts = [
        present.title,
        present.on_certificate,
        present.complaints,
        present.appeal,
        *present.rules,
        *(entry.text for entry in present.entry),
    ]
    for words in texts:
        assert set(words) == {"nl", "en"}
        assert all(words.values())


def test_levels_hold_as_long_as_the_blueprint_says() -> None:
    """Instrument D2: deelnemer 12 months, the others 24."""
    assert scheme().validity_months == {"aware": 12, "active": 24, "advanced": 24, "front_runner": 24}


def test_terms_of_the_first_version_are_what_its_words_say() -> None:
    """1.0.0 names no terms: appeal within 6 weeks, an answer to a complaint within 4, no check half-way."""
    first = scheme("mvo-certificate@1.0.0")
    assert first.terms is None
    said = first.afterwards
    assert (said.appeal_within, said.complaint_answered_within, said.hearing_weeks) == (6, 4, 2)
    assert first.surveillance_after("front_runner") is None


def test_newest_version_checks_the_top_level_half_way_and_suspends_who_is_late() -> None:
    """Instrument D2: valid 24 months, and for the top level a light check after 12."""
    present = scheme()
    assert present.name == "mvo-certificate@1.1.0"
    assert present.surveillance is not None
    after = {level: present.surveillance_after(level) for level in present.validity_months}
    assert after == {"aware": None, "active": None, "advanced": None, "front_runner": 12}
    assert (present.surveillance.within_weeks, present.surveillance.when_late) == (6, "suspend")
    assert present.surveillance_after("unknown") is None


def test_statement_is_looked_at_half_way_only_when_its_scheme_says_so() -> None:
    present = statement_scheme()
    assert present.surveillance_after(None) is None
    looked_at = present.model_copy(update={"surveillance": scheme().surveillance})
    assert looked_at.surveillance_after(None) is None  # for other levels
    every = looked_at.surveillance.model_copy(update={"levels": ()}) if looked_at.surveillance else None
    looked_at = present.model_copy(update={"surveillance": every})
    assert (looked_at.surveillance_after(None), looked_at.surveillance_after("active")) == (12, None)


def test_decisions_are_taken_under_the_newest_version_of_each_scheme() -> None:
    assert [one.name for one in decided_schemes()] == [
        "mvo-certificate@1.1.0", "mvo-school-certificate@1.0.0", "mvo-statement@1.1.0",
    ]  # fmt: skip
    assert decided_schemes()[0] == scheme()


def test_levels_are_named_lowest_first() -> None:
    for one in decided_schemes():
        if not isinstance(one, CertificateScheme):
            continue
        order = {level.id: level.number for level in load(one.questionnaire).levels}
        assert [order[level] for level in one.validity_months] == sorted(
            order[level] for level in one.validity_months
        )
        assert one.top_level == max(one.validity_months, key=lambda level: order[level])
