"""What is wrong on a page: axe by day and by night, on phone and laptop; and what does not fit or is too small."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

AXE = Axe().axe_script
PHONE = ViewportSize(width=390, height=844)
LAPTOP = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
"""Also a laptop at 400 % (WCAG 1.4.10)."""
EVERYTHING = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
"""Night differs from day in its colours only."""
RUN = "async options => (await axe.run(document, options)).violations"
TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const out = [...document.querySelectorAll("body *")].filter(one => one.getBoundingClientRect().right > room + 1);
  return out.slice(-3).map(one => one.outerHTML.slice(0, 120));
}"""
TOO_SMALL = """() => [...document.querySelectorAll("button, .button, summary, .input, label.option, label.check")]
  .filter(one => one.checkVisibility() && !one.closest(".visually-hidden") && one.offsetHeight < 44)
  .map(one => `${one.offsetHeight} px: ${one.outerHTML.slice(0, 120)}`)"""


def faults_of(page: Page, *, translated: bool = False, alone: bool = False) -> list[str]:
    """Everything that is wrong on the open page, which is left as it was.

    Structure differs by width, colours by night and words by language, each on its own. So a page gets every rule on a
    phone by day, and the rules for colours on a laptop by night; ``translated``, the page in another language, gets
    every rule on a laptop by day. ``alone``, a page that is not looked at in another language, gets all three.
    """
    page.evaluate(AXE)
    faults = []
    if translated or alone:
        page.set_viewport_size(LAPTOP)
        faults += [f"laptop by day: {fault}" for fault in axe(page, EVERYTHING)]
    if not translated:
        page.set_viewport_size(LAPTOP)
        page.emulate_media(color_scheme="dark")
        faults += [f"laptop by night: {fault}" for fault in axe(page, COLOURS)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        faults += [f"phone by day: {fault}" for fault in axe(page, EVERYTHING)]
    faults += [f"lower than 44 px: {one}" for one in page.evaluate(TOO_SMALL)]
    page.set_viewport_size(NARROW)
    faults += [f"wider than 320 px: {one}" for one in page.evaluate(TOO_WIDE)]
    page.set_viewport_size(PHONE)
    return faults


def axe(page: Page, options: dict[str, Any]) -> list[str]:
    """What axe finds, each with the first places."""
    return [
        f"{found['id']}: {found['help']}: "
        + "; ".join(f"{node['target']} {node['html'][:160]}" for node in found["nodes"][:3])
        for found in page.evaluate(RUN, options)
    ]
