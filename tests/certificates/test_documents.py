"""From the register to paper: what is printed comes from the certificate's own snapshot, rules and questionnaire."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import zxingcpp
from sqlalchemy.orm import Session

from certificates.ambassador_progress import Progress, Reached
from certificates.documents import (
    ambassador_content,
    ambassador_pdf,
    certificate_content,
    certificate_pdf,
)
from certificates.pdf.certificate import Level
from certificates.pdf.sheet import Signatory
from certificates.register import Check
from certificates.validity import Status
from questionnaires import Answer, Answers, State, canonical_bytes, content_hash, load
from questionnaires.definition import SingleChoice
from scan.domain.ambassadors import MilestoneKey
from scan.domain.applications import CertificateKind, PublicDetail
from scan.domain.roles import OrganisationKind
from scan.domain.states import AmbassadorState
from scan.store.session import transaction
from scan.store.tables import Organisation
from scoring import compile_model, score
from tests.engines import migrated

BASE = "https://mvo-scan.example"
NUMBER = "MVO-NN-2026-0417-57"
COMPANY_SELF = load("company-self")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A database with one company."""
    engine = migrated(tmp_path / "one.sqlite")
    with transaction(engine) as opened:
        opened.add(
            Organisation(
                id=1,
                kind=OrganisationKind.COMPANY.value,
                name="Bakkerij De Halm",
                kvk_number="00000001",
                created_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
        opened.flush()
        yield opened
    engine.dispose()


def outcome() -> bytes:
    """Of a company that took the highest step everywhere."""
    answers = {
        item.id: Answer(State.ANSWERED, value=item.options[-1].key, confirmed=True)
        for item in COMPANY_SELF.items()
        if isinstance(item, SingleChoice)
    }
    return score(compile_model(COMPANY_SELF), Answers(answers, {}, {})).to_json()


@pytest.fixture(scope="module")
def certificate() -> Check:
    """A valid certificate of the first level."""
    document = canonical_bytes(COMPANY_SELF)
    return Check(
        kind=CertificateKind.CERTIFICATE,
        statement=None,
        number=NUMBER,
        status=Status.VALID,
        name="Bakkerij De Halm",
        place="Groningen",
        municipality="Groningen",
        sector="food",
        level=COMPANY_SELF.levels[0].id,
        scope="Winkel en bakkerij aan de Brink",
        language="nl",
        valid_from=date(2026, 7, 1),
        valid_until=date(2027, 7, 1),
        decided_on=datetime(2026, 6, 30, 22, 30, tzinfo=UTC),
        questionnaire=COMPANY_SELF.name,
        questionnaire_sha256=content_hash(COMPANY_SELF),
        document=document,
        scheme="mvo-certificate@1.0.0",
        outcome=outcome(),
        public_detail=PublicDetail.THEMES,
        strongest_theme="clean_energy",
        schools=("ROC Voorbeeld",),
        scanned_on=datetime(2026, 6, 12, 9, 0, tzinfo=UTC),
        events=(),
        version=1,
        organisation_id=1,
    )


PROGRESS = Progress(
    person_id=1,
    name="Noa Voorbeeld",
    institution_id=1,
    school="ROC Voorbeeld",
    ambassador_id=1,
    state=AmbassadorState.APPOINTED,
    version=3,
    reached=(
        Reached(MilestoneKey.START, date(2026, 2, 1), "Quiz"),
        Reached(MilestoneKey.SCANNER, date(2026, 6, 1), None),
    ),
    number="JA-2026-0034-17",
    appointed_on=date(2026, 7, 1),
    valid_until=date(2028, 7, 1),
)


def test_a_certificate_says_what_was_decided(session: Session, certificate: Check) -> None:
    made = certificate_content(session, certificate=certificate, base_url=BASE)
    first = COMPANY_SELF.levels[0]
    assert (made.organisation_name, made.registration, made.scope) == (
        "Bakkerij De Halm", "KvK 00000001", "Winkel en bakkerij aan de Brink",
    )  # fmt: skip
    assert made.level == Level(1, len(COMPANY_SELF.levels), first.name["nl"])
    assert made.scanned_by == "een student van ROC Voorbeeld, juni 2026"
    assert made.questionnaire_hash == certificate.questionnaire_sha256
    assert made.signatories == (
        Signatory("Namens de alliantie", "MVO-Alliantie Noord Nederland"),
        Signatory("Namens de school", "ROC Voorbeeld"),
    )


def test_the_day_of_the_decision_is_the_day_it_was_in_the_region(
    session: Session, certificate: Check
) -> None:
    assert certificate_content(session, certificate=certificate, base_url=BASE).decided_on == date(2026, 7, 1)


@pytest.mark.parametrize(
    ("schools", "words"),
    [
        ((), "het bedrijf zelf"),
        (("ROC Voorbeeld", "Noordcollege"), "studenten van ROC Voorbeeld en Noordcollege, juni 2026"),
    ],
)
def test_who_scanned_it_fits_the_number_of_schools(
    session: Session, certificate: Check, schools: tuple[str, ...], words: str
) -> None:
    made = certificate_content(session, certificate=replace(certificate, schools=schools), base_url=BASE)
    assert (made.scanned_by, len(made.signatories)) == (words, 1)


def test_a_certificate_keeps_its_language(session: Session, certificate: Check) -> None:
    made = certificate_content(session, certificate=replace(certificate, language="en"), base_url=BASE)
    assert made.scanned_by == "a student of ROC Voorbeeld, June 2026"
    assert made.level is not None
    assert made.level.name == COMPANY_SELF.levels[0].name["en"]


def test_claims_are_not_printed(session: Session, certificate: Check) -> None:
    scores = certificate_content(session, certificate=certificate, base_url=BASE).scores
    assert [(one.claimed, one.limit) for one in scores] == [(None, None)] * 5


def test_the_code_on_paper_leads_to_the_public_page(session: Session, certificate: Check) -> None:
    document = certificate_pdf(session, certificate=certificate, base_url=BASE)
    page = pypdfium2.PdfDocument(document)[0].render(scale=2).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [f"{BASE}/c/{NUMBER}"]
    assert "mvo-scan.example/c" in pypdf.PdfReader(io.BytesIO(document)).pages[0].extract_text()


def test_the_same_certificate_gives_the_same_bytes(session: Session, certificate: Check) -> None:
    made = [certificate_pdf(session, certificate=certificate, base_url=BASE) for _ in range(2)]
    assert made[0] == made[1]


def test_an_ambassador_reads_the_steps_that_were_reached() -> None:
    made = ambassador_content(PROGRESS, language="nl", base_url=BASE)
    assert made.scheme == "mvo-ambassador@1.1.0"
    assert made.milestones == ("De introductie over MVO gedaan", "De MVO-scan afgemaakt bij een stagebedrijf")
    assert made.check_url == f"{BASE}/a/JA-2026-0034-17"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_ambassador_with_every_step_fits_the_page(language: str) -> None:
    everything = tuple(Reached(key, date(2026, 6, 1), None) for key in MilestoneKey)
    document = ambassador_pdf(replace(PROGRESS, reached=everything), language=language, base_url=BASE)
    assert len(pypdf.PdfReader(io.BytesIO(document)).pages) == 1


def test_who_was_never_appointed_has_no_certificate() -> None:
    with pytest.raises(ValueError, match="only who was appointed"):
        ambassador_pdf(replace(PROGRESS, number=None), language="nl", base_url=BASE)
