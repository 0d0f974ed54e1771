"""What is worth a second look before handing in: 'is this right?' Nothing is refused for it (instrument A5 and B6)."""

from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from questionnaires import implausible
from questionnaires.answers import Answers
from questionnaires.conditions import Condition, references
from questionnaires.definition import Item, Text
from scan.store.published import published
from scan.use_cases.opening import OpenScan
from scoring import score


@dataclass(frozen=True, slots=True)
class Doubt:
    """Answers that hardly go together, or a number that may be a slip."""

    items: tuple[str, ...]
    """The questions it is about, in the order of the questionnaire."""
    message: Text | None
    """The questionnaire's own words; None for a number far from what is usual."""


def doubts(session: Session, scan: OpenScan) -> tuple[Doubt, ...]:
    """Every doubt about the answers that show; the numbers first."""
    form = published(session, scan.sha256)
    given = Answers({key: saved.answer for key, saved in scan.answers.items()}, scan.profile)
    shown = replace(given, items={key: one for key, one in given.items.items() if key in scan.visible})
    slips = [Doubt((one.item,), None) for one in implausible(form.questionnaire, shown)]
    found = score(form.model, given).double_checks
    checks = [check for check in form.questionnaire.double_checks if check.id in found]
    return (*slips, *(Doubt(_asked(form.items, check.when), check.message) for check in checks))


def _asked(items: dict[str, Item], condition: Condition) -> tuple[str, ...]:
    read = {name.removeprefix("answers.") for name in references(condition) if name.startswith("answers.")}
    return tuple(key for key in items if key in read)
