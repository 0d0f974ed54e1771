"""Scoring written a second time, slowly and plainly: fractions, recursion, no tables. The engine must agree with it.

It shares no code with the engine: only the questionnaire's models, and its evaluator of conditions.
"""

from collections import Counter
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Any

from questionnaires.answers import UNANSWERED, Answer, Answers, State
from questionnaires.definition import (
    Group,
    Item,
    Level,
    MultipleChoice,
    Number,
    Questionnaire,
    SingleChoice,
    YesNo,
)
from questionnaires.evaluation import evaluate, reference_types
from questionnaires.publishing import content_hash
from questionnaires.visibility import visible

VIEWS = ("claimed", "counted", "for_level")


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up."""
    return floor(value + Fraction(1, 2))


class Oracle:
    """One questionnaire with one set of answers."""

    def __init__(self, questionnaire: Questionnaire, answers: Answers) -> None:
        self.questionnaire = questionnaire
        self.answers = answers
        self.types = reference_types(questionnaire)
        self.units = 100 * 10**questionnaire.scoring.decimals
        self.shown = visible(questionnaire, answers)
        self.items = {item.id: item for item in questionnaire.items()}
        self.outside = {f"profile.{key}": value for key, value in answers.profile.items()}
        self.outside |= {f"facts.{key}": value for key, value in answers.facts.items()}
        self.given_values = dict(self.outside)
        for item in self.items.values():
            answer = self.answer(item)
            if item.id in self.shown and answer.state is State.ANSWERED:
                self.given_values[f"answers.{item.id}"] = answer.value
        self.judged = {item.id: self.judge(item) for item in self.items.values()}
        self.counted_values = dict(self.outside)
        self.asked_values = dict(self.outside)
        for item in self.items.values():
            if item.id in self.shown and not item.pooled:
                self.counted_values[f"answers.{item.id}"] = self.judged[item.id]["value"]
                self.asked_values[f"answers.{item.id}"] = self.given_values.get(f"answers.{item.id}")
        self.group_scores: dict[str, dict[str, Any]] = {}

    def answer(self, item: Item) -> Answer:
        return self.answers.items.get(item.id, UNANSWERED)

    def holds(self, condition: Any, values: dict[str, Any]) -> bool:
        return condition is None or evaluate(condition, values.get, self.types)

    # -- one question -----------------------------------------------------------------------------------------

    def best(self, item: Item) -> Fraction:
        match item:
            case SingleChoice():
                return max(Fraction(option.points) for option in item.options)
            case MultipleChoice():
                worth = [Fraction(option.points) for option in item.options]
                best = sum(worth, Fraction(0)) if item.combine == "sum" else max(worth)
                return best if item.cap is None else min(best, Fraction(item.cap))
            case YesNo() if item.scored:
                return Fraction(max(item.yes_points, item.no_points))
            case Number() if item.score is not None:
                best = max(Fraction(points) for _, points in item.score.points)
                return (
                    best if item.score.progress is None else max(best, Fraction(item.score.progress.points))
                )
        return Fraction(0)

    def lacking(self, needs: Any, key: str | None, answer: Answer) -> tuple[str, ...]:
        if answer.confirmed:
            return ()
        have = Counter(answer.accepted)
        lacking = []
        for kind in needs:
            ways = [Counter([kind])]
            for route in self.questionnaire.evidence_routes:
                open_now = self.holds(route.when, self.given_values)
                if open_now and route.replaces == kind and key in route.steps:
                    ways += [Counter(alternative) for alternative in route.by]
            if not any(have >= way for way in ways):
                lacking.append(kind)
        return tuple(lacking)

    def judge(self, item: Item) -> dict[str, Any]:
        """Shares (fractions of the best), options and reasons for one question."""
        answer, best = self.answer(item), self.best(item)
        found: dict[str, Any] = {
            "state": answer.state.value, "claimed": Fraction(0), "counted": Fraction(0), "claimed_option": None,
            "counted_option": None, "missing": (), "value": None, "supported": False, "verifiable": False,
            "verified": False,
        }  # fmt: skip
        if item.pooled or item.id not in self.shown:
            return found | {"state": "pooled" if item.pooled else "hidden"}
        if not best or self.no_reference(item):
            found["state"] = "unscored"
        if answer.state is not State.ANSWERED or (self.no_reference(item) and best):
            return found
        claim = {
            SingleChoice: self.judge_single,
            MultipleChoice: self.judge_multiple,
            YesNo: self.judge_yes_no,
            Number: self.judge_number,
        }.get(type(item))
        if claim is None:
            return found | {"value": answer.value}
        found |= {"supported": True} | claim(item, answer)
        found["verified"] = answer.confirmed or (bool(answer.accepted) and found.pop("as_claimed"))
        found.pop("as_claimed", None)
        for view in ("claimed", "counted"):
            found[view] = found[view] / best if best else Fraction(0)
        return found

    def judge_single(self, item: SingleChoice, answer: Answer) -> dict[str, Any]:
        keys = [option.key for option in item.options]
        chosen = keys.index(answer.value)
        reached = [
            step
            for step in range(chosen + 1)
            if not self.lacking(item.options[step].needs, keys[step], answer)
        ]
        top = max(reached) if reached else None
        return {
            "claimed": Fraction(item.options[chosen].points),
            "counted": Fraction(0) if top is None else Fraction(item.options[top].points),
            "claimed_option": keys[chosen],
            "counted_option": None if top is None else keys[top],
            "missing": self.lacking(item.options[chosen].needs, keys[chosen], answer),
            "value": None if top is None else keys[top],
            "verifiable": chosen >= self.questionnaire.scoring.verified_from_step,
            "as_claimed": top == chosen,
        }

    def judge_yes_no(self, item: YesNo, answer: Answer) -> dict[str, Any]:
        points = {True: item.yes_points, False: item.no_points}
        better = item.yes_points >= item.no_points
        key = {True: "yes", False: "no"}
        lacking = self.lacking(item.needs, key[better], answer) if answer.value is better else ()
        counts_as = (not better) if lacking else answer.value
        worth = Fraction(points[answer.value]) if item.scored else Fraction(0)
        return {
            "claimed": worth,
            "counted": Fraction(points[counts_as]) if item.scored else Fraction(0),
            "claimed_option": key[answer.value],
            "counted_option": key[counts_as],
            "missing": lacking,
            "value": counts_as,
            "verifiable": answer.value is better and worth > 0,
            "as_claimed": counts_as is answer.value,
        }

    def judge_multiple(self, item: MultipleChoice, answer: Answer) -> dict[str, Any]:
        chosen = [option for option in item.options if option.key in answer.value]
        lacking = {option.key: self.lacking(option.needs, option.key, answer) for option in chosen}
        counts = [option for option in chosen if not lacking[option.key]]

        def worth(options: list[Any]) -> Fraction:
            points = [Fraction(option.points) for option in options]
            total = sum(points, Fraction(0)) if item.combine == "sum" else max(points, default=Fraction(0))
            return min(total, self.best(item))

        missing = {kind for kinds in lacking.values() for kind in kinds}
        return {
            "claimed": worth(chosen),
            "counted": worth(counts),
            "claimed_option": ",".join(option.key for option in chosen),
            "counted_option": ",".join(option.key for option in counts),
            "missing": tuple(kind for kind in ("observation", "document", "testimony") if kind in missing),
            "value": frozenset(option.key for option in counts),
            "verifiable": worth(chosen) > 0,
            "as_claimed": counts == chosen,
        }

    def reference(self, item: Number) -> Fraction | None:
        table = next(table for table in self.questionnaire.references if table.id == item.score.reference)
        rows = (row for row in table.rows if self.holds(row.when, self.given_values))
        return next((Fraction(row.value) for row in rows), None)

    def no_reference(self, item: Item) -> bool:
        return (
            isinstance(item, Number)
            and item.score is not None
            and item.score.reference is not None
            and self.reference(item) is None
        )

    def judge_number(self, item: Number, answer: Answer) -> dict[str, Any]:
        if item.score is None:
            return {"value": answer.value, "as_claimed": True}
        value = Fraction(answer.value)
        place = value / self.reference(item) if item.score.reference else value
        points = self.interpolate([(Fraction(x), Fraction(y)) for x, y in item.score.points], place)
        progress = item.score.progress
        if progress is not None and (before := self.answers.facts.get(progress.fact)) is not None:
            change = value - Fraction(before)
            gained = -change if progress.direction == "fall" else change
            if gained > 0 and gained >= abs(Fraction(before)) * Fraction(progress.percent) / 100:
                points = max(points, Fraction(progress.points))
        lacking = self.lacking(item.score.needs, None, answer)
        return {
            "claimed": points,
            "counted": Fraction(0) if lacking else points,
            "missing": lacking,
            "value": None if lacking else answer.value,
            "supported": not lacking,
            "verifiable": points > 0,
            "as_claimed": not lacking,
        }

    def interpolate(self, points: list[tuple[Fraction, Fraction]], place: Fraction) -> Fraction:
        if place <= points[0][0]:
            return points[0][1]
        for (left, low), (right, high) in pairwise(points):
            if place <= right:
                return low + (high - low) * (place - left) / (right - left)
        return points[-1][1]

    # -- groups -----------------------------------------------------------------------------------------------

    def zero_counts(self, item: Item, view: str) -> bool:
        """Whether a question without points stays in what could be reached."""
        state = self.judged[item.id]["state"]
        if state == "dont_know":
            scoring = self.questionnaire.scoring
            how = scoring.dont_know_for_level if view == "for_level" else scoring.dont_know
            return how == "zero"
        return state in ("answered", "unanswered")

    def applicable(self, group: Group) -> list[Item]:
        """Every question that applies, at any depth, without those of all-or-none groups that have a gap."""
        found: list[Item] = []
        for member in group.members:
            if isinstance(member, Group):
                inside = self.applicable(member)
                gap = member.all_or_none and any(self.judged[i.id]["state"] != "answered" for i in inside)
                found += [] if gap else inside
            elif self.judged[member.id]["state"] in ("answered", "unanswered", "dont_know"):
                found.append(member)
        return found

    def answered(self, item: Item, view: str) -> bool:
        judged = self.judged[item.id]
        return judged["state"] == "answered" and (view == "claimed" or judged["supported"])

    def members(self, group: Group, view: str) -> list[tuple[str, Fraction, Fraction]]:
        """(id, weight, share) of every member that counts, after cutting what may be no more than so much."""
        field = "claimed" if view == "claimed" else "counted"
        found: list[tuple[str, Fraction, Fraction]] = []
        caps: dict[str, Fraction] = {}
        for member in group.members:
            if isinstance(member, Group):
                score = self.group_scores[member.id][view]
                if score is not None:
                    found.append(("group " + member.id, Fraction(member.weight), Fraction(score, self.units)))
                    if member.share_at_most is not None:
                        caps["group " + member.id] = Fraction(member.share_at_most) / 100
            elif self.zero_counts(member, view) and self.best(member):
                found.append(("item " + member.id, Fraction(member.weight), self.judged[member.id][field]))
        return self.cut(found, caps)

    def cut(self, members: list[tuple[str, Fraction, Fraction]], caps: dict[str, Fraction]) -> Any:
        """The largest weights that keep every limit: the set that is cut is the one for which it all fits."""
        limited = [(name, weight) for name, weight, _ in members if name in caps]
        free = sum((weight for name, weight, _ in members if name not in caps), Fraction(0))
        best: dict[str, Fraction] | None = None
        for mask in range(2 ** len(limited)):
            chosen = [pair for place, pair in enumerate(limited) if mask >> place & 1]
            loose = [pair for place, pair in enumerate(limited) if not mask >> place & 1]
            parts = sum((caps[name] for name, _ in chosen), Fraction(0))
            rest = free + sum((weight for _, weight in loose), Fraction(0))
            if parts >= 1 and rest:
                continue
            whole = rest / (1 - parts) if rest else Fraction(0)
            weights = dict(loose) | {name: caps[name] * whole for name, _ in chosen}
            fits = all(weights[name] <= min(weight, caps[name] * whole) for name, weight in limited)
            if fits and (best is None or sum(weights.values()) > sum(best.values())):
                best = weights
        weights = best or {}
        return [(name, weights.get(name, weight), share) for name, weight, share in members]

    def mean(
        self, mean: str, floor_percent: Any, members: list[tuple[str, Fraction, Fraction]]
    ) -> int | None:
        there = [(weight, share) for _, weight, share in members if weight]
        if not there:
            return None
        whole = sum(weight for weight, _ in there)
        if mean == "arithmetic":
            return half_up(self.units * sum(weight * share for weight, share in there) / whole)
        if mean == "minimum":
            return half_up(self.units * min(share for _, share in there))
        least = Fraction(floor_percent or 0) / 100
        lifted = [(weight, max(share, least)) for weight, share in there]
        if any(share == 0 for _, share in lifted):
            return 0
        with localcontext(prec=120):
            total = Decimal(0)
            for weight, share in lifted:
                part = weight / whole
                logarithm = Decimal(share.numerator).ln() - Decimal(share.denominator).ln()
                total += logarithm * part.numerator / part.denominator
            exact = total.exp() * self.units + Decimal("0.5")
            nearest = exact.to_integral_value()
            return int(nearest if abs(exact - nearest) < Decimal("1e-80") else exact // 1)

    def score_group(self, group: Group) -> None:
        for member in group.members:
            if isinstance(member, Group):
                self.score_group(member)
        applicable = self.applicable(group)
        result: dict[str, Any] = {"reason": None}
        for view in VIEWS:
            answered = sum(self.answered(item, view) for item in applicable)
            score = self.mean(group.aggregation, group.floor, self.members(group, view))
            reason = None
            if group.all_or_none and answered < len(applicable):
                reason = "incomplete"
            elif applicable and (
                answered < group.enough.items
                or answered * 100 < Fraction(group.enough.share) * len(applicable)
            ):
                reason = "too_little_data"
            if reason is None and score is None:
                gaps = any(
                    isinstance(member, Group) and self.group_scores[member.id]["reason"] == "incomplete"
                    for member in group.members
                )
                reason = "too_little_data" if applicable else "incomplete" if gaps else "not_applicable"
            result[view] = None if reason else score
            if view == "counted":
                result["reason"] = reason
        self.group_scores[group.id] = result

    def score_root(self) -> None:
        for group in self.questionnaire.groups:
            self.score_group(group)
        result: dict[str, Any] = {}
        for view in VIEWS:
            members: list[tuple[str, Fraction, Fraction]] = []
            caps = {}
            for group in self.questionnaire.groups:
                score = self.group_scores[group.id][view]
                if score is not None:
                    members.append(("group " + group.id, Fraction(group.weight), Fraction(score, self.units)))
                    if group.share_at_most is not None:
                        caps["group " + group.id] = Fraction(group.share_at_most) / 100
            scoring = self.questionnaire.scoring
            result[view] = self.mean(scoring.aggregation, scoring.floor, self.cut(members, caps))
            if view == "counted":
                self.root_members = self.cut(members, caps)
        reason = None
        if result["counted"] is None:
            applicable = any(
                self.applicable(group)
                and not (
                    group.all_or_none and any(not self.answered(i, "claimed") for i in self.applicable(group))
                )
                for group in self.questionnaire.groups
            )
            gaps = any(
                self.group_scores[group.id]["reason"] == "incomplete" for group in self.questionnaire.groups
            )
            reason = "too_little_data" if applicable else "incomplete" if gaps else "not_applicable"
        self.group_scores[""] = result | {"reason": reason}

    # -- contributions ----------------------------------------------------------------------------------------

    def spread(self) -> dict[str, int]:
        earned = dict.fromkeys(self.items, 0)

        def down(amount: int, mean: str, floor_percent: Any, members: Any, inside: dict[str, Group]) -> None:
            """Items by id, then groups by id; rounded half up as it adds up."""
            parts = {}
            for name, weight, share in members:
                least = Fraction(floor_percent or 0) / 100
                worth = {"arithmetic": share, "geometric": max(share, least), "minimum": Fraction(1)}[mean]
                parts[name] = weight * worth
            if not any(parts.values()):  # a floor further up still gives the group something
                parts = {name: weight for name, weight, _ in members}
            whole, so_far, before = sum(parts.values()), Fraction(0), 0
            for name in sorted(parts, key=lambda name: (name.startswith("group "), name)):
                so_far += parts[name]
                after = half_up(amount * so_far / whole) if whole else 0
                kind, _, one = name.partition(" ")
                if kind == "item":
                    earned[one] = after - before
                else:
                    enter(inside[one], after - before)
                before = after

        def enter(group: Group, amount: int) -> None:
            inside = {member.id: member for member in group.members if isinstance(member, Group)}
            down(amount, group.aggregation, group.floor, self.members(group, "counted"), inside)

        scoring, total = self.questionnaire.scoring, self.group_scores[""]["counted"]
        if total:
            tops = {group.id: group for group in self.questionnaire.groups}
            down(total, scoring.aggregation, scoring.floor, self.root_members, tops)
        return earned

    # -- levels -----------------------------------------------------------------------------------------------

    def shares(self) -> dict[str, tuple[Fraction, Fraction]]:
        kept: list[Item] = []
        left_out = Fraction(0)

        def walk(group: Group) -> tuple[list[Item], Fraction]:
            items: list[Item] = []
            chosen = Fraction(0)
            for member in group.members:
                if isinstance(member, Group):
                    inside, out = walk(member)
                    if member.all_or_none and any(not self.answered(i, "claimed") for i in inside):
                        continue
                    items, chosen = items + inside, chosen + out
                elif self.judged[member.id]["state"] == "not_applicable":
                    chosen += Fraction(member.weight)
                elif self.judged[member.id]["state"] in ("answered", "unanswered", "dont_know"):
                    items.append(member)
            return items, chosen

        for group in self.questionnaire.groups:
            inside, out = walk(group)
            if group.all_or_none and any(not self.answered(i, "claimed") for i in inside):
                continue
            kept, left_out = kept + inside, left_out + out

        def weight(*wanted: str) -> Fraction:
            chosen = [
                item
                for item in kept
                if all(
                    self.judged[item.id][name] is True
                    if name != "answered"
                    else self.answered(item, "claimed")
                    for name in wanted
                )
            ]
            return sum((Fraction(item.weight) for item in chosen), Fraction(0))

        return {
            "coverage": (weight("answered"), weight()),
            "verified": (weight("verifiable", "verified"), weight("verifiable")),
            "not_applicable": (left_out, weight() + left_out),
        }

    def rules(self, level: Level) -> list[tuple[str, str | None, bool]]:
        """(kind, subject, met)."""
        scores = {group: scores["for_level"] for group, scores in self.group_scores.items()}
        shares, found = self.shares(), []
        themes = [group for group in self.all_groups() if group.theme is not None]

        def enough(score: int | None, percent: Any, otherwise: bool) -> bool:
            return otherwise if score is None else Fraction(score * 100, self.units) >= Fraction(percent)

        if level.total is not None:
            found.append(("total", None, enough(scores[""], level.total, False)))
        if level.each_theme is not None:
            found += [
                ("theme", group.id, enough(scores[group.id], level.each_theme, True)) for group in themes
            ]
        found += [("group", one, enough(scores[one], least, True)) for one, least in level.groups.items()]
        for name in ("coverage", "verified"):
            least, (part, whole) = getattr(level, name), shares[name]
            if least is not None:
                met = part * 100 >= Fraction(least) * whole if whole else least == 0
                found.append((name, None, met))
        if level.not_applicable is not None:
            rule = level.not_applicable
            most = next(
                (e.at_most for e in rule.exceptions if self.holds(e.when, self.counted_values)), rule.at_most
            )
            part, whole = shares["not_applicable"]
            found.append(("not_applicable", None, part * 100 <= Fraction(most) * whole))
        if level.every_theme_scored:
            found += [("theme_scored", group.id, scores[group.id] is not None) for group in themes]
        for need in level.requires:
            found.append(("requirement", need.id, self.holds(need.condition, self.counted_values)))
        return found

    def all_groups(self) -> list[Group]:
        found: list[Group] = []

        def enter(group: Group) -> None:
            found.append(group)
            for member in group.members:
                if isinstance(member, Group):
                    enter(member)

        for group in self.questionnaire.groups:
            enter(group)
        return found

    # -- all of it --------------------------------------------------------------------------------------------

    def result(self) -> dict[str, Any]:
        """What the engine's Outcome must say, in the plainest form."""
        self.score_root()
        q = self.questionnaire
        rules = {level.id: self.rules(level) for level in q.levels}
        by_rules = 0
        for level in q.levels:
            if not all(met for _, _, met in rules[level.id]):
                break
            by_rules = level.number
        numbers = {level.id: level.number for level in q.levels}
        gates, shut = [], []
        for gate in q.gates:
            applies = self.holds(gate.when, self.counted_values)
            met = not applies or self.holds(gate.met, self.counted_values)
            gates.append((gate.id, applies, met))
            if not met:
                shut.append((gate.id, 0 if gate.cap is None else numbers[gate.cap]))
        reached = min([by_rules, *(cap for _, cap in shut)])
        return {
            "sha256": content_hash(q),
            "groups": {
                group: tuple(scores[view] for view in VIEWS) for group, scores in self.group_scores.items()
            },
            "reasons": {group: scores["reason"] for group, scores in self.group_scores.items()},
            "items": {item.id: self.item_result(item) for item in self.items.values()},
            "contributions": self.spread(),
            "rules": rules,
            "gates": gates,
            "level": q.levels[reached - 1].id if reached else None,
            "capped_by": [gate for gate, cap in shut if cap < by_rules],
            "shares": {name: _lowest(pair) for name, pair in self.shares().items()},
            "double_checks": [c.id for c in q.double_checks if self.holds(c.when, self.asked_values)],
        }

    def item_result(self, item: Item) -> tuple[Any, ...]:
        judged = self.judged[item.id]
        shares: tuple[int | None, int | None] = (None, None)
        if judged["state"] in ("answered", "unanswered", "dont_know") and self.zero_counts(item, "counted"):
            shares = (half_up(judged["claimed"] * self.units), half_up(judged["counted"] * self.units))
        options = (judged["claimed_option"], judged["counted_option"])
        return judged["state"], *options, *shares, judged["missing"]


def _lowest(pair: tuple[Fraction, Fraction]) -> Fraction | None:
    part, whole = pair
    return part / whole if whole else None


def percent_shown(part: Fraction, up: bool) -> int:
    """A share in hundredths of a per cent."""
    return ceil(part * 10_000) if up else floor(part * 10_000)
