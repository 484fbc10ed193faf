// <input type="hidden" disabled data-sent-if="id">: sent with its own form while the box #id is ticked.
for (const input of document.querySelectorAll("[data-sent-if]")) {
  const box = document.getElementById(input.dataset.sentIf);
  const follow = () => (input.disabled = !box.checked);
  box.addEventListener("change", follow);
  addEventListener("pageshow", follow); // a browser restores the tick without an event
}
