"""Checking the source of a scheme: every fault at once, each with its code, place and how to mend it (design 7)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Literal

from pydantic import ValidationError

from certificates.scheme import (
    MODELS,
    SCHEMES,
    AmbassadorProgramme,
    CertificateScheme,
    Scheme,
    StatementScheme,
)
from certificates.scheme_faults import SchemeFault
from certificates.scheme_parts import Words as SchemeWords
from questionnaires.faults import Fault, Path, Place, Words, fault, in_order
from questionnaires.faults.reading import Reading
from questionnaires.loading import bundled_versions, load
from questionnaires.shape_faults import shape_fault
from questionnaires.tree import Node, find, plain, walk
from questionnaires.yaml_source import read_yaml
from scan.domain.entry import EntryCheck
from scan.use_cases.starting import OWN_AUDIENCE

PUBLISHED = "SHA256SUMS"
"""What was published: a hash and a file name on each line, as ``sha256sum`` writes them."""
BEFORE_TERMS = frozenset({"mvo-certificate@1.0.0"})
"""Published before a scheme had to state its terms, declarations and limits as data."""
OWN = frozenset(OWN_AUDIENCE.values())
"""Audiences of what an organisation fills in about itself: a certificate rests on nothing else."""
_LANGUAGES = {"nl": Words("Nederlands", "Dutch"), "en": Words("Engels", "English")}
_OF_A_STATEMENT = (
    EntryCheck.OWN_WORDS,
    EntryCheck.ACTIVITIES,
    EntryCheck.NEW_ACTIVITIES,
    EntryCheck.NEXT_STEP,
    EntryCheck.SHARING,
)
_OF_BOTH = (EntryCheck.REGISTERED, EntryCheck.DECLARATION)
_Phrase = tuple[tuple[Literal["nl", "en"], str], ...]
"""The same in each language."""
_NO_LABEL: _Phrase = (("nl", "geen keurmerk"), ("en", "no label"))
_SUSPENDED: _Phrase = (("nl", "geschorst"), ("en", "suspended"))


@dataclass(frozen=True, slots=True)
class CheckedScheme:
    """A source with its faults; ``scheme`` only where its form is right."""

    scheme: Scheme | None
    faults: tuple[Fault, ...]


def check_paths(paths: Sequence[FilePath]) -> Mapping[FilePath, CheckedScheme]:
    """Check files, and of a folder every ``.yaml`` file in it."""
    checked: dict[FilePath, CheckedScheme] = {}
    for path in paths:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not files:
            checked[path] = CheckedScheme(None, (fault(Reading.NO_FILES, Place(str(path), None)),))
        checked.update({file: check_file(file) for file in files})
    return checked


def check_file(file: FilePath) -> CheckedScheme:
    """Every fault in one source, in the order of the file."""
    tree, faults = read_yaml(file)
    if tree is None or faults:
        return CheckedScheme(None, in_order(faults))
    model = MODELS.get(tree.text("kind") or "")
    if model is None:
        return CheckedScheme(None, (fault(SchemeFault.NO_KIND, Place(str(file), 1)),))
    untranslated = list(_translations(tree))
    try:
        found = model.model_validate(plain(tree))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        shape = [
            fault(SchemeFault.MILESTONES, tree.place, reason=one["msg"])
            if one["type"] == "value_error"
            else shape_fault(tree, one, model)
            for one in errors
        ]
        return CheckedScheme(None, in_order([*shape, *untranslated]))
    return CheckedScheme(found, in_order([*untranslated, *_meaning(found, tree, file)]))


def _meaning(found: Scheme, tree: Node, file: FilePath) -> Iterator[Fault]:
    if file.stem != found.name:
        yield fault(SchemeFault.FILE_NAME, find(tree, ("id",)).place, file=file.stem, name=found.name)
    yield from _unchanged(found, file)
    if isinstance(found, AmbassadorProgramme):
        return
    yield from _twice(tree)
    yield from _conditions(found, tree)
    yield from _terms(found, tree)
    if isinstance(found, CertificateScheme):
        yield from _levels(found, tree)
    if found.monitoring.body is None and found.name not in BEFORE_TERMS and not _said(found.rules, _NO_LABEL):
        share = found.monitoring.share_percent
        yield fault(SchemeFault.PROMISES_LABEL, find(tree, ("rules",)).place, share=share)


def _translations(tree: Node) -> Iterator[Fault]:
    """A block whose keys are languages has both."""
    for _, node in walk(tree):
        keys = {key for key, _ in node.items()}
        if keys and keys <= set(_LANGUAGES):
            for key in sorted(set(_LANGUAGES) - keys):
                yield fault(SchemeFault.MISSING_TRANSLATION, node.place, key=key, language=_LANGUAGES[key])


def _unchanged(found: Scheme, file: FilePath) -> Iterator[Fault]:
    listed = published_hashes()
    if found.name in listed and listed[found.name] != sha256(file.read_bytes()).hexdigest():
        yield fault(SchemeFault.CHANGED, Place(str(file), 1), name=found.name)


def published_hashes() -> Mapping[str, str]:
    """The sha256 of each published version, by ``id@version``."""
    lines = (SCHEMES / PUBLISHED).read_text(encoding="ascii").splitlines()
    return {name.removesuffix(".yaml"): digest for digest, name in (line.split() for line in lines)}


def _twice(tree: Node) -> Iterator[Fault]:
    for key in ("entry", "declarations"):
        seen: set[str] = set()
        for part in (tree.get(key) or Node([], tree.place)).parts():
            name = part.text("id") or ""
            if name in seen:
                yield fault(SchemeFault.SAID_TWICE, part.place, id=name)
            seen.add(name)


def _conditions(found: CertificateScheme | StatementScheme, tree: Node) -> Iterator[Fault]:
    mine = (
        _OF_A_STATEMENT
        if isinstance(found, StatementScheme)
        else tuple(check for check in EntryCheck if check not in (*_OF_A_STATEMENT, *_OF_BOTH))
    )
    allowed = (*_OF_BOTH, *mine)
    for number, condition in enumerate(found.entry):
        if condition.check not in allowed:
            yield fault(
                SchemeFault.CONDITION_WITHOUT_FIELD,
                find(tree, ("entry", number, "check")).place,
                check=condition.check.value,
                choices=[one.value for one in allowed],
            )


def _terms(found: CertificateScheme | StatementScheme, tree: Node) -> Iterator[Fault]:
    if found.name in BEFORE_TERMS:
        return
    said: dict[str, bool] = {"terms": found.terms is not None, "declarations": bool(found.declarations)}
    if isinstance(found, CertificateScheme):
        said |= {"risk": found.risk is not None, "surveillance": found.surveillance is not None}
    else:  # what is asked at a renewal stands in the checklist, and what the checklist says is asked
        asked = found.activities.new_at_renewal > 0
        listed = any(one.check is EntryCheck.NEW_ACTIVITIES for one in found.entry)
        said |= {"new_activities": listed or not asked, "new_at_renewal": asked or not listed}
    for what, there in said.items():
        if not there:
            yield fault(SchemeFault.NOT_SAID, tree.place, what=what)
    if found.terms is None:
        return
    for key, path, terms in (
        ("complaints", ("complaints",), ("complaint_answered_within",)),
        ("appeal", ("appeal",), ("appeal_within", "appeal_answered_within")),
        ("surveillance", ("surveillance", "text"), ("within_weeks",)),
        ("rules", ("rules",), ("hearing_weeks",)),
    ):
        yield from _weeks_said(found, tree, key, path, terms)
    check = found.surveillance
    if check is not None and check.when_late == "suspend" and not _said([check.text], _SUSPENDED):
        yield fault(SchemeFault.SUSPENDS_UNSAID, find(tree, ("surveillance", "text")).place)


def _weeks_said(
    found: CertificateScheme | StatementScheme, tree: Node, key: str, path: Path, terms: tuple[str, ...]
) -> Iterator[Fault]:
    """The weeks of the data stand in the text that people read."""
    holder: object = found.surveillance if key == "surveillance" else found.terms
    words = getattr(found.surveillance, "text", None) if key == "surveillance" else getattr(found, key)
    if holder is None or words is None:
        return
    texts = words if isinstance(words, tuple) else (words,)
    for term in terms:
        weeks = getattr(holder, term)
        if not _said(texts, (("nl", f"{weeks} weken"), ("en", f"{weeks} weeks"))):
            yield fault(SchemeFault.TERM_NOT_SAID, find(tree, path).place, weeks=weeks, term=term)


def _said(texts: Iterable[SchemeWords], phrase: _Phrase) -> bool:
    """Whether it stands in one of the texts, in each language."""
    return all(any(words in text.get(at, "").lower() for text in texts) for at, words in phrase)


def _levels(found: CertificateScheme, tree: Node) -> Iterator[Fault]:
    slugs = sorted(slug for slug in {one.slug for one in bundled_versions()} if load(slug).audience in OWN)
    if found.questionnaire not in slugs:
        place = find(tree, ("questionnaire",)).place
        yield fault(SchemeFault.UNKNOWN_QUESTIONNAIRE, place, name=found.questionnaire, choices=slugs)
        return
    known = [level.id for level in load(found.questionnaire).levels]
    for level in found.validity_months:
        if level not in known:
            place = find(tree, ("validity_months", level)).place
            yield fault(SchemeFault.UNKNOWN_LEVEL, place, level=level, choices=known)
    watched = () if found.surveillance is None else found.surveillance.levels
    for path, levels in ((("two_persons",), found.two_persons), (("surveillance", "levels"), watched)):
        for level in levels:
            if level not in found.validity_months:
                yield fault(SchemeFault.LEVEL_NOT_GIVEN, find(tree, path).place, level=level)
