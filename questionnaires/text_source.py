"""The text of a file that somebody wrote: UTF-8, not too large, without control characters."""

import re
from pathlib import Path as FilePath

from questionnaires.faults import Fault, Place, Words, fault
from questionnaires.faults.reading import Reading

MAXIMUM_BYTES = 5_000_000
_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_text(file: FilePath, maximum: int = MAXIMUM_BYTES) -> tuple[str | None, list[Fault]]:
    """The text of a file, without a byte order mark, or the fault that makes it unreadable."""
    place = Place(str(file), None)
    try:
        with file.open("rb") as stream:
            data = stream.read(maximum + 1)
    except (OSError, ValueError) as error:
        return None, [fault(Reading.UNREADABLE, place, reason=_reason(error))]
    if len(data) > maximum:
        return None, [fault(Reading.TOO_LARGE, place, most=maximum)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return None, [fault(Reading.NOT_UTF8, Place(str(file), line), byte=f"0x{data[error.start]:02x}")]
    found = [
        fault(
            Reading.CONTROL_CHARACTER,
            Place(str(file), text.count("\n", 0, match.start()) + 1),
            character=match[0],
        )
        for match in _CONTROL.finditer(text)
    ]
    if found:
        return None, found[:20]
    if not text.strip():
        return None, [fault(Reading.EMPTY, Place(str(file), 1))]
    return text, []


def _reason(error: OSError | ValueError) -> Words:
    if isinstance(error, FileNotFoundError):
        return Words("het bestaat niet", "it does not exist")
    if isinstance(error, IsADirectoryError):
        return Words("het is een map", "it is a folder")
    if isinstance(error, PermissionError):
        return Words("je mag het niet openen", "you may not open it")
    return Words("de naam of de schijf geeft een fout", "the name or the disk gives an error")
