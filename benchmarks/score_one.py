"""How many scans one CPU core scores in a second, with the whole explanation (design 10: at least 15,000).

    python benchmarks/score_one.py [SECONDS]

The questionnaire is like the company's own scan: five themes, 60 scored questions of which five are figures scored
against a reference, four declarations, conditions, evidence on most questions, the micro route, four levels, seven
gates and two double checks. The scans are 4,000 different sets of answers from firms of all sizes. Nothing of a scan is
kept for the next one. ``score`` gives every group's scores, every question's contribution with its reasons, every rule
of every level, and every gate; there is nothing lazy about an Outcome, and the benchmark reads all of it.
"""

import random
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from questionnaires.answers import Answer, Answers, State
from questionnaires.definition import Questionnaire
from scoring import Outcome, compile_model, score

THEMES = (
    "social_enterprise",
    "sustainable_enterprise",
    "smart_mobility",
    "clean_energy",
    "education_development",
)
LADDERS = ((0, 20, 45, 75, 100), (0, 10, 40, 75, 100), (0, 30, 55, 80, 100))
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"any": [{"ge": ["profile.staff", "2"]}, {"is": ["profile.interns", True]}]},
    {"ge": ["profile.vehicles", "1"]},
    {"ge": ["profile.parking", "5"]},
    {"is": ["profile.kitchen", True]},
    {"is": ["profile.goods", True]},
)
SCANS = 4_000
TARGET = 15_000


def words(text: str) -> dict[str, str]:
    """The same words in both languages."""
    return {"nl": text, "en": text}


def choice(theme: int, number: int) -> dict[str, Any]:
    """A question with five steps; most need evidence from the third or fourth on."""
    place = theme * 11 + number
    starts = {"observation": 2 + place % 2} if place % 5 else {}
    starts |= {"document": 3} if place % 3 else {}
    item: dict[str, Any] = {
        "type": "single_choice",
        "id": f"q-{theme}-{number}",
        "question": words(f"Question {place}"),
        "dont_know": words("Don't know"),
        "weight": 1 + place % 3,
        "options": [
            {
                "key": str(step),
                "text": words(f"Step {step}"),
                "points": points,
                "needs": [kind for kind, start in starts.items() if start <= step],
            }
            for step, points in enumerate(LADDERS[place % 3])
        ],
    }
    if place % 4 == 0:
        item["not_applicable"] = [{"id": "not-here", "text": words("Not here")}]
    if place % 4 == 1:
        item["when"] = CONDITIONS[place % len(CONDITIONS)]
    if place % 22 == 7:
        item["when"] = {"ge": [f"answers.q-{theme}-{number - 1}", "1"]}
    return item


def figure(theme: int) -> dict[str, Any]:
    """A figure against its reference, in a group that counts altogether or not at all."""
    score = {
        "points": [["0.5", 100], ["0.8", 75], [1, 50], ["1.5", 20], ["2.5", 0]],
        "reference": "use",
        "needs": ["document"],
        "progress": {"fact": f"previous-{theme}", "direction": "fall", "percent": 5, "points": 60},
    }
    item = {
        "type": "number",
        "id": f"n-{theme}",
        "question": words("How much?"),
        "unit": words("kWh"),
        "minimum": 0,
        "maximum": 5_000,
        "score": score,
    }
    return {
        "type": "group",
        "id": f"figures-{theme}",
        "title": words("Figures"),
        "all_or_none": True,
        "share_at_most": 10,
        "members": [item],
    }


def level(number: int, total: int, theme: int, share: tuple[int, int, int], actions: int) -> dict[str, Any]:
    """One level, with rules of every kind."""
    coverage, verified, not_applicable = share
    return {
        "id": f"level-{number}",
        "number": number,
        "name": words(f"Level {number}"),
        "total": total,
        "each_theme": theme,
        "coverage": coverage,
        "verified": verified,
        "not_applicable": {
            "at_most": not_applicable,
            "exceptions": [{"when": {"lt": ["profile.staff", "10"]}, "at_most": 35}],
        },
        "every_theme_scored": number == 4,
        "requires": [
            {
                "id": "actions",
                "condition": {"ge": ["facts.actions", str(actions)]},
                "message": words("Plan more"),
            },
            {"id": "sharing", "condition": {"ge": ["answers.q-4-5", "1"]}, "message": words("Share more")},
        ],
    }


