"""The monitor's yearly report of one sample: in numbers, in rows for a spreadsheet, and what goes on paper.

It names no company: a certificate has its public number, and a refusal is nobody's business but the company's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from certificates.monitoring import SampleInfo, sample
from scan.domain.applications import DecisionOutcome
from scan.domain.monitoring import FindingGrade
from scan.domain.periods import local_day
from scan.domain.roles import Actor
from scan.store.tables import Certificate, DecisionRow, SampleEntry


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One decision that could be drawn."""

    decision_id: int
    number: str | None
    granted: bool
    level: str | None
    """None when it was refused, and of a statement."""
    decided_on: date
    weight: int
    certain: bool
    drawn: bool
    grade: FindingGrade | None
    finding: str | None
    response: str | None


@dataclass(frozen=True, slots=True)
class YearReport:
    """The report of one sample."""

    about: SampleInfo
    rows: tuple[ReportRow, ...]
    """Every candidate, by the number of the decision."""
    newest: datetime
    """When the newest thing in it came about."""

    @property
    def drawn(self) -> tuple[ReportRow, ...]:
        """What was looked at, or is still to be."""
        return tuple(row for row in self.rows if row.drawn)

    @property
    def by_grade(self) -> dict[FindingGrade | None, int]:
        """How many of what was drawn were found so; None: not looked at yet."""
        counted = Counter(row.grade for row in self.drawn)
        return {grade: counted[grade] for grade in (*FindingGrade, None)}

    @property
    def last_day(self) -> date:
        """The day of the newest thing in it, which dates the paper."""
        return local_day(self.newest)


def year_report(session: Session, *, actor: Actor, sample_id: int, now: datetime) -> YearReport:
    """The report as it stands. Raises NotFound, NotAllowed for all but monitors and certifiers."""
    about = sample(session, actor=actor, sample_id=sample_id, now=now)
    rows = session.execute(
        select(SampleEntry, DecisionRow, Certificate.number)
        .join(DecisionRow, DecisionRow.id == SampleEntry.decision_id)
        .outerjoin(Certificate, Certificate.decision_id == DecisionRow.id)
        .where(SampleEntry.sample_id == sample_id)
        .order_by(SampleEntry.decision_id)
    ).all()
    moments = [
        moment for row, *_ in rows for moment in (row.found_at, row.responded_at) if moment is not None
    ]
    return YearReport(
        about=about,
        rows=tuple(_row(*row) for row in rows),
        newest=max((about.drawn_at, *moments)),
    )


def csv_rows(report: YearReport) -> Iterable[tuple[str, ...]]:
    """Every candidate with its weight, so that the draw can be done again, and what was found; in codes."""
    yield (
        "decision", "certificate", "level", "decided_on", "weight", "certain", "drawn", "grade", "finding",
        "response",
    )  # fmt: skip
    for row in report.rows:
        yield (
            str(row.decision_id),
            row.number or "",
            (row.level or "statement") if row.granted else "refused",
            row.decided_on.isoformat(),
            str(row.weight),
            "1" if row.certain else "0",
            "1" if row.drawn else "0",
            "" if row.grade is None else row.grade.value,
            row.finding or "",
            row.response or "",
        )


def _row(entry: SampleEntry, decision: DecisionRow, number: str | None) -> ReportRow:
    return ReportRow(
        decision_id=entry.decision_id,
        number=number,
        granted=decision.outcome == DecisionOutcome.GRANT,
        level=decision.level,
        decided_on=local_day(decision.decided_at),
        weight=entry.weight,
        certain=entry.certain,
        drawn=entry.drawn,
        grade=None if entry.grade is None else FindingGrade(entry.grade),
        finding=entry.finding,
        response=entry.response,
    )
