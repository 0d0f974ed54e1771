"""Why the policy refuses, in stable codes and in words."""

from collections.abc import Mapping
from enum import StrEnum

from scan.domain.messages import Message


class Reason(StrEnum):
    """Why it is refused, or that it is not."""

    ALLOWED = "allowed"
    NO_ROLE = "no_role"
    OWN_PLACEMENT = "own_placement"
    ONESELF = "oneself"
    OWN_ORGANISATION = "own_organisation"
    REVIEWED_IT = "reviewed_it"
    DECIDED_IT = "decided_it"
    NOMINATED_IT = "nominated_it"
    DRAFTED_IT = "drafted_it"
    PROPOSED_IT = "proposed_it"
    WORKS_ELSEWHERE = "works_elsewhere"
    SCORES_BLIND = "scores_blind"
    SCORED_BLIND = "scored_blind"
    NOT_OPEN = "not_open"
    HELD_BACK = "held_back"
    SHARED = "shared"
    NOT_SHARED = "not_shared"
    WAITS_FOR_SECOND = "waits_for_second"
    NOTHING_PROPOSED = "nothing_proposed"
    CONTESTED = "contested"
    NOT_HANDLER = "not_handler"
    TOO_LATE = "too_late"
    WRONG_STATE = "wrong_state"


SEPARATION_OF_DUTIES = frozenset(
    {
        Reason.OWN_PLACEMENT,
        Reason.ONESELF,
        Reason.OWN_ORGANISATION,
        Reason.REVIEWED_IT,
        Reason.DECIDED_IT,
        Reason.NOMINATED_IT,
        Reason.DRAFTED_IT,
        Reason.PROPOSED_IT,
        Reason.SCORES_BLIND,
        Reason.SCORED_BLIND,
        Reason.CONTESTED,
    }
)

REASONS: Mapping[Reason, Message] = {
    message_reason: Message(message_reason.value, nl, en)
    for message_reason, nl, en in (
        (Reason.ALLOWED, "Dit mag je doen.", "You may do this."),
        (Reason.NO_ROLE, "Dit mag je niet doen met jouw rol.", "Your role does not allow this."),
        (
            Reason.OWN_PLACEMENT,
            "Dit gaat over je eigen stage. Een ander moet dit beoordelen.",
            "This is your own internship. Someone else must review it.",
        ),
        (
            Reason.ONESELF,
            "Dit gaat over jezelf. Een ander moet dit doen.",
            "This is about yourself. Someone else must do this.",
        ),
        (
            Reason.OWN_ORGANISATION,
            "Je hoort zelf bij dit bedrijf of deze school. Een ander moet dit doen.",
            "You belong to this company or school yourself. Someone else must do this.",
        ),
        (
            Reason.REVIEWED_IT,
            "Je hebt dit dossier zelf nagekeken. Een ander moet beslissen.",
            "You reviewed this dossier yourself. Someone else must decide.",
        ),
        (
            Reason.DECIDED_IT,
            "Je hebt hier zelf over beslist. Een ander moet dit controleren.",
            "You decided on this yourself. Someone else must check it.",
        ),
        (
            Reason.NOMINATED_IT,
            "Je hebt deze student zelf voorgedragen. Een ander moet benoemen.",
            "You nominated this student yourself. Someone else must appoint.",
        ),
        (
            Reason.DRAFTED_IT,
            "Je hebt deze overeenkomst zelf opgesteld. Een ander moet namens de alliantie tekenen.",
            "You drafted this agreement yourself. Someone else must sign for the alliance.",
        ),
        (
            Reason.PROPOSED_IT,
            "Je hebt dit niveau zelf voorgesteld. Een andere certificeerder moet het bevestigen of afwijzen.",
            "You proposed this level yourself. Another certifier must confirm or refuse it.",
        ),
        (
            Reason.WAITS_FOR_SECOND,
            "Er is een niveau voorgesteld. Een tweede certificeerder bevestigt het of wijst het af.",
            "A level was proposed. A second certifier confirms or refuses it.",
        ),
        (
            Reason.NOTHING_PROPOSED,
            "Er is geen voorstel dat op een tweede certificeerder wacht.",
            "There is no proposal that waits for a second certifier.",
        ),
        (
            Reason.WORKS_ELSEWHERE,
            "Deze persoon hoort ook bij een ander bedrijf of een andere school. Vraag het de alliantie.",
            "This person also belongs to another company or school. Ask the alliance.",
        ),
        (
            Reason.SCORES_BLIND,
            "Je beoordeelt dit dossier blind. Lever dat eerst in.",
            "You judge this dossier blind. Hand that in first.",
        ),
        (
            Reason.SCORED_BLIND,
            "Je hebt dit dossier blind beoordeeld. Een ander moet het nakijken.",
            "You judged this dossier blind. Someone else must review it.",
        ),
        (
            Reason.NOT_OPEN,
            "Dit gaat open als iedereen heeft ingeleverd, of na 6 weken.",
            "This opens when everyone has handed in, or after 6 weeks.",
        ),
        (
            Reason.HELD_BACK,
            "De school deelt dit verslag pas als de stage is beoordeeld.",
            "The school shares this report after the internship has been assessed.",
        ),
        (
            Reason.SHARED,
            "Jullie doen deze scan samen. Je kunt wel uit de groep gaan.",
            "You share this scan. You can leave the group.",
        ),
        (
            Reason.NOT_SHARED,
            "Je bent alleen in deze scan. Stoppen kan wel: trek de scan in.",
            "You are alone in this scan. You can stop: withdraw the scan.",
        ),
        (
            Reason.CONTESTED,
            "Je nam zelf het besluit waar dit bezwaar over gaat. Een ander moet het behandelen.",
            "You took the decision that this appeal is about. Someone else must handle it.",
        ),
        (
            Reason.NOT_HANDLER,
            "Je hebt dit bezwaar nog niet opgepakt. Pak het eerst op.",
            "You have not taken this appeal up yet. Take it up first.",
        ),
        (
            Reason.TOO_LATE,
            "De tijd om bezwaar te maken is voorbij.",
            "The time to appeal is over.",
        ),
        (Reason.WRONG_STATE, "Dit kan nu niet, in deze stand.", "This is not possible in the present state."),
    )
}
