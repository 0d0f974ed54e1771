"""For teachers: what can be done for a whole class at once. Each row goes through its own use case and transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, ScanError
from scan.domain.roles import Actor, Role
from scan.use_cases import moderating, reviewing
from scan.use_cases.class_actions import ClassAction, ClassActions, ClassRow, class_actions
from web import clock
from web.database import read, transaction
from web.errors import words
from web.forms.dossier import ClassActionForm, picked
from web.forms.faults import said, summary_of
from web.i18n import gettext as _
from web.identity import actor
from web.permissions import allow

bulk = Blueprint("bulk", __name__)
STAFF = allow(Role.TEACHER, Role.COORDINATOR)
Page = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one row; no fault is done."""

    row: ClassRow
    fault: str


@bulk.get("/teacher/classes/<int:class_id>/at-once")
@STAFF
def overview(class_id: int) -> Page:
    """What is ready for each action, with every row to tick."""
    return _page(_ready(class_id), {})


@bulk.post("/teacher/classes/<int:class_id>/at-once")
@STAFF
def act(class_id: int) -> Page:
    """Do one action for every ticked row, one by one; the page says for each what became of it."""
    form, ready = ClassActionForm(request.form), _ready(class_id)
    faults = (
        said(
            form,
            {
                "action": _("Choose what should happen."),
                "comment": _("Say what should change, in 3 to 2,000 characters."),
            },
        )
        if not form.validate()
        else {}
    )
    chosen = picked(request.form)
    if not faults and not chosen:
        faults = {f"pick-{form.action.data}": _("Tick at least one row.")}
    if faults:
        return _page(ready, faults)
    action = ClassAction(form.action.data or "")
    known = {row.id: row for row in ready.rows[action]}
    gone = len(chosen.keys() - known.keys())
    done = [
        Done(row, _do(action, row, chosen[row.id], form.comment.data or ""))
        for row in known.values()
        if row.id in chosen
    ]
    return render_template("teacher/at_once_done.html", found=ready, action=action, done=done, gone=gone)


def _do(action: ClassAction, row: ClassRow, version: int, comment: str) -> str:
    """One row in a transaction of its own; gives what went wrong in words, or nothing."""
    if version != row.version:
        return _("This changed in the meantime. Look at it again.")
    try:
        with transaction() as session:
            _STEPS[action](session, actor(), row, comment)
    except InvalidInput as problem:
        return " ".join(words(message) for message in problem.fields.values())
    except ScanError as problem:
        return words(problem.message)
    return ""


def _return(session: Session, person: Actor, row: ClassRow, comment: str) -> None:
    reviewing.return_scan(session, actor=person, scan_id=row.id, comment=comment, now=clock.now())


def _close(session: Session, person: Actor, row: ClassRow, _comment: str) -> None:
    moderating.close_dossier(session, actor=person, dossier_id=row.id, version=row.version, now=clock.now())


def _open(session: Session, person: Actor, row: ClassRow, _comment: str) -> None:
    reviewing.open_comparison(session, actor=person, dossier_id=row.id, now=clock.now())


_STEPS: Mapping[ClassAction, Callable[[Session, Actor, ClassRow, str], None]] = {
    ClassAction.RETURN: _return,
    ClassAction.CLOSE: _close,
    ClassAction.OPEN: _open,
}


def _ready(class_id: int) -> ClassActions:
    with read() as session:
        return class_actions(session, actor=actor(), class_id=class_id, now=clock.now())


def _page(ready: ClassActions, faults: Mapping[str, str]) -> Page:
    page = render_template(
        "teacher/at_once.html",
        found=ready,
        actions=tuple(ClassAction),
        posted=request.form,
        ticked=picked(request.form),
        faults=faults,
        summary=summary_of(faults),
        has_errors=bool(faults),
    )
    return (page, 422) if faults else page
