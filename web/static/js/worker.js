// The worker for /scans/: shows the pages of a scan that kit.js kept when the server gives no reply, and sends the outbox
// when the browser says that there is a network again. It keeps no page itself, and shows none after the session's end.

import { flush, whoSends } from "./sending.js";

const PATIENCE = 6_000;
const SCAN = /^\/scans\/\d+/;
const FORM = /^\/scans\/\d+\/(profile|(questions|themes)\/[^/]+)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode !== "navigate" || !SCAN.test(url.pathname)) return;
  else if (request.method === "GET") event.respondWith(page(request, url.pathname));
  else if (FORM.test(url.pathname)) event.respondWith(posted(request, url.pathname));
});

self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(send());
});

/** Static files have their version in the address, so what was kept is right. */
async function file(request) {
  return (await caches.match(request)) ?? fetch(request);
}

/** The server's page; the kept one where there is no reply in time, or only one of something in between. */
async function page(request, path) {
  const kept = await keptPage(path);
  const asked = fetch(request);
  if (!kept) return asked;
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  const response = await Promise.race([asked.catch(() => undefined), late]);
  return response && ![502, 503, 504].includes(response.status) ? response : kept;
}

async function keptPage(path) {
  const scan = path.match(SCAN)[0];
  const found = (await caches.match(path)) ?? (await caches.match(`${scan}/offline`));
  return found && new Date(found.headers.get("X-Until")) > new Date() ? found : undefined;
}

/** What was filled in is in the outbox already: without a reply, the kept page goes on from there. */
async function posted(request, path) {
  try {
    return await fetch(request);
  } catch {
    return Response.redirect(`${path}?on`, 303);
  }
}

/** Rejects when there was no reply: the browser then tries again later. */
async function send() {
  const sender = await whoSends();
  if (sender && (await flush(sender)) === "offline") throw new TypeError("no reply");
}
