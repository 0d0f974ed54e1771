"""The demo region of the tests: made once in a process, copied by every test that walks through it."""

import re
from pathlib import Path

from scan.store.session import create_engine
from web.cli.serve import prepare

SECRET = b"a secret of thirty-two characters"


def make_demo_region(folder: Path) -> tuple[Path, str]:
    """A database file with the demo region, which nobody writes to, and the code of Eva's class."""
    file = folder / "region.sqlite"
    engine = create_engine(f"sqlite:///{file}")
    said = "\n".join(prepare(engine, demo=True, pepper=SECRET))
    engine.dispose()  # the last connection to close writes everything into the one file
    code = re.search(r"class code (\S+),", said)
    assert code is not None
    return file, code.group(1)
