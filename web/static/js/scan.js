// Saves an answer as soon as it is given, keeps what could not be sent, and goes on without internet. The page works
// without this: its button saves.

import { answerIn, fillIn, itemsIn, plainNumber, versionField } from "./fields.js";
import { keepScan, kitOf, leaveOnly, outdate } from "./kit.js";
import { choose, forget, keepAnswer, keepFacts, newKey, retry, rowsOf } from "./outbox.js";
import { arrange, Standing } from "./packed.js";
import { piecesOf } from "./pieces.js";
import { flush, news } from "./sending.js";
import { showUnsent } from "./unsent.js";

const LONGEST_WAIT = 4_000; // milliseconds that a button waits for what is being sent
const PAUSES = [2, 4, 8, 15, 30, 60]; // seconds until the next try, when there was no reply
const meta = (name) => document.querySelector(`meta[name="${name}"]`);
const about = meta("scan");
const owner = meta("owner")?.content;
const place = { owner, scan: Number(about?.content) };
const sender = { owner, csrf: meta("csrf-token")?.content };
const form = document.querySelector("form[data-autosave], form[data-facts]");
const pieces = form && piecesOf(form, place);
const state = document.querySelector(".save-state");
const words = document.querySelector("template[data-save-states]");
const packed = document.body.hasAttribute("data-packed"); // a kept page: nobody knows yet whether there is a network
let kit;
let ended = "done"; // how the last sending ended
let tries = 0;
let timer;
let passing = false; // the form goes to the server itself
let line = Promise.resolve(); // sending, one after the other
let keeps = Promise.resolve(); // and keeping, at once
const by = newKey(); // this page
const mine = new Set([by]); // and the pages whose answers it shows
let keeping = 0; // answers given and not yet in the outbox

const show = (name) => {
  if (!state || !words) return;
  state.dataset.state = name;
  state.replaceChildren(...words.content.querySelector(`[data-state="${name}"]`).cloneNode(true).childNodes);
};
const notice = (name, visible = true) => {
  for (const found of document.querySelectorAll(`[data-save-notice="${name}"]`)) found.hidden = !visible;
};
const isHere = (row) =>
  Boolean(form) && (row.kind === "facts" ? form.hasAttribute("data-facts") : row.kind === "answer" && Boolean(versionField(form, row.item)));

// Sending

/** Send what waits, and say how it went; after no reply, again after a while. */
function send() {
  line = line.then(async () => {
    clearTimeout(timer);
    await keeps;
    ended = await flush(sender, { ask: packed });
    if (ended === "other") return location.reload();
    if (ended === "away") await leaveOnly(null);
    await report();
    const waits = ended === "offline" || ended === "failed";
    tries = waits ? tries + 1 : 0;
    if (!waits) return undefined;
    timer = setTimeout(send, PAUSES[Math.min(tries, PAUSES.length) - 1] * 1000 * (0.8 + 0.4 * Math.random()));
    const registration = await navigator.serviceWorker?.getRegistration("/scans/");
    return registration?.sync?.register("outbox").catch(() => undefined); // refused in some browsers: the page tries on
  }).catch(broken);
  return line;
}

/** A fault of ours, or a device that cannot keep things: say that it is not saved, and let the button do it. */
function broken(problem) {
  console.error(problem);
  show("failed");
}

/** Show what is sent and what is not. */
async function report() {
  const rows = await rowsOf(place);
  const waiting = rows.filter((row) => row.state === "waiting");
  const clash = rows.some((row) => row.state === "clash" && isHere(row));
  showUnsent(rows, !navigator.onLine || ended === "offline" || (ended === "failed" && waiting.length > 0), kit?.words ?? {});
  notice("away", ended === "away");
  notice("conflict", clash);
  pieces?.show(rows, kit?.pieces ?? []);
  if (clash) show("conflict");
  else if (rows.some((row) => row.state === "refused" && isHere(row))) show("failed");
  else if (keeping) show("saving");
  else if (waiting.length) show(ended === "failed" ? "failed" : ended === "done" ? "saving" : "waiting");
  else if (state?.dataset.state && state.dataset.state !== "saved") show("saved");
}

news.addEventListener("news", ({ detail: { row, outcome, version, elsewhere } }) => {
  const here = row.owner === owner && row.scan === place.scan && isHere(row);
  if (here && outcome === "sending") show("saving");
  if (here && outcome === "sent" && row.kind === "answer" && mine.has(row.by)) versionField(form, row.item).value = version;
  if (elsewhere) report();
});
window.addEventListener("online", send);
window.addEventListener("offline", () => {
  ended = "offline";
  report();
});
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  passing = false;
  send();
});

// Going on

/** To the next page: the server's, or without a reply the kept one. */
async function goOn() {
  const known = await kitOf(place);
  if (known) location.assign(new Standing(known, await rowsOf(place)).beside(location.pathname));
  else showUnsent(await rowsOf(place), true, {});
}

const submitTo = (button) => {
  passing = true;
  const token = form.querySelector('[name="csrf_token"]');
  if (token) token.value = sender.csrf;
  form.requestSubmit(button);
};
const reachable = () => navigator.onLine && ended !== "offline" && ended !== "failed";

/** Send, but let nobody wait long for a bad network: what is under way is kept. Gives whether the server is there. */
async function sendInTime() {
  const late = new Promise((resolve) => { setTimeout(resolve, LONGEST_WAIT, false); });
  const sent = send().then(() => true);
  return (await Promise.race([sent, late])) && reachable();
}

