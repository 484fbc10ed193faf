// While the database is away nginx gives its last good copy: say so, by the server's own two clocks.
const OLD = 5 * 60 * 1000;

const place = document.querySelector("[data-old-copy]");
const [navigation] = performance.getEntriesByType("navigation");
const told = Object.fromEntries((navigation?.serverTiming ?? []).map((one) => [one.name, one.description]));
const made = new Date(told.made ?? NaN);

if (place && new Date(told.now ?? NaN) - made > OLD) {
  const time = place.querySelector("time");
  time.dateTime = made.toISOString();
  time.textContent = made.toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  place.hidden = false;
}
