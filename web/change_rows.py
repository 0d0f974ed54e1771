"""What changed between two results, in words."""

from dataclasses import dataclass

from certificates.results import theme_groups
from questionnaires.definition import Item
from scan.domain.change import ItemChange
from scan.use_cases.rescanning import Comparison, LedTo
from web.i18n import gettext as _
from web.i18n import text


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One question whose counted answer is another than before."""

    theme: str | None
    title: str
    before: str
    after: str
    rose: bool | None
    actions: tuple[LedTo, ...]


@dataclass(frozen=True, slots=True)
class ThemeRow:
    """One theme then and now."""

    theme: str
    name: str
    before: int | None
    after: int | None
    gain: int | None


def theme_changes(found: Comparison) -> tuple[ThemeRow, ...]:
    """Each theme; nothing where points may not stand side by side."""
    groups = {group.id: group for group in theme_groups(found.after.questionnaire)}
    return tuple(
        ThemeRow(
            str(groups[one.group_id].theme), text(groups[one.group_id].title), one.before, one.after, one.gain
        )
        for one in found.change.themes
    )


def change_rows(found: Comparison) -> tuple[ChangeRow, ...]:
    """Each question that this reader may see, what rose first, with the actions that were planned for it."""
    themes = {group.id: group.theme for group in found.after.questionnaire.groups}
    return tuple(
        ChangeRow(
            theme=themes[one.group_id],
            title=text(one.item.concept or one.item.question),
            before=_said(one.item, one.before),
            after=_said(one.item, one.after),
            rose=one.rose,
            actions=found.actions.get(one.item.id, ()),
        )
        for one in found.change.items
        if _shown(found, one)
    )


def _shown(found: Comparison, one: ItemChange) -> bool:
    return one.item.id not in found.private


def _said(item: Item, keys: str | None) -> str:
    """The words of the counted option; of several, one after the other."""
    if keys is None:
        return _("No answer that counts")
    options = {option.key: text(option.text) for option in getattr(item, "options", ())}
    if not options:
        return {"yes": _("Yes"), "no": _("No")}.get(keys, keys)
    return ", ".join(options.get(key, key) for key in keys.split(","))
