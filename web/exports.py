"""A list to take away, as CSV or as an Excel workbook, in the language of the request."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import send_file
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from scan.domain.importing.writing import to_csv, to_xlsx
from scan.domain.periods import local_day
from scan.domain.states import DossierState, ScanState
from scan.use_cases.classes import OpenClass, PlacementLine
from scan.use_cases.school_years import YearLine
from web.i18n import gettext as _

Rows = list[tuple[str, ...]]
_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(rows: Iterable[Sequence[str]], name: str, ending: str) -> Response:
    """The rows as a file ``name.csv`` or ``name.xlsx``; another ending is no page of ours."""
    if ending == "csv":
        return _file(to_csv(rows), f"{name}.csv", "text/csv")
    if ending == "xlsx":
        return _file(to_xlsx(rows, name), f"{name}.xlsx", _EXCEL)
    raise NoSuchPage


def class_rows(found: OpenClass) -> Rows:
    """Every internship of a class, with how far it is; students without one have an empty company."""
    head = (_("Student"), _("Company"), _("Place"), _("First day"), _("Last day"), _("Scan"), _("Answers"),
            _("Stuck"), _("Last change"), _("Result"))  # fmt: skip
    by_student: dict[int, list[PlacementLine]] = {}
    for line in found.placements:
        by_student.setdefault(line.student_id, []).append(line)
    rows: Rows = [head]
    for student in found.students:
        lines = by_student.get(student.person_id)
        if lines is None:
            rows.append((student.display_name, *[""] * (len(head) - 1)))
        rows += [(student.display_name, *_line(line)) for line in lines or ()]
    return rows


def _line(line: PlacementLine) -> tuple[str, ...]:
    changed = "" if line.last_change is None else local_day(line.last_change).isoformat()
    return (
        line.company,
        line.place or "",
        line.starts_on.isoformat(),
        line.ends_on.isoformat(),
        state_words(line.scan_state),
        str(line.answered),
        _("Yes") if line.is_stuck else _("No"),
        changed,
        _("Settled") if line.dossier_state in (DossierState.MODERATED, DossierState.DECIDED) else "",
    )


def state_words(state: ScanState | None) -> str:
    """How far a scan is, in words."""
    words = {
        None: _("Not started"),
        ScanState.DRAFT: _("Busy"),
        ScanState.SUBMITTED: _("Handed in"),
        ScanState.RETURNED: _("Sent back"),
        ScanState.ACCEPTED: _("Checked"),
        ScanState.WITHDRAWN: _("Not started"),
    }
    return words[state]


def year_rows(years: Iterable[YearLine]) -> Rows:
    """Every school year in numbers."""
    head = (_("School year"), _("Classes"), _("Students"), _("Internships"), _("Scans begun"), _("Scans handed in"),
            _("Scans checked"), _("Companies with a result"))  # fmt: skip
    return [head, *[
        (one.year, *map(str, (one.classes, one.students, one.internships, one.begun, one.handed_in, one.accepted,
                              one.companies)))
        for one in years
    ]]  # fmt: skip


def _file(data: bytes, name: str, media_type: str) -> Response:
    return send_file(BytesIO(data), mimetype=media_type, download_name=name, as_attachment=True)
