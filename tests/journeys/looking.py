"""What is wrong on a page: axe by day and by night, on phone and laptop; and what does not fit or is too small."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

AXE = Axe().axe_script
PHONE = ViewportSize(width=390, height=844)
LAPTOP = ViewportSize(width=1280, height=900)
NARROW = ViewportSize(width=320, height=640)
"""Also a laptop at 400 % (WCAG 1.4.10)."""
EVERYTHING = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": {
        "assets": ["media"]
    },  # and not the style sheets: only a rule that axe itself leaves out reads them
}
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


def faults_of(page: Page, title: str) -> list[str]:
    """Everything that is wrong on the open page, which is left as it was.

    Axe looks twice: at one width by day and at the other by night. The title says at which: every page has the same
    frame, so what only a phone or only a laptop shows of it is seen by day and by night.
    """
    by_day, by_night = (PHONE, LAPTOP) if len(title) % 2 else (LAPTOP, PHONE)
    page.evaluate(AXE)
    page.set_viewport_size(by_night)
    page.emulate_media(color_scheme="dark")
    faults = [f"{by_night['width']} px by night: {fault}" for fault in axe(page)]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(by_day)
    faults += [f"{by_day['width']} px by day: {fault}" for fault in axe(page)]
    return faults + misfits_of(page)


def misfits_of(page: Page) -> list[str]:
    """What does not fit on a narrow screen or is too low for a finger, which differs by language."""
    page.set_viewport_size(PHONE)
    faults = [f"lower than 44 px: {one}" for one in page.evaluate(TOO_SMALL)]
    page.set_viewport_size(NARROW)
    faults += [f"wider than 320 px: {one}" for one in page.evaluate(TOO_WIDE)]
    page.set_viewport_size(PHONE)
    return faults


def axe(page: Page) -> list[str]:
    """What axe finds, each with the first places."""
    return [
        f"{found['id']}: {found['help']}: "
        + "; ".join(f"{node['target']} {node['html'][:160]}" for node in found["nodes"][:3])
        for found in page.evaluate(RUN, EVERYTHING)
    ]
