// How a slogan stands in the band: its dates kept whole, its letters counted, whether a phone shows all of it.
const LINES = 3;
const MOST = 160;
// As the site's own filter: a range of dates does not break across lines.
const RANGE = /(\d{1,2}\/\d{1,2}(?:\/\d{4})?\s*[-–]\s*\d{1,2}\/\d{1,2}(?:\/\d{4})?)/;

export const worded = text => text.split(RANGE).map((part, index) => {
  if (index % 2 === 0) return part;
  return Object.assign(document.createElement("span"), { className: "nowrap", textContent: part });
});

const lines = phone => {
  const copy = phone.cloneNode(true);
  Object.assign(copy.style, { display: "block", overflow: "visible", position: "absolute", visibility: "hidden" });
  copy.style.inlineSize = `${phone.clientWidth}px`;
  phone.parentElement.append(copy);
  const count = Math.round(copy.scrollHeight / parseFloat(getComputedStyle(copy).lineHeight));
  copy.remove();
  return count;
};

/** `phone` is the slogan as the phone's band shows it. */
export const verdict = phone => {
  if (!phone.textContent.trim()) return "";
  if (lines(phone) <= LINES) return "Vừa ba dòng trên điện thoại";
  return "Dài hơn ba dòng trên điện thoại: người đọc bấm “Xem đủ” để đọc hết";
};

export const letters = text => `${[...text.trim()].length} / ${MOST} chữ cái`;
