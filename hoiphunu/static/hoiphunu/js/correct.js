// Marking a passage of an article offers "Báo lỗi đoạn này". The passage goes to the form through this tab's memory,
// never through the address: addresses stay in histories and logs. Sensitive articles have no such button.
const LONGEST = 600;

const remember = (key, passage) => {
  try {
    sessionStorage.setItem(key, passage);
  } catch {
    // Storage may be forbidden: she types the passage herself.
  }
};

const offer = text => {
  const link = document.querySelector("[data-hp-report]");
  const key = `hp-correct-${link.dataset.hpReport}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button correct__mark";
  button.textContent = "Báo lỗi đoạn này";
  button.hidden = true;
  document.body.append(button);
  let passage = "";
  let timer;

  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const selection = getSelection();
      const inside = selection.rangeCount > 0 && text.contains(selection.getRangeAt(0).commonAncestorContainer);
      passage = inside ? selection.toString().replace(/\s+/g, " ").trim().slice(0, LONGEST) : "";
      button.hidden = passage.length < 2;
      if (button.hidden) return;
      const box = selection.getRangeAt(0).getBoundingClientRect();
      button.style.top = `${box.bottom + scrollY + 8}px`;
      button.style.left = `${Math.max(8, Math.min(box.left, innerWidth - button.offsetWidth - 8)) + scrollX}px`;
    }, 200);
  });
  // Pressing the button must not take the marking away first.
  button.addEventListener("pointerdown", event => event.preventDefault());
  button.addEventListener("click", () => {
    remember(key, passage);
    location.assign(link.href);
  });
};

const fill = form => {
  const key = `hp-correct-${form.dataset.hpCorrect}`;
  try {
    const passage = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    const field = form.elements.passage;
    if (passage && !field.value) {
      field.value = passage;
      form.elements.proposal.focus();
    }
  } catch {
    // Nothing was remembered, then.
  }
};

export default () => {
  const form = document.querySelector("[data-hp-correct]");
  if (form) fill(form);
  const text = document.querySelector("[data-hp-report]") && document.querySelector(".article .read");
  if (text) offer(text);
};
