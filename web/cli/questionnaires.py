"""``mvo-scan questionnaires``: for those who write questionnaires, and for who wants to know what is asked."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from questionnaires.changes import Change
    from questionnaires.definition import Group, Item, Language, Level, Member, Questionnaire, Text
    from questionnaires.differences import Difference

WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "no_faults": "Geen fouten in {files} bestanden.",
        "faults": "{faults} fouten in {files} bestanden.",
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
        "no_faults": "No faults in {files} files.",
        "faults": "{faults} faults in {files} files.",
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


def in_language[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """Add ``--language`` to a command."""
    return click.option(
        "--language",
        type=click.Choice(["nl", "en"]),
        default=default_language,
        help="Language of the messages. Default: that of the shell, else nl.",
    )(command)
