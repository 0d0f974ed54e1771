"""What came in about what was given, in the form in which certifiers read it: lines of a list, and a case to close."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from certificates import appeals, complaints, hearings, monitoring, scope_changes, surveillance
from certificates.appeals import AppealInfo
from certificates.contested import Contested
from certificates.number import is_statement
from scan.domain.messages import Message
from scan.domain.states import AppealState, ComplaintState
from scan.store.paging import Part
from web import clock
from web.i18n import gettext as _

Lister = Callable[..., Part[Any]]
LISTS: Mapping[str, Lister] = {
    "complaints": complaints.listing,
    "appeals": appeals.listing,
    "checks": surveillance.listing,
    "hearings": hearings.listing,
    "scopes": scope_changes.listing,
    "findings": monitoring.major_findings,
}
"""In the order in which they press."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits. ``pill``: kind and words of how it stands."""

    company: str
    about: str
    pill: tuple[str, str]
    came: date | datetime
    by: date | None
    """The day by which it should be done."""
    url: str


@dataclass(frozen=True, slots=True)
class Said:
    """What someone said, and when."""

    who: str
    at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to close: what is known, what was said, and what can be chosen."""

    what: str
    id: int
    title: str
    company: str
    number: str | None
    facts: tuple[tuple[str, object], ...]
    said: tuple[Said, ...]
    choices: tuple[tuple[str, str], ...] = ()
    reason_hint: str = ""
    blocked: Message | None = None
    version: int | None = None
    is_open: bool = True


def titles() -> dict[str, str]:
    """The name of each list."""
    return {
        "complaints": _("Complaints"),
        "appeals": _("Appeals"),
        "checks": _("Half-way checks"),
        "hearings": _("Proposals to withdraw"),
        "scopes": _("Changes of scope"),
        "findings": _("Major findings of the monitor"),
    }


def lines(what: str, found: Part[Any]) -> list[Line]:
    """The rows of one list."""
    make: dict[str, Callable[[Any], Line]] = {
        "complaints": _complaint_line,
        "appeals": _appeal_line,
        "checks": _check_line,
        "hearings": _hearing_line,
        "scopes": _scope_line,
        "findings": _finding_line,
    }
    return [make[what](row) for row in found.items]


def words_of_contested(against: Contested) -> str:
    """What an appeal is against."""
    if against.dossier_id is None:
        return {
            "refused": _("Application for the statement refused"),
            "granted": _("Statement given"),
            "suspended": _("Statement suspended"),
            "withdrawn": _("Statement withdrawn"),
        }[against.kind]
    return {
        "refused": _("Application refused"),
        "granted": _("Certificate given, at this level"),
        "suspended": _("Certificate suspended"),
        "withdrawn": _("Certificate withdrawn"),
    }[against.kind]


def states_of_complaint() -> dict[ComplaintState, tuple[str, str]]:
    """How a complaint stands."""
    return {
        ComplaintState.RECEIVED: ("warn", _("new")),
        ComplaintState.ASKED: ("", _("the organisation was asked")),
        ComplaintState.ANSWERED: ("warn", _("the organisation answered")),
        ComplaintState.CLOSED: ("ok", _("closed")),
    }


def states_of_appeal() -> dict[AppealState, tuple[str, str]]:
    """How an appeal stands."""
    return {
        AppealState.FILED: ("warn", _("nobody took it up yet")),
        AppealState.TAKEN_UP: ("", _("taken up")),
        AppealState.UPHELD: ("ok", _("upheld")),
        AppealState.REJECTED: ("", _("rejected")),
        AppealState.WITHDRAWN: ("", _("taken back")),
    }


def _complaint_line(row: complaints.Case) -> Line:
    url = url_for("follow_up.complaint", complaint_id=row.id)
    pill = states_of_complaint()[row.state]
    return Line(row.organisation, row.number, pill, row.received_at, row.answer_by, url)


def _appeal_line(row: AppealInfo) -> Line:
    about = words_of_contested(row.against)
    url = url_for("follow_up.appeal", appeal_id=row.id)
    return Line(row.organisation, about, states_of_appeal()[row.state], row.filed_at, row.handle_by, url)


def _check_line(row: surveillance.Check) -> Line:
    late = row.is_late(clock.today())
    waits = ("error", _("late")) if late else ("", _("waits for the organisation"))
    pill = ("warn", _("the organisation answered")) if row.declared_at is not None else waits
    url = url_for("follow_up.check", check_id=row.id)
    return Line(row.organisation, row.number, pill, row.due_on, row.declare_by, url)


def _hearing_line(row: hearings.Proposal) -> Line:
    answered = (
        ("warn", _("the organisation answered")) if row.answered_at else ("", _("waits for the organisation"))
    )
    over = ("warn", _("the time to answer is over"))
    ready = row.answered_at is None and row.may_be_decided(clock.today())
    url = url_for("follow_up.hearing", hearing_id=row.id)
    return Line(
        row.organisation, row.number, over if ready else answered, row.proposed_at, row.answer_by, url
    )


def _scope_line(row: scope_changes.Request) -> Line:
    url = url_for("follow_up.scope", request_id=row.id)
    return Line(row.organisation, row.number, ("warn", _("new")), row.asked_at, None, url)


def _finding_line(row: monitoring.Entry) -> Line:
    about = row.number or _("Application refused")
    url = url_for("follow_up.finding", entry_id=row.id)
    return Line(row.organisation, about, ("warn", _("new")), row.found_at or row.decided_at, None, url)


def check_case(row: surveillance.Check) -> Case:
    """The light check of one certificate."""
    return Case(
        what="checks",
        id=row.id,
        title=_("Half-way check"),
        company=row.organisation,
        number=row.number,
        facts=(
            (_("Holds for"), row.scope),
            (_("Due on"), row.due_on),
            (_("The organisation answers by"), row.declare_by),
        ),
        said=(
            Said(_("What has changed"), row.declared_at, row.changes or _("Nothing was said yet.")),
            *([Said(_("What was still open"), row.declared_at, row.conditions)] if row.conditions else []),
            *([Said(_("How it was closed"), row.closed_at, row.note)] if row.note else []),
        ),
        choices=(
            (
                "fine",
                _("Fine: the statement goes on")
                if is_statement(row.number)
                else _("Fine: the certificate goes on"),
            ),
            ("suspend", _("Suspend: it does not hold for the time being")),
            ("withdraw", _("Propose to withdraw: the organisation may answer first")),
        ),
        reason_hint=_("The organisation reads this. With a suspension everyone does. Name no persons."),
        is_open=row.closed_at is None,
    )


def hearing_case(row: hearings.Proposal) -> Case:
    """A proposal to withdraw, with the answer."""
    return Case(
        what="hearings",
        id=row.id,
        title=_("Proposal to withdraw"),
        company=row.organisation,
        number=row.number,
        facts=((_("Proposed on"), row.proposed_at), (_("The organisation answers by"), row.answer_by)),
        said=(
            Said(_("Why the alliance wants to withdraw"), row.proposed_at, row.reason),
            Said(_("What the organisation says"), row.answered_at, row.answer or _("Nothing was said yet.")),
        ),
        choices=(
            (
                "dropped",
                _("Drop the proposal: the statement stays")
                if is_statement(row.number)
                else _("Drop the proposal: the certificate stays"),
            ),
            ("withdrawn", _("Withdraw: it never holds again")),
        ),
        reason_hint=_("Everyone can read this on the public page. Name no persons."),
        is_open=row.closed_at is None,
    )


def scope_case(row: scope_changes.Request) -> Case:
    """A request for another scope."""
    return Case(
        what="scopes",
        id=row.id,
        title=_("Change of scope"),
        company=row.organisation,
        number=row.number,
        facts=(
            (_("Holds for now"), row.present),
            (_("Should hold for"), row.scope),
            (_("Last day, also of the new one"), row.valid_until),
        ),
        said=(
            Said(_("Why the organisation asks"), row.asked_at, row.why),
            *([Said(_("How it was closed"), row.closed_at, row.reason)] if row.reason else []),
        ),
        choices=(
            ("granted", _("Give a new statement for this, in place of the present one")),
            ("refused", _("Refuse: the present statement stays as it is")),
        )
        if is_statement(row.number)
        else (
            ("granted", _("Give a new certificate for this, in place of the present one")),
            ("refused", _("Refuse: the present certificate stays as it is")),
        ),
        reason_hint=_("The organisation reads this."),
        is_open=row.closed_at is None,
    )


def appeal_case(row: AppealInfo) -> Case:
    """An appeal, for who may settle it or take it up."""
    blocked = None if row.may_decide.allowed or row.may_take_up.allowed else row.may_take_up.message
    return Case(
        what="appeals",
        id=row.id,
        title=_("Appeal"),
        company=row.organisation,
        number=row.against.number,
        facts=(
            (_("Against"), words_of_contested(row.against)),
            (_("Of"), row.against.at),
            (_("Answer by"), row.handle_by),
            (_("How it stands"), states_of_appeal()[row.state][1]),
        ),
        said=(
            Said(_("What was said then"), row.against.at, row.against.reason),
            Said(_("What the organisation says"), row.filed_at, row.grounds),
            *([Said(_("How it was closed"), row.closed_at, row.reason)] if row.reason else []),
        ),
        choices=(
            ("uphold", _("The organisation is right: undo it")),
            ("reject", _("The organisation is not right: it stays")),
        )
        if row.may_decide.allowed
        else (),
        reason_hint=_(
            "The organisation reads this. When a statement holds again, everyone does. Name no persons."
        )
        if row.against.dossier_id is None
        else _(
            "The organisation reads this. When a certificate holds again, everyone does. Name no persons."
        ),
        blocked=blocked,
        version=row.version,
        is_open=row.closed_at is None,
    )


def complaint_case(row: complaints.Case) -> Case:
    """A complaint; its words and who made it only for who may handle it."""
    may = row.may_handle is not None and row.may_handle.allowed
    who = row.name or _("without a name")
    return Case(
        what="complaints",
        id=row.id,
        title=_("Complaint %(number)s", number=row.id),
        company=row.organisation,
        number=row.number,
        facts=(
            (_("Came in on"), row.received_at),
            (_("Answer by"), row.answer_by),
            *([(_("From whom"), who)] if may else []),
            (_("How it stands"), states_of_complaint()[row.state][1]),
        ),
        said=(
            *([Said(_("The complaint"), row.received_at, row.words)] if may else []),
            *([Said(_("What you asked the organisation"), None, row.question)] if row.question else []),
            *(
                [Said(_("What the organisation says"), None, row.company_answer)]
                if row.company_answer
                else []
            ),
            *([Said(_("How it was closed"), row.closed_at, row.answer)] if row.answer else []),
        ),
        choices=(
            ("no_ground", _("No ground: nothing is wrong")),
            ("settled", _("Put right by the organisation")),
            ("suspended", _("Suspend: it does not hold for the time being")),
        ),
        blocked=None if may or row.may_handle is None else row.may_handle.message,
        version=row.version,
        is_open=row.closed_at is None,
    )
