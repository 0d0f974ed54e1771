"""What scoring finds, with its reasons: exact, explainable, the same everywhere (design 5).

All scores are whole numbers in units of 10**-decimals of a point on a scale of 0 to 100: with two decimals 4638 is
46.38. Shares (coverage, verified, not applicable) are exact pairs of whole weights (part, whole).

An Outcome holds its numbers in columns; ``groups``, ``items``, ``levels`` and ``gates`` are built from them when they
are asked for (docs/adr/0002-scoring.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal, NamedTuple

from scoring.errors import OutcomeError

Share = tuple[int, int]
"""(part, whole) in whole units of weight; (0, 0) when nothing applies."""

NoScore = Literal["too_little_data", "not_applicable", "incomplete"]
ItemState = Literal["answered", "not_applicable", "dont_know", "unanswered", "hidden", "pooled", "unscored"]
RuleKind = Literal[
    "total", "theme", "group", "coverage", "verified", "not_applicable", "theme_scored", "requirement"
]


class GroupOutcome(NamedTuple):
    """One group; the root has the empty id and stands first, then every group in the order of the questionnaire."""

    id: str
    parent: str | None
    claimed: int | None
    """As the respondent says. None: too little data, or nothing applies."""
    counted: int | None
    """As far as evidence reaches; this is the score that is shown."""
    for_level: int | None
    """As counted, with 'don't know' as the levels want it."""
    reason: NoScore | None = None
    """Why there is no counted score: too few answers, nothing applies, or an all-or-none group with a gap."""


class ItemOutcome(NamedTuple):
    """One question's part. Counted contributions of all questions add up to the total's counted score."""

    id: str
    group: str
    state: ItemState
    claimed_option: str | None
    """Option key; 'yes' or 'no'; several keys in the order of the options with commas. None for other types."""
    counted_option: str | None
    """Lower than claimed while evidence is missing."""
    claimed_share: int | None
    """Points over best points, in units of 10**-decimals per cent, rounded half up; for display only."""
    counted_share: int | None
    missing_evidence: tuple[str, ...] = ()
    """Kinds still asked for before the answer counts as claimed."""
    contribution: int = 0
    """In units of the total."""


Finding = tuple[str, str, ItemState, str | None, str | None, int | None, int | None, tuple[str, ...]]
"""An ItemOutcome without its contribution: the same for everyone who answers the same."""


class RuleOutcome(NamedTuple):
    """One rule of a level: what it asks, what there is, whether it is met."""

    kind: RuleKind
    subject: str | None
    """Group id or requirement id, where the rule has one."""
    required: int | None
    actual: int | None
    """Scores in score units; shares in hundredths of a per cent, rounded down (at most-rules: up)."""
    met: bool


class LevelOutcome(NamedTuple):
    """One level of the ladder; ``reached`` when this level or a higher one is held."""

    id: str
    number: int
    reached: bool
    rules: tuple[RuleOutcome, ...]


class GateOutcome(NamedTuple):
    """A gate; one that does not apply is as good as met, and says so in ``met``."""

    id: str
    applies: bool
    met: bool
    cap: str | None


