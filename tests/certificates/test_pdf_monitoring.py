"""The monitor's yearly report on paper: the same report the same bytes, everything drawn in it, no company named."""

from datetime import UTC, date, datetime

import pypdfium2
import pytest

from certificates.monitoring import SampleInfo
from certificates.monitoring_report import ReportRow, YearReport, csv_rows
from certificates.pdf.monitoring import render_monitoring_report
from certificates.scheme import scheme
from certificates.wheel import Language
from scan.domain.monitoring import FindingGrade

NOW = datetime(2027, 1, 20, 9, tzinfo=UTC)


def row(decision_id: int, *, drawn: bool = True, **changed: object) -> ReportRow:
    about: dict[str, object] = {
        "decision_id": decision_id, "number": f"MVO-NN-2026-{decision_id:04}-44", "granted": True,
        "level": "active",
        "decided_on": date(2026, 6, 27), "weight": 2, "certain": False, "drawn": drawn, "grade": None,
        "finding": None, "response": None,
    }  # fmt: skip
    return ReportRow(**(about | changed))  # type: ignore[arg-type]  # the test names real fields


ROWS = (
    row(1, grade=FindingGrade.SOUND, finding="Alles was te zien."),
    row(2, drawn=False),
    row(3, grade=FindingGrade.MAJOR, finding="De reden ontbreekt.", response="Die staat er nu."),
    row(4, number=None, granted=False, level=None),
    row(5, number="MVOV-NN-2026-0001-00", level=None, drawn=False),
)
REPORT = YearReport(
    SampleInfo(1, "mvo-certificate", 2026, "Trekking 4 8 15", "loterij.example", 10, NOW, 4, 3, 2), ROWS, NOW
)


def text(language: Language) -> str:
    document = pypdfium2.PdfDocument(render_monitoring_report(REPORT, rules=scheme(), language=language))
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return " ".join(" ".join(pages).split())


def test_same_report_gives_the_same_bytes() -> None:
    assert render_monitoring_report(REPORT, rules=scheme(), language="nl") == render_monitoring_report(
        REPORT, rules=scheme(), language="nl"
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ("Toezicht op besluiten in 2026", "nog geen onafhankelijke toezichthouder", "Trekking 4 8 15",
             "MVO-NN-2026-0003-44", "Grote bevinding", "De reden ontbreekt.", "Wat de alliantie deed: Die staat er nu.",
             "Afgewezen aanvraag (besluit 4)", "Nog niet bekeken"),
        ),
        ("en", ("Monitoring of decisions in 2026", "no independent monitor yet", "Refused application (decision 4)")),
    ],
)  # fmt: skip
def test_report_says_how_it_was_drawn_and_what_was_found(language: Language, words: tuple[str, ...]) -> None:
    told = text(language)
    assert [one for one in words if one not in told] == []
    assert "MVO-NN-2026-0002-44" not in told, "what was not drawn is not in it"


def test_numbers_are_of_what_was_drawn() -> None:
    assert REPORT.by_grade == {
        FindingGrade.SOUND: 1, FindingGrade.MINOR: 0, FindingGrade.MAJOR: 1, None: 1,
    }  # fmt: skip


def test_csv_has_every_candidate_so_that_the_draw_can_be_done_again() -> None:
    head, *rows = csv_rows(REPORT)
    assert head[:7] == ("decision", "certificate", "level", "decided_on", "weight", "certain", "drawn")
    assert [(one[0], one[2], one[4], one[6]) for one in rows] == [
        ("1", "active", "2", "1"), ("2", "active", "2", "0"), ("3", "active", "2", "1"), ("4", "refused", "2", "1"),
        ("5", "statement", "2", "0"),
    ]  # fmt: skip
