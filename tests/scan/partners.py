"""Short ways for tests to an agreement of the invented region."""

from scan.domain.partnering import Article
from scan.store.tables import PartnerAgreement
from scan.use_cases.agreements import (
    Officer,
    Terms,
    change_agreement,
    confirm_agreement,
    offer_agreement,
    start_agreement,
)
from scan.use_cases.pledges import PledgeInput, add_pledge
from tests.scan.factories import Region

PARTNER_SIGNS = Officer("Carla Bakker", "directeur")
ALLIANCE_SIGNS = Officer("Certa Ster", "voorzitter")
PLEDGES = (
    PledgeInput(Article.CONTRIBUTION, "Elk jaar drie rondleidingen voor klassen", theme="clean_energy"),
    PledgeInput(Article.VISIBILITY, "Het partnerschap staat op onze site"),
    PledgeInput(Article.PLATFORM, "We beginnen een platform in Assen"),
    PledgeInput(Article.SUPPORT, "Vergaderruimte en koffie"),
)


def version_of(region: Region, agreement_id: int) -> int:
    with region.reading() as session:
        return session.get_one(PartnerAgreement, agreement_id).version


def start(region: Region, who: str = "carla", organisation: str = "bakery") -> int:
    return region.do(who, start_agreement, organisation_id=region.ids[organisation])


def fill_in(region: Region, agreement_id: int, who: str = "carla", years: int = 2) -> None:
    for pledge in PLEDGES:
        region.do(who, add_pledge, agreement_id=agreement_id, pledge=pledge)
    region.do(
        who, change_agreement, agreement_id=agreement_id, terms=Terms("company", True, years),
        version=version_of(region, agreement_id),
    )  # fmt: skip


def offer(region: Region, agreement_id: int, who: str = "carla") -> None:
    region.do(
        who, offer_agreement, agreement_id=agreement_id, officer=PARTNER_SIGNS,
        version=version_of(region, agreement_id),
    )  # fmt: skip


def confirm(region: Region, agreement_id: int, who: str = "certa") -> None:
    region.do(
        who, confirm_agreement, agreement_id=agreement_id, officer=ALLIANCE_SIGNS,
        version=version_of(region, agreement_id),
    )  # fmt: skip


def in_force(region: Region, who: str = "carla", organisation: str = "bakery") -> int:
    """An agreement that both signed. Gives its id."""
    agreement_id = start(region, who, organisation)
    fill_in(region, agreement_id, who)
    offer(region, agreement_id, who)
    confirm(region, agreement_id)
    return agreement_id
