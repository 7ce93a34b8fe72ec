// Text size, theme and motion, remembered for this tab only (sessionStorage): no cookie, no localStorage.
export default () => {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("[data-hp-display] button")];
  const draw = () => {
    for (const button of buttons) {
      const chosen = (root.dataset[button.dataset.hpSet] ?? "") === button.dataset.hpValue;
      button.setAttribute("aria-pressed", String(chosen));
    }
  };
  const remember = (name, value) => {
    try {
      if (value) sessionStorage.setItem(`hp-${name}`, value);
      else sessionStorage.removeItem(`hp-${name}`);
    } catch {
      // The choice still holds on this page.
    }
  };

  for (const button of buttons) {
    button.addEventListener("click", () => {
      const { hpSet: name, hpValue: value } = button.dataset;
      if (value) root.dataset[name] = value;
      else delete root.dataset[name];
      remember(name, value);
      draw();
      if (name === "still") dispatchEvent(new Event("hp-still"));
    });
  }
  draw();
};