async function submitAnswers(button) {
  if (button?.value === "evidence") return submitPiece();
  if (button?.hasAttribute("formaction")) {
    if (!navigator.onLine) return notice("needs-internet");
    await outdate(place); // a piece is taken away: the kept page has it still
    return submitTo(button);
  }
  for (const item of itemsIn(form)) await retry(place, "answer", item);
  if (await sendInTime()) return submitTo(button);
  const unfinished = itemsIn(form).find((item) => answerIn(form, item) === null);
  if (!unfinished) return goOn();
  notice("reason");
  return form.querySelector(`[name="r_${CSS.escape(unfinished)}"]`).focus();
}

async function submitPiece() {
  await keeps;
  if (!(await pieces.add())) return;
  await report();
  await send();
  const left = (await rowsOf(place)).some((row) => row.kind === "piece" && row.item === pieces.item);
  if (!left) location.reload();
}

async function submitFacts(button) {
  const fields = [...new FormData(form)].filter(([name]) => name.startsWith("p_"));
  const numeric = (name) => form.elements.namedItem(name).inputMode === "numeric";
  const body = Object.fromEntries(fields.map(([name, value]) => [name, numeric(name) ? plainNumber(value) : value.trim()]));
  await keepFacts(place, body, { by, mine, version: () => Number(form.elements.namedItem("version").value) });
  const there = await sendInTime();
  const own = (await rowsOf(place)).find((row) => row.kind === "facts");
  if (own?.state === "waiting" && !there) return goOn();
  if (own && own.state !== "waiting") await forget(own.id); // the server's page shows what is the matter
  if (!own) form.elements.namedItem("version").value = (await kitOf(place))?.version ?? form.elements.namedItem("version").value;
  return submitTo(button);
}

// This page

async function begin() {
  kit = await kitOf(place);
  const rows = await rowsOf(place);
  if (kit && (packed || location.search === "?on")) {
    const standing = new Standing(kit, rows);
    const elsewhere = location.search === "?on" ? standing.beside(location.pathname) : arrange(standing, location.pathname);
    if (elsewhere && elsewhere !== location.pathname) return location.replace(elsewhere);
    ended = "offline";
  }
  if (form?.hasAttribute("data-autosave")) overlayAnswers(rows);
  if (form?.hasAttribute("data-facts")) overlayFacts(rows);
  await report();
  send();
  if (about.hasAttribute("data-keep") && !packed) {
    await keepScan(place, document.querySelector("template[data-unsent-words]").dataset);
    kit = await kitOf(place);
  }
  return undefined;
}

/** The fields as this device knows them: what was saved since the page was made, and what is not sent yet. */
function overlayAnswers(rows) {
  for (const item of itemsIn(form)) {
    const version = versionField(form, item);
    const saved = kit?.answers[item];
    const own = rows.filter((row) => row.kind === "answer" && row.item === item).at(-1);
    if (saved?.version >= Number(version.value) && saved.by) mine.add(saved.by);
    if (saved?.version > Number(version.value)) {
      fillIn(form, item, saved);
      version.value = saved.version;
      if (state && !state.dataset.state) show("saved");
    }
    if (own) {
      mine.add(own.by);
      fillIn(form, item, own.body);
      version.value = own.version;
    }
  }
}

function overlayFacts(rows) {
  const own = rows.filter((row) => row.kind === "facts").at(-1);
  const known = own ?? (packed && kit && { body: kit.facts, version: kit.version });
  if (!known || own?.state === "clash") return;
  if (own?.by ?? kit?.by) mine.add(own?.by ?? kit.by);
  for (const [name, value] of Object.entries(known.body)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value;
  }
  form.elements.namedItem("version").value = known.version;
}

form?.addEventListener("change", (event) => {
  const item = event.target.name?.match(/^[qrn]_(.+)$/)?.[1];
  const body = item && versionField(form, item) && answerIn(form, item);
  if (!body) return;
  show("saving");
  keeping += 1;
  const kept = keepAnswer(place, item, body, { by, mine, version: () => Number(versionField(form, item).value) });
  keeps = Promise.all([keeps, kept.catch(broken).finally(() => { keeping -= 1; })]);
  send();
});
form?.addEventListener("submit", (event) => {
  if (passing) return;
  event.preventDefault();
  if (form.hasAttribute("data-facts")) submitFacts(event.submitter);
  else submitAnswers(event.submitter);
});

// Handing in waits until everything is sent: afterwards nothing can be changed.
document.querySelector("form[data-hand-in]")?.addEventListener("submit", async (event) => {
  if (passing) return;
  event.preventDefault();
  await send();
  const left = await rowsOf(place);
  notice("hand-in-unsent", left.length > 0);
  if (left.length || !reachable()) return;
  passing = true;
  event.target.requestSubmit();
});

// On the page with both answers one is chosen; ours stays kept until the server has it.
for (const both of document.querySelectorAll("[data-both-of] form")) {
  both.addEventListener("submit", async (event) => {
    if (passing) return;
    event.preventDefault();
    const item = both.closest("[data-both-of]").dataset.bothOf;
    const version = both.dataset.keeps === "mine" ? Number(both.elements.namedItem(`v_${item}`).value) : null;
    await choose(place, "answer", item, version);
    passing = true;
    both.requestSubmit();
  });
}

if (about && owner) begin();
