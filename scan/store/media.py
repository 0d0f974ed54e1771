"""What an uploaded file really is, and making it safe to keep: judged by its bytes, never by its name.

Photos are made anew: upright, at most 2000 pixels, as JPEG, without place, device or anything else that is not the
picture (LOOK 3). Documents are kept as they are, unless they carry programs.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from scan.domain import messages
from scan.domain.errors import InvalidInput
from scan.domain.messages import Message

MAX_BYTES = 10 * 1024 * 1024
MAX_SIDE = 2000
MAX_PIXELS = 60_000_000
_QUALITY = 85
_OFFICE = {
    main.encode() + b".main+xml": "application/vnd.openxmlformats-officedocument." + main
    for main in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
}
"""Media type by what the list of contents of an office document says it is (ECMA-376, Office Open XML)."""
_UNPACKED_LIMIT = 200 * 1024 * 1024
_STREAM_LIMIT = 20 * 1024 * 1024
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA)(?![A-Za-z0-9])")
_ACTIVE_OFFICE = re.compile(r"vbaproject|activex|oleobject|externallink", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Media:
    """Bytes that are safe to keep, with what they are."""

    media_type: str
    data: bytes


def prepare_photo(data: bytes) -> Media:
    """A jpg or png, made anew. Raises InvalidInput on ``file``."""
    _check_size(data)
    if not _is_picture(data):
        raise _refused(messages.FILE_WRONG_TYPE)
    return _picture(data)


def prepare_document(data: bytes) -> Media:
    """A pdf, docx, xlsx, pptx, jpg or png.

    Raises InvalidInput on ``file``: wrong kind, too big, damaged, with a program in it.
    """
    _check_size(data)
    if _is_picture(data):
        return _picture(data)
    if data.startswith(b"%PDF-"):
        _check_pdf(data)
        return Media("application/pdf", data)
    if data.startswith(b"PK\x03\x04"):
        return Media(_office_type(data), data)
    raise _refused(messages.FILE_WRONG_TYPE)


def _refused(message: Message) -> InvalidInput:
    return InvalidInput({"file": message})


def _check_size(data: bytes) -> None:
    if not data:
        raise _refused(messages.FILE_EMPTY)
    if len(data) > MAX_BYTES:
        raise _refused(messages.FILE_TOO_BIG)


def _is_picture(data: bytes) -> bool:
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _picture(data: bytes) -> Media:
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _refused(messages.PHOTO_TOO_LARGE)
            picture.draft("RGB", (MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            plain = _on_white(upright)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise _refused(messages.FILE_BROKEN) from None
    made = BytesIO()
    plain.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return Media("image/jpeg", made.getvalue())


def _on_white(picture: Image.Image) -> Image.Image:
    """The pixels alone, in a new image that has no metadata to bring along."""
    colours = picture.convert("RGBA")
    plain = Image.new("RGB", picture.size, "white")
    plain.paste(colours, mask=colours.getchannel("A"))
    return plain


def _check_pdf(data: bytes) -> None:
    """Names are looked for in the file and in its compressed object streams, with ``#xx`` escapes undone."""
    if b"%%EOF" not in data[-2048:]:
        raise _refused(messages.FILE_BROKEN)
    for part in (data, *_object_streams(data)):
        if _ACTIVE_PDF.search(re.sub(rb"#([0-9A-Fa-f]{2})", _unescaped, part)):
            raise _refused(messages.FILE_ACTIVE)


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode())


def _object_streams(data: bytes) -> list[bytes]:
    streams: list[bytes] = []
    for start in re.finditer(rb"/ObjStm.{0,400}?stream\r?\n", data, re.DOTALL):
        try:
            streams.append(zlib.decompressobj().decompress(data[start.end() :], _STREAM_LIMIT))
        except zlib.error:
            continue  # not compressed, or not that way: then its names stand in the file itself
    return streams


def _office_type(data: bytes) -> str:
    """The media type of an office document in which nothing runs or is fetched."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > _UNPACKED_LIMIT:
                raise _refused(messages.FILE_BROKEN)
            types = _entry(archive, "[Content_Types].xml")
            relations = _entry(archive, "word/_rels/settings.xml.rels")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error):
        raise _refused(messages.FILE_BROKEN) from None
    found = next((media_type for main, media_type in _OFFICE.items() if main in types), None)
    if found is None:
        raise _refused(messages.FILE_ACTIVE if b"macroEnabled" in types else messages.FILE_WRONG_TYPE)
    if any(_ACTIVE_OFFICE.search(entry.filename) for entry in entries) or b'"External"' in relations:
        raise _refused(messages.FILE_ACTIVE)
    return found


def _entry(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as entry:
        return entry.read(_STREAM_LIMIT)
