// Every member page: shows how many forms wait on this phone, sends them while a page is open, and
// warns before signing out. [data-person] names whose page this is.
(async () => {
  const EVERY = 15_000;
  const page = self.document?.querySelector("[data-person]");
  if (!page || !navigator.locks) return;
  const { person, name, mark, seal } = page.dataset;
  const counter = page.querySelector("[data-queue-count]");
  const own = async () => (await Queue.all("queue")).filter((item) => item.person === person);

  const hint = document.querySelector("[data-install]");
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (!hint || localStorage.getItem("install-hint")) return;
    localStorage.setItem("install-hint", "shown");
    hint.hidden = false;
    hint.querySelector("button").addEventListener("click", () => { hint.hidden = true; event.prompt(); });
  });
  const show = async () => {
    const count = (await Queue.all("queue")).length;
    counter.hidden = !count;
    counter.querySelector("b").textContent = count;
  };
  const sendWhenClosed = async () => {
    const registration = await navigator.serviceWorker?.getRegistration();
    await registration?.sync?.register("offline-queue").catch(() => {});
  };
  const send = async (force) => {
    if (await Queue.drain({ force })) await sendWhenClosed();
  };

  addEventListener("queue-changed", show);
  await Queue.put("settings", { key: "current", person, name, mark, seal });
  // A form that went the ordinary way: its receipt is on this page.
  for (const { dataset } of document.querySelectorAll("[data-stored-keys]")) {
    for (const item of await own()) {
      if (dataset.storedKeys.split(" ").includes(item.key)) await Queue.settle(item, { url: location.pathname });
    }
  }
  await show();
  addEventListener("online", () => send(true));
  setInterval(() => send(false), EVERY);
  document.querySelector("[data-sign-out]")?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if ((await own()).length && !confirm(form.dataset.signOut)) return;
    await caches.delete(`person:${person}`);
    await Queue.put("settings", { key: "current" });
    form.submit();
  });
  await send(true);
})();
