"""Publishing: from a source to a document that never changes (design 4)."""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from questionnaires.changes import Change
from questionnaires.checking import check_file
from questionnaires.definition import Questionnaire
from questionnaires.differences import diff
from questionnaires.faults import Fault, Place, QuestionnaireError, Words, fault, in_order
from questionnaires.faults.publishing import Publishing
from questionnaires.loading import PUBLISHED, versions_of
from questionnaires.publishing import canonical_bytes, content_hash
from questionnaires.tree import Node, find
from questionnaires.versions import version_numbers

Verify = Callable[[Questionnaire], Iterable[Fault]]
"""Computes all worked examples and gives every difference; scores are not known in this layer."""


@dataclass(frozen=True, slots=True)
class Release:
    """What was published, or had been already."""

    path: Path
    questionnaire: Questionnaire
    sha256: str
    new: bool
    """False when the same content was published before."""


def publish(source: Path, directory: Path = PUBLISHED, *, verify: Verify) -> Release:
    """Check a source and write its canonical bytes to ``directory/slug@version.json``.

    Raises QuestionnaireError with every fault: those of checking, worked examples that come out otherwise
    (``verify``), a version that was published with another content, or a version number that rises too little for
    what changed. The same content again changes nothing.
    """
    checked = check_file(source, lambda slug: versions_of(slug, directory))
    questionnaire, tree = checked.questionnaire, checked.tree
    if questionnaire is None or tree is None:
        raise QuestionnaireError(checked.faults or _no_questionnaire(source))
    faults = [*_version(questionnaire, tree, directory), *_examples(questionnaire, tree, verify)]
    if faults:
        raise QuestionnaireError(in_order(faults))
    path = directory / f"{questionnaire.name}.json"
    new = not path.exists()
    if new:
        try:
            _write(path, canonical_bytes(questionnaire))
        except OSError as error:
            found = fault(Publishing.NOT_WRITTEN, Place(str(path), None), reason=_reason(error))
            raise QuestionnaireError([found]) from None
    return Release(path, questionnaire, content_hash(questionnaire), new)


def _reason(error: OSError) -> Words:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return Words("deze map is een bestand", "this folder is a file")
    if isinstance(error, PermissionError):
        return Words("je mag hier niet schrijven", "you may not write here")
    return Words("de schijf geeft een fout", "the disk gives an error")


def _no_questionnaire(source: Path) -> tuple[Fault, ...]:
    return (fault(Publishing.NO_QUESTIONNAIRE, Place(str(source), None)),)


def _version(questionnaire: Questionnaire, tree: Node, directory: Path) -> Iterator[Fault]:
    """A published version never changes, and the next one says by its number how much did (instrument E4)."""
    earlier = versions_of(questionnaire.slug, directory)
    if not earlier:
        return
    newest = earlier[-1]
    change = diff(newest, questionnaire)
    place = find(tree, ("version",)).place
    same = next((one for one in earlier if one.version == questionnaire.version), None)
    found = version_numbers(questionnaire.version)
    if same is not None:
        if same != questionnaire:
            details = {"name": same.name, "sha256": content_hash(same)[:12], "version": change.next_version}
            yield fault(Publishing.ALREADY_PUBLISHED, place, **details)
    elif found < version_numbers(newest.version):
        details = {"found": questionnaire.version, "newest": newest.version, "version": change.next_version}
        yield fault(Publishing.VERSION_NOT_NEWER, place, **details)
    elif found < version_numbers(change.next_version):
        details = {"found": questionnaire.version, "newest": newest.version, "version": change.next_version}
        yield fault(Publishing.VERSION_TOO_SMALL, place, reasons=_written(change.reasons), **details)


def _written(changes: Sequence[Change]) -> Words:
    shown = changes[:5]
    more = "" if len(shown) == len(changes) else ", …"
    nl = ", ".join(f"{change.subject or 'vragenlijst'} ({change.what.nl})" for change in shown)
    en = ", ".join(f"{change.subject or 'questionnaire'} ({change.what.en})" for change in shown)
    return Words(nl + more, en + more)


def _examples(questionnaire: Questionnaire, tree: Node, verify: Verify) -> Iterator[Fault]:
    if not questionnaire.examples:
        yield fault(Publishing.NO_EXAMPLE, tree.place)
    for found in verify(questionnaire):
        yield replace(found, place=find(tree, found.place.path).place)


def _write(path: Path, data: bytes) -> None:
    """All of it or nothing, and never over something that is there (two may publish at the same time)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as stream:
        stream.write(data)
    temporary = Path(stream.name)
    try:
        temporary.chmod(0o644)
        os.link(temporary, path)
    except FileExistsError:
        if path.read_bytes() != data:
            place = Place(str(path), None)
            reason = Words("iemand anders publiceerde het net", "someone else has just published it")
            raise QuestionnaireError([fault(Publishing.DAMAGED, place, reason=reason)]) from None
    finally:
        temporary.unlink()
