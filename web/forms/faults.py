"""What is wrong in a form, in the words of this request: each fault names its field (LOOK 3, error summary)."""

from collections.abc import Mapping

from wtforms import Form

from scan.domain.errors import InvalidInput
from web.errors import words
from web.i18n import gettext as _

Faults = dict[str, str]


def said(form: Form, sentences: Mapping[str, str]) -> Faults:
    """The sentence for every field that is wrong, in the order of the form; a field without one gets a plain one."""
    return {
        field: sentences.get(field, _("This cannot be read. Fill it in again."))
        for field in form.errors
        if field
    }


def refused(problem: InvalidInput, renamed: Mapping[str, str] | None = None) -> Faults:
    """What a use case refused; ``renamed`` gives the field on the page where the use case calls it otherwise."""
    names = renamed or {}
    return {names.get(field, field): words(message) for field, message in problem.fields.items()}


def summary_of(faults: Mapping[str, str]) -> list[dict[str, str]]:
    """The error summary on top of the page: one line for each fault, that leads to its field."""
    return [{"field": field, "text": fault} for field, fault in faults.items()]
