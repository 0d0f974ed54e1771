"""Where reading YAML stopped, and what somebody most likely did there: the parser's own words help no author."""

import yaml

from questionnaires.faults import Words

INDENTATION = Words(
    "Zet regels die bij elkaar horen even ver naar rechts. Klopt dat? Kijk dan naar haakjes en aanhalingstekens, "
    "ook op de regel erboven.",
    "Put lines that belong together equally far to the right. Are they? Then look at brackets and quotes, "
    "also on the line above.",
)
_TAB = Words("Hier staat een tab. Spring in met spaties.", "There is a tab here. Indent with spaces instead.")
_COLON = Words(
    'Een tekst met ": " erin hoort tussen aanhalingstekens. Staat die er niet? Kijk dan naar het inspringen.',
    'A text with ": " in it goes in quotes. Is there none? Then look at the indentation.',
)
_QUOTE = Words(
    "Sluit het aanhalingsteken dat hier opent. Staat er één in de tekst? Neem dan de andere soort erom.",
    "Close the quote that opens here. Is there a quote in the text? Then put the other kind around it.",
)
_BRACKET = Words(
    "Hier mist een komma, een haakje of een aanhalingsteken. Een tekst met een komma of een haakje hoort tussen "
    "aanhalingstekens.",
    "A comma, bracket or quote is missing here. A text with a comma or a bracket goes in quotes.",
)
_CHARACTER = Words(
    "Een tekst die met dit teken begint, hoort tussen aanhalingstekens.",
    "A text that begins with this character goes in quotes.",
)


def why_not_parsed(error: yaml.MarkedYAMLError, text: str) -> tuple[int, Words]:
    """The line to look at, and how to mend it."""
    problem, context = str(error.problem), str(error.context)
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    if "quoted scalar" in context:
        return (error.context_mark.line if error.context_mark else line) + 1, _QUOTE
    return line + 1, _hint(problem, context, _at(text, line))


def _at(text: str, line: int) -> str:
    lines = text.splitlines()
    return lines[line] if line < len(lines) else ""


def _hint(problem: str, context: str, written: str) -> Words:
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return _TAB
    if "mapping values are not allowed" in problem:
        return _COLON
    if "flow" in context:
        return _BRACKET
    if "cannot start any token" in problem:
        return _CHARACTER
    return INDENTATION
