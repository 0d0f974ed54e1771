"""From what the register knows to paper: an organisation's certificate and the ambassador's (design 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from sqlalchemy.orm import Session

from certificates.ambassador_progress import Progress
from certificates.badge import Badge
from certificates.pdf.ambassador import (
    AmbassadorContent,
    render_ambassador_certificate,
    render_ambassador_certificates,
)
from certificates.pdf.ceremony_list import Called, CeremonyList, render_ceremony_list
from certificates.pdf.certificate import CertificateContent, Level, render_certificate
from certificates.pdf.sheet import Signatory
from certificates.pdf.statement import Deed, StatementContent, render_statement
from certificates.register import Check
from certificates.results import level_named, wheel_of
from certificates.scheme import programme, scheme
from certificates.wheel import Language
from questionnaires import read_published
from questionnaires.definition import Questionnaire
from scan.domain.applications import CertificateKind
from scan.domain.periods import local_day
from scan.store.tables import Organisation
from scoring import Outcome


@dataclass(frozen=True, slots=True)
class _Words:
    line: str
    one_student: str
    students: str
    own_scan: str
    own_school_scan: str
    joined: str
    for_issuer: str
    for_school: str


_WORDS: dict[Language, _Words] = {
    "nl": _Words(
        line="Maatschappelijk verantwoord ondernemen",
        one_student="een student van {school}, {month}",
        students="studenten van {schools}, {month}",
        own_scan="het bedrijf zelf",
        own_school_scan="de school zelf",
        joined=" en ",
        for_issuer="Namens de alliantie",
        for_school="Namens de school",
    ),
    "en": _Words(
        line="Corporate social responsibility",
        one_student="a student of {school}, {month}",
        students="students of {schools}, {month}",
        own_scan="the company itself",
        own_school_scan="the school itself",
        joined=" and ",
        for_issuer="For the alliance",
        for_school="For the school",
    ),
}


def certificate_pdf(session: Session, *, certificate: Check, base_url: str) -> bytes:
    """The certificate or statement as a PDF in the language it was given in; the same one gives the same bytes.

    ``base_url``: the public address without a trailing slash; the QR code leads to ``<base_url>/c/<number>``.
    Raises ValueError when a name or scope does not fit the page.
    """
    if certificate.kind is CertificateKind.STATEMENT:
        return render_statement(statement_content(session, certificate=certificate, base_url=base_url))
    return render_certificate(certificate_content(session, certificate=certificate, base_url=base_url))


def certificate_content(session: Session, *, certificate: Check, base_url: str) -> CertificateContent:
    """Everything that is printed on a certificate, from its own snapshot, rules and questionnaire.

    Raises ValueError for a statement, which has none of these.
    """
    if (
        certificate.document is None
        or certificate.outcome is None
        or certificate.questionnaire is None
        or certificate.questionnaire_sha256 is None
    ):
        raise ValueError(f"{certificate.number} has no result")
    language = _language(certificate.language)
    words = _WORDS[language]
    rules = scheme(certificate.scheme)
    questionnaire = read_published(certificate.document)
    outcome = Outcome.from_json(certificate.outcome)
    return CertificateContent(
        language=language,
        kind="certificate",
        issuer_name=rules.issuer,
        issuer_line=words.line,
        organisation_name=certificate.name,
        registration=_registration(session, certificate.organisation_id),
        scope=certificate.scope,
        level=_level(questionnaire, certificate.level, language),
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        decided_on=local_day(certificate.decided_on),
        scanned_by=_scanned_by(certificate, questionnaire, language),
        scheme_text=rules.on_certificate[language],
        scheme=certificate.scheme,
        questionnaire=certificate.questionnaire,
        questionnaire_hash=certificate.questionnaire_sha256,
        scores=wheel_of(
            questionnaire, outcome, language=language, verified=True, claims=False, limits=False
        ).scores,
        signatories=_signatories(rules.issuer, certificate.schools, words),
        number=certificate.number,
        check_url=f"{base_url}/c/{certificate.number}",
        short_address=f"{_host(base_url)}/c",
    )


def statement_content(session: Session, *, certificate: Check, base_url: str) -> StatementContent:
    """Everything that is printed on a statement, from what the organisation wrote and the scheme's text.

    Raises ValueError for a certificate.
    """
    if certificate.statement is None:
        raise ValueError(f"{certificate.number} is no statement")
    language = _language(certificate.language)
    rules, written = scheme(certificate.scheme), certificate.statement
    return StatementContent(
        language=language,
        issuer_name=rules.issuer,
        issuer_line=_WORDS[language].line,
        organisation_name=certificate.name,
        registration=_registration(session, certificate.organisation_id),
        scope=certificate.scope,
        wants=written.words,
        deeds=tuple(
            Deed(one.title, one.done_on, tuple(tag.value.capitalize() for tag in one.tags))
            for one in written.activities
        ),
        next_step=written.next_step,
        next_step_by=written.next_step_by,
        valid_from=certificate.valid_from,
        valid_until=certificate.valid_until,
        decided_on=local_day(certificate.decided_on),
        text=rules.on_certificate[language],
        scheme=certificate.scheme,
        signatories=_signatories(rules.issuer, (), _WORDS[language]),
        number=certificate.number,
        check_url=f"{base_url}/c/{certificate.number}",
        short_address=f"{_host(base_url)}/c",
    )


def ambassador_pdf(progress: Progress, *, language: str, base_url: str) -> bytes:
    """The certificate of an appointed ambassador as a PDF. Raises ValueError for who was never appointed."""
    return render_ambassador_certificate(ambassador_content(progress, language=language, base_url=base_url))


def ceremony_certificates(people: Sequence[Progress], *, title: str, language: str, base_url: str) -> bytes:
    """The certificates of a ceremony in one file, in this order. Raises ValueError for nobody."""
    contents = [ambassador_content(one, language=language, base_url=base_url) for one in people]
    return render_ambassador_certificates(contents, title)


def ceremony_list(
    people: Sequence[Progress], *, title: str, held_on: date, place: str, language: str
) -> bytes:
    """Who is called, in this order: names and schools."""
    called = tuple(Called(one.name, one.school, one.number or "") for one in people)
    issuer = people[0].rules.issuer if people else programme().issuer
    return render_ceremony_list(CeremonyList(_language(language), issuer, title, held_on, place, called))


def ambassador_content(progress: Progress, *, language: str, base_url: str) -> AmbassadorContent:
    """Everything that is printed for an ambassador, under the name by which the school knows the student.

    Printed are the steps that make an ambassador; what came after the appointment is not what it was given for.
    """
    if progress.number is None or progress.appointed_on is None or progress.valid_until is None:
        raise ValueError("only who was appointed has a certificate")
    spoken = _language(language)
    words = _WORDS[spoken]
    rules = progress.rules
    reached = {milestone.key: milestone for milestone in progress.reached}
    return AmbassadorContent(
        language=spoken,
        issuer_name=rules.issuer,
        issuer_line=words.line,
        holder_name=progress.name,
        school=progress.school,
        appointed_on=progress.appointed_on,
        valid_until=progress.valid_until,
        milestones=tuple(
            rules.milestone(key).words_of(at_school=reached[key].at_school)[spoken]
            for key in rules.needed
            if key in reached
        ),
        text=rules.on_certificate[spoken],
        scheme=rules.name,
        badge=Badge(rules.title[spoken], rules.region, progress.appointed_on.year),
        signatories=_signatories(rules.issuer, (progress.school,), words),
        number=progress.number,
        check_url=f"{base_url}/a/{progress.number}",
        short_address=f"{_host(base_url)}/a",
    )


def issuer_line(language: Language) -> str:
    """What stands under the name of the alliance on its papers."""
    return _WORDS[language].line


def _language(code: str) -> Language:
    return "en" if code == "en" else "nl"


def _host(base_url: str) -> str:
    return base_url.partition("://")[2] or base_url


def _registration(session: Session, organisation_id: int) -> str:
    holder = session.get_one(Organisation, organisation_id)
    return f"KvK {holder.kvk_number}" if holder.kvk_number else f"nr. {holder.id}"


def _level(questionnaire: Questionnaire, level_id: str | None, language: Language) -> Level | None:
    level = level_named(questionnaire, level_id)
    return None if level is None else Level(level.number, len(questionnaire.levels), level.name[language])


def _scanned_by(certificate: Check, questionnaire: Questionnaire, language: Language) -> str:
    words = _WORDS[language]
    if not certificate.schools or certificate.scanned_on is None:
        return words.own_school_scan if questionnaire.audience == "institution" else words.own_scan
    month = format_date(local_day(certificate.scanned_on), "MMMM y", locale=language)
    if len(certificate.schools) == 1:
        return words.one_student.format(school=certificate.schools[0], month=month)
    return words.students.format(schools=words.joined.join(certificate.schools), month=month)


def _signatories(issuer: str, schools: tuple[str, ...], words: _Words) -> tuple[Signatory, ...]:
    """The issuer always signs; the school too, where there is exactly one."""
    first = Signatory(words.for_issuer, issuer)
    return (first, Signatory(words.for_school, schools[0])) if len(schools) == 1 else (first,)
