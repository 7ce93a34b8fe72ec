// Runs before the first paint: says that scripts work and restores this tab's display choices.
(root => {
  root.className = navigator.share ? "js" : "js no-share";
  try {
    for (const name of ["text", "theme", "still"]) {
      const value = sessionStorage.getItem(`hp-${name}`);
      if (value) root.dataset[name] = value;
    }
  } catch {
    // Storage may be forbidden; the defaults do.
  }
})(document.documentElement);
