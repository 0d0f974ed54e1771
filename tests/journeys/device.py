"""What a browser keeps of a scan, as a test asks for it."""

import time

from playwright.sync_api import Error, Page

from tests.journeys.conftest import PATIENCE
from web.identity import SESSION_COOKIE

ROWS = """() => new Promise(done => {
    const asked = indexedDB.open("mvo-scan");
    asked.onsuccess = () => {
      const rows = asked.result.transaction("%s").objectStore("%s").getAll();
      rows.onsuccess = () => { asked.result.close(); done(rows.result.map(row => row.item ?? row.scan)); };
    };
  })"""
NOT_SENT, KITS = ROWS % ("outbox", "outbox"), ROWS % ("kits", "kits")
PACKED = f"() => ({KITS})().then(kits => kits.length > 0)"


def until(page: Page, question: str) -> None:
    """Ask until the answer is yes; `wait_for_function` takes a promise for a yes."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not answers_yes(page, question):
        assert time.monotonic() < deadline, question
        page.wait_for_timeout(50)


def answers_yes(page: Page, question: str) -> bool:
    try:
        return bool(page.evaluate(question))
    except Error:  # the page made way for the next one while it was asked
        return False


def lose_session(page: Page) -> None:
    """What a session that ended looks like: the browser still has its cookie, the server does not know it."""
    cookie = next(one for one in page.context.cookies() if one["name"] == SESSION_COOKIE)
    page.context.add_cookies([{**cookie, "value": "ended"}])
