"""What is said about second reviews and bulk actions, in both languages."""

from scan.domain.messages import Message

NO_COLLEAGUE = Message(
    "no_colleague",
    "Kies een docent of beoordelaar van jouw school.",
    "Choose a teacher or reviewer of your school.",
)
ASKED_ALREADY = Message(
    "asked_already",
    "Deze persoon beoordeelt dit dossier al.",
    "This person judges this dossier already.",
)
NOT_A_STEP = Message("not_a_step", "Kies een stap uit de lijst.", "Choose a step from the list.")
NOT_ALL_SCORED = Message(
    "not_all_scored",
    "Kies eerst bij elke vraag een stap of ‘Niet te zeggen’. Nog te doen: {count}.",
    "Choose a step or ‘Cannot tell’ for every question first. Still to do: {count}.",
)
LEFT_TO_SETTLE = Message(
    "left_to_settle",
    "Hier is nog iets te bespreken of te bekijken.",
    "Something still has to be settled or looked at here.",
)
