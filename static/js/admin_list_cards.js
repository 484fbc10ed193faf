// On a phone each row of a list of Django's admin becomes a card; here its cells get the headings
// that stand above them in the table. Without script the table is moved sideways.
const list = document.querySelector("#result_list");
if (list) {
  const headings = [...list.querySelectorAll("thead th")].map((head) => head.innerText.trim());
  for (const row of list.querySelectorAll("tbody tr")) {
    [...row.children].forEach((cell, column) => (cell.dataset.label = headings[column] || ""));
  }
  list.classList.add("cards");
}
