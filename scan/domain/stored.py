"""Answers as they are kept in rows: JSON values, numbers and dates as strings so that they stay exact."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from questionnaires.answers import AnswerValue
from questionnaires.definition import Date, Item, MultipleChoice, Number, ProfileField, Questionnaire

ProfileValue = str | bool | Decimal


def value_from_json(item: Item, stored: Any) -> AnswerValue:
    """A stored value, which was checked when it was saved, as the value that scoring reads."""
    match item:
        case Number():
            return Decimal(stored)
        case Date():
            return date.fromisoformat(stored)
        case MultipleChoice():
            return frozenset(stored)
        case _:
            value: str | bool = stored
            return value


def profile_from_json(questionnaire: Questionnaire, stored: Mapping[str, Any]) -> dict[str, ProfileValue]:
    """A stored profile as scoring reads it; values of fields that the questionnaire does not have are left out."""
    fields = {field.id: field for field in questionnaire.profile}
    return {key: _profile_value(fields[key], value) for key, value in stored.items() if key in fields}


def _profile_value(field: ProfileField, stored: Any) -> ProfileValue:
    if field.type == "number":
        return Decimal(stored)
    value: str | bool = stored
    return value


def missing_profile(questionnaire: Questionnaire, profile: Mapping[str, ProfileValue]) -> tuple[str, ...]:
    """Profile fields that still have no value."""
    return tuple(field.id for field in questionnaire.profile if field.id not in profile)
