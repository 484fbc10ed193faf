// <form data-queue>: select all rows of the page, and show how many are selected.
for (const form of document.querySelectorAll("form[data-queue]")) {
  const selectAll = form.querySelector("[data-queue-all]");
  const rows = [...form.querySelectorAll("input[name=item]")];
  selectAll.closest("[hidden]").hidden = false;
  selectAll.addEventListener("change", () => rows.forEach((row) => (row.checked = selectAll.checked)));
  const counter = form.querySelector("[data-queue-count]");
  form.addEventListener("change", () => {
    const chosen = rows.filter((row) => row.checked).length;
    counter.textContent = chosen;
    counter.hidden = !chosen;
    selectAll.checked = chosen === rows.length;
    selectAll.indeterminate = chosen > 0 && chosen < rows.length;
  });
}
