// A button that names YouTube; only when it is tapped does the page ask YouTube for anything.
const PLAYER = "https://www.youtube-nocookie.com/embed/";

export default () => {
  for (const cover of document.querySelectorAll("[data-hp-video]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button video__play";
    button.textContent = "Mở video từ YouTube ngay tại đây";
    button.addEventListener("click", () => play(cover));
    cover.append(button);
  }
};

function play(cover) {
  const frame = document.createElement("iframe");
  frame.title = "Video từ YouTube";
  frame.allow = "autoplay; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  // The player refuses a page that does not say which site it is on.
  frame.referrerPolicy = "strict-origin";
  frame.src = `${PLAYER}${cover.dataset.hpVideo}?autoplay=1`;
  cover.replaceChildren(frame);
  frame.focus();
}
