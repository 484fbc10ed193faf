// <button data-copy="#id" data-copied="Copied" hidden>: puts the text (or value) of #id on the clipboard.
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
    const words = button.lastChild;
    const before = words.textContent;
    words.textContent = button.dataset.copied;
    button.setAttribute("aria-live", "polite");
    setTimeout(() => (words.textContent = before), 2500);
  });
}
