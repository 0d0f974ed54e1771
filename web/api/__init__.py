"""The read-only API: what programs get, in which form, and its description."""
