"""What is said about sharing a scan."""

from scan.domain.messages import Message

CODE_WRONG = Message(
    "share_code_wrong",
    "Deze code past niet bij jouw stage. Vraag je klasgenoot om de code van nu.",
    "This code does not fit your internship. Ask your classmate for the present code.",
)
GROUP_FULL = Message(
    "group_full",
    "Deze scan is vol: {limit} studenten. Begin samen een andere scan.",
    "This scan is full: {limit} students. Start another scan together.",
)
HANDED_IN_ALREADY = Message(
    "handed_in_already",
    "De eigen scan van deze stage is al ingeleverd. Trek die eerst in.",
    "The own scan of this internship is handed in already. Withdraw it first.",
)
IN_ANOTHER_GROUP = Message(
    "in_another_group",
    "Deze stage zit al in een scan met anderen. Ga daar eerst uit.",
    "This internship is in a scan with others already. Leave that one first.",
)
OWN_ANSWERS = Message(
    "own_answers",
    "In de eigen scan staan al antwoorden: {count}. Die vervallen. Vink aan dat dit mag.",
    "The own scan has answers already: {count}. They will be dropped. Tick that this is all right.",
)
NOT_TOGETHER = Message(
    "not_together",
    "Kies een scan van hetzelfde bedrijf, van dezelfde school en hetzelfde schooljaar.",
    "Choose a scan of the same company, of the same school and school year.",
)
