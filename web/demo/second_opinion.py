"""Second pairs of eyes in the demo: a colleague who judges blind, and a reviewer of the alliance who had a look."""

from datetime import datetime, timedelta

from scan.domain.roles import Actor
from scan.store.tables import Dossier
from scan.use_cases import opening, planning, second_reviews
from web.demo.answers import draw
from web.demo.cast import Region
from web.demo.region import TO_SECOND_REVIEW, Company


def judge_blind(region: Region, company: Company, contact: Actor, scan_id: int, when: datetime) -> None:
    """The teacher asks the colleague, who mostly sees what the company sees."""
    session, colleague = region.session, region.colleagues[0]
    teacher = region.teachers[company.school]
    dossier_id = opening.open_scan(session, actor=contact, scan_id=scan_id, now=when).dossier_id
    second_reviews.ask_second_review(
        session, actor=teacher, dossier_id=dossier_id, reviewer_id=colleague.person_id, now=when
    )
    if company is TO_SECOND_REVIEW:
        return
    blind = second_reviews.open_blind_review(session, actor=colleague, dossier_id=dossier_id, now=when)
    scores = {
        entry.item.id: _step(
            company, entry.item.id, entry.comparison.claim_step, second_reviews.last_step(entry.item)
        )
        for entry in blind.review.items
    }
    handed_in = when + timedelta(days=1)
    second_reviews.save_scores(session, actor=colleague, dossier_id=dossier_id, scores=scores, now=handed_in)
    second_reviews.hand_in_second_review(session, actor=colleague, dossier_id=dossier_id, now=handed_in)


def look_for_the_alliance(region: Region, dossier_id: int, when: datetime) -> None:
    """The highest level asks that a reviewer of the alliance saw it (instrument D2)."""
    version = region.session.get_one(Dossier, dossier_id).version
    planning.record_second_view(
        region.session,
        actor=region.reviewers[0],
        dossier_id=dossier_id,
        facts={"alliance_review": True},
        version=version,
        now=when,
    )


def _step(company: Company, item_id: str, claimed: int | None, last: int) -> int | None:
    drawn = draw(company.name, item_id, "colleague")
    if claimed is None or drawn < 5:
        return None
    return max(0, min(last, claimed + (-1 if drawn < 20 else 1 if drawn > 94 else 0)))
