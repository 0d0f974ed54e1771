// The kit: what is needed to fill one scan in without internet. Its pages and the static files they use lie in two
// caches, named after the person (an opaque key) and the build; its questions, facts and saved answers lie in the store.
// The worker shows the pages. There are never pages of two people: whoever is seen next takes the place of the last.

import { change, everything } from "./store.js";

const FRESH = 15 * 60 * 1000;
const PAGES = "pages:";
const STATIC = "static:";

/** The kit of this scan, or nothing. */
export async function kitOf(place) {
  const { kits } = await everything();
  return kits.find((kit) => kit.owner === place.owner && kit.scan === place.scan);
}

/** Make sure of a kit for the scan of this page, and of the worker that shows its pages. Fails silently: it is extra. */
export async function keepScan(place, { build, worker }) {
  if (!globalThis.caches || !navigator.serviceWorker) return;
  const language = document.documentElement.lang;
  const theme = document.documentElement.dataset.theme ?? "";
  const kit = await kitOf(place);
  const same = kit && kit.build === build && kit.language === language && kit.theme === theme;
  try {
    await navigator.serviceWorker.register(worker, { type: "module" });
    if (same && !kit.stale && Date.now() - kit.at < FRESH) return;
    const response = await fetch(`/scans/${place.scan}/pack`, { headers: { Accept: "application/json" } });
    if (!response.ok) return;
    const pack = await response.json();
    if (pack.owner !== place.owner) return;
    await store(place, pack, { build, language, theme });
  } catch (problem) {
    console.info("not kept for use without internet:", problem); // the page works on; the next page tries again
  }
}

async function store(place, { pages, files, headers, until, ...kit }, about) {
  const [pageCache, fileCache] = [`${PAGES}${place.owner}:${about.build}`, `${STATIC}${about.build}`];
  const inCache = await caches.open(fileCache);
  const there = new Set((await inCache.keys()).map((request) => new URL(request.url).pathname + new URL(request.url).search));
  await inCache.addAll(files.filter((file) => !there.has(file)));
  const cache = await caches.open(pageCache);
  for (const [path, html] of Object.entries(pages)) {
    await cache.put(path, new Response(html, { headers: { ...headers, "X-Until": until } }));
  }
  await change(({ kits }) => {
    const before = kits.find((one) => one.owner === place.owner && one.scan === place.scan);
    for (const [item, saved] of Object.entries(before?.answers ?? {})) {
      if (saved.version >= (kit.answers[item]?.version ?? 0)) kit.answers[item] = saved; // it knows which page gave it
    }
    return { put: { kits: [{ ...kit, ...about, pieces: [], at: Date.now() }] } };
  });
  await clearCaches((name) => name !== pageCache && name !== fileCache);
}

/** The pages on the server have changed in a way that only they know: take a new kit at the next page. */
export function outdate(place) {
  return change(({ kits }) => ({
    put: { kits: kits.filter((kit) => kit.owner === place.owner && kit.scan === place.scan).map((kit) => ({ ...kit, stale: true })) },
  }));
}

/** Leave no page and no kit of anyone but `owner`; of nobody when nobody is signed in. What was not sent stays. */
export async function leaveOnly(owner) {
  await clearCaches((name) => !owner || (name.startsWith(PAGES) && !name.startsWith(`${PAGES}${owner}:`)));
  await change(({ kits }) => ({
    remove: { kits: kits.filter((kit) => kit.owner !== owner).map((kit) => [kit.owner, kit.scan]) },
  }));
}

/** Forget everything of `owner` on this device, also what was not sent. */
export async function forgetAll(owner) {
  await clearCaches(() => true);
  await change(({ outbox, kits }) => ({
    remove: {
      outbox: outbox.filter((row) => row.owner === owner).map((row) => row.id),
      kits: kits.map((kit) => [kit.owner, kit.scan]),
    },
  }));
}

async function clearCaches(which) {
  if (!globalThis.caches) return;
  const own = (await caches.keys()).filter((name) => name.startsWith(PAGES) || name.startsWith(STATIC));
  await Promise.all(own.filter(which).map((name) => caches.delete(name)));
}
