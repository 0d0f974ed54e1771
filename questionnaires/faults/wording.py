"""The words of one kind of fault."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Stable code, what is wrong and how to mend it, each as (Dutch, English) templates."""

    code: str
    message: tuple[str, str]
    mend: tuple[str, str]
