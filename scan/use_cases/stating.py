"""Applying for a statement of will and activity: what an organisation wants, does and shares (instrument D5)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from scan.domain import application_messages as said
from scan.domain import messages
from scan.domain.entry import (
    Activity,
    ActivityRules,
    ApplicationRules,
    SharingForm,
    Tag,
    activities_lack,
    missing,
)
from scan.domain.fields import Fields
from scan.domain.periods import local_day, months_later
from scan.domain.roles import Actor
from scan.domain.statements import (
    FEWEST_SENTENCES,
    MOST_ACTIVITIES,
    MOST_SENTENCES,
    RESULT_MAXIMUM,
    STEP_MAXIMUM,
    TITLE_MAXIMUM,
    WORDS_MAXIMUM,
    ActivityInput,
    DraftInput,
    Statement,
    StatementInput,
    sentences,
)
from scan.store.files import FileStore
from scan.store.tables import Application, StatementDraft
from scan.use_cases.activity_photos import (
    Photos,
    clear_photos,
    copy_photos,
    photos_of,
    photos_of_draft,
    sign_photos,
)
from scan.use_cases.applying import ApplicationInput, new_application, sign, store_application
from scan.use_cases.entry import entry_facts
from scan.use_cases.statement_drafts import (
    check_version,
    draft_of,
    has_open,
    own_organisation,
    store_draft,
    writable_draft,
)


def save_draft(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    typed: DraftInput,
    version: int,
    now: datetime,
) -> int:
    """Keep what was typed until it is signed; gives the version of the draft.

    ``version`` is the one that was seen, 0 of none. The first time the photos of what was sent last come along.
    Raises NotFound, NotAllowed, InvalidInput (``organisation``, what is too long), Stale.
    """
    row = writable_draft(session, actor, organisation_id, now)
    check_version(row, typed, version)
    photos = _photos_sent_last(session, organisation_id) if row is None else {}
    kept = store_draft(session, row, actor=actor, organisation_id=organisation_id, typed=typed, now=now)
    copy_photos(session, photos, application_id=None)
    return kept


def photos_to_send(session: Session, *, actor: Actor, organisation_id: int) -> Mapping[int, tuple[int, ...]]:
    """Numbers of the photos that go with the next application, by place: of the draft, else those sent last.

    Raises NotFound for other organisations than the actor's own.
    """
    draft = draft_of(session, actor=actor, organisation_id=organisation_id)
    photos = (
        _photos_sent_last(session, organisation_id)
        if draft is None
        else photos_of_draft(session, organisation_id)
    )
    return {place: tuple(row.id for row in rows) for place, rows in photos.items()}


def _photos_sent_last(session: Session, organisation_id: int) -> Photos:
    """Photos, not erased since, of the organisation's newest application for a statement."""
    newest = (
        select(Application.id)
        .where(Application.organisation_id == organisation_id, Application.dossier_id.is_(None))
        .order_by(Application.id.desc())
        .limit(1)
    )
    application_id = session.scalar(newest)
    if application_id is None:
        return {}
    there = {
        place: tuple(row for row in rows if row.file_sha256 is not None)
        for place, rows in photos_of(session, application_id).items()
    }
    return {place: rows for place, rows in there.items() if rows}


def apply_for_statement(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    application: ApplicationInput,
    statement: StatementInput,
    rules: ApplicationRules,
    now: datetime,
    version: int | None = None,
) -> int:
    """Apply for a statement under these rules; gives the application's id. The draft ends, its photos go along.

    The organisation is locked, so of two at once the second is told that one is open. ``version``: the draft that was
    seen, 0 of none; None asks nothing. Raises NotFound, NotAllowed, Stale, and InvalidInput for all that is wrong at
    once: ``words``, ``next_step`` …, of an activity ``activities-<n>-<field>`` (n from 0; what they lack together at
    the first title), ``declare-<id>``, ``entry-<id>``.
    """
    organisation = own_organisation(session, actor, organisation_id, now)
    if rules.activities is None:
        raise ValueError(f"{rules.scheme} gives no statements")
    draft = session.get(StatementDraft, organisation_id, populate_existing=True)
    if version is not None:
        check_version(draft, DraftInput(statement, application.sites, application.activities), version)
    photos = (
        _photos_sent_last(session, organisation_id)
        if draft is None
        else photos_of_draft(session, organisation_id)
    )
    fields = Fields()
    facts = entry_facts(session, organisation, None, now)
    for name, message in missing(rules.entry, facts).items():
        fields.refuse(name, message)
    if has_open(session, organisation_id):
        fields.refuse("organisation", messages.ALREADY_APPLIED)
    written = _written(fields, statement, rules.activities, local_day(now), facts.statement_since, photos)
    signed = sign(fields, application, rules)
    fields.check()
    row = new_application(actor=actor, organisation_id=organisation_id, signed=signed, rules=rules, now=now)
    row.statement = written.statement.to_json()
    application_id = store_application(session, row, actor=actor, now=now)
    if draft is None:
        copy_photos(session, photos, application_id=application_id, places=written.places)
    else:
        sign_photos(
            session, organisation_id=organisation_id, application_id=application_id, places=written.places
        )
        session.execute(delete(StatementDraft).where(StatementDraft.organisation_id == organisation_id))
    return application_id


