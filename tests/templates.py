"""Templates that are compiled once in a process: every test has an application of its own, all with the same ones."""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class _OnceCompiled(BytecodeCache):
    """Byte code by template and source, in memory: compiling takes most of the time of a page that is new."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what an earlier application compiled from the same source."""
        if (kept := self._kept.get((bucket.key, bucket.checksum))) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it for the next application."""
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_ONCE = _OnceCompiled()


def share_templates(app: Flask) -> Flask:
    """Let this application use the templates that others in this process compiled."""
    app.jinja_env.bytecode_cache = _ONCE
    return app
