"""Out of the house: by SMTP, or into the console where nobody has set up a mail server."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol

import click

from scan.domain.news import MailError

TIMEOUT = 20
"""Seconds that a mail server may take for one answer."""


class Security(StrEnum):
    """How the connection to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"
    """Only for a server on this machine, or in a test."""


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The mail server. The certificate of the server is always checked."""

    host: str
    security: Security = Security.STARTTLS
    port: int | None = None
    """None is the usual one: 587, 465 or 25."""
    user: str = ""
    password: str = field(default="", repr=False)
    trust: ssl.SSLContext | None = None
    """None is the machine's own list of authorities."""


class MailFailed(Exception):
    """It did not go. Only a code: what the server says may hold addresses."""

    def __init__(self, error: MailError) -> None:
        super().__init__(error.value)
        self.error = error


OURS_TO_MEND = frozenset({MailError.UNREACHABLE, MailError.NOT_SECURE, MailError.SIGN_IN})
"""Not about one letter: the next one would fail the same way."""


class Sending(Protocol):
    """Something that takes mails, one after the other."""

    def send(self, mail: EmailMessage) -> None:
        """Hand one mail over. Raises MailFailed."""


class Transport(Protocol):
    """A way out."""

    @contextmanager
    def open(self) -> Iterator[Sending]:
        """Take mails until the block ends."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class ConsoleTransport:
    """Shows mails in the console, without the address: consoles are kept in logs."""

    echo: Callable[[str], object] = click.echo

    @contextmanager
    def open(self) -> Iterator[Sending]:
        yield self

    def send(self, mail: EmailMessage) -> None:
        """Show one."""
        body = mail.get_body(("plain",))
        text = "" if body is None else body.get_content().rstrip()
        rule = "─" * 60
        indented = "\n".join(f"  {line}".rstrip() for line in text.splitlines())
        self.echo(f"{rule}\n  Mail: {mail['Subject']}\n\n{indented}\n{rule}")


@dataclass(frozen=True, slots=True)
class SmtpTransport:
    """One connection for all mails of a round, made at the first one."""

    settings: SmtpSettings

    @contextmanager
    def open(self) -> Iterator[Sending]:
        connection = _Connection(self.settings)
        try:
            yield connection
        finally:
            connection.close()


class _Connection:
    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage) -> None:
        with _mapped():
            if self._server is None:
                self._server = self._connect()
        try:
            with _mapped():
                self._server.send_message(mail)
        except MailFailed as failed:
            if failed.error is MailError.UNREACHABLE:
                self._server = None
            raise

    def _connect(self) -> smtplib.SMTP:
        with_tls = self._settings.security
        port = self._settings.port or PORTS[with_tls]
        trust = self._settings.trust or ssl.create_default_context()
        if with_tls is Security.TLS:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._settings.host, port, timeout=TIMEOUT, context=trust)
        else:
            server = smtplib.SMTP(self._settings.host, port, timeout=TIMEOUT)
        try:
            if with_tls is Security.STARTTLS:
                _start_tls(server, trust)
            if self._settings.user:
                _sign_in(server, self._settings)
        except BaseException:
            server.close()
            raise
        return server

    def close(self) -> None:
        if self._server is None:
            return
        try:
            self._server.quit()
        except (OSError, smtplib.SMTPException):
            self._server.close()  # it hung up first; every mail before this had its answer
        self._server = None


def _start_tls(server: smtplib.SMTP, trust: ssl.SSLContext) -> None:
    try:
        code, _ = server.starttls(context=trust)
    except smtplib.SMTPNotSupportedError as problem:
        raise MailFailed(MailError.NOT_SECURE) from problem
    if code != 220:
        raise MailFailed(MailError.NOT_SECURE)


def _sign_in(server: smtplib.SMTP, settings: SmtpSettings) -> None:
    try:
        server.login(settings.user, settings.password)
    except smtplib.SMTPNotSupportedError as problem:
        raise MailFailed(MailError.SIGN_IN) from problem


@contextmanager
def _mapped() -> Iterator[None]:
    """What can go wrong, as one of our codes. The chain is cut: it would carry addresses into a log."""
    try:
        yield
    except smtplib.SMTPException as problem:
        raise MailFailed(_error_of(problem)) from None
    except ssl.SSLError:
        raise MailFailed(MailError.NOT_SECURE) from None
    except OSError:
        raise MailFailed(MailError.UNREACHABLE) from None


def _error_of(problem: smtplib.SMTPException) -> MailError:
    match problem:
        case smtplib.SMTPAuthenticationError() | smtplib.SMTPSenderRefused():
            return MailError.SIGN_IN
        case smtplib.SMTPRecipientsRefused():
            codes = [code for code, _ in problem.recipients.values()]
            return MailError.REFUSED if all(code >= 500 for code in codes) else MailError.BUSY
        case smtplib.SMTPNotSupportedError():
            return MailError.UNWRITABLE  # an address in other letters than the server takes
        case smtplib.SMTPConnectError() | smtplib.SMTPHeloError():
            return MailError.UNREACHABLE
        case smtplib.SMTPResponseException():
            return MailError.REFUSED if problem.smtp_code >= 500 else MailError.BUSY
        case _:
            return MailError.UNREACHABLE