class LevelShape(NamedTuple):
    """What a level asks: (kind, subject, required) of each rule; what a 'not applicable' rule requires may differ."""

    id: str
    number: int
    asks: tuple[tuple[RuleKind, str | None, int | None], ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """What is the same in every outcome of one questionnaire."""

    questionnaire: str
    sha256: str
    decimals: int
    groups: tuple[tuple[str, str | None], ...]
    """(id, parent)."""
    levels: tuple[LevelShape, ...]
    gates: tuple[tuple[str, str | None], ...]
    """(id, cap)."""


class Outcome(NamedTuple):
    """The result of one set of answers to one published questionnaire; stored as a snapshot at submission."""

    shape: Shape
    scores: tuple[tuple[int | None, ...], tuple[int | None, ...], tuple[int | None, ...]]
    """Claimed, counted and for the level; each by group."""
    reasons: tuple[NoScore | None, ...]
    """By group."""
    findings: tuple[Finding, ...]
    """By question."""
    contributions: tuple[int, ...]
    """By question, in units of the total."""
    level: str | None
    """The level reached: the highest whose rules and those of all lower levels are met, under the gates."""
    met: tuple[tuple[bool, ...], ...]
    """By level, whether each rule is met."""
    most_not_applicable: tuple[int | None, ...]
    """By level, the limit that holds, in hundredths of a per cent."""
    gate_states: tuple[tuple[bool, bool], ...]
    """By gate: (applies, met)."""
    capped_by: tuple[str, ...]
    """Gates that keep the level below what the rules alone would give."""
    coverage: Share
    verified: Share
    not_applicable: Share
    double_checks: tuple[str, ...]

    @property
    def questionnaire(self) -> str:
        """``slug@version``."""
        return self.shape.questionnaire

    @property
    def sha256(self) -> str:
        """Content hash of the questionnaire."""
        return self.shape.sha256

    @property
    def decimals(self) -> int:
        """Of the scores."""
        return self.shape.decimals

    @property
    def total(self) -> GroupOutcome:
        """The whole questionnaire's scores."""
        claimed, counted, for_level = self.scores
        return GroupOutcome("", None, claimed[0], counted[0], for_level[0], self.reasons[0])

    @property
    def groups(self) -> tuple[GroupOutcome, ...]:
        """The total first, then every group."""
        ids, parents = zip(*self.shape.groups, strict=True)
        columns = zip(ids, parents, *self.scores, self.reasons, strict=True)
        return tuple(map(partial(tuple.__new__, GroupOutcome), columns))

    @property
    def items(self) -> tuple[ItemOutcome, ...]:
        """Every question, in the order of the questionnaire."""
        make = partial(tuple.__new__, ItemOutcome)
        return tuple(
            [make((*found, part)) for found, part in zip(self.findings, self.contributions, strict=True)]
        )

    @property
    def levels(self) -> tuple[LevelOutcome, ...]:
        """Every level with its rules, lowest first."""
        actual = self._actual()
        held = next((level.number for level in self.shape.levels if level.id == self.level), 0)
        return tuple(
            LevelOutcome(level.id, level.number, level.number <= held, self._rules(level, met, most, actual))
            for level, met, most in zip(self.shape.levels, self.met, self.most_not_applicable, strict=True)
        )

    @property
    def gates(self) -> tuple[GateOutcome, ...]:
        """Every gate."""
        return tuple(
            GateOutcome(gate, applies, met, cap)
            for (gate, cap), (applies, met) in zip(self.shape.gates, self.gate_states, strict=True)
        )

    @property
    def rules_level(self) -> str | None:
        """The level that the rules alone would give, without the gates."""
        held = None
        for level, met in zip(self.shape.levels, self.met, strict=True):
            if not all(met):
                break
            held = level.id
        return held

    def _actual(self) -> dict[tuple[str, str | None], int | None]:
        by_group = zip(self.shape.groups, self.scores[2], strict=True)
        found: dict[tuple[str, str | None], int | None] = {}
        for (group, parent), score in by_group:
            found |= {("group", group): score, ("theme", group): score}
            found |= {("total", None): score} if parent is None else {}
        for kind, (part, whole) in (("coverage", self.coverage), ("verified", self.verified)):
            found[kind, None] = part * 10_000 // whole if whole else None
        part, whole = self.not_applicable
        found["not_applicable", None] = -(-part * 10_000 // whole) if whole else None
        return found

    def _rules(
        self,
        level: LevelShape,
        met: tuple[bool, ...],
        most: int | None,
        actual: Mapping[tuple[str, str | None], int | None],
    ) -> tuple[RuleOutcome, ...]:
        return tuple(
            RuleOutcome(
                kind,
                subject,
                most if kind == "not_applicable" else required,
                actual.get((kind, subject)),
                is_met,
            )
            for (kind, subject, required), is_met in zip(level.asks, met, strict=True)
        )

    def to_json(self) -> bytes:
        """Canonical bytes (UTF-8, sorted keys, whole numbers, no spaces); the schema is in docs/scoring.md."""
        return json.dumps(
            self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()

    def to_dict(self) -> dict[str, Any]:
        """The same object as ``to_json``, as plain dicts and lists."""
        return {
            "format": 1,
            "questionnaire": self.questionnaire,
            "sha256": self.sha256,
            "decimals": self.decimals,
            "groups": [group._asdict() for group in self.groups],
            "items": [
                item._asdict() | {"missing_evidence": list(item.missing_evidence)} for item in self.items
            ],
            "level": self.level,
            "levels": [
                level._asdict() | {"rules": [rule._asdict() for rule in level.rules]} for level in self.levels
            ],
            "gates": [gate._asdict() for gate in self.gates],
            "capped_by": list(self.capped_by),
            "coverage": list(self.coverage),
            "verified": list(self.verified),
            "not_applicable": list(self.not_applicable),
            "double_checks": list(self.double_checks),
        }

    @classmethod
    def from_json(cls, data: bytes | str) -> "Outcome":
        """The Outcome that ``to_json`` wrote. Raises OutcomeError for anything else."""
        try:
            return cls.from_dict(json.loads(data))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise OutcomeError(f"This is not a stored scoring outcome: {error}.") from error

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Outcome":
        """The Outcome that ``to_dict`` gave. Raises KeyError, TypeError or ValueError for anything else."""
        if data["format"] != 1:
            raise ValueError("it has another format than 1")
        groups = [GroupOutcome(**group) for group in data["groups"]]
        items = [
            ItemOutcome(**item | {"missing_evidence": tuple(item["missing_evidence"])})
            for item in data["items"]
        ]
        levels = [
            LevelOutcome(**level | {"rules": tuple(RuleOutcome(**rule) for rule in level["rules"])})
            for level in data["levels"]
        ]
        gates = [GateOutcome(**gate) for gate in data["gates"]]
        return cls(
            shape=Shape(
                questionnaire=data["questionnaire"],
                sha256=data["sha256"],
                decimals=data["decimals"],
                groups=tuple((group.id, group.parent) for group in groups),
                levels=tuple(_level_shape(level) for level in levels),
                gates=tuple((gate.id, gate.cap) for gate in gates),
            ),
            scores=(
                tuple(group.claimed for group in groups),
                tuple(group.counted for group in groups),
                tuple(group.for_level for group in groups),
            ),
            reasons=tuple(group.reason for group in groups),
            findings=tuple(item[:8] for item in items),
            contributions=tuple(item.contribution for item in items),
            level=data["level"],
            met=tuple(tuple(rule.met for rule in level.rules) for level in levels),
            most_not_applicable=tuple(_most(level) for level in levels),
            gate_states=tuple((gate.applies, gate.met) for gate in gates),
            capped_by=tuple(data["capped_by"]),
            coverage=_share(data["coverage"]),
            verified=_share(data["verified"]),
            not_applicable=_share(data["not_applicable"]),
            double_checks=tuple(data["double_checks"]),
        )


def _level_shape(level: LevelOutcome) -> LevelShape:
    asks = (
        (rule.kind, rule.subject, None if rule.kind == "not_applicable" else rule.required)
        for rule in level.rules
    )
    return LevelShape(level.id, level.number, tuple(asks))


def _most(level: LevelOutcome) -> int | None:
    return next((rule.required for rule in level.rules if rule.kind == "not_applicable"), None)


def _share(pair: list[int]) -> Share:
    part, whole = pair
    return part, whole
