"""What is asked: format, checks, indicator bank, publishing (design 4). Pure: no web, no database."""

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Questionnaire
from questionnaires.faults import AnswersError, QuestionnaireError
from questionnaires.loading import bundled, catalogue, load
from questionnaires.publishing import canonical_bytes, content_hash, read_published

__all__ = [
    "Answer",
    "Answers",
    "AnswersError",
    "Questionnaire",
    "QuestionnaireError",
    "State",
    "bundled",
    "canonical_bytes",
    "catalogue",
    "content_hash",
    "load",
    "read_published",
]
