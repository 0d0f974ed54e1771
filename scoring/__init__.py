"""What answers are worth: one scan, levels, the cheapest way up, how sure we are, who agrees (design 5)."""

from importlib import import_module
from typing import TYPE_CHECKING

from scoring.compiling import compile_model
from scoring.engine import score
from scoring.errors import AnswerError, LevelError, ModelError, OutcomeError, PathError, ScoringError
from scoring.examples import check_examples
from scoring.model import CompiledModel
from scoring.outcome import (
    GateOutcome,
    GroupOutcome,
    ItemOutcome,
    LevelOutcome,
    Outcome,
    RuleOutcome,
    Share,
)

if TYPE_CHECKING:
    from scoring.agreement import Agreement, Gaps, Meaning, measure_agreement, signed_gaps
    from scoring.certainty import Certainty, level_certainty
    from scoring.path import Path, cheapest_path
    from scoring.path_choices import Move

__all__ = [
    "Agreement",
    "AnswerError",
    "Certainty",
    "CompiledModel",
    "Gaps",
    "GateOutcome",
    "GroupOutcome",
    "ItemOutcome",
    "LevelError",
    "LevelOutcome",
    "Meaning",
    "ModelError",
    "Move",
    "Outcome",
    "OutcomeError",
    "Path",
    "PathError",
    "RuleOutcome",
    "ScoringError",
    "Share",
    "cheapest_path",
    "check_examples",
    "compile_model",
    "level_certainty",
    "measure_agreement",
    "score",
    "signed_gaps",
]

_WITH_NUMPY = {
    "Agreement": "agreement",
    "Certainty": "certainty",
    "Gaps": "agreement",
    "Meaning": "agreement",
    "Move": "path_choices",
    "Path": "path",
    "cheapest_path": "path",
    "level_certainty": "certainty",
    "measure_agreement": "agreement",
    "signed_gaps": "agreement",
}
"""Where the names are that need NumPy and SciPy: half of all imports of a start, so only when they are used."""


def __getattr__(name: str) -> object:
    if name not in _WITH_NUMPY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"scoring.{_WITH_NUMPY[name]}"), name)
