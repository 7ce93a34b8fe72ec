// How long a title or summary is, beside how long it should be at most.
export default field => {
  const most = Number(field.dataset.hpCount);
  const shown = document.createElement("p");
  shown.className = "letters";
  // The field's own limit is said by the checks; this is only for the eye.
  shown.setAttribute("aria-hidden", "true");
  const count = () => {
    const length = [...field.value.trim()].length;
    shown.textContent = `${length} / ${most} chữ cái`;
    shown.classList.toggle("letters--many", length > most);
  };
  field.addEventListener("input", count);
  field.after(shown);
  count();
};
