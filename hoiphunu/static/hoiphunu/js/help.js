// The help page stays one entry in the tab's history: looking up a commune happens in place, another language replaces
// the page. So whoever presses Back later meets what was open before it, and leaving replaces all there is.
const fold = text => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
const words = text => fold(text).match(/[a-z0-9]+/g) ?? [];

const lookUp = form => {
  const places = [...document.querySelectorAll("[data-hp-place]")];
  const nothing = document.querySelector("[data-hp-nothing]");

  const find = () => {
    const asked = words(form.q.value);
    const district = form.huyen?.value ?? "";
    let found = 0;
    for (const place of places) {
      const { hpPlace, hpDistrict } = place.dataset;
      place.hidden = !asked.every(word => hpPlace.includes(word)) || (district !== "" && hpDistrict !== district);
      if (!place.hidden) found += 1;
    }
    nothing.hidden = found > 0;
  };
  // Asked for by its address, the page already holds a part of the communes only.
  const isWhole = !location.search;
  if (isWhole) {
    form.addEventListener("input", find);
    form.addEventListener("submit", event => {
      event.preventDefault();
      find();
    });
    find();
  } else {
    form.addEventListener("submit", event => {
      event.preventDefault();
      const asked = new URLSearchParams(new FormData(form));
      location.replace(`${form.action.split("#")[0]}?${asked}#to`);
    });
  }
};

export default () => {
  const form = document.querySelector("[data-hp-find]");
  if (form) lookUp(form);
  for (const link of document.querySelectorAll("[data-hp-replace]")) {
    link.addEventListener("click", event => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      location.replace(link.href);
    });
  }
};
