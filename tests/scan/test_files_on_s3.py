"""The object store on S3: the same interface, spoken to a small S3 server of the test (design 8)."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from scan.store.files import FileStore


class _Bucket(BaseHTTPRequestHandler):
    """Puts, gets and deletes objects in memory; takes only requests that are signed."""

    objects: dict[str, bytes]

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status if "AWS4-HMAC-SHA256" in self.headers["Authorization"] else 403)
        for name, value in (("ETag", '"x"'), ("Last-Modified", "Thu, 26 Nov 2026 09:00:00 GMT")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        self.objects[self.path] = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(200)

    def do_GET(self) -> None:
        found = self.objects.get(self.path)
        self._answer(404 if found is None else 200, found or b"")

    def do_POST(self) -> None:
        """DeleteObjects: the keys to take away stand in the body."""
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        keys = re.findall("<Key>(.*?)</Key>", asked)
        for key in keys:
            self.objects.pop(f"{self.path.partition('?')[0]}/{key}", None)
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self._answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def log_message(self, *_: object) -> None:
        """Nothing on the console of a test."""


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    _Bucket.objects = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bucket)
    for name, value in {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.server_port}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield _Bucket.objects
    server.shutdown()
    server.server_close()


def test_files_on_s3_are_put_read_and_taken_away(bucket: dict[str, bytes]) -> None:
    files = FileStore.at("s3://evidence/region")
    sha256 = files.put(b"bread")
    assert bucket == {f"/evidence/region/{sha256[:2]}/{sha256[2:4]}/{sha256}": b"bread"}
    assert files.get(sha256) == b"bread"
    files.delete(sha256)
    assert bucket == {}
    with pytest.raises(FileNotFoundError):
        files.get(sha256)
