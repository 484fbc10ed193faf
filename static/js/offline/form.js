// form[data-queue]: the phone keeps the form first, then sends it; with no signal it is sent later by
// whichever page of ours is open, or by the browser. Where a phone cannot keep it, it goes as ever.
if (self.document) (() => {
  const LOOK = 500;
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
  const page = document.querySelector("[data-person]");
  const isKept = document.querySelector("[data-kept-copy]:not([hidden])");

  const itemOf = (form) => {
    const fields = [], files = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || name === "pasted") continue;
      if (typeof value === "string") fields.push([name, value]);
      else if (value.size) files.push({ field: name, name: value.name, blob: value });
    }
    const title = form.elements.title?.value || document.querySelector("main .lead, h1").textContent.trim();
    return {
      key: form.elements.key.value, form: form.elements.form.value, url: form.getAttribute("action") || location.pathname,
      ...page.dataset, keep: form.dataset.queueKeep, title, fields, files, at: Date.now(), tries: 0, next: 0,
    };
  };

  // The copies of unsent words (autosave.js) of this form.
  const forgetCopies = (form) => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("draft:") && name.includes(form)) localStorage.removeItem(name);
  };

  // Receipt, refusal, or neither once nothing more can be done now.
  const outcome = async (key) => {
    for (;;) {
      await Queue.drain({ force: true });
      const receipt = await Queue.get("receipts", key);
      const item = await Queue.get("queue", key);
      if (receipt || !item || item.refused) return { receipt, item };
      // Another tab is sending: wait until it is done.
      const { held } = await navigator.locks.query();
      if (!held.some((lock) => lock.name === "offline-queue")) return { item };
      await pause(LOOK);
    }
  };

  const keep = async (form, submitter) => {
    const status = form.querySelector("[data-queue-status]");
    const say = (text) => {
      status.textContent = text;
      status.scrollIntoView({ block: "center" });
    };
    const bar = form.querySelector("progress");
    addEventListener("queue-progress", ({ detail }) => {
      bar.hidden = detail.key !== item.key;
      bar.value = detail.part;
    });
    const send = () => { form.dataset.direct = ""; form.requestSubmit(submitter); };
    const item = itemOf(form);
    try {
      await Queue.put("queue", item);
    } catch {
      return send();
    }
    // From here on the queue has the words and the photos; the unsent form must not be offered again.
    forgetCopies(item.form);
    const work = [];
    document.dispatchEvent(new CustomEvent("draft-over", { detail: { form: item.form, work } }));
    say(form.dataset.queueSending);
    navigator.storage?.persist?.();
    await navigator.serviceWorker?.register("/sw.js").catch(() => {});
    const { receipt, item: left } = await outcome(item.key);
    if (receipt) return location.assign(receipt.url);
    // The server shows what is wrong, at the fields.
    if (left?.refused) return send();
    say(form.dataset.queue);
    form.querySelector("[data-queue-link]").hidden = false;
    addEventListener("queue-changed", async () => {
      const late = await Queue.get("receipts", item.key);
      if (late) location.assign(late.url);
    });
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!("queue" in form.dataset) || "direct" in form.dataset || event.submitter?.hasAttribute("formaction")) return;
    // A form with a page of its own on the line is sent by autosave.js, unless it is a kept copy.
    if (!page || !navigator.locks || ("queueCopies" in form.dataset && !isKept)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if ("kept" in form.dataset) return;
    form.dataset.kept = "";
    keep(form, event.submitter).finally(() => { delete form.dataset.kept; });
  }, { capture: true });

  // What another app shared (worker.js): used once, and not after an hour.
  const takeShared = async (form) => {
    const shared = await Queue.get("settings", "shared");
    if (!shared?.at) return;
    await Queue.put("settings", { key: "shared" });
    if (shared.at < Date.now() - 3_600_000) return;
    const transfer = new DataTransfer();
    for (const file of shared.files) transfer.items.add(file);
    form.elements.photos.files = transfer.files;
    form.elements.photos.dispatchEvent(new Event("change", { bubbles: true }));
    const pasted = form.elements.pasted;
    if (!shared.text) return;
    pasted.value = shared.text;
    pasted.closest("details").open = true;
  };

  for (const form of document.querySelectorAll("form[data-queue]")) {
    if (form.elements.pasted) addEventListener("load", () => takeShared(form));
    // The server has just filled it in: the phone's older copy must not come back over that.
    if ("filled" in form.dataset) {
      forgetCopies(form.elements.form.value);
      history.replaceState(null, "", location.href.replace("&tempel=1", ""));
    }
    addEventListener("pageshow", () => { delete form.dataset.direct; });
    if (!isKept) continue;
    // A kept copy may be opened many times: each is a form of its own, and today is today.
    const { dataset, elements } = form;
    const key = new URLSearchParams(location.search).get("kunci") || crypto.randomUUID();
    const [kind, id] = elements.form.value.split(":");
    if (id === elements.key.value) {
      elements.form.value = dataset.draft = `${kind}:${key}`;
      dataset.draftUrl = `${location.pathname}?kunci=${key}`;
    }
    elements.key.value = key;
    const days = form.querySelectorAll("[name=day]:not([value=other])");
    days.forEach((radio, back) => {
      const day = new Date(Date.now() - back * 86_400_000);
      radio.value = day.toLocaleDateString("sv");
      const label = radio.parentElement.lastChild;
      const named = day.toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" });
      label.data = label.data.replace(/,.*/s, `, ${named}`);
    });
  }
})();