def gate(number: int, item: str, met: dict[str, Any], cap: str | None) -> dict[str, Any]:
    """One gate, while its question is answered."""
    return {
        "id": f"g-{number}",
        "title": words(f"Gate {number}"),
        "when": {"answered": f"answers.{item}"},
        "met": met,
        "cap": cap,
        "message": words("Mend this first"),
    }


def profile() -> list[dict[str, Any]]:
    """Three numbers, three yes or no, one choice."""
    return [
        *({"id": one, "type": "number", "question": words(one)} for one in ("staff", "vehicles", "parking")),
        *({"id": one, "type": "yes_no", "question": words(one)} for one in ("interns", "kitchen", "goods")),
        {
            "id": "sector",
            "type": "choice",
            "question": words("sector"),
            "options": [{"id": one, "text": words(one)} for one in ("food", "office", "other")],
        },
    ]


def groups() -> list[dict[str, Any]]:
    """Five themes of twelve questions, and the declarations."""
    themes: list[dict[str, Any]] = [
        {
            "type": "group",
            "id": name,
            "title": words(name),
            "theme": name,
            "enough": {"items": 3},
            "members": [*(choice(theme, number) for number in range(11)), figure(theme)],
        }
        for theme, name in enumerate(THEMES)
    ]
    declared = [
        {"type": "yes_no", "id": f"declared-{number}", "question": words("Is it so?"), "scored": False}
        for number in range(4)
    ]
    themes.append(
        {"type": "group", "id": "declarations", "title": words("Declarations"), "members": declared}
    )
    return themes


def questionnaire() -> Questionnaire:
    """The whole questionnaire."""
    safe = {"ge": ["answers.q-0-5", "2"]}
    rows = [
        {"when": {"is": ["profile.sector", "food"]}, "value": 300, "source": "Example", "year": 2024},
        {"when": {"is": ["profile.sector", "office"]}, "value": 70, "source": "Example", "year": 2024},
        {"value": 120, "source": "Example", "year": 2024},
    ]
    source = {
        "slug": "benchmark",
        "version": "1.0.0",
        "languages": ["nl", "en"],
        "title": words("Benchmark"),
        "summary": words("Sixty questions"),
        "introduction": words("Sixty questions"),
        "audience": "company",
        "minutes": 50,
        "scoring": {"dont_know": "left_out", "dont_know_for_level": "zero", "verified_from_step": 2},
        "profile": profile(),
        "facts": [
            {"id": one, "type": "number", "title": words(one)}
            for one in ("actions", *(f"previous-{theme}" for theme in range(5)))
        ],
        "references": [
            {"id": "use", "version": "1.0.0", "title": words("Use"), "unit": words("kWh"), "rows": rows}
        ],
        "evidence_routes": [
            {
                "when": {"lt": ["profile.staff", "10"]},
                "replaces": "document",
                "by": [["testimony"], ["observation", "observation"]],
                "steps": ["1", "2", "3"],
            }
        ],
        "groups": groups(),
        "levels": [
            level(1, 0, 0, (60, 0, 40), 1),
            level(2, 35, 15, (75, 25, 35), 2),
            level(3, 55, 35, (85, 50, 25), 2),
            level(4, 75, 50, (95, 75, 20), 3),
        ],
        "gates": [
            *(gate(n, f"declared-{n}", {"is": [f"answers.declared-{n}", True]}, None) for n in range(4)),
            gate(4, "q-0-5", safe, "level-1"),
            gate(5, "q-1-6", {"ge": ["answers.q-1-6", "2"]}, "level-1"),
            gate(6, "q-0-6", {"ge": ["answers.q-0-6", "3"]}, "level-3"),
        ],
        "double_checks": [
            {
                "id": f"check-{theme}",
                "when": {
                    "all": [{"ge": [f"answers.q-{theme}-2", "3"]}, {"is": [f"answers.q-{theme}-3", "0"]}]
                },
                "message": words("Is this right?"),
            }
            for theme in (1, 3)
        ],
    }
    return Questionnaire.model_validate(source, strict=False)


