"""``python -m web.cli`` is ``mvo-scan``."""

from web.cli import main

main(prog_name="mvo-scan")
