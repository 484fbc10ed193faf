// Keeps pages with what they need in a cache of this name. Of a picture only the smallest file is
// kept; its other addresses lead there (Kept-As).
self.Keep = (() => {
  const NEEDED = "link[rel=stylesheet], link[rel=icon], script[src], :not(picture) > img";
  const IN_STYLES = /url\(["']?([^"')]+)/g;

  const pages = async (name, urls, done = () => {}) => {
    const cache = await caches.open(name);
    const kept = new Set();
    const full = (url, base = location) => new URL(url, base).href;
    const keep = async (href, { required = true } = {}) => {
      if (kept.has(href)) return;
      kept.add(href);
      const answer = await fetch(href, { cache: "no-cache", headers: { Accept: "text/html,*/*" } });
      if (!answer.ok || answer.redirected) {
        if (required) throw new Error(href);
        return;
      }
      await cache.put(href, answer.clone());
      const type = answer.headers.get("Content-Type") || "";
      if (type.startsWith("text/css")) for (const [, url] of (await answer.text()).matchAll(IN_STYLES)) if (!url.startsWith("data:")) await keep(full(url, href));
      if (type.startsWith("text/html")) await keepParts(new DOMParser().parseFromString(await answer.text(), "text/html"), href);
    };
    const keepParts = async (page, base) => {
      for (const part of page.querySelectorAll(NEEDED)) await keep(full(part.getAttribute("href") || part.getAttribute("src"), base), { required: part.tagName !== "IMG" });
      for (const picture of page.querySelectorAll("picture")) {
        const sets = [...picture.children].flatMap((part) => (part.getAttribute("srcset") || part.getAttribute("src")).split(","));
        const [smallest, ...others] = sets.map((text) => full(text.trim().split(" ")[0], base));
        await keep(smallest, { required: false });
        for (const other of others) {
          if (kept.has(other)) continue;
          kept.add(other);
          await cache.put(other, new Response("", { headers: { "Kept-As": smallest } }));
        }
      }
    };
    for (const url of urls) {
      await keep(full(url));
      done();
    }
    return { cache, kept };
  };

  // What the cache held before goes, once everything new is there.
  const only = async (name, urls, done) => {
    const { cache, kept } = await pages(name, urls, done);
    for (const request of await cache.keys()) if (!kept.has(request.url)) await cache.delete(request);
  };
  return { pages, only };
})();
