// The outbox: answers, facts and pieces of evidence that the server does not have yet. A row belongs to one person
// (`owner`, an opaque key) and one scan. A row that was tried may have arrived although no reply came; it is never
// changed, only sent again as it is, and a newer answer stands in line behind it. So nothing is lost or applied twice.

import { change, everything } from "./store.js";

const sameScan = (place) => (row) => row.owner === place.owner && row.scan === place.scan;
const sameThing = (one) => (row) => sameScan(one)(row) && row.kind === one.kind && row.item === one.item;

/** Rows of this person, of one scan or of all, oldest first. */
export async function rowsOf({ owner, scan }) {
  const { outbox } = await everything();
  return outbox.filter((row) => row.owner === owner && (scan === undefined || row.scan === scan));
}

/** A UUID, also where the address is not https. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * Keep an answer. `basis`: `version()`, which the page's fields are based on when its turn comes; `by`, the page; `mine`,
 * the pages whose answers it shows, itself too. What was sent of those meanwhile, by another tab or the worker, is no
 * change by somebody else: it is based on that.
 */
export const keepAnswer = (place, item, body, basis) => keep({ ...place, kind: "answer", item, body }, basis);

/** Keep the facts about the company: `body` is the form's fields by name. */
export const keepFacts = (place, body, basis) => keep({ ...place, kind: "facts", item: "", body }, basis);

/** Keep a piece of evidence: `{ form, caption, speaker, file, url }`. Its key makes that the server keeps it once. */
export function keepPiece(place, item, body) {
  const row = { ...place, kind: "piece", item, body, key: newKey(), state: "waiting", tried: false };
  return change(() => ({ put: { outbox: [row] } }));
}

function keep(row, { version, by, mine }) {
  return change(({ outbox, kits }) => {
    const last = outbox.filter(sameThing(row)).at(-1);
    const kit = kits.find(sameScan(row));
    const sent = row.kind === "answer" ? kit?.answers[row.item] : kit;
    const base = mine.has(sent?.by) ? Math.max(sent.version, version()) : version();
    const fresh = { ...row, by, version: base, state: "waiting", tried: false };
    const replaced = last && (last.state !== "waiting" || !last.tried) ? { ...fresh, id: last.id } : fresh;
    return { put: { outbox: [replaced] } };
  });
}

/** The next row to send for this person, marked as tried; nothing when there is none. */
export async function take(owner) {
  let taken;
  await change(({ outbox }) => {
    taken = outbox.find((row) => row.owner === owner && row.state === "waiting");
    return taken && !taken.tried ? { put: { outbox: [{ ...taken, tried: true }] } } : {};
  });
  return taken;
}

/**
 * The server has it: forget the row, base what waits behind it on the new version, and remember what is saved now.
 * `told` runs before anything else can be kept, so that the page's next answer is based on the new version.
 */
export function settle(row, { version, evidence }, told) {
  return change(({ outbox, kits }) => {
    told();
    const behind = outbox.filter((one) => one.id !== row.id && sameThing(row)(one) && row.kind !== "piece");
    const kit = kits.find(sameScan(row));
    if (kit && row.kind === "answer") kit.answers[row.item] = { ...row.body, version, by: row.by };
    if (kit && row.kind === "facts") Object.assign(kit, { facts: row.body, version, by: row.by });
    if (kit && row.kind === "piece") {
      const { file, ...about } = row.body;
      kit.pieces.push({ ...about, item: row.item, id: evidence });
    }
    return {
      remove: { outbox: [row.id] },
      put: { outbox: behind.map((one) => ({ ...one, version })), kits: kit ? [kit] : [] },
    };
  });
}

/** Somebody changed it elsewhere (`clash`) or it is not taken (`refused`): the newest of ours waits for a decision. */
export function stop(row, state, message = "") {
  return change(({ outbox }) => {
    const own = row.kind === "piece" ? [row] : outbox.filter(sameThing(row));
    const newest = own.at(-1) ?? row;
    return {
      remove: { outbox: own.slice(0, -1).map((one) => one.id) },
      put: { outbox: [{ ...newest, state, message }] },
    };
  });
}

/** Try once more what was not taken, as the person who presses the button asks. */
export function retry(place, kind, item) {
  return change(({ outbox }) => ({
    put: {
      outbox: outbox
        .filter(sameThing({ ...place, kind, item }))
        .filter((row) => row.state === "refused")
        .map((row) => ({ ...row, state: "waiting" })),
    },
  }));
}

/** Choose between two answers: keep ours, now based on the version that was shown, or let it go. */
export function choose(place, kind, item, version) {
  return change(({ outbox }) => {
    const own = outbox.filter(sameThing({ ...place, kind, item }));
    const newest = own.at(-1);
    if (!newest) return {};
    if (version === null) return { remove: { outbox: own.map((row) => row.id) } };
    return {
      remove: { outbox: own.slice(0, -1).map((row) => row.id) },
      put: { outbox: [{ ...newest, version, state: "waiting", tried: false }] },
    };
  });
}

/** Forget one row: a piece taken back, or something that is not taken. */
export const forget = (id) => change(() => ({ remove: { outbox: [id] } }));
