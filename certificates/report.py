"""A result in words: what goes well, what can be better, by theme and beside others; the same for page and paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from babel.dates import format_date
from babel.numbers import format_decimal

from certificates import findings
from certificates.findings import Found
from certificates.report_words import WORDS
from certificates.results import has_wheel, level_named, next_level, theme_groups, theme_limit, wheel_of
from certificates.wheel import Language, Wheel
from questionnaires.definition import Level, Questionnaire
from scan.domain.peers import Peers, PeerScores
from scan.domain.periods import REGION_ZONE, local_day
from scan.use_cases.improving import way_up
from scan.use_cases.reporting import Report
from scoring import Outcome

MOST_STRONG, MOST_TO_SHOW, MOST_STEPS = 5, 3, 3


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that stands out: what it is about, what was found or is to be done, and why it is here."""

    item_id: str
    theme: str
    title: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ThemeResult:
    """One theme in whole points and in sentences."""

    theme: str
    name: str
    claimed: int | None
    counted: int | None
    limit: float | None
    """What the next level asks, where it asks something."""
    sentences: tuple[str, ...]
    peers: PeerScores | None
    peer_words: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything that stands on a report; words in ``language``."""

    language: Language
    organisation: str
    place: str
    kind: str
    heading: str
    lead: str
    notice: str
    verified: bool
    level: Level | None
    levels: int
    goal: Level | None
    """The next level."""
    wheel: Wheel | None
    legend: tuple[tuple[str, str], ...]
    """(kind, words) of what the wheel shows."""
    total: str
    strong: tuple[Point, ...]
    to_show: tuple[Point, ...]
    improve: tuple[Point, ...]
    way: tuple[Point, ...]
    """The steps of the cheapest way to the next level."""
    way_title: str
    themes: tuple[ThemeResult, ...]
    peers_lead: str
    day: date
    questionnaire: str
    sha256: str

    @property
    def words(self) -> Mapping[str, str]:
        """The fixed words."""
        return WORDS[self.language]


def report_content(report: Report, *, language: Language) -> ReportContent:
    """The report in words. Before the check it shows only what was filled in, and says so."""
    words = WORDS[language]
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    verified = report.moderated
    level = level_named(questionnaire, outcome.level) if verified else None
    goal = next_level(questionnaire, outcome)
    drawn = has_wheel(questionnaire)
    way_title, way = _way(report, language)
    return ReportContent(
        language=language,
        organisation=report.organisation,
        place=report.place or "",
        kind=words["kind"],
        heading=_heading(level, questionnaire, language, verified=verified),
        lead=_lead(report, language),
        notice=words["notice" if verified else _of_whom("notice own", questionnaire)],
        verified=verified,
        level=level,
        levels=len(questionnaire.levels),
        goal=goal,
        wheel=wheel_of(questionnaire, outcome, language=language, verified=verified) if drawn else None,
        legend=tuple(_legend(questionnaire, goal, words, verified=verified)),
        total=_total(outcome, words, verified=verified),
        strong=tuple(_strong(report, language)),
        to_show=tuple(_to_show(report, language)) if verified else (),
        improve=tuple(_improve(report, language)),
        way=way,
        way_title=way_title,
        themes=tuple(_themes(report, goal, language)),
        peers_lead=_peers_lead(report.peers, questionnaire, language) if verified else "",
        day=_day_of(report),
        questionnaire=outcome.questionnaire,
        sha256=outcome.sha256,
    )


def _heading(level: Level | None, questionnaire: Questionnaire, language: Language, *, verified: bool) -> str:
    words = WORDS[language]
    if not verified:
        return words[_of_whom("own", questionnaire)]
    if level is None:
        return words["no level"]
    return words["level"].format(number=level.number, name=level.name[language])


def _of_whom(key: str, questionnaire: Questionnaire) -> str:
    """The key of the same words about a school where it is one that scanned itself."""
    return f"{key} school" if questionnaire.audience == "institution" else key


def _lead(report: Report, language: Language) -> str:
    words = WORDS[language]
    key = "not checked"
    if report.moderated:
        key = {0: "checked without", 1: "checked by one"}.get(report.students, "checked by many")
    if key == "checked without":
        key = _of_whom(key, report.standing.form.questionnaire)
    return words[key].format(
        schools=words["and"].join(report.schools),
        count=report.students,
        day=format_date(_day_of(report), "d MMMM y", locale=language),
    )


def _day_of(report: Report) -> date:
    moment = report.moderated_at or report.handed_in_at
    return local_day(moment or datetime.min.replace(tzinfo=REGION_ZONE))


def _legend(
    questionnaire: Questionnaire, goal: Level | None, words: Mapping[str, str], *, verified: bool
) -> Iterable[tuple[str, str]]:
    if verified:
        yield ("verified", words["legend verified"])
    yield ("claimed", words["legend claimed" if verified else "legend own"])
    if goal is not None and any(
        theme_limit(goal, group) is not None for group in theme_groups(questionnaire)
    ):
        yield ("limit", words["legend limit"].format(number=goal.number))


def _total(outcome: Outcome, words: Mapping[str, str], *, verified: bool) -> str:
    claimed, counted = (
        words["none"] if score is None else str(score // 10**outcome.decimals)
        for score in (outcome.total.claimed, outcome.total.counted)
    )
    return words["total" if verified else "total own"].format(claimed=claimed, counted=counted)


def _strong(report: Report, language: Language) -> Iterable[Point]:
    words = WORDS[language]
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    verified = report.moderated
    best = findings.strong(
        questionnaire, outcome, counted=verified, most=MOST_STRONG, each_theme=2, hidden=report.private
    )
    for found in best:
        yield _point(found, found.said(language, counted=verified), _reason(found, report, words), language)


def _reason(found: Found, report: Report, words: Mapping[str, str]) -> str:
    """Why it stands among what is strong."""
    if not report.moderated:
        return ""
    outcome = report.standing.outcome
    language: Language = "nl" if words is WORDS["nl"] else "en"
    total = outcome.total.counted or 0
    parts = words["points"].format(
        points=_decimal(found.outcome.contribution, outcome.decimals, language),
        total=total // 10**outcome.decimals,
    )
    return f"{parts} {words['shown' if found.needed_evidence else 'seen']}"


def _decimal(units: int, decimals: int, language: Language) -> str:
    """Points to one decimal, rounded down like all points (docs/adr/0003)."""
    value = (Decimal(units) / 10**decimals).quantize(Decimal("0.1"), ROUND_DOWN)
    return str(format_decimal(value, format="0.0", locale=language))


def _to_show(report: Report, language: Language) -> Iterable[Point]:
    words = WORDS[language]
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    for found in findings.not_shown(questionnaire, outcome, most=MOST_TO_SHOW, hidden=report.private):
        kinds = words["and"].join(words[kind] for kind in findings.missing_kinds(found))
        note = words["asks"].format(kinds=kinds)
        yield _point(found, found.said(language, counted=False), note, language)


def _improve(report: Report, language: Language) -> Iterable[Point]:
    words = WORDS[language]
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    for step in findings.steps(questionnaire, outcome, most=MOST_STEPS, hidden=report.private):
        effort, months = step.advice.effort, step.advice.months
        note = words["month" if months == 1 else "months"].format(effort=effort, months=months)
        yield _point(step.found, step.advice.text[language], note, language)


def _way(report: Report, language: Language) -> tuple[str, tuple[Point, ...]]:
    words = WORDS[language]
    up = way_up(report.standing)
    if up is None or not up.path.moves:
        return "", ()
    placed = findings.by_id(report.standing.form.questionnaire, report.standing.outcome, report.private)
    points = []
    for move in up.path.moves:
        found = placed.get(move.item)
        if found is None:
            continue
        options = {option.key: option.text[language] for option in getattr(found.item, "options", ())}
        goal = (
            words["show evidence"] if move.kind == "evidence" else options.get(move.to_option, words["yes"])
        )
        points.append(_point(found, goal, "", language))
    title = words["way"].format(number=up.level.number, name=up.level.name[language])
    return title, tuple(points)


def _point(found: Found, text: str, note: str, language: Language) -> Point:
    return Point(found.item.id, found.theme, found.name(language), text, note)


def _themes(report: Report, goal: Level | None, language: Language) -> Iterable[ThemeResult]:
    outcome, questionnaire = report.standing.outcome, report.standing.form.questionnaire
    scores = {group.id: group for group in outcome.groups}
    best = findings.best_of_themes(questionnaire, outcome, counted=report.moderated, hidden=report.private)
    gain = findings.most_to_gain(questionnaire, outcome, counted=report.moderated, hidden=report.private)
    peers = {} if report.peers is None else {one.theme: one for one in report.peers.themes}
    words, unit = WORDS[language], 10**outcome.decimals
    for group in theme_groups(questionnaire):
        theme, score = str(group.theme), scores[group.id]
        claimed = None if score.claimed is None else score.claimed // unit
        counted = None if score.counted is None else score.counted // unit
        sentences = [_score_words(claimed, counted if report.moderated else None, words)]
        if theme in best:
            sentences.append(words["best"].format(name=best[theme].name(language)))
        if theme in gain and gain[theme] != best.get(theme):
            sentences.append(words["most to gain"].format(name=gain[theme].name(language)))
        yield ThemeResult(
            theme=theme,
            name=group.title[language],
            claimed=claimed,
            counted=counted if report.moderated else None,
            limit=theme_limit(goal, group),
            sentences=tuple(sentences),
            peers=peers.get(theme),
            peer_words=_peer_words(peers.get(theme), words),
        )


def _score_words(claimed: int | None, counted: int | None, words: Mapping[str, str]) -> str:
    if claimed is None:
        return words["no score"]
    if counted is None:
        return words["only claimed"].format(claimed=claimed)
    return words["equal" if claimed == counted else "higher"].format(claimed=claimed, counted=counted)


def _peer_words(peers: PeerScores | None, words: Mapping[str, str]) -> str:
    if peers is None:
        return ""
    return words["peer"].format(count=peers.others, median=peers.median, low=peers.low, high=peers.high)


def _peers_lead(peers: Peers | None, questionnaire: Questionnaire, language: Language) -> str:
    words = WORDS[language]
    if questionnaire.audience == "institution":
        return ""  # schools have no sector, and norms of their own (instrument C1)
    if peers is None:
        return words["no cell"]
    if not peers.themes:
        return words["no peers"]
    fields = [field for field in questionnaire.profile if field.id == "sector"]
    names = {option.id: option.text[language] for field in fields for option in field.options}
    key = "peers lead" if peers.sector in names else "peers lead no sector"
    return words[key].format(
        size=words[peers.size.value],
        sector=names.get(peers.sector, ""),
        day=format_date(peers.reference, "d MMMM y", locale=language),
    )
