// Photos and files chosen or dropped go up one by one, each with its own bar and its own answer.
const lost = noun => `Không gửi được: mất kết nối. Bạn chọn lại ${noun} này.`;
const refused = noun => `Máy chủ không nhận ${noun} này. Bạn tải lại trang rồi thử lại; có thể bạn cần đăng nhập lại.`;
const heavy = (noun, most) => `Nặng quá ${Math.floor(most / 1024 / 1024)} MB. Bạn thu nhỏ ${noun} rồi tải lên.`;

const element = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

const line = (list, file) => {
  const item = element("li", "upload-item");
  const bar = element("progress", "upload-item__bar");
  const name = element("span", "upload-item__name", file.name);
  const said = element("span", "upload-item__said", "Đang chờ");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar, said);
  list.append(item);
  return { item, bar, said };
};

const send = (form, file, onProgress) =>
  new Promise(resolve => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("upload", file);
    if (form.elements._hand_in) data.append("_hand_in", "1");
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", event => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const answer = request.response;
      resolve(answer?.state ? answer : { state: "refused", message: answer?.message || refused(form.dataset.noun) });
    });
    request.addEventListener("error", () => resolve({ state: "refused", message: lost(form.dataset.noun) }));
    request.send(data);
  });

const tell = ({ item, bar, said }, answer) => {
  item.classList.add(`upload-item--${answer.state}`);
  bar.remove();
  said.textContent = "";
  if (!answer.url) {
    said.textContent = answer.message;
    return;
  }
  const picture = element("img", "thumb");
  Object.assign(picture, { src: answer.thumbnail, alt: "", width: 96, height: 64 });
  const link = element("a", "", answer.state === "twin" ? "Xem ảnh đã có" : "Viết mô tả");
  link.href = answer.url;
  link.setAttribute("aria-label", `${link.textContent}: ${answer.name}`);
  item.prepend(picture);
  said.append(answer.message.replace(/\.?$/, ". "), link);
};

export default form => {
  const result = document.querySelector("[data-hp-upload-result]");
  const list = result.querySelector("[data-hp-upload-list]");
  const sum = result.querySelector("[data-hp-upload-sum]");
  const inputs = form.querySelectorAll("input[type='file']");
  const { noun, then } = form.dataset;
  const most = Number(form.dataset.mostBytes);
  const drop = form.querySelector("[data-hp-drop]");
  const count = { stored: 0, twin: 0, refused: 0 };
  let queue = Promise.resolve();
  let waiting = 0;
  form.querySelector(".submit-row").hidden = true;

  const one = async (file, row) => {
    row.said.textContent = "Đang tải lên";
    const show = part => {
      row.bar.value = part;
      if (part === 1) row.said.textContent = "Đang xử lý";
    };
    const answer = file.size > most ? { state: "refused", message: heavy(noun, most) } : await send(form, file, show);
    tell(row, answer);
    count[answer.state] += 1;
    waiting -= 1;
    const parts = [`Đã tải lên ${count.stored} ${noun}`];
    if (count.twin) parts.push(`${count.twin} ${noun} đã có sẵn`);
    if (count.refused) parts.push(`${count.refused} ${noun} không nhận`);
    if (then === "reload" && !waiting && !count.refused) location.reload();
    sum.textContent = `${parts.join(", ")}${waiting ? `, còn ${waiting} ${noun}` : ""}.`;
  };

  const add = files => {
    result.hidden = false;
    for (const file of files) {
      const row = line(list, file);
      waiting += 1;
      queue = queue.then(() => one(file, row));
    }
  };

  for (const input of inputs) {
    input.addEventListener("change", () => {
      add([...input.files]);
      input.value = "";
    });
  }
  drop.addEventListener("dragover", event => {
    event.preventDefault();
    drop.classList.add("is-over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", event => {
    event.preventDefault();
    drop.classList.remove("is-over");
    add([...event.dataTransfer.files]);
  });
  // Leaving in the middle would lose the photos that still wait.
  addEventListener("beforeunload", event => waiting && event.preventDefault());
};
