"""Evidence: what may be added, what files are made into, who may take it away (instrument A2, LOOK 3)."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from scan.domain.errors import InvalidInput, NotAllowed, NotFound
from scan.domain.evidence import EvidenceForm, EvidenceState
from scan.store.files import FileStore
from scan.store.media import MAX_BYTES, prepare_document, prepare_photo
from scan.store.tables import Evidence, StoredFile
from scan.use_cases.evidence import (
    add_file,
    add_link,
    add_note,
    describe_evidence,
    read_file,
    remove_evidence,
)
from scan.use_cases.reviewing import decide_evidence, return_scan
from tests.scan.factories import Region


def picture(
    size: tuple[int, int] = (40, 20), form: str = "JPEG", mode: str = "RGB", **extra: object
) -> bytes:
    image = Image.new(mode, size, "red" if mode == "RGB" else 0)
    data = io.BytesIO()
    image.save(data, form, **extra)
    return data.getvalue()


def word(*names: str, main: str = "document.main+xml", relations: str = "") -> bytes:
    return office("wordprocessingml." + main, *names, relations=relations)


def office(main: str, *names: str, relations: str = "") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        kind = f"application/vnd.openxmlformats-officedocument.{main}"
        archive.writestr("[Content_Types].xml", f'<Types><Override ContentType="{kind}"/></Types>')
        archive.writestr("word/document.xml", "<w:document/>")
        if relations:
            archive.writestr("word/_rels/settings.xml.rels", relations)
        for name in names:
            archive.writestr(name, "x")
    return data.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    return b"%PDF-1.7\n1 0 obj << /Type /Catalog " + inside + b" >> endobj\ntrailer << >>\n%%EOF\n"


def key(error: pytest.ExceptionInfo[InvalidInput]) -> dict[str, str]:
    return {field: message.key for field, message in error.value.fields.items()}


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def kept(folder: Path) -> int:
    return len([path for path in (folder / "files").rglob("*") if path.is_file()])


@pytest.fixture
def files(tmp_path: Path) -> FileStore:
    return FileStore.at(tmp_path / "files")


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_photo_is_made_anew_as_a_jpeg(form: str) -> None:
    media = prepare_photo(picture(form=form))
    assert (media.media_type, opened(media.data).format, opened(media.data).size) == (
        "image/jpeg",
        "JPEG",
        (40, 20),
    )


def test_photo_is_at_most_2000_pixels_wide_or_high() -> None:
    assert opened(prepare_photo(picture((4000, 1000))).data).size == (2000, 500)
    assert opened(prepare_photo(picture((30, 20))).data).size == (30, 20)


def test_photo_is_turned_upright_and_loses_its_metadata() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "A phone"
    exif.get_ifd(0x8825)[2] = (53.0, 0.0, 0.0)
    raw = picture((40, 20), exif=exif, comment=b"made at home", icc_profile=b"profile")
    assert b"A phone" in raw
    made = opened(prepare_photo(raw).data)
    assert made.size == (20, 40)
    assert dict(made.getexif()) == {}
    assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(made.info)


def test_transparent_png_gets_a_white_ground() -> None:
    made = opened(prepare_photo(picture(form="PNG", mode="RGBA")).data)
    assert made.getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "I;16"])
def test_photos_of_every_colour_mode_can_be_read(mode: str) -> None:
    assert opened(prepare_photo(picture(form="PNG", mode=mode)).data).mode == "RGB"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "file_empty"),
        (b"x" * (MAX_BYTES + 1), "file_too_big"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "file_wrong_type"),
        (b"<!doctype html><script>alert(1)</script>", "file_wrong_type"),
        (b"GIF89a" + b"\0" * 20, "file_wrong_type"),
        (b"MZ\x90\x00", "file_wrong_type"),
        (picture()[:60], "file_broken"),
        (b"\xff\xd8\xff" + b"<script>" * 20, "file_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "file_broken"),
    ],
)
def test_photo_that_is_no_photo_is_refused(data: bytes, reason: str) -> None:
    for prepare in (prepare_photo, prepare_document):
        with pytest.raises(InvalidInput) as error:
            prepare(data)
        assert key(error) == {"file": reason}


def test_photo_with_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    size = (60_000).to_bytes(4, "big") * 2
    header = b"IHDR" + size + b"\x08\x02\x00\x00\x00"
    bomb = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\x0d" + header + zlib.crc32(header).to_bytes(4, "big")
    bomb += b"\x00\x00\x00\x00IDAT" + zlib.crc32(b"IDAT").to_bytes(4, "big")
    with pytest.raises(InvalidInput) as error:
        prepare_photo(bomb)
    assert key(error)["file"] in ("photo_too_large", "file_broken")


def test_pdf_is_no_photo() -> None:
    with pytest.raises(InvalidInput) as error:
        prepare_photo(pdf())
    assert key(error) == {"file": "file_wrong_type"}


def test_documents_are_kept_as_they_are() -> None:
    for data, kind in (
        (pdf(), "application/pdf"),
        (word("word/media/image1.png"), "wordprocessingml.document"),
        (office("spreadsheetml.sheet.main+xml"), "spreadsheetml.sheet"),
        (office("presentationml.presentation.main+xml"), "presentationml.presentation"),
    ):
        media = prepare_document(data)
        assert media.data == data
        assert media.media_type.endswith(kind)


COMPRESSED = b"/Type /ObjStm /Filter /FlateDecode >>\nstream\n" + zlib.compress(
    b"<< /S /JavaScript /JS (x) >>"
)


@pytest.mark.parametrize(
    "data",
    [
        pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        pdf(b"/OpenAction << /S /J#61vaScript >>"),
        pdf(b"/AA << /O << /S /Launch >> >>"),
        pdf(b"/Names << /EmbeddedFiles 3 0 R >>"),
        pdf(COMPRESSED),
        word("word/vbaProject.bin"),
        word("word/activeX/activeX1.xml"),
        word("word/embeddings/oleObject1.bin"),
        word(main="document.macroEnabled.main+xml"),
        office("spreadsheetml.sheet.main+xml", "xl/externalLinks/externalLink1.xml"),
        office("presentationml.presentation.main+xml", "ppt/vbaProject.bin"),
        word(relations='<Relationship TargetMode="External" Target="https://example.org/x.dotm"/>'),
    ],
    ids=[
        "javascript",
        "escaped",
        "launch",
        "embedded",
        "compressed",
        "macro",
        "activex",
        "ole",
        "docm",
        "excel that links",
        "powerpoint macro",
        "template",
    ],
)
def test_documents_with_programs_in_them_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput) as error:
        prepare_document(data)
    assert key(error) == {"file": "file_active"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7 cut off", "file_broken"),
        (word()[:80], "file_broken"),
        (office("drawingml.diagram.main+xml"), "file_wrong_type"),
        (b"PK\x03\x04" + b"\0" * 40, "file_broken"),
    ],
    ids=["PDF cut off", "Word cut off", "something else", "an empty archive"],
)
def test_damaged_documents_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidInput) as error:
        prepare_document(data)
    assert key(error) == {"file": reason}


def test_files_are_kept_under_their_hash_once(files: FileStore, tmp_path: Path) -> None:
    first, second = files.put(b"bread"), files.put(b"bread")
    assert first == second
    assert files.get(first) == b"bread"
    assert kept(tmp_path) == 1


def test_files_that_are_taken_away_are_gone(files: FileStore, tmp_path: Path) -> None:
    sha256 = files.put(b"bread")
    files.delete(sha256)
    files.delete(sha256)
    assert kept(tmp_path) == 0
    with pytest.raises(FileNotFoundError):
        files.get(sha256)


@pytest.mark.parametrize("place", ["gs://bucket/x", "https://example.org/x"])
def test_places_of_another_kind_are_refused(place: str) -> None:
    with pytest.raises(ValueError, match="a folder, or at s3"):
        FileStore.at(place)


def test_files_that_are_not_there_or_damaged_are_told(files: FileStore, tmp_path: Path) -> None:
    sha256 = files.put(b"bread")
    (tmp_path / "files" / sha256[:2] / sha256[2:4] / sha256).write_bytes(b"stone")
    with pytest.raises(OSError, match="damaged"):
        files.get(sha256)
    for wrong in ("0" * 64, "../../etc/passwd", ""):
        with pytest.raises(FileNotFoundError):
            files.get(wrong)


def test_note_of_someone_is_testimony_and_else_an_observation(region: Region) -> None:
    scan_id = region.start("sam")
    about = {"scan_id": scan_id, "item_id": "safe-work"}
    region.do("sam", add_note, text="  De EHBO-doos hangt bij de deur. ", **about)
    region.do("sam", add_note, text="Wij oefenen elk jaar.", speaker_role="bedrijfsleider", **about)
    pieces = region.open("sam", scan_id).evidence["safe-work"]
    assert [(piece.kind, piece.form, piece.caption, piece.speaker_role) for piece in pieces] == [
        ("observation", EvidenceForm.NOTE, "De EHBO-doos hangt bij de deur.", None),
        ("testimony", EvidenceForm.NOTE, "Wij oefenen elk jaar.", "bedrijfsleider"),
    ]


def test_photo_is_an_observation_and_comes_back_to_who_may_see_it(region: Region, files: FileStore) -> None:
    scan_id = region.start("sam")
    about = {"scan_id": scan_id, "item_id": "safe-work", "files": files}
    photo = region.do("sam", add_file, form="photo", data=picture(), caption="Nooduitgang", **about)
    paper = region.do("sam", add_file, form="document", data=pdf(), **about)
    pieces = region.open("sam", scan_id).evidence["safe-work"]
    assert [(piece.kind, piece.media_type) for piece in pieces] == [
        ("observation", "image/jpeg"),
        ("document", "application/pdf"),
    ]
    shown = region.look("sam", read_file, evidence_id=photo, files=files)
    assert (shown.media_type, shown.name, opened(shown.data).size) == (
        "image/jpeg",
        f"bewijs-{photo}.jpg",
        (40, 20),
    )
    assert region.look("sam", read_file, evidence_id=paper, files=files).data == pdf()


def test_same_file_twice_is_stored_once(region: Region, files: FileStore) -> None:
    scan_id = region.start("sam")
    for item in ("safe-work", "energy-source"):
        region.do("sam", add_file, scan_id=scan_id, item_id=item, form="photo", data=picture(), files=files)
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 1
        assert session.scalar(select(func.count()).select_from(Evidence)) == 2


def test_link_counts_as_a_document_and_must_be_https(region: Region) -> None:
    scan_id = region.start("sam")
    about = {"scan_id": scan_id, "item_id": "safe-work"}
    region.do("sam", add_link, url="https://example.org/rie", caption="RI&E", **about)
    (piece,) = region.open("sam", scan_id).evidence["safe-work"]
    assert (piece.kind, piece.url) == ("document", "https://example.org/rie")
    with pytest.raises(InvalidInput):
        region.do("sam", add_link, url="http://example.org", **about)


def test_five_pieces_with_one_answer_are_enough(region: Region) -> None:
    scan_id = region.start("sam")
    for number in range(5):
        region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text=f"Gezien {number}")
    with pytest.raises(InvalidInput) as error:
        region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Nog een")
    assert key(error) == {"pieces": "too_many_pieces"}
    region.do("sam", add_note, scan_id=scan_id, item_id="energy-source", text="Hier wel")


@pytest.mark.parametrize(("item", "reason"), [("respect", "no_text_here"), ("nowhere", "not_an_item")])
def test_pooled_and_unknown_questions_take_no_evidence(region: Region, item: str, reason: str) -> None:
    scan_id = region.start("sam")
    with pytest.raises(InvalidInput) as error:
        region.do("sam", add_note, scan_id=scan_id, item_id=item, text="Mijn baas zei")
    assert key(error) == {"item_id": reason}


def test_nothing_is_added_or_taken_away_after_handing_in(region: Region, files: FileStore) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Gezien")
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    with pytest.raises(NotAllowed):
        region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Nog iets")
    with pytest.raises(NotAllowed):
        region.do("sam", remove_evidence, evidence_id=note, files=files)


def test_words_are_changed_and_pieces_taken_away_by_their_owner(region: Region, files: FileStore) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Gezien")
    region.do("sam", describe_evidence, evidence_id=note, caption="Gezien bij de deur")
    with pytest.raises(InvalidInput):
        region.do("sam", describe_evidence, evidence_id=note, caption="")
    row = region.evidence(note)
    assert row is not None
    assert row.caption == "Gezien bij de deur"
    for stranger in ("zoe", "gerrit", "theo"):
        with pytest.raises(NotFound):
            region.do(stranger, remove_evidence, evidence_id=note, files=files)
    with pytest.raises(NotAllowed):
        region.do("carla", remove_evidence, evidence_id=note, files=files)
    region.do("sam", remove_evidence, evidence_id=note, files=files)
    assert region.evidence(note) is None


def test_a_photo_that_is_taken_away_is_gone_unless_something_else_shows_it(
    region: Region, files: FileStore, tmp_path: Path
) -> None:
    about = {"scan_id": region.start("sam"), "item_id": "safe-work", "files": files}
    first, second = (
        region.do("sam", add_file, form="photo", data=picture(), caption=one, **about) for one in ("A", "B")
    )
    left = []
    for one in (first, second):
        region.do("sam", remove_evidence, evidence_id=one, files=files)
        left.append(kept(tmp_path))
    assert left == [1, 0]


def test_evidence_that_was_decided_on_stays(region: Region, files: FileStore) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Gezien")
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    region.own_scan()
    region.accept_evidence(note)
    region.do("tess", return_scan, scan_id=scan_id, comment="Vul vraag 1 nog aan.")
    with pytest.raises(InvalidInput) as error:
        region.do("sam", remove_evidence, evidence_id=note, files=files)
    assert key(error) == {"evidence": "evidence_decided"}


def test_reviewer_decides_on_evidence_and_may_change_their_mind(region: Region) -> None:
    scan_id = region.start("sam")
    note = region.do("sam", add_note, scan_id=scan_id, item_id="safe-work", text="Gezien")
    region.fill("sam", scan_id)
    region.submit("sam", scan_id)
    with pytest.raises(NotAllowed):
        region.accept_evidence(note)
    region.own_scan()
    for accept, state in ((True, EvidenceState.ACCEPTED), (False, EvidenceState.REJECTED)):
        region.accept_evidence(note, accept=accept)
        row = region.evidence(note)
        assert row is not None
        assert (row.state, row.decided_by) == (state, region.ids["tess"])
    with pytest.raises(NotAllowed):
        region.do("carla", decide_evidence, evidence_id=note, accept=True)
    for stranger in ("theo", "gerrit", "certa"):
        with pytest.raises(NotFound):
            region.do(stranger, decide_evidence, evidence_id=note, accept=True)
    with pytest.raises(NotFound):
        region.do("tess", decide_evidence, evidence_id=99_999, accept=True)


def test_file_without_a_transaction_is_a_harmless_orphan(
    region: Region, files: FileStore, tmp_path: Path
) -> None:
    scan_id = region.start("sam")

    class Stopped(Exception):
        """Power cut before the commit."""

    def interrupted() -> None:
        with region.writing() as session:
            about = {"scan_id": scan_id, "item_id": "safe-work", "form": "photo", "files": files}
            add_file(session, actor=region.actor("sam"), data=picture(), now=region.now, **about)
            raise Stopped

    with pytest.raises(Stopped):
        interrupted()
    with region.reading() as session:
        assert session.scalar(select(func.count()).select_from(StoredFile)) == 0
    region.do(
        "sam", add_file, scan_id=scan_id, item_id="safe-work", form="photo", data=picture(), files=files
    )
    assert kept(tmp_path) == 1


KEY = "2f1c9f6e-8a51-4a7e-9d52-0e8a3f3b7c11"


def count(region: Region) -> int:
    with region.reading() as session:
        return session.scalar(select(func.count()).select_from(Evidence)) or 0


def test_piece_sent_again_with_its_key_is_kept_once(region: Region, tmp_path: Path) -> None:
    scan_id = region.start("sam")
    photo = {"form": "photo", "data": picture(), "files": FileStore.at(tmp_path), "sent_key": KEY}
    about = {"scan_id": scan_id, "item_id": "energy-source"}
    first = region.do("sam", add_file, **about, **photo)
    assert region.do("sam", add_file, **about, **photo) == first
    assert count(region) == 1


def test_note_sent_again_with_its_key_is_kept_once(region: Region) -> None:
    about = {"scan_id": region.start("sam"), "item_id": "energy-source", "text": "Er liggen panelen."}
    first = region.do("sam", add_note, **about, sent_key=KEY)
    assert region.do("sam", add_note, **about, sent_key=KEY) == first
    assert region.do("sam", add_note, **about) != first, "a note of a page without a key is a new one"


def test_last_piece_that_fits_may_be_sent_again(region: Region) -> None:
    about = {"scan_id": region.start("sam"), "item_id": "energy-source", "text": "Gezien."}
    for _ in range(4):
        region.do("sam", add_note, **about)
    fifth = region.do("sam", add_note, **about, sent_key=KEY)
    assert region.do("sam", add_note, **about, sent_key=KEY) == fifth
    with pytest.raises(InvalidInput):
        region.do("sam", add_note, **about, sent_key=KEY.replace("2f", "3f"))


def test_the_same_key_with_another_scan_is_another_piece(region: Region) -> None:
    words = {"item_id": "energy-source", "text": "Gezien.", "sent_key": KEY}
    first = region.do("sam", add_note, scan_id=region.start("sam"), **words)
    second = region.do("zoe", add_note, scan_id=region.start("zoe"), **words)
    assert first != second


@pytest.mark.parametrize(
    "wrong", ["", "once", "{2f1c9f6e-8a51-4a7e-9d52-0e8a3f3b7c11}", "x" * 36, KEY.upper()]
)
def test_key_that_is_no_uuid_is_refused(region: Region, wrong: str) -> None:
    about = {"scan_id": region.start("sam"), "item_id": "energy-source", "text": "Gezien."}
    with pytest.raises(InvalidInput) as error:
        region.do("sam", add_note, **about, sent_key=wrong)
    assert key(error) == {"sent_key": "unknown_choice"}
    assert count(region) == 0
