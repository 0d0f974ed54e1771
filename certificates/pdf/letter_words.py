"""The fixed words of the letter to a company, in both languages."""

from dataclasses import dataclass

from certificates.wheel import Language


@dataclass(frozen=True, slots=True)
class LetterWords:
    """One language. ``themes``: each theme's name in one or two lines, in the order of the wheel."""

    title: str
    attention: str
    why: str
    themes: tuple[tuple[str, ...], ...]
    ask: str
    steps: tuple[str, ...]
    scan_or_go: str
    your_code: str
    valid: str
    promise: str
    greeting: str


WORDS: dict[Language, LetterWords] = {
    "nl": LetterWords(
        title="Vul jij ook de MVO-scan in?",
        attention="Aan wie over mens en milieu gaat",
        why=(
            "Bij {company} loopt een student van {school} stage. De student kijkt hoe jullie omgaan met mens en"
            " milieu, op vijf thema's. Dat heet de MVO-scan."
        ),
        themes=(
            ("Sociaal", "ondernemerschap"),
            ("Duurzaam", "ondernemerschap"),
            ("Slimme", "mobiliteit"),
            ("Schone", "energie"),
            ("Onderwijs en", "ontwikkeling"),
        ),
        ask=(
            "Doe mee en vul de zelfscan in. Daarna leggen we jouw antwoorden en die van de student naast elkaar. Je"
            " ziet wat goed gaat en wat beter kan."
        ),
        steps=(
            "Scan de code hieronder met je telefoon, of typ het adres over.",
            "Maak een account met je code.",
            "Vul de scan in. Tussendoor stoppen mag: je antwoorden blijven staan.",
        ),
        scan_or_go="Scan de code of ga naar",
        your_code="Jouw code",
        valid="De code werkt één keer, tot en met {day}.",
        promise=(
            "Jullie vullen de scan los van elkaar in. Pas daarna zien jullie elkaars antwoorden."
            " Bewaar deze brief goed: wie de code heeft, kan namens jullie meedoen."
        ),
        greeting="Met vriendelijke groet,",
    ),
    "en": LetterWords(
        title="Will you fill in the MVO-scan, too?",
        attention="To whoever looks after people and planet",
        why=(
            "At {company} a student of {school} is an intern. The student looks at how you treat people and planet,"
            " on five themes. This is called the MVO-scan."
        ),
        themes=(
            ("Social", "enterprise"),
            ("Sustainable", "enterprise"),
            ("Smart", "mobility"),
            ("Clean", "energy"),
            ("Education and", "development"),
        ),
        ask=(
            "Take part and fill in the self-scan. Then we put your answers and those of the student side by side."
            " You see what goes well and what can improve."
        ),
        steps=(
            "Scan the code below with your phone, or type the address.",
            "Make an account with your code.",
            "Fill in the scan. You may stop in between: your answers stay.",
        ),
        scan_or_go="Scan the code or go to",
        your_code="Your code",
        valid="The code works once, up to and including {day}.",
        promise=(
            "You fill in the scan independently. Only then do you see each other's answers."
            " Keep this letter safe: who has the code can take part in your name."
        ),
        greeting="Kind regards,",
    ),
}
