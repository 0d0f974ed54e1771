"""How news about a statement is told, where that about a certificate would say another thing (LOOK 5)."""

from collections.abc import Mapping

from scan.domain.news import NewsKind
from web.mail.words import Story, story

OF_STATEMENTS: Mapping[NewsKind, Story] = {
    NewsKind.CERTIFICATE_DECIDED: story(
        "statement_decided",
        "/{holder}/certificate",
        (
            "Er is een besluit over de MVO-verklaring",
            "{organisation}: er is een besluit over de aanvraag van de verklaring.",
        ),
        (
            "There is a decision about the MVO statement",
            "{organisation}: there is a decision about the application for the statement.",
        ),
    ),
    NewsKind.APPLICATION_RETURNED: story(
        "statement_returned",
        "/{holder}/apply/statement",
        (
            "De aanvraag van de MVO-verklaring kwam terug",
            "{organisation}: de aanvraag van de verklaring kwam terug. Vul hem aan.",
        ),
        (
            "The application for the MVO statement came back",
            "{organisation}: the application for the statement came back. Complete it.",
        ),
    ),
    NewsKind.WITHDRAWAL_PROPOSED: story(
        "statement_withdrawal_proposed",
        "/{holder}/certificate",
        (
            "De alliantie wil een MVO-verklaring intrekken. Je kunt eerst antwoorden",
            "{organisation}: de alliantie wil de verklaring intrekken. Je kunt eerst antwoorden.",
        ),
        (
            "The alliance wants to withdraw an MVO statement. You can answer first",
            "{organisation}: the alliance wants to withdraw the statement. You can answer first.",
        ),
    ),
    NewsKind.CERTIFICATE_CHANGED: story(
        "statement_changed",
        "/{holder}/certificate",
        ("Er veranderde iets aan de MVO-verklaring", "{organisation}: er veranderde iets aan de verklaring."),
        (
            "Something changed about the MVO statement",
            "{organisation}: something changed about the statement.",
        ),
    ),
    NewsKind.COMPLAINT_ASKED: story(
        "statement_asked",
        "/{holder}/certificate",
        (
            "De alliantie heeft een vraag over de MVO-verklaring",
            "{organisation}: de alliantie heeft een vraag over de verklaring.",
        ),
        (
            "The alliance has a question about the MVO statement",
            "{organisation}: the alliance has a question about the statement.",
        ),
    ),
    NewsKind.CERTIFICATE_ENDS: story(
        "statement_ends",
        "/{holder}/apply/statement",
        (
            "De MVO-verklaring loopt af. Vraag een nieuwe aan",
            "{organisation}: de verklaring loopt af. Vraag een nieuwe aan, met een nieuwe activiteit.",
        ),
        (
            "The MVO statement ends. Apply for a new one",
            "{organisation}: the statement ends. Apply for a new one, with a new activity.",
        ),
    ),
    NewsKind.CERTIFICATE_WORK: story(
        "statement_work",
        "/follow-up",
        (
            "Er kwam iets binnen over een MVO-verklaring",
            "{organisation}: er kwam iets binnen over de verklaring.",
        ),
        (
            "Something came in about an MVO statement",
            "{organisation}: something came in about the statement.",
        ),
    ),
}
"""The same news where it is about a statement: that has no dossier, and is renewed without a scan."""
