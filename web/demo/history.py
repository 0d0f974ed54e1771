"""What happened at each company of the demo, from placement to certificate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from certificates import complaining, complaints, granting, hearings
from certificates.scheme import scheme
from scan.domain.evidence import EvidenceState
from scan.domain.moderation import Verdict
from scan.domain.plan import PlanStep
from scan.domain.roles import Actor, OrganisationKind, Role
from scan.use_cases import (
    answering,
    applying,
    comparing,
    deciding,
    evidence,
    invitations,
    moderating,
    opening,
    organisations,
    planning,
    reviewing,
    sign_in,
    starting,
    students,
    submitting,
)
from web.demo.answers import lifelike, profile_of
from web.demo.cast import ADDRESS, INTERNSHIP, MONTH, Region, as_actor, email_of, give_placement, join
from web.demo.region import FRONT_RUNNER, PASSWORD, SECOND_REVIEWED, TO_SECOND_REVIEW, Company, Stage
from web.demo.second_opinion import judge_blind, look_for_the_alliance
from web.demo.statements import STATEMENTS, apply_for_statement

DOCUMENTS = ("g2-risk-assessment", "energy-source", "energy-plan")
"""What a student cannot confirm."""
RESPECT = "respect-at-work"
"""Students answer this together only, so it takes evidence for the two highest levels."""
ACTIONS = (
    (30, "Elke maand de meterstanden opschrijven"),
    (60, "Vaste bezorgdagen afspreken"),
    (90, "Ritten met de buren samen doen"),
)
"""Each with the days until it is done."""
EXPLANATION = "Samen besproken bij het bedrijf en het bewijs bekeken."


def play_out(region: Region, company: Company) -> None:
    """From the placement to the last stage that the company came to."""
    session = region.session
    when = region.now - company.months_ago * MONTH
    company_id = register(region, company, when)
    student = join(region, company.school, company.student)
    placement_id = give_placement(region, company, company_id, student, when)
    contact = _contact(region, company, company_id, placement_id, when)
    if company.name in STATEMENTS:
        apply_for_statement(region, company, company_id, contact, when + timedelta(days=2))
    if company.stage >= Stage.STUDENT_STARTED:
        scan_as_student(region, company, student, placement_id, when + timedelta(days=7))
    placements = [placement_id, *_scans_of_classmates(region, company, company_id, when)]
    if company.stage >= Stage.COMPARING:
        scan_id = starting.start_own_scan(
            session,
            actor=contact,
            organisation_id=company_id,
            slug="company-self",
            now=when + timedelta(days=9),
        )
        fill_in(region, company, contact, scan_id, when + timedelta(days=9), student=False)
        shown = (RESPECT,) if company is FRONT_RUNNER else ()
        show(region, contact, scan_id, (*DOCUMENTS, *shown), when + timedelta(days=9), seen=shown)
        hand_in(region, contact, scan_id, when + timedelta(days=10))
        if company in (*SECOND_REVIEWED, TO_SECOND_REVIEW):
            judge_blind(region, company, contact, scan_id, when + timedelta(days=12))
    if company.stage >= Stage.MODERATED:
        dossier_id = moderate(region, company, contact, scan_id, when + timedelta(days=14))
        if company.classmates:
            _assess(region, company, placements, when + INTERNSHIP)
        if company is FRONT_RUNNER:
            look_for_the_alliance(region, dossier_id, when + timedelta(days=16))
        if company.stage >= Stage.APPLIED:
            _decide(region, company, contact, dossier_id, when + timedelta(days=20))


def register(region: Region, company: Company, when: datetime) -> int:
    """The company, put in by a teacher."""
    return organisations.register_company(
        region.session,
        actor=region.teachers[company.school],
        company=organisations.OrganisationInput(
            name=company.name,
            kvk_number=company.kvk,
            place=company.place,
            municipality=company.place,
            postcode=company.postcode,
            sector=company.sector,
            staff=company.staff,
        ),
        now=when,
    )


def _scans_of_classmates(region: Region, company: Company, company_id: int, when: datetime) -> list[int]:
    """Others of the class who were there in the same months; their placements."""
    placements = []
    for days, name in enumerate(company.classmates):
        student = join(region, company.school, name)
        placement_id = give_placement(region, company, company_id, student, when)
        scan_id = starting.start_scan(
            region.session, actor=student, placement_id=placement_id, slug="internship-company", now=when
        )
        seen = replace(company, name=f"{company.name}, {name}")
        fill_in(region, seen, student, scan_id, when + timedelta(days=days), student=True)
        hand_in(region, student, scan_id, when + timedelta(days=days + 1))
        placements.append(placement_id)
    return placements


def _assess(region: Region, company: Company, placements: list[int], when: datetime) -> None:
    """The internships were assessed: now the school shares what the students said."""
    teacher = region.teachers[company.school]
    for placement_id in placements:
        students.assess_placement(region.session, actor=teacher, placement_id=placement_id, now=when)


def _contact(region: Region, company: Company, company_id: int, placement_id: int, when: datetime) -> Actor:
    invited = invitations.invite_contact(
        region.session, actor=region.teachers[company.school], placement_id=placement_id, now=when
    )
    began = invitations.accept_invitation(
        region.session,
        code=invited.code,
        display_name=company.contact,
        email=email_of(company),
        password=PASSWORD,
        address=ADDRESS,
        pepper=region.pepper,
        now=when,
    )
    sign_in.sign_out(region.session, token=began.token)
    return as_actor(began.person_id, Role.CONTACT, company_id, OrganisationKind.COMPANY)


def scan_as_student(
    region: Region, company: Company, student: Actor, placement_id: int, when: datetime
) -> None:
    scan_id = starting.start_scan(
        region.session, actor=student, placement_id=placement_id, slug="internship-company", now=when
    )
    half = company.stage is Stage.STUDENT_STARTED
    fill_in(region, company, student, scan_id, when, student=True, half=half)
    evidence.add_note(
        region.session,
        actor=student,
        scan_id=scan_id,
        item_id="waste-separation",
        text="We scheiden papier, plastic en restafval. Dat staat op de bakken.",
        speaker_role="bedrijfsleider",
        now=when,
    )
    if not half:
        hand_in(region, student, scan_id, when + timedelta(days=1))


def fill_in(
    region: Region,
    company: Company,
    actor: Actor,
    scan_id: int,
    when: datetime,
    *,
    student: bool,
    half: bool = False,
) -> None:
    """The profile and every question, or half of them."""
    opened = opening.open_scan(region.session, actor=actor, scan_id=scan_id, now=when)
    given = company.profile | {"sector": company.sector, "staff": str(company.staff)}
    profile = profile_of(opened.questionnaire, given)
    answering.save_profile(
        region.session, actor=actor, scan_id=scan_id, profile=profile, version=opened.version, now=when
    )
    answers = lifelike(opened.questionnaire, profile, name=company.name, steps=company.steps, student=student)
    if half:
        answers = dict(list(answers.items())[: len(answers) // 2])
    answering.save_answers(region.session, actor=actor, scan_id=scan_id, answers=answers, now=when)


def show(
    region: Region,
    contact: Actor,
    scan_id: int,
    documents: Sequence[str],
    when: datetime,
    *,
    seen: Sequence[str] = (),
) -> None:
    """Documents by link with these questions, and what can be seen there with those; as far as they are asked."""
    opened = opening.open_scan(region.session, actor=contact, scan_id=scan_id, now=when)
    for item_id in documents:
        if item_id in opened.visible:
            evidence.add_link(
                region.session,
                actor=contact,
                scan_id=scan_id,
                item_id=item_id,
                url=f"https://documenten.example/{item_id}.pdf",
                caption="Document van dit jaar",
                now=when,
            )
    for item_id in seen:
        if item_id in opened.visible:
            evidence.add_note(
                region.session,
                actor=contact,
                scan_id=scan_id,
                item_id=item_id,
                text="Zo ziet het er bij ons uit.",
                now=when,
            )


def hand_in(region: Region, actor: Actor, scan_id: int, when: datetime) -> None:
    """Hand a scan in, whatever is open."""
    opened = opening.open_scan(region.session, actor=actor, scan_id=scan_id, now=when)
    submitting.submit_scan(
        region.session, actor=actor, scan_id=scan_id, version=opened.version, confirm_open=True, now=when
    )


def moderate(region: Region, company: Company, contact: Actor, scan_id: int, when: datetime) -> int:
    """The teacher checks, and the company plans; gives the dossier's id."""
    dossier_id = check(region, region.teachers[company.school], contact, scan_id, when)
    texts = ACTIONS[: 3 if company is FRONT_RUNNER else 2]
    plan(region, contact, dossier_id, texts, when + timedelta(hours=2), done=company.steps > 260)
    return dossier_id


