// [data-progress][data-working]: looks again every two seconds and shows how far things are;
// without script a link does the same. What is ready is said once.
const every = 2000;
const look = async () => {
  const place = document.querySelector("[data-progress][data-working]");
  if (!place) return;
  // Who is being asked something is not interrupted.
  if (place.querySelector("details[open]")) return setTimeout(look, every);
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-progress]");
    if (!answer.ok || !fresh) return;
    const had = document.activeElement?.closest("[data-progress]") === place;
    const ready = fresh.querySelector("a[href*='/files/']");
    place.replaceWith(fresh);
    if (!("working" in fresh.dataset) && ready) {
      fresh.querySelector("[data-progress-said]").textContent = ready.textContent;
      if (had) ready.focus();
    }
  } catch {
    // The line is away; the next look may find it.
  }
  setTimeout(look, every);
};
setTimeout(look, every);
