"""How many ambassadors there are, in groups that never point at anyone (design 7: k ≥ 5)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from scan.domain.ambassadors import total_without_small_groups, without_small_groups
from scan.domain.states import AmbassadorState
from scan.store.tables import Ambassador, Organisation


class GroupedBy(StrEnum):
    """What a group of ambassadors has in common."""

    SCHOOL = "school"
    MUNICIPALITY = "municipality"
    """Of the school."""


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many were appointed in one group; None for fewer than five, or where it would follow from the others."""

    name: str | None
    """None: the municipality is not known."""
    appointed: int | None


@dataclass(frozen=True, slots=True)
class AmbassadorCounts:
    """Everyone whose appointment was not withdrawn, alumni too; ``active`` is None for fewer than five."""

    groups: tuple[GroupCount, ...]
    total: int | None
    active: int | None
    """Whose term runs today. None too where it would say how many alumni there are, when they are few."""


def ambassador_counts(session: Session, *, by: GroupedBy, today: date) -> AmbassadorCounts:
    """Counts by school or by municipality of the school, in order of name. Two statements at most; safe to publish."""
    name = Organisation.name if by is GroupedBy.SCHOOL else Organisation.municipality
    key = Organisation.id if by is GroupedBy.SCHOOL else Organisation.municipality
    running = case(
        (
            (Ambassador.state == AmbassadorState.APPOINTED.value) & (Ambassador.valid_until >= today),
            1,
        ),
        else_=0,
    )
    rows = session.execute(
        select(func.min(name), func.count(), func.sum(running))
        .select_from(Ambassador)
        .join(Organisation, Organisation.id == Ambassador.institution_id)
        .where(Ambassador.state.in_((AmbassadorState.APPOINTED.value, AmbassadorState.ALUMNUS.value)))
        .group_by(key)
        .order_by(func.lower(func.min(name)))
    ).all()
    shown = without_small_groups([count for _, count, _ in rows])
    total = sum(count for _, count, _ in rows)
    active = sum(count for _, _, count in rows)
    by_state = without_small_groups([active, total - active]) if total > active else (active,)
    return AmbassadorCounts(
        tuple(GroupCount(row[0], count) for row, count in zip(rows, shown, strict=True)),
        total_without_small_groups(total),
        None if by_state[0] is None else total_without_small_groups(by_state[0]),
    )


def appointed_total(session: Session) -> int | None:
    """How many were ever appointed, in all schools together; None for fewer than five."""
    return total_without_small_groups(
        session.scalar(select(func.count()).where(Ambassador.number.is_not(None))) or 0
    )
