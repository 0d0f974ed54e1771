"""``mvo-scan schemes``: the rules by which certificates, statements and appointments are given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.cli.questionnaires import existing, in_language, said, tell_faults

if TYPE_CHECKING:
    from certificates.scheme import Scheme
    from questionnaires.definition import Language

WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "newest": "geldt nu",
        "older": "eerdere versie",
        "entry": "Eerst nodig",
        "declarations": "Verklaringen",
        "validity": "Geldig",
        "months": "{months} maanden",
        "two_persons": "Twee personen beslissen over",
        "surveillance": "Halverwege",
        "terms": "Termijnen",
        "decide": "besluit binnen {weeks} weken",
        "complaint": "antwoord op een klacht binnen {weeks} weken",
        "appeal": "bezwaar binnen {weeks} weken, antwoord binnen {answer} weken door een andere certificeerder",
        "hearing": "{weeks} weken om te antwoorden op een voorstel om in te trekken",
        "notice": "bericht {months} maanden voor de laatste dag",
        "monitor": "Toezicht",
        "nobody": "nog niemand (geen keurmerk); steekproef {share}%",
        "body": "{body}; steekproef {share}%",
        "milestones": "Stappen",
    },
    "en": {
        "newest": "holds now",
        "older": "earlier version",
        "entry": "Needed first",
        "declarations": "Declarations",
        "validity": "Valid",
        "months": "{months} months",
        "two_persons": "Two people decide on",
        "surveillance": "Half-way",
        "terms": "Terms",
        "decide": "decision within {weeks} weeks",
        "complaint": "answer to a complaint within {weeks} weeks",
        "appeal": "appeal within {weeks} weeks, answered within {answer} weeks by another certifier",
        "hearing": "{weeks} weeks to answer a proposal to withdraw",
        "notice": "told {months} months before the last day",
        "monitor": "Monitor",
        "nobody": "nobody yet (no label); sample of {share}%",
        "body": "{body}; sample of {share}%",
        "milestones": "Milestones",
    },
}


@click.group()
def schemes() -> None:
    """List, check and show the schemes."""


@schemes.command("list")
@in_language
def list_command(language: Language) -> None:
    """List every published version; of each scheme the newest one first, which holds now."""
    from certificates.scheme import names, published
    from certificates.scheme_check import published_hashes

    hashes = published_hashes()
    before = ""
    for name in names():
        found = published(name)
        state = WORDS[language]["older" if found.id == before else "newest"]
        click.echo(f"{name:<32}{said(found.title, language)}")
        click.echo(f"{'':<32}{state}  {hashes[name][:12]}")
        before = found.id


@schemes.command()
@click.argument("paths", nargs=-1, type=existing)
@in_language
def check(paths: Sequence[Path], language: Language) -> None:
    """Check the sources at PATHS: files, or folders with .yaml files. Without PATHS those that come along.

    Every fault is shown, with its code, file, line and path, and how to mend it; then the exit code is 2.
    """
    from certificates.scheme import SCHEMES
    from certificates.scheme_check import check_paths
    from questionnaires.faults import in_order

    checked = check_paths(paths or (SCHEMES,))
    tell_faults(in_order(fault for one in checked.values() for fault in one.faults), len(checked), language)


@schemes.command()
@click.argument("scheme")
@in_language
def show(scheme: str, language: Language) -> None:
    """Show SCHEME: id@version, or the id for its newest version."""
    from certificates.scheme import names, published
    from web.cli import Refused

    try:
        found = published(scheme)
    except KeyError:
        raise Refused({"nl": "Kies uit: ", "en": "Choose from: "}[language] + ", ".join(names())) from None
    for line in overview(found, language):
        click.echo(line)


def overview(found: Scheme, language: Language) -> Iterator[str]:
    """A scheme for people, line by line."""
    from certificates.scheme import AmbassadorProgramme

    words = WORDS[language]
    yield f"{found.name}  {said(found.title, language)}"
    yield f"{found.issuer}, {found.region}"
    for rule in found.rules:
        yield f"  {said(rule, language)}"
    if isinstance(found, AmbassadorProgramme):
        yield f"\n{words['milestones']}"
        for milestone in found.milestones:
            yield f"  {milestone.key}: {said(milestone.criterion, language)}"
        return
    yield f"\n{words['entry']}"
    for condition in found.entry:
        yield f"  {condition.id}: {said(condition.text, language)}"
    if found.declarations:
        yield f"\n{words['declarations']}"
        for declaration in found.declarations:
            yield f"  {declaration.id}: {said(declaration.text, language)}"
    yield ""
    yield from _terms(found, language)


def _terms(found: Scheme, language: Language) -> Iterator[str]:
    from certificates.scheme import AmbassadorProgramme, CertificateScheme

    if isinstance(found, AmbassadorProgramme):
        return
    words = WORDS[language]
    if isinstance(found, CertificateScheme):
        for level, months in found.validity_months.items():
            yield f"{words['validity']} ({level}): {words['months'].format(months=months)}"
        if found.two_persons:
            yield f"{words['two_persons']}: {', '.join(found.two_persons)}"
    else:
        yield f"{words['validity']}: {words['months'].format(months=found.valid_months)}"
    if found.surveillance is not None:
        yield f"{words['surveillance']}: {said(found.surveillance.text, language)}"
    if (terms := found.terms) is not None:
        yield f"{words['terms']}: {words['decide'].format(weeks=terms.decide_within)}"
        yield f"  {words['complaint'].format(weeks=terms.complaint_answered_within)}"
        yield f"  {words['appeal'].format(weeks=terms.appeal_within, answer=terms.appeal_answered_within)}"
        yield f"  {words['hearing'].format(weeks=terms.hearing_weeks)}"
        yield f"  {words['notice'].format(months=terms.renewal_notice_months)}"
    monitoring = found.monitoring
    monitor = words["nobody" if monitoring.body is None else "body"]
    yield f"{words['monitor']}: {monitor.format(body=monitoring.body, share=monitoring.share_percent)}"
