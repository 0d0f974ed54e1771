"""Applying for a statement of will and activity: what an organisation wants, does and shares (instrument D5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from scan.domain import application_messages as said
from scan.domain import messages
from scan.domain.applications import ApplicationState
from scan.domain.entry import (
    Activity,
    ActivityRules,
    ApplicationRules,
    SharingForm,
    Tag,
    activities_lack,
    missing,
)
from scan.domain.errors import NotFound
from scan.domain.fields import Fields
from scan.domain.periods import local_day, months_later
from scan.domain.policy import Permission
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.statements import (
    FEWEST_SENTENCES,
    MOST_ACTIVITIES,
    MOST_SENTENCES,
    RESULT_MAXIMUM,
    STEP_MAXIMUM,
    TITLE_MAXIMUM,
    WORDS_MAXIMUM,
    Statement,
    sentences,
)
from scan.domain.subjects import OrganisationSubject
from scan.store.tables import Application, Organisation
from scan.use_cases.applying import ApplicationInput, new_application, sign, store_application
from scan.use_cases.entry import entry_facts
from scan.use_cases.notifying import speaks_for
from scan.use_cases.permission import require


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """One activity as it was typed; one without anything in it does not count."""

    title: str = ""
    done_on: date | None = None
    tags: Sequence[str] = ()
    result: str = ""
    link: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (
            self.title.strip() or self.done_on or self.tags or self.result.strip() or self.link.strip()
        )


@dataclass(frozen=True, slots=True)
class StatementInput:
    """What the organisation writes of itself."""

    words: str
    activities: Sequence[ActivityInput]
    next_step: str
    next_step_by: date | None
    sharing: str


def apply_for_statement(
    session: Session,
    *,
    actor: Actor,
    organisation_id: int,
    application: ApplicationInput,
    statement: StatementInput,
    rules: ApplicationRules,
    now: datetime,
) -> int:
    """Apply for a statement under these rules; gives the application's id.

    The organisation is locked, so of two at once the second is told that one is open. Raises NotFound, NotAllowed,
    and InvalidInput for everything that is wrong at once: ``words``, ``next_step`` …, of an activity
    ``activities-<n>-<field>`` (n from 0; what they lack together at the first title), ``declare-<id>``, ``entry-<id>``.
    """
    organisation = _own_organisation(session, actor, organisation_id)
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
    if rules.activities is None:
        raise ValueError(f"{rules.scheme} gives no statements")
    fields = Fields()
    facts = entry_facts(session, organisation, None, now)
    for field, message in missing(rules.entry, facts).items():
        fields.refuse(field, message)
    if _has_open(session, organisation_id):
        fields.refuse("organisation", messages.ALREADY_APPLIED)
    written = _written(fields, statement, rules.activities, local_day(now), facts.statement_since)
    signed = sign(fields, application, rules)
    fields.check()
    row = new_application(actor=actor, organisation_id=organisation_id, signed=signed, rules=rules, now=now)
    row.statement = written.to_json()
    return store_application(session, row, actor=actor, now=now)


def _own_organisation(session: Session, actor: Actor, organisation_id: int) -> Organisation:
    if not speaks_for(actor, organisation_id):
        raise NotFound
    statement = select(Organisation).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    organisation = session.scalar(statement.execution_options(populate_existing=True))
    if organisation is None:
        raise NotFound
    return organisation


def _has_open(session: Session, organisation_id: int) -> bool:
    running = select(Application.id).where(
        Application.organisation_id == organisation_id,
        Application.dossier_id.is_(None),
        Application.state == ApplicationState.OPEN.value,
    )
    return session.scalar(running) is not None


def _written(
    fields: Fields, typed: StatementInput, rules: ActivityRules, today: date, statement_since: date | None
) -> Statement:
    words = fields.words("words", typed.words, WORDS_MAXIMUM, 3)
    found = sentences(words)
    if not FEWEST_SENTENCES <= found <= MOST_SENTENCES:
        about = {"least": FEWEST_SENTENCES, "most": MOST_SENTENCES, "found": found}
        fields.refuse("words", said.SENTENCES.fill(**about))
    activities = tuple(_activities(fields, typed.activities, rules, today))
    if not any(field.startswith("activities-") for field in fields.faults):
        for lack in activities_lack(rules, activities, today, statement_since):
            fields.refuse("activities-0-title", lack)
    next_step = fields.line("next_step", typed.next_step, STEP_MAXIMUM, 3)
    if typed.next_step_by is None or typed.next_step_by <= today:
        fields.refuse("next_step_by", said.NOT_AHEAD)
    sharing = fields.choice("sharing", typed.sharing, SharingForm)
    if sharing not in rules.sharing:
        fields.refuse("sharing", messages.UNKNOWN_CHOICE)
    return Statement(
        words=words,
        activities=tuple(sorted(activities, key=lambda one: one.done_on, reverse=True)),
        next_step=next_step,
        next_step_by=typed.next_step_by or today,
        sharing=sharing or rules.sharing[0],
    )


def _activities(
    fields: Fields, typed: Sequence[ActivityInput], rules: ActivityRules, today: date
) -> Iterator[Activity]:
    """The activities that were filled in; the first ones that the scheme asks for must be."""
    earliest = months_later(today, -rules.within_months)
    for number, one in enumerate(typed[:MOST_ACTIVITIES], start=1):
        if one.empty and number > rules.least:
            continue
        name = f"activities-{number - 1}-"
        title = fields.line(f"{name}title", one.title, TITLE_MAXIMUM, 3)
        day = one.done_on
        if day is None or not earliest <= day <= today:
            fields.refuse(f"{name}done_on", said.NOT_IN_PERIOD.fill(months=rules.within_months))
        tags = tuple(tag for tag in Tag if tag.value in one.tags)
        if not tags:
            fields.refuse(f"{name}tags", said.CHOOSE_TAG)
        yield Activity(
            title=title,
            done_on=day or today,
            tags=tags,
            result=fields.line(f"{name}result", one.result, RESULT_MAXIMUM, 3),
            link=fields.link(f"{name}link", one.link),
        )
