// Shows how far the others are who share this scan: asks again while the page is looked at. Without it, a reload does.
(() => {
  "use strict";
  const EVERY = 15_000;
  const LONGEST = 120_000; // after failures, as when there is no connection
  const place = document.querySelector("[data-following]");
  if (!place) return;
  const news = document.querySelector("[data-answer-news]");
  const item = new URL(place.dataset.following, location.href).searchParams.get("item");
  let tag = "";
  let wait = EVERY;
  let timer;

  // Somebody else changed the answer that is open here: say so, change nothing under someone's hands.
  const tell = () => {
    const shown = place.querySelector("[data-answer-version]");
    const here = item && document.querySelector(`[data-version="${item}"]`);
    if (!news || !shown || !here) return;
    news.hidden = "mine" in shown.dataset || Number(shown.dataset.answerVersion) <= Number(here.value);
  };

  const ask = async () => {
    clearTimeout(timer);
    if (document.visibilityState !== "visible") return;
    try {
      const answer = await fetch(place.dataset.following, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.status === 401 || answer.status === 403 || answer.status === 404 || answer.redirected) return; // signed out, or out of the scan
      if (answer.ok) {
        tag = answer.headers.get("ETag") ?? "";
        place.replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
        tell();
      }
      wait = answer.ok || answer.status === 304 ? EVERY : Math.min(wait * 2, LONGEST);
    } catch {
      wait = Math.min(wait * 2, LONGEST);
    }
    clearTimeout(timer); // looked at again meanwhile: one timer is enough
    timer = setTimeout(ask, wait);
  };

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, EVERY);
})();
