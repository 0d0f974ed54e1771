"""Statements of the demo: a hairdresser who has one, and a painter without staff who has asked for one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from certificates import granting
from certificates.scheme import statement_scheme
from scan.domain.roles import Actor
from scan.domain.statements import ActivityInput, StatementInput
from scan.use_cases import stating
from scan.use_cases.applying import ApplicationInput
from web.demo.cast import Region
from web.demo.region import Company


@dataclass(frozen=True, slots=True)
class Written:
    """What one of them wrote; days are counted back from the application."""

    words: str
    work: str
    role: str
    done: tuple[tuple[str, int, tuple[str, ...], str], ...]
    next_step: str
    sharing: str
    granted: bool


STATEMENTS = {
    "Kapsalon Knip & Co Voorbeeld": Written(
        words="Wij willen een salon waar iedereen zich welkom voelt. We kiezen middelen die goed zijn voor huid en "
        "water. Wat we weten, delen we met onze leerlingen. Elk jaar doen we het een beetje beter.",
        work="knippen, kleuren en verzorgen",
        role="eigenaar",
        done=(
            ("Gratis knippen in het buurthuis", 40, ("people",), "Twintig mensen kwamen, en ze komen terug."),
            ("Over op navulflessen", 90, ("planet", "profit"), "We gooien de helft minder plastic weg."),
            ("Leerling met steun opgeleid", 150, ("people",), "Zij haalde haar diploma en werkt nu bij ons."),
        ),
        next_step="We vragen de leverancier om verf zonder ammoniak",
        sharing="guest_lesson",
        granted=True,
    ),
    "Schildersbedrijf Kwast Voorbeeld": Written(
        words="Ik wil schilderen zonder sporen na te laten. Verfresten gaan bij mij nooit in het riool. Ik geef graag "
        "een stagiair de kans om het vak te leren.",
        work="binnen- en buitenschilderwerk",
        role="eigenaar",
        done=(
            (
                "Verf op waterbasis als standaard",
                60,
                ("planet",),
                "Negen van de tien klussen doe ik er nu mee.",
            ),
            ("Stagiair begeleid", 30, ("people", "profit"), "Hij wil in het vak verder."),
        ),
        next_step="De bus vervangen door een elektrische",
        sharing="story",
        granted=False,
    ),
}


def apply_for_statement(
    region: Region, company: Company, company_id: int, contact: Actor, when: datetime
) -> None:
    """Apply in the name of the company; the alliance decides a week later where it has one."""
    written, rules = STATEMENTS[company.name], statement_scheme().application
    application_id = stating.apply_for_statement(
        region.session,
        actor=contact,
        organisation_id=company_id,
        application=ApplicationInput(
            sites=company.place,
            activities=written.work,
            signed_by_name=company.contact,
            signed_by_role=written.role,
            declared=rules.declarations,
            public_detail="level",
        ),
        statement=StatementInput(
            words=written.words,
            activities=[
                ActivityInput(
                    title=title,
                    done_on=(when - timedelta(days=days)).date(),
                    tags=tags,
                    result=result,
                    link="https://documenten.example/activiteit",
                )
                for title, days, tags, result in written.done
            ],
            next_step=written.next_step,
            next_step_by=(when + timedelta(days=240)).date(),
            sharing=written.sharing,
        ),
        rules=rules,
        now=when,
    )
    if written.granted:
        granting.settle(
            region.session,
            actor=region.certifiers[0],
            application_id=application_id,
            outcome="grant",
            level=None,
            reason="Alles is compleet en past bij de regeling.",
            language="nl",
            now=when + timedelta(days=7),
        )
