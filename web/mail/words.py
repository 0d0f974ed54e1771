"""Every word that goes out by mail, and of news on a page; Dutch first (LOOK 5)."""

from collections.abc import Mapping
from dataclasses import dataclass

from scan.domain.messages import Message
from scan.domain.news import NewsKind


@dataclass(frozen=True, slots=True)
class Story:
    """How one kind of news is told: above a list of companies in the digest, and in one line on a page."""

    heading: Message
    line: Message
    """With the place ``{organisation}``."""
    path: str
    """Where in the mail it leads to; ``{scan}`` and ``{dossier}`` are numbers, nothing else stands in a link."""


def story(key: str, path: str, nl: tuple[str, str], en: tuple[str, str]) -> Story:
    """News from its heading and line in Dutch and in English; both messages have the key in theirs."""
    return Story(Message(key, nl[0], en[0]), Message(f"{key}_line", nl[1], en[1]), path)


STORIES: Mapping[NewsKind, Story] = {
    NewsKind.DEADLINE_PASSED: story(
        "deadline_passed",
        "/scans/{scan}",
        ("De dag om in te leveren is voorbij", "{organisation}: de dag om in te leveren is voorbij."),
        ("The day to hand in has passed", "{organisation}: the day to hand in has passed."),
    ),
    NewsKind.DEADLINE_NEAR: story(
        "deadline_near",
        "/scans/{scan}",
        ("Denk aan de dag om in te leveren", "{organisation}: denk aan de dag om in te leveren."),
        ("Remember the day to hand in", "{organisation}: remember the day to hand in."),
    ),
    NewsKind.RETURNED: story(
        "returned",
        "/scans/{scan}",
        ("Deze scan kwam terug", "{organisation}: je scan kwam terug. Pas hem aan en lever hem in."),
        ("This scan came back", "{organisation}: your scan came back. Change it and hand it in."),
    ),
    NewsKind.TO_CHECK: story(
        "to_check",
        "/dossiers/{dossier}/review",
        ("Je kunt nakijken", "{organisation}: je kunt nakijken."),
        ("You can check these", "{organisation}: you can check this one."),
    ),
    NewsKind.HANDED_IN: story(
        "handed_in",
        "/teacher/review",
        ("Er kwam een scan binnen", "{organisation}: er kwam een scan binnen."),
        ("A scan came in", "{organisation}: a scan came in."),
    ),
    NewsKind.NOT_IN_TIME: story(
        "not_in_time",
        "/teacher/review",
        ("Niet op tijd ingeleverd", "{organisation}: de scan is niet op tijd ingeleverd."),
        ("Not handed in on time", "{organisation}: the scan was not handed in on time."),
    ),
    NewsKind.COMPARISON_OPENED: story(
        "comparison_opened",
        "/{holder}",
        (
            "Jullie antwoorden liggen nu naast elkaar",
            "{organisation}: de antwoorden van student en bedrijf liggen nu naast elkaar.",
        ),
        (
            "Your answers now stand side by side",
            "{organisation}: the answers of student and company now stand side by side.",
        ),
    ),
    NewsKind.ACCEPTED: story(
        "accepted",
        "/{holder}",
        ("De uitkomst van de scan is er", "{organisation}: de scan is nagekeken. De uitkomst is er."),
        ("The outcome of the scan is there", "{organisation}: the scan was checked. The outcome is there."),
    ),
    NewsKind.CERTIFICATE_DECIDED: story(
        "certificate_decided",
        "/{holder}/certificate",
        (
            "Er is een besluit over het certificaat",
            "{organisation}: er is een besluit over de aanvraag.",
        ),
        (
            "There is a decision about the certificate",
            "{organisation}: there is a decision about the application.",
        ),
    ),
    NewsKind.APPLICATION_RETURNED: story(
        "application_returned",
        "/{holder}/certificate",
        ("De aanvraag kwam terug", "{organisation}: de aanvraag kwam terug. Vul hem aan."),
        ("The application came back", "{organisation}: the application came back. Complete it."),
    ),
    NewsKind.WITHDRAWAL_PROPOSED: story(
        "withdrawal_proposed",
        "/{holder}/certificate",
        (
            "De alliantie wil een certificaat intrekken. Je kunt eerst antwoorden",
            "{organisation}: de alliantie wil het certificaat intrekken. Je kunt eerst antwoorden.",
        ),
        (
            "The alliance wants to withdraw a certificate. You can answer first",
            "{organisation}: the alliance wants to withdraw the certificate. You can answer first.",
        ),
    ),
    NewsKind.CERTIFICATE_CHANGED: story(
        "certificate_changed",
        "/{holder}/certificate",
        ("Er veranderde iets aan het certificaat", "{organisation}: er veranderde iets aan het certificaat."),
        (
            "Something changed about the certificate",
            "{organisation}: something changed about the certificate.",
        ),
    ),
    NewsKind.COMPLAINT_ASKED: story(
        "complaint_asked",
        "/{holder}/certificate",
        (
            "De alliantie heeft een vraag over het certificaat",
            "{organisation}: de alliantie heeft een vraag over het certificaat.",
        ),
        (
            "The alliance has a question about the certificate",
            "{organisation}: the alliance has a question about the certificate.",
        ),
    ),
    NewsKind.APPEAL_DECIDED: story(
        "appeal_decided",
        "/{holder}/certificate",
        (
            "Er is een uitspraak over jullie bezwaar",
            "{organisation}: er is een uitspraak over jullie bezwaar.",
        ),
        ("Your appeal was decided on", "{organisation}: your appeal was decided on."),
    ),
    NewsKind.SURVEILLANCE_OVERDUE: story(
        "surveillance_overdue",
        "/{holder}/certificate",
        ("De tussentijdse controle is te laat", "{organisation}: de tussentijdse controle is te laat."),
        ("The half-way check is late", "{organisation}: the half-way check is late."),
    ),
    NewsKind.SURVEILLANCE_DUE: story(
        "surveillance_due",
        "/{holder}/certificate",
        (
            "Doe de tussentijdse controle",
            "{organisation}: doe de tussentijdse controle. Het kost 10 minuten.",
        ),
        ("Do the half-way check", "{organisation}: do the half-way check. It takes 10 minutes."),
    ),
    NewsKind.CERTIFICATE_ENDS: story(
        "certificate_ends",
        "/{holder}/certificate",
        (
            "Het certificaat loopt af. Scan opnieuw en vraag een nieuw certificaat aan",
            "{organisation}: het certificaat loopt af. Scan opnieuw en vraag een nieuw certificaat aan.",
        ),
        (
            "The certificate ends. Scan again and apply for a new one",
            "{organisation}: the certificate ends. Scan again and apply for a new one.",
        ),
    ),
    NewsKind.CERTIFICATE_WORK: story(
        "certificate_work",
        "/follow-up",
        (
            "Er kwam iets binnen over een certificaat",
            "{organisation}: er kwam iets binnen over het certificaat.",
        ),
        ("Something came in about a certificate", "{organisation}: something came in about the certificate."),
    ),
    NewsKind.AGREEMENT_OFFERED: story(
        "agreement_offered",
        "/agreements/{agreement}",
        (
            "Een partner heeft getekend",
            "{organisation}: de partner heeft getekend. Nu is de alliantie aan de beurt.",
        ),
        ("A partner has signed", "{organisation}: the partner has signed. Now it is the alliance's turn."),
    ),
    NewsKind.AGREEMENT_STARTED: story(
        "agreement_started",
        "/agreements/{agreement}",
        (
            "Er staat een overeenkomst klaar",
            "{organisation}: er staat een overeenkomst klaar om in te vullen.",
        ),
        ("An agreement is ready", "{organisation}: an agreement is ready to be filled in."),
    ),
    NewsKind.AGREEMENT_RETURNED: story(
        "agreement_returned",
        "/agreements/{agreement}",
        (
            "Deze overeenkomst kwam terug",
            "{organisation}: de overeenkomst kwam terug. Pas hem aan en teken opnieuw.",
        ),
        ("This agreement came back", "{organisation}: the agreement came back. Change it and sign again."),
    ),
    NewsKind.REPORT_DUE: story(
        "report_due",
        "/agreements/{agreement}",
        ("Vertel hoe het ging", "{organisation}: vertel hoe het dit jaar ging met jullie toezeggingen."),
        ("Tell how it went", "{organisation}: tell how your pledges went this year."),
    ),
    NewsKind.AGREEMENT_ENDING: story(
        "agreement_ending",
        "/agreements/{agreement}",
        ("Deze overeenkomst loopt bijna af", "{organisation}: de overeenkomst loopt bijna af. Vernieuw hem."),
        ("This agreement ends soon", "{organisation}: the agreement ends soon. Renew it."),
    ),
    NewsKind.LEAVING_NEAR: story(
        "leaving_near",
        "/platforms/{platform}/inside",
        (
            "Jullie gaan straks uit dit platform",
            "{organisation}: jullie hebben geen geldig certificaat, verklaring of overeenkomst meer.",
        ),
        (
            "You will leave this platform",
            "{organisation}: you have no valid certificate, statement or agreement any more.",
        ),
    ),
    NewsKind.PRACTICE_OFFERED: story(
        "practice_offered",
        "/platforms/{platform}/inside",
        ("Er wacht een goed voorbeeld", "{organisation}: er wacht een goed voorbeeld op jullie oordeel."),
        ("A good practice waits", "{organisation}: a good practice waits for your judgement."),
    ),
    NewsKind.MEETING_NEAR: story(
        "meeting_near",
        "/platforms/{platform}/inside",
        (
            "Er komt een bijeenkomst aan",
            "{organisation}: er komt een bijeenkomst aan. Laat weten of je komt.",
        ),
        ("A meeting comes near", "{organisation}: a meeting comes near. Say whether you come."),
    ),
    NewsKind.PRACTICE_JUDGED: story(
        "practice_judged",
        "/platforms/{platform}/inside",
        ("Er is gekeken naar jullie voorbeeld", "{organisation}: er is gekeken naar jullie goede voorbeeld."),
        ("Your practice was looked at", "{organisation}: your good practice was looked at."),
    ),
    NewsKind.AGREEMENT_IN_FORCE: story(
        "agreement_in_force",
        "/agreements/{agreement}",
        ("Deze overeenkomst geldt", "{organisation}: beide kanten hebben getekend. De overeenkomst geldt."),
        ("This agreement is in force", "{organisation}: both sides have signed. The agreement is in force."),
    ),
    NewsKind.AGREEMENT_ENDED: story(
        "agreement_ended",
        "/agreements/{agreement}",
        ("Deze overeenkomst is geëindigd", "{organisation}: de overeenkomst is geëindigd."),
        ("This agreement has ended", "{organisation}: the agreement has ended."),
    ),
    NewsKind.AMBASSADOR_HEARING_OPENED: story(
        "ambassador_hearing_opened",
        "/me/ambassador",
        (
            "De alliantie vraagt om je antwoord",
            "De alliantie heeft een vraag over je benoeming. Geef je antwoord.",
        ),
        (
            "The alliance asks for your answer",
            "The alliance has a question about your appointment. Answer it.",
        ),
    ),
    NewsKind.ACTIVITY_NOTED: story(
        "activity_noted",
        "/teacher/ambassadors",
        ("Er staat iets nieuws in een logboek", "{organisation}: er staat iets nieuws in een logboek."),
        ("There is something new in a log", "{organisation}: there is something new in a log."),
    ),
    NewsKind.NOMINATION_DECLINED: story(
        "nomination_declined",
        "/teacher/ambassadors",
        ("Een voordracht kwam terug", "{organisation}: een voordracht kwam terug. De reden staat erbij."),
        ("A nomination came back", "{organisation}: a nomination came back, with the reason."),
    ),
    NewsKind.TERM_ENDS: story(
        "term_ends",
        "/teacher/ambassadors",
        ("De termijn van een ambassadeur loopt af", "Een termijn als junior MVO-ambassadeur loopt bijna af."),
        ("An ambassador's term ends soon", "A term as junior MVO-ambassador ends soon."),
    ),
    NewsKind.AMBASSADOR_APPOINTED: story(
        "ambassador_appointed",
        "/teacher/ambassadors",
        ("Er is een ambassadeur benoemd", "{organisation}: er is een junior MVO-ambassadeur benoemd."),
        ("An ambassador was appointed", "{organisation}: a junior MVO-ambassador was appointed."),
    ),
}
"""In the order in which a digest tells them: what must be done first stands on top."""

