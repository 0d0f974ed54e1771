"""One distribution, five packages, nothing beside them and nothing of them forgotten (design 3)."""

import zipfile

import pytest
from hatchling.build import build_wheel

from tests.project import PACKAGES, ROOT, package_files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> list[str]:
    """The names of the files in the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        name = build_wheel(str(folder))
    with zipfile.ZipFile(folder / name) as archive:
        return archive.namelist()


def test_wheel_has_exactly_the_five_top_level_names(wheel):
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    assert len(tops) == len(PACKAGES) + 1


def test_wheel_holds_every_file_of_the_packages(wheel):
    """Questionnaires, schemes, templates, style sheets, fonts, translations: not only what ends in .py."""
    assert sorted(name for name in wheel if ".dist-info/" not in name) == package_files()


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_tells_type_checkers_that_it_is_typed(wheel, package):
    assert f"{package}/py.typed" in wheel
