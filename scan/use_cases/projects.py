"""Projects and pilots under a theme: set up by the alliance, joined by companies and schools themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, get_args

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from questionnaires.definition import Questionnaire, Theme
from scan.domain import partner_messages
from scan.domain.errors import Clash, InvalidInput, NotFound, Stale
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE
from scan.domain.periods import local_day
from scan.domain.policy import Permission
from scan.domain.projects import MOST_INDICATORS, Period, ProjectPhase, phase
from scan.domain.roles import Actor, OrganisationKind
from scan.domain.subjects import OrganisationSubject
from scan.store.paging import FIRST, Asked, Part, in_order, matches, part_of
from scan.store.tables import Organisation, Project, ProjectParticipant
from scan.use_cases.audit import record
from scan.use_cases.opening import items_of
from scan.use_cases.permission import PLATFORM, require

_TAKING_PART = (
    select(ProjectParticipant, Organisation)
    .join(Organisation, Organisation.id == ProjectParticipant.organisation_id)
    .where(ProjectParticipant.left_on.is_(None))
)


@dataclass(frozen=True, slots=True)
class ProjectInput:
    """A project as it was filled in; ``before`` and ``after`` are the periods of the two measurements."""

    theme: str
    title: str
    goal: str
    pilot: bool
    period: Period | None
    before: Period | None
    after: Period | None
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """An organisation in a project."""

    organisation_id: int
    name: str
    place: str | None
    kind: OrganisationKind
    shows_own: bool


@dataclass(frozen=True, slots=True)
class ProjectInfo:
    """A project as everyone sees it."""

    id: int
    version: int
    theme: str
    title: str
    goal: str
    pilot: bool
    phase: ProjectPhase
    period: Period
    before: Period
    after: Period
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project in the list."""

    id: int
    theme: str
    title: str
    pilot: bool
    phase: ProjectPhase
    period: Period
    participants: int


def indicators_of(questionnaire: Questionnaire, theme: str) -> tuple[str, ...]:
    """Ids of the questions of a theme that a project can look at."""
    return tuple(
        item.id
        for group in questionnaire.groups
        if group.theme == theme
        for item in items_of(group)
        if not getattr(item, "pooled", False)
    )


def save_project(
    session: Session,
    *,
    actor: Actor,
    project: ProjectInput,
    questionnaire: Questionnaire,
    project_id: int | None = None,
    version: int = 0,
    now: datetime,
) -> int:
    """Set up a project, or change one; gives its id. ``questionnaire``: where its indicators come from.

    Raises NotFound, NotAllowed, Stale, and InvalidInput on ``theme``, ``title``, ``goal``, ``period``, ``before``,
    ``after`` or ``indicators``.
    """
    require(session, actor, Permission.RUN_NETWORK, PLATFORM, kind="platform", subject_id=None, now=now)
    values = _checked(project, questionnaire)
    row = Project(created_at=now, version=0)
    if project_id is not None:
        found = session.get(Project, project_id, with_for_update=True, populate_existing=True)
        if found is None:
            raise NotFound
        if found.version != version:
            raise Stale((Clash("project", found.title, found.version, project),))
        row = found
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.add(row)
    session.flush()
    _log(session, actor, "project_saved", row.id, now)
    return row.id


def join_project(
    session: Session, *, actor: Actor, organisation_id: int, project_id: int, shows_own: bool, now: datetime
) -> None:
    """The own organisation takes part, or chooses anew whether its own figures may be shown; at once.

    Raises NotFound, NotAllowed, InvalidInput (``project``: it is over).
    """
    row = _own(session, actor, organisation_id, project_id, now)
    there = session.get(ProjectParticipant, (project_id, organisation_id))
    if there is None or there.left_on is not None:
        if row.ends_on < local_day(now):
            raise InvalidInput({"project": partner_messages.PROJECT_OVER})
        there = there or ProjectParticipant(project_id=project_id, organisation_id=organisation_id)
        there.joined_on, there.left_on = local_day(now), None
    there.shows_own = shows_own
    session.add(there)
    session.flush()
    _log(session, actor, "project_joined", project_id, now, organisation=organisation_id, shows_own=shows_own)


def leave_project(
    session: Session, *, actor: Actor, organisation_id: int, project_id: int, now: datetime
) -> None:
    """The own organisation stops; its own figures are gone at once. Raises NotFound, NotAllowed."""
    _own(session, actor, organisation_id, project_id, now)
    there = session.get(ProjectParticipant, (project_id, organisation_id))
    if there is None or there.left_on is not None:
        raise NotFound
    there.left_on, there.shows_own = local_day(now), False
    session.flush()
    _log(session, actor, "project_left", project_id, now, organisation=organisation_id)


def list_projects(
    session: Session, *, today: date, theme: str = "", asked: Asked = FIRST
) -> Part[ProjectLine]:
    """Projects, found by title: running first, then coming, then over. Other orders: ``name``, ``starts``.

    Two statements, whatever there is.
    """
    narrowed = (Project.theme == theme,) if theme in get_args(Theme) else ()
    order = case((Project.starts_on > today, 1), (Project.ends_on < today, 2), else_=0)
    taking_part = (
        select(func.count())
        .where(ProjectParticipant.project_id == Project.id, ProjectParticipant.left_on.is_(None))
        .correlate(Project)
        .scalar_subquery()
    )
    orders = {"name": func.lower(Project.title), "starts": Project.starts_on}
    found = part_of(
        session,
        select(Project, taking_part)
        .where(*narrowed, *matches(asked.query, Project.title))
        .order_by(*in_order(asked.sort, orders, order, Project.starts_on.desc(), Project.id)),
        asked,
    )
    return found.of(
        ProjectLine(
            row.id, row.theme, row.title, row.pilot, phase(Period(row.starts_on, row.ends_on), today),
            Period(row.starts_on, row.ends_on), count,
        )
        for row, count in found.items
    )  # fmt: skip


