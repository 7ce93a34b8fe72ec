// Keeps on the server what is typed before it is saved, tells who else has the form open, and outlives a session.
const LOOK = 3000;
const BEAT = 15000;

export default place => {
  const form = place.closest("form");
  const url = place.dataset.hpTyping;
  const token = form.elements.csrfmiddlewaretoken;
  const bars = new Map();
  const first = new Map();
  let kept = "";
  let beaten = 0;
  let running = null;
  let isLeaving = false;

  const bar = (name, ...parts) => {
    if (!parts.length) {
      bars.get(name)?.remove();
      bars.delete(name);
      return;
    }
    const said = parts.map(part => part.textContent ?? part).join("");
    if (bars.get(name)?.textContent === said) return;
    const line = document.createElement("p");
    line.className = `typing__bar typing__bar--${name}`;
    line.append(...parts);
    if (bars.has(name)) bars.get(name).replaceWith(line);
    else place.append(line);
    bars.set(name, line);
  };
  const button = (label, action) => {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: label });
    made.addEventListener("click", action);
    return made;
  };
  const link = (label, href, more = {}) => Object.assign(document.createElement("a"), { textContent: label, href, className: "button", ...more });

  const editors = () =>
    Object.values(window.CKEDITOR?.instances ?? {}).filter(each => each.status === "ready" && form.contains(each.element.$));
  // The editor writes the same text its own way: only what differs from its first reading was typed.
  const meet = editor => {
    if (!first.has(editor.name)) first.set(editor.name, editor.getData());
  };
  window.CKEDITOR?.on("instanceReady", ({ editor }) => meet(editor));
  const read = () => {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    for (const [name, value] of [...data]) if (typeof value !== "string") data.delete(name);
    for (const editor of editors()) {
      meet(editor);
      const text = editor.getData();
      if (text !== first.get(editor.name)) data.set(editor.element.$.name, text);
    }
    return new URLSearchParams(data);
  };

  const ended = () => {
    bar(
      "session",
      "Phiên làm việc đã hết: đăng nhập lại ở thẻ mới rồi lưu. Chữ bạn gõ vẫn còn nguyên ở đây. ",
      link("Đăng nhập ở thẻ mới", place.dataset.login, { target: "_blank", rel: "noopener" }),
    );
    return null;
  };
  const renew = async () => {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return false;
    token.value = (await answer.json()).token;
    for (const editor of editors()) editor.config.fileTools_requestHeaders = { "X-CSRFToken": token.value };
    return true;
  };
  const post = (body, isLast) =>
    fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token.value }, keepalive: isLast && `${body}`.length < 60000 });

  const beat = async (more = {}, isLast = false) => {
    const text = read();
    const now = `${text}`;
    const body = now === kept ? new URLSearchParams({ _form_key: form.elements._form_key.value }) : text;
    if (now !== kept) body.set("_typed", "1");
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    beaten = Date.now();
    let answer;
    try {
      answer = await post(body, isLast);
      if (answer.status === 403 && (await renew())) answer = await post(body, isLast);
    } catch {
      bar("net", "Chưa nối được máy chủ. Chữ bạn gõ vẫn còn nguyên ở đây và sẽ được giữ khi nối lại được.");
      return null;
    }
    bar("net");
    if (answer.status === 401 || answer.status === 403) return ended();
    bar("session");
    if (answer.status === 404) {
      bar("gone", "Mục này vừa được bỏ vào Thùng rác. Hãy chép lại chữ bạn gõ, hoặc nhờ lấy lại mục này rồi lưu.");
      return null;
    }
    if (!answer.ok) return null;
    kept = now;
    const told = await answer.json();
    if (!told.saved) show(told);
    return told;
  };
  const run = (...given) => {
    running = (running ?? Promise.resolve()).then(() => beat(...given));
    return running;
  };
  const show = ({ kept: at, others, taken, offers }) => {
    const take = () => button("Tôi sửa tiếp", () => run({ _do: "take" }));
    if (at) bar("kept", `Đã giữ bản gõ dở lúc ${at}. Chưa ai thấy cho đến khi bạn lưu.`);
    if (taken) {
      bar("there", `${taken.name} sửa tiếp mục này từ ${taken.at}. Chữ bạn gõ vẫn được giữ riêng. `, take());
    } else if (others.length) {
      const names = others.map(({ name, since }) => `${name} (từ ${since})`).join(", ");
      bar("there", `Đang cùng mở mục này: ${names}. Nếu cả hai cùng lưu, trang cho chọn từng chỗ. `, take());
    } else bar("there");
    const lines = offers.flatMap(({ key, url: address, at: when }) => [
      `Có bản gõ dở lúc ${when}. `,
      link("Lấy lại", address),
      " ",
      button("Bỏ", () => run({ _do: "drop", _which: key })),
      " ",
    ]);
    bar("offer", ...lines);
  };

  kept = `${read()}`;
  run();
  setInterval(() => {
    if (isLeaving) return;
    if (Date.now() - beaten > BEAT || `${read()}` !== kept) run();
  }, LOOK);
  addEventListener("focus", () => bars.has("session") && run());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isLeaving && `${read()}` !== kept) run({}, true);
  });

  // A form sent without a session would be lost on the way to the login.
  form.addEventListener("submit", async event => {
    if (isLeaving) return;
    event.preventDefault();
    const { submitter } = event;
    if (!(await run())) {
      place.scrollIntoView({ block: "center" });
      return;
    }
    isLeaving = true;
    form.requestSubmit(submitter);
  });
  addEventListener("pageshow", () => (isLeaving = false));
};
