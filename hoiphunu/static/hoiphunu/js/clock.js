// The server prints Vietnam's time; from there the device counts on, shown in UTC+7 wherever it is.
const DAYS = ["Chủ nhật", "Thứ 2", "Thứ 3", "Thứ 4", "Thứ 5", "Thứ 6", "Thứ 7"];
const MINUTE = 60_000;
const VIETNAM = 7 * 60 * MINUTE;
const KEY = "hp-skew";

const two = number => String(number).padStart(2, "0");

export const parts = date => [
  `${DAYS[date.getUTCDay()]}, `,
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`,
  ` ${two(date.getUTCDate())}/${two(date.getUTCMonth() + 1)}/${date.getUTCFullYear()}`,
];

// A page taken again from the browser's cache (304, bfcache) carries an old minute that must not be believed:
// only a body that has just crossed the network is longer than its own encoded size.
const isFresh = () => {
  const [navigation] = performance.getEntriesByType("navigation");
  return Boolean(navigation) && navigation.transferSize > navigation.encodedBodySize;
};

// How far the device's clock is from the server's, in ms; 0 when they agree to 2 minutes.
const skew = printed => {
  try {
    if (!isFresh()) return Number(sessionStorage.getItem(KEY)) || 0;
    const difference = printed - Date.now();
    const found = Math.abs(difference) > 2 * MINUTE ? difference : 0;
    sessionStorage.setItem(KEY, String(found));
    return found;
  } catch {
    return 0;
  }
};

// The server prints the lunar date of its day and of the next; of any other day nothing is said.
const drawLunar = (element, day) => {
  if (day === element.dataset.hpNext) {
    element.textContent = element.dataset.hpNextText;
    element.dataset.hpLunar = day;
  }
  element.hidden = day !== element.dataset.hpLunar;
};

export default () => {
  const lunar = document.querySelector("[data-hp-lunar]");
  const clock = document.querySelector("[data-hp-clock]");
  const offset = skew(Date.parse(clock.dateTime));
  let timer;

  const draw = () => {
    const now = Date.now() + offset;
    const local = new Date(now + VIETNAM);
    const [day, time, date] = parts(local);
    const bold = document.createElement("b");
    bold.textContent = time;
    clock.replaceChildren(day, bold, date);
    clock.dateTime = `${local.toISOString().slice(0, 16)}+07:00`;
    if (lunar) drawLunar(lunar, local.toISOString().slice(0, 10));
    return MINUTE - (now % MINUTE) + 50;
  };
  const tick = () => {
    clearTimeout(timer);
    const wait = draw();
    if (document.documentElement.dataset.still !== "1") timer = setTimeout(tick, wait);
  };

  // Timers sleep in a hidden tab and in the back-forward cache.
  document.addEventListener("visibilitychange", () => document.hidden || tick());
  addEventListener("pageshow", event => event.persisted && tick());
  addEventListener("hp-still", tick);
  tick();
};
