"""``mvo-scan region refresh``: the picture of the region of this day."""

from pathlib import Path

from click.testing import CliRunner

from tests.engines import migrated
from tests.scan.factories import build_region
from web.cli import main


def test_it_makes_the_picture_and_says_what_is_in_it(tmp_path: Path) -> None:
    engine = migrated(tmp_path / "region.sqlite")
    url = str(engine.url)
    build_region(engine)
    engine.dispose()
    for _ in range(2):
        answer = CliRunner().invoke(main, ["region", "refresh", "--database-url", url])
        assert answer.exit_code == 0
        counts, companies = answer.output.splitlines()
        assert counts == "scans: 0, certificates: 0, schools: 0"
        assert companies.endswith(": too few to show")
