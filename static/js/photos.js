// input[type=file][data-photos]: photos are made small on the phone before they travel, those of a
// second shot with the camera join those of the first, and each is shown with its size and a way to
// take it off again. input[type=file][data-shrink="2400"]: one picture, at most so many pixels wide.
// Both get a button for the camera beside the gallery. Without this the field works as browsers made it.
(() => {
  const SIDE = 1600;
  const SMALL = 400_000; // bytes: not worth the work
  const THUMB = 160;

  const draw = (picture, side) => {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // JPEG knows no transparency
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  // What a phone cannot read (HEIC, a broken file) goes as it is: the server says what is wrong.
  const prepare = async (file, side = SIDE) => {
    const picture = await createImageBitmap(file).catch(() => null);
    if (!picture) return { file, thumb: "" };
    const thumb = draw(picture, THUMB).toDataURL("image/jpeg", 0.7);
    if (file.size <= SMALL) return { file, thumb };
    const blob = await new Promise((resolve) => draw(picture, side).toBlob(resolve, "image/jpeg", 0.8));
    picture.close();
    if (!blob || blob.size >= file.size) return { file, thumb };
    const name = file.name.replace(/\.\w+$/, "") + ".jpg";
    return { file: new File([blob], name, { type: blob.type, lastModified: file.lastModified }), thumb };
  };

  // A button that opens the camera at once; the field itself opens the gallery or the files.
  const addCamera = (field, take) => {
    if (!field.dataset.camera || !matchMedia("(pointer: coarse)").matches) return;
    const camera = Object.assign(document.createElement("input"), { type: "file", accept: "image/*", hidden: true });
    camera.setAttribute("capture", "environment");
    camera.addEventListener("change", () => take([...camera.files]));
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--secondary" });
    button.textContent = field.dataset.camera;
    button.addEventListener("click", () => { camera.value = ""; camera.click(); });
    field.after(button);
  };

  for (const field of document.querySelectorAll("input[type=file][data-shrink]")) {
    const take = async ([file]) => {
      if (!file) return;
      field.setAttribute("aria-busy", "true");
      const transfer = new DataTransfer();
      transfer.items.add((await prepare(file, Number(field.dataset.shrink))).file);
      field.files = transfer.files;
      field.removeAttribute("aria-busy");
      field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "ready" }));
    };
    field.addEventListener("change", (event) => {
      if (event.detail === "ready" || !field.files.length) return;
      event.stopImmediatePropagation();
      take([...field.files]);
    });
    addCamera(field, take);
  }

  for (const field of document.querySelectorAll("input[type=file][data-photos]")) {
    const list = document.createElement("ul");
    list.className = "event-chosen-photos plain";
    field.after(list);
    const photoFields = field.form.querySelectorAll("[data-photos-fields]");
    // With those the report has already and keeps.
    const remaining = () => Number(field.dataset.photos)
      - field.form.querySelectorAll("[name=kept]").length
      + field.form.querySelectorAll("[name^=remove_]:checked").length;
    let photos = []; // [{file, thumb}], as chosen
    let queue = Promise.resolve();

    const size = (bytes) => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString(document.documentElement.lang)} KB`;
    const render = (tooMany) => {
      list.replaceChildren(...photos.map((photo, number) => {
        const row = document.createElement("li");
        if (photo.thumb) row.append(Object.assign(new Image(), { src: photo.thumb, alt: "" }));
        const label = document.createElement("span");
        label.textContent = `${field.dataset.photosLabel} ${number + 1} · ${size(photo.file.size)}`;
        const removeButton = Object.assign(document.createElement("button"), { type: "button", className: "btn btn--small btn--secondary" });
        removeButton.textContent = field.dataset.photosRemove;
        removeButton.setAttribute("aria-label", `${field.dataset.photosRemove}: ${label.textContent}`);
        removeButton.addEventListener("click", () => { photos.splice(number, 1); update(); field.focus(); });
        row.append(label, removeButton);
        return row;
      }));
      if (tooMany) list.append(Object.assign(document.createElement("li"), { textContent: field.dataset.photosLimit, role: "alert" }));
      for (const part of photoFields) part.hidden = !photos.length && !field.form.querySelector("[name=kept]") && !part.querySelector(".field--invalid");
    };
    // The field carries what is sent; whoever listens hears of it once it is ready.
    const update = (tooMany = false) => {
      const transfer = new DataTransfer();
      for (const { file } of photos) transfer.items.add(file);
      field.files = transfer.files;
      render(tooMany);
      field.dispatchEvent(new CustomEvent("change", { bubbles: true, detail: "ready" }));
    };
    const add = async (files) => {
      field.setAttribute("aria-busy", "true");
      const accepted = files.slice(0, Math.max(0, remaining() - photos.length));
      for (const file of accepted) photos.push(await prepare(file));
      field.removeAttribute("aria-busy");
      update(accepted.length < files.length);
    };
    field.addEventListener("change", (event) => {
      if (event.detail === "ready") return;
      event.stopImmediatePropagation();
      const files = [...field.files];
      queue = queue.then(() => add(files));
    });
    addCamera(field, (files) => { queue = queue.then(() => add(files)); });
    render();
  }
})();
