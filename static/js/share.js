// <button data-share-text="…" data-share-title="…" hidden>: hands the text to the phone's share sheet.
// With data-share-file="address", -name and -type it hands over the file, too, with the text as its caption.
// Hidden where the browser cannot do it. A share sheet opens only within seconds of a tap: a file that took
// longer on a weak signal is kept, and the label asks for a second tap.
for (const button of document.querySelectorAll("[data-share-text]")) {
  const { shareText: text, shareTitle: title, shareFile, shareName: name, shareType: type } = button.dataset;
  const { shareWait, shareReady, shareFailed } = button.dataset;
  const label = button.lastChild;
  const usual = label.textContent;
  let fetching;

  if (shareFile ? !navigator.canShare?.({ files: [new File([""], name, { type })] }) : !navigator.share) continue;
  button.hidden = false;
  button.setAttribute("aria-live", "polite");

  async function fetchFile() {
    const answer = await fetch(shareFile);
    if (!answer.ok) throw new Error(answer.status);
    return [new File([await answer.blob()], name, { type })];
  }

  button.addEventListener("click", async () => {
    if (!shareFile) return navigator.share({ title, text }).catch(() => {});
    if (!fetching) label.textContent = shareWait;
    fetching ??= fetchFile();
    let files;
    try {
      files = await fetching;
    } catch {
      fetching = undefined;
      label.textContent = shareFailed;
      return;
    }
    try {
      await navigator.share({ files, title, text });
      label.textContent = usual;
    } catch (error) {
      label.textContent = error.name === "NotAllowedError" ? shareReady : usual;
    }
  });
}
