"""The root of the tree of errors that people can do something about (design 3)."""


class MvoScanError(Exception):
    """Root of all errors with a message for people; mapped to HTTP once, in ``web``."""
