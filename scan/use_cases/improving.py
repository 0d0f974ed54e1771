"""Where an organisation stands today, and the cheapest way to the next level (design 5)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

import scoring
from questionnaires.answers import Answers
from questionnaires.definition import Level
from scan.domain.errors import NotFound
from scan.domain.roles import Actor
from scan.domain.states import DossierState
from scan.store.published import Published, published
from scan.store.tables import Dossier
from scan.use_cases.facts import facts_of
from scan.use_cases.moderating import moderated_answers
from scan.use_cases.opening import open_scan

if TYPE_CHECKING:
    from scoring import Path

CLOSED = (DossierState.MODERATED, DossierState.DECIDED)
"""A dossier with a result of both sides."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts, scored with the facts of today: an action that was planned since then counts."""

    form: Published
    answers: Answers
    outcome: scoring.Outcome


@dataclass(frozen=True, slots=True)
class WayUp:
    """The next level and the steps that lead there with the least effort."""

    level: Level
    path: "Path"


def standing(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> Standing | None:
    """Where the organisation of this own scan stands; None before the scan was handed in.

    A moderated dossier starts from the moderated answers, an open one from the own answers. Raises NotFound (also for
    those who do not fill this scan in), NotAllowed.
    """
    opened = open_scan(session, actor=actor, scan_id=scan_id, now=now)
    if not opened.is_respondent:
        raise NotFound
    if opened.submitted_at is None:
        return None
    dossier = session.get_one(Dossier, opened.dossier_id)
    if opened.dossier_state in CLOSED:
        return moderated_standing(session, dossier, now)
    own = {key: saved.answer for key, saved in opened.answers.items()}
    return own_standing(session, dossier, opened.sha256, Answers(own, opened.profile), now)


def moderated_standing(session: Session, dossier: Dossier, now: datetime) -> Standing:
    """Of a closed dossier, from its moderated answers; the caller checked who asks."""
    sha256, answers = moderated_answers(session, dossier, now)
    form = published(session, sha256)
    return Standing(form, answers, scoring.score(form.model, answers))


def own_standing(
    session: Session, dossier: Dossier, sha256: str, answers: Answers, now: datetime
) -> Standing:
    """Of an open dossier, from the organisation's own answers; the caller checked who asks."""
    form = published(session, sha256)
    answers = replace(answers, facts=facts_of(session, dossier, form.questionnaire, now))
    return Standing(form, answers, scoring.score(form.model, answers))


def way_up(today: Standing) -> WayUp | None:
    """The cheapest way from there to the next level; None at the top."""
    levels = today.form.questionnaire.levels
    ids = [level.id for level in levels]
    reached = today.outcome.level
    place = 0 if reached is None else ids.index(reached) + 1
    if place == len(levels):
        return None
    return WayUp(levels[place], scoring.cheapest_path(today.form.model, today.answers, levels[place].id))
