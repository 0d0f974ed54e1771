"""The command line, ``mvo-scan``. Each command has a module of its own, imported only when it is used."""

from collections.abc import Mapping
from importlib import import_module

import click

__version__ = "0.1.0"

# Command → "module:object", a click command or group. A new one is a line here and a section in docs/cli.md.
COMMANDS: Mapping[str, str] = {
    "ambassadors": "web.cli.ambassadors:ambassadors",
    "audit": "web.cli.audit:audit",
    "certificates": "web.cli.certificates:certificates",
    "mail": "web.cli.mail:mail",
    "people": "web.cli.people:people",
    "questionnaires": "web.cli.questionnaires:questionnaires",
    "region": "web.cli.region:region",
    "retention": "web.cli.retention:retention",
    "schemes": "web.cli.schemes:schemes",
    "score": "web.cli.scoring:score",
    "serve": "web.cli.serve:serve",
    "test": "web.cli.quality:test",
}


class CommandTable(click.Group):
    """A group that finds its commands in the table: a start imports no more than its own command needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, _, name = COMMANDS[cmd_name].partition(":")
            self.add_command(getattr(import_module(module), name), cmd_name)
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from questionnaires.errors import MvoScanError  # a start that goes well does without this import

            if isinstance(error, MvoScanError):
                raise Refused(str(error)) from error
            raise


class Refused(click.ClickException):
    """What the program will not do, in its own words; exit code 2, as for a wrong option."""

    exit_code = 2


@click.group(cls=CommandTable)
@click.version_option(__version__, prog_name="mvo-scan")
def main() -> None:
    """MVO-scan: scan a company's sustainability, have it reviewed, give certificates that hold up."""
