// Reads the article aloud, by voices of this device alone: others would send the text to their maker.
const localVoice = () => speechSynthesis.getVoices()
  .find(voice => voice.localService && /^vi\b/i.test(voice.lang.replace("_", "-")));

const passages = text => [...text.querySelectorAll("h2, h3, h4, p, li, blockquote, figcaption, td, th")]
  .filter(node => node.textContent.trim() && !node.querySelector("p, li"));

export default () => {
  const box = document.querySelector("[data-hp-listen]");
  const text = document.querySelector("[data-hp-text]");
  if (!text || !("speechSynthesis" in window)) return;
  const toggle = box.querySelector("[data-hp-listen-toggle]");
  const stop = box.querySelector("[data-hp-listen-stop]");
  const label = toggle.querySelector("[data-hp-listen-label]");
  const all = passages(text);
  let place = 0;
  // Counts the runs: a cancelled passage must not lead to the next one.
  let run = 0;

  const mark = node => {
    for (const marked of text.querySelectorAll(".is-read-aloud")) marked.classList.remove("is-read-aloud");
    if (!node) return;
    node.classList.add("is-read-aloud");
    node.scrollIntoView({ block: "nearest" });
  };

  const rest = (words, resting) => {
    run += 1;
    speechSynthesis.cancel();
    label.textContent = words;
    toggle.removeAttribute("data-hp-on");
    stop.hidden = !resting;
  };

  const finish = () => {
    place = 0;
    rest("Nghe bài", false);
    mark(null);
  };

  const speak = mine => {
    const voice = localVoice();
    if (mine !== run) return;
    if (!voice || place >= all.length) {
      finish();
      return;
    }
    const saying = new SpeechSynthesisUtterance(all[place].textContent.trim());
    saying.voice = voice;
    saying.lang = voice.lang;
    saying.onend = () => {
      if (mine !== run) return;
      place += 1;
      speak(mine);
    };
    saying.onerror = () => { if (mine === run) finish(); };
    mark(all[place]);
    speechSynthesis.speak(saying);
  };

  // speechSynthesis.pause() ends everything on some phones: a pause keeps the passage and starts it anew.
  toggle.addEventListener("click", () => {
    if (toggle.hasAttribute("data-hp-on")) {
      rest("Nghe tiếp", true);
      return;
    }
    rest("Tạm dừng", true);
    toggle.setAttribute("data-hp-on", "");
    speak(run);
  });
  stop.addEventListener("click", () => {
    finish();
    toggle.focus();
  });
  addEventListener("pagehide", finish);

  const offer = () => { box.hidden = !localVoice(); };
  offer();
  speechSynthesis.addEventListener("voiceschanged", offer);
};
