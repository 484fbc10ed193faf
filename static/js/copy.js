// <button data-copy="#id" data-copied-label="Copied" hidden>: copy the text (or value) of #id.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.innerText);
    } catch {
      // Old phones, or no https: leave the text selected for the reader's own hand.
      getSelection().selectAllChildren(source);
      return;
    }
    const label = button.lastChild;
    const before = label.textContent;
    label.textContent = button.dataset.copiedLabel;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => (label.textContent = before), 2500);
  });
}
