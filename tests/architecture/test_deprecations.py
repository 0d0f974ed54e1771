"""What our own code calls is not on its way out: such a warning fails the test that meets it."""

import warnings

import pytest

from tests.project import PACKAGES


def warn_from(module: str) -> None:
    """A deprecated thing is called in ``module``."""
    warnings.warn_explicit("use the new one", DeprecationWarning, "invented.py", 1, module=module)


@pytest.mark.parametrize("package", [*PACKAGES, "tests"])
def test_a_deprecated_call_in_our_code_is_an_error(package):
    for module in (package, f"{package}.invented"):
        with pytest.raises(DeprecationWarning, match="use the new one"):
            warn_from(module)


@pytest.mark.parametrize("module", ["somebody.elses", "website"])
def test_what_others_call_among_themselves_is_theirs_to_mend(module):
    with warnings.catch_warnings(record=True) as told:
        warn_from(module)
    assert [str(one.message) for one in told] == ["use the new one"]
