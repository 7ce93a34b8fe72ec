// The focal point is put where one clicks in the picture, or moved by the arrow keys; the number boxes hold it.
const STEP = 0.02;
const MOVES = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const within = number => Math.round(Math.min(1, Math.max(0, number)) * 1000) / 1000;

export default figure => {
  const across = document.querySelector("#id_focal_x");
  const down = document.querySelector("#id_focal_y");
  const picture = figure.querySelector("img");
  if (!across || !down) return;

  const point = document.createElement("button");
  point.type = "button";
  point.className = "focal__point";
  const help = document.createElement("p");
  help.className = "help";
  help.textContent = "Bấm vào chỗ quan trọng nhất trong ảnh; hoặc chọn chấm tròn rồi dùng phím mũi tên.";

  const show = () => {
    const [x, y] = [across, down].map(box => within(Number(box.value.replace(",", ".")) || 0));
    point.style.insetInlineStart = `${x * 100}%`;
    point.style.insetBlockStart = `${y * 100}%`;
    point.setAttribute("aria-label", `Tâm ảnh: ngang ${Math.round(x * 100)}%, dọc ${Math.round(y * 100)}%`);
    return [x, y];
  };
  const put = (x, y) => {
    across.value = within(x);
    down.value = within(y);
    show();
  };

  picture.addEventListener("click", event => {
    const box = picture.getBoundingClientRect();
    put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  });
  point.addEventListener("keydown", event => {
    const move = MOVES[event.key];
    if (!move) return;
    event.preventDefault();
    const [x, y] = show();
    put(x + move[0], y + move[1]);
  });
  for (const box of [across, down]) box.addEventListener("input", show);
  figure.append(point);
  figure.after(help);
  show();
};
