// Keep what is typed in form[data-keep]: on the server while typing, and on this phone while there
// is no connection. A receipt on the page (data-receipt) means it is stored: the phone forgets it.
(() => {
  const PAUSE = 2500;
  const PREFIX = "kept:";
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

  if (document.querySelector("[data-receipt]")) {
    const sent = read("sent-form");
    if (sent) store(PREFIX + sent, null);
    store("sent-form", null);
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
    let last = JSON.stringify(words(form));

    const unsent = read(name);
    if (unsent && unsent !== last && !form.querySelector(".field--wrong")) {
      restore(form, JSON.parse(unsent));
      status.textContent = form.dataset.keepFailed;
    }

    const save = async () => {
      const now = JSON.stringify(words(form));
      if (now === last) return;
      store(name, now);
      const body = new FormData(form);
      for (const [key, value] of [...body]) if (typeof value !== "string") body.delete(key);
      try {
        const answer = await fetch(form.dataset.keep, {
          method: "POST", body, headers: { Accept: "application/json" }, redirect: "error",
        });
        if (!answer.ok) throw new Error(answer.status);
        last = now;
        store(name, null);
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
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    window.addEventListener("online", save);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      store(name, JSON.stringify(words(form)));
      store("sent-form", form.elements.form.value);
    });

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
