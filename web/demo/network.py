"""Partners, platforms and a pilot of the invented region, each in a state of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from certificates.scheme import scheme
from questionnaires import load
from scan.domain.partnering import Article
from scan.domain.periods import REGION_ZONE
from scan.domain.plan import PlanState
from scan.domain.projects import Period
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.store.tables import Action, MembershipRow, Organisation, PartnerAgreement, PlatformMeeting
from scan.use_cases import (
    agreements,
    help_notices,
    inviting_partners,
    meetings,
    partners,
    platforms,
    pledges,
    practices,
    projects,
)
from scan.use_cases.agreements import Officer, Terms
from scan.use_cases.meetings import MeetingInput
from scan.use_cases.organisations import OrganisationInput
from scan.use_cases.platforms import PlatformInput
from scan.use_cases.pledges import PledgeInput, ReportInput
from scan.use_cases.practices import PracticeInput
from scan.use_cases.projects import ProjectInput
from web.demo.cast import MONTH, Region, as_actor
from web.demo.region import AUTHORITY, COMPANIES, NEIGHBOURS, SCHOOLS

HALM, VEL, STOEL, WIEL, GROENZOOM, ZONZIJ = (COMPANIES[place] for place in (0, 5, 6, 7, 8, 9))
CHAIR = Officer("Voorzitter Voorbeeld", "voorzitter van de alliantie")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Speaker:
    """An organisation of the demo, and who speaks for it."""

    organisation_id: int
    actor: Actor


def connect(region: Region) -> None:
    """Agreements in all states, two platforms with what is shared there, and one pilot."""
    people = {
        company.name: _speaker(region, company.name)
        for company in (HALM, VEL, STOEL, WIEL, GROENZOOM, ZONZIJ)
    }
    school = _speaker(region, SCHOOLS[0].name)
    groenzoom, zonzij = people[GROENZOOM.name], people[ZONZIJ.name]
    _agree(region, groenzoom, region.now - 11.5 * MONTH, "Gerda Groen", "company")
    _report(region, groenzoom, region.now - 2 * DAY)
    _renew(region, zonzij)
    _agree(region, school, region.now - 3 * MONTH, "Rector Voorbeeld", "school")
    _agree(region, people[HALM.name], region.now - 2 * DAY, "Hanneke Halm", "company")
    ended = _agree(region, people[WIEL.name], region.now - 3 * MONTH, "Wil Wieler", "company")
    agreements.end_agreement(
        region.session, actor=people[WIEL.name].actor, agreement_id=ended, reason="De winkel is verkocht.",
        version=_version(region, ended), now=region.now - 20 * DAY,
    )  # fmt: skip
    _offer(region, people[VEL.name], region.now - 4 * DAY, "Vera Vel", "company")
    agreements.start_agreement(
        region.session, actor=people[STOEL.name].actor, organisation_id=people[STOEL.name].organisation_id,
        now=region.now - DAY,
    )  # fmt: skip
    _propose_to_the_authority(region)
    _platforms(region, groenzoom, zonzij, school, people[HALM.name])
    measured = [_speaker(region, company.name) for company in NEIGHBOURS]
    later = (groenzoom, zonzij, people[HALM.name], people[VEL.name], school)
    _pilot(region, measured, later)


def _speaker(region: Region, name: str) -> Speaker:
    row = region.session.execute(
        select(Organisation.id, Organisation.kind, MembershipRow.person_id, MembershipRow.role)
        .join(MembershipRow, MembershipRow.organisation_id == Organisation.id)
        .where(
            Organisation.name == name, MembershipRow.role.in_((Role.CONTACT.value, Role.COORDINATOR.value))
        )
    ).one()
    number, kind, person_id, role = row
    return Speaker(number, as_actor(person_id, Role(role), number, OrganisationKind(kind)))


def _version(region: Region, agreement_id: int) -> int:
    return region.session.get_one(PartnerAgreement, agreement_id).version


def _offer(region: Region, partner: Speaker, when: datetime, officer: str, kind: str) -> int:
    """An agreement that the partner filled in and signed. Gives its id."""
    session, actor = region.session, partner.actor
    agreement_id = agreements.start_agreement(
        session, actor=actor, organisation_id=partner.organisation_id, now=when
    )
    if not session.get_one(PartnerAgreement, agreement_id).edition > 1:
        for pledge in (
            PledgeInput(Article.CONTRIBUTION, "Twee klassen per jaar op bezoek, met een opdracht van ons.",
                        theme="education_development"),
            PledgeInput(Article.CONTRIBUTION, "Onze eigen stroom is in drie jaar helemaal van zon en wind.",
                        theme="clean_energy"),
            PledgeInput(Article.VISIBILITY, "Het partnerschap staat op onze site en in elke nieuwsbrief."),
            PledgeInput(Article.PLATFORM, "We komen naar elke bijeenkomst en ontvangen er een per jaar."),
            PledgeInput(Article.SUPPORT, "Voor de uitreiking aan de ambassadeurs.", amount=500),
        ):  # fmt: skip
            pledges.add_pledge(session, actor=actor, agreement_id=agreement_id, pledge=pledge, now=when)
    agreements.change_agreement(
        session, actor=actor, agreement_id=agreement_id, terms=Terms(kind, True, 2),
        version=_version(region, agreement_id), now=when,
    )  # fmt: skip
    agreements.offer_agreement(
        session, actor=actor, agreement_id=agreement_id, officer=Officer(officer, "directeur"),
        version=_version(region, agreement_id), now=when,
    )  # fmt: skip
    return agreement_id


def _agree(region: Region, partner: Speaker, when: datetime, officer: str, kind: str) -> int:
    agreement_id = _offer(region, partner, when, officer, kind)
    agreements.confirm_agreement(
        region.session, actor=region.certifiers[1], agreement_id=agreement_id, officer=CHAIR,
        version=_version(region, agreement_id), now=when + DAY,
    )  # fmt: skip
    return agreement_id


def _renew(region: Region, partner: Speaker) -> None:
    _agree(region, partner, region.now - 7.5 * MONTH, "Zeger Zon", "company")
    _agree(region, partner, region.now - MONTH, "Zeger Zon", "company")


def _report(region: Region, partner: Speaker, when: datetime) -> None:
    """What was reported so far; the rest is still asked for."""
    editions = partners.agreements_of(
        region.session, actor=partner.actor, organisation_id=partner.organisation_id, now=when
    )
    told = (
        ReportInput("done", "In mei en in oktober was er een klas. De opdracht ging over water vasthouden in de tuin."),
        ReportInput("busy", "De helft van het dak ligt vol. De rest volgt na de verbouwing.",
                    "https://documenten.example/zonnedak.pdf"),
    )  # fmt: skip
    for pledge, report in zip(editions[0].pledges, told, strict=False):
        pledges.report_pledge(
            region.session,
            actor=partner.actor,
            pledge_id=pledge.id,
            year=1,
            report=report,
            version=0,
            now=when,
        )


def _propose_to_the_authority(region: Region) -> None:
    """The alliance asked; nobody speaks for it in MVO-scan yet."""
    name, kvk, place = AUTHORITY
    when = region.now - 2 * DAY
    organisation_id = inviting_partners.register_candidate(
        region.session, actor=region.certifiers[0], now=when,
        organisation=OrganisationInput(name=name, kvk_number=kvk, place=place, municipality=place),
    )  # fmt: skip
    agreements.start_agreement(
        region.session, actor=region.certifiers[0], organisation_id=organisation_id, now=when
    )


def _platforms(region: Region, groenzoom: Speaker, zonzij: Speaker, school: Speaker, halm: Speaker) -> None:
    session, when = region.session, region.now - MONTH
    drenthe = platforms.create_platform(
        session, actor=region.certifiers[0], lead_id=groenzoom.organisation_id, now=when,
        platform=PlatformInput("Drenthe Midden", "Assen", "Bedrijven tussen Assen en Emmen kijken bij elkaar binnen."),
    )  # fmt: skip
    city = platforms.create_platform(
        session, actor=region.certifiers[0], lead_id=school.organisation_id, now=when,
        platform=PlatformInput("Groningen Stad", "Groningen", "Winkels, scholen en horeca in de stad."),
    )  # fmt: skip
    for speaker, platform_id, joined in ((zonzij, drenthe, when + DAY), (halm, city, region.now)):
        platforms.join_platform(
            session,
            actor=speaker.actor,
            organisation_id=speaker.organisation_id,
            platform_id=platform_id,
            now=joined,
        )
    _meet(region, drenthe, groenzoom, zonzij)
    for speaker, kind, theme, text in (
        (zonzij, "offered", "clean_energy", "Wij komen gratis langs om te meten waar stroom weglekt."),
        (
            groenzoom,
            "asked",
            "smart_mobility",
            "Wie heeft ervaring met een elektrische bestelbus op zware grond?",
        ),
    ):
        help_notices.place_notice(
            session, actor=speaker.actor, platform_id=drenthe, kind=kind, theme=theme, text=text,
            expires_on=(region.now + 2 * MONTH).date(), now=region.now - 5 * DAY,
        )  # fmt: skip
    _share(region, drenthe, zonzij, groenzoom.actor, (_METERS, _ROUNDS), 1)
    _share(region, drenthe, groenzoom, region.certifiers[0], (_COMPOST,), 1)


def _afternoon(day: datetime) -> datetime:
    """Half past three in the region, on that day."""
    return day.astimezone(REGION_ZONE).replace(hour=15, minute=30, second=0, microsecond=0)


def _meet(region: Region, platform_id: int, lead: Speaker, guest: Speaker) -> None:
    session, past = region.session, _afternoon(region.now - 12 * DAY)
    held = MeetingInput(
        "Kennismaken", past, "Kantine van Groenzoom, Assen", "Wie zijn we en wat willen we delen?"
    )
    number = meetings.plan_meeting(
        session, actor=lead.actor, platform_id=platform_id, meeting=held, now=past - 10 * DAY
    )
    meetings.say_coming(session, actor=guest.actor, meeting_id=number, people=2, now=past - 5 * DAY)
    meetings.change_meeting(
        session, actor=lead.actor, meeting_id=number, meeting=held, now=past + DAY,
        notes="We beginnen met energie. Zonzij meet bij iedereen waar stroom weglekt.",
        version=session.get_one(PlatformMeeting, number).version,
    )  # fmt: skip
    coming = MeetingInput(
        "Energie besparen in de praktijk", _afternoon(region.now + 20 * DAY), "Werkplaats van Zonzij, Emmen",
        "Rondgang langs de metingen, daarna ieder één plan voor het voorjaar.",
    )  # fmt: skip
    number = meetings.plan_meeting(
        session, actor=lead.actor, platform_id=platform_id, meeting=coming, now=region.now - 3 * DAY
    )
    meetings.say_coming(session, actor=guest.actor, meeting_id=number, people=3, now=region.now - 2 * DAY)


_METERS = (
    "clean_energy", "Elke maand de meterstanden", "small", "In een jaar 14 procent minder stroom.",
    "We schreven elke maand de meterstanden op een bord in de kantine. Na twee maanden zagen we dat de compressor"
    " 's nachts doorliep. Die gaat nu om vijf uur uit.",
)  # fmt: skip
_ROUNDS = (
    "smart_mobility", "Vaste bezorgdagen", "medium", "Per week 180 kilometer minder gereden.",
    "Klanten kiezen nu uit twee bezorgdagen. We rijden een vaste ronde en de bus zit altijd vol. Het kostte een paar"
    " telefoontjes, en een klant die eraan moest wennen.",
)  # fmt: skip
_COMPOST = (
    "sustainable_enterprise", "Snoeihout blijft in de tuin", "medium", "Drie containers per maand minder afval.",
    "We versnipperen snoeihout ter plekke en leggen het onder de heggen. Klanten vonden het eerst rommelig. Nu vragen"
    " ze erom, want er komt minder onkruid op.",
)  # fmt: skip


def _share(
    region: Region,
    platform_id: int,
    company: Speaker,
    judge: Actor,
    stories: tuple[tuple[str, str, str, str, str], ...],
    published: int,
) -> None:
    """The finished actions of a company as stories; of these so many are public."""
    done = region.session.scalars(
        select(Action.id)
        .where(Action.organisation_id == company.organisation_id, Action.state == PlanState.DONE.value)
        .order_by(Action.id)
    ).all()
    for place, (action_id, (theme, title, effort, effect, story)) in enumerate(
        zip(done, stories, strict=False)
    ):
        when = region.now - (9 - place) * DAY
        number = practices.offer_practice(
            region.session, actor=company.actor, platform_id=platform_id, now=when,
            practice=PracticeInput(f"action-{action_id}", theme, title, story, effort, effect),
        )  # fmt: skip
        if place < published:
            practices.publish_practice(
                region.session, actor=judge, practice_id=number, version=1, now=when + DAY
            )


def _pilot(region: Region, measured: Sequence[Speaker], later: Sequence[Speaker]) -> None:
    """Who was measured twice took part from the beginning; the others came later, and one shows its own figures."""
    first: date = (region.now - 11 * MONTH).date()
    project_id = projects.save_project(
        region.session,
        actor=region.certifiers[0],
        project=ProjectInput(
            theme="clean_energy",
            title="Samen naar een kwart minder stroom",
            goal="Negen bedrijven en een school meten hun stroom, delen wat werkt en gebruiken een kwart minder.",
            pilot=True,
            period=Period(first, first + 18 * MONTH),
            before=Period(first, first + 5 * MONTH),
            after=Period(first + 6 * MONTH, first + 18 * MONTH),
            indicators=("energy-source",),
        ),
        questionnaire=load(scheme().questionnaire),
        now=region.now - 10 * MONTH,
    )
    for months, one in (*((7, one) for one in measured), *((4, one) for one in later)):
        projects.join_project(
            region.session, actor=one.actor, organisation_id=one.organisation_id, project_id=project_id,
            shows_own=one is later[0], now=region.now - months * MONTH,
        )  # fmt: skip
