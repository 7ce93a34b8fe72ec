// A browser names its file button in its own language; ours stands over it, and the real field stays what is pressed,
// focused, dropped on and sent.
const NONE = "Chưa chọn tệp nào";

const element = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text });

const dress = field => {
  if (field.closest(".chooser")) return;
  const box = element("chooser", "");
  const many = field.webkitdirectory ? "Chọn thư mục" : "Chọn các tệp";
  const button = element("chooser__button", field.multiple ? many : "Chọn tệp");
  const chosen = element("chooser__name", NONE);
  button.setAttribute("aria-hidden", "true");
  chosen.setAttribute("role", "status");
  field.replaceWith(box);
  box.append(field, button, chosen);
  const tell = () => {
    const names = [...field.files].map(file => file.name);
    chosen.textContent = names.length > 1 ? `${names.length} tệp: ${names.join(", ")}` : names[0] || NONE;
  };
  field.addEventListener("change", tell);
  field.form?.addEventListener("reset", () => setTimeout(tell));
  tell();
};

export default () => {
  for (const field of document.querySelectorAll("input[type='file']")) {
    if (!field.closest(".empty-form")) dress(field);
  }
};
