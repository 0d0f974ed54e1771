"""What changed from one result of an organisation to its next, by stable id, as far as scores may be compared."""

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires import diff
from questionnaires.definition import Item, Questionnaire, SingleChoice
from scoring import Outcome
from scoring.outcome import ItemOutcome


@dataclass(frozen=True, slots=True)
class Result:
    """One moderated result with its questionnaire."""

    questionnaire: Questionnaire
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """Counted points of a theme then and now, in whole points rounded down; None where there was no score."""

    group_id: str
    before: int | None
    after: int | None

    @property
    def gain(self) -> int | None:
        """Now minus then."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One question whose counted answer is another than before."""

    item: Item
    group_id: str
    """The top group that it stands in now."""
    before: str | None
    """Option key, 'yes' or 'no'; several with commas; None for no answer."""
    after: str | None
    rose: bool | None
    """Earns more than before; None where that cannot be said."""


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that can be compared of two results."""

    same_questionnaire: bool
    """Two versions of one questionnaire; otherwise nothing is compared."""
    comparable: bool
    """Points may stand side by side (``questionnaires.diff``); otherwise only questions that stayed the same are."""
    total: ThemeChange | None
    themes: tuple[ThemeChange, ...]
    items: tuple[ItemChange, ...]
    """What rose first, each in the order of the questionnaire."""
    unchanged: int
    """Questions with the same counted answer as before."""
    new_questions: tuple[Item, ...]
    """Asked now for the first time, or asked otherwise than before."""


def changes(before: Result, after: Result) -> Change:
    """Compare two results, the older one first."""
    if before.questionnaire.slug != after.questionnaire.slug:
        return Change(False, False, None, (), (), 0, ())
    difference = diff(before.questionnaire, after.questionnaire)
    rescored = {change.subject for change in difference.changes if change.step == "major"}
    old = {one.id: one for one in before.outcome.items}
    items: list[ItemChange] = []
    new_questions: list[Item] = []
    unchanged = 0
    now = {one.id: one for one in after.outcome.items}
    for group_id, item in _placed(after.questionnaire):
        found, was = now.get(item.id), old.get(item.id)
        if found is None or found.state in ("hidden", "pooled", "unscored"):
            continue
        if was is None or item.id in rescored:
            new_questions.append(item)
        elif was.counted_option == found.counted_option and was.counted_share == found.counted_share:
            unchanged += 1
        elif was.state != "hidden":
            items.append(_item(item, group_id, was, found))
    items.sort(key=lambda one: one.rose is not True)
    comparable = difference.comparable
    return Change(
        same_questionnaire=True,
        comparable=comparable,
        total=_theme("", before.outcome, after.outcome) if comparable else None,
        themes=tuple(_theme(group.id, before.outcome, after.outcome) for group in after.questionnaire.groups
                     if group.theme is not None) if comparable else (),
        items=tuple(items),
        unchanged=unchanged,
        new_questions=tuple(new_questions),
    )  # fmt: skip


def _placed(questionnaire: Questionnaire) -> Iterator[tuple[str, Item]]:
    for group in questionnaire.groups:
        part = questionnaire.model_copy(update={"groups": (group,)})
        yield from ((group.id, item) for item in part.items())


def _item(item: Item, group_id: str, was: ItemOutcome, found: ItemOutcome) -> ItemChange:
    rose = None
    if was.counted_share is not None and found.counted_share is not None:
        rose = found.counted_share > was.counted_share
    if rose is None and isinstance(item, SingleChoice):
        keys = [option.key for option in item.options]
        if was.counted_option in keys and found.counted_option in keys:
            rose = keys.index(str(found.counted_option)) > keys.index(str(was.counted_option))
    return ItemChange(item, group_id, was.counted_option, found.counted_option, rose)


def _theme(group_id: str, before: Outcome, after: Outcome) -> ThemeChange:
    return ThemeChange(group_id, _points(group_id, before), _points(group_id, after))


def _points(group_id: str, outcome: Outcome) -> int | None:
    score = next((group.counted for group in outcome.groups if group.id == group_id), None)
    return None if score is None else score // 10**outcome.decimals
