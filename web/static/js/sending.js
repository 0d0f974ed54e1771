// Sends the outbox: in order, one at a time over all tabs and the worker (a Web Lock), each until a reply came. The
// server applies an answer once (its version) and keeps a piece once (its key), however often it is sent.

import { settle, stop, take } from "./outbox.js";

const LOCK = "mvo-outbox";
const PATIENCE = { answer: 20_000, facts: 20_000, piece: 120_000 };
const channel = globalThis.BroadcastChannel ? new BroadcastChannel(LOCK) : null;

/** Where pages hear what became of a row, `{ row, outcome, version }`, also of what another tab or the worker sent. */
export const news = new EventTarget();
const announce = (detail) => news.dispatchEvent(new CustomEvent("news", { detail }));
channel?.addEventListener("message", ({ data }) => announce({ ...data, elsewhere: true }));
function tell({ row, outcome, version }) {
  announce({ row, outcome, version });
  const { owner, scan, kind, item, by } = row;
  channel?.postMessage({ row: { owner, scan, kind, item, by }, outcome, version });
}

/** Who is signed in here, and the token for forms; asked of the server where a page does not say. */
export async function whoSends() {
  const response = await fetch("/scans/sender", { headers: { Accept: "application/json" } });
  if (response.status === 401) return null;
  if (!response.ok) throw new TypeError("no reply");
  return response.json();
}

/**
 * Send all that waits for `sender.owner`. Gives how it ended: `done`, `offline` (no reply), `failed` (the server could
 * not now), `away` (the session ended) or `other` (somebody else is signed in). `sender.csrf` is renewed when it is old.
 * `ask`: when nothing waits, ask whether the server is there all the same.
 */
export function flush(sender, { ask = false } = {}) {
  const work = () => sendAll(sender, ask);
  return navigator.locks ? navigator.locks.request(LOCK, work) : work();
}

async function sendAll(sender, ask) {
  let asked = !ask;
  for (;;) {
    const row = await take(sender.owner);
    if (!row) return asked ? "done" : renew(sender);
    tell({ row, outcome: "sending" });
    const reply = await post(row, sender);
    if (reply.status === 400 && !sender.renewed) {
      const ended = await renew(sender);
      if (ended !== "done") return ended;
      sender.renewed = true;
      continue;
    }
    const ended = await handle(row, reply);
    if (ended) return ended;
    asked = true;
    sender.renewed = false;
  }
}

async function renew(sender) {
  const now = await whoSends().catch(() => undefined);
  if (now === undefined) return "offline";
  if (now === null) return "away";
  if (now.owner !== sender.owner) return "other";
  sender.csrf = now.csrf;
  return "done";
}

async function handle(row, { status, said }) {
  if (status === 0) return "offline";
  if (status === 401) return "away";
  if (status === 403 && said.error === "other_person") return "other";
  if (status === 400 || status === 429 || status >= 500) return "failed";
  if (status < 300) {
    const version = said.versions?.[row.item] ?? said.version;
    await settle(row, { ...said, version }, () => tell({ row, outcome: "sent", version }));
  } else if (status === 409) {
    await stop(row, "clash");
    tell({ row, outcome: "clash" });
  } else {
    await stop(row, "refused", Object.values(said.fields ?? {})[0] ?? said.message ?? "");
    tell({ row, outcome: "refused" });
  }
  return "";
}

async function post(row, sender) {
  const headers = { Accept: "application/json", "X-CSRF-Token": sender.csrf, "X-Owner": sender.owner };
  const [path, body] = { answer: answerBody, facts: factsBody, piece: pieceBody }[row.kind](row);
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const options = { method: "POST", headers, body, signal: AbortSignal.timeout(PATIENCE[row.kind]) };
  try {
    const response = await fetch(`/scans/${row.scan}/${path}`, options);
    const json = response.headers.get("Content-Type")?.startsWith("application/json");
    if (json) return { status: response.status, said: await response.json() };
    return { status: response.ok ? 502 : response.status, said: {} }; // a page of something in between is no reply of ours
  } catch {
    return { status: 0, said: {} };
  }
}

const answerBody = ({ item, body, version }) => ["answers", JSON.stringify({ [item]: { ...body, version } })];
const factsBody = ({ body, version }) => ["profile", new URLSearchParams({ ...body, version })];
function pieceBody({ item, key, body }) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ item, key, caption: body.caption, speaker_role: body.speaker })) {
    form.append(name, value ?? "");
  }
  if (body.url) form.append("url", body.url);
  if (body.file) form.append(body.form, body.file, body.form);
  return ["evidence", form];
}
