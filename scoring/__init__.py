"""What answers are worth: one scan, levels, the cheapest way up, and how sure we are (design 5)."""

from scoring.certainty import Certainty, level_certainty
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
from scoring.path import Path, cheapest_path
from scoring.path_choices import Move

__all__ = [
    "AnswerError",
    "Certainty",
    "CompiledModel",
    "GateOutcome",
    "GroupOutcome",
    "ItemOutcome",
    "LevelError",
    "LevelOutcome",
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
    "score",
]