@dataclass(frozen=True, slots=True)
class _Written:
    """The statement, with where each activity of the form stands in it."""

    statement: Statement
    places: Mapping[int, int] = field(default_factory=dict)


def _written(
    fields: Fields,
    typed: StatementInput,
    rules: ActivityRules,
    today: date,
    statement_since: date | None,
    photos: Photos,
) -> _Written:
    words = fields.words("words", typed.words, WORDS_MAXIMUM, 3)
    found = sentences(words)
    if not FEWEST_SENTENCES <= found <= MOST_SENTENCES:
        about = {"least": FEWEST_SENTENCES, "most": MOST_SENTENCES, "found": found}
        fields.refuse("words", said.SENTENCES.fill(**about))
    found_there = dict(_activities(fields, typed.activities, rules, today, photos))
    order = sorted(found_there, key=lambda place: found_there[place].done_on, reverse=True)
    activities = tuple(found_there[place] for place in order)
    if not any(field.startswith("activities-") for field in fields.faults):
        for lack in activities_lack(rules, activities, today, statement_since):
            fields.refuse("activities-0-title", lack)
    next_step = fields.line("next_step", typed.next_step, STEP_MAXIMUM, 3)
    if typed.next_step_by is None or typed.next_step_by <= today:
        fields.refuse("next_step_by", said.NOT_AHEAD)
    sharing = fields.choice("sharing", typed.sharing, SharingForm)
    if sharing not in rules.sharing:
        fields.refuse("sharing", messages.UNKNOWN_CHOICE)
    statement = Statement(
        words=words,
        activities=activities,
        next_step=next_step,
        next_step_by=typed.next_step_by or today,
        sharing=sharing or rules.sharing[0],
    )
    return _Written(statement, {place: number for number, place in enumerate(order)})


def _activities(
    fields: Fields, typed: Sequence[ActivityInput], rules: ActivityRules, today: date, photos: Photos
) -> Iterator[tuple[int, Activity]]:
    """The activities that were filled in, by their place; the first ones that the scheme asks for must be.

    Each has a link or a photo (instrument D5).
    """
    earliest = months_later(today, -rules.within_months)
    for place, one in enumerate(typed[:MOST_ACTIVITIES]):
        if one.empty and place >= rules.least and place not in photos:
            continue
        name = f"activities-{place}-"
        title = fields.line(f"{name}title", one.title, TITLE_MAXIMUM, 3)
        day = one.done_on
        if day is None or not earliest <= day <= today:
            fields.refuse(f"{name}done_on", said.NOT_IN_PERIOD.fill(months=rules.within_months))
        tags = tuple(tag for tag in Tag if tag.value in one.tags)
        if not tags:
            fields.refuse(f"{name}tags", said.CHOOSE_TAG)
        if not one.link.strip() and place not in photos:
            fields.refuse(f"{name}link", said.LINK_OR_PHOTO)
        activity = Activity(
            title=title,
            done_on=day or today,
            tags=tags,
            result=fields.line(f"{name}result", one.result, RESULT_MAXIMUM, 3),
            link=fields.link(f"{name}link", one.link) if one.link.strip() else None,
        )
        yield place, activity


def drafts_before(session: Session, before: datetime) -> Sequence[StatementDraft]:
    """Drafts that nobody touched since. For the schedule: nobody is asked for."""
    found = select(StatementDraft).where(StatementDraft.saved_at < before)
    return session.scalars(found.order_by(StatementDraft.organisation_id)).all()


def end_draft(session: Session, draft: StatementDraft, files: FileStore) -> None:
    """Take a draft away with its photos."""
    rows = [row for there in photos_of_draft(session, draft.organisation_id).values() for row in there]
    clear_photos(session, rows, files)
    session.delete(draft)
    session.flush()
