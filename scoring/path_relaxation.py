"""The rules of a level as rows of a program that the cheapest way up must keep (design 5).

Every row is necessary: it may let through what the engine turns down, never the other way round. Conditions, shares
and the scores of plain groups are exact; where weights or scores come and go, a row is left out or optimistic.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, gcd
from typing import Any, NamedTuple

from questionnaires.answers import Answers, State
from questionnaires.conditions import Condition, references
from questionnaires.definition import Date, FreeText, Group, Item, MultipleChoice, Number, YesNo
from questionnaires.evaluation import compile_condition, reference_types
from scoring.model import CompiledModel
from scoring.outcome import ItemOutcome, Outcome, RuleOutcome, Share
from scoring.path_choices import Choice
from scoring.path_parts import Part, Parts
from scoring.path_program import Program, Sum, total, weighed

_SLACK = 1e-7
"""A little to spare, so that no rounding in floats turns down what is just enough."""


class Relaxation:
    """The program for one set of answers: a column for every choice, rows for what must hold."""

    def __init__(
        self,
        model: CompiledModel,
        answers: Answers,
        outcome: Outcome,
        choices: Mapping[str, tuple[Choice, ...]],
    ) -> None:
        questionnaire = model.questionnaire
        self.answers, self.outcome, self.choices = answers, outcome, choices
        self.units = 100 * 10**questionnaire.scoring.decimals
        self.types = reference_types(questionnaire)
        self.items = {item.id: item for item in questionnaire.items()}
        self.units_of_weight = {one.item.id: one.weight for one in model.items}
        self.parts = Parts(model, outcome, choices)
        self.program = Program()
        self.columns = {item: [self.program.column() for _ in ways] for item, ways in choices.items()}
        for columns in self.columns.values():
            self.program.equal(total(columns), 1.0)
        self._scores: dict[str, Sum] = {}
        self._presence: dict[str, Sum] = {}

    # -- choices ------------------------------------------------------------------------------------------------

    def _ways(self, items: Iterable[str] | None = None) -> Iterator[tuple[Choice, Sum]]:
        """Every choice with its column; of these questions only."""
        for item in self.choices if items is None else items:
            yield from zip(self.choices[item], self.columns[item], strict=True)

    def effort(self) -> Sum:
        """What all moves take together, in the largest unit in which every effort is a whole number."""
        efforts = [Decimal(0) if way.move is None else way.move.effort for way, _ in self._ways()]
        places = max((-int(effort.normalize().as_tuple().exponent) for effort in efforts), default=0)
        whole = [int(effort.scaleb(max(0, places))) for effort in efforts]
        unit = gcd(*whole) or 1
        return weighed(
            (effort / unit, column) for effort, (_, column) in zip(whole, self._ways(), strict=True)
        )

    def moves(self) -> Sum:
        """How many moves."""
        return total(column for way, column in self._ways() if way.move is not None)

    def chosen(self, aim: Sum) -> dict[str, int] | None:
        """The choice for each question, by its place, with the least of ``aim``; None when nothing is left."""
        values = self.program.solve(aim)
        if values is None:
            return None
        return {
            item: max(range(len(columns)), key=lambda place: values[min(columns[place].terms)])
            for item, columns in self.columns.items()
        }

    def keep(self, aim: Sum, chosen: Mapping[str, int]) -> None:
        """From now on no more of ``aim``, which counts in whole numbers, than these choices have."""
        columns = (column for item, place in chosen.items() for column in self.columns[item][place].terms)
        most = sum(aim.terms.get(column, 0.0) for column in columns)
        self.program.at_least(Sum(most + 0.5).plus(aim, -1.0))

    def cut(self, chosen: Mapping[str, int], group: str | None) -> None:
        """Turn down what failed on this group's score, and all that can only be worse; None: on anything else."""
        if group is None:
            ways = [
                column
                for item, place in chosen.items()
                for number, column in enumerate(self.columns[item])
                if number != place
            ]
        else:
            part = self.parts[group]
            steady = self.parts.steady(part)
            ways = [
                column
                for item in self.parts.moving(part)
                for column in self._better(item, chosen[item], steady)
            ]
        self.program.at_least(total(ways), 1.0)

    def _better(self, item: str, place: int, steady: bool) -> Iterator[Sum]:
        """Choices that earn more; or, where that may change what counts, that are answered where this is not."""
        failed = self.choices[item][place]
        for way, column in self._ways([item]):
            if way.share > failed.share or (not steady and way.answered is not failed.answered):
                yield column

    # -- conditions ---------------------------------------------------------------------------------------------

    def condition(self, condition: Condition) -> Sum:
        """1 when the condition holds for the counted answers, else 0; exact."""
        return self.program.truth(condition, self._atom)

    def _atom(self, atom: Condition) -> Sum:
        (reference,) = set(references(atom))
        test = compile_condition(atom, self.types)
        item = reference.removeprefix("answers.")
        if reference == f"answers.{item}" and item in self.columns:
            true = [column for way, column in self._ways([item]) if test({reference: way.value}.get)]
            return Sum(1.0) if len(true) == len(self.columns[item]) else total(true)
        return Sum(1.0 if test(self._fixed.get) else 0.0)

    @cached_property
    def _fixed(self) -> dict[str, Any]:
        """What conditions read of everything that cannot change."""
        values: dict[str, Any] = {f"profile.{key}": value for key, value in self.answers.profile.items()}
        values |= {f"facts.{key}": value for key, value in self.answers.facts.items()}
        return values | {f"answers.{item.id}": self._counted(item) for item in self.items.values()}

    def _counted(self, item: Item) -> Any:
        found, answer = self.parts.found[item.id], self.answers.items.get(item.id)
        if found.state in ("hidden", "pooled") or answer is None or answer.state is not State.ANSWERED:
            return None
        if isinstance(item, Number):
            unused = found.missing_evidence or (item.score is not None and found.state == "unscored")
            return None if unused else answer.value
        if isinstance(item, FreeText | Date):
            return answer.value
        if isinstance(item, MultipleChoice):
            return frozenset((found.counted_option or "").split(",")) - {""}
        if isinstance(item, YesNo) and found.counted_option is not None:
            return found.counted_option == "yes"
        return found.counted_option

    # -- rules --------------------------------------------------------------------------------------------------

    def rule(self, rule: RuleOutcome) -> None:
        """A rule of a level, other than a requirement."""
        if rule.kind in ("total", "theme", "group") and rule.required is not None:
            self._score_rule(rule.subject or "", rule.required)
        elif rule.kind in ("coverage", "verified") and rule.required and not self.parts.drops(self.parts[""]):
            self._share_rule(rule.kind == "verified", rule.required)
        elif rule.kind == "theme_scored":
            self.program.at_least(self._present(self.parts[rule.subject or ""]), 1.0)

    def _share_rule(self, verified: bool, required: int) -> None:
        """``required`` is in hundredths of a per cent, rounded up; so one less is surely asked."""
        part, whole = self._share(verified)
        self.program.at_least(part.plus(whole, -(required - 1) / 10_000))
        if verified:
            self.program.at_least(whole, 0.5)

    def _share(self, verified: bool) -> tuple[Sum, Sum]:
        """(part, whole) after the moves, from what they are now and what each choice changes."""
        now: Share = self.outcome.verified if verified else self.outcome.coverage
        parts, wholes = [(1.0, Sum(float(now[0])))], [(1.0, Sum(float(now[1])))]
        for item, ways in self.choices.items():
            weight, before = self.units_of_weight[item], _counts(ways[0], verified)
            for way, column in self._ways([item]):
                after = _counts(way, verified)
                parts.append((float(weight * (after[0] - before[0])), column))
                wholes.append((float(weight * (after[1] - before[1])), column))
        return weighed(parts), weighed(wholes)

    def _score_rule(self, group: str, required: int) -> None:
        """A total must be there; a group without a score is not held to a minimum."""
        part = self.parts[group]
        present = self._present(part)
        if not group:
            self.program.at_least(present, 1.0)
        members = self._members(part)
        if members is None or not (present.terms or present.constant):
            return
        least = (required - 0.5) / self.units
        above = total([Sum(_SLACK), *(self._above(member, least) for member in members)])
        if group:
            most = sum(member.most for member in members)
            above = above.plus(Sum(1.0).plus(present, -1.0), most)
        self.program.at_least(above)

    def _above(self, member: "_Member", least: float) -> Sum:
        """How many points a member brings above the least that is asked; nothing while it has no score."""
        surplus = member.points.plus(member.whole, -least)
        if not member.present.terms:
            return surplus
        shown = self.program.column(whole=False, least=-member.most, most=member.most)
        absent = Sum(1.0).plus(member.present, -1.0)
        self.program.at_least(surplus.plus(absent, member.most).plus(shown, -1.0))
        self.program.at_least(Sum(0.0).plus(member.present, member.most).plus(shown, -1.0))
        return shown

    # -- scores -------------------------------------------------------------------------------------------------

    def _members(self, part: Part) -> list["_Member"] | None:
        """What each member that may have a score brings; None when that is no plain weighted mean."""
        if part.aggregation != "arithmetic":
            return None
        own = [
            _Member(*self._item(item.id), Sum(1.0)) for item in part.items if item.id in self.parts.weights
        ]
        children = [child for child in part.groups if not self.parts.never(self.parts[child.id])]
        weights = self._limited(children, own)
        if weights is None:
            return None
        return own + [
            _Member(Sum(0.0).plus(self.score(inner), weight), Sum(weight), self._present(inner))
            for inner, weight in zip((self.parts[child.id] for child in children), weights, strict=True)
        ]

    def _limited(self, children: list[Group], own: list["_Member"]) -> list[float] | None:
        """The weights of these groups after the limits on them; None when those change with the answers."""
        weights = [float(child.weight) for child in children]
        caps = [
            None if child.share_at_most is None else float(child.share_at_most) / 100 for child in children
        ]
        if not any(caps):
            return weights
        if any(one.whole.terms for one in own) or not all(
            self.parts.always(self.parts[one.id]) for one in children
        ):
            return None
        free, rest = sum(one.whole.constant for one in own) + sum(weights), 1.0
        cut: set[int] = set()
        while over := [
            place
            for place, cap in enumerate(caps)
            if cap is not None and place not in cut and weights[place] * rest > cap * free * (1 + 1e-12)
        ]:
            cut |= set(over)
            free -= sum(weights[place] for place in over)
            rest -= sum(caps[place] or 0.0 for place in over)
        if rest <= 0:
            return None
        return [
            (caps[place] or 0.0) * free / rest if place in cut else weight
            for place, weight in enumerate(weights)
        ]

    def score(self, part: Part) -> Sum:
        """A score from 0 to 1 that the group's own never exceeds by more than it is rounded."""
        if not self.parts.moving(part):
            return Sum((self.parts.now[part.id].for_level or 0) / self.units)
        found = self._scores.get(part.id)
        if found is None:
            found = self._scores[part.id] = self._mean(part)
        return found

    def _mean(self, part: Part) -> Sum:
        members = self._members(part)
        if members is not None and not any(one.present.terms for one in members):
            whole = sum(one.whole.constant for one in members)
            if whole > 0:  # 'don't know' that becomes an answer only makes the whole larger
                points = total(one.points for one in members)
                return Sum(0.5 / self.units + _SLACK).plus(points, 1 / whole)
        return self.program.column(whole=False)

    def _item(self, item: str) -> tuple[Sum, Sum]:
        """(points, what could be reached) of one question; points of what cannot change are never too low."""
        weight, reaches = self.parts.weights[item], self.parts.reaches(item)
        if item not in self.choices:
            shown, reach = self.parts.found[item].counted_share, weight if reaches else 0.0
            share = min(1.0, (shown + 0.5) / self.units) if shown else 0.0
            return Sum(reach * share), Sum(reach)
        points = weighed((weight * way.share, column) for way, column in self._ways([item]))
        if reaches:
            return points, Sum(weight)
        return points, weighed((weight, column) for way, column in self._ways([item]) if way.move)

    # -- which scores there are ---------------------------------------------------------------------------------

    def _present(self, part: Part) -> Sum:
        """1 when it has a score, else 0."""
        if self.parts.always(part) or self.parts.never(part):
            return Sum(float(self.parts.always(part)))
        column = self._presence.get(part.id)
        if column is None:
            column = self._presence[part.id] = self.program.column()
            if not any(self.parts.drops(self.parts[child.id]) for child in part.groups):
                self._enough(part, column)
        return column

    def _enough(self, part: Part, present: Sum) -> None:
        """A score needs so many answers; with them and a question that counts in any case, there is one."""
        applicable = self.parts.applicable(part)
        least = 100 if part.all_or_none else Fraction(part.enough.share)
        asked = max(part.enough.items, ceil(least * len(applicable) / 100))
        answered = total(self._answered(one) for one in applicable)
        self.program.at_least(answered.plus(present, -float(asked)))
        if any(item.id in self.parts.weights and self.parts.reaches(item.id) for item in part.items):
            fewer = Sum(asked - 1.0).plus(present, float(len(applicable) + 1))
            self.program.at_least(fewer.plus(answered, -1.0))

    def _answered(self, one: ItemOutcome) -> Sum:
        """1 when the question has an answer that counts, else 0."""
        if one.id in self.columns:
            return total(column for way, column in self._ways([one.id]) if way.answered)
        unseen = isinstance(self.items[one.id], Number) and one.missing_evidence
        return Sum(float(one.state == "answered" and not unseen))


class _Member(NamedTuple):
    """A question or a group in a weighted mean."""

    points: Sum
    whole: Sum
    present: Sum

    @property
    def most(self) -> float:
        """More than its points and what could be reached ever come to."""
        return self.whole.constant + sum(map(abs, self.whole.terms.values())) + 1.0


def _counts(way: Choice, verified: bool) -> tuple[int, int]:
    """What a choice adds to (part, whole) of the share, in weights of its question."""
    if verified:
        return int(way.verifiable and way.verified), int(way.verifiable)
    return int(way.answered), 0
