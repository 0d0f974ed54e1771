"""The life stories, written out."""

import pytest

from scan.domain import states
from scan.domain.errors import IllegalTransition
from scan.domain.partnering import AGREEMENT, AgreementAction, AgreementState
from scan.domain.platforms import PRACTICE, PracticeAction, PracticeState
from scan.domain.states import (
    AMBASSADOR,
    APPEAL,
    CERTIFICATE,
    COMPLAINT,
    DOSSIER,
    SCAN,
    AmbassadorAction,
    AmbassadorState,
    AppealAction,
    AppealState,
    CertificateAction,
    CertificateState,
    ComplaintAction,
    ComplaintState,
    DossierAction,
    DossierState,
    ScanAction,
    ScanState,
    advance,
    possible,
)

STORIES = {
    "scan": (SCAN, ScanState, ScanAction),
    "dossier": (DOSSIER, DossierState, DossierAction),
    "certificate": (CERTIFICATE, CertificateState, CertificateAction),
    "ambassador": (AMBASSADOR, AmbassadorState, AmbassadorAction),
    "agreement": (AGREEMENT, AgreementState, AgreementAction),
    "practice": (PRACTICE, PracticeState, PracticeAction),
    "appeal": (APPEAL, AppealState, AppealAction),
    "complaint": (COMPLAINT, ComplaintState, ComplaintAction),
}
WRITTEN = {
    "scan": """
        draft submit submitted
        draft withdraw withdrawn
        submitted return returned
        submitted accept accepted
        submitted withdraw withdrawn
        returned submit submitted
        returned withdraw withdrawn
        accepted reopen submitted
    """,
    "dossier": """
        collecting compare comparing
        comparing return collecting
        comparing moderate moderated
        moderated decide decided
        moderated reopen comparing
        decided reopen comparing
        decided reconsider moderated
    """,
    "certificate": """
        issued suspend suspended
        issued withdraw withdrawn
        issued expire expired
        issued replace replaced
        suspended reinstate issued
        suspended withdraw withdrawn
        suspended expire expired
        suspended replace replaced
        withdrawn restore issued
    """,
    "ambassador": """
        candidate nominate nominated
        nominated decline candidate
        nominated appoint appointed
        appointed renew appointed
        appointed retire alumnus
        appointed revoke revoked
        alumnus revoke revoked
    """,
    "agreement": """
        draft offer offered
        draft withdraw withdrawn
        offered take_back draft
        offered return draft
        offered confirm in_force
        in_force renew renewed
        in_force end ended
        in_force expire ended
    """,
    "practice": """
        offered offer offered
        offered publish published
        offered return returned
        offered withdraw withdrawn
        published offer offered
        published return returned
        published withdraw withdrawn
        returned offer offered
        returned withdraw withdrawn
        withdrawn offer offered
    """,
    "appeal": """
        filed take_up taken_up
        filed withdraw withdrawn
        taken_up take_up taken_up
        taken_up uphold upheld
        taken_up reject rejected
        taken_up withdraw withdrawn
    """,
    "complaint": """
        received ask asked
        received close closed
        asked answer answered
        asked close closed
        answered ask asked
        answered close closed
    """,
}


@pytest.mark.parametrize("story", STORIES)
def test_every_state_and_action_goes_where_it_is_written(story: str) -> None:
    table, state_kind, action_kind = STORIES[story]
    wanted = {tuple(line.split()[:2]): line.split()[2] for line in WRITTEN[story].split("\n") if line.strip()}
    for state in state_kind:
        for action in action_kind:
            if (state.value, action.value) in wanted:
                assert advance(table, state, action).value == wanted[state.value, action.value]
            else:
                with pytest.raises(IllegalTransition) as refused:
                    advance(table, state, action)
                assert (refused.value.state, refused.value.action) == (state, action)


@pytest.mark.parametrize("story", STORIES)
def test_every_state_but_the_first_can_be_reached(story: str) -> None:
    table, state_kind, _ = STORIES[story]
    first, *others = state_kind
    assert set(others) <= set(table.values())
    assert first in {state for state, _ in table}


def test_possible_lists_the_states_an_action_starts_from() -> None:
    assert possible(SCAN, ScanAction.SUBMIT) == (ScanState.DRAFT, ScanState.RETURNED)
    assert possible(DOSSIER, DossierAction.DECIDE) == (DossierState.MODERATED,)


def test_illegal_transition_says_the_state_in_both_languages() -> None:
    error = IllegalTransition(ScanState.ACCEPTED, ScanAction.SUBMIT)
    assert error.message.nl == "Dit kan nu niet: de stand is 'accepted'."
    assert error.message.en == "This is not possible now: the state is 'accepted'."


def test_tables_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        states.SCAN[ScanState.ACCEPTED, ScanAction.SUBMIT] = ScanState.DRAFT
