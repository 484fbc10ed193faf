// <button data-shows="Show" data-hides="Hide"> after a password: show what was typed, until it is sent.
for (const button of document.querySelectorAll("[data-shows]")) {
  const input = button.previousElementSibling;
  const label = button.querySelector("span");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    label.textContent = shown ? button.dataset.hides : button.dataset.shows;
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // Or the browser offers to remember it among the texts typed into forms.
  input.form?.addEventListener("submit", () => show(false));
}
