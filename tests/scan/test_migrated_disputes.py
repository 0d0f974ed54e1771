"""The migration ``disputes`` makes three tables anew on SQLite: what was in them is still there, and new kinds fit."""

from sqlalchemy import text

from scan.store.schema import upgrade
from scan.store.session import create_engine

NOW = "2026-11-23 09:00:00+00:00"


def test_news_and_the_letter_that_told_it_survive(database_url: str) -> None:
    engine = create_engine(database_url)
    upgrade(engine, "schools")
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO people (id, display_name, email, password_hash, locale, created_at)"
            f" VALUES (1, 'Carla', 'carla@example.org', 'x', 'nl', '{NOW}')",
            "INSERT INTO organisations (id, kind, name, created_at, version)"
            f" VALUES (1, 'institution', 'Noordcollege', '{NOW}', 1)",
            "INSERT INTO dossiers (id, organisation_id, period, state, created_at, opens_at, facts, version)"
            f" VALUES (1, 1, '2026-2027', 'collecting', '{NOW}', '{NOW}', '{{}}', 1)",
            "INSERT INTO outbox (id, kind, person_id, language, data, day, created_at, not_before, attempts)"
            f" VALUES (7, 'digest', 1, 'nl', '{{}}', '2026-11-23', '{NOW}', '{NOW}', 0)",
            "INSERT INTO news (id, person_id, kind, dossier_id, created_at, letter_id)"
            f" VALUES (9, 1, 'accepted', 1, '{NOW}', 7)",
        ):
            connection.exec_driver_sql(statement)
    upgrade(engine)
    with engine.begin() as connection:
        assert connection.execute(text("SELECT id, kind, letter_id FROM news")).all() == [(9, "accepted", 7)]
        assert connection.execute(text("SELECT id, kind FROM outbox")).all() == [(7, "digest")]
        connection.execute(text("UPDATE news SET kind = 'certificate_ends'"))
        connection.execute(text("DELETE FROM outbox"))
        assert connection.execute(text("SELECT count(*) FROM news")).scalar() == 0, (
            "news goes with its letter"
        )
    engine.dispose()
