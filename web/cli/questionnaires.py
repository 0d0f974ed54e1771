"""``mvo-scan questionnaires``: for those who write questionnaires, and for who wants to know what is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from questionnaires.changes import Change
    from questionnaires.definition import Group, Item, Language, Level, Member, Questionnaire, Text
    from questionnaires.differences import Difference
    from questionnaires.faults import Fault

WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "no_faults": "Geen fouten in {files}.",
        "faults": "{faults} in {files}.",
        "file": "bestand",
        "files": "bestanden",
        "fault": "fout",
        "more": "fouten",
        "nothing": "Er zijn nog geen vragenlijsten gepubliceerd.",
        "listed": "{items} vragen, {minutes} minuten",
        "published": "{name} is gepubliceerd: {path}",
        "was_published": "{name} was al gepubliceerd: {path}",
        "levels": "Niveaus",
        "gates": "Grenzen",
        "profile": "Profiel",
        "pooled": "alleen samen met anderen",
        "unscored": "telt niet mee",
        "weight": "gewicht {weight}",
        "total": "totaal {value}",
        "each_theme": "elk thema {value}",
        "coverage": "ingevuld {value}%",
        "verified": "bewijs {value}%",
        "same": "Er is niets veranderd.",
        "added": "Nieuw",
        "removed": "Weg",
        "reworded": "Anders gezegd",
        "rescored": "Telt anders",
        "other": "Verder",
        "comparable": "Scores van {older} en {newer} zijn te vergelijken.",
        "bridge": "Scores van {older} en {newer} zijn alleen te vergelijken met een brug: het deel dat gelijk bleef.",
        "no_bridge": "Scores van {older} en {newer} zijn niet te vergelijken: te weinig bleef gelijk.",
        "unchanged": "gelijk gebleven gewicht",
        "demands": "Dit vraagt minstens versie {version} ({step}).",
        "questionnaire": "vragenlijst",
    },
    "en": {
        "no_faults": "No faults in {files}.",
        "faults": "{faults} in {files}.",
        "file": "file",
        "files": "files",
        "fault": "fault",
        "more": "faults",
        "nothing": "No questionnaires have been published yet.",
        "listed": "{items} questions, {minutes} minutes",
        "published": "{name} is published: {path}",
        "was_published": "{name} had been published already: {path}",
        "levels": "Levels",
        "gates": "Gates",
        "profile": "Profile",
        "pooled": "only together with others",
        "unscored": "does not count",
        "weight": "weight {weight}",
        "total": "total {value}",
        "each_theme": "each theme {value}",
        "coverage": "filled in {value}%",
        "verified": "evidence {value}%",
        "same": "Nothing has changed.",
        "added": "Added",
        "removed": "Removed",
        "reworded": "Reworded",
        "rescored": "Rescored",
        "other": "Further",
        "comparable": "Scores of {older} and {newer} can be compared.",
        "bridge": "Scores of {older} and {newer} can only be compared by a bridge: the part that stayed the same.",
        "no_bridge": "Scores of {older} and {newer} cannot be compared: too little stayed the same.",
        "unchanged": "unchanged weight",
        "demands": "This asks for at least version {version} ({step}).",
        "questionnaire": "questionnaire",
    },
}


def default_language() -> str:
    """The language of the shell, where we speak it; else Dutch."""
    shell = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "en" if shell.startswith("en") else "nl"


in_language = click.option(
    "--language",
    type=click.Choice(["nl", "en"]),
    default=default_language,
    help="Language of the messages. Default: that of the shell, else nl.",
)
existing = click.Path(path_type=Path)


@click.group()
def questionnaires() -> None:
    """List, check, show, publish and compare questionnaires."""


@questionnaires.command("list")
@in_language
def list_command(language: Language) -> None:
    """List the bundled questionnaires in their newest version."""
    from questionnaires.loading import catalogue

    words = WORDS[language]
    entries = catalogue()
    for entry in entries:
        title = entry.title.get(language) or next(iter(entry.title.values()))
        click.echo(f"{entry.name:<28}{title}")
        click.echo(
            f"{'':<28}{words['listed'].format(items=entry.items, minutes=entry.minutes)}  {entry.sha256[:12]}"
        )
    if not entries:
        click.echo(words["nothing"])


@questionnaires.command()
@click.argument("paths", nargs=-1, required=True, type=existing)
@in_language
def check(paths: Sequence[Path], language: Language) -> None:
    """Check the sources at PATHS: files, or folders with all .yaml files in them. A .json is a published document.

    Every fault is shown, with its code, file, line and path, and how to mend it; then the exit code is 2.
    """
    from questionnaires.checking import check_paths
    from questionnaires.faults import in_order
    from questionnaires.loading import versions_of

    checked = check_paths(paths, versions_of)
    tell_faults(in_order(fault for one in checked.values() for fault in one.faults), len(checked), language)


def tell_faults(faults: Sequence[Fault], checked: int, language: Language) -> None:
    """Every fault of ``checked`` files, and how many there are; with a fault the exit code is 2."""
    for fault in faults:
        click.echo(f"{fault.written(language)}\n")
    words = WORDS[language]
    files = f"{checked} {words['file' if checked == 1 else 'files']}"
    if faults:
        told = f"{len(faults)} {words['fault' if len(faults) == 1 else 'more']}"
        click.echo(words["faults"].format(faults=told, files=files))
        raise click.exceptions.Exit(2)
    click.echo(words["no_faults"].format(files=files))


@questionnaires.command()
@click.argument("questionnaire")
@click.option("--json", "as_json", is_flag=True, help="The canonical document.")
@in_language
def show(questionnaire: str, as_json: bool, language: Language) -> None:
    """Show QUESTIONNAIRE: a slug, slug@version, or the path of a source or a published document."""
    from questionnaires.publishing import canonical_bytes

    found = loaded(questionnaire, language)
    if as_json:
        click.echo(canonical_bytes(found), nl=False)
        return
    for line in overview(found, language):
        click.echo(line)


@questionnaires.command()
@click.argument("path", type=existing)
@click.option(
    "--directory", type=existing, help="Where to write it. Default: with the bundled questionnaires."
)
@in_language
def publish(path: Path, directory: Path | None, language: Language) -> None:
    """Check the source at PATH and publish it, once and for all, as slug@version.json."""
    from questionnaires.faults import QuestionnaireError
    from questionnaires.loading import PUBLISHED
    from questionnaires.releasing import publish as release
    from scoring.examples import check_examples
    from web.cli import Refused

    try:
        made = release(path, directory or PUBLISHED, verify=check_examples)
    except QuestionnaireError as error:
        raise Refused(f"\n{error.written(language)}") from error
    words = WORDS[language]["published" if made.new else "was_published"]
    click.echo(words.format(name=made.questionnaire.name, path=made.path))
    click.echo(f"sha256 {made.sha256}")


@questionnaires.command()
@click.argument("older")
@click.argument("newer")
@in_language
def diff(older: str, newer: str, language: Language) -> None:
    """Say what changed from OLDER to NEWER, and whether scores stay comparable."""
    from questionnaires.differences import diff as compare

    difference = compare(loaded(older, language), loaded(newer, language))
    for line in difference_lines(difference, language):
        click.echo(line)


@questionnaires.command()
@click.argument("kind", type=click.Choice(["questionnaire", "bank"]), default="questionnaire")
def schema(kind: Any) -> None:
    """Print the JSON Schema of a source, for your editor."""
    from questionnaires.source import json_schema

    click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))


def loaded(name: str, language: Language) -> Questionnaire:
    """A questionnaire by name or path. Refused with all its faults in this language."""
    from questionnaires.faults import QuestionnaireError
    from questionnaires.loading import load
    from web.cli import Refused

    try:
        return load(name)
    except QuestionnaireError as error:
        raise Refused(f"\n{error.written(language)}") from error


def overview(questionnaire: Questionnaire, language: Language) -> Iterator[str]:
    """A questionnaire for people, line by line."""
    from questionnaires.publishing import content_hash

    words = WORDS[language]
    items = sum(1 for _ in questionnaire.items())
    yield f"{questionnaire.name}  {said(questionnaire.title, language)}"
    yield said(questionnaire.summary, language)
    yield words["listed"].format(items=items, minutes=questionnaire.minutes)
    yield f"sha256 {content_hash(questionnaire)}"
    if questionnaire.profile:
        yield f"\n{words['profile']}"
        for field in questionnaire.profile:
            yield f"  {field.id}: {said(field.question, language)}"
    for group in questionnaire.groups:
        yield ""
        yield from _member(group, language, 0)
    if questionnaire.levels:
        yield f"\n{words['levels']}"
        for level in questionnaire.levels:
            yield f"  {level.number} {said(level.name, language)}: {_rules(level, language)}"
    if questionnaire.gates:
        yield f"\n{words['gates']}"
        for gate in questionnaire.gates:
            yield f"  {gate.id}: {said(gate.title, language)} (≤ {gate.cap or '–'})"


def said(text: Text, language: Language) -> str:
    """The words in this language, or in one there is."""
    return text.get(language) or next(iter(text.values()))


def _member(member: Member, language: Language, depth: int) -> Iterator[str]:
    from questionnaires.definition import Group

    if isinstance(member, Group):
        yield from _group(member, language, depth)
    else:
        yield f"{'  ' * depth}{member.id}: {said(member.question, language)} ({_remarks(member, language)})"


def _group(group: Group, language: Language, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}{said(group.title, language)} ({group.id})"
    for member in group.members:
        yield from _member(member, language, depth + 1)


def _remarks(item: Item, language: Language) -> str:
    from questionnaires.counting import counts

    words = WORDS[language]
    if item.pooled:
        return words["pooled"]
    return words["weight"].format(weight=f"{item.weight:f}") if counts(item) else words["unscored"]


def _rules(level: Level, language: Language) -> str:
    words = WORDS[language]
    rules = [
        words[key].format(value=f"{value:f}")
        for key in ("total", "each_theme", "coverage", "verified")
        if (value := getattr(level, key)) is not None
    ]
    return ", ".join([*rules, *(said(rule.message, language) for rule in level.requires)])


def difference_lines(difference: Difference, language: Language) -> Iterator[str]:
    """A difference for people, line by line."""
    from questionnaires.changes import KINDS

    words = WORDS[language]
    names = {"older": difference.older, "newer": difference.newer}
    for kind in KINDS:
        changes = difference.of_kind(kind)
        if changes:
            yield words[kind]
        for change in changes:
            yield f"  {_changed(change, language)}"
    if difference.demands is None:
        yield words["same"]
        return
    yield ""
    if difference.comparable:
        yield words["comparable"].format(**names)
    else:
        yield words["bridge" if difference.bridge else "no_bridge"].format(**names)
        for anchor in difference.anchors:
            yield f"  {anchor.group}: {words['unchanged']} {round(anchor.unchanged * 100)}%"
    yield words["demands"].format(version=difference.next_version, step=difference.demands)


def _changed(change: Change, language: Language) -> str:
    what = change.what.nl if language == "nl" else change.what.en
    values = f" ({change.values[0]} → {change.values[1]})" if change.values else ""
    return f"{change.subject or WORDS[language]['questionnaire']}: {what}{values} [{change.step}]"
