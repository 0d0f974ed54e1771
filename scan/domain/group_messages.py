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
TOO_MANY_HANDS = Message(
    "too_many_hands",
    "Dat zijn {given} stemmen, en er doen {children} kinderen mee. Tel nog een keer.",
    "That makes {given} votes, and {children} children take part. Count again.",
)
COUNT_WRONG = Message("count_wrong", "Vul een getal van 0 of meer in.", "Fill in a number of 0 or more.")
NO_VOTES = Message(
    "no_votes",
    "Er is nog niet gestemd. Laat de klas eerst een vraag beantwoorden.",
    "Nobody has voted yet. Let the class answer a question first.",
)
CHOOSE_ONE = Message("choose_one", "Kies een plaatje.", "Choose a picture.")
