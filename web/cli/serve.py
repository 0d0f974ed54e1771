"""``mvo-scan serve``: bring the database up to date, publish the bundled questionnaires, and serve."""

from __future__ import annotations

import gc
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scan.domain.periods import local_day
from web.cli.mail_options import mail_options, sender, transport
from web.cli.opening import default_var

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from web.mail.postman import Postman

THREADS = 8


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option("--database-url", help="sqlite:///path or postgresql://…; else the embedded database in var/.")
@click.option("--base-url", help="The public address, as it stands in QR codes.")
@click.option("--contact", help="Mail address of the alliance, on the help page.")
@click.option("--files", help="Where photos and documents are kept: a folder, or s3://bucket/prefix.")
@click.option(
    "--var",
    type=click.Path(path_type=Path, file_okay=False),
    default=default_var,
    help="Folder for the embedded database, files and the secret.",
)
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with an invented region.")
@mail_options
def serve(
    host: str,
    port: int,
    database_url: str | None,
    base_url: str | None,
    contact: str | None,
    files: str | None,
    var: Path,
    demo: bool,
    mail_from: str | None,
    **smtp: Any,
) -> None:
    """Serve MVO-scan. The first start makes the database and, unless --no-demo, an invented region."""
    gc.disable()  # looking for garbage among what is just loaded, and all stays, is a sixth of a start
    from scan.store.session import create_engine
    from web.app import create_app
    from web.demo.region import HELP_DESK
    from web.mail.postman import Office, Postman
    from web.settings import load_settings

    gc.freeze()
    gc.enable()
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"  # noqa: S104 - only compared
    try:
        settings = load_settings(
            var=var,
            database_url=database_url,
            base_url=base_url or address,
            contact=contact,
            file_place=files,
        )
        engine = create_engine(settings.database_url)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param_hint="--database-url") from problem
    office = Office(
        engine,
        transport(**smtp),
        sender(mail_from, settings.base_url),
        settings.base_url,
        settings.secret,
    )
    lines = prepare(engine, demo=demo, pepper=settings.secret)
    if lines:
        settings = replace(settings, contact=settings.contact or HELP_DESK, demo=True)
    app = create_app(settings, engine)
    click.echo(f"MVO-scan: {address}")
    for line in lines:
        click.echo(line)
    engine.dispose()  # a worker process opens connections of its own
    run(app, host, port, Postman(office))


def prepare(engine: Engine, *, demo: bool, pepper: bytes) -> tuple[str, ...]:
    """Bring the schema up to date, publish what is bundled, and load the demo region into an empty database.

    Returns lines about the demo accounts. Safe to run twice and by two processes at once.
    """
    from questionnaires import bundled
    from scan.store import schema
    from scan.store.session import transaction
    from scan.use_cases.publishing import publish_questionnaire
    from web import demo as region

    schema.upgrade(engine)
    now = datetime.now(UTC)
    with transaction(engine) as session:
        for document in bundled():
            publish_questionnaire(session, actor=None, document=document, now=now)
    lines = region.load(engine, pepper=pepper, now=now) if demo else ()
    make_todays_picture(engine, now)
    return lines


def make_todays_picture(engine: Engine, now: datetime) -> None:
    """The picture of the region, where there is none of today yet."""
    from scan.store.session import read, transaction
    from scan.use_cases.region import newest_picture, refresh_picture

    with read(engine) as session:
        newest = newest_picture(session)
    if newest is None or local_day(newest.made_at) < local_day(now):
        with transaction(engine) as session:
            refresh_picture(session, now=now)


def run(app: Flask, host: str, port: int, postman: Postman) -> None:
    """Serve with gunicorn (threads); with waitress where gunicorn does not run. The post goes in the same process."""
    if sys.platform == "win32":
        from waitress import serve as waitress_serve

        postman.start()
        waitress_serve(app, host=host, port=port, threads=THREADS)
        return
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{host}:{port}",
                "worker_class": "gthread",
                "workers": 1,
                "threads": THREADS,
                "control_socket_disable": True,
                "loglevel": "warning",
            }
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            postman.start()  # in the worker: a thread does not survive the fork
            return app

    Server().run()
