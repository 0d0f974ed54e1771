"""The line, once: from a class to a decision, on both databases (the contract's nine lines)."""

from scan.domain.states import DossierState, ScanState
from tests.scan.factories import Region


def test_the_whole_line_from_student_to_decision(region: Region) -> None:
    student_scan = region.student_scan()
    assert region.dossier_of(student_scan).state == DossierState.COLLECTING
    own_scan = region.own_scan()
    dossier = region.dossier_of(student_scan)
    assert dossier.state == DossierState.COMPARING

    region.close(dossier.id)
    assert region.dossier_of(student_scan).state == DossierState.MODERATED
    assert region.scan_state(student_scan) is region.scan_state(own_scan) is ScanState.ACCEPTED
