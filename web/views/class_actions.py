"""For teachers: what can be done for a whole class at once. Each row goes through its own use case and transaction."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from scan.domain.errors import InvalidInput, ScanError, Stale
from scan.domain.roles import Role
from scan.use_cases import reviewing
from scan.use_cases.class_actions import ClassAction, ClassActions, ClassRow, act_on_row, class_actions
from web import clock
from web.database import read, transaction
from web.errors import words
from web.forms.dossier import ClassActionForm, picked
from web.forms.faults import Faults, said, summary_of
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
    chosen = picked(request.form)
    faults = _faults(form, bool(chosen))
    if faults:
        return _page(ready, faults)
    action = ClassAction(form.action.data or "")
    known = {row.id: row for row in ready.rows[action]}
    gone = len(chosen.keys() - known.keys())
    done = [Done(row, _do(class_id, form, row, chosen[row.id])) for row in known.values() if row.id in chosen]
    return render_template(
        "teacher/at_once_done.html",
        found=ready,
        action=action,
        done=done,
        gone=gone,
        deadline=form.deadline.data if action is ClassAction.RETURN else None,
    )


def _faults(form: ClassActionForm, anything: bool) -> Faults:
    """What is wrong before anything is done; ``anything``: a row is ticked."""
    if not form.validate():
        return said(
            form,
            {
                "action": _("Choose what should happen."),
                "comment": _("Say what should change, in 3 to 2,000 characters."),
                "deadline": _("Fill in a day, such as 1-12-2026."),
            },
        )
    fault = reviewing.deadline_fault(form.deadline.data, clock.now())
    if fault is not None and form.action.data == ClassAction.RETURN.value:
        return {"deadline": words(fault)}
    return {} if anything else {f"pick-{form.action.data}": _("Tick at least one row.")}


def _do(class_id: int, form: ClassActionForm, row: ClassRow, seen: str) -> str:
    """One row in a transaction of its own; gives what went wrong in words, or nothing."""
    try:
        with transaction() as session:
            act_on_row(
                session,
                actor=actor(),
                class_id=class_id,
                action=ClassAction(form.action.data or ""),
                row_id=row.id,
                seen=seen,
                comment=form.comment.data or "",
                deadline=form.deadline.data,
                now=clock.now(),
            )
    except Stale:
        return _("This changed in the meantime. Look at it again.")
    except InvalidInput as problem:
        return " ".join(words(message) for message in problem.fields.values())
    except ScanError as problem:
        return words(problem.message)
    return ""


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
