"""How a student is called who comes from a list: as short as the class allows (design 6: as little as possible)."""

from scan.domain.importing.checking import CheckedRow

_MAXIMUM = 80


def names_of(row: CheckedRow) -> tuple[str, ...]:
    """Names that would do, the shortest first: the display name, or ``Noor V.`` and then ``Noor de Voorbeeld``."""
    display = row.text("display_name")
    if display:
        return (display,)
    given = row.text("preferred_name") or row.text("given_name")
    family = row.text("family_name")
    if not family:
        return (given[:_MAXIMUM],)
    whole = " ".join(part for part in (given, row.text("prefix"), family) if part)
    return (f"{given[: _MAXIMUM - 3]} {family[0].upper()}.", whole[:_MAXIMUM].strip())


def known_as(row: CheckedRow) -> tuple[str, ...]:
    """Names by which the student may be in the class already: those, or the given name alone."""
    given = row.text("preferred_name") or row.text("given_name")
    return (*names_of(row), given) if given else names_of(row)
