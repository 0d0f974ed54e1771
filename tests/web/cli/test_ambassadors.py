"""``mvo-scan ambassadors terms``: what the calendar does, once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import select, update

from scan.store.tables import Ambassador
from tests.engines import migrated
from tests.scan.factories import build_region
from tests.scan.test_ambassador_life import appointed
from web.cli import main


def test_terms_are_ended_once(tmp_path: Path) -> None:
    engine = migrated(tmp_path / "region.sqlite")
    url = str(engine.url)
    region = build_region(engine)
    yesterday = datetime.now(UTC).date() - timedelta(days=2)
    appointed(region)
    with region.writing() as session:
        session.execute(update(Ambassador).values(appointed_on=date(2020, 1, 1), valid_until=yesterday))

    def said(*options: str) -> list[str]:
        answer = CliRunner().invoke(main, ["ambassadors", "terms", "--database-url", url, *options])
        assert answer.exit_code == 0, answer.output
        return answer.output.splitlines()

    assert said("--rehearse") == [
        "the term ends soon: 0 would be reminded", "the term is over: 1 would be made alumni",
    ]  # fmt: skip
    assert said() == ["the term ends soon: 0 were reminded", "the term is over: 1 were made alumni"]
    assert said() == ["the term ends soon: 0 were reminded", "the term is over: 0 were made alumni"]
    with region.reading() as session:
        assert session.scalars(select(Ambassador.state)).all() == ["alumnus"]
    engine.dispose()
