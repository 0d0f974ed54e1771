"""What is said about agreements, platforms and projects."""

from scan.domain.messages import Message

ARTICLE_EMPTY = Message(
    "article_empty",
    "Zet bij dit artikel ten minste één toezegging.",
    "Put at least one pledge under this article.",
)
GOALS_NOT_ENDORSED = Message(
    "goals_not_endorsed",
    "Onderschrijf eerst de doelen van de alliantie.",
    "Endorse the goals of the alliance first.",
)
TOO_MANY_PLEDGES = Message(
    "too_many_pledges",
    "Een overeenkomst heeft hoogstens {limit} toezeggingen. Haal er eerst een weg.",
    "An agreement has at most {limit} pledges. Remove one first.",
)
AMOUNT_WRONG = Message(
    "amount_wrong",
    "Vul een bedrag in hele euro's in, van 1 tot 1.000.000.",
    "Fill in an amount in whole euros, from 1 to 1,000,000.",
)
OPEN_ALREADY = Message(
    "open_already",
    "Er is al een overeenkomst in de maak. Ga daarmee verder.",
    "An agreement is being made already. Go on with that one.",
)
NO_REPORT_YET = Message(
    "no_report_yet",
    "Over dit jaar kun je nog niets melden.",
    "You cannot report about this year yet.",
)
NOT_ENTITLED = Message(
    "not_entitled",
    "Alleen wie een geldig certificaat, een geldige verklaring of een lopende overeenkomst heeft, kan lid worden.",
    "Only who has a valid certificate or statement, or an agreement in force, can become a member.",
)
MEMBER_ALREADY = Message(
    "member_already",
    "Jullie zijn al lid van een platform. Ga daar eerst uit.",
    "You are a member of a platform already. Leave that one first.",
)
LEAD_STAYS = Message(
    "lead_stays",
    "Jullie trekken dit platform. Vraag de alliantie eerst om een andere trekker.",
    "You lead this platform. Ask the alliance for another lead first.",
)
NOT_A_MEMBER = Message(
    "not_a_member", "Kies een organisatie die lid is.", "Choose an organisation that is a member."
)
MEETING_OVER = Message("meeting_over", "Deze bijeenkomst is geweest.", "This meeting has been.")
NO_IMPROVEMENT = Message(
    "no_improvement",
    "Kies een actie die klaar is, of een thema dat beter werd.",
    "Choose an action that is done, or a theme that got better.",
)
EXPIRY_WRONG = Message(
    "expiry_wrong",
    "Kies een dag vanaf morgen, hoogstens {months} maanden vooruit.",
    "Choose a day from tomorrow on, at most {months} months ahead.",
)
NOT_AN_INDICATOR = Message(
    "not_an_indicator",
    "Kies vragen uit dit thema, hoogstens {limit}.",
    "Choose questions of this theme, at most {limit}.",
)
AFTER_IS_LATER = Message(
    "after_is_later",
    "De tweede meting begint na de laatste dag van de eerste.",
    "The second measurement begins after the last day of the first.",
)
PROJECT_OVER = Message("project_over", "Dit project is voorbij.", "This project is over.")
CONTACT_THERE = Message(
    "contact_there",
    "Deze organisatie heeft al een contactpersoon. Die ziet de overeenkomst op de eigen pagina.",
    "This organisation has a contact already, who sees the agreement on the own page.",
)
NAME_TAKEN = Message(
    "platform_name_taken", "Er is al een platform met deze naam.", "There is a platform of this name already."
)
MOMENT_PAST = Message(
    "meeting_past", "Kies een moment dat nog komt.", "Choose a moment that is still to come."
)