HAND_IN_BY = Message("hand_in_by", "Inleveren kan tot en met {day}.", "Hand it in by {day} at the latest.")
HAD_TO_BE_IN = Message("had_to_be_in", "De laatste dag was {day}.", "The last day was {day}.")

HELLO = Message("hello", "Hallo {name},", "Hello {name},")
HELLO_ALL = Message("hello_all", "Hallo,", "Hello,")
MORE = Message("more", "en nog {count}", "and {count} more")

DIGEST_SUBJECT = Message("digest_subject", "Nieuw in MVO-scan", "New in MVO-scan")
DIGEST_INTRODUCTION = Message("digest_introduction", "Dit is nieuw voor jou.", "This is new for you.")
DIGEST_CHOICE = Message(
    "digest_choice",
    "Je krijgt hoogstens één zo'n mail per dag. Minder mail? Kies zelf waarover:",
    "You get one such mail a day at most. Less mail? Choose what about:",
)

INVITATION_SUBJECT = Message(
    "invitation_subject", "Doe mee: de MVO-scan van {company}", "Take part: the MVO-scan of {company}"
)
INVITATION_WHY = Message(
    "invitation_why",
    "Bij {company} loopt een student van {school} stage. De student kijkt hoe jullie omgaan met mens en milieu."
    " Dat heet de MVO-scan.",
    "At {company} a student of {school} is an intern. The student looks at how you treat people and planet."
    " This is called the MVO-scan.",
)
INVITATION_ASK = Message(
    "invitation_ask",
    "Vul jij de zelfscan in? Daarna leggen we beide antwoorden naast elkaar. Je ziet wat goed gaat en wat beter kan.",
    "Will you fill in the self-scan? Then we put both answers side by side. You see what goes well and what can"
    " improve.",
)
INVITATION_STEPS = (
    Message("step_open", "Open {link}", "Open {link}"),
    Message("step_code", "Je code is {code}", "Your code is {code}"),
    Message("step_account", "Maak een account en begin.", "Make an account and begin."),
)
INVITATION_TERM = Message(
    "invitation_term",
    "De code werkt één keer, tot en met {day}. Tussendoor stoppen mag: je antwoorden blijven staan.",
    "The code works once, up to and including {day}. You may stop in between: your answers stay.",
)
INVITATION_UNKNOWN = Message(
    "invitation_unknown",
    "Ken je deze student niet? Dan hoef je niets te doen.",
    "Do you not know this student? Then you need not do anything.",
)

