// <button data-share="address" data-share-title="…" data-share-text="…" hidden>: the phone's own
// sheet (WhatsApp first on most); the button stays hidden where there is none.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { share: url, shareTitle: title, shareText: text } = button.dataset;
    navigator.share({ url, title, text }).catch(() => {});
  });
}
