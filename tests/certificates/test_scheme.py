"""The published schemes are complete, and promise no more than the law allows."""

import pytest

from certificates.scheme import SCHEMES, certificate_schemes, newest_scheme, programme, published, scheme
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
    assert (first.terms.appeal_weeks, first.terms.complaint_weeks, first.surveillance) == (6, 4, None)


def test_newest_version_checks_half_way_and_suspends_who_is_late() -> None:
    """Instrument D2: valid 24 months, a light check after 12."""
    present = scheme()
    assert present.name == "mvo-certificate@1.1.0"
    assert present.surveillance is not None
    halves = {level: months // 2 for level, months in present.validity_months.items()}
    assert present.surveillance.months == halves
    assert (present.surveillance.declare_weeks, present.surveillance.when_late) == (4, "suspend")


def test_new_certificates_are_given_under_the_newest_version() -> None:
    assert newest_scheme("mvo-certificate") == scheme()
    with pytest.raises(KeyError):
        newest_scheme("mvo-ambassador")


def test_levels_are_named_lowest_first() -> None:
    for one in certificate_schemes():
        order = {level.id: level.number for level in load(one.questionnaire).levels}
        assert [order[level] for level in one.validity_months] == sorted(
            order[level] for level in one.validity_months
        )
        assert one.top_level == max(one.validity_months, key=lambda level: order[level])
