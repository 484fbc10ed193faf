// Autosave for form[data-autosave-url]: drafts go to the server while typing and to localStorage
// while there is no connection. A page that lists the form's key in data-stored-keys clears the
// local draft and dispatches "form-stored".
(() => {
  const PAUSE = 2500;
  const PREFIX = "draft:";
  const SENT = "sent-form";
  const EXCLUDED = new Set(["csrfmiddlewaretoken", "key", "form", "whose", "version", "kept"]);

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

  const fieldValues = (form) => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !EXCLUDED.has(name));

  const restore = (form, draft) => {
    const values = new Map();
    for (const [name, value] of draft) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || EXCLUDED.has(field.name) || field.type === "file" || field.type === "hidden") continue;
      const restored = values.get(field.name);
      if (field.type === "checkbox" || field.type === "radio") field.checked = Boolean(restored && restored.includes(field.value));
      else if (restored) field.value = restored[0];
    }
  };

  for (const form of document.querySelectorAll("form[data-autosave-url]")) {
    const name = PREFIX + form.elements.form.value;
    const status = form.querySelector("[data-autosave-status]");
    let timer = 0;
    let isLeaving = false; // a submitted form must not be saved once more as a draft
    let last = JSON.stringify(fieldValues(form));

    const save = async () => {
      clearTimeout(timer);
      const now = JSON.stringify(fieldValues(form));
      if (now === last || isLeaving) return;
      store(name, now);
      const body = new FormData(form);
      for (const [key, value] of [...body]) if (typeof value !== "string") body.delete(key);
      try {
        const answer = await fetch(form.dataset.autosaveUrl, {
          method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", keepalive: document.hidden,
        });
        if (!answer.ok) throw new Error(answer.status);
        last = now;
        if (read(name) === now) store(name, null);
        const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
        status.textContent = `${form.dataset.autosaveSaved} ${time}`;
      } catch {
        status.textContent = form.dataset.autosaveFailed;
      }
    };
    const scheduleSave = () => {
      store(name, JSON.stringify(fieldValues(form)));
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    };

    const draft = read(name);
    if (draft && draft !== last && !form.querySelector(".field--invalid")) {
      restore(form, JSON.parse(draft));
      status.textContent = form.dataset.autosaveRestored;
      scheduleSave();
    }
    form.addEventListener("input", scheduleSave);
    form.addEventListener("change", scheduleSave);
    addEventListener("online", save);
    addEventListener("pageshow", () => { isLeaving = false; });
    // A phone that goes to the background may never come back to this page.
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

    // Capture phase, before other listeners: offline, keep the draft and cancel the submit.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      store(name, JSON.stringify(fieldValues(form)));
      if (navigator.onLine) {
        isLeaving = true;
        return store(SENT, `${form.elements.key.value} ${form.elements.form.value}`);
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      status.textContent = form.dataset.autosaveFailed;
      status.scrollIntoView({ block: "center" });
    }, { capture: true });

    for (const warning of form.querySelectorAll("[data-warning-for]")) {
      const field = form.elements[warning.dataset.warningFor];
      const checkCount = () => {
        const count = Number(field.value.replace(/[. ]/g, ""));
        warning.textContent = count > Number(field.dataset.usual) ? warning.dataset.warning : "";
      };
      field.addEventListener("input", checkCount);
      checkCount();
    }
  }
})();
