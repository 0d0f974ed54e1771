"""Does what is new fit what was published: earlier versions, and questionnaires it is compared with?"""

from collections.abc import Iterator

from questionnaires.checks.draft import Draft
from questionnaires.definition import MultipleChoice, SingleChoice
from questionnaires.faults import Fault, Words
from questionnaires.faults.meaning import Meaning
from questionnaires.item_changes import meaning_changes
from questionnaires.rewording import repaired_text
from questionnaires.versions import version_numbers


def check_earlier(draft: Draft) -> Iterator[Fault]:
    """An id with the same revision means what it meant in every published version (instrument E4)."""
    published = {
        (item.id, item.revision): (version.name, item)
        for version in draft.earlier
        for item in version.items()
    }
    newest: dict[str, int] = {}
    for name, revision in published:
        newest[name] = max(revision, newest.get(name, 0))
    for path, item, _ in draft.items():
        known = published.get((item.id, item.revision))
        if known is None:
            continue
        name, older = known
        changed = [change.what for change in meaning_changes(older, item)]
        if changed:
            details = {
                "id": item.id,
                "revision": item.revision,
                "next": newest[item.id] + 1,
                "published": name,
            }
            yield draft.fault(Meaning.OTHER_MEANING, path, what=_joined(changed), **details)


def _joined(words: list[Words]) -> Words:
    return Words(", ".join(word.nl for word in words), ", ".join(word.en for word in words))


def check_compared(draft: Draft) -> Iterator[Fault]:
    """Shared items have the same options as in what this is compared with, within one major version (A1.12)."""
    major = version_numbers(draft.questionnaire.version)[0]
    for other in draft.compared.values():
        if version_numbers(other.version)[0] != major:
            continue
        theirs = {(item.id, item.revision): item for item in other.items()}
        for path, item, _ in draft.items():
            shared = theirs.get((item.id, item.revision))
            if not isinstance(item, SingleChoice | MultipleChoice) or not isinstance(shared, type(item)):
                continue
            if not _same_options(item, shared):
                yield draft.fault(Meaning.COMPARE_DIFFERS, path, id=item.id, other=other.name)


def _same_options(mine: SingleChoice | MultipleChoice, theirs: SingleChoice | MultipleChoice) -> bool:
    if [option.key for option in mine.options] != [option.key for option in theirs.options]:
        return False
    return all(repaired_text(a.text, b.text) for a, b in zip(mine.options, theirs.options, strict=True))
