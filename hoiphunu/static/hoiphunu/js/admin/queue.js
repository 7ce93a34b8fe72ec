// The queue of requests asks once a minute whether a new one has come; it says so, and sounds only when asked to.
const EVERY = 60_000;

const sound = () => {
  const context = new AudioContext();
  const tone = context.createOscillator();
  const volume = context.createGain();
  volume.gain.setValueAtTime(.15, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(.001, context.currentTime + .6);
  tone.frequency.value = 660;
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + .6);
};

export default box => {
  const wants = box.querySelector("[data-hp-queue-sound]");
  const news = box.querySelector("[data-hp-queue-news]");
  const over = box.querySelector("[data-hp-queue-over]");
  let newest = Number(box.dataset.hpNewest);

  wants.addEventListener("change", () => {
    if (wants.checked) sound(); // so that she knows how it sounds, and the browser allows the next one
  });
  setInterval(async () => {
    try {
      const answer = await fetch(box.dataset.hpQueue, { headers: { Accept: "application/json" } });
      if (answer.redirected && over.hidden) {
        over.hidden = false; // her session has ended: nothing would be told any more
        if (wants.checked) sound();
      }
      const found = answer.ok && !answer.redirected ? (await answer.json()).newest : newest;
      if (found <= newest) return;
      newest = found;
      news.hidden = false;
      if (wants.checked) sound();
    } catch {
      // No network for a minute.
    }
  }, EVERY);
};
