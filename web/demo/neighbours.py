"""Companies of the demo that were scanned in earlier years, so that the region has something to show.

They stand in the database as their dossiers were closed: answers, the outcome that scoring gives for them, and the
points kept of it. Nobody can sign in for them, and they have no certificate.
"""

from dataclasses import replace
from datetime import datetime
from typing import get_args

from questionnaires.answers_file import read_answers, write_answers
from questionnaires.definition import EvidenceKind
from scan.domain.periods import local_day, school_year
from scan.domain.states import DossierState
from scan.store.published import Published, published
from scan.store.scores import keep_scores
from scan.store.tables import Dossier, Organisation
from scan.use_cases import organisations
from scan.use_cases.publishing import newest_version
from scoring import score
from web.demo.answers import all_answers
from web.demo.cast import MONTH, Region

PLACES = ("Groningen", "Leeuwarden", "Assen", "Emmen", "Hoogeveen", "Drachten")
STAFF = (3, 7, 14, 28, 60, 5)
SECTORS = {
    "food": ("Brood", "Worst", "Kaas", "Taart", "Soep", "Noten"),
    "retail": ("Fiets", "Boek", "Schoen", "Lamp", "Tuin", "Stof"),
    "construction": ("Dak", "Steen", "Hout", "Buis", "Verf", "Glas"),
    "care": ("Zorg", "Thuis", "Kraam", "Tand", "Rust", "Speel"),
    "hospitality": ("Terras", "Kamp", "Lunch", "Hotel", "Feest", "Koffie"),
    "transport": ("Vracht", "Koerier", "Verhuis", "Bus", "Haven", "Spoor"),
}
SHOP = {
    "interns": True, "building": "own", "outdoor": True, "parking": "6", "vehicles": "2", "goods": True,
    "kitchen": False, "hazardous": False, "home_based": False,
}  # fmt: skip


def settle_neighbours(region: Region) -> None:
    """Thirty-six companies over six sectors, six places and three years; later ones do a little better."""
    newest = newest_version(region.session, slug="company-self")
    form = published(region.session, newest.sha256)
    for row, (sector, stems) in enumerate(SECTORS.items()):
        for column, stem in enumerate(stems):
            age = 5 + (row * 5 + column * 7) % 28
            _settle(
                region,
                form,
                newest.id,
                name=f"{stem}bedrijf Voorbeeld",
                kvk=f"{91_000_000 + row * 10 + column}",
                place=PLACES[(row + column) % len(PLACES)],
                sector=sector,
                staff=STAFF[(column + 2 * row) % len(STAFF)],
                steps=235 - 2 * age + 9 * column - 6 * row,
                when=region.now - age * MONTH,
            )


def _settle(
    region: Region,
    form: Published,
    version_id: int,
    *,
    name: str,
    kvk: str,
    place: str,
    sector: str,
    staff: int,
    steps: int,
    when: datetime,
) -> None:
    session = region.session
    teacher = region.teachers[PLACES.index(place) % len(region.teachers)]
    company = organisations.OrganisationInput(
        name=name, kvk_number=kvk, place=place, municipality=place, sector=sector, staff=staff
    )
    company_id = organisations.register_company(session, actor=teacher, company=company, now=when)
    profile = SHOP | {"sector": sector, "staff": str(staff)}
    answers = read_answers(
        form.questionnaire,
        {"profile": profile, "answers": all_answers(form.questionnaire, name=name, steps=steps)},
    )
    answers = replace(
        answers,
        items={key: replace(one, accepted=get_args(EvidenceKind)) for key, one in answers.items.items()},
    )
    outcome = score(form.model, answers)
    dossier = Dossier(
        organisation_id=company_id,
        period=school_year(local_day(when)),
        state=DossierState.MODERATED.value,
        created_at=when,
        opens_at=when,
        questionnaire_version_id=version_id,
        moderated_outcome=outcome.to_json(),
        moderated_answers=write_answers(answers),
        moderated_by=teacher.person_id,
        moderated_at=when,
    )
    session.add(dossier)
    session.flush()
    keep_scores(
        session,
        dossier=dossier,
        organisation=session.get_one(Organisation, company_id),
        questionnaire=form.questionnaire,
        profile=answers.profile,
        outcome=outcome,
    )
