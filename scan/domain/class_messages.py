"""Words for what groups do together: votes in a classroom, contributions to a school's scan, pupils' scans."""

from scan.domain.messages import Message

ROUND_CODE_UNKNOWN = Message(
    "round_code_unknown",
    "Deze code kennen we niet. Kijk nog eens op het bord.",
    "We do not know this code. Look at the board again.",
)
CHILDREN_RANGE = Message(
    "children_range",
    "Vul in hoeveel kinderen meedoen: 1 tot en met {limit}.",
    "Fill in how many children take part: 1 to {limit}.",
)
FEWER_THAN_VOTED = Message(
    "fewer_than_voted",
    "Bij een vraag zijn al {count} stemmen geteld. Kies dat aantal of meer, of laat opnieuw stemmen.",
    "A question has {count} votes already. Choose that number or more, or vote again on it.",
)
TOO_MANY_HANDS = Message(
    "too_many_hands",
    "Dat zijn {given} stemmen, en er doen {children} kinderen mee. Tel nog een keer.",
    "That makes {given} votes, and {children} children take part. Count again.",
)
COUNT_WRONG = Message("count_wrong", "Vul een getal van 0 of meer in.", "Fill in a number of 0 or more.")
NOT_WAITING = Message(
    "not_waiting",
    "Deze scan is intussen niet meer ingeleverd, of al nagekeken. Bekijk de lijst opnieuw.",
    "This scan is no longer handed in, or was checked in the meantime. Look at the list again.",
)
NO_VOTES = Message(
    "no_votes",
    "Er is nog niet gestemd. Laat de klas eerst een vraag beantwoorden.",
    "Nobody has voted yet. Let the class answer a question first.",
)
CHOOSE_ONE = Message("choose_one", "Kies een plaatje.", "Choose a picture.")
PROFILE_FIRST = Message(
    "profile_first",
    "Vul eerst de gegevens van de school in. Dan weten we welke vragen passen.",
    "Fill in the facts about the school first. Then we know which questions fit.",
)
PEOPLE_RANGE = Message(
    "people_range",
    "Vul in hoeveel mensen je vraagt: 1 tot en met {limit}.",
    "Fill in how many people you ask: 1 to {limit}.",
)
DAY_PAST = Message("day_past", "Kies een dag na vandaag.", "Choose a day after today.")
DAY_FAR = Message("day_far", "Kies een dag binnen {days} dagen.", "Choose a day within {days} days.")
FEWER_THAN_RECEIVED = Message(
    "fewer_than_received",
    "Er zijn al {count} bijdragen. Kies dat aantal of meer.",
    "There are {count} contributions already. Choose that number or more.",
)
CALL_CODE_UNKNOWN = Message(
    "call_code_unknown",
    "Deze code kennen we niet. Kijk nog eens, of vraag een nieuwe.",
    "We do not know this code. Look again, or ask for a new one.",
)
CALL_OVER = Message(
    "call_over",
    "Deze vraag is gesloten. Meedoen kan niet meer.",
    "This is closed. You cannot take part any more.",
)
CALL_FULL = Message(
    "call_full",
    "Iedereen uit jouw groep heeft al meegedaan. Vraag de coördinator om meer plekken.",
    "Everyone of your group has taken part. Ask the coordinator for more places.",
)
TOOK_PART = Message(
    "took_part",
    "Je hebt al meegedaan. Dank je wel.",
    "You have taken part already. Thank you.",
)
NOTHING_KNOWN = Message(
    "nothing_known",
    "Beantwoord een of meer vragen. Weet je niets? Sluit dan deze pagina.",
    "Answer one or more questions. Do you know none? Then close this page.",
)
NOBODY_KNEW = Message(
    "nobody_knew",
    "Niemand wist dit, of te weinig mensen. Vul het zelf in bij de scan.",
    "Nobody knew this, or too few people. Fill it in yourself in the scan.",
)
REASON_APART = Message(
    "reason_apart",
    "De groepen verschillen 2 stappen of meer. Leg je keuze uit.",
    "The groups are 2 steps or more apart. Explain your choice.",
)
REASON_OTHERWISE = Message(
    "reason_otherwise",
    "Je kiest iets anders dan de groepen samen. Leg je keuze uit.",
    "You choose otherwise than the groups together. Explain your choice.",
)
NOT_A_SCHOOL = Message("not_a_school", "Dit is geen scan van een school.", "This is not a scan of a school.")
