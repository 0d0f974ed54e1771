"""Two hundred students who save at once on the demo server: no error, no answer lost, and how long it takes.

    python benchmarks/load.py [STUDENTS] [ANSWERS]

``mvo-scan serve`` runs in a process of its own on an embedded SQLite with the demo region; every student has a phone
(a thread) that sends one answer after the other without a pause, all from the same moment on. Then the database is
read: every answer that the server said it has must be there. The exit status is 1 when one is not, or one was refused.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

from crowd import Phone, free_port, gather, server
from sqlalchemy import Engine, select

from scan.store.session import create_engine, read
from scan.store.tables import AnswerRow
from web.cli.serve import prepare

STUDENTS = 200
EACH = 10
SECRET = b"a secret of thirty-two characters"


def lost(engine: Engine, phones: list[Phone]) -> list[tuple[int, str]]:
    """(scan, question) of every answer that was acknowledged and is not there."""
    missing = []
    with read(engine) as session:
        for phone in phones:
            rows = select(AnswerRow.item_id, AnswerRow.version, AnswerRow.value)
            found = {item: (version, value) for item, version, value in session.execute(
                rows.where(AnswerRow.scan_id == phone.scan_id)
            )}  # fmt: skip
            missing += [
                (phone.scan_id, item) for item, was in phone.acknowledged.items() if found.get(item) != was
            ]
    return missing


def rush(phones: list[Phone], port: int, each: int) -> tuple[list[float], list[str]]:
    """All phones send so many answers from the same moment on; gives the seconds of each, and what was refused."""
    start = threading.Barrier(len(phones))
    took: list[float] = []
    refused: list[str] = []

    def run(phone: Phone) -> None:
        start.wait()
        for _ in range(each):
            try:
                took.append(phone.save(port))
            except (AssertionError, OSError) as problem:
                refused.append(str(problem))

    threads = [threading.Thread(target=run, args=(phone,)) for phone in phones]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, refused


def main(students: int, each: int) -> int:
    """Measure and print; 1 when something was refused or lost."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        url = f"sqlite:///{folder / 'mvo-scan.sqlite'}"
        engine = create_engine(url)
        prepare(engine, demo=True, pepper=SECRET)
        phones = gather(engine, students)
        with server(url, folder, port):
            for phone in phones:
                phone.open(port)
            began = time.perf_counter()
            took, refused = rush(phones, port, each)
            elapsed = time.perf_counter() - began
        missing = lost(engine, phones)
        engine.dispose()
    p95 = quantiles(took, n=20)[-1]
    print(f"{students} students, {len(took)} answers in {elapsed:.1f} s: {len(took) / elapsed:.0f} a second")
    print(f"median {median(took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, slowest {max(took) * 1000:.0f} ms")
    print(f"refused: {len(refused)}, acknowledged and lost: {len(missing)}")
    for one in refused[:3]:
        print(f"  {one}")
    return 1 if refused or missing else 0


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    sys.exit(main(*(numbers + [STUDENTS, EACH][len(numbers) :])))
