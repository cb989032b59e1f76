// Sorts the table by the column whose head was clicked; a second click turns the order around.
"use strict";
for (const head of document.querySelectorAll(".heat thead th")) {
  head.querySelector("button").addEventListener("click", () => {
    const column = [...head.parentElement.children].indexOf(head);
    const before = head.getAttribute("aria-sort") ?? (column === 0 ? "descending" : "ascending");
    const down = before === "ascending";
    for (const other of head.parentElement.children) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = head.closest("table").tBodies[0];
    const key = (row) => row.children[column].dataset.key;
    const compare = column === 0
      ? (one, other) => key(one).localeCompare(key(other))
      : (one, other) => key(one) - key(other);
    const rows = [...body.rows].sort(compare);
    body.append(...(down ? rows.reverse() : rows));
  });
}
