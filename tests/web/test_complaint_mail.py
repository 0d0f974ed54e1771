"""What who complained gets by mail: number, code and where to read, and never the words of the complaint."""

from datetime import UTC, date, datetime

import pytest

from scan.domain.news import LetterKind
from scan.use_cases.outbox import ClaimedLetter
from web.mail.writing import UnwritableLetter, write_letter

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def letter(kind: LetterKind, language: str = "nl", **changed: object) -> ClaimedLetter:
    about: dict[str, object] = {
        "id": 1, "kind": kind, "address": "iris@voorbeeld.example", "language": language, "created_at": NOW,
        "attempts": 1, "name": None, "secret": "K7MP-2XQD-9RTA", "organisation": None, "school": None,
        "valid_until": None, "day": None, "complaint_id": 12, "answer_by": date(2026, 12, 21),
    }  # fmt: skip
    return ClaimedLetter(**(about | changed))  # type: ignore[arg-type]  # the test names real fields


def text(one: ClaimedLetter) -> tuple[str, str]:
    mail = write_letter(one, (), sender="scan@scan.example", base_url="https://scan.example", now=NOW)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["Subject"]), " ".join(body.get_content().split())


def test_receipt_has_number_code_day_and_page() -> None:
    subject, body = text(letter(LetterKind.COMPLAINT_RECEIPT))
    assert subject == "We kregen je klacht 12"
    assert body.startswith(
        "Hallo, Dank je wel voor je melding. Die heeft nummer 12. Je hebt antwoord op 21 december 2026, of eerder."
        " Met deze code lees je hoe het staat: K7MP-2XQD-9RTA. Bewaar hem goed. Vul hem in op:"
        " https://scan.example/complaints"
    )


def test_answer_says_where_to_read_it_and_nothing_of_it() -> None:
    subject, body = text(letter(LetterKind.COMPLAINT_ANSWER, "en", secret=None, answer_by=None))
    assert subject == "Answer to your complaint 12"
    assert "Read it with the code of your receipt: https://scan.example/complaints" in body
    assert "K7MP" not in body


@pytest.mark.parametrize("missing", ["secret", "complaint_id", "answer_by"])
def test_receipt_without_what_it_is_about_is_not_written(missing: str) -> None:
    with pytest.raises(UnwritableLetter):
        text(letter(LetterKind.COMPLAINT_RECEIPT, **{missing: None}))
