"""How many examples a property gets: half of them, so that the whole run stays under ten minutes on two cores.

With ``MVO_SCAN_THOROUGH=1`` it gets all of them; do so after a change of what it is about.
"""

import os

THOROUGH = bool(os.environ.get("MVO_SCAN_THOROUGH"))


def examples(count: int) -> int:
    """The number of examples to draw, where ``count`` are thorough."""
    return count if THOROUGH else -(-count // 2)
