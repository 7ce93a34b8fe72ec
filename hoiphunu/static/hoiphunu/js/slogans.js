// The W3C APG carousel: the stop button comes first, hover and focus pause, less motion is respected.
// One round, then it rests on the first slogan.
export default () => {
  const strip = document.querySelector("[data-hp-slogans]");
  const slogans = [...strip.querySelectorAll(".slogan")];
  const track = strip.querySelector(".slogans__track");
  const button = strip.querySelector("[data-hp-run]");
  const icon = button.querySelector("use");
  const counter = strip.querySelector(".slogans__count");
  const still = () =>
    matchMedia("(prefers-reduced-motion: reduce)").matches ||
    navigator.connection?.saveData ||
    document.documentElement.dataset.still === "1";

  let current = 0;
  let running = !still() && slogans.length > 1;
  let waiting = false;
  let timer;

  const draw = () => {
    slogans.forEach((slogan, index) => {
      slogan.toggleAttribute("data-on", index === current);
      slogan.inert = index !== current;
    });
    counter.textContent = `${current + 1}/${slogans.length}`;
    button.setAttribute("aria-label", running ? "Dừng luân phiên khẩu hiệu" : "Cho khẩu hiệu luân phiên");
    // Only the fragment changes: the sprite's address carries a hash of its content.
    icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, running ? "#pause" : "#play"));
    track.setAttribute("aria-live", running ? "off" : "polite");
  };
  const readingTime = () => Math.min(14_000, 4_000 + slogans[current].textContent.trim().length * 45);
  const plan = () => {
    clearTimeout(timer);
    if (!running || waiting) return;
    timer = setTimeout(() => {
      current = (current + 1) % slogans.length;
      if (current === 0) running = false;
      draw();
      plan();
    }, readingTime());
  };
  const go = step => {
    running = false;
    current = (current + step + slogans.length) % slogans.length;
    draw();
    plan();
  };
  const stop = () => {
    running = false;
    draw();
    plan();
  };
  const wait = value => {
    waiting = value;
    plan();
  };

  button.addEventListener("click", () => {
    running = !running;
    waiting = false;
    draw();
    plan();
  });
  strip.querySelector("[data-hp-previous]").addEventListener("click", () => go(-1));
  strip.querySelector("[data-hp-next]").addEventListener("click", () => go(1));
  strip.addEventListener("focusin", event => {
    if (event.target !== button && event.target.matches(":focus-visible")) stop();
  });
  strip.addEventListener("pointerenter", event => event.pointerType === "mouse" && wait(true));
  strip.addEventListener("pointerleave", event => event.pointerType === "mouse" && wait(false));
  document.addEventListener("visibilitychange", () => wait(document.hidden));
  addEventListener("hp-still", () => still() && stop());

  let startX = 0;
  track.addEventListener("touchstart", event => { startX = event.touches[0].clientX; }, { passive: true });
  track.addEventListener("touchend", event => {
    const distance = event.changedTouches[0].clientX - startX;
    if (Math.abs(distance) > 40) go(distance < 0 ? 1 : -1);
  });

  // Without the script the track is a swipeable list and needs the keyboard; now the buttons do that.
  track.removeAttribute("tabindex");
  draw();
  plan();
};
