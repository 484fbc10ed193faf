// "Siap tanpa sinyal": keeps the member's own pages on this phone, and lists what waits here.
(() => {
  const page = document.querySelector("[data-person]");
  const button = document.querySelector("[data-prepare]");
  if (!page || !button || !self.Queue || !navigator.serviceWorker) return;
  const { person } = page.dataset;
  const status = document.querySelector("[data-prepare-status]");
  const time = (at) => new Date(at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

  const prepare = async () => {
    const { pages } = await (await fetch(button.dataset.prepare, { cache: "no-store" })).json();
    await navigator.serviceWorker.register("/sw.js");
    let count = 0;
    const tell = () => { status.textContent = `${button.dataset.working} ${++count}/${pages.length}`; };
    await Keep.only(`person:${person}`, pages, tell);
    await Keep.pages("public", ["/luring/"]);
    await navigator.storage.persist?.();
    await Queue.put("settings", { key: `ready:${person}`, at: Date.now() });
  };
  const showReady = async () => {
    const ready = await Queue.get("settings", `ready:${person}`);
    if (ready) status.textContent = `${button.dataset.ready} ${time(ready.at)}`;
  };
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await prepare();
      await showReady();
    } catch {
      status.textContent = button.dataset.failed;
    }
    button.disabled = false;
  });

  // Hands the form to another phone; it stays here too, and the portal takes it once.
  const carry = async (item) => {
    const file = new File([await Queue.pack(item)], `${item.title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40)}.kim`, { type: "application/octet-stream" });
    if (navigator.canShare?.({ files: [file] })) return navigator.share({ files: [file] }).catch(() => {});
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
    link.click();
    return URL.revokeObjectURL(link.href);
  };
  // Opens a refused form with what is wrong at its fields: it is sent as a page would send it.
  const mend = (item) => {
    const form = Object.assign(document.createElement("form"), { method: "post", action: item.url, enctype: "multipart/form-data", hidden: true });
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [...item.fields, ["csrfmiddlewaretoken", token]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    for (const { field, name, blob } of item.files) {
      const transfer = new DataTransfer();
      transfer.items.add(new File([blob], name, { type: blob.type }));
      form.append(Object.assign(document.createElement("input"), { type: "file", name: field, files: transfer.files }));
    }
    document.body.append(form);
    form.submit();
  };
  // A form that this phone carries for somebody: it waits here like one's own.
  const door = document.querySelector("[data-carried]");
  door.addEventListener("submit", async (event) => {
    const carried = door.elements.kim.files[0];
    event.preventDefault();
    try {
      const { key, title } = JSON.parse((await carried.slice(0, 300_000).text()).split("\n")[2]);
      await Queue.put("queue", { key: String(key), title: String(title), name: "", carried, at: Date.now(), tries: 0, next: 0 });
      door.reset();
      await Queue.drain({ force: true });
    } catch {
      door.submit();
    }
  });

  const list = document.querySelector("[data-queue-list]");
  const template = list.querySelector("template");
  const showQueue = async () => {
    const items = await Queue.all("queue");
    const receipts = (await Queue.all("receipts")).filter((receipt) => receipt.person === person);
    const rows = [...items, ...receipts.sort((a, b) => b.stored - a.stored).slice(0, 10)].map((row) => {
      const entry = template.content.cloneNode(true);
      const own = row.person === person;
      const part = (name) => entry.querySelector(`[data-${name}]`);
      part("title").textContent = own || row.carried ? row.title : row.name;
      const state = row.refused ? "refused" : row.stored ? "sent" : own || row.carried ? "waiting" : "other";
      part("state").textContent = `${list.dataset[state]} ${row.receipt || ""} ${time(row.stored || row.at)}`;
      if (row.refused) part("error").textContent = [row.error, ...Object.values(row.errors || {}).flat()].filter(Boolean).join(" ");
      if (own && row.refused) {
        part("words").textContent = row.fields.filter(([name, text]) => text && !/^(key|form|whose|version)$/.test(name)).map(([, text]) => text).join("\n");
        part("details").hidden = part("mend").hidden = false;
        part("mend").addEventListener("click", () => mend(row));
      }
      if (own && row.files) {
        part("carry").hidden = false;
        part("carry").addEventListener("click", () => carry(row));
      }
      return entry;
    });
    list.replaceChildren(template, ...rows);
    document.querySelector("[data-queue-none]").hidden = rows.length > 0;
  };
  const sendButton = document.querySelector("[data-queue-send]");
  sendButton.hidden = false;
  sendButton.addEventListener("click", () => Queue.drain({ force: true }));
  addEventListener("queue-changed", showQueue);
  showQueue();
  showReady();
})();
