"""Who someone is: a person with roles in organisations. One person may have several (design 2)."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    """A company or other employer, a school, or the alliance and the bodies around it."""

    COMPANY = "company"
    INSTITUTION = "institution"
    ALLIANCE = "alliance"


class Role(StrEnum):
    """What someone may be in an organisation (design 1)."""

    STUDENT = "student"
    CONTACT = "contact"
    TEACHER = "teacher"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    CERTIFIER = "certifier"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"


ROLES_BY_KIND: dict[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.COMPANY: frozenset({Role.CONTACT}),
    OrganisationKind.INSTITUTION: frozenset({Role.STUDENT, Role.TEACHER, Role.REVIEWER, Role.COORDINATOR}),
    OrganisationKind.ALLIANCE: frozenset({Role.REVIEWER, Role.CERTIFIER, Role.MONITOR, Role.ADMINISTRATOR}),
}
"""Which roles an organisation of a kind can give; the database holds to it as well."""

NEEDS_SECOND_FACTOR = frozenset({Role.COORDINATOR, Role.CERTIFIER, Role.MONITOR, Role.ADMINISTRATOR})
"""Who decides or runs things proves twice who they are, and is signed in for a working day at most (design 9)."""
STAFF_ROLES = frozenset(Role) - {Role.STUDENT, Role.CONTACT}
"""Who works for a school or the alliance."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One role in one organisation."""

    role: Role
    organisation_id: int
    kind: OrganisationKind


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts, with every role they have at this moment."""

    person_id: int
    memberships: tuple[Membership, ...] = ()

    def has(self, role: Role, organisation_id: int) -> bool:
        """Whether the person has ``role`` in that organisation."""
        return any(m.role is role and m.organisation_id == organisation_id for m in self.memberships)

    def is_a(self, role: Role) -> bool:
        """Whether the person has ``role`` anywhere."""
        return any(m.role is role for m in self.memberships)

    def belongs_to(self, organisation_id: int) -> bool:
        """Whether the person has any role in that organisation."""
        return any(m.organisation_id == organisation_id for m in self.memberships)

    def organisations(self, role: Role) -> tuple[int, ...]:
        """The organisations in which the person has ``role``."""
        return tuple(m.organisation_id for m in self.memberships if m.role is role)
