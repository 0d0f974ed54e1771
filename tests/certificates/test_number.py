"""Numbers that people copy by hand: a slip must show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.number import CERTIFICATE_PREFIX, InvalidNumber, IssuedNumber

NUMBERS = st.builds(
    IssuedNumber,
    st.sampled_from([CERTIFICATE_PREFIX, "JA"]),
    st.integers(2020, 2099),
    st.integers(1, 999_999),
)


def test_number_shows_what_where_when_which_and_two_check_digits() -> None:
    # ISO/IEC 7064 MOD 97-10 by hand: M=22 V=31 O=24 N=23 N=23, so 2231242323 2026 0417 followed by 00;
    # 223124232320260417_00 mod 97 = 41 and 98 - 41 = 57.
    assert 22312423232026041700 % 97 == 41
    assert str(IssuedNumber("MVO-NN", 2026, 417)) == "MVO-NN-2026-0417-57"


@given(NUMBERS)
def test_number_reads_back_as_itself(number: IssuedNumber) -> None:
    assert IssuedNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "typed", ["mvo-nn-2026-0417-57", " MVO-NN-2026-0417-57 ", "MVO–NN–2026–0417–57", "MVO-NN-2026- 0417-57"]
)
def test_number_is_read_as_people_type_it(typed: str) -> None:
    assert IssuedNumber.parse(typed) == IssuedNumber("MVO-NN", 2026, 417)


@given(NUMBERS, st.data())
def test_one_wrong_digit_is_noticed(number: IssuedNumber, data: st.DataObject) -> None:
    text = str(number)
    place = data.draw(st.sampled_from([index for index, sign in enumerate(text) if sign.isdigit()]))
    wrong = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    with pytest.raises(InvalidNumber):
        IssuedNumber.parse(text[:place] + wrong + text[place + 1 :])


@given(NUMBERS, st.data())
def test_two_neighbouring_digits_swapped_are_noticed(number: IssuedNumber, data: st.DataObject) -> None:
    text = str(number)
    pairs = [i for i in range(len(text) - 1) if text[i : i + 2].isdigit() and text[i] != text[i + 1]]
    place = data.draw(st.sampled_from(pairs))
    with pytest.raises(InvalidNumber):
        IssuedNumber.parse(text[:place] + text[place + 1] + text[place] + text[place + 2 :])


@pytest.mark.parametrize(
    "typed", ["", "MVO", "MVO-NN-2026-0417", "'; DROP TABLE", "9" * 5000, "MVO-NN-2026-0417-5x"]
)
def test_what_is_no_number_is_refused_as_such(typed: str) -> None:
    with pytest.raises(InvalidNumber) as refused:
        IssuedNumber.parse(typed)
    assert not refused.value.typing_error
    assert len(str(refused.value)) < 100


def test_a_typing_error_is_told_apart_from_another_kind_of_text() -> None:
    with pytest.raises(InvalidNumber) as refused:
        IssuedNumber.parse("MVO-NN-2026-0417-58")
    assert refused.value.typing_error
