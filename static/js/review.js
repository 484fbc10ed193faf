// [data-decision-form]: a reusable reason puts its text into the note, to be read and changed first.
// Another choice takes their place, for the arrow keys pass by every sentence on the way; what was
// changed by hand stays.
for (const form of document.querySelectorAll("[data-decision-form]")) {
  const reason = form.querySelector("select[name=reason]");
  const note = form.querySelector("textarea[name=note]");
  if (!reason || !note) continue;
  const field = form.querySelector("select[name=field]");
  let inserted = "";
  let suggestedField = "";
  reason.addEventListener("change", () => {
    const option = reason.selectedOptions[0];
    const text = option.value ? option.text : "";
    note.value = [note.value.replace(inserted, "").trim(), text].filter(Boolean).join("\n\n");
    inserted = text;
    if (field && field.value === suggestedField) field.value = suggestedField = option.dataset.field || "";
  });
  note.addEventListener("input", () => {
    reason.value = inserted = "";
  });
}

// [data-shortcuts]: a approves, r goes to the reason, n and p leaf. Never while typing, never with a
// modifier, and switched off for good by the box beside them (WCAG 2.1.4).
const shortcuts = document.querySelector("[data-shortcuts]");
if (shortcuts) {
  const on = shortcuts.querySelector("[data-shortcuts-enabled]");
  shortcuts.hidden = false;
  on.checked = localStorage.getItem("review-keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("review-keys", on.checked ? "on" : "off"));
  addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]")) return;
    const key = event.key.toLowerCase();
    if (key === "r") {
      const note = document.querySelector("[data-decision-form] textarea[name=note]");
      if (!note) return;
      event.preventDefault();
      note.focus();
    } else if ("anp".includes(key)) {
      document.querySelector(`[data-shortcut="${key}"]`)?.click();
    }
  });
}
