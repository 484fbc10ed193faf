// <button data-print hidden>: opens the browser's print sheet, where a phone also saves a PDF.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
