// Keep chosen photos in IndexedDB until the server has stored them ("form-stored", autosave.js), so
// that a closed tab or a lost connection loses none. For form[data-photos-restored]; load photos.js first.
(() => {
  const openDatabase = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("draft-photos", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const withStore = async (mode, operation) => {
    const database = await openDatabase();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction("photos", mode);
      const request = operation(transaction.objectStore("photos"));
      transaction.oncomplete = () => { database.close(); resolve(request.result); };
      transaction.onerror = () => reject(transaction.error);
    });
  };
  const ignoreErrors = (promise) => promise.catch(() => undefined);

  document.addEventListener("form-stored", (event) => ignoreErrors(
    withStore("readwrite", (photos) => photos.delete(event.detail))));

  for (const form of document.querySelectorAll("form[data-photos-restored]")) {
    const field = form.querySelector("input[type=file]");
    const name = form.elements.form.value;
    const status = form.querySelector("[data-autosave-status]");

    field.addEventListener("change", () => ignoreErrors(
      withStore("readwrite", (photos) => photos.put([...field.files], name))));
    // A form that came back with faults has its photos stored on the server already.
    if ("photosStored" in form.dataset) {
      ignoreErrors(withStore("readwrite", (photos) => photos.delete(name)));
      continue;
    }
    ignoreErrors(withStore("readonly", (photos) => photos.get(name)).then((files) => {
      if (!files || !files.length || field.files.length) return;
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      field.files = transfer.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      status.textContent = form.dataset.photosRestored;
    }));
  }
})();
