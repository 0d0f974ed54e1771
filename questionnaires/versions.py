"""Version numbers: three whole numbers, compared as such."""

Numbers = tuple[int, int, int]


def version_numbers(version: str) -> Numbers:
    """``1.10.0`` as (1, 10, 0); the form has been checked by the models."""
    major, minor, patch = (int(part) for part in version.split("."))
    return (major, minor, patch)


def written_version(numbers: Numbers) -> str:
    """(1, 10, 0) as ``1.10.0``."""
    return ".".join(str(number) for number in numbers)
