"""Random questionnaires that are sound, and random answers that fit them.

``questionnaires()`` draws every type of item, groups up to four deep, conditions on profile, facts and earlier items,
evidence, levels, gates, 0 to 6 decimals, and weights and points with decimals. What it draws passes every check.
``answers_for(questionnaire)`` draws answers in all four states, also for items that do not show.
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from hypothesis import strategies as st

from questionnaires.answers import Answer, Answers, State
from questionnaires.conditions import All, Answered, AnyOf, Condition, Ge, In, Is, Le, Lt, Not
from questionnaires.definition import (
    Advice,
    Date,
    DoubleCheck,
    Enough,
    EvidenceKind,
    EvidenceRoute,
    Fact,
    FreeText,
    Gate,
    Group,
    Item,
    Level,
    LimitException,
    Member,
    MultipleChoice,
    NotApplicableLimit,
    Number,
    NumberScore,
    Option,
    ProfileField,
    Progress,
    Questionnaire,
    Reason,
    ReferenceRow,
    ReferenceTable,
    Requirement,
    Scoring,
    SingleChoice,
    Theme,
    YesNo,
)

Draw = Callable[[st.SearchStrategy[Any]], Any]
KINDS: tuple[EvidenceKind, ...] = get_args(EvidenceKind)
THEMES: tuple[Theme, ...] = get_args(Theme)
WORDS = (
    "Vraag één",
    "Afval apart?",
    "Ja, altijd",
    "Nee",
    "Energie 100%",
    "Élan & zoon",
    "a < b",
    "日本",
    "Ω",
)


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    """Exact numbers with at most so many places."""
    return st.decimals(Decimal(low), Decimal(high), places=places, allow_nan=False, allow_infinity=False)


texts = st.builds(lambda nl, en: {"nl": nl, "en": en}, st.sampled_from(WORDS), st.sampled_from(WORDS))
weights = st.one_of(st.integers(1, 5).map(Decimal), decimals("0.001", "30", 3))
points = st.one_of(st.sampled_from((0, 10, 20, 30, 45, 75, 100)).map(Decimal), decimals("0", "120", 4))
efforts = st.one_of(st.integers(0, 5).map(Decimal), decimals("0", "9", 2))
percents = st.one_of(st.integers(0, 100).map(Decimal), decimals("0", "100", 2))


@dataclass
class _Sketch:
    """What has been drawn so far, so that the next part can refer to it."""

    draw: Draw
    conditions: dict[str, st.SearchStrategy[Condition]] = field(default_factory=dict)
    """By reference: conditions on it alone, each of which can be true."""
    rests_on: dict[str, frozenset[str]] = field(default_factory=dict)
    """By reference: everything that decides whether it shows."""
    facts: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    pooled: set[str] = field(default_factory=set)
    counter: int = 0

    def new_id(self, kind: str) -> str:
        self.counter += 1
        return f"{kind}-{self.counter}"

    def condition(self, used: frozenset[str]) -> tuple[Condition | None, frozenset[str]]:
        """A condition that can be true together with all that ``used`` decides, and what it rests on."""
        free = [name for name in self.conditions if not ({name} | self.rests_on[name]) & used]
        if not free or not self.draw(st.booleans()):
            return None, used
        chosen: list[str] = []
        for name in self.draw(st.lists(st.sampled_from(free), min_size=1, max_size=3, unique=True)):
            taken = frozenset().union(*({other} | self.rests_on[other] for other in chosen))
            if not ({name} | self.rests_on[name]) & taken:
                chosen.append(name)
        parts = tuple(self.draw(self.conditions[name]) for name in chosen)
        rests = used.union(*({name} | self.rests_on[name] for name in chosen))
        if len(parts) == 1:
            return parts[0], rests
        return self.draw(st.sampled_from((All(all=parts), AnyOf(any=parts)))), rests


def _number_conditions(reference: str) -> st.SearchStrategy[Condition]:
    bound = st.integers(1, 9).map(str)
    return st.one_of(
        bound.map(lambda value: Ge(ge=(reference, value))),
        bound.map(lambda value: Lt(lt=(reference, value))),
        bound.map(lambda value: Not(negated=Ge(ge=(reference, value)))),
        st.just(Answered(answered=reference)),
    )


def _option_conditions(reference: str, keys: tuple[str, ...], ordered: bool) -> st.SearchStrategy[Condition]:
    key = st.sampled_from(keys)
    one_of = st.lists(key, min_size=1, max_size=3, unique=True).map(tuple)
    simple = [
        key.map(lambda value: Is(equals=(reference, value))),
        one_of.map(lambda values: In(one_of=(reference, values))),
        key.map(lambda value: Not(negated=Is(equals=(reference, value)))),
    ]
    if ordered:
        simple += [
            key.map(lambda value: Ge(ge=(reference, value))),
            key.map(lambda value: Le(le=(reference, value))),
        ]
    return st.one_of(*simple)


def _yes_no_conditions(reference: str) -> st.SearchStrategy[Condition]:
    return st.booleans().map(lambda value: Is(equals=(reference, value)))


def _profile(sketch: _Sketch) -> tuple[ProfileField, ...]:
    fields = (
        ProfileField(
            id="staff", type="number", question=sketch.draw(texts), minimum=Decimal(1), maximum=Decimal(1000)
        ),
        ProfileField(id="interns", type="yes_no", question=sketch.draw(texts)),
        ProfileField(
            id="sector",
            type="choice",
            question=sketch.draw(texts),
            options=tuple(Reason(id=key, text=sketch.draw(texts)) for key in ("food", "care", "office")),
        ),
    )
    sketch.conditions["profile.staff"] = st.integers(2, 999).map(
        lambda value: Ge(ge=("profile.staff", str(value)))
    )
    sketch.conditions["profile.interns"] = _yes_no_conditions("profile.interns")
    sketch.conditions["profile.sector"] = _option_conditions(
        "profile.sector", ("food", "care", "office"), ordered=False
    )
    return fields


def _facts(sketch: _Sketch) -> tuple[Fact, ...]:
    sketch.facts.append("previous")
    sketch.conditions["facts.actions"] = _number_conditions("facts.actions")
    sketch.conditions["facts.reviewed"] = _yes_no_conditions("facts.reviewed")
    return (
        Fact(id="actions", type="number", title=sketch.draw(texts)),
        Fact(id="previous", type="number", title=sketch.draw(texts)),
        Fact(id="reviewed", type="yes_no", title=sketch.draw(texts)),
    )


def _tables(sketch: _Sketch) -> tuple[ReferenceTable, ...]:
    if not sketch.draw(st.booleans()):
        return ()
    sketch.tables.append("sector-table")
    value = decimals("0.5", "90", 2)
    rows = (
        ReferenceRow(
            when=Is(equals=("profile.sector", "food")),
            value=sketch.draw(value),
            source="Voorbeeld",
            year=2024,
        ),
        ReferenceRow(value=sketch.draw(value), source="Voorbeeld", year=2025),
    )
    unit = {"nl": "kWh", "en": "kWh"}
    return (
        ReferenceTable(id="sector-table", version="1.0.0", title=sketch.draw(texts), unit=unit, rows=rows),
    )


def _common(sketch: _Sketch, used: frozenset[str]) -> dict[str, Any]:
    draw = sketch.draw
    when, rests = sketch.condition(used)
    item_id = sketch.new_id("q")
    sketch.rests_on[f"answers.{item_id}"] = rests
    reasons = tuple(
        Reason(id=f"reason-{number}", text=draw(texts)) for number in range(draw(st.integers(0, 2)))
    )
    return {
        "id": item_id,
        "revision": draw(st.integers(1, 3)),
        "question": draw(texts),
        "dont_know": draw(st.one_of(st.none(), texts)),
        "not_applicable": reasons,
        "weight": draw(weights),
        "when": when,
    }


def _needs(draw: Draw) -> tuple[EvidenceKind, ...]:
    return tuple(sorted(draw(st.sets(st.sampled_from(KINDS), max_size=2))))


def _single_choice(sketch: _Sketch, used: frozenset[str], plain: bool = False) -> SingleChoice:
    """``plain``: scored and not pooled, so that its group always has something that counts."""
    draw = sketch.draw
    common = _common(sketch, used)
    count = draw(st.integers(2, 5))
    scored = plain or draw(st.integers(0, 5)) > 0
    ladder = (
        sorted(draw(st.lists(points, min_size=count, max_size=count))) if scored else [Decimal(0)] * count
    )
    if scored and ladder[-1] == 0:
        ladder[-1] = Decimal(100)
    pooled = not plain and draw(st.integers(0, 9)) == 0
    starts = (
        {} if pooled else draw(st.dictionaries(st.sampled_from(KINDS), st.integers(1, count - 1), max_size=2))
    )
    options = tuple(
        Option(
            key=str(step),
            text=draw(texts),
            points=ladder[step],
            needs=tuple(kind for kind in KINDS if starts.get(kind, count) <= step),
            effort=draw(efforts),
        )
        for step in range(count)
    )
    advice = (Advice(steps=("0",), text=draw(texts), effort=draw(st.integers(1, 5)), months=2),)
    if pooled:
        sketch.pooled.add(f"answers.{common['id']}")
    reference = f"answers.{common['id']}"
    keys = tuple(option.key for option in options)
    sketch.conditions[reference] = _option_conditions(reference, keys, ordered=True)
    return SingleChoice(type="single_choice", options=options, advice=advice, pooled=pooled, **common)


def _multiple_choice(sketch: _Sketch, used: frozenset[str]) -> MultipleChoice:
    draw = sketch.draw
    common = _common(sketch, used)
    keys = ("a", "b", "c", "d")[: draw(st.integers(1, 4))]
    best = Decimal(100)
    options = tuple(
        Option(key=key, text=draw(texts), points=draw(points), needs=_needs(draw), effort=draw(efforts))
        for key in keys[1:]
    )
    options = (Option(key="a", text=draw(texts), points=best, effort=draw(efforts)), *options)
    reference = f"answers.{common['id']}"
    sketch.conditions[reference] = _option_conditions(reference, keys, ordered=False)
    return MultipleChoice(
        type="multiple_choice",
        options=options,
        combine=draw(st.sampled_from(("sum", "best"))),
        cap=draw(st.one_of(st.none(), decimals("1", "100", 2))),
        **common,
    )


def _yes_no(sketch: _Sketch, used: frozenset[str]) -> YesNo:
    draw = sketch.draw
    common = _common(sketch, used)
    scored = draw(st.booleans())
    reference = f"answers.{common['id']}"
    sketch.conditions[reference] = _yes_no_conditions(reference)
    return YesNo(
        type="yes_no",
        scored=scored,
        yes_points=Decimal(draw(st.integers(1, 100))),
        no_points=draw(points),
        needs=_needs(draw) if scored else (),
        effort=draw(efforts),
        **common,
    )


def _number(sketch: _Sketch, used: frozenset[str]) -> Number:
    draw = sketch.draw
    common = _common(sketch, used)
    places = draw(st.integers(0, 4))
    minimum = draw(st.integers(-20, 0))
    maximum = draw(st.integers(20, 500))
    reference = f"answers.{common['id']}"
    sketch.conditions[reference] = _number_conditions(reference)
    return Number(
        type="number",
        unit={"nl": "kg", "en": "kg"},
        minimum=Decimal(minimum),
        maximum=Decimal(maximum),
        plausible=draw(st.sampled_from((None, (Decimal(0), Decimal(10))))),
        decimals=places,
        score=_number_score(sketch, places) if draw(st.booleans()) else None,
        **common,
    )


def _number_score(sketch: _Sketch, places: int) -> NumberScore:
    draw = sketch.draw
    table = draw(st.sampled_from((None, *sketch.tables)))
    values = sorted(
        draw(
            st.sets(
                decimals("0", "3" if table else "20", 2 if table else min(places, 2)), min_size=2, max_size=5
            )
        )
    )
    earned = draw(st.lists(points, min_size=len(values), max_size=len(values)))
    if not any(earned):
        earned[0] = Decimal(100)
    change = draw(decimals("1", "50", 1))
    progress = Progress(
        fact="previous",
        direction=draw(st.sampled_from(("fall", "rise"))),
        percent=change,
        points=Decimal(max(earned)) / 2,
    )
    return NumberScore(
        points=tuple(zip(values, earned, strict=True)),
        reference=table,
        progress=progress if draw(st.booleans()) else None,
        needs=_needs(draw),
    )


def _free_text(sketch: _Sketch, used: frozenset[str]) -> FreeText:
    common = _common(sketch, used)
    sketch.conditions[f"answers.{common['id']}"] = st.just(Answered(answered=f"answers.{common['id']}"))
    return FreeText(type="text", max_length=200, **common)


def _date(sketch: _Sketch, used: frozenset[str]) -> Date:
    common = _common(sketch, used)
    reference = f"answers.{common['id']}"
    sketch.conditions[reference] = st.sampled_from(
        (Ge(ge=(reference, "2026-01-01")), Answered(answered=reference))
    )
    return Date(type="date", **common)


_MAKERS: Mapping[str, Callable[[_Sketch, frozenset[str]], Item]] = {
    "single": _single_choice,
    "multiple": _multiple_choice,
    "yes_no": _yes_no,
    "number": _number,
    "text": _free_text,
    "date": _date,
}


def scored(item: Item) -> bool:
    """Whether answers to this item can earn points."""
    match item:
        case SingleChoice() | MultipleChoice():
            return any(option.points for option in item.options)
        case YesNo():
            return item.scored
        case Number():
            return item.score is not None
        case _:
            return False


def _counting(member: Member) -> int:
    if isinstance(member, Group):
        return sum(_counting(inner) for inner in member.members)
    return int(scored(member) and not member.pooled)


def _group(sketch: _Sketch, used: frozenset[str], depth: int, theme: Theme | None) -> Group:
    draw = sketch.draw
    when, rests = (None, used) if depth == 0 else sketch.condition(used)
    group_id = sketch.new_id("g")
    members: list[Member] = [_single_choice(sketch, rests, plain=True)]
    for kind in draw(st.lists(st.sampled_from((*_MAKERS, "group")), max_size=4 - depth)):
        if kind != "group":
            members.append(_MAKERS[kind](sketch, rests))
        elif depth < 3:
            members.append(_group(sketch, rests, depth + 1, None))
    aggregation = draw(st.sampled_from(("arithmetic", "arithmetic", "geometric", "minimum")))
    return Group(
        type="group",
        id=group_id,
        title=draw(texts),
        theme=theme,
        weight=draw(weights),
        when=when,
        aggregation=aggregation,
        floor=draw(decimals("0.5", "20", 2)) if aggregation == "geometric" else None,
        all_or_none=depth > 0 and draw(st.integers(0, 3)) == 0,
        share_at_most=draw(st.one_of(st.none(), decimals("1", "60", 1))) if depth > 0 else None,
        enough=Enough(
            items=draw(st.integers(0, sum(map(_counting, members)))),
            share=draw(st.one_of(st.just(Decimal(0)), percents)),
        ),
        members=tuple(members),
    )


def _levels(sketch: _Sketch, groups: tuple[Group, ...]) -> tuple[Level, ...]:
    draw = sketch.draw
    count = draw(st.integers(0, 4))

    def rising() -> list[Decimal]:
        return sorted(draw(st.lists(percents, min_size=count, max_size=count)))

    totals, themes, coverage, verified, first_group = rising(), rising(), rising(), rising(), rising()
    most = sorted(draw(st.lists(percents, min_size=count, max_size=count)), reverse=True)
    asked = sorted(draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)))
    verify, limited, grouped = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    small = Lt(lt=("profile.staff", "10"))
    return tuple(
        Level(
            id=f"level-{number + 1}",
            number=number + 1,
            name=draw(texts),
            total=totals[number],
            each_theme=themes[number],
            groups={groups[0].id: first_group[number]} if grouped else {},
            coverage=coverage[number],
            verified=verified[number] if verify else None,
            not_applicable=NotApplicableLimit(
                at_most=most[number], exceptions=(LimitException(when=small, at_most=Decimal(100)),)
            )
            if limited
            else None,
            every_theme_scored=number == count - 1,
            requires=(
                Requirement(
                    id=f"actions-{number + 1}",
                    condition=Ge(ge=("facts.actions", str(asked[number]))),
                    message=draw(texts),
                ),
            )
            if draw(st.booleans())
            else (),
            valid_months=12,
        )
        for number in range(count)
    )


def _gates(sketch: _Sketch, levels: tuple[Level, ...]) -> tuple[Gate, ...]:
    draw = sketch.draw
    usable = [
        name for name in sketch.conditions if name not in sketch.pooled and not name.startswith("facts.")
    ]
    names = draw(st.lists(st.sampled_from(sorted(usable)), max_size=3, unique=True))
    caps = (None, *(level.id for level in levels[:-1]))
    return tuple(
        Gate(
            id=f"gate-{number}",
            title=draw(texts),
            when=Answered(answered=name),
            met=draw(sketch.conditions[name]),
            cap=draw(st.sampled_from(caps)),
            message=draw(texts),
        )
        for number, name in enumerate(names)
    )


@st.composite
def questionnaires(draw: Draw) -> Questionnaire:
    """A sound questionnaire."""
    sketch = _Sketch(draw)
    profile, facts, tables = _profile(sketch), _facts(sketch), _tables(sketch)
    for reference in tuple(sketch.conditions):
        sketch.rests_on[reference] = frozenset()
    themes = draw(st.lists(st.sampled_from(THEMES), min_size=1, max_size=3, unique=True))
    groups = tuple(_group(sketch, frozenset(), 0, theme) for theme in themes)
    levels = _levels(sketch, groups)
    aggregation = draw(st.sampled_from(("arithmetic", "arithmetic", "geometric", "minimum")))
    route = EvidenceRoute(
        when=Lt(lt=("profile.staff", "10")),
        replaces="document",
        by=(("testimony",), ("observation", "observation")),
        steps=("1",),
    )
    return Questionnaire(
        slug="drawn",
        version="1.0.0",
        languages=("nl", "en"),
        title=draw(texts),
        summary=draw(texts),
        introduction=draw(texts),
        audience="company",
        minutes=draw(st.integers(1, 90)),
        scoring=Scoring(
            decimals=draw(st.integers(0, 6)),
            dont_know=draw(st.sampled_from(("zero", "left_out"))),
            dont_know_for_level=draw(st.sampled_from(("zero", "left_out"))),
            aggregation=aggregation,
            floor=draw(decimals("0.5", "20", 2)) if aggregation == "geometric" else None,
            verified_from_step=draw(st.integers(0, 1)),
            evidence_effort=draw(efforts),
        ),
        profile=profile,
        facts=facts,
        references=tables,
        evidence_routes=(route,) if draw(st.booleans()) else (),
        groups=groups,
        levels=levels,
        gates=_gates(sketch, levels),
        double_checks=(
            DoubleCheck(
                id="check-1", when=Not(negated=Answered(answered="profile.staff")), message=draw(texts)
            ),
        )
        if draw(st.booleans())
        else (),
    )


def values_for(item: Item) -> st.SearchStrategy[Any]:
    """Values that answer this item."""
    match item:
        case SingleChoice():
            return st.sampled_from([option.key for option in item.options])
        case MultipleChoice():
            return st.frozensets(st.sampled_from([option.key for option in item.options]))
        case YesNo():
            return st.booleans()
        case Number():
            return decimals(str(item.minimum), str(item.maximum), item.decimals)
        case FreeText():
            return st.sampled_from(WORDS).map(lambda words: unicodedata.normalize("NFC", words))
        case Date():
            return st.dates(date(2000, 1, 1), date(2100, 1, 1))


@st.composite
def _answer(draw: Draw, item: Item) -> Answer:
    states = [State.ANSWERED, State.ANSWERED, State.ANSWERED]
    states += [State.NOT_APPLICABLE] if item.not_applicable else []
    states += [State.DONT_KNOW] if item.dont_know else []
    state = draw(st.sampled_from(states))
    extra: dict[str, Any] = {}
    if not item.pooled:
        extra = {
            "note": draw(st.one_of(st.none(), st.sampled_from(WORDS))),
            "accepted": tuple(draw(st.lists(st.sampled_from(KINDS), max_size=3))),
            "confirmed": draw(st.booleans()),
        }
    if state is State.ANSWERED:
        return Answer(state, draw(values_for(item)), **extra)
    if state is State.NOT_APPLICABLE:
        return Answer(
            state, reason=draw(st.sampled_from([reason.id for reason in item.not_applicable])), **extra
        )
    return Answer(state, **extra)


@st.composite
def answers_for(draw: Draw, questionnaire: Questionnaire) -> Answers:
    """Answers that ``read_answers`` would accept; some items, profile fields and facts are left unanswered."""
    profile: dict[str, Any] = {
        "staff": draw(st.integers(1, 1000).map(Decimal)),
        "interns": draw(st.booleans()),
        "sector": draw(st.sampled_from(("food", "care", "office"))),
    }
    facts: dict[str, Any] = {
        "actions": draw(st.integers(0, 9).map(Decimal)),
        "previous": draw(decimals("0", "200", 2)),
        "reviewed": draw(st.booleans()),
    }
    kept = draw(
        st.sets(
            st.sampled_from(("staff", "interns", "sector", "actions", "previous", "reviewed")), min_size=3
        )
    )
    items = {item.id: draw(_answer(item)) for item in questionnaire.items() if draw(st.integers(0, 4)) > 0}
    return Answers(
        items=items,
        profile={key: value for key, value in profile.items() if key in kept},
        facts={key: value for key, value in facts.items() if key in kept},
    )
