// Shows a PDF inside the page. pdf.js (vendor/pdfjs) is asked for by the first tap only: it weighs what ten pages weigh.
// Pages are drawn when they come near the window and dropped when they leave it: a phone holds three, not three hundred.
const NEAR = "150% 0px";
const ZOOMS = [1, 1.25, 1.5, 2, 3];
// Pixels of one page: more makes phones drop the tab.
const MOST_PIXELS = 5_000_000;

let library;
const load = async worker => {
  library ??= import("../vendor/pdfjs/pdf.min.mjs").then(pdfjs => {
    pdfjs.GlobalWorkerOptions.workerSrc = worker;
    return pdfjs;
  });
  return library;
};

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};
const tool = (text, name, act) => {
  const button = element("button", { type: "button", className: "tool", textContent: text });
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
};

class Viewer {
  constructor(button) {
    this.button = button;
    this.zoom = 0;
    this.pages = [];
    this.status = element("p", { className: "viewer__status" });
    this.status.setAttribute("role", "status");
    this.region = element("div", { className: "viewer__pages", tabIndex: 0 });
    this.region.setAttribute("role", "region");
    this.region.setAttribute("aria-label", button.dataset.hpTitle);
    this.smaller = tool("Nhỏ", "Nhỏ hơn", () => this.resize(-1));
    this.larger = tool("To", "To hơn", () => this.resize(1));
    this.bar = element("div", { className: "viewer__bar" },
      this.status,
      tool("Trước", "Trang trước", () => this.turn(-1)), tool("Sau", "Trang sau", () => this.turn(1)),
      this.smaller, this.larger, tool("Đóng", "Đóng tệp", () => this.close()));
    this.box = element("div", { className: "viewer" }, this.bar, this.region);
  }

  async open() {
    this.button.hidden = true;
    this.button.closest("[data-hp-viewable]").after(this.box);
    this.status.textContent = "Đang mở…";
    this.region.focus({ preventScroll: true });
    try {
      const { hpView: url, hpWorker: worker } = this.button.dataset;
      this.pdfjs = await load(worker);
      this.task = this.pdfjs.getDocument({
        url,
        wasmUrl: new URL("./", new URL(worker, location.href)).href,
        useWasm: false,
        isEvalSupported: false,
        enableXfa: false,
        disableAutoFetch: true,
        maxImageSize: 40_000_000,
        canvasMaxAreaInBytes: MOST_PIXELS * 4,
      });
      this.document = await this.task.promise;
      await this.lay();
    } catch {
      this.fail();
    }
  }

  async lay() {
    const first = await this.document.getPage(1);
    this.shape = first.getViewport({ scale: 1 });
    for (let number = 1; number <= this.document.numPages; number += 1) {
      const place = element("div", { className: "viewer__page" });
      place.setAttribute("role", "group");
      place.setAttribute("aria-label", `Trang ${number}`);
      this.pages.push({ number, place, width: this.shape.width, height: this.shape.height });
      this.region.append(place);
    }
    this.measure();
    this.near = new IntersectionObserver(seen => this.show(seen), { root: this.region, rootMargin: NEAR });
    for (const page of this.pages) this.near.observe(page.place);
    this.region.addEventListener("scroll", () => this.tell(), { passive: true });
    addEventListener("resize", () => this.redraw());
    this.tell();
  }

  // The width of the region is the width of a page at the first zoom.
  get scale() {
    const room = this.region.clientWidth - 16;
    return Math.max(room / this.shape.width, .2) * ZOOMS[this.zoom];
  }

  measure() {
    for (const { place, width, height } of this.pages) {
      place.style.inlineSize = `${Math.floor(width * this.scale)}px`;
      place.style.blockSize = `${Math.floor(height * this.scale)}px`;
    }
    this.smaller.disabled = this.zoom === 0;
    this.larger.disabled = this.zoom === ZOOMS.length - 1;
  }

  show(seen) {
    for (const { target, isIntersecting } of seen) {
      const page = this.pages.find(({ place }) => place === target);
      page.isNear = isIntersecting;
      if (isIntersecting) this.draw(page).catch(() => this.fail());
      else this.drop(page);
    }
  }

  async draw(page) {
    if (page.drawing || !page.isNear) return;
    page.drawing = true;
    const source = await this.document.getPage(page.number);
    const scale = this.scale;
    const viewport = source.getViewport({ scale });
    const sharp = Math.min(devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = element("canvas", {
      width: Math.floor(viewport.width * sharp), height: Math.floor(viewport.height * sharp),
    });
    canvas.setAttribute("aria-hidden", "true");
    Object.assign(page, { width: viewport.width / scale, height: viewport.height / scale });
    this.measure();
    page.task = source.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
    try {
      await page.task.promise;
    } catch (error) {
      page.drawing = false;
      if (error.name !== "RenderingCancelledException") throw error;
      return;
    }
    const text = element("div", { className: "viewer__text" });
    text.style.setProperty("--total-scale-factor", scale);
    page.place.replaceChildren(canvas, text);
    await new this.pdfjs.TextLayer({
      textContentSource: source.streamTextContent(), container: text, viewport,
    }).render();
  }

  drop(page) {
    page.task?.cancel();
    page.drawing = false;
    const canvas = page.place.querySelector("canvas");
    if (canvas) canvas.width = 0;
    page.place.replaceChildren();
  }

  redraw() {
    const before = this.region.scrollTop / (this.region.scrollHeight || 1);
    this.measure();
    this.region.scrollTop = before * this.region.scrollHeight;
    for (const page of this.pages) {
      if (!page.isNear) continue;
      this.drop(page);
      this.draw(page).catch(() => this.fail());
    }
  }

  resize(step) {
    if (!this.shape) return;
    this.zoom = Math.min(Math.max(this.zoom + step, 0), ZOOMS.length - 1);
    this.redraw();
  }

  get current() {
    const middle = this.region.scrollTop + this.region.clientHeight / 2;
    const passed = this.pages.filter(({ place }) => place.offsetTop <= middle);
    return Math.max(passed.length, 1);
  }

  turn(step) {
    const page = this.pages[Math.min(Math.max(this.current + step, 1), this.pages.length) - 1];
    if (page) this.region.scrollTop = page.place.offsetTop;
  }

  tell() {
    const words = `Trang ${this.current}/${this.pages.length}`;
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  fail() {
    this.end();
    this.region.replaceChildren();
    this.status.textContent = "Không mở được tệp ở đây. Bạn tải tệp về để xem.";
  }

  end() {
    this.near?.disconnect();
    this.task?.destroy();
    this.pages = [];
  }

  close() {
    this.end();
    this.box.remove();
    this.button.hidden = false;
    this.button.focus();
  }
}

export default () => {
  for (const button of document.querySelectorAll("[data-hp-view]")) {
    button.addEventListener("click", () => new Viewer(button).open());
  }
};
