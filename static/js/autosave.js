// Keep what is typed in form[data-keep]: on the server while typing, and on this phone while there
// is no connection. A page that names the form's key among what is stored (data-stored-keys) lets
// the phone forget it, and says so to others as the event "form-stored".
(() => {
  const PAUSE = 2500;
  const PREFIX = "kept:";
  const SENT = "sent-form";
  const ASIDE = new Set(["csrfmiddlewaretoken", "key", "form", "whose", "version", "kept"]);

  const store = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch { /* a full or forbidden store: the server's copy remains */ }
  };
  const read = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };

  const [sentKey, sentForm] = (read(SENT) || "").split(" ");
  for (const page of document.querySelectorAll("[data-stored-keys]")) {
    if (!sentKey || !page.dataset.storedKeys.split(" ").includes(sentKey)) continue;
    store(PREFIX + sentForm, null);
    store(SENT, null);
    const stored = new CustomEvent("form-stored", { detail: sentForm });
    addEventListener("DOMContentLoaded", () => document.dispatchEvent(stored));
  }

  const words = (form) => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !ASIDE.has(name));

  const restore = (form, kept) => {
    const values = new Map();
    for (const [name, value] of kept) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || ASIDE.has(field.name) || field.type === "file" || field.type === "hidden") continue;
      const had = values.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(had && had.includes(field.value));
      else if (had) field.value = had[0];
    }
  };

  for (const form of document.querySelectorAll("form[data-keep]")) {
    const name = PREFIX + form.elements.form.value;
    const status = form.querySelector("[data-keep-status]");
    let timer = 0;
    let isLeaving = false; // what was sent must not be kept once more as unsent
    let last = JSON.stringify(words(form));

    const save = async () => {
      clearTimeout(timer);
      const now = JSON.stringify(words(form));
      if (now === last || isLeaving) return;
      store(name, now);
      const body = new FormData(form);
      for (const [key, value] of [...body]) if (typeof value !== "string") body.delete(key);
      try {
        const answer = await fetch(form.dataset.keep, {
          method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", keepalive: document.hidden,
        });
        if (!answer.ok) throw new Error(answer.status);
        last = now;
        if (read(name) === now) store(name, null);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        status.textContent = `${form.dataset.kept} ${time}`;
      } catch {
        status.textContent = form.dataset.keepFailed;
      }
    };
    const later = () => {
      store(name, JSON.stringify(words(form)));
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    };

    const unsent = read(name);
    if (unsent && unsent !== last && !form.querySelector(".field--wrong")) {
      restore(form, JSON.parse(unsent));
      status.textContent = form.dataset.keepBack;
      later();
    }
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    addEventListener("online", save);
    addEventListener("pageshow", () => { isLeaving = false; });
    // A phone that goes to the background may never come back to this page.
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

    // Before anything else hears of it: without a signal nothing is sent, and nothing is gone.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      store(name, JSON.stringify(words(form)));
      if (navigator.onLine) {
        isLeaving = true;
        return store(SENT, `${form.elements.key.value} ${form.elements.form.value}`);
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      status.textContent = form.dataset.keepFailed;
      status.scrollIntoView({ block: "center" });
    }, { capture: true });

    for (const warn of form.querySelectorAll("[data-warn-for]")) {
      const field = form.elements[warn.dataset.warnFor];
      const look = () => {
        const count = Number(field.value.replace(/[. ]/g, ""));
        warn.textContent = count > Number(field.dataset.usual) ? warn.dataset.warn : "";
      };
      field.addEventListener("input", look);
      look();
    }
  }
})();
