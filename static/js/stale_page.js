// While the database is down nginx serves its last good copy: say so, comparing the server's two clocks.
const MAX_AGE = 5 * 60 * 1000;

const template = document.querySelector("template[data-stale-page]");
const [navigation] = performance.getEntriesByType("navigation");
const timings = Object.fromEntries((navigation?.serverTiming ?? []).map((timing) => [timing.name, timing.description]));
const rendered = new Date(timings.made ?? NaN);

if (template && new Date(timings.now ?? NaN) - rendered > MAX_AGE) {
  const notice = template.content.cloneNode(true);
  const time = notice.querySelector("time");
  time.dateTime = rendered.toISOString();
  time.textContent = rendered.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  template.replaceWith(notice);
}
