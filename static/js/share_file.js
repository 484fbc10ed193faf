// <button data-share-file="address" data-share-name data-share-type data-share-caption="#id" hidden>:
// hands the file itself, with its caption, to the phone's share sheet; hidden where it cannot.
for (const button of document.querySelectorAll("[data-share-file]")) {
  const { shareFile, shareName, shareType, shareCaption } = button.dataset;
  const probe = new File([""], shareName, { type: shareType });
  if (!navigator.canShare?.({ files: [probe] })) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.querySelector(shareCaption).innerText;
    try {
      const blob = await (await fetch(shareFile)).blob();
      await navigator.share({ files: [new File([blob], shareName, { type: shareType })], text });
    } catch {
      // Closed by the reader, or the signal went away: the other buttons are still there.
    }
  });
}
