"""Words for what an application lacks, and for what stands in the way of a decision."""

from scan.domain.messages import Message

NOT_REGISTERED = Message(
    "not_registered",
    "Het KvK-nummer ontbreekt. Vul het eerst in.",
    "The Chamber of Commerce number is missing. Fill it in first.",
)
NO_SELF_SCAN = Message(
    "no_self_scan",
    "De zelfscan is nog niet ingeleverd. Vul hem in en lever hem in.",
    "The self-scan has not been handed in. Fill it in and hand it in.",
)
NO_STUDENT_SCAN = Message(
    "no_student_scan",
    "Er is nog geen scan van een student. Vraag de school om een student.",
    "There is no scan by a student yet. Ask the school for a student.",
)
NOT_REVIEWED = Message(
    "not_reviewed",
    "De scan is nog niet nagekeken. Je krijgt bericht als dat klaar is.",
    "The scan has not been checked yet. You hear from us when that is done.",
)
NO_LEVEL_YET = Message(
    "no_level_yet",
    "De uitkomst geeft nog geen niveau. In je plan staat wat er nodig is.",
    "The result gives no level yet. Your plan says what is needed.",
)
OTHER_KIND = Message(
    "other_kind",
    "Deze regeling is niet voor jouw soort organisatie. Bedrijven en scholen hebben elk hun eigen regeling.",
    "These rules are not for your kind of organisation. Companies and schools each have their own.",
)
SIGN_EACH = Message(
    "sign_each",
    "Vink dit aan als het klopt. Klopt het niet, dan kun je nog niet aanvragen.",
    "Tick this if it is true. If it is not, you cannot apply yet.",
)
TOO_FEW_ACTIVITIES = Message(
    "too_few_activities",
    "Noem {least} of meer activiteiten uit de laatste {months} maanden.",
    "Name {least} or more activities of the last {months} months.",
)
TAGS_ABSENT = Message(
    "tags_absent",
    "Er is nog geen activiteit met: {tags}. Voeg er een toe of kies het erbij.",
    "There is no activity yet with: {tags}. Add one, or choose it with one.",
)
TOO_FEW_NEW = Message(
    "too_few_new",
    "Jullie hadden al een verklaring. Noem {least} of meer nieuwe activiteiten: gedaan na de eerste dag daarvan.",
    "You had a statement before. Name {least} or more new activities: done after its first day.",
)
CHOOSE_TAG = Message(
    "choose_tag",
    "Kies waar deze activiteit goed voor is.",
    "Choose what this activity is good for.",
)
NOT_IN_PERIOD = Message(
    "not_in_period",
    "Kies een dag in de laatste {months} maanden.",
    "Choose a day in the last {months} months.",
)
LINK_OR_PHOTO = Message(
    "link_or_photo",
    "Geef een link of voeg een foto toe.",
    "Give a link or add a photo.",
)
TOO_MANY_PHOTOS = Message(
    "too_many_photos",
    "Je hebt hier al {limit} foto’s. Haal er eerst een weg.",
    "You have {limit} photos here already. Remove one first.",
)
NOT_AHEAD = Message("not_ahead", "Kies een dag die nog komt.", "Choose a day that is still to come.")
SENTENCES = Message(
    "sentences",
    "Schrijf {least} tot {most} zinnen. Nu zijn het er {found}.",
    "Write {least} to {most} sentences. Now there are {found}.",
)
NAME_THE_CONDITION = Message(
    "name_the_condition",
    "Kies wat er ontbreekt. Het bedrijf leest dat.",
    "Choose what is missing. The company reads that.",
)
NEEDS_A_SECOND = Message(
    "needs_a_second",
    "Dit niveau vraagt een tweede certificeerder. Doe een voorstel.",
    "This level needs a second certifier. Make a proposal.",
)
LEVEL_NO_LONGER = Message(
    "level_no_longer",
    "De uitkomst haalt dit niveau niet meer. Wijs het voorstel af.",
    "The result does not reach this level any more. Refuse the proposal.",
)
CHOOSE_LEVEL = Message("choose_level", "Kies het niveau.", "Choose the level.")
CONDITION_NOT_MET = Message(
    "condition_not_met",
    "Aan een voorwaarde is nu niet voldaan. Bekijk deze aanvraag apart.",
    "A condition is not met at this moment. Look at this application by itself.",
)
HAS_FLAGS = Message(
    "has_flags",
    "Er is iets dat aandacht vraagt. Bekijk deze aanvraag apart.",
    "Something asks for attention. Look at this application by itself.",
)
