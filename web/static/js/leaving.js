// Nothing of one person may be seen by the next on a shared device: what is kept goes when somebody signs out, when the
// session has ended, and when somebody else signs in. Only what was not sent stays, unseen, for who it belongs to; signing
// out takes that too, after a warning.

import { forgetAll, leaveOnly } from "./kit.js";
import { rowsOf } from "./outbox.js";
import { isOne, thingsIn } from "./unsent.js";

const WARNING = "/sign-out";

/** Take away what is of others, and watch the buttons to sign out. `owner`: who is signed in, or nothing. */
export async function guard(owner) {
  for (const form of document.querySelectorAll("form[data-sign-out]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      signOut(form, owner);
    });
  }
  await leaveOnly(owner);
  if (owner && location.pathname === WARNING) warn(await rowsOf({ owner }));
}

async function signOut(form, owner) {
  if (!navigator.onLine) {
    for (const notice of document.querySelectorAll("[data-sign-out-offline]")) notice.hidden = false;
    return;
  }
  if (location.pathname !== WARNING && (await rowsOf({ owner })).length) {
    location.assign(WARNING);
    return;
  }
  await forgetAll(owner);
  form.submit();
}

function warn(rows) {
  const box = document.querySelector("[data-unsent-warning]");
  const words = document.querySelector("template[data-unsent-words]")?.dataset;
  if (!box || !words || !rows.length) return;
  box.hidden = false;
  box.querySelector("[data-unsent-text]").textContent = words[isOne(rows) ? "one" : "many"].replace("{things}", thingsIn(rows, words));
}
