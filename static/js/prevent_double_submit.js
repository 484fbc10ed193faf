// <form data-prevent-double-submit="Sending…">: ignore a second tap on a slow connection. The button
// stays readable and is enabled again when the reader returns with Back, or the form could not be sent.
for (const form of document.querySelectorAll("form[data-prevent-double-submit]")) {
  // The text of a button may stand before or after its icon.
  const label = (button) => [...button.childNodes].find((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
    ?? button.lastChild;
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    button.dataset.before = label(button).textContent;
    label(button).textContent = form.dataset.preventDoubleSubmit;
  });
  const enable = () => {
    delete form.dataset.sent;
    for (const button of document.querySelectorAll("[data-before]")) {
      if (button.form !== form) continue;
      button.removeAttribute("aria-disabled");
      label(button).textContent = button.dataset.before;
    }
  };
  addEventListener("pageshow", enable);
  form.addEventListener("submit-failed", enable); // autosave.js
}
