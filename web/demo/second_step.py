"""The second step of the invented people: nobody has their app, so the page shows the code.

Two things keep this out of a real installation: ``serve`` says only of the invented region that it is a demo
(``Settings.demo``), and only addresses under ``.example`` get a code, which are nobody's (RFC 2606). Nobody else's app
has this secret: those of real people are drawn at random.
"""

from dataclasses import dataclass
from datetime import datetime

from scan.domain.one_time_codes import DRIFT, STEP_SECONDS, code_of_step, step_at

SECRET = "MVOSCANDEMOMVOSCANDEMOMVOSCANDEM"  # noqa: S105 - it opens nothing but invented data


@dataclass(frozen=True, slots=True)
class DemoCode:
    """The code to fill in; empty when it takes ``wait`` seconds until there is one that was not used."""

    code: str
    wait: int


def code_for(email: str, *, last_step: int | None, now: datetime) -> DemoCode | None:
    """The code of an invented person's app; None for anyone else, and for who has no app."""
    if not email.endswith(".example") or last_step is None:
        return None
    step = max(step_at(now), last_step + 1)
    if step > step_at(now) + DRIFT:
        return DemoCode("", int((step - DRIFT) * STEP_SECONDS - now.timestamp()) + 1)
    return DemoCode(code_of_step(SECRET, step), 0)
