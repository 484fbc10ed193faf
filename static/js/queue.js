// <form data-queue>: choose every row of the page at once.
for (const form of document.querySelectorAll("form[data-queue]")) {
  const all = form.querySelector("[data-queue-all]");
  const rows = [...form.querySelectorAll("input[name=item]")];
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => rows.forEach((row) => (row.checked = all.checked)));
  form.addEventListener("change", () => {
    const chosen = rows.filter((row) => row.checked).length;
    all.checked = chosen === rows.length;
    all.indeterminate = chosen > 0 && chosen < rows.length;
  });
}
