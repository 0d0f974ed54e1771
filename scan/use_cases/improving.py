"""The cheapest way to the next level, for the organisation itself (design 5)."""

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
from scan.store.published import published
from scan.store.tables import Dossier
from scan.use_cases.facts import facts_of
from scan.use_cases.moderating import moderated_answers
from scan.use_cases.opening import open_scan

if TYPE_CHECKING:
    from scoring import Path


@dataclass(frozen=True, slots=True)
class WayUp:
    """The next level and the steps that lead there with the least effort."""

    level: Level
    path: "Path"


def way_up(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> WayUp | None:
    """From what counts today to the next level; None at the top, and before the own scan was handed in.

    A moderated dossier starts from the moderated answers, an open one from the own answers. Raises NotFound (also for
    those who do not fill this scan in), NotAllowed.
    """
    opened = open_scan(session, actor=actor, scan_id=scan_id, now=now)
    if not opened.is_respondent:
        raise NotFound
    if opened.submitted_at is None:
        return None
    dossier = session.get_one(Dossier, opened.dossier_id)
    form = published(session, opened.sha256)
    if opened.dossier_state in (DossierState.MODERATED, DossierState.DECIDED):
        sha256, answers = moderated_answers(session, dossier, now)
        form = published(session, sha256)
    else:
        own = {key: saved.answer for key, saved in opened.answers.items()}
        answers = Answers(own, opened.profile)
        answers = replace(answers, facts=facts_of(session, dossier, form.questionnaire, now))
    reached = scoring.score(form.model, answers).level
    levels = form.questionnaire.levels
    ids = [level.id for level in levels]
    place = 0 if reached is None else ids.index(reached) + 1
    if place == len(levels):
        return None
    return WayUp(levels[place], scoring.cheapest_path(form.model, answers, levels[place].id))
