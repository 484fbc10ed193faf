// The service worker. It keeps nothing by itself: pages are kept when somebody asks for it
// (prepare.js, save.js). A page comes from the network; the kept copy is for when there is none.
if (self.ServiceWorkerGlobalScope) (() => {
  const PATIENCE = 8000;
  const SHARED = "/luring/terima/";
  const OURS_ALONE = /^\/(en\/)?akun\//;

  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));

  addEventListener("sync", (event) => event.waitUntil(Queue.drain({ force: true }).then((left) => {
    if (left) throw new Error("the browser tries again");
  })));

  const keptCopy = async (url) => {
    const { person } = await Queue.get("settings", "current") || {};
    for (const cacheName of [`person:${person}`, "public"]) {
      const copy = await caches.match(url, { cacheName, ignoreVary: true, ignoreSearch: true });
      if (copy) return copy;
    }
    return undefined;
  };

  // The page says of itself that it is a copy, and of when.
  const labelled = async (copy) => {
    const headers = new Headers(copy.headers);
    for (const name of ["Content-Encoding", "Content-Length", "Set-Cookie"]) headers.delete(name);
    const at = new Date(headers.get("Date"));
    const text = (await copy.text()).replace("data-kept-copy hidden", "data-kept-copy")
      .replace("<time data-kept-at></time>", `<time>${at.toLocaleString("id", { dateStyle: "medium", timeStyle: "short" })}</time>`);
    return new Response(text, { headers });
  };

  const page = async (request) => {
    const copy = await keptCopy(request.url);
    const network = fetch(request);
    try {
      if (!copy) return await network;
      const late = new Promise((_, reject) => setTimeout(reject, PATIENCE));
      const answer = await Promise.race([network, late]);
      return answer.status < 500 ? answer : labelled(copy);
    } catch {
      network.catch(() => {});
      const fallback = copy || await caches.match("/luring/", { ignoreVary: true });
      return fallback ? labelled(fallback) : Response.error();
    }
  };

  const file = async (request) => {
    let copy = await caches.match(request, { ignoreVary: true });
    const keptAs = copy?.headers.get("Kept-As");
    if (keptAs) copy = await fetch(request).catch(() => caches.match(keptAs));
    return copy || fetch(request);
  };

  // A photo or a message from the gallery or WhatsApp: kept here, then the form opens with it.
  const receive = async (request) => {
    const shared = await request.formData();
    const files = shared.getAll("photos").filter((file) => file.size);
    const text = ["title", "text"].map((name) => shared.get(name)).filter(Boolean).join("\n");
    await Queue.put("settings", { key: "shared", files, text, at: Date.now() });
    return Response.redirect("/anggota/kegiatan/catat/", 303);
  };

  addEventListener("fetch", (event) => {
    const { request } = event;
    const { origin, pathname } = new URL(request.url);
    if (origin !== location.origin) return;
    if (request.method === "POST" && pathname === SHARED) event.respondWith(receive(request));
    if (request.method !== "GET") return;
    if (request.mode === "navigate") {
      if (!OURS_ALONE.test(pathname)) event.respondWith(page(request));
    } else if (/^\/(static|media)\//.test(pathname)) {
      event.respondWith(file(request));
    }
  });
})();
