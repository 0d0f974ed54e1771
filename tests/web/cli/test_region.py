"""``mvo-scan region refresh``: the picture of the region of this day."""

from pathlib import Path

from click.testing import CliRunner

from scan.store.schema import upgrade
from scan.store.session import create_engine
from tests.scan.factories import build_region
from web.cli import main


def test_it_makes_the_picture_and_says_what_is_in_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'region.sqlite'}"
    engine = create_engine(url)
    upgrade(engine)
    build_region(engine)
    engine.dispose()
    for _ in range(2):
        answer = CliRunner().invoke(main, ["region", "refresh", "--database-url", url])
        assert answer.exit_code == 0
        counts, companies = answer.output.splitlines()
        assert counts == "scans: 0, certificates: 0, schools: 0"
        assert companies.endswith(": too few to show")