def check(region: Region, reviewer: Actor, contact: Actor, scan_id: int, when: datetime) -> int:
    """The reviewer accepts all evidence, settles every large difference and closes; gives the dossier's id."""
    session = region.session
    dossier_id = opening.open_scan(session, actor=contact, scan_id=scan_id, now=when).dossier_id
    review = comparing.open_review(session, actor=reviewer, dossier_id=dossier_id, now=when)
    for line in review.items:
        for piece in line.evidence:
            if piece.state is EvidenceState.OFFERED:
                reviewing.decide_evidence(
                    session, actor=reviewer, evidence_id=piece.id, accept=True, now=when
                )
        if line.comparison.must_be_settled:
            reviewing.settle(
                session,
                actor=reviewer,
                dossier_id=dossier_id,
                item_id=line.item.id,
                verdict=Verdict.BETWEEN,
                comment=EXPLANATION,
                version=0,
                now=when,
            )
    review = comparing.open_review(session, actor=reviewer, dossier_id=dossier_id, now=when)
    moderating.close_dossier(
        session, actor=reviewer, dossier_id=dossier_id, version=review.version, now=when + timedelta(hours=1)
    )
    return dossier_id


def plan(
    region: Region,
    contact: Actor,
    dossier_id: int,
    texts: Sequence[tuple[int, str]],
    when: datetime,
    *,
    done: bool,
    owner: str = "bedrijfsleider",
) -> None:
    """Put these in the plan; ``done``: together with others, and finished."""
    for days, text in texts:
        action_id = planning.add_action(
            region.session,
            actor=contact,
            dossier_id=dossier_id,
            action=planning.ActionInput(
                text=text,
                planned_on=(when + timedelta(days=days)).date(),
                with_others=done,
                owner=owner,
            ),
            now=when,
        )
        if done:
            planning.move_action(
                region.session, actor=contact, action_id=action_id, step=PlanStep.FINISH, version=1, now=when
            )


