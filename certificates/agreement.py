"""An agreement with a partner as it stands on paper: words and signatures, in the language of the agreement."""

from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from certificates.agreement_words import ARTICLES, THEMES, WORDS
from certificates.scheme import programme
from certificates.wheel import Language
from scan.domain.partnering import PLEDGED, AgreementState, Article
from scan.domain.periods import local_day
from scan.use_cases.partners import Agreement, PledgeInfo, Signature


@dataclass(frozen=True, slots=True)
class Clause:
    """One pledge: the theme it is within, where it has one, and its words."""

    theme: str | None
    heading: str
    """The theme's name, the platform or the amount; nothing where the words say it all."""
    text: str


@dataclass(frozen=True, slots=True)
class ArticleOnPaper:
    """One article with what the partner filled in."""

    number: int
    title: str
    introduction: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class SignatureOnPaper:
    """Who signed for whom; without a name the line is still empty."""

    side: str
    name: str
    office: str
    day: str


@dataclass(frozen=True, slots=True)
class AgreementOnPaper:
    """Everything that is printed; ``day`` dates the file, so that the same content gives the same bytes."""

    language: Language
    issuer: str
    kind: str
    title: str
    facts: tuple[tuple[str, str], ...]
    state: str
    """What a reader must know of it: a draft, or that it has ended; nothing while it is in force."""
    lead: str
    articles: tuple[ArticleOnPaper, ...]
    closing: str
    signatures: tuple[SignatureOnPaper, ...]
    page: str
    day: date


def on_paper(agreement: Agreement) -> AgreementOnPaper:
    """The paper of this edition."""
    language: Language = "en" if agreement.language == "en" else "nl"
    words = WORDS[language]
    issuer = programme().issuer
    return AgreementOnPaper(
        language=language,
        issuer=issuer,
        kind=words["kind"],
        title=agreement.organisation,
        facts=_facts(agreement, language),
        state=_state(agreement, language),
        lead=words["lead"].format(partner=agreement.organisation, alliance=issuer),
        articles=tuple(
            _article(agreement, number, article, language) for number, article in enumerate(Article, start=1)
        ),
        closing=words["closing"],
        signatures=(
            _signature(agreement.organisation, agreement.partner, language),
            _signature(issuer, agreement.alliance, language),
        ),
        page=words["page"],
        day=_dated(agreement),
    )


def _dated(agreement: Agreement) -> date:
    """The day of the last signature; of a draft that nobody signed a day that never changes."""
    last = agreement.alliance or agreement.partner
    return date(2000, 1, 1) if last is None else local_day(last.at)


def _day(value: date, language: Language) -> str:
    return format_date(value, "d MMMM y", locale=language)


def _facts(agreement: Agreement, language: Language) -> tuple[tuple[str, str], ...]:
    words = WORDS[language]
    place = ", ".join(filter(None, (agreement.organisation, agreement.place)))
    facts = [(words["partner"], place)]
    if agreement.kvk_number:
        facts.append((words["kvk"], agreement.kvk_number))
    facts.append((words["edition"], str(agreement.edition)))
    if agreement.valid_from and agreement.valid_until:
        period = words["from to"].format(
            first=_day(agreement.valid_from, language), last=_day(agreement.valid_until, language)
        )
        facts.append((words["period"], period))
    else:
        years = words["years"].format(count=agreement.years) if agreement.years > 1 else words["one year"]
        facts.append((words["period"], years))
    return tuple(facts)


def _state(agreement: Agreement, language: Language) -> str:
    words = WORDS[language]
    if agreement.state in (AgreementState.DRAFT, AgreementState.OFFERED, AgreementState.WITHDRAWN):
        return words[agreement.state.value]
    over = agreement.ended_on or agreement.valid_until
    if agreement.state is AgreementState.IN_FORCE or over is None:
        return ""
    return words[agreement.state.value].format(day=_day(over, language))


def _article(agreement: Agreement, number: int, article: Article, language: Language) -> ArticleOnPaper:
    words = ARTICLES[language][article]
    if article not in PLEDGED:
        text = WORDS[language]["endorsed" if agreement.goals_endorsed else "not endorsed"]
        return ArticleOnPaper(number, words[0], words[1], (Clause(None, "", text),))
    clauses = tuple(_clause(one, language) for one in agreement.under(article))
    nothing = (Clause(None, "", WORDS[language]["nothing yet"]),)
    return ArticleOnPaper(number, words[0], words[1], clauses or nothing)


def _clause(pledge: PledgeInfo, language: Language) -> Clause:
    words = WORDS[language]
    heading = ""
    if pledge.theme is not None:
        heading = THEMES[language][pledge.theme]
    elif pledge.platform is not None:
        heading = words["in platform"].format(name=pledge.platform)
    elif pledge.amount is not None:
        amount = f"{pledge.amount:,}"
        heading = words["a year"].format(amount=amount.replace(",", ".") if language == "nl" else amount)
    return Clause(pledge.theme, heading, pledge.text)


def _signature(side: str, signature: Signature | None, language: Language) -> SignatureOnPaper:
    if signature is None:
        return SignatureOnPaper(side, "", "", "")
    day = _day(local_day(signature.at), language)
    return SignatureOnPaper(
        side, signature.name, signature.office, WORDS[language]["signed on"].format(day=day)
    )
