// "Simpan untuk dibaca tanpa sinyal": keeps this public page on the phone when its reader asks for it,
// and lists on /luring/ what is kept.
(() => {
  if (!navigator.serviceWorker || !self.caches) return;
  const button = document.querySelector("[data-save]");
  const isKept = () => caches.match(location.pathname, { cacheName: "public", ignoreVary: true });
  const showSaved = async () => {
    if (await isKept()) document.querySelector("[data-save-status]").textContent = button.dataset.saved;
  };
  if (button) {
    button.hidden = false;
    showSaved();
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await navigator.serviceWorker.register("/sw.js");
        await Keep.pages("public", [location.pathname, "/luring/"]);
        await showSaved();
      } catch {
        document.querySelector("[data-save-status]").textContent = button.dataset.failed;
      }
      button.disabled = false;
    });
  }

  const list = document.querySelector("[data-saved-pages]");
  const showList = async () => {
    const cache = await caches.open("public");
    for (const request of await cache.keys()) {
      const copy = await cache.match(request);
      const { pathname } = new URL(request.url);
      if (pathname === "/luring/" || !copy.headers.get("Content-Type")?.startsWith("text/html")) continue;
      const page = new DOMParser().parseFromString(await copy.text(), "text/html");
      const row = document.createElement("li");
      row.append(Object.assign(document.createElement("a"), { href: pathname, textContent: page.querySelector("h1")?.textContent.trim() || pathname }));
      list.append(row);
      list.closest("section").hidden = false;
    }
  };
  if (list) showList();
})();
