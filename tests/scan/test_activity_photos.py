"""Photos of the activities of a statement: the draft they are added to, who sees them, and when they go (D5)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from certificates import appeals, contested, scope_changes
from certificates.granting import settle
from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.retention import load_schedule
from scan.domain.roles import Role
from scan.domain.statements import ActivityInput, DraftInput
from scan.store.files import FileStore
from scan.store.tables import ActivityPhoto, Certificate, StatementDraft, StoredFile
from scan.use_cases.activity_photos import add_photo, read_photo, remove_photo
from scan.use_cases.deciding import open_application, return_application
from scan.use_cases.erasing import erase_person
from scan.use_cases.exporting import export_person
from scan.use_cases.retaining import apply_schedule
from scan.use_cases.statement_drafts import draft_of
from scan.use_cases.stating import apply_for_statement, photos_to_send, save_draft
from tests.scan.factories import Region
from tests.scan.test_evidence import kept, key, opened, picture
from tests.scan.test_stating import DONE, RULES, SIGNED, WRITTEN

GRANT = {"outcome": "grant", "level": None, "reason": "Alles is compleet.", "language": "nl"}
TYPED = DraftInput(WRITTEN, SIGNED.sites, SIGNED.activities)
BARE = replace(DONE[0], link="")
"""An activity without a link."""


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore.at(tmp_path / "files")


@pytest.fixture
def drafted(region: Region) -> Region:
    """The garage began its application."""
    save(region)
    return region


def save(region: Region, who: str = "gerrit", version: int = 0, typed: DraftInput = TYPED) -> int:
    kept_as: int = region.do(
        who, save_draft, organisation_id=region.ids["garage"], typed=typed, version=version
    )
    return kept_as


def add(region: Region, files: FileStore, place: int = 0, who: str = "gerrit", **extra: Any) -> int:
    about = {"organisation_id": region.ids["garage"], "activity": place, "files": files}
    photo_id: int = region.do(who, add_photo, **about, **({"data": picture()} | extra))
    return photo_id


def send(region: Region, version: int | None = None, **changed: Any) -> int:
    application_id: int = region.do(
        "gerrit",
        apply_for_statement,
        organisation_id=region.ids["garage"],
        application=SIGNED,
        statement=replace(WRITTEN, **changed),
        rules=RULES,
        version=version,
    )
    return application_id


def look(region: Region, who: str, photo_id: int, files: FileStore) -> bytes:
    with region.reading() as session:
        return read_photo(session, actor=region.actor(who), photo_id=photo_id, files=files).data


def places(region: Region) -> Mapping[int, tuple[int, ...]]:
    """Which photos go with the next application."""
    with region.reading() as session:
        return photos_to_send(session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"])


def shown(region: Region, application_id: int, who: str = "certa") -> list[tuple[str, int, int, int]]:
    """Title, how many photos the reader may open, how many not, and how many were erased."""
    found = region.look(who, open_application, application_id=application_id).statement
    return [(one.activity.title, len(one.photos), one.closed, one.erased) for one in found.activities]


def draft(region: Region) -> Any:
    with region.reading() as session:
        return draft_of(session, actor=region.actor("gerrit"), organisation_id=region.ids["garage"])


# The draft


def test_what_was_typed_is_kept_with_its_mistakes_and_without_who_signs(region: Region) -> None:
    half = DraftInput(replace(WRITTEN, words="Te kort", activities=(ActivityInput("Olie"),)), "", "")
    assert save(region, typed=half) == 1
    found = draft(region)
    assert (found.typed, found.version, found.saved_at) == (half, 1, region.now)
    with region.reading() as session:
        assert "Gerrit" not in str(session.scalars(select(StatementDraft.typed)).one())


def test_saving_over_what_someone_else_saved_is_refused_and_both_texts_are_told(drafted: Region) -> None:
    drafted.add_person("gea", (Role.CONTACT, "garage"))
    newer = replace(TYPED, sites="De garage in Emmen")
    assert save(drafted, "gea", version=1, typed=newer) == 2
    older = replace(TYPED, sites="De garage in Hoogeveen")
    for version in (0, 1):
        with pytest.raises(Stale) as stale:
            save(drafted, version=version, typed=older)
        (clash,) = stale.value.clashes
        assert (clash.subject, clash.current, clash.current_version, clash.offered) == (
            "sites", "De garage in Emmen", 2, "De garage in Hoogeveen",
        )  # fmt: skip
    assert draft(drafted).typed == newer


def test_who_signs_an_older_draft_than_there_is_signs_nothing(drafted: Region, files: FileStore) -> None:
    add(drafted, files)
    with pytest.raises(Stale) as stale:
        send(drafted, version=1)
    assert stale.value.clashes == ()  # only the photos are others
    send(drafted, version=2)
    assert draft(drafted) is None


@pytest.mark.parametrize(
    ("typed", "field", "reason"),
    [
        (replace(TYPED, sites="x" * 141), "sites", "too_long"),
        (
            replace(TYPED, statement=replace(WRITTEN, activities=(replace(DONE[0], link="x" * 1001),))),
            "activities-0-link", "too_long",
        ),
        (replace(TYPED, work="\x00"), "activities", "unreadable"),
    ],
)  # fmt: skip
def test_draft_keeps_nothing_that_the_form_cannot_hold(
    region: Region, typed: DraftInput, field: str, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        save(region, typed=typed)
    assert key(refused) == {field: reason}
    assert draft(region) is None


@pytest.mark.parametrize("who", ["carla", "tess", "sam", "certa", "ada"])
def test_draft_is_its_own_people_s_alone(drafted: Region, files: FileStore, who: str) -> None:
    photo = add(drafted, files)
    for attempt in (
        lambda: save(drafted, who, version=2),
        lambda: add(drafted, files, who=who),
        lambda: drafted.do(who, remove_photo, photo_id=photo, files=files),
        lambda: look(drafted, who, photo, files),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert places(drafted) == {0: (photo,)}


# Photos of the draft


def test_photo_is_made_anew_and_its_own_people_see_it(drafted: Region, files: FileStore) -> None:
    photo = add(drafted, files, data=picture((4000, 1000), comment=b"made at home"))
    made = opened(look(drafted, "gerrit", photo, files))
    assert (made.format, made.size, made.info.get("comment")) == ("JPEG", (2000, 500), None)


@pytest.mark.parametrize(
    ("data", "reason"), [(b"", "file_empty"), (b"%PDF-1.7 %%EOF", "file_wrong_type"), (picture()[:60], "file_broken")]
)  # fmt: skip
def test_what_is_no_photo_is_refused_at_its_field(
    drafted: Region, files: FileStore, data: bytes, reason: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(drafted, files, data=data)
    assert key(refused) == {"photo": reason}
    assert places(drafted) == {}


def test_same_photo_with_the_same_activity_is_kept_once(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    first = add(drafted, files)
    assert add(drafted, files) == first
    other = add(drafted, files, place=1)
    assert places(drafted) == {0: (first,), 1: (other,)}
    assert kept(tmp_path) == 1


def test_five_photos_with_one_activity_are_enough(drafted: Region, files: FileStore) -> None:
    for width in range(10, 15):
        add(drafted, files, data=picture((width, 10)))
    with pytest.raises(InvalidInput) as refused:
        add(drafted, files, data=picture((20, 10)))
    assert key(refused) == {"photo": "too_many_photos"}
    add(drafted, files, data=picture((14, 10)))  # the fifth sent again
    add(drafted, files, place=1, data=picture((20, 10)))


@pytest.mark.parametrize("place", [-1, 4])
def test_there_is_no_fifth_activity(drafted: Region, files: FileStore, place: int) -> None:
    with pytest.raises(NotFound):
        add(drafted, files, place=place)


def test_photo_needs_a_draft(region: Region, files: FileStore) -> None:
    with pytest.raises(NotFound):
        add(region, files)


def test_photo_is_taken_away_and_its_file_with_the_last_row_that_shows_it(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    first, second = add(drafted, files), add(drafted, files, place=1)
    assert drafted.do("gerrit", remove_photo, photo_id=first, files=files) == 0
    assert (places(drafted), kept(tmp_path)) == ({1: (second,)}, 1)
    drafted.do("gerrit", remove_photo, photo_id=second, files=files)
    assert (places(drafted), kept(tmp_path)) == ({}, 0)
    with drafted.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0


# Sending


def test_photo_shows_an_activity_as_a_link_does(drafted: Region, files: FileStore) -> None:
    with pytest.raises(InvalidInput) as refused:
        send(drafted, activities=(BARE, DONE[1]))
    assert key(refused) == {"activities-0-link": "link_or_photo"}
    add(drafted, files)
    found = drafted.look("certa", open_application, application_id=send(drafted, activities=(BARE, DONE[1])))
    assert [one.activity.link for one in found.statement.activities] == [None, DONE[1].link]
    assert shown(drafted, 1) == [("Olie ingezameld", 1, 0, 0), ("Stagiair begeleid", 0, 0, 0)]


def test_photos_stay_with_their_activity_when_the_statement_puts_the_newest_first(
    drafted: Region, files: FileStore
) -> None:
    """The form has the oldest first, and nothing on its third place."""
    newest = replace(DONE[0], title="Gisteren", done_on=drafted.now.date() - timedelta(days=1))
    add(drafted, files, place=0)
    add(drafted, files, place=3)
    add(drafted, files, place=3, data=picture((10, 10)))
    application_id = send(drafted, activities=(DONE[1], DONE[0], ActivityInput(), newest))
    assert shown(drafted, application_id) == [
        ("Gisteren", 2, 0, 0), ("Olie ingezameld", 0, 0, 0), ("Stagiair begeleid", 1, 0, 0),
    ]  # fmt: skip


def test_activity_with_only_a_photo_is_one_to_finish(drafted: Region, files: FileStore) -> None:
    add(drafted, files, place=2)
    with pytest.raises(InvalidInput) as refused:
        send(drafted, activities=(*DONE, ActivityInput()))
    assert set(key(refused)) == {f"activities-2-{field}" for field in ("title", "done_on", "tags", "result")}


def test_nothing_is_added_or_taken_away_after_sending(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    photo = add(drafted, files)
    application_id = send(drafted)
    for attempt in (
        lambda: save(drafted),
        lambda: add(drafted, files, data=picture((10, 10))),
        lambda: drafted.do("gerrit", remove_photo, photo_id=photo, files=files),
    ):
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert key(refused) == {"organisation": "already_applied"}
    drafted.do("certa", settle, application_id=application_id, **GRANT)
    save(drafted)
    with pytest.raises(NotFound):  # what was signed is no part of a next draft
        drafted.do("gerrit", remove_photo, photo_id=photo, files=files)
    assert (shown(drafted, application_id)[0][1], kept(tmp_path)) == (1, 1)


def test_certifier_sees_what_was_sent_and_nobody_else_does(drafted: Region, files: FileStore) -> None:
    drafted.add_person("gea", (Role.CONTACT, "garage"))
    photo = add(drafted, files)
    send(drafted)
    for reader in ("gerrit", "gea", "certa"):
        assert look(drafted, reader, photo, files)
    for stranger in ("carla", "tess", "theo", "cor", "sam", "ada", "mona"):
        with pytest.raises(NotFound):
            look(drafted, stranger, photo, files)
    with pytest.raises(NotFound):
        look(drafted, "certa", 99_999, files)
    assert shown(drafted, 1, "mona")[0] == ("Olie ingezameld", 0, 1, 0)  # a monitor reads that there is one


def test_what_came_back_or_is_renewed_begins_with_the_photos_of_last_time(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    photo = add(drafted, files)
    application_id = send(drafted)
    drafted.do("certa", return_application, application_id=application_id, reason="Noem er nog een.")
    assert places(drafted) == {0: (photo,)}
    save(drafted)
    ((copy,),) = places(drafted).values()
    assert copy != photo
    drafted.do("gerrit", remove_photo, photo_id=copy, files=files)
    assert (places(drafted), kept(tmp_path)) == ({}, 1)
    assert shown(drafted, application_id)[0] == ("Olie ingezameld", 1, 0, 0)


def test_what_came_back_is_sent_again_with_its_photos_without_a_draft(
    drafted: Region, files: FileStore
) -> None:
    add(drafted, files)
    first = send(drafted, activities=(BARE, DONE[1]))
    drafted.do("certa", return_application, application_id=first, reason="Leg het beter uit.")
    second = send(drafted, version=0, activities=(BARE, DONE[1]))
    assert [shown(drafted, one)[0] for one in (first, second)] == [("Olie ingezameld", 1, 0, 0)] * 2


def test_photos_go_along_to_another_scope_and_to_a_decision_after_an_appeal(
    drafted: Region, files: FileStore
) -> None:
    drafted.add_person("cees", (Role.CERTIFIER, "alliance"))
    add(drafted, files)
    refused = drafted.do("certa", settle, application_id=send(drafted), **(GRANT | {"outcome": "refuse"}))
    assert refused.number is None
    with drafted.reading() as session:
        (decision,) = contested.contestable(session, organisation_id=drafted.ids["garage"], now=drafted.now)
    appeal = drafted.do(
        "gerrit", appeals.file, grounds="Dit klopt echt niet.", decision_id=decision.decision_id or 0
    )
    drafted.do("cees", appeals.take_up, appeal_id=appeal)
    drafted.do(
        "cees",
        appeals.settle,
        appeal_id=appeal,
        outcome="uphold",
        reason="Het bedrijf heeft gelijk.",
        version=2,
    )
    assert shown(drafted, 2)[0] == ("Olie ingezameld", 1, 0, 0)
    number = drafted.do("cees", settle, application_id=2, **GRANT).number
    asked = drafted.do(
        "gerrit", scope_changes.ask, number=number, scope="Ook de wasstraat", why="Die kwam erbij."
    )
    drafted.do("certa", scope_changes.decide, request_id=asked, outcome="granted", reason="Dat past goed.")
    assert shown(drafted, 3)[0] == ("Olie ingezameld", 1, 0, 0)


def test_database_holds_photos_to_their_place_and_once(drafted: Region, files: FileStore) -> None:
    photo = add(drafted, files)
    other = add(drafted, files, place=1)
    for values in ({"activity": 4}, {"activity": -1}, {"file_sha256": None}, {"activity": 0}):
        with pytest.raises(DBAPIError), drafted.writing() as session:
            session.execute(update(ActivityPhoto).where(ActivityPhoto.id == other).values(**values))
    assert places(drafted) == {0: (photo,), 1: (other,)}


# Going


def erase(region: Region, files: FileStore) -> None:
    with region.writing() as session:
        erase_person(session, actor=None, person_id=region.ids["gerrit"], files=files, now=region.now)


def clear(region: Region, files: FileStore) -> tuple[int, int]:
    """What the schedule takes: (drafts and unfinished scans, evidence and photos)."""
    with region.writing() as session:
        gone = apply_schedule(session, schedule=load_schedule(), files=files, now=region.now)
    return gone.unfinished_scans, gone.evidence


def test_erased_person_s_photos_go_from_the_draft_and_from_what_no_statement_rests_on(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    add(drafted, files)
    application_id = send(drafted)
    drafted.do("certa", return_application, application_id=application_id, reason="Noem er nog een.")
    save(drafted)
    add(drafted, files, data=picture((10, 10)))
    erase(drafted, files)
    assert kept(tmp_path) == 0
    assert shown(drafted, application_id)[0] == ("Olie ingezameld", 0, 0, 1)
    with drafted.reading() as session:
        rows = session.execute(select(ActivityPhoto.application_id, ActivityPhoto.file_sha256)).all()
    assert [tuple(row) for row in rows] == [(application_id, None)]


@pytest.mark.parametrize(("state", "left"), [("issued", 1), ("suspended", 1), ("withdrawn", 0)])
def test_photos_of_a_statement_that_holds_stay_when_their_maker_is_erased(
    drafted: Region, files: FileStore, tmp_path: Path, state: str, left: int
) -> None:
    add(drafted, files)
    drafted.do("certa", settle, application_id=send(drafted), **GRANT)
    with drafted.writing() as session:
        session.execute(update(Certificate).values(state=state))
    erase(drafted, files)
    assert kept(tmp_path) == left


def test_export_of_a_person_has_the_draft_and_the_photos(drafted: Region, files: FileStore) -> None:
    photo = add(drafted, files)
    with drafted.reading() as session:
        found = export_person(session, person_id=drafted.ids["gerrit"], now=drafted.now)
    assert [name for name, _ in found.files] == [f"foto-{photo}.jpg"]
    assert files.get(found.files[0][1])
    about = found.document["about"]
    assert about["statement_drafts.saved_by"][0]["typed"]["words"] == WRITTEN.words
    assert [row["activity"] for row in about["activity_photos.created_by"]] == [0]


def test_schedule_takes_photos_a_year_after_the_statement_ended(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    add(drafted, files)
    drafted.do("certa", settle, application_id=send(drafted), **GRANT)  # to 22 November 2028
    drafted.now = drafted.now.replace(year=2029, month=11, day=22)
    assert (clear(drafted, files)[1], kept(tmp_path)) == (0, 1)
    drafted.later(days=1)
    assert (clear(drafted, files)[1], kept(tmp_path)) == (1, 0)
    assert clear(drafted, files)[1] == 0
    assert shown(drafted, 1)[0] == ("Olie ingezameld", 0, 0, 1)


def test_schedule_takes_photos_a_year_after_an_application_that_gave_nothing(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    add(drafted, files)
    application_id = send(drafted)
    drafted.now = drafted.now.replace(year=2027, month=11, day=24)
    assert (clear(drafted, files)[1], kept(tmp_path)) == (0, 1)  # it still waits
    drafted.do("certa", settle, application_id=application_id, **(GRANT | {"outcome": "refuse"}))
    assert (clear(drafted, files)[1], kept(tmp_path)) == (1, 0)


def test_schedule_takes_a_draft_that_nobody_touched_for_a_year(
    drafted: Region, files: FileStore, tmp_path: Path
) -> None:
    add(drafted, files)
    drafted.now = drafted.now.replace(year=2027, month=11, day=23)
    assert (clear(drafted, files)[0], kept(tmp_path)) == (0, 1)
    drafted.later(days=1)
    assert (clear(drafted, files)[0], kept(tmp_path), draft(drafted)) == (1, 0, None)


def test_certifier_of_another_kind_of_work_cannot_decide_by_looking(
    drafted: Region, files: FileStore
) -> None:
    """Seeing is not deciding: who belongs to the company sees its photos as contact, and decides on nothing."""
    drafted.add_person("gea", (Role.CERTIFIER, "alliance"), (Role.CONTACT, "garage"))
    photo = add(drafted, files)
    application_id = send(drafted)
    assert look(drafted, "gea", photo, files)
    with pytest.raises(NotAllowed):
        drafted.do("gea", settle, application_id=application_id, **GRANT)
