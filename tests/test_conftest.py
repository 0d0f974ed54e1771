"""The fixtures that all tests stand on."""

from sqlalchemy import create_engine, text


def test_database_url_names_a_fresh_empty_database_of_each_kind(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (body TEXT)"))  # would fail if the last test's were there
        connection.execute(text("INSERT INTO note VALUES ('é')"))
        assert connection.execute(text("SELECT body FROM note")).scalar_one() == "é"
    engine.dispose()


def test_postgres_copies_a_template_with_its_rows(postgres):
    template = create_engine(postgres.create("template_with_a_row"))
    with template.begin() as connection:
        connection.execute(text("CREATE TABLE note AS SELECT 7 AS number"))
    template.dispose()
    copy = create_engine(postgres.create("copy_of_it", template="template_with_a_row"))
    with copy.connect() as connection:
        assert connection.execute(text("SELECT number FROM note")).scalar_one() == 7
    postgres.drop("copy_of_it")  # although a connection is open
    copy.dispose()
    postgres.drop("template_with_a_row")


def test_postgres_refills_a_database_with_rows_and_numbers_whatever_is_still_open(postgres):
    engine = create_engine(postgres.create("refilled"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY, body text)"))
        connection.execute(text("INSERT INTO note (body) VALUES ('first'), ('second')"))
    refilled = postgres.refilled("refilled")
    still_open = engine.connect()
    still_open.execute(text("INSERT INTO note (body) VALUES ('third')"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM note WHERE body = 'first'"))
    refilled.refill()
    fresh = create_engine(refilled.url)
    with fresh.begin() as connection:
        connection.execute(text("INSERT INTO note (body) VALUES ('after')"))
        rows = connection.execute(text("SELECT id, body FROM note ORDER BY id")).all()
    assert rows == [(1, "first"), (2, "second"), (3, "after")]
    refilled.close()
    still_open.invalidate()
    for one in (engine, fresh):
        one.dispose()
    postgres.drop("refilled")


def test_browser_renders_a_page(browser):
    page = browser.new_page()
    page.set_content("<title>MVO-scan</title><h1>Schijf van vijf</h1>")
    assert (page.title(), page.inner_text("h1")) == ("MVO-scan", "Schijf van vijf")
    page.close()
