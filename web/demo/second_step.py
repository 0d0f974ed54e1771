"""The second step of the invented people: nobody has their app, so the page shows the code.

Two things keep this out of a real installation: ``serve`` says only of the invented region that it is a demo
(``Settings.demo``), and only an app with the secret below gets a code. That of real people is drawn at random.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scan.domain.one_time_codes import DRIFT, STEP_SECONDS, code_of_step, step_at
from scan.domain.roles import Actor
from scan.use_cases.second_factor import my_factors
from scan.use_cases.second_step import app_has_secret

SECRET = "MVOSCANDEMOMVOSCANDEMOMVOSCANDEM"  # noqa: S105 - it opens nothing but invented data


@dataclass(frozen=True, slots=True)
class DemoCode:
    """The code to fill in; empty when it takes ``wait`` seconds until there is one that was not used."""

    code: str
    wait: int


def code_for(session: Session, *, actor: Actor, pepper: bytes, now: datetime) -> DemoCode | None:
    """The code of an invented person's app; None for anyone else."""
    if not app_has_secret(session, person_id=actor.person_id, secret=SECRET, pepper=pepper):
        return None
    last_step = my_factors(session, actor=actor).app_last_step or 0
    step = max(step_at(now), last_step + 1)
    if step > step_at(now) + DRIFT:
        return DemoCode("", int((step - DRIFT) * STEP_SECONDS - now.timestamp()) + 1)
    return DemoCode(code_of_step(SECRET, step), 0)
