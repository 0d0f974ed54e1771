"""The line, once: from a class to a decision, on both databases."""

from scan.domain.states import DossierState, ScanState
from scan.use_cases.applying import apply
from scan.use_cases.audit import verify
from scan.use_cases.deciding import decide_application, open_application
from scan.use_cases.planning import ActionInput, add_action
from scan.use_cases.queueing import decision_queue
from tests.scan.factories import APPLICATION, RULES, Region


def test_the_whole_line_from_student_to_decision(region: Region) -> None:
    student_scan = region.student_scan()
    assert region.dossier_of(student_scan).state == DossierState.COLLECTING
    own_scan = region.own_scan()
    dossier = region.dossier_of(student_scan)
    assert dossier.state == DossierState.COMPARING

    region.close(dossier.id)
    assert region.dossier_of(student_scan).state == DossierState.MODERATED
    assert region.scan_state(student_scan) is region.scan_state(own_scan) is ScanState.ACCEPTED
    for text in ("Ledlampen in de winkel", "Fietsplan voor iedereen"):
        action = ActionInput(text=text, planned_on=region.now.date())
        region.do("carla", add_action, dossier_id=dossier.id, action=action)

    application_id = region.do(
        "carla",
        apply,
        dossier_id=dossier.id,
        application=APPLICATION,
        rules=RULES,
    )
    assert [entry.id for entry in region.look("certa", decision_queue).items] == [application_id]
    opened = region.look("certa", open_application, application_id=application_id)
    assert (opened.moderated.level, opened.rescored.level) == ("aware", "active")
    region.do(
        "certa",
        decide_application,
        application_id=application_id,
        outcome="grant",
        level="active",
        reason="Alles klopt.",
        scheme="mvo-certificate@1.0.0",
    )
    assert region.dossier_of(student_scan).state == DossierState.DECIDED
    assert region.look("certa", decision_queue).items == ()
    with region.reading() as session:
        assert verify(session).holds
