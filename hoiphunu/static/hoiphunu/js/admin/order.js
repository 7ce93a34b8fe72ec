// Rows put in order by a handle each: dragged to the place of another of its peers, or moved there by the arrow keys.
const sortable = (rows, { name, holder, peers, drop }) => {
  let dragged = null;
  const takes = row => dragged && dragged !== row && peers(dragged).includes(row);
  for (const row of rows) {
    const handle = document.createElement("button");
    handle.type = "button";
    handle.className = "handle";
    handle.textContent = "↕";
    handle.setAttribute("aria-label", `Đổi thứ tự: ${name(row)}. Phím mũi tên lên, xuống.`);
    handle.addEventListener("keydown", event => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const group = peers(row);
      const other = group[group.indexOf(row) + step];
      if (!other) return;
      drop(row, other);
      handle.focus();
    });
    handle.draggable = true;
    handle.addEventListener("dragstart", event => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", name(row));
      row.toggleAttribute("data-dragged", true);
    });
    handle.addEventListener("dragend", () => {
      row.removeAttribute("data-dragged");
      dragged = null;
    });
    row.addEventListener("dragover", event => {
      if (takes(row)) event.preventDefault();
    });
    row.addEventListener("drop", event => {
      if (!takes(row)) return;
      event.preventDefault();
      drop(dragged, row);
    });
    holder(row).append(handle);
  }
};

// A list whose order the server keeps: dropping a row presses a button that says where.
export const sortableList = table => {
  const places = [...table.querySelectorAll("[data-hp-move]")];
  const place = row => row.querySelector("[data-hp-move]").dataset;
  const rows = places.map(found => found.closest("tr"));
  sortable(rows, {
    name: row => place(row).name,
    holder: row => row.querySelector("[data-hp-move]"),
    peers: row => rows.filter(other => place(other).within === place(row).within),
    drop: (row, other) => {
      const button = document.createElement("button");
      button.name = "_move";
      button.value = `${place(row).hpMove}:${place(other).hpMove}`;
      button.hidden = true;
      table.closest("form").append(button);
      table.closest("form").requestSubmit(button);
    },
  });
};

export default sortable;