def projects_of(
    session: Session, *, organisation_id: int, today: date, asked: Asked = FIRST
) -> Part[ProjectLine]:
    """The projects that an organisation takes part in, newest first; which these are is public. Two statements."""
    found = part_of(
        session,
        select(Project)
        .join(ProjectParticipant, ProjectParticipant.project_id == Project.id)
        .where(ProjectParticipant.organisation_id == organisation_id, ProjectParticipant.left_on.is_(None))
        .order_by(Project.starts_on.desc(), Project.id),
        asked,
    )
    return found.of(
        ProjectLine(
            row.id, row.theme, row.title, row.pilot, phase(Period(row.starts_on, row.ends_on), today),
            Period(row.starts_on, row.ends_on), 0,
        )
        for (row,) in found.items
    )  # fmt: skip


def show_project(session: Session, *, project_id: int, today: date) -> ProjectInfo:
    """One project, for everyone. One statement. Raises NotFound."""
    row = session.get(Project, project_id)
    if row is None:
        raise NotFound
    period = Period(row.starts_on, row.ends_on)
    return ProjectInfo(
        id=row.id,
        version=row.version,
        theme=row.theme,
        title=row.title,
        goal=row.goal,
        pilot=row.pilot,
        phase=phase(period, today),
        period=period,
        before=Period(row.before_from, row.before_until),
        after=Period(row.after_from, row.after_until),
        indicators=tuple(row.indicators),
    )


def participants_of(session: Session, *, project_id: int, asked: Asked = FIRST) -> Part[Participant]:
    """Who takes part in a project, found by name or place, by name; for everyone. Two statements."""
    found = part_of(
        session,
        _TAKING_PART.where(
            ProjectParticipant.project_id == project_id,
            *matches(asked.query, Organisation.name, Organisation.place),
        ).order_by(func.lower(Organisation.name), Organisation.id),
        asked,
    )
    return found.of(_participant(row) for row in found.items)


def own_part(session: Session, *, project_id: int, organisation_id: int) -> Participant | None:
    """How an organisation takes part in a project; None when it does not. One statement."""
    row = session.execute(
        _TAKING_PART.where(
            ProjectParticipant.project_id == project_id, ProjectParticipant.organisation_id == organisation_id
        )
    ).one_or_none()
    return None if row is None else _participant(row)


def _participant(row: Row[*tuple[Any, ...]]) -> Participant:
    one, organisation = row
    return Participant(
        one.organisation_id, organisation.name, organisation.place, OrganisationKind(organisation.kind),
        one.shows_own,
    )  # fmt: skip


def _checked(given: ProjectInput, questionnaire: Questionnaire) -> dict[str, Any]:
    """The columns of a project as it was filled in."""
    fields = Fields()
    if given.theme not in get_args(Theme):
        fields.refuse("theme", UNKNOWN_CHOICE)
    values: dict[str, Any] = {
        "theme": given.theme,
        "title": fields.line("title", given.title, 120, 3),
        "goal": fields.words("goal", given.goal, 2000, 3),
        "pilot": given.pilot,
        "indicators": list(given.indicators),
    }
    known = indicators_of(questionnaire, given.theme)
    if len(given.indicators) > MOST_INDICATORS or not set(given.indicators) <= set(known):
        fields.refuse("indicators", partner_messages.NOT_AN_INDICATOR.fill(limit=MOST_INDICATORS))
    names = (("period", given.period, "starts_on", "ends_on"), ("before", given.before, "before_from", "before_until"),
             ("after", given.after, "after_from", "after_until"))  # fmt: skip
    for name, period, first, last in names:
        if period is None:
            fields.refuse(name, UNKNOWN_CHOICE)
        else:
            fields.period(name, period.first, period.last)
            values |= {first: period.first, last: period.last}
    if given.before and given.after and given.after.first <= given.before.last:
        fields.refuse("after", partner_messages.AFTER_IS_LATER)
    fields.check()
    return values


def _own(session: Session, actor: Actor, organisation_id: int, project_id: int, now: datetime) -> Project:
    organisation, row = session.get(Organisation, organisation_id), session.get(Project, project_id)
    if organisation is None or row is None or not actor.belongs_to(organisation_id):
        raise NotFound
    subject = OrganisationSubject(organisation_id, OrganisationKind(organisation.kind))
    require(
        session, actor, Permission.JOIN_PROJECT, subject,
        kind="organisation", subject_id=organisation_id, now=now,
    )  # fmt: skip
    return row


def _log(session: Session, actor: Actor, action: str, project_id: int, now: datetime, **data: object) -> None:
    record(
        session, actor=actor, action=action, subject_kind="project", subject_id=project_id, now=now, **data
    )


def titles(questionnaire: Questionnaire, ids: Sequence[str], language: str) -> dict[str, str]:
    """The questions behind these ids, in words; one that this version does not have is called by its id."""
    asked = {
        item.id: item.question.get("en" if language == "en" else "nl", item.id)
        for group in questionnaire.groups
        for item in items_of(group)
    }
    return {one: asked.get(one, one) for one in ids}
