"""What is asked: format, checks, indicator bank, publishing (design 4). Pure: no web, no database."""

from questionnaires.answers import Answer, Answers, State
from questionnaires.answers_file import implausible, load_answers, read_answers, write_answers
from questionnaires.definition import Questionnaire
from questionnaires.differences import diff
from questionnaires.errors import MvoScanError
from questionnaires.faults import AnswersError, Fault, QuestionnaireError
from questionnaires.loading import bundled, catalogue, load
from questionnaires.publishing import canonical_bytes, content_hash, read_published
from questionnaires.visibility import visible

__all__ = [
    "Answer",
    "Answers",
    "AnswersError",
    "Fault",
    "MvoScanError",
    "Questionnaire",
    "QuestionnaireError",
    "State",
    "bundled",
    "canonical_bytes",
    "catalogue",
    "content_hash",
    "diff",
    "implausible",
    "load",
    "load_answers",
    "read_answers",
    "read_published",
    "visible",
    "write_answers",
]
