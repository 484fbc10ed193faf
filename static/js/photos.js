// input[type=file][data-photos]: photos are made small on the phone before they travel, those of a
// second turn with the camera join those of the first, and each is shown with its size and a way to
// take it off again. Without this the field works as browsers made it.
(() => {
  const SIDE = 1600;
  const SMALL = 400_000; // bytes: not worth the work
  const THUMB = 160;

  const drawn = (picture, side) => {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  // What a phone cannot read (HEIC, a broken file) goes as it is: the server says what is wrong.
  const prepared = async (file) => {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return { file, thumb: "" };
    const thumb = drawn(picture, THUMB).toDataURL("image/jpeg", 0.7);
    if (file.size <= SMALL) return { file, thumb };
    const blob = await new Promise((done) => drawn(picture, SIDE).toBlob(done, "image/jpeg", 0.8));
    picture.close();
    if (!blob || blob.size >= file.size) return { file, thumb };
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return { file: new File([blob], name, { type: blob.type, lastModified: file.lastModified }), thumb };
  };

  for (const field of document.querySelectorAll("input[type=file][data-photos]")) {
    const list = document.createElement("ul");
    list.className = "event-chosen plain";
    field.after(list);
    const more = field.form.querySelectorAll("[data-photos-more]");
    // With those the report has already and keeps.
    const room = () => Number(field.dataset.photos)
      - field.form.querySelectorAll("[name=kept]").length
      + field.form.querySelectorAll("[name^=remove_]:checked").length;
    let photos = []; // [{file, thumb}], as chosen
    let turn = Promise.resolve();

    const size = (bytes) => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(document.documentElement.lang)} KB`;
    const show = (tooMany) => {
      list.replaceChildren(...photos.map((photo, number) => {
        const row = document.createElement("li");
        if (photo.thumb) row.append(Object.assign(new Image(), { src: photo.thumb, alt: "" }));
        const words = document.createElement("span");
        words.textContent = `${field.dataset.photosOne} ${number + 1} · ${size(photo.file.size)}`;
        const off = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small btn--quiet" });
        off.textContent = field.dataset.photosOff;
        off.setAttribute("aria-label", `${field.dataset.photosOff}: ${words.textContent}`);
        off.addEventListener("click", () => { photos.splice(number, 1); put(); field.focus(); });
        row.append(words, off);
        return row;
      }));
      if (tooMany) list.append(Object.assign(document.createElement("li"), { textContent: field.dataset.photosMany, role: "alert" }));
      for (const part of more) part.hidden = !photos.length && !field.form.querySelector("[name=kept]") && !part.querySelector(".field--wrong");
    };
    // The field carries what is sent; whoever listens hears of it once it is ready.
    const put = (tooMany = false) => {
      const hand = new DataTransfer();
      for (const { file } of photos) hand.items.add(file);
      field.files = hand.files;
      show(tooMany);
      field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "ready" }));
    };
    const join = async (files) => {
      field.setAttribute("aria-busy", "true");
      const taken = files.slice(0, Math.max(0, room() - photos.length));
      for (const file of taken) photos.push(await prepared(file));
      field.removeAttribute("aria-busy");
      put(taken.length < files.length);
    };
    field.addEventListener("change", (event) => {
      if (event.detail === "ready") return;
      event.stopImmediatePropagation();
      const files = [...field.files];
      turn = turn.then(() => join(files));
    });
    show();
  }
})();
