"""The groups of a school in words."""

from scan.domain.contributing import Group
from web.i18n import gettext as _


def group_name(group: Group) -> str:
    """The name of a group that contributes to a school's scan."""
    return {
        Group.STUDENTS: _("Students"),
        Group.TEACHERS: _("Teachers"),
        Group.FACILITIES: _("Facilities"),
        Group.MANAGEMENT: _("Management and HR"),
    }[group]
