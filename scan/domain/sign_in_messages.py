"""Words about getting in: the second factor, sessions, accounts of colleagues, and registering oneself."""

from scan.domain.messages import Message

CODE_WRONG = Message(
    "second_code_wrong",
    "Deze code klopt niet, of is al gebruikt. Wacht op de volgende code in je app.",
    "This code is wrong, or was used already. Wait for the next code in your app.",
)
RECOVERY_CODE_WRONG = Message(
    "recovery_code_wrong",
    "Deze herstelcode klopt niet, of is al gebruikt.",
    "This recovery code is wrong, or was used already.",
)
PASSKEY_REFUSED = Message(
    "passkey_refused",
    "Deze passkey kunnen we niet gebruiken. Probeer het opnieuw, of kies een andere manier.",
    "We cannot use this passkey. Try again, or choose another way.",
)
SETUP_TOO_OLD = Message(
    "setup_too_old",
    "Deze pagina stond te lang open. Scan de nieuwe QR-code.",
    "This page was open too long. Scan the new QR code.",
)
LAST_FACTOR = Message(
    "last_factor",
    "Met jouw rol heb je een tweede stap nodig. Voeg eerst een andere toe.",
    "Your role needs a second step. Add another one first.",
)
TOO_MANY_PASSKEYS = Message(
    "too_many_passkeys",
    "Je hebt al {limit} passkeys. Haal er eerst een weg.",
    "You have {limit} passkeys already. Remove one first.",
)
PROOF_NEEDED = Message(
    "proof_needed",
    "Vul eerst je wachtwoord nog een keer in.",
    "Fill in your password once more first.",
)
PASSWORD_WRONG = Message("password_wrong", "Dit is niet je wachtwoord.", "This is not your password.")
COMPANY_KNOWN = Message(
    "company_known",
    "Dit bedrijf doet al mee. Vraag een uitnodiging aan een collega, of aan de school van je stagiair.",
    "This company takes part already. Ask a colleague, or the school of your intern, for an invitation.",
)
OTHER_LINK = Message(
    "other_link",
    "Met een andere link is nu net een account op dit e-mailadres gemaakt. Vul het wachtwoord van dat account in.",
    "Another link has just made an account for this e-mail address. Fill in the password of that account.",
)
REGISTRATION_OVER = Message(
    "registration_over",
    "Deze link werkt niet meer. Meld je bedrijf opnieuw aan.",
    "This link does not work any more. Register your company again.",
)
