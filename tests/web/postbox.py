"""A small SMTP server that keeps what it gets, and misbehaves on request."""

import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Postbox:
    """What came in, and how to answer: ``answers`` gives another answer for a command (``RCPT``, ``DATA``, ``.`` …)."""

    answers: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    user: str = ""
    on_mail: Callable[[], None] = lambda: None
    """Called when a mail is in, before the server says so."""
    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)


@contextmanager
def postbox(**how: object) -> Iterator[Postbox]:
    """A server on a free port of this machine, until the block ends."""
    box = Postbox(**how)  # type: ignore[arg-type]

    class Handler(_Conversation):
        postbox = box

    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        box.port = server.server_address[1]
        worker = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        worker.start()
        try:
            yield box
        finally:
            server.shutdown()


class _Conversation(socketserver.StreamRequestHandler):
    postbox: Postbox
    encrypted = False

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 postbox.example ESMTP")
        while line := self.rfile.readline():
            words = line.decode("utf-8").strip()
            verb = words.split(" ")[0].upper()
            self.postbox.commands.append(verb)
            other = self.postbox.answers.get(verb)
            if other == "hang up":
                return
            if other:
                self.say(other)
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                getattr(self, f"do_{verb}", self.do_other)(words)

    def do_other(self, _: str) -> None:
        self.say("250 fine")

    def do_EHLO(self, _: str) -> None:  # noqa: N802
        offers = ["postbox.example", "8BITMIME"]
        if self.postbox.tls is not None and not self.encrypted:
            offers.append("STARTTLS")
        if self.postbox.user:
            offers.append("AUTH PLAIN")
        for offer in offers[:-1]:
            self.say(f"250-{offer}")
        self.say(f"250 {offers[-1]}")

    def do_STARTTLS(self, _: str) -> None:  # noqa: N802
        assert self.postbox.tls is not None
        self.say("220 go ahead")
        self.request = self.postbox.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.encrypted = True

    def do_AUTH(self, _: str) -> None:  # noqa: N802
        self.say("235 welcome")

    def do_RCPT(self, words: str) -> None:  # noqa: N802
        self.postbox.recipients.append(words.partition("<")[2].partition(">")[0])
        self.say("250 fine")

    def do_DATA(self, _: str) -> None:  # noqa: N802
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        mail = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.postbox.mails.append(mail)
        self.postbox.encrypted.append(self.encrypted)
        self.postbox.on_mail()
        self.say(self.postbox.answers.get(".", "250 taken"))
