// Writes each column's name into its cells: on a phone a row is shown as a card, where no heading stands above.
export default table => {
  const names = [...table.tHead.rows[0].cells].map(cell => cell.querySelector(".text a, .text span")?.textContent.trim());
  for (const row of table.tBodies[0].rows) {
    for (const cell of row.cells) {
      const name = names[cell.cellIndex];
      if (name && cell.tagName === "TD" && !cell.classList.contains("action-checkbox")) cell.dataset.label = name;
    }
  }
};
