"""What scoring finds, with its reasons: exact, explainable, the same everywhere (design 5).

All scores are whole numbers in units of 10**-decimals of a point on a scale of 0 to 100: with two decimals 4638 is
46.38. Shares (coverage, verified, not applicable) are exact pairs of whole weights (part, whole).

The parts are named tuples and not dataclasses: a scan has some two hundred of them, and a named tuple is made in
a fifth of the time of a frozen dataclass (docs/adr/0002-scoring.md).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one set of answers to one published questionnaire; stored as a snapshot at submission."""

    questionnaire: str
    sha256: str
    decimals: int
    groups: tuple[GroupOutcome, ...]
    items: tuple[ItemOutcome, ...]
    level: str | None
    """The level reached: the highest whose rules and those of all lower levels are met, under the gates."""
    levels: tuple[LevelOutcome, ...]
    gates: tuple[GateOutcome, ...]
    capped_by: tuple[str, ...]
    """Gates that keep the level below what the rules alone would give."""
    coverage: Share
    verified: Share
    not_applicable: Share
    double_checks: tuple[str, ...]

    @property
    def total(self) -> GroupOutcome:
        """The whole questionnaire's scores."""
        return self.groups[0]

    @property
    def rules_level(self) -> str | None:
        """The level that the rules alone would give, without the gates."""
        held = None
        for level in self.levels:
            if not all(rule.met for rule in level.rules):
                break
            held = level.id
        return held

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
        fields = dict(data)
        if fields.pop("format") != 1:
            raise ValueError("it has another format than 1")
        return cls(
            **fields
            | {
                "groups": tuple(GroupOutcome(**group) for group in data["groups"]),
                "items": tuple(
                    ItemOutcome(**item | {"missing_evidence": tuple(item["missing_evidence"])})
                    for item in data["items"]
                ),
                "levels": tuple(
                    LevelOutcome(**level | {"rules": tuple(RuleOutcome(**rule) for rule in level["rules"])})
                    for level in data["levels"]
                ),
                "gates": tuple(GateOutcome(**gate) for gate in data["gates"]),
                "capped_by": tuple(data["capped_by"]),
                "coverage": _share(data["coverage"]),
                "verified": _share(data["verified"]),
                "not_applicable": _share(data["not_applicable"]),
                "double_checks": tuple(data["double_checks"]),
            }
        )


def _share(pair: list[int]) -> Share:
    part, whole = pair
    return part, whole
