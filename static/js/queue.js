// <form data-queue>: choose every row of the page at once, and see how many are chosen.
for (const form of document.querySelectorAll("form[data-queue]")) {
  const all = form.querySelector("[data-queue-all]");
  const rows = [...form.querySelectorAll("input[name=item]")];
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => rows.forEach((row) => (row.checked = all.checked)));
  const told = form.querySelector("[data-queue-count]");
  form.addEventListener("change", () => {
    const chosen = rows.filter((row) => row.checked).length;
    told.textContent = chosen;
    told.hidden = !chosen;
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  });
}
