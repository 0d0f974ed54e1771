"""What happened in the demo after the certificates: light checks, a complaint, an appeal, and the monitor's sample."""

from datetime import timedelta

from sqlalchemy import select

from certificates import appeals, calendar, complaining, monitoring, scope_changes
from certificates.contested import contestable
from certificates.scheme import scheme
from scan.domain.periods import local_day
from scan.store.tables import Certificate, DecisionRow, Organisation
from web.demo.cast import ADDRESS, Region, speaker
from web.demo.region import COMPANIES, Company

SEED = "Voorbeeldtrekking 1 november: 4 8 15 16 23 42"
SOURCE = "https://loterij.example/uitslagen"
GROENZOOM, ZONZIJ, WILGENRIJK = COMPANIES[8], COMPANIES[9], COMPANIES[10]


def follow_certificates(region: Region) -> None:
    """One suspended that appeals, one with a complaint, one that moves, checks by the calendar, and a sample."""
    day = region.now - timedelta(days=3)
    calendar.run_day(region.session, today=local_day(day), now=day)
    _appeal(region)
    _complaint(region)
    _move(region)
    _sample(region)


def _appeal(region: Region) -> None:
    """Against the suspension while that can still be, else against what can be appealed against."""
    contact, organisation_id = speaker(region, WILGENRIJK)
    things = contestable(region.session, organisation_id=organisation_id, now=region.now)
    for thing in things[:1]:
        appeals.file(
            region.session,
            actor=contact,
            decision_id=thing.decision_id,
            event_id=thing.event_id,
            grounds="De stagiair droeg wel bescherming. De arbodienst was hier vorige week en zag niets mis.",
            now=region.now - timedelta(days=2),
        )


def _complaint(region: Region) -> None:
    complaining.complain(
        region.session,
        number=_number(region, GROENZOOM),
        words="Op de parkeerplaats staat al weken een lekkend vat. Dat past niet bij dit certificaat.",
        name="Buurvrouw Voorbeeld",
        email=None,
        language="nl",
        address=ADDRESS,
        pepper=region.pepper,
        now=region.now - timedelta(days=1),
    )


def _move(region: Region) -> None:
    contact, _organisation_id = speaker(region, ZONZIJ)
    scope_changes.ask(
        region.session,
        actor=contact,
        number=_number(region, ZONZIJ),
        scope=f"{ZONZIJ.name}, vestiging Klazienaveen",
        why="We zijn verhuisd. Het werk en de mensen zijn dezelfde.",
        now=region.now - timedelta(days=1),
    )


def _sample(region: Region) -> None:
    """Of the year with the newest decision; one finding is there already."""
    newest = region.session.scalars(
        select(DecisionRow.decided_at).order_by(DecisionRow.decided_at.desc())
    ).first()
    if newest is None:
        return
    monitor = region.monitors[0]
    sample_id = monitoring.draw_sample(
        region.session,
        actor=monitor,
        scheme_name=scheme().name,
        year=local_day(newest).year,
        seed=SEED,
        seed_source=SOURCE,
        now=region.now - timedelta(hours=5),
    )
    drawn = monitoring.entries(region.session, actor=monitor, sample_id=sample_id, now=region.now)
    monitoring.record_finding(
        region.session,
        actor=monitor,
        entry_id=drawn.items[0].id,
        grade="major",
        finding="Bij twee hoge antwoorden is geen document te zien. De reden van het besluit noemt dit niet.",
        now=region.now - timedelta(hours=4),
    )


def _number(region: Region, company: Company) -> str:
    return (
        region.session.scalars(
            select(Certificate.number)
            .join(Organisation, Organisation.id == Certificate.organisation_id)
            .where(Organisation.kvk_number == company.kvk)
            .order_by(Certificate.id.desc())
        ).first()
        or ""
    )