def answer(item: Any, source: random.Random, firm: float) -> Answer | None:
    """A lifelike answer; ``firm`` is how far the firm is, from 0 to 1."""
    lot = source.random()
    if lot < 0.03:
        return None
    if lot < 0.07 and item.dont_know:
        return Answer(State.DONT_KNOW)
    if lot < 0.12 and item.not_applicable:
        return Answer(State.NOT_APPLICABLE, reason="not-here")
    confirmed = source.random() < 0.15
    accepted = tuple(source.sample(("observation", "document", "testimony"), source.choice((0, 0, 1, 1, 2))))
    if item.type == "number":
        value: Any = Decimal(source.randrange(0, 60_000)) / 100
        accepted = (*accepted, "document") if source.random() < 0.6 else accepted
    elif item.type == "yes_no":
        value = source.random() < 0.97
    else:
        value = str(min(4, max(0, round(source.gauss(4 * firm, 1)))))
    return Answer(State.ANSWERED, value, accepted=accepted, confirmed=confirmed)  # type: ignore[arg-type]


def scans(form: Questionnaire, count: int) -> list[Answers]:
    """Different sets of answers, always the same ones."""
    source = random.Random(2026)
    found = []
    for _ in range(count):
        firm = source.random()
        items = {item.id: given for item in form.items() if (given := answer(item, source, firm)) is not None}
        profile: dict[str, Any] = {
            "staff": Decimal(source.choice((1, 1, 3, 8, 25, 120))),
            "vehicles": Decimal(source.choice((0, 1, 6))),
            "parking": Decimal(source.choice((0, 4, 30))),
            "interns": source.random() < 0.7,
            "kitchen": source.random() < 0.4,
            "goods": source.random() < 0.6,
            "sector": source.choice(("food", "office", "other")),
        }
        facts = {f"previous-{theme}": Decimal(source.randrange(10, 600)) for theme in range(5)}
        found.append(Answers(items, profile, {"actions": Decimal(source.randrange(5)), **facts}))
    return found


def read_all(outcome: Outcome) -> int:
    """Touches every number and every reason."""
    total = outcome.groups[0].counted or 0
    for item in outcome.items:
        total -= item.contribution
        if item.missing_evidence:
            total += 0
    for rung in outcome.levels:
        for rule in rung.rules:
            if not rule.met:
                total += 0
    return total


def per_second(work: Callable[[Answers], object], given: list[Answers], seconds: float) -> float:
    """The best of many short rounds, in scans per second of this process's CPU time.

    Whoever else uses the machine makes a round slower, never faster. A round has every set of answers once.
    """
    best, start = 0.0, time.process_time()
    while (begin := time.process_time()) - start < seconds:
        for one in given:
            work(one)
        best = max(best, len(given) / (time.process_time() - begin))
    return best


def main() -> None:
    """Measures and prints."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    form = questionnaire()
    start = time.process_time()
    model = compile_model(form)
    compiled = time.process_time() - start
    given = scans(form, SCANS)
    outcomes = [score(model, one) for one in given]
    if any(read_all(outcome) for outcome in outcomes):
        raise SystemExit("Contributions do not add up.")
    reached = sorted({outcome.level or "none" for outcome in outcomes})
    print(
        f"{sum(1 for _ in form.items())} questions, {len(set(map(Outcome.to_json, outcomes)))} different outcomes, "
        f"levels {', '.join(reached)}; compiled in {compiled * 1000:.0f} ms"
    )
    plain = per_second(lambda one: score(model, one), given, seconds)
    print(f"score                        {plain:9,.0f} scans per CPU-second ({1e6 / plain:.1f} µs each)")
    read = per_second(lambda one: read_all(score(model, one)), given, seconds)
    print(f"score, every reason read     {read:9,.0f}")
    stored = per_second(lambda one: score(model, one).to_json(), given, seconds)
    print(f"score, and the stored bytes  {stored:9,.0f}")
    print(f"target {TARGET:,}: {'held' if plain >= TARGET else 'missed'} at {plain / TARGET:.2f}×")


if __name__ == "__main__":
    main()
