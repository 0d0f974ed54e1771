// Keeps the board and the devices of a class up to date. Without it a page is loaded again to see what changed.
(() => {
  "use strict";
  const soon = (again, wait) => setTimeout(again, document.hidden ? 5000 : wait);

  // The board: fetches the bars again and shows them when something was counted.
  const live = document.querySelector("[data-live]");
  if (live) {
    const part = live.querySelector("[data-item]");
    let known = null;
    const look = async () => {
      try {
        const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } });
        const tag = answer.headers.get("ETag");
        if (answer.ok && !answer.redirected && tag !== known) {
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-item]");
          if (fresh && (fresh.dataset.item !== part.dataset.item || fresh.dataset.state !== part.dataset.state)) {
            location.reload();
            return;
          }
          if (fresh) live.replaceChildren(fresh);
          known = tag;
        }
      } catch {
        // No connection: the bars stay as they are, and are fetched again.
      }
      soon(look, 1000);
    };
    soon(look, 1000);
  }

  // A device: asks where the round is, and opens the page again when the board went on.
  const ballot = document.querySelector("[data-now]");
  if (ballot) {
    const full = (state) => state.endsWith(".full");
    const place = (state) => state.slice(0, state.lastIndexOf("."));
    const ask = async () => {
      try {
        const answer = await fetch(ballot.dataset.now, { headers: { Accept: "text/plain" } });
        const state = answer.ok ? await answer.text() : ballot.dataset.state;
        const moved = place(state) !== place(ballot.dataset.state);
        const chosen = ballot.querySelector("input:checked");
        if (moved || (full(state) !== full(ballot.dataset.state) && !chosen)) {
          location.replace(ballot.dataset.here + (moved ? "" : location.search));
          return;
        }
      } catch {
        // No connection: asked again.
      }
      soon(ask, 2000);
    };
    soon(ask, 2000);
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
})();
