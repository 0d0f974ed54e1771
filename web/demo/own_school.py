"""Schools of the demo that look at themselves: pupils with a class code, and children who vote on the board."""

from datetime import datetime, timedelta

from scan.domain.classroom import Devices
from scan.domain.roles import Actor
from scan.use_cases import answering, classroom, opening, pupils
from scan.use_cases.classes import OpenClass
from web.demo.answers import draw, lifelike
from web.demo.cast import Region, join_class, settle_school
from web.demo.history import hand_in
from web.demo.region import CHILDREN, PRIMARY_SCHOOL, PUPILS, PUPILS_SCHOOL

STEPS = 175
"""How these schools do: mostly step 2 (see ``Company.steps``)."""


def let_pupils_scan(region: Region) -> None:
    """A class of a secondary school: most have handed in and were accepted, one is half way."""
    school_id, teacher, school_class = settle_school(region, PUPILS_SCHOOL)
    began = region.now - timedelta(days=9)
    pupils.let_pupils_scan(region.session, actor=teacher, class_id=school_class.id, now=began)
    for name in PUPILS:
        pupil = join_class(region, school_class, school_id, name)
        _scan_own_school(region, pupil, school_class, name, began, half=name == PUPILS[-1])
    pupils.accept_scans(
        region.session, actor=teacher, class_id=school_class.id, now=region.now - timedelta(days=1)
    )


def _scan_own_school(
    region: Region, pupil: Actor, school_class: OpenClass, name: str, when: datetime, *, half: bool
) -> None:
    session = region.session
    scan_id = pupils.start_pupil_scan(
        session, actor=pupil, class_id=school_class.id, slug="secondary-pupils", now=when
    )
    opened = opening.open_scan(session, actor=pupil, scan_id=scan_id, now=when)
    profile: dict[str, object] = {field.id: True for field in opened.questionnaire.profile}
    answering.save_profile(
        session, actor=pupil, scan_id=scan_id, profile=profile, version=opened.version, now=when
    )
    answers = lifelike(opened.questionnaire, profile, name=name, steps=STEPS, student=True)
    if half:
        answers = dict(list(answers.items())[: len(answers) // 2])
    answering.save_answers(session, actor=pupil, scan_id=scan_id, answers=answers, now=when)
    if not half:
        hand_in(region, pupil, scan_id, when + timedelta(hours=1))


def let_children_vote(region: Region) -> None:
    """A class of a primary school: one round was closed weeks ago, another is on the board now."""
    _, teacher, school_class = settle_school(region, PRIMARY_SCHOOL)
    weeks_ago = region.now - timedelta(weeks=5)
    round_id = _begin(region, teacher, school_class, weeks_ago)
    questions = _questions(region, teacher, round_id, weeks_ago)
    _count(region, teacher, round_id, questions, "five weeks ago", weeks_ago)
    classroom.close_round(
        region.session, actor=teacher, round_id=round_id, now=weeks_ago + timedelta(hours=1)
    )
    just_now = region.now - timedelta(minutes=10)
    round_id = _begin(region, teacher, school_class, just_now)
    _count(region, teacher, round_id, questions[:2], "today", just_now)
    classroom.show_question(
        region.session, actor=teacher, round_id=round_id, item_id=questions[2][0], now=just_now
    )


def _begin(region: Region, teacher: Actor, school_class: OpenClass, when: datetime) -> int:
    return classroom.open_round(
        region.session,
        actor=teacher,
        class_id=school_class.id,
        slug="primary-class",
        children=CHILDREN,
        devices=Devices.SHARED.value,
        now=when,
    )


Question = tuple[str, tuple[str, ...]]


def _questions(region: Region, teacher: Actor, round_id: int, when: datetime) -> tuple[Question, ...]:
    """Id and options of each."""
    found = classroom.read_round(region.session, actor=teacher, round_id=round_id, now=when)
    return tuple((one.item.id, tuple(option.key for option in one.item.options)) for one in found.questions)


def _count(
    region: Region,
    teacher: Actor,
    round_id: int,
    questions: tuple[Question, ...],
    moment: str,
    when: datetime,
) -> None:
    """The teacher counts a hand of every child, for one option or another."""
    for item_id, options in questions:
        hands = dict.fromkeys(options, 0)
        for child in range(CHILDREN):
            hands[options[draw(moment, item_id, str(child)) % len(options)]] += 1
        classroom.count_hands(
            region.session, actor=teacher, round_id=round_id, item_id=item_id, hands=hands, now=when
        )
