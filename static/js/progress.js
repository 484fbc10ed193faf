// [data-progress][data-working]: refresh the section every two seconds; without script a link does
// the same. A finished file is announced once.
const INTERVAL = 2000;
const refresh = async () => {
  const section = document.querySelector("[data-progress][data-working]");
  if (!section) return;
  // Do not interrupt an open confirmation.
  if (section.querySelector("details[open]")) return setTimeout(refresh, INTERVAL);
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!response.ok || !fresh) return;
    const hadFocus = document.activeElement?.closest("[data-progress]") === section;
    const ready = fresh.querySelector("a[href*='/files/']");
    section.replaceWith(fresh);
    if (!("working" in fresh.dataset) && ready) {
      fresh.querySelector("[data-progress-status]").textContent = ready.textContent;
      if (hadFocus) ready.focus();
    }
  } catch {
    // No connection; try again with the next refresh.
  }
  setTimeout(refresh, INTERVAL);
};
setTimeout(refresh, INTERVAL);
