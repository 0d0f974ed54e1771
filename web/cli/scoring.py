"""``mvo-scan score``: what a file of answers is worth, with every reason, as a table or as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from web.cli.questionnaires import in_language

if TYPE_CHECKING:
    from questionnaires.definition import Language, Questionnaire
    from scoring import Outcome, Path, RuleOutcome

WIDTH = 30
WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "total": "Totaal",
        "claimed": "opgegeven",
        "counted": "telt",
        "none": "geen niveau",
        "level": "Niveau",
        "reached": "behaald",
        "not_reached": "nog niet",
        "capped": "Begrensd door",
        "too_little_data": "te weinig gegevens",
        "not_applicable": "niet van toepassing",
        "incomplete": "niet alles ingevuld",
        "evidence": "Nog zonder bewijs",
        "counts_as": "telt als",
        "nothing": "niets",
        "checks": "Klopt dit?",
        "rule_total": "totaal",
        "rule_theme": "thema {subject}",
        "rule_group": "onderdeel {subject}",
        "rule_coverage": "ingevuld",
        "rule_verified": "aangetoond",
        "rule_not_applicable": "niet van toepassing (hoogstens)",
        "rule_theme_scored": "thema {subject} heeft een score",
        "observation": "gezien",
        "document": "document",
        "testimony": "verteld en bevestigd",
        "way": "De goedkoopste weg naar {level}",
        "effort": "moeite",
        "nothing_to_do": "Er is geen ander antwoord nodig.",
        "unreachable": "Met andere antwoorden alleen is dit niveau niet te halen.",
        "unmet": "Ook nodig",
        "show": "laat zien",
        "no_such_level": 'Vragenlijst {name} heeft geen niveau "{level}". Kies uit: {levels}.',
        "no_levels": "Vragenlijst {name} heeft geen niveaus.",
    },
    "en": {
        "total": "Total",
        "claimed": "claimed",
        "counted": "counts",
        "none": "no level",
        "level": "Level",
        "reached": "reached",
        "not_reached": "not yet",
        "capped": "Capped by",
        "too_little_data": "too little data",
        "not_applicable": "not applicable",
        "incomplete": "not all filled in",
        "evidence": "Still without evidence",
        "counts_as": "counts as",
        "nothing": "nothing",
        "checks": "Is this right?",
        "rule_total": "total",
        "rule_theme": "theme {subject}",
        "rule_group": "part {subject}",
        "rule_coverage": "filled in",
        "rule_verified": "verified",
        "rule_not_applicable": "not applicable (at most)",
        "rule_theme_scored": "theme {subject} has a score",
        "observation": "seen",
        "document": "document",
        "testimony": "told and confirmed",
        "way": "The cheapest way to {level}",
        "effort": "effort",
        "nothing_to_do": "No other answer is needed.",
        "unreachable": "Other answers alone do not reach this level.",
        "unmet": "Also needed",
        "show": "show",
        "no_such_level": 'Questionnaire {name} has no level "{level}". Choose from: {levels}.',
        "no_levels": "Questionnaire {name} has no levels.",
    },
}


@click.command()
@click.argument("questionnaire")
@click.argument("answers")
@click.option("--json", "as_json", is_flag=True, help="The whole Outcome (docs/scoring.md).")
@click.option("--advice", metavar="LEVEL", help="Also the cheapest way to this level, by its id.")
@in_language
def score(questionnaire: str, answers: str, as_json: bool, advice: str | None, language: Language) -> None:
    """Score ANSWERS (YAML or JSON) to QUESTIONNAIRE (a slug, slug@version, or a path)."""
    import questionnaires  # here, so that other commands start without them
    import scoring
    from questionnaires.answers_file import load_answers
    from questionnaires.faults import AnswersError, QuestionnaireError
    from web.cli import Refused

    try:
        definition = questionnaires.load(questionnaire)
        given = load_answers(definition, answers)
    except (AnswersError, QuestionnaireError) as error:
        raise Refused(error.written(language)) from error
    if as_json and advice is not None:
        raise click.UsageError("--advice is for people; leave out --json.")
    levels = [level.id for level in definition.levels]
    if advice is not None and advice not in levels:
        words = WORDS[language]["no_such_level" if levels else "no_levels"]
        raise Refused(words.format(name=definition.name, level=advice, levels=", ".join(levels)))
    model = scoring.compile_model(definition)
    path = None if advice is None else scoring.cheapest_path(model, given, advice)
    outcome = scoring.score(model, given)
    if as_json:
        click.echo(outcome.to_json())
        return
    spoken = language if language in definition.languages else definition.languages[0]
    for line in table(definition, outcome, spoken):
        click.echo(line)
    for line in () if path is None else advice_lines(definition, path, spoken):
        click.echo(line)


def table(questionnaire: Questionnaire, outcome: Outcome, language: Language) -> Iterator[str]:
    """The Outcome for people, line by line."""
    words = WORDS[language]
    yield f"{questionnaire.title[language]} ({outcome.questionnaire})"
    yield ""
    yield from _groups(questionnaire, outcome, language)
    if outcome.levels:
        yield ""
        yield from _levels(questionnaire, outcome, language)
    missing = [item for item in outcome.items if item.missing_evidence]
    if missing:
        yield f"\n{words['evidence']}:"
    for item in missing:
        kinds = ", ".join(words[kind] for kind in item.missing_evidence)
        yield f"  {item.id}: {kinds} ({words['counts_as']} {item.counted_option or words['nothing']})"
    checks = {check.id: check.message[language] for check in questionnaire.double_checks}
    for check in outcome.double_checks:
        yield f"\n{words['checks']} {checks[check]}"


def advice_lines(questionnaire: Questionnaire, path: Path, language: Language) -> Iterator[str]:
    """The cheapest way up for people: each move with its question and effort, then what no answer can meet."""
    words = WORDS[language]
    names = {level.id: level.name[language] for level in questionnaire.levels}
    questions = {item.id: item.question[language] for item in questionnaire.items()}
    yield f"\n{words['way'].format(level=names[path.level])} ({words['effort']} {path.effort:f}):"
    if not path.moves:
        yield f"  {words['nothing_to_do' if path.reachable else 'unreachable']}"
    for move in path.moves:
        show = (
            f"; {words['show']}: {', '.join(words[kind] for kind in move.evidence)}" if move.evidence else ""
        )
        way = "" if move.kind == "evidence" else f"{move.from_option or '-'} → "
        yield f"  {questions[move.item]} ({move.item})"
        yield f"    {way}{move.to_option}, {words['effort']} {move.effort:f}{show}"
    if path.unmet:
        messages = {
            need.id: need.message[language] for level in questionnaire.levels for need in level.requires
        }
        messages |= {gate.id: gate.message[language] for gate in questionnaire.gates}
        yield f"{words['unmet']}:"
        yield from (f"  ✗ {messages.get(name) or _rule_name(name, words)}" for name in path.unmet)


def _rule_name(name: str, words: dict[str, str]) -> str:
    kind, _, subject = name.partition(":")
    return words[f"rule_{kind}"].format(subject=subject)


def _groups(questionnaire: Questionnaire, outcome: Outcome, language: Language) -> Iterator[str]:
    words = WORDS[language]
    named = {"": (0, words["total"]), **dict(_titles(questionnaire.groups, language, 1))}
    longest = max(2 * depth + len(title) for depth, title in named.values())
    for group in outcome.groups:
        depth, title = named[group.id]
        name = f"{'  ' * depth}{title}".ljust(longest)
        if group.counted is None:
            yield f"{name}  {'·' * WIDTH}  {words[group.reason or 'not_applicable']}"
            continue
        claim = (
            ""
            if group.claimed == group.counted
            else f" ({_number(group.claimed, outcome)} {words['claimed']})"
        )
        yield f"{name}  {_bar(group.counted, group.claimed, outcome)}  {_number(group.counted, outcome):>6}{claim}"


def _titles(
    groups: tuple[object, ...], language: Language, depth: int
) -> Iterator[tuple[str, tuple[int, str]]]:
    from questionnaires.definition import Group

    for group in groups:
        if isinstance(group, Group):
            yield group.id, (depth, group.title[language])
            yield from _titles(group.members, language, depth + 1)


def _bar(counted: int, claimed: int | None, outcome: Outcome) -> str:
    """Full blocks for what counts, light ones for what is claimed above it."""
    full = 100 * 10**outcome.decimals
    solid = counted * WIDTH // full
    light = max(0, (claimed or 0) * WIDTH // full - solid)
    return f"{'█' * solid}{'▒' * light}".ljust(WIDTH, "·")


def _number(units: int | None, outcome: Outcome) -> str:
    if units is None:
        return "-"
    whole, rest = divmod(units, 10**outcome.decimals)
    return f"{whole}.{rest:0{outcome.decimals}d}" if outcome.decimals else str(whole)


def _levels(questionnaire: Questionnaire, outcome: Outcome, language: Language) -> Iterator[str]:
    words = WORDS[language]
    names = {level.id: level.name[language] for level in questionnaire.levels}
    needs = {need.id: need.message[language] for level in questionnaire.levels for need in level.requires}
    gates = {gate.id: gate.message[language] for gate in questionnaire.gates}
    yield f"{words['level']}: {names[outcome.level] if outcome.level else words['none']}"
    for level in outcome.levels:
        yield f"  {level.number} {names[level.id]}: {words['reached' if level.reached else 'not_reached']}"
        for rule in level.rules:
            if not rule.met:
                yield f"    ✗ {_rule(rule, needs, outcome, words)}"
    for gate in outcome.capped_by:
        yield f"  {words['capped']}: {gates[gate]}"


def _rule(rule: RuleOutcome, needs: dict[str, str], outcome: Outcome, words: dict[str, str]) -> str:
    if rule.kind == "requirement":
        return needs[rule.subject or ""]
    text = words[f"rule_{rule.kind}"].format(subject=rule.subject)
    if rule.required is None:
        return text
    if rule.kind in ("total", "theme", "group"):
        return f"{text}: {_number(rule.actual, outcome)} / {_number(rule.required, outcome)}"
    actual = "-" if rule.actual is None else f"{rule.actual / 100:.2f}"
    return f"{text}: {actual}% / {rule.required / 100:.2f}%"
