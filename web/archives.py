"""An export of a person as JSON, and as a ZIP with the files beside it."""

import json
import zipfile
from io import BytesIO

from scan.store.files import FileStore
from scan.use_cases.exporting import Export


def as_json(export: Export) -> bytes:
    """The document, in UTF-8, to be read by people as well."""
    return json.dumps(export.document, ensure_ascii=False, indent=2).encode()


def as_zip(export: Export, files: FileStore) -> bytes:
    """``data.json`` and every photo and document that the person added, under ``files/``."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", as_json(export))
        for name, sha256 in export.files:
            archive.writestr(f"files/{name}", files.get(sha256))
    return made.getvalue()
