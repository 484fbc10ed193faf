/* The four lists of a region picker become one combobox (WAI-ARIA APG, list autocomplete). */
(() => {
  const DELAY = 200;
  const cache = new Map();

  class Picker {
    constructor(root) {
      this.root = root;
      this.search = root.querySelector(".region-picker__search");
      this.steps = root.querySelector(".region-picker__steps");
      this.input = root.querySelector("[role=combobox]");
      this.list = root.querySelector("[role=listbox]");
      this.status = root.querySelector("[role=status]");
      this.code = document.createElement("input");
      this.code.type = "hidden";
      this.active = -1;
      this.replaceLists();
    }

    replaceLists() {
      const { name, code, text } = this.root.dataset;
      this.code.name = name;
      this.code.value = code;
      this.input.name = `${name}_text`;
      this.input.value = this.chosen = text;
      this.input.disabled = false;
      this.search.append(this.code);
      this.search.hidden = false;
      this.swapIds();
      this.steps.hidden = true;
      this.steps.querySelectorAll("select, button").forEach((part) => { part.disabled = true; });
      this.input.addEventListener("input", () => this.onInput());
      this.input.addEventListener("keydown", (event) => this.onKey(event));
      this.input.addEventListener("blur", () => this.close());
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
      this.list.addEventListener("click", (event) => this.choose(event.target.closest("[role=option]")));
    }

    /* The error summary links to the field's first control, whichever that is. */
    swapIds() {
      const first = this.steps.querySelector("select");
      if (!first) return;
      const own = this.input.id;
      const label = (id) => this.root.querySelector(`label[for="${id}"]`);
      const [searching, choosing] = [label(own), label(first.id)];
      this.input.id = searching.htmlFor = first.id;
      first.id = choosing.htmlFor = own;
    }

    restoreLists() {
      this.close();
      this.code.remove();
      this.swapIds();
      this.input.disabled = this.search.hidden = true;
      this.steps.hidden = false;
      this.steps.querySelectorAll("select, button").forEach((part) => { part.disabled = false; });
      const note = document.createElement("p");
      note.className = "field__help";
      note.setAttribute("role", "status");
      this.steps.prepend(note);
      note.textContent = this.root.dataset.failed;
    }

    onInput() {
      if (this.input.value !== this.chosen) this.code.value = "";
      clearTimeout(this.timer);
      const text = this.input.value.trim().toLowerCase();
      if (text.length < 2) return this.close();
      this.timer = setTimeout(() => this.fetchPlaces(text), DELAY);
    }

    async fetchPlaces(text) {
      this.request?.abort();
      this.request = new AbortController();
      const url = `${this.root.dataset.url}?${new URLSearchParams({ q: text, tingkat: this.root.dataset.levels })}`;
      try {
        if (!cache.has(url)) {
          const response = await fetch(url, { signal: this.request.signal, credentials: "omit" });
          if (!response.ok) throw new Error(response.status);
          cache.set(url, await response.json());
        }
        this.show(cache.get(url));
      } catch (error) {
        if (error.name !== "AbortError") this.restoreLists();
      }
    }

    show(answer) {
      const places = answer.filter(([code]) => code);
      this.active = -1;
      this.input.removeAttribute("aria-activedescendant");
      this.list.replaceChildren(...places.map(([code, path], n) => {
        const option = document.createElement("li");
        const [name, ...rest] = path.split(", ");
        option.id = `${this.list.id}_${n}`;
        option.role = "option";
        option.ariaSelected = "false";
        option.dataset.code = code;
        option.dataset.path = path;
        const strong = document.createElement("b");
        strong.textContent = name;
        option.append(strong, rest.length ? `, ${rest.join(", ")}` : "");
        return option;
      }));
      this.list.hidden = !places.length;
      this.input.ariaExpanded = String(places.length > 0);
      this.announce(places.length);
      const hint = answer.find(([code]) => !code);
      if (hint) this.status.textContent = hint[1];
    }

    announce(count) {
      const { foundNone, foundOne, foundMany, foundMore } = this.root.dataset;
      const message = count > 19 ? foundMore : [foundNone, foundOne][count] ?? foundMany;
      this.status.textContent = message.replace("{n}", count);
      this.status.classList.toggle("quiet", count > 0);
    }

    close() {
      this.list.hidden = true;
      this.input.ariaExpanded = "false";
      this.input.removeAttribute("aria-activedescendant");
      this.active = -1;
    }

    move(step) {
      const options = [...this.list.children];
      if (!options.length) return;
      if (this.list.hidden) { this.list.hidden = false; this.input.ariaExpanded = "true"; }
      if (options[this.active]) options[this.active].ariaSelected = "false";
      const from = this.active < 0 && step < 0 ? 0 : this.active;
      this.active = (from + step + options.length) % options.length;
      const option = options[this.active];
      option.ariaSelected = "true";
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    }

    choose(option) {
      if (!option) return;
      this.code.value = option.dataset.code;
      this.input.value = this.chosen = option.dataset.path;
      this.status.textContent = option.dataset.path;
      this.close();
      this.root.dispatchEvent(new Event("change", { bubbles: true }));
    }

    onKey(event) {
      if (event.isComposing) return;
      if (event.key === "ArrowDown") this.move(1);
      else if (event.key === "ArrowUp") this.move(-1);
      else if (event.key === "Enter" && !this.list.hidden) this.choose(this.list.children[Math.max(this.active, 0)]);
      else if (event.key === "Escape" && !this.list.hidden) this.close();
      else if (event.key === "Escape") { this.input.value = ""; this.onInput(); }
      else if (event.key === "Tab" && this.active >= 0) return this.choose(this.list.children[this.active]);
      else return;
      event.preventDefault();
    }
  }

  document.querySelectorAll("[data-region-picker]:not([data-ready])").forEach((root) => {
    root.dataset.ready = "";
    new Picker(root);
  });
})();
