"""The words on a scan on paper, and conditions as a sentence: "Alleen als je ‘ja’ invult bij ‘Is er een keuken?’."."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from babel.numbers import format_decimal

from certificates.wheel import Language
from questionnaires.conditions import All as AllOf
from questionnaires.conditions import Answered, AnyOf, Condition, Ge, Gt, In, Is, Le, Lt, Not
from questionnaires.definition import MultipleChoice, Questionnaire, SingleChoice, Text

WORDS: dict[Language, dict[str, str]] = {
    "nl": {
        "of": "Over",
        "who": "Ingevuld door",
        "date": "Datum",
        "how": "Kruis bij elke vraag één antwoord aan. Staat er ‘meer antwoorden’? Dan mag je er meer aankruisen. "
        "Zet later alles in de scan: lees de code met je telefoon, of ga naar",
        "profile": "Eerst een paar gegevens",
        "ask": "Wie vraag je het?",
        "several": "Je mag meer antwoorden aankruisen.",
        "dont_know": "Weet ik niet",
        "not_applicable": "Past hier niet, want:",
        "yes": "Ja",
        "no": "Nee",
        "evidence": "Bewijs of notitie (geen namen):",
        "only_if": "Alleen als {condition}.",
        "alone": "Vul dit blad alleen in, thuis of op school",
        "alone_why": "Het bedrijf ziet jouw antwoord op deze vragen niet. Er hoort geen bewijs bij. "
        "Neem dit blad niet mee naar het bedrijf.",
        "elsewhere": "Vraag {numbers}: zie het laatste blad. Die vul je thuis of op school in.",
        "page": "bladzijde {page} van {count}",
        "and": "en",
        "or": "of",
        "question": "vraag {number}",
    },
    "en": {
        "of": "About",
        "who": "Filled in by",
        "date": "Date",
        "how": "Tick one answer for each question. Does it say ‘several answers’? Then you may tick more. "
        "Put everything in the scan later: read the code with your phone, or go to",
        "profile": "First a few facts",
        "ask": "Who do you ask?",
        "several": "You may tick several answers.",
        "dont_know": "I don’t know",
        "not_applicable": "Does not fit here, because:",
        "yes": "Yes",
        "no": "No",
        "evidence": "Evidence or note (no names):",
        "only_if": "Only if {condition}.",
        "alone": "Fill in this sheet alone, at home or at school",
        "alone_why": "The company cannot see your answers to these questions. No evidence belongs to them. "
        "Do not take this sheet to the company.",
        "elsewhere": "Question {numbers}: see the last sheet. You fill those in at home or at school.",
        "page": "page {page} of {count}",
        "and": "and",
        "or": "or",
        "question": "question {number}",
    },
}
_SAID: dict[Language, dict[str, str]] = {
    "nl": {
        "is": "je ‘{value}’ invult bij {question}",
        "is not": "je niet ‘{value}’ invult bij {question}",
        "ge": "je {value} of meer invult bij {question}",
        "gt": "je meer dan {value} invult bij {question}",
        "le": "je {value} of minder invult bij {question}",
        "lt": "je minder dan {value} invult bij {question}",
        "answered": "je iets invult bij {question}",
        "not": "het niet zo is dat {part}",
    },
    "en": {
        "is": "you fill in ‘{value}’ at {question}",
        "is not": "you do not fill in ‘{value}’ at {question}",
        "ge": "you fill in {value} or more at {question}",
        "gt": "you fill in more than {value} at {question}",
        "le": "you fill in {value} or less at {question}",
        "lt": "you fill in less than {value} at {question}",
        "answered": "you fill in something at {question}",
        "not": "it is not so that {part}",
    },
}


class ConditionWords:
    """Says the conditions of one questionnaire in one language."""

    def __init__(self, questionnaire: Questionnaire, language: Language) -> None:
        self._language = language
        self._said = _SAID[language]
        self._names: dict[str, str] = {}
        self._values: dict[str, Mapping[str, str]] = {}
        for field in questionnaire.profile:
            self._names[f"profile.{field.id}"] = f"‘{self._words(field.question)}’"
            self._values[f"profile.{field.id}"] = {
                option.id: self._words(option.text) for option in field.options
            }
        for fact in questionnaire.facts:
            self._names[f"facts.{fact.id}"] = f"‘{self._words(fact.title)}’"
        for number, item in enumerate(questionnaire.items(), 1):
            self._names[f"answers.{item.id}"] = WORDS[language]["question"].format(number=number)
            if isinstance(item, SingleChoice | MultipleChoice):
                self._values[f"answers.{item.id}"] = {
                    option.key: self._words(option.title or option.text) for option in item.options
                }

    def only_if(self, condition: Condition) -> str:
        """The whole sentence."""
        return WORDS[self._language]["only_if"].format(condition=self._say(condition))

    def _words(self, text: Text) -> str:
        return text.get(self._language) or next(iter(text.values()))

    def _say(self, condition: Condition) -> str:
        match condition:
            case AllOf(all=parts):
                return self._joined(parts, "and")
            case AnyOf(any=parts):
                return self._joined(parts, "or")
            case Not(negated=Is() | In() as part):
                return self._one(part, "is not")
            case Not(negated=part):
                return self._said["not"].format(part=self._say(part))
            case Answered(answered=reference):
                return self._said["answered"].format(question=self._names[reference])
            case _:
                return self._one(condition, "is")

    def _one(self, condition: Condition, verb: str) -> str:
        """A condition on one thing. ``verb``: how 'is' is said."""
        match condition:
            case Is(equals=(reference, value)):
                return self._compared(verb, reference, (value,))
            case In(one_of=(reference, values)):
                return self._compared(verb, reference, values)
            case Ge(ge=(reference, value)):
                return self._compared("ge", reference, (value,))
            case Gt(gt=(reference, value)):
                return self._compared("gt", reference, (value,))
            case Le(le=(reference, value)):
                return self._compared("le", reference, (value,))
            case Lt(lt=(reference, value)):
                return self._compared("lt", reference, (value,))
            case _:
                raise TypeError(f"no condition on one thing: {condition!r}")

    def _compared(self, verb: str, reference: str, values: tuple[bool | str, ...]) -> str:
        between = f"’ {WORDS[self._language]['or']} ‘"
        said = between.join(self._value(reference, value) for value in values)
        return self._said[verb].format(value=said, question=self._names[reference])

    def _value(self, reference: str, value: bool | str) -> str:
        if isinstance(value, bool):
            return WORDS[self._language]["yes" if value else "no"].lower()
        named = self._values.get(reference, {}).get(value)
        if named is not None:
            return named
        try:
            return str(format_decimal(Decimal(value), locale=self._language))
        except InvalidOperation:
            return value

    def _joined(self, parts: tuple[Condition, ...], word: str) -> str:
        """Parts with 'en' or 'of' between them; a part that has the other word in it stands in brackets."""
        said = [
            f"({self._say(part)})" if isinstance(part, AllOf | AnyOf) else self._say(part) for part in parts
        ]
        return f" {WORDS[self._language][word]} ".join(said)