def _decide(region: Region, company: Company, contact: Actor, dossier_id: int, when: datetime) -> None:
    rules = scheme().application
    application_id = applying.apply(
        region.session,
        actor=contact,
        dossier_id=dossier_id,
        application=applying.ApplicationInput(
            sites=f"Vestiging in {company.place}",
            activities=f"al het werk van {company.name}",
            signed_by_name=company.contact,
            signed_by_role="bedrijfsleider",
            declared=rules.declarations,
            public_detail="themes",
        ),
        rules=rules,
        now=when,
    )
    if company.stage is Stage.APPLIED:
        return
    certifier, second = region.certifiers[:2]
    found = deciding.open_application(
        region.session, actor=certifier, application_id=application_id, now=when
    )
    refused = company.stage is Stage.REFUSED or found.highest_level is None
    settled = granting.settle(
        region.session,
        actor=certifier,
        application_id=application_id,
        outcome="refuse" if refused else "grant",
        level=None if refused else found.highest_level,
        reason="De uitkomst haalt de grens nog niet. Begin met veilig werken en energie."
        if refused
        else "De uitkomst is nagekeken en haalt alle regels van dit niveau.",
        language="nl",
        now=when + timedelta(days=7),
    )
    if settled.result is granting.Result.PROPOSED:
        settled = granting.answer_proposal(
            region.session,
            actor=second,
            application_id=application_id,
            confirms=True,
            reason="Ik heb het dossier ook bekeken en zie hetzelfde.",
            now=when + timedelta(days=9),
        )
    if settled.number is None:
        return
    if company.stage is Stage.SUSPENDED:
        _suspend_after_a_complaint(region, settled.number, region.now - timedelta(days=20))
    if company.stage is Stage.WITHDRAWN:
        _withdraw_after_a_hearing(region, contact, settled.number, when + timedelta(days=7) + MONTH)


def _suspend_after_a_complaint(region: Region, number: str, when: datetime) -> None:
    session, certifier = region.session, region.certifiers[1]
    receipt = complaining.complain(
        session,
        number=number,
        words="Ik zag dat een stagiair zonder bescherming met de machine werkte.",
        name=None,
        email=None,
        language="nl",
        address=ADDRESS,
        pepper=region.pepper,
        now=when - timedelta(days=9),
    )
    complaints.close(
        session,
        actor=certifier,
        complaint_id=receipt.complaint_id,
        outcome="suspended",
        reply="Dank voor je melding. We onderzoeken dit samen met de arbodienst. Tot dan is het certificaat geschorst.",
        reason="We onderzoeken een melding over veilig werken.",
        version=1,
        now=when,
    )


def _withdraw_after_a_hearing(region: Region, contact: Actor, number: str, when: datetime) -> None:
    session, certifier = region.session, region.certifiers[1]
    hearing_id = hearings.propose(
        session,
        actor=certifier,
        number=number,
        reason="Het bedrijf staat niet meer in het handelsregister.",
        now=when - timedelta(days=10),
    )
    hearings.answer(
        session,
        actor=contact,
        number=number,
        words="Dat klopt. We zijn gestopt.",
        now=when - timedelta(days=5),
    )
    hearings.conclude(
        session,
        actor=certifier,
        hearing_id=hearing_id,
        outcome="withdrawn",
        reason="Het bedrijf is gestopt.",
        now=when,
    )
