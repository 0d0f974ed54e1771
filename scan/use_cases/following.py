"""How far everyone is who shares a scan: what a page shows, and asks again while it is open."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from questionnaires.answers import Answers, State
from questionnaires.definition import Questionnaire
from questionnaires.visibility import visible
from scan.domain.errors import NotFound
from scan.domain.policy import Permission
from scan.domain.pooling import left_out
from scan.domain.relations import fellow
from scan.domain.roles import Actor
from scan.domain.stored import profile_from_json
from scan.store.answers import SavedAnswer, saved_answers, without
from scan.store.finding import find_scan
from scan.store.published import published
from scan.use_cases.opening import GroupProgress, OpenScan, items_of, progress
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Doing:
    """What one of the students did so far."""

    person_id: int
    name: str
    answers: int
    """Given or last changed by this student, of questions that show; 'don't know' too."""
    by_group: Mapping[str, int]
    group_id: str | None
    """The theme of the newest of these answers."""
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Following:
    """A shared scan at this moment."""

    scan_id: int
    questionnaire: Questionnaire
    doing: tuple[Doing, ...]
    """In the order in which they came."""
    progress: tuple[GroupProgress, ...]
    answers: Mapping[str, SavedAnswer]

    def author_of(self, item_id: str) -> Doing | None:
        """Who gave this answer; None where there is none, or where they left."""
        saved = self.answers.get(item_id)
        return next((one for one in self.doing if saved is not None and one.person_id == saved.by), None)


def follow(session: Session, *, actor: Actor, scan_id: int, now: datetime) -> Following:
    """The scan for one of the students in it. Two statements. Raises NotFound (also for other readers)."""
    found = find_scan(session, actor, scan_id, now)
    require(session, actor, Permission.READ_SCAN, found.subject, kind="scan", subject_id=scan_id, now=now)
    if not fellow(actor, found.subject):
        raise NotFound
    form = published(session, found.sha256)
    not_asked = left_out(form.questionnaire, found.subject)
    saved = saved_answers(session, scan_id, without(form.items, not_asked))
    given = Answers(
        {key: value.answer for key, value in saved.items()},
        profile_from_json(form.questionnaire, found.scan.profile),
    )
    shown = visible(form.questionnaire, given) - not_asked
    names = {one.person_id: one.name for one in found.fellows}
    steps = progress(form.questionnaire, given, shown)
    return Following(
        scan_id, form.questionnaire, _doing(form.questionnaire, names, saved, shown), steps, saved
    )


def following_of(scan: OpenScan) -> Following:
    """The same for a page that has the scan open already. For one of the students in it."""
    doing = _doing(scan.questionnaire, scan.fellows, scan.answers, scan.visible)
    return Following(scan.id, scan.questionnaire, doing, scan.progress, scan.answers)


def _doing(
    questionnaire: Questionnaire,
    names: Mapping[int, str],
    saved: Mapping[str, SavedAnswer],
    shown: frozenset[str],
) -> tuple[Doing, ...]:
    groups = {item.id: group.id for group in questionnaire.groups for item in items_of(group)}
    given = {
        key: one for key, one in saved.items() if key in shown and one.answer.state is not State.UNANSWERED
    }
    found = []
    for person_id, name in names.items():
        mine = {key: one for key, one in given.items() if one.by == person_id}
        newest = max(mine, key=lambda key, of=mine: (of[key].at, key), default=None)  # type: ignore[misc]
        by_group = Counter(groups[key] for key in mine)
        found.append(
            Doing(
                person_id,
                name,
                len(mine),
                dict(by_group),
                None if newest is None else groups[newest],
                None if newest is None else mine[newest].at,
            )
        )
    return tuple(found)
