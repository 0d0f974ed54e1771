"""Lists of a school end up in the database after a yes; the same list again changes nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from scan.domain.errors import InvalidInput, NotAllowed, NotFound, Stale
from scan.domain.importing.columns import ImportKind
from scan.domain.importing.plan import Step
from scan.domain.retention import load_schedule
from scan.domain.roles import Role
from scan.store.files import FileStore
from scan.store.tables import (
    Base,
    ClassMember,
    Organisation,
    PendingImport,
    Person,
    Placement,
    SchoolClass,
    SchoolNumber,
    StartCode,
)
from scan.use_cases.audit import verify
from scan.use_cases.class_lists import make_start_cards
from scan.use_cases.classes import open_class
from scan.use_cases.erasing import erase_person
from scan.use_cases.importing.pending import cancel, confirm, preview, upload
from scan.use_cases.retaining import apply_schedule
from tests.scan.factories import ADDRESS, PEPPER, PIN, Region
from tests.scan.importing.lists import (
    CLASSES,
    COMPANIES,
    PLACEMENTS,
    STUDENTS,
    load,
    load_round,
    put,
    say_yes,
    shown,
)

ROUND = (
    (ImportKind.CLASSES, CLASSES),
    (ImportKind.STUDENTS, STUDENTS),
    (ImportKind.COMPANIES, COMPANIES),
    (ImportKind.PLACEMENTS, PLACEMENTS),
)

ON_SQLITE = pytest.mark.parametrize("region", ["sqlite"], indirect=True)
"""For what is decided before the database is asked; the others run on PostgreSQL too."""


def counts(region: Region) -> dict[str, int]:
    tables: tuple[type[Base], ...] = (Person, SchoolClass, ClassMember, Organisation, Placement, SchoolNumber)
    with region.reading() as session:
        return {t.__tablename__: session.scalar(select(func.count()).select_from(t)) or 0 for t in tables}


def names(region: Region, class_name: str) -> list[str]:
    with region.reading() as session:
        return list(
            session.scalars(
                select(Person.display_name)
                .join(ClassMember, ClassMember.person_id == Person.id)
                .join(SchoolClass, SchoolClass.id == ClassMember.class_id)
                .where(SchoolClass.name == class_name, ClassMember.role == "student")
                .order_by(Person.display_name)
            )
        )


def faults(region: Region, kind: ImportKind, text: str) -> list[tuple[int, str, str]]:
    plan = shown(region, kind, text).plan
    return [(row.line, f.column, f.message.key) for row in plan.of(Step.FAULTY) for f in row.faults]


def company(region: Region, kvk_number: str) -> Organisation:
    with region.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.kvk_number == kvk_number)).one()


# The whole round


def test_a_round_is_imported_and_the_same_lists_again_change_nothing(region: Region) -> None:
    before = counts(region)
    load_round(region)
    after = counts(region)
    assert {name: after[name] - before[name] for name in after} == {
        "people": 3, "classes": 2, "class_members": 3, "organisations": 2, "placements": 3, "school_numbers": 3,
    }  # fmt: skip
    assert names(region, "Blok A") == ["Noor V.", "Noor Visser"]
    assert [load(region, kind, text) for kind, text in ROUND] == [
        {Step.SAME: 2}, {Step.SAME: 3}, {Step.SAME: 2}, {Step.SAME: 3},
    ]  # fmt: skip
    assert counts(region) == after
    with region.reading() as session:
        assert verify(session).holds


def test_oneroster_files_are_imported_as_they_are(region: Region) -> None:
    load(
        region,
        ImportKind.CLASSES,
        "sourcedId,status,title,classType\nc1,,Blok A,homeroom\nc2,tobedeleted,Oud,x\n",
    )
    users = "sourcedId,enabledUser,username,givenName,familyName\nu1,true,noor,Noor,Vries\nu2,true,daan,Daan,Zand\n"
    found = shown(region, ImportKind.STUDENTS, users)
    assert (found.says_who_is_student, found.unread) == (False, ("username",))
    say_yes(region, found)
    enrolments = (
        "sourcedId,classSourcedId,userSourcedId,role\n1,c1,u1,student\n2,c1,u2,student\n3,c1,t9,teacher\n"
    )
    assert load(region, ImportKind.ENROLMENTS, enrolments) == {Step.NEW: 2, Step.LEFT_OUT: 1}
    assert load(region, ImportKind.ENROLMENTS, enrolments) == {Step.SAME: 2, Step.LEFT_OUT: 1}
    assert names(region, "Blok A") == ["Daan Z.", "Noor V."]


@pytest.mark.parametrize("size", [1, 60])
def test_an_import_takes_as_many_statements_for_one_row_as_for_sixty(
    region: Region, size: int, count_statements: Callable[[Engine], AbstractContextManager[list[str]]]
) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    rows = "".join(f"{number};Student {number};Blok A\n" for number in range(size))
    with count_statements(region.engine) as statements:
        load(region, ImportKind.STUDENTS, f"Studentnummer;Naam;Klas\n{rows}")
    assert len(statements) <= 45


# Nothing before a yes


@ON_SQLITE
def test_nothing_is_written_before_a_yes(region: Region) -> None:
    before = counts(region)
    found = shown(region, ImportKind.CLASSES, CLASSES)
    assert counts(region) == before
    assert [row.label for row in found.plan.rows] == ["Blok A, 2026-2027", "Blok B, 2026-2027"]


@ON_SQLITE
def test_after_a_yes_or_a_no_the_list_is_erased(region: Region) -> None:
    say_yes(region, shown(region, ImportKind.CLASSES, CLASSES))
    region.do("cor", cancel, import_id=put(region, ImportKind.STUDENTS, STUDENTS))
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(PendingImport)) == 0


@ON_SQLITE
def test_a_list_is_kept_for_a_day_and_once_for_each_kind(region: Region) -> None:
    first = put(region, ImportKind.CLASSES, CLASSES)
    second = put(region, ImportKind.CLASSES, CLASSES)
    with region.reading() as session:
        assert list(session.scalars(select(PendingImport.id))) == [second]
    if first != second:
        with pytest.raises(NotFound):
            region.look("cor", preview, import_id=first)
    region.later(days=1)
    with pytest.raises(NotFound):
        region.look("cor", preview, import_id=second)
    third = put(region, ImportKind.STUDENTS, STUDENTS)
    with region.reading() as session:
        assert list(session.scalars(select(PendingImport.id))) == [third]


def test_a_yes_to_something_else_than_was_shown_is_stale(region: Region) -> None:
    found = shown(region, ImportKind.CLASSES, CLASSES)
    region.add_class("Blok A", "noordcollege", "tess")
    before = counts(region)
    with pytest.raises(Stale):
        say_yes(region, found)
    assert counts(region) == before
    say_yes(region, region.look("cor", preview, import_id=found.id))
    assert counts(region)["classes"] == before["classes"] + 1


@ON_SQLITE
def test_wrong_rows_stop_an_import_unless_they_are_left_out(region: Region) -> None:
    found = shown(
        region, ImportKind.CLASSES, "Klas;Docent\nBlok A;tess@example.org\nBlok B;nobody@example.org\n"
    )
    with pytest.raises(InvalidInput) as caught:
        say_yes(region, found)
    assert caught.value.fields["skip_faulty"].key == "import_faults_stand"
    assert say_yes(region, found, skip_faulty=True).counts[Step.NEW] == 1


# Whose it is


@ON_SQLITE
def test_only_the_coordinator_of_the_school_imports(region: Region) -> None:
    found = shown(region, ImportKind.CLASSES, CLASSES)
    school = region.ids["noordcollege"]
    new = {"kind": ImportKind.CLASSES, "data": CLASSES.encode(), "year": "2026-2027"}
    with pytest.raises(NotAllowed):
        region.do("tess", upload, institution_id=school, **new)
    region.add_person("zita", (Role.COORDINATOR, "zuidcollege"))
    with pytest.raises(NotFound):
        region.do("zita", upload, institution_id=school, **new)
    for who in ("zita", "tess", "carla", "ada"):
        with pytest.raises(NotFound):
            region.look(who, preview, import_id=found.id)
        with pytest.raises(NotFound):
            region.do(who, confirm, import_id=found.id, fingerprint=found.plan.fingerprint)


@ON_SQLITE
def test_the_same_student_number_at_another_school_is_somebody_else(region: Region) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    load(region, ImportKind.STUDENTS, STUDENTS)
    region.add_person("zita", (Role.COORDINATOR, "zuidcollege"))
    import_id = region.do(
        "zita", upload, institution_id=region.ids["zuidcollege"], kind=ImportKind.STUDENTS,
        data=b"Studentnummer;Naam\n101;Iemand\n", year="2026-2027",
    )  # fmt: skip
    found = region.look("zita", preview, import_id=import_id)
    assert [row.step for row in found.plan.rows] == [Step.NEW]


# Classes


@ON_SQLITE
def test_a_class_gets_another_name_by_its_id_and_an_id_by_its_name(region: Region) -> None:
    load(region, ImportKind.CLASSES, "Klas;Klas-id\nBlok A;KA\nBlok B;\n")
    assert load(region, ImportKind.CLASSES, "Klas;Klas-id\nBlok Een;KA\nBlok B;KB\n") == {Step.CHANGED: 2}
    with region.reading() as session:
        rows = session.execute(
            select(SchoolClass.name, SchoolClass.source_id).where(SchoolClass.source_id.is_not(None))
        )
        assert sorted(tuple(row) for row in rows) == [("Blok B", "KB"), ("Blok Een", "KA")]


@ON_SQLITE
def test_a_name_or_id_of_another_class_is_a_fault(region: Region) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    assert faults(region, ImportKind.CLASSES, "Klas;Klas-id\nBlok B;KA\nBlok A;KC\nC;KD\nD;KD\n") == [
        (2, "name", "import_class_other_id"),
        (3, "class_id", "import_class_other_id"),
        (5, "class_id", "import_class_id_taken"),
    ]


@ON_SQLITE
def test_classes_get_their_teachers(region: Region) -> None:
    text = "Klas;Docent\nBlok A;Tess@Example.org\ngroen;tess@example.org\n"
    assert load(region, ImportKind.CLASSES, text) == {Step.NEW: 1, Step.SAME: 1}
    with region.reading() as session:
        class_id = session.scalars(select(SchoolClass.id).where(SchoolClass.name == "Blok A")).one()
    found = region.look("tess", open_class, class_id=class_id)
    assert [one.display_name for one in found.teachers] == ["Tess"]


# Students


@ON_SQLITE
def test_a_student_who_joined_before_gets_the_number_and_keeps_the_name(region: Region) -> None:
    text = "Studentnummer;Roepnaam;Achternaam;Klas\n7;Sam;Zand;groen\n"
    (row,) = shown(region, ImportKind.STUDENTS, text).plan.rows
    assert (row.step, row.target, row.changes) == (Step.CHANGED, region.ids["sam"], ("student_number",))
    assert [note.key for note in row.notes] == ["import_linked_by_name"]
    load(region, ImportKind.STUDENTS, text)
    assert load(region, ImportKind.STUDENTS, text) == {Step.SAME: 1}
    assert names(region, "groen") == ["Sam"]


@ON_SQLITE
def test_two_who_may_be_the_one_who_joined_are_both_new(region: Region) -> None:
    text = "Studentnummer;Roepnaam;Achternaam;Klas\n7;Sam;Zand;groen\n8;Sam;Berg;groen\n"
    assert load(region, ImportKind.STUDENTS, text) == {Step.NEW: 2}
    assert names(region, "groen") == ["Sam", "Sam B.", "Sam Z."]


def test_a_student_moves_with_the_list_but_stays_where_an_internship_is(region: Region) -> None:
    load_round(region)
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n104;Yara;Blok A\n")
    found = shown(
        region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n104;Yara;Blok B\n101;Noor V.;Blok B\n"
    )
    assert [[note.key for note in row.notes] for row in found.plan.rows] == [
        ["import_moves"],
        ["import_stays_too"],
    ]
    say_yes(region, found)
    assert names(region, "Blok A") == ["Noor V.", "Noor Visser"]
    assert names(region, "Blok B") == ["Daan Z.", "Noor V.", "Yara"]


@ON_SQLITE
def test_a_next_school_year_adds_a_class_and_leaves_the_old_one(region: Region) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    load(region, ImportKind.STUDENTS, STUDENTS)
    load(region, ImportKind.CLASSES, "Klas;Klas-id\nBlok A;KA\n", year="2027-2028")
    text = "Studentnummer;Roepnaam;Achternaam;Klas\n103;Daan;Zand;Blok A\n"
    assert load(region, ImportKind.STUDENTS, text, year="2027-2028") == {Step.CHANGED: 1}
    assert names(region, "Blok B") == ["Daan Z."]


def test_a_name_that_changed_changes_in_every_class(region: Region) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n1;Oud;Blok A\n2;Ander;Blok A\n")
    load(region, ImportKind.ENROLMENTS, "Studentnummer;Klas\n1;Blok B\n")
    assert faults(region, ImportKind.STUDENTS, "Studentnummer;Naam\n1;Ander\n") == [
        (2, "display_name", "import_name_twice")
    ]
    assert load(region, ImportKind.STUDENTS, "Studentnummer;Naam\n1;Nieuw\n2;Oud\n") == {Step.CHANGED: 2}
    assert names(region, "Blok A") == ["Nieuw", "Oud"]
    assert names(region, "Blok B") == ["Nieuw"]


@ON_SQLITE
def test_students_and_classes_that_are_not_there_are_faults(region: Region) -> None:
    load(region, ImportKind.CLASSES, CLASSES)
    assert faults(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n1;Noor;Blok C\n") == [
        (2, "class_name", "import_class_unknown")
    ]
    assert faults(region, ImportKind.ENROLMENTS, "Studentnummer;Klas-id\n9;KX\n") == [
        (2, "class_id", "import_class_unknown"),
        (2, "student_number", "import_student_unknown"),
    ]


# Companies


def test_a_new_detail_reaches_a_company_that_nobody_else_works_with(region: Region) -> None:
    load(region, ImportKind.COMPANIES, COMPANIES)
    text = "Bedrijf;KvK;Plaats\nDrukkerij Het Nieuwe Vel;90000001;Haren\n"
    assert load(region, ImportKind.COMPANIES, text) == {Step.CHANGED: 1}
    row = company(region, "90000001")
    assert (row.name, row.place, row.postcode, row.version) == (
        "Drukkerij Het Nieuwe Vel",
        "Haren",
        "9711 AA",
        2,
    )


@ON_SQLITE
@pytest.mark.parametrize("kvk_number", ["00000001", "00000002"], ids=["has a contact", "interns elsewhere"])
def test_a_company_that_others_work_with_is_only_filled_in(region: Region, kvk_number: str) -> None:
    before = company(region, kvk_number)
    text = f"Bedrijf;KvK;Plaats;Postcode\nGekaapt;{kvk_number};Elders;9711 AA\n"
    (row,) = shown(region, ImportKind.COMPANIES, text).plan.rows
    assert (row.changes, [note.key for note in row.notes]) == (("postcode",), ["import_company_keeps"])
    load(region, ImportKind.COMPANIES, text)
    after = company(region, kvk_number)
    assert (after.name, after.place, after.postcode) == (before.name, before.place, "9711 AA")


def test_a_likely_duplicate_is_asked_for_and_the_choice_is_done(region: Region) -> None:
    load(region, ImportKind.COMPANIES, COMPANIES)
    text = (
        "Bedrijf;KvK;Vestigingsnummer;Postcode;Gemeente\n"
        "Het Vel B.V.;;;9711AA;Groningen\n"
        "Garage Kwartslag;90000002;000000000001;8911 AC;\n"
        "Drukkerij Het Vell;90000009;;9711 AA;\n"
        "Drukkerij het Vel;90000008;;;\n"
    )
    found = shown(region, ImportKind.COMPANIES, text)
    vel, garage = company(region, "90000001").id, company(region, "90000002").id
    assert [(row.step, [one.id for one in row.candidates], row.may_be_new) for row in found.plan.rows] == [
        (Step.CHOOSE, [vel], False),
        (Step.CHOOSE, [garage], True),
        (Step.CHOOSE, [vel], True),
        (Step.CHOOSE, [vel], True),
    ]
    with pytest.raises(InvalidInput) as caught:
        say_yes(region, found, choices={2: "new", 3: "new"})
    assert sorted(caught.value.fields) == ["choice-2", "choice-4", "choice-5"]
    before = counts(region)["organisations"]
    say_yes(region, found, choices={2: str(vel), 3: "new"}, rest="skip")
    assert counts(region)["organisations"] == before + 1
    assert company(region, "90000001").municipality == "Groningen"


@ON_SQLITE
def test_of_many_branches_the_likeliest_are_offered_and_the_others_are_told_of(region: Region) -> None:
    branches = "".join(f"Keten;90000007;{number:012};Assen\n" for number in range(1, 9))
    load(region, ImportKind.COMPANIES, "Bedrijf;KvK;Vestigingsnummer;Plaats\n" + branches)
    (row,) = shown(region, ImportKind.COMPANIES, "Bedrijf;KvK\nKeten;90000007\n").plan.rows
    assert (row.step, len(row.candidates), [note.nl for note in row.notes]) == (
        Step.CHOOSE,
        5,
        [
            "Nog 3 lijken er ook op. Staat het juiste er niet bij? Zet dan het vestigingsnummer in het bestand."
        ],
    )


@ON_SQLITE
def test_a_company_without_a_number_that_looks_like_none_is_a_fault(region: Region) -> None:
    assert faults(region, ImportKind.COMPANIES, "Bedrijf;KvK;Postcode\nOnbekend;;9711 AA\n") == [
        (2, "kvk_number", "import_kvk_needed")
    ]


# Internships


def test_the_dates_of_an_internship_follow_the_list(region: Region) -> None:
    load_round(region)
    text = PLACEMENTS.replace("31-1-2027", "28-2-2027", 1)
    assert load(region, ImportKind.PLACEMENTS, text) == {Step.CHANGED: 1, Step.SAME: 2}
    with region.reading() as session:
        assert max(session.scalars(select(Placement.ends_on))) == date(2027, 2, 28)


@ON_SQLITE
def test_an_internship_names_a_student_by_class_and_name_where_there_is_no_number(region: Region) -> None:
    text = "Klas;Student;KvK;Begin;Eind\ngroen;sam;00000002;1-2-2027;1-6-2027\ngroen;Zoe;00000002;1-2-2027;1-6-2027\n"
    found = shown(region, ImportKind.PLACEMENTS, text)
    assert [row.step for row in found.plan.rows] == [Step.NEW, Step.FAULTY]
    say_yes(region, found, skip_faulty=True)
    with region.reading() as session:
        held = select(Placement.hold_back).where(Placement.student_id == region.ids["sam"])
        assert list(session.scalars(held)) == [True, True]


@ON_SQLITE
def test_an_internship_says_what_is_not_there_or_not_clear(region: Region) -> None:
    load_round(region)
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam\n200;Zonder klas\n")
    branches = "Bedrijf;KvK;Vestigingsnummer\nTwee;90000010;000000000001\nTwee;90000010;000000000002\n"
    load(region, ImportKind.COMPANIES, branches)
    dates = "1-9-2026;31-1-2027"
    text = (
        "Studentnummer;Klas;KvK;Vestigingsnummer;Begin;Eind\n"
        f"999;;90000001;;{dates}\n200;;90000001;;{dates}\n101;Blok B;90000001;;{dates}\n"
        f"101;;90000077;;{dates}\n102;;90000010;;{dates}\n102;;90000001;000000000009;{dates}\n"
        f"103;;90000010;2;{dates}\n"
    )
    assert [(line, key) for line, _, key in faults(region, ImportKind.PLACEMENTS, text)] == [
        (2, "import_student_unknown"),
        (3, "import_student_without_class"),
        (4, "import_student_not_in_class"),
        (5, "import_company_unknown"),
        (6, "import_several_branches"),
        (7, "import_company_unknown"),
        (8, "branch_length"),
    ]


@ON_SQLITE
def test_a_student_of_another_school_cannot_be_placed(region: Region) -> None:
    text = "Klas;Student;KvK;Begin;Eind\nblauw;Zoe;00000001;1-2-2027;1-6-2027\n"
    assert faults(region, ImportKind.PLACEMENTS, text) == [(2, "class_name", "import_class_unknown")]


@ON_SQLITE
def test_somebody_who_joins_meanwhile_makes_the_preview_stale(region: Region) -> None:
    from scan.use_cases.joining import join_class

    found = shown(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n1;Noor;groen\n")
    with region.writing() as session:
        join_class(
            session, code=region.code("groen", "tess"), display_name="Noor", pin=PIN, address=ADDRESS,
            pepper=PEPPER, now=region.now + timedelta(minutes=1),
        )  # fmt: skip
    with pytest.raises(Stale):
        say_yes(region, found)


# Kept no longer than needed


@ON_SQLITE
def test_erasing_a_student_takes_the_number_and_the_start_code(region: Region, tmp_path: Path) -> None:
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n7;Noor;groen\n")
    region.do("tess", make_start_cards, class_id=region.ids["groen"])
    with region.reading() as session:
        (person_id,) = session.scalars(select(SchoolNumber.person_id))
    with region.writing() as session:
        erase_person(session, actor=None, person_id=person_id, files=FileStore.at(tmp_path), now=region.now)
    with region.reading() as session:
        left = [session.scalar(select(func.count()).select_from(t)) for t in (SchoolNumber, StartCode)]
    assert left == [0, 0]
    assert load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n7;Noor;groen\n") == {Step.NEW: 1}


@ON_SQLITE
def test_the_retention_schedule_takes_old_lists_codes_and_students_without_a_class(
    region: Region, tmp_path: Path
) -> None:
    load(region, ImportKind.STUDENTS, "Studentnummer;Naam;Klas\n7;Noor;groen\n8;Zonder klas;\n")
    region.do("tess", make_start_cards, class_id=region.ids["groen"])
    put(region, ImportKind.CLASSES, CLASSES)
    region.later(days=400)
    for rehearse in (True, False):
        with region.writing() as session:
            kept = apply_schedule(
                session,
                schedule=load_schedule(),
                files=FileStore.at(tmp_path),
                now=region.now,
                rehearse=rehearse,
            )
        assert (kept.lists, kept.students) == (1, 1)
    with region.reading() as session:
        assert list(session.scalars(select(SchoolNumber.number))) == ["7"]
        assert [session.scalar(select(func.count()).select_from(t)) for t in (PendingImport, StartCode)] == [
            0,
            0,
        ]
