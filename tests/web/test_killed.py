"""A server that is killed at any moment, with everyone saving, loses no answer that it said it has (design 6)."""

import http.client
import random
import shutil
import threading
import time
from pathlib import Path

from sqlalchemy import Engine, select

from benchmarks.crowd import Phone, free_port, gather, server
from scan.store.session import create_engine, read
from scan.store.tables import AnswerRow, AuditEvent
from scan.use_cases.audit import verify

PHONES = 12
KILLS = 3


def stored(engine: Engine, phone: Phone) -> dict[str, tuple[int, str]]:
    with read(engine) as session:
        rows = select(AnswerRow.item_id, AnswerRow.version, AnswerRow.value)
        found = session.execute(rows.where(AnswerRow.scan_id == phone.scan_id))
        return {item: (version, value) for item, version, value in found}


def saving(phone: Phone, port: int) -> threading.Thread:
    """A phone that sends one answer after the other, until there is no server."""

    def run() -> None:
        try:
            while True:
                phone.save(port)
        except (OSError, http.client.HTTPException):
            return

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_no_acknowledged_answer_is_lost_when_the_server_is_killed(
    demo_region: tuple[Path, str], tmp_path: Path
) -> None:
    moments = random.Random(2026)
    url = f"sqlite:///{shutil.copy(demo_region[0], tmp_path / 'region.sqlite')}"
    engine = create_engine(url)
    phones = gather(engine, PHONES)
    for _ in range(KILLS):
        port = free_port()
        with server(url, tmp_path, port) as process:
            for phone in phones:
                phone.open(port)
            threads = [saving(phone, port) for phone in phones]
            time.sleep(moments.uniform(0.3, 1.2))
            process.kill()
            for thread in threads:
                thread.join()
        for phone in phones:
            found = stored(engine, phone)
            kept = {item: found[item][0] >= version for item, (version, _) in phone.acknowledged.items()}
            assert kept == dict.fromkeys(phone.acknowledged, True)
            phone.acknowledged = found  # the last answer may have been stored and not been told of
    assert sum(phone.sent for phone in phones) > PHONES
    with read(engine) as session:
        assert verify(session).holds
        assert session.scalars(select(AuditEvent.sequence)).first() is not None
    engine.dispose()
