"""The options that say how mail goes out, the same for ``serve`` and ``mail send``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import click

if TYPE_CHECKING:
    from web.mail.transport import Transport

Command = TypeVar("Command", bound=Callable[..., Any])
PASSWORD = "MVO_SCAN_SMTP_PASSWORD"  # noqa: S105 - the name of a variable
_OPTIONS = (
    click.option(
        "--smtp-host",
        envvar="MVO_SCAN_SMTP_HOST",
        help="The mail server; without one, mails are shown in the console.",
    ),
    click.option(
        "--smtp-port",
        envvar="MVO_SCAN_SMTP_PORT",
        type=click.IntRange(1, 65535),
        help="Its port; else 587, 465 or 25.",
    ),
    click.option(
        "--smtp-user",
        envvar="MVO_SCAN_SMTP_USER",
        default="",
        help=f"User at the mail server; the password is in {PASSWORD}.",
    ),
    click.option(
        "--smtp-security",
        envvar="MVO_SCAN_SMTP_SECURITY",
        type=click.Choice(["starttls", "tls", "none"]),
        default="starttls",
        show_default=True,
        help="How the connection is kept private; none only for a server on this machine.",
    ),
    click.option(
        "--mail-from", envvar="MVO_SCAN_MAIL_FROM", help="The sender: an address, or 'Name <address>'."
    ),
)


def mail_options(command: Command) -> Command:
    """Give a command the options; it gets ``smtp_host`` … ``mail_from``, to hand to ``transport`` and ``sender``."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def transport(
    *, smtp_host: str | None, smtp_port: int | None, smtp_user: str, smtp_security: str
) -> Transport:
    """The way out that was chosen."""
    from web.mail.transport import ConsoleTransport, Security, SmtpSettings, SmtpTransport

    if not smtp_host:
        return ConsoleTransport()
    return SmtpTransport(
        SmtpSettings(
            host=smtp_host,
            security=Security(smtp_security),
            port=smtp_port,
            user=smtp_user,
            password=os.environ.get(PASSWORD, ""),
        )
    )


def sender(mail_from: str | None, base_url: str) -> str:
    """Who mails come from; without a choice an address at the host of the product that takes no answers.

    Raises click.BadParameter for what is no address.
    """
    from web.mail.writing import UnwritableLetter, address

    chosen = mail_from or f"MVO-scan <no-reply@{urlsplit(base_url).hostname or 'localhost'}>"
    try:
        address(chosen)
    except UnwritableLetter as problem:
        raise click.BadParameter("this is not a mail address", param_hint="--mail-from") from problem
    return chosen
