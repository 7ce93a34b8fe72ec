// What the configuration cannot say: the upload's token, photo numbers, what a paste may bring, simpler dialogs.
(() => {
  const OWN = /^\/tep\//;
  // Address → number of every photo this page has met, so that a picture keeps its number through dialogs.
  const photos = new Map();

  CKEDITOR.on("instanceCreated", ({ editor }) => {
    editor.on("configLoaded", () => {
      // The cookie is closed to scripts; the form carries the token.
      const token = document.querySelector("input[name=csrfmiddlewaretoken]");
      editor.config.fileTools_requestHeaders = { "X-CSRFToken": token ? token.value : "" };
    });
    editor.on("fileUploadRequest", ({ data }) => data.fileLoader.on("error", explained, null, null, 0));
    editor.on("fileUploadResponse", ({ data }) => remember(data.fileLoader), null, null, 5);
    editor.on("widgetDefinition", ({ data }) => {
      if (data.name === "uploadimage") data.onUploaded = placed;
    });
    editor.on("paste", (event) => pasted(editor, event), null, null, 4);
    // 5 parses, 6 filters: in between, stored figures get the class by which image2 knows its own.
    editor.on("toHtml", ({ data }) => data.dataValue.forEach?.(known, CKEDITOR.NODE_ELEMENT), null, null, 5.5);
    editor.on("instanceReady", () => {
      // applyToAll: a picture stands inside its widget, which ordinary rules pass by.
      editor.dataProcessor.htmlFilter.addRules({ elements: { img: numbered, $: plain } }, { applyToAll: true });
    });
  });

  CKEDITOR.on("dialogDefinition", ({ data }) => dialogs[data.name]?.(data.definition));

  function answerOf(fileLoader) {
    try {
      return JSON.parse(fileLoader.xhr.responseText);
    } catch {
      return {};
    }
  }

  // A refusal comes with a sentence; CKEditor by itself would only show the status.
  function explained({ sender }) {
    const { error } = answerOf(sender);
    if (error && error.message) sender.message = error.message;
  }

  function remember(fileLoader) {
    const { url, photo } = answerOf(fileLoader);
    if (url && photo) photos.set(url, String(photo));
  }

  function placed(upload) {
    const image = new CKEDITOR.dom.element("img");
    const { naturalWidth, naturalHeight } = this.parts.img.$;
    const { width = naturalWidth, height = naturalHeight } = upload.responseData || {};
    image.setAttributes({ src: upload.url, width, height });
    this.replaceWith(image.getOuterHtml());
  }

  function numbered(image) {
    const number = photos.get(image.attributes.src);
    if (number) image.attributes["data-photo"] = number;
    else delete image.attributes["data-photo"];
  }

  // The browser leaves an emptied style behind where the editor measured something: nobody typed that.
  function plain({ attributes }) {
    if (attributes.style === "") delete attributes.style;
  }

  function known(element) {
    const { attributes } = element;
    if (element.name === "img" && attributes["data-photo"]) photos.set(attributes.src, attributes["data-photo"]);
    if (element.name !== "figure" || element.hasClass("image")) return;
    element.addClass("image");
    if (element.hasClass("align-center")) {
      element.removeClass("align-center");
      element.wrapWith(new CKEDITOR.htmlParser.element("div", { class: "align-center" }));
    }
  }

  // Elements we do not have become the nearest we have; pictures of other sites stay there, unasked for.
  const NEAREST = { H1: "h2", H5: "h4", H6: "h4", B: "strong", I: "em" };

  // Deletions Word still keeps, remarks among colleagues, and what a page hides.
  const UNSEEN = "del, .msocomanchor, .msocomtxt, [style*='display:none'], [style*='display: none']";

  function pasted(editor, { data }) {
    if (data.dataTransfer.getTransferType(editor) === CKEDITOR.DATA_TRANSFER_INTERNAL) return;
    if (!data.dataValue || data.type === "text") return;
    // A document of this kind runs no script and loads no picture.
    const { body } = new DOMParser().parseFromString(data.dataValue, "text/html");
    let left = 0;
    for (const part of body.querySelectorAll(UNSEEN)) part.remove();
    for (const frame of body.querySelectorAll("iframe[src^='http']")) linked(frame);
    // Google Docs puts the whole text into a <b> that is not bold.
    for (const wrapper of body.querySelectorAll("b[id^=docs-internal-guid]")) wrapper.replaceWith(...wrapper.childNodes);
    for (const block of body.querySelectorAll("[align]")) {
      block.style.textAlign ||= block.getAttribute("align");
    }
    for (const element of body.querySelectorAll(Object.keys(NEAREST).join())) {
      renamed(element, NEAREST[element.tagName]);
    }
    styled(body);
    for (const image of body.querySelectorAll("img")) {
      if (image.getAttribute("data-cke-upload-id")) continue;
      const address = image.getAttribute("src") || "";
      if (address.startsWith("data:image/")) continue;
      const own = ownPath(address);
      if (own) {
        image.setAttribute("src", own);
        const number = image.getAttribute("data-photo");
        if (number) photos.set(own, number);
        continue;
      }
      if (!image.alt || /[\p{L}\p{N}]/u.test(image.alt)) left += 1;
      image.replaceWith(/[\p{L}\p{N}]/u.test(image.alt) ? "" : image.alt);
    }
    data.dataValue = body.innerHTML;
    if (left) {
      const message = "Có ảnh không chép theo được. Hãy lưu ảnh về máy rồi tải lên, nếu được phép dùng.";
      editor.showNotification(message, "info", 8000);
    }
  }

  // A film stays where it is; the text keeps its address, as the server does.
  function linked(frame) {
    const [line, link] = [frame.ownerDocument.createElement("p"), frame.ownerDocument.createElement("a")];
    link.href = link.textContent = frame.getAttribute("src");
    line.append(link);
    frame.replaceWith(line);
  }

  function renamed(element, tag) {
    const ours = element.ownerDocument.createElement(tag);
    ours.style.textAlign = element.style.textAlign;
    ours.append(...element.childNodes);
    element.replaceWith(ours);
  }

  // What chat programs and other sites say by style is said by elements, which the paste filter keeps.
  function styled(body) {
    for (const part of body.querySelectorAll("span[style]")) {
      for (const [tag, on] of [
        ["strong", /^(bold|bolder|[6-9]00)$/.test(part.style.fontWeight)],
        ["em", part.style.fontStyle === "italic"],
      ]) {
        if (!on) continue;
        const around = body.ownerDocument.createElement(tag);
        around.append(...part.childNodes);
        part.append(around);
      }
    }
    for (const block of body.querySelectorAll("div[style]")) {
      if (block.style.textAlign && !block.querySelector("p,div,h2,h3,h4,ul,ol,table,blockquote")) renamed(block, "p");
    }
  }

  function ownPath(address) {
    try {
      const url = new URL(address, location.href);
      return url.origin === location.origin && OWN.test(url.pathname) ? url.pathname : "";
    } catch {
      return "";
    }
  }

  const dialogs = {
    image2(definition) {
      const info = definition.getContents("info");
      info.get("alt").validate = CKEDITOR.dialog.validate.notEmpty(
        "Hãy mô tả ảnh bằng một câu, ví dụ: “Cán bộ Hội trao quà cho trẻ em”. Người dùng trình đọc màn hình sẽ nghe câu này.",
      );
      const source = info.get("src");
      const given = source.validate;
      source.validate = function () {
        const fault = given.call(this);
        if (fault !== true) return fault;
        return OWN.test(this.getValue()) || "Chỉ dùng được ảnh đã tải lên trang này: hãy chọn tệp ở thẻ “Tải ảnh lên”.";
      };
    },
    link(definition) {
      const info = definition.getContents("info");
      const types = info.get("linkType");
      types.items = types.items.filter(([, value]) => value !== "anchor");
      const protocol = info.get("protocol");
      protocol.items = protocol.items.filter(([, value]) => ["https://", "http://", ""].includes(value));
      protocol.default = "https://";
    },
    table(definition) {
      // Rows, columns, headers and a name: width, border and padding are the site's business.
      const info = definition.getContents("info");
      ["txtBorder", "cmbAlign", "txtWidth", "txtHeight", "txtCellSpace", "txtCellPad", "txtSummary"].forEach((id) =>
        info.remove(id),
      );
      info.get("selHeaders").default = "row";
    },
  };
  dialogs.tableProperties = dialogs.table;
})();
