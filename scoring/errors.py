"""What can go wrong in scoring, each with a sentence for people."""

from questionnaires.errors import MvoScanError


class ScoringError(MvoScanError):
    """Root of the errors of scoring."""


class ModelError(ScoringError):
    """A questionnaire that cannot be scored; a checked one always can."""


class AnswerError(ScoringError):
    """An answer that does not fit its question; answers that were read with ``read_answers`` always do."""


class LevelError(ScoringError):
    """The questionnaire has no such level."""


class OutcomeError(ScoringError):
    """Bytes that are no stored Outcome."""


class PathError(ScoringError):
    """A search for the cheapest way up that did not end; the message says how far it came."""
