// Keep chosen photos on this phone (IndexedDB) until they are stored ("form-stored", autosave.js):
// a closed tab or a lost connection then costs no photo. For form[data-keep-photos]; photos.js first.
(() => {
  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("kept-photos", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("photos");
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const act = async (mode, what) => {
    const base = await open();
    return new Promise((done, fail) => {
      const turn = base.transaction("photos", mode);
      const request = what(turn.objectStore("photos"));
      turn.oncomplete = () => { base.close(); done(request.result); };
      turn.onerror = () => fail(turn.error);
    });
  };
  const quietly = (work) => work.catch(() => undefined);

  document.addEventListener("form-stored", (event) => quietly(
    act("readwrite", (photos) => photos.delete(event.detail))));

  for (const form of document.querySelectorAll("form[data-keep-photos]")) {
    const field = form.querySelector("input[type=file]");
    const name = form.elements.form.value;
    const status = form.querySelector("[data-keep-status]");

    field.addEventListener("change", () => quietly(
      act("readwrite", (photos) => photos.put([...field.files], name))));
    // A form that came back with faults has its photos stored on the server already.
    if ("photosKept" in form.dataset) {
      quietly(act("readwrite", (photos) => photos.delete(name)));
      continue;
    }
    quietly(act("readonly", (photos) => photos.get(name)).then((files) => {
      if (!files || !files.length || field.files.length) return;
      const hand = new DataTransfer();
      for (const file of files) hand.items.add(file);
      field.files = hand.files;
      field.dispatchEvent(new Event("change", { bubbles: true }));
      status.textContent = form.dataset.keepPhotos;
    }));
  }
})();
