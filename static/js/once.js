// <form data-once="Sending…">: a second tap on a slow line must not send twice. The button stays
// readable and comes back when the reader returns with Back.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    button.dataset.before = button.lastChild.textContent;
    button.lastChild.textContent = form.dataset.once;
  });
  addEventListener("pageshow", () => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[data-before]")) {
      button.removeAttribute("aria-disabled");
      button.lastChild.textContent = button.dataset.before;
    }
  });
}
