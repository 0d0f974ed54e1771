"""What an organisation writes for a statement before anyone signs it: kept, so that it can be finished later (D5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.answer_values import hidden_character
from scan.domain import messages
from scan.domain.applications import ApplicationState
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.statements import (
    LINK_MAXIMUM,
    MOST_ACTIVITIES,
    PLACE_MAXIMUM,
    RESULT_MAXIMUM,
    STEP_MAXIMUM,
    TITLE_MAXIMUM,
    WORDS_MAXIMUM,
    DraftInput,
)
from scan.domain.subjects import OrganisationSubject
from scan.store.tables import Application, Organisation, StatementDraft
from scan.use_cases.notifying import speaks_for
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed, and which saving of it this is."""

    typed: DraftInput
    version: int
    saved_at: datetime


def own_organisation(session: Session, actor: Actor, organisation_id: int, now: datetime) -> Organisation:
    """The organisation that the actor applies for, locked: one at a time writes for a statement of it.

    Raises NotFound, NotAllowed.
    """
    if not speaks_for(actor, organisation_id):
        raise NotFound
    statement = select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    organisation = session.scalar(statement.execution_options(populate_existing=True))
    if organisation is None:
        raise NotFound
    about = OrganisationSubject(organisation.id, OrganisationKind(organisation.kind))
    require(
        session,
        actor,
        Permission.APPLY_FOR_STATEMENT,
        about,
        kind="organisation",
        subject_id=organisation_id,
        now=now,
    )
    return organisation


def has_open(session: Session, organisation_id: int) -> bool:
    """Whether an application of the organisation for a statement waits for a decision."""
    running = select(Application.id).where(
        Application.organisation_id == organisation_id,
        Application.dossier_id.is_(None),
        Application.state == ApplicationState.OPEN.value,
    )
    return session.scalar(running) is not None


def writable_draft(
    session: Session, actor: Actor, organisation_id: int, now: datetime
) -> StatementDraft | None:
    """The draft, with the organisation locked; None where nothing was saved yet.

    Raises NotFound, NotAllowed, InvalidInput (``organisation``) while an application waits: what was signed stands.
    """
    own_organisation(session, actor, organisation_id, now)
    if has_open(session, organisation_id):
        raise InvalidInput({"organisation": messages.ALREADY_APPLIED})
    return session.get(StatementDraft, organisation_id, populate_existing=True)


def draft_of(session: Session, *, actor: Actor, organisation_id: int) -> Draft | None:
    """The draft of the actor's own organisation. Raises NotFound for others."""
    if not speaks_for(actor, organisation_id):
        raise NotFound
    row = session.get(StatementDraft, organisation_id)
    return None if row is None else _draft(row)


def _draft(row: StatementDraft) -> Draft:
    return Draft(DraftInput.from_json(row.typed), row.version, row.saved_at)


def check_version(row: StatementDraft | None, typed: DraftInput, version: int) -> None:
    """Raise Stale when the draft is another one than was seen; 0 is none. Each field that differs is in it."""
    current = 0 if row is None else row.version
    if current == version:
        return
    there = {} if row is None else dict(_texts(DraftInput.from_json(row.typed)))
    mine = dict(_texts(typed))
    raise Stale(
        tuple(
            Clash(field, there.get(field, ""), current, value)
            for field, value in mine.items()
            if value != there.get(field, "")
        )
    )


def store_draft(
    session: Session,
    row: StatementDraft | None,
    *,
    actor: Actor,
    organisation_id: int,
    typed: DraftInput,
    now: datetime,
) -> int:
    """Keep what was typed as it stands; gives the version. Raises InvalidInput for what is far too long."""
    _check_sizes(typed)
    if row is None:
        row = StatementDraft(organisation_id=organisation_id, version=0)
        session.add(row)
    row.typed = typed.to_json()
    row.version += 1
    row.saved_by, row.saved_at = actor.person_id, now
    session.flush()
    return row.version


_SIZES = {
    "words": WORDS_MAXIMUM,
    "next_step": STEP_MAXIMUM,
    "sharing": 40,
    "sites": PLACE_MAXIMUM,
    "activities": PLACE_MAXIMUM,
    "title": TITLE_MAXIMUM,
    "result": RESULT_MAXIMUM,
    "link": LINK_MAXIMUM,
    "tags": 100,
}


def _check_sizes(typed: DraftInput) -> None:
    """A draft may be wrong and unfinished, but what cannot be typed in the form is not kept."""
    fields = Fields()
    for field, value in _texts(typed):
        most, plain = _SIZES.get(field.rpartition("-")[2], WORDS_MAXIMUM), value.replace("\r\n", "\n")
        if len(plain) > most:
            fields.refuse(field, messages.TOO_LONG.fill(limit=most))
        elif hidden_character(plain):
            fields.refuse(field, messages.UNREADABLE)
    fields.check()


def _texts(typed: DraftInput) -> Iterator[tuple[str, str]]:
    """Every field by its name, as text."""
    written = typed.statement
    yield "words", written.words
    for place, one in enumerate(written.activities[:MOST_ACTIVITIES]):
        yield f"activities-{place}-title", one.title
        yield f"activities-{place}-done_on", "" if one.done_on is None else one.done_on.isoformat()
        yield f"activities-{place}-tags", ", ".join(one.tags)
        yield f"activities-{place}-result", one.result
        yield f"activities-{place}-link", one.link
    yield "next_step", written.next_step
    yield "next_step_by", "" if written.next_step_by is None else written.next_step_by.isoformat()
    yield "sharing", written.sharing
    yield "sites", typed.sites
    yield "activities", typed.work
