"""Schools of the demo that look at themselves: pupils, children who vote on the board, and one with a certificate."""

from datetime import datetime, timedelta

from certificates import granting
from certificates.scheme import certificate_scheme
from scan.domain.classroom import Devices
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.use_cases import answering, applying, classroom, opening, organisations, pupils, starting
from scan.use_cases.classes import OpenClass
from web.demo.answers import draw, lifelike
from web.demo.cast import MONTH, Region, as_actor, join_class, make_account, settle_school
from web.demo.history import check, hand_in, plan, show
from web.demo.region import (
    CERTIFIED_SCHOOL,
    CHILDREN,
    PRIMARY_SCHOOL,
    PUPILS,
    PUPILS_SCHOOL,
    SCHOOL_COORDINATOR,
    SCHOOL_KVK,
    SCHOOLS,
)

STEPS = 175
"""How these schools do: mostly step 2 (see ``Company.steps``)."""

WELL_ON_THE_WAY = 285
"""How the school with the certificate does, in the same measure."""
SCHOOL_PROFILE: dict[str, object] = {
    "staff": "140", "students": "1900", "building": "own", "outdoor": True, "parking": "60", "kitchen": True,
    "hazardous": False,
}  # fmt: skip
DOCUMENTS_OF_SCHOOL = ("g2-risk-assessment", "energy-source", "energy-plan", "energy-insight", "respect-at-work",
                       "mvo-in-curriculum", "healthy-building", "student-travel", "safe-work")  # fmt: skip
SEEN_AT_SCHOOL = ("safe-work", "respect-at-work", "waste-separation", "waste-prevention", "bike-friendly",
                  "healthy-building", "student-travel", "lights-equipment", "green-outdoors")  # fmt: skip
"""Of these the school shows that they are as it says."""
SCHOOL_PLAN = (
    (120, "Elke afdeling een les over afval en energie"),
    (200, "Fietsenstalling overdekken"),
    (260, "Overal ledlampen"),
)


def certify_school(region: Region) -> None:
    """A college scanned itself, the alliance checked it, and it has a certificate."""
    session, when = region.session, region.now - 5 * MONTH
    school_id = region.schools[SCHOOLS.index(CERTIFIED_SCHOOL)]
    person = make_account(region, *SCHOOL_COORDINATOR, Role.COORDINATOR, school_id)
    coordinator = as_actor(person, Role.COORDINATOR, school_id, OrganisationKind.INSTITUTION)
    organisations.give_number(
        session, actor=coordinator, organisation_id=school_id, kvk_number=SCHOOL_KVK, now=when
    )
    scan_id = starting.start_own_scan(
        session, actor=coordinator, organisation_id=school_id, slug="institution", now=when
    )
    _fill_in_as_a_school(region, coordinator, scan_id, when)
    show(region, coordinator, scan_id, DOCUMENTS_OF_SCHOOL, when, seen=SEEN_AT_SCHOOL)
    hand_in(region, coordinator, scan_id, when + timedelta(days=3))
    dossier_id = check(region, region.reviewers[0], coordinator, scan_id, when + timedelta(days=10))
    plan(
        region,
        coordinator,
        dossier_id,
        SCHOOL_PLAN,
        when + timedelta(days=11),
        done=False,
        owner="duurzaamheidscoach",
    )
    rules = certificate_scheme(OrganisationKind.INSTITUTION).application
    application_id = applying.apply(
        session,
        actor=coordinator,
        dossier_id=dossier_id,
        application=applying.ApplicationInput(
            sites=f"Beide gebouwen in {CERTIFIED_SCHOOL.place}",
            activities="lessen voor techniek en zorg",
            signed_by_name=SCHOOL_COORDINATOR[0],
            signed_by_role="lid van de directie",
            declared=rules.declarations,
            public_detail="themes",
        ),
        rules=rules,
        now=when + timedelta(days=12),
    )
    granting.settle(
        session,
        actor=region.certifiers[0],
        application_id=application_id,
        outcome="grant",
        level="active",
        reason="De uitkomst is nagekeken en haalt alle regels van dit niveau.",
        language="nl",
        now=when + timedelta(days=25),
    )


def _fill_in_as_a_school(region: Region, coordinator: Actor, scan_id: int, when: datetime) -> None:
    opened = opening.open_scan(region.session, actor=coordinator, scan_id=scan_id, now=when)
    answering.save_profile(
        region.session,
        actor=coordinator,
        scan_id=scan_id,
        profile=SCHOOL_PROFILE,
        version=opened.version,
        now=when,
    )
    answers = lifelike(
        opened.questionnaire, SCHOOL_PROFILE, name=CERTIFIED_SCHOOL.name, steps=WELL_ON_THE_WAY, student=False
    )
    answering.save_answers(region.session, actor=coordinator, scan_id=scan_id, answers=answers, now=when)


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
