// Keep the files chosen in a form[data-draft] in IndexedDB until they are sent ("draft-over",
// autosave.js), so that a closed tab or a lost connection loses none. Never kept: input[data-not-kept],
// such as a decree's scan. Load photos.js first where it is used.
(() => {
  const page = document.querySelector("[data-drafts]");
  if (!page || !("indexedDB" in window)) return;
  const MAX_AGE = 30 * 24 * 3600 * 1000;
  const MAX_SIZE = 60_000_000; // bytes of one form
  const OWNER = page.dataset.owner;

  const openDatabase = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("drafts", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const withStore = async (mode, operation) => {
    const database = await openDatabase();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("files", mode);
      const request = operation(transaction.objectStore("files"));
      transaction.oncomplete = () => { database.close(); resolve(request && request.result); };
      transaction.onerror = () => reject(transaction.error);
    });
  };
  const ignoreErrors = (promise) => promise.catch(() => undefined);
  const nameOf = (form) => `${OWNER}:${form}`;
  const forget = (form) => ignoreErrors(withStore("readwrite", (files) => files.delete(nameOf(form))));
  const fileFields = (form) => [...form.elements].filter(
    (field) => field.type === "file" && !("notKept" in field.dataset));

  document.addEventListener("draft-over", ({ detail }) => detail.work.push(forget(detail.form)));

  // Files of forms that nobody opened again.
  const isOld = (kept) => !kept || Date.now() - kept.at > MAX_AGE;
  const clearOld = () => withStore("readwrite", (files) => {
    files.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      if (isOld(cursor.value)) cursor.delete();
      cursor.continue();
    };
  });

  const start = async (form) => {
    const fields = fileFields(form);
    if (!fields.length) return;
    const keep = () => {
      const chosen = Object.fromEntries(fields.map((field) => [field.name, [...field.files]]));
      const size = Object.values(chosen).flat().reduce((sum, file) => sum + file.size, 0);
      if (!size || size > MAX_SIZE) return forget(form.dataset.draft);
      return ignoreErrors(withStore("readwrite", (files) => files.put({ at: Date.now(), chosen }, nameOf(form.dataset.draft))));
    };
    for (const field of fields) field.addEventListener("change", keep);
    // A form that came back with faults has its photos stored on the server already.
    if ("filesStored" in form.dataset) return forget(form.dataset.draft);
    const kept = await withStore("readonly", (files) => files.get(nameOf(form.dataset.draft)));
    if (!kept || isOld(kept)) return;
    for (const field of fields) {
      const files = kept.chosen[field.name] || [];
      // A file that was refused is not chosen once more.
      if (!files.length || field.files.length || field.closest(".field--invalid")) continue;
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      field.files = transfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  addEventListener("DOMContentLoaded", () => {
    ignoreErrors(clearOld());
    for (const form of document.querySelectorAll("form[data-draft]")) ignoreErrors(start(form));
  });
})();