CONFIRMATION_SUBJECT = Message(
    "confirmation_subject", "Klopt dit e-mailadres?", "Is this e-mail address right?"
)
CONFIRMATION_WHY = Message(
    "confirmation_why",
    "Iemand meldde met dit e-mailadres een bedrijf aan bij MVO-scan. Was jij dat? Open dan deze link:",
    "Someone registered a company at MVO-scan with this e-mail address. Was it you? Then open this link:",
)
CONFIRMATION_TERM = Message(
    "confirmation_term",
    "De link werkt tot {day}, {time}.",
    "The link works until {day}, {time}.",
)
CONFIRMATION_UNKNOWN = Message(
    "confirmation_unknown",
    "Was jij het niet? Doe dan niets. Er gebeurt dan ook niets.",
    "Was it not you? Then do nothing. Nothing happens.",
)

COMPLAINT_RECEIPT_SUBJECT = Message(
    "complaint_receipt_subject", "We kregen je klacht {number}", "We received your complaint {number}"
)
COMPLAINT_RECEIPT = Message(
    "complaint_receipt",
    "Dank je wel voor je melding. Die heeft nummer {number}. Je hebt antwoord op {day}, of eerder.",
    "Thank you for telling us. Your complaint has number {number}. You have an answer by {day}, or before.",
)
COMPLAINT_CODE = Message(
    "complaint_code",
    "Met deze code lees je hoe het staat: {code}. Bewaar hem goed. Vul hem in op:",
    "With this code you read how it stands: {code}. Keep it safe. Fill it in at:",
)
COMPLAINT_UNKNOWN = Message(
    "complaint_unknown",
    "Heb je geen klacht gestuurd? Dan vulde iemand anders jouw adres in. Je hoeft niets te doen.",
    "Did you send no complaint? Then someone else filled in your address. You need not do anything.",
)
COMPLAINT_ANSWER_SUBJECT = Message(
    "complaint_answer_subject", "Antwoord op je klacht {number}", "Answer to your complaint {number}"
)
COMPLAINT_ANSWER = Message(
    "complaint_answer",
    "Er is een antwoord op je klacht {number}. Lees het met de code van je ontvangstbewijs:",
    "There is an answer to your complaint {number}. Read it with the code of your receipt:",
)

SIGNATURE = Message(
    "signature",
    "MVO-scan. Je kunt op deze mail niet antwoorden. Hulp nodig? {help}",
    "MVO-scan. You cannot reply to this mail. Need help? {help}",
)
