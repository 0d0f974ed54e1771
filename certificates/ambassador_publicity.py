"""The own choice of a public page: none by default, and for minors only what the programme allows (instrument F)."""

from datetime import datetime

from sqlalchemy.orm import Session

from certificates.ambassador_rows import allowed, own_row, write
from certificates.scheme import AmbassadorProgramme, programme
from scan.domain.fields import Fields
from scan.domain.messages import UNKNOWN_CHOICE, Message
from scan.domain.policy import Permission
from scan.domain.roles import Actor
from scan.use_cases.audit import record

ADULT, MINOR, YOUNGER = "adult", "minor", "younger"

TOO_YOUNG = Message(
    "too_young",
    "Een openbare pagina kan vanaf {age} jaar. Je benoeming blijft gewoon gelden.",
    "A public page is possible from the age of {age}. Your appointment holds as before.",
)
PARENT_NEEDED = Message(
    "parent_needed",
    "Vraag het eerst aan je ouder of verzorger. Zet daarna het vinkje.",
    "Ask your parent or carer first. Then tick the box.",
)
ONE_NAME = Message(
    "one_name",
    "Alleen je voornaam of een letter, geen achternaam. Een dubbele naam krijgt een streepje: Anne-Fleur.",
    "Only your first name or an initial, no surname. A double name gets a hyphen: Anne-Fleur.",
)


def choose_publicity(
    session: Session,
    *,
    actor: Actor,
    is_public: bool,
    public_name: str,
    age: str = "",
    parent_agrees: bool = False,
    version: int,
    now: datetime,
) -> None:
    """The ambassador's own choice: a public page under a first name or initial, or none; at once.

    ``age``: ``adult``, ``minor`` or ``younger``, as the ambassador says. Of it is kept one yes or no, and only while
    there is a page. That a parent or carer agrees is asked of minors; it is not kept, as a page of a minor says it.
    Raises NotFound, NotAllowed, InvalidInput on ``public_name``, ``age`` or ``parent_agrees``, Stale.
    """
    row = own_row(session, actor)
    allowed(session, actor, Permission.CHOOSE_PUBLICITY, row, now)
    fields = Fields()
    name = _public_name(fields, public_name) if is_public else None
    if is_public:
        _check_age(fields, programme(row.scheme), age, parent_agrees)
    fields.check()
    adult = age == ADULT if is_public else None
    write(session, row, version, is_public=is_public, public_name=name, is_adult=adult)
    record(
        session,
        actor=actor,
        action="publicity_chosen",
        subject_kind="ambassador",
        subject_id=row.id,
        now=now,
        public=is_public,
    )


def _public_name(fields: Fields, offered: str) -> str:
    """One first name or initial; a double one has a hyphen."""
    name = fields.line("public_name", offered, 40)
    if " " in name:
        fields.refuse("public_name", ONE_NAME)
    return name


def _check_age(fields: Fields, rules: AmbassadorProgramme, age: str, parent_agrees: bool) -> None:
    publicity = rules.in_practice.publicity
    if age == YOUNGER:
        fields.refuse("age", TOO_YOUNG.fill(age=publicity.from_age))
    elif age not in (ADULT, MINOR):
        fields.refuse("age", UNKNOWN_CHOICE)
    elif age == MINOR and not parent_agrees:
        fields.refuse("parent_agrees", PARENT_NEEDED)
