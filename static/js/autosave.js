// Keep the words of each form[data-draft] until they are sent: on this phone (localStorage) at every
// keystroke, and as a draft on the server a moment later. A phone's copy exists only while the server
// has not got it. Copies are named by the person, so that nobody else on this phone meets them, and
// by the tab, so that two tabs do not overwrite each other.
// The script sends the form too: without a connection the form stays, and says that it was not sent.
(() => {
  const page = document.querySelector("[data-drafts]");
  if (!page) return;
  const PAUSE = 2500; // ms without a keystroke before a draft goes to the server
  const MAX_AGE = 90 * 24 * 3600 * 1000; // as long as the server keeps drafts
  const OWNER = page.dataset.owner;
  const PREFIX = `draft:${OWNER}:`;
  const TAB = Math.random().toString(36).slice(2, 10);
  const PRIVATE = /password|csrf|otp|code$/; // never kept
  // How the form was opened, not what was typed.
  const OPENED = new Set(["csrfmiddlewaretoken", "key", "form", "whose", "restored", "draft_about", "kept"]);

  const text = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const store = (name, value) => {
    try {
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
      return true;
    } catch { return false; } // full or forbidden: the server's copy remains
  };
  // [[name, copy]] of this person's copies, the newest first.
  const copies = () => {
    let names = [];
    try { names = Object.keys(localStorage); } catch { /* forbidden */ }
    const read = (name) => { try { return JSON.parse(text(name)); } catch { return null; } };
    return names.filter((name) => name.startsWith(PREFIX))
      .map((name) => [name, read(name)])
      .filter(([name, copy]) => {
        const isFresh = copy && Date.now() - copy.at < MAX_AGE;
        if (!isFresh) store(name, null);
        return isFresh;
      })
      .sort(([, a], [, b]) => b.at - a.at);
  };

  const show = (state) => {
    for (const part of page.children) part.hidden = part.dataset.state !== state;
  };
  const announce = (name, form) => form.dispatchEvent(new CustomEvent(name));
  // Whoever keeps more of the form (photo_drafts.js) lets it go; nobody waits longer than half a second.
  const over = (form) => {
    const detail = { form, work: [new Promise((done) => { setTimeout(done, 500); })] };
    document.dispatchEvent(new CustomEvent("draft-over", { detail }));
    return Promise.race([detail.work[0], Promise.all(detail.work.slice(1))]);
  };
  const isPrivate = (field) => field.type === "password" || PRIVATE.test(field.name);

  // What is declared is declared anew each time.
  const isDeclared = (form, name) => form.dataset.declared.split(" ").includes(name);
  const fieldValues = (form) => [...new FormData(form)].filter(
    ([name, value]) => typeof value === "string" && !PRIVATE.test(name) && !isDeclared(form, name));
  const content = (fields) => JSON.stringify(fields.filter(([name]) => !OPENED.has(name)));

  const restore = (form, fields) => {
    const values = new Map();
    for (const [name, value] of fields) values.set(name, [...(values.get(name) || []), value]);
    const taken = new Map();
    for (const field of form.elements) {
      const { name, type } = field;
      if (!name || field.disabled || OPENED.has(name) || isPrivate(field) || isDeclared(form, name) || ["file", "submit", "button"].includes(type)) continue;
      const typed = values.get(name) || [];
      if (type === "checkbox" || type === "radio") field.checked = typed.includes(field.value);
      else if (type === "select-multiple") for (const option of field.options) option.selected = typed.includes(option.value);
      else if (typed.length) {
        const number = taken.get(name) || 0;
        field.value = typed[Math.min(number, typed.length - 1)];
        taken.set(name, number + 1);
      }
    }
    const isFilled = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);
    for (const details of form.querySelectorAll("details")) {
      if ([...details.querySelectorAll("input, select, textarea")].some(isFilled)) details.open = true;
    }
    announce("draft-restored", form);
  };

  // Store fields as a draft on the server.
  const keep = async (fields, options = {}) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]");
    const body = new URLSearchParams(fields);
    if (token) body.set("csrfmiddlewaretoken", token.value);
    const answer = await fetch(page.dataset.keepUrl, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", ...options,
    });
    // 409: sent meanwhile. What the server refuses stays on the phone.
    if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
  };

  // -- what was sent is no longer unsent

  const sent = new Set([...document.querySelectorAll("[data-stored-keys]")].flatMap((part) => part.dataset.storedKeys.split(" ")));
  for (const [name, copy] of copies()) {
    if (!copy.sent || !sent.has(copy.sent)) continue;
    store(name, null);
    over(copy.form);
  }

  const forms = [...document.querySelectorAll("form[data-draft]")];

  for (const form of forms) {
    const draft = form.dataset.draft;
    const name = `${PREFIX}${draft}:${TAB}`;
    let timer = 0;
    let isLeaving = false; // a submitted form must not be kept once more as a draft
    let last = content(fieldValues(form));

    const copyHere = (more = {}) => {
      const copy = { form: draft, at: Date.now(), url: location.pathname + location.search, fields: fieldValues(form), ...more };
      return store(name, JSON.stringify(copy));
    };
    const save = async () => {
      clearTimeout(timer);
      const fields = fieldValues(form);
      const now = content(fields);
      if (now === last || isLeaving) return;
      const isHere = copyHere();
      try {
        await keep(fields, { keepalive: document.hidden });
        last = now;
        if (content(fieldValues(form)) === now) store(name, null);
        show("kept");
      } catch {
        show(isHere ? "phone" : "unkept");
      }
    };
    const changed = () => {
      // A form with a new key at each opening is found again under the address with this one.
      if (form.dataset.draftUrl) history.replaceState(history.state, "", form.dataset.draftUrl);
      const isHere = copyHere();
      if (!navigator.onLine) show(isHere ? "phone" : "unkept");
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    };

    // What came back with faults holds the words already.
    const isAnswer = form.querySelector(".field--invalid") || document.querySelector(".error-summary");
    const [found] = copies().filter(([, copy]) => copy.form === draft);
    if (found && !isAnswer && content(found[1].fields) !== last) {
      restore(form, found[1].fields);
      store(found[0], null);
      changed();
      show("restored");
    } else if (found) store(found[0], null);
    else if (form.elements.restored.value && !isAnswer) show("restored");

    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    addEventListener("online", save);
    addEventListener("pageshow", () => {
      isLeaving = false;
      delete form.dataset.sending;
    });
    // A phone that goes to the background may never come back to this page.
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });

    const notSent = (state) => {
      isLeaving = false;
      delete form.dataset.sending;
      announce("submit-failed", form);
      show(state);
    };
    const open = (url) => {
      const next = new URL(url, location.href);
      const isHere = next.pathname + next.search === location.pathname + location.search;
      if (!isHere) return location.assign(next);
      history.replaceState(null, "", next);
      location.reload();
    };
    const send = async (submitter) => {
      const body = new FormData(form);
      if (submitter && submitter.name) body.append(submitter.name, submitter.value);
      const action = (submitter && submitter.getAttribute("formaction")) || form.getAttribute("action") || location.href;
      const cut = new AbortController();
      const offline = () => cut.abort();
      addEventListener("offline", offline);
      try {
        const answer = await fetch(action, {
          method: "POST", body: form.enctype === "multipart/form-data" ? body : new URLSearchParams(body),
          headers: { Accept: "text/html", "X-Sent-By": "script" }, signal: cut.signal,
        });
        if (answer.status >= 500 || answer.status === 429) return notSent("busy");
        const next = answer.headers.get("X-Form-Location") || (answer.redirected && answer.url);
        const isStored = next || answer.headers.has("X-Form-Stored");
        const html = next ? "" : await answer.text();
        if (isStored) store(name, null);
        if (next && !answer.headers.has("X-Form-Stored")) await over(draft);
        if (next) return open(next);
        // The same form with its faults, or an error page: it takes the place of this page.
        document.open();
        document.write(html);
        document.close();
        addEventListener("DOMContentLoaded", () => {
          const first = document.querySelector("[autofocus]");
          if (first) first.focus();
          else scrollTo(0, 0);
        });
      } catch {
        notSent("offline");
      } finally {
        removeEventListener("offline", offline);
      }
    };

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sending) return event.stopImmediatePropagation();
      clearTimeout(timer);
      const isHere = copyHere({ sent: form.elements.key.value });
      if (!navigator.onLine) {
        event.stopImmediatePropagation();
        return show(isHere ? "offline" : "unkept");
      }
      form.dataset.sending = "yes";
      if (isHere) show("sending");
      isLeaving = true;
      send(event.submitter);
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

  // -- buttons without words: the page stays, too

  for (const form of document.querySelectorAll("form[method=post]:not([data-draft])")) {
    form.addEventListener("submit", (event) => {
      if (navigator.onLine) {
        // The text is deleted on this phone as well.
        const { forgets } = form.dataset;
        for (const [name, copy] of forgets ? copies() : []) if (copy.form === forgets) store(name, null);
        if (forgets) over(forgets);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      show("unsent");
    }, { capture: true });
  }

  // -- copies of other forms, from tabs that are gone: to the server, and into the page's list

  const list = document.querySelector("[data-unsent-forms]");
  const offer = ({ form, fields, url }) => {
    const [kind] = form.split(":");
    const kinds = list.dataset.unsentForms.split(" ").filter(Boolean);
    if ((kinds.length && !kinds.includes(kind)) || list.querySelector(`[data-unsent="${form}"]`)) return;
    const typed = new Map(fields);
    const row = list.querySelector("template").content.cloneNode(true).querySelector("li");
    const link = row.querySelector("a");
    link.textContent = typed.get("title") || typed.get("draft_about") || typed.get("name") || list.dataset.untitled;
    link.href = url;
    row.dataset.unsent = form;
    list.querySelector("ul").prepend(row);
    list.hidden = false;
  };
  const drain = async () => {
    const open = new Set(forms.map((form) => form.dataset.draft));
    const waiting = copies().filter(([, copy]) => !open.has(copy.form));
    if (list) for (const [, copy] of waiting) offer(copy);
    for (const [name, copy] of waiting) {
      try {
        await keep(copy.fields);
        if (text(name) === JSON.stringify(copy)) store(name, null);
      } catch (error) {
        if (error instanceof TypeError) return; // no connection: the phone still has them
      }
    }
  };
  addEventListener("load", drain);
})();
