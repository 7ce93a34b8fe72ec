// CKEditor's Vietnamese is unfinished: what it leaves in English, or says wrongly, is said here.
(() => {
  const formats = "JPEG, PNG, GIF";
  const words = {
    application: "Ô soạn nội dung",
    editor: "Ô soạn nội dung",
    editorPanel: "Bảng chọn của ô soạn",
    common: {
      editorHelp: "",
      url: "Địa chỉ",
      keyboard: { 13: "Enter", 16: "Shift", 17: "Ctrl", 18: "Alt" },
      center: "Căn giữa",
      justify: "Đều hai bên",
      alignLeft: "Căn trái",
      alignRight: "Căn phải",
      alignCenter: "Căn giữa",
      options: "Lựa chọn",
    },
    notification: { closed: "Đã đóng thông báo." },
    toolbar: {
      toolbarExpand: "Mở rộng thanh công cụ",
      toolbarGroups: { clipboard: "Dán và hoàn tác" },
    },
    clipboard: {
      pasteNotification: "Nhấn %1 để dán. Trình duyệt không cho dán bằng nút hay bằng trình đơn.",
      pasteMsg: "Dán nội dung vào ô dưới đây rồi bấm Đồng ý.",
      fileFormatNotSupportedNotification: `Không nhận loại tệp \${formats}. Hãy dùng ảnh ${formats}.`,
      fileWithoutFormatNotSupportedNotification: `Không nhận loại tệp này. Hãy dùng ảnh ${formats}.`,
    },
    undo: { undo: "Hoàn tác", redo: "Làm lại" },
    format: { tag_p: "Đoạn văn", tag_h2: "Tiêu đề mục", tag_h3: "Tiêu đề nhỏ", tag_h4: "Tiêu đề nhỏ nhất" },
    list: { bulletedlist: "Danh sách dấu chấm", numberedlist: "Danh sách đánh số" },
    blockquote: { toolbar: "Trích dẫn" },
    link: {
      displayText: "Chữ hiện ra",
      noTel: "Hãy nhập số điện thoại",
      noUrl: "Hãy nhập địa chỉ của trang cần dẫn tới",
      phoneNumber: "Số điện thoại",
      toPhone: "Số điện thoại",
      toUrl: "Trang web",
      other: "trong trang này: /…",
    },
    magicline: { title: "Chèn một đoạn văn vào đây" },
    maximize: { maximize: "Soạn toàn màn hình", minimize: "Thu nhỏ lại" },
    pastetext: {
      button: "Dán văn bản thuần",
      title: "Dán văn bản thuần",
      pasteNotification: "Nhấn %1 để dán văn bản thuần. Trình duyệt không cho dán bằng nút.",
    },
    table: {
      caption: "Tên bảng",
      headers: "Ô tiêu đề của bảng",
      heightUnit: "đơn vị chiều cao",
      cell: { header: "Tiêu đề", columnHeader: "Tiêu đề cột", rowHeader: "Tiêu đề hàng" },
    },
    contextmenu: { options: "Trình đơn" },
    filetools: {
      loadError: "Không đọc được tệp. Hãy chọn lại.",
      networkError: "Mất kết nối khi đang tải tệp lên. Hãy thử lại.",
      httpError: "Máy chủ không nhận tệp (lỗi %1).",
      httpError403: "Tài khoản của bạn không được tải ảnh lên, hoặc phiên đăng nhập đã hết hạn.",
      httpError404: "Không tìm thấy nơi nhận ảnh.",
      httpError413: "Ảnh quá lớn. Hãy dùng ảnh nhẹ hơn.",
      noUrlError: "Chưa có nơi nhận ảnh.",
      responseError: "Máy chủ trả lời không đúng. Hãy tải lại trang rồi thử lại.",
    },
    uploadwidget: {
      abort: "Đã ngừng tải lên.",
      doneOne: "Đã tải ảnh lên. Nhấp đúp vào ảnh để viết mô tả.",
      doneMany: "Đã tải lên %1 ảnh. Nhấp đúp vào từng ảnh để viết mô tả.",
      uploadOne: "Đang tải ảnh lên ({percentage}%)…",
      uploadMany: "Đang tải ảnh lên, xong {current} trên {max} ({percentage}%)…",
    },
    widget: { move: "Kéo để di chuyển", label: "khung %1" },
    image2: {
      alt: "Mô tả ảnh cho người không nhìn thấy ảnh",
      captioned: "Có chú thích dưới ảnh",
      captionPlaceholder: "Chú thích",
      infoTab: "Ảnh",
      title: "Ảnh",
      menu: "Sửa ảnh",
      uploadTab: "Tải ảnh lên",
      btnUpload: "Tải lên",
      urlMissing: "Chưa có ảnh: hãy chọn tệp ở thẻ “Tải ảnh lên” trước.",
    },
  };

  const merge = (into, from) => {
    for (const [name, value] of Object.entries(from)) {
      if (typeof value === "object" && typeof into[name] === "object") merge(into[name], value);
      else into[name] = value;
    }
    return into;
  };

  // Plugins that come in files of their own bring their words along.
  const setLang = CKEDITOR.plugins.setLang;
  CKEDITOR.plugins.setLang = function (plugin, language, entries) {
    if (language === "vi" && words[plugin]) merge(entries, words[plugin]);
    return setLang.call(this, plugin, language, entries);
  };
  const load = CKEDITOR.lang.load;
  CKEDITOR.lang.load = function (language, fallback, done) {
    return load.call(this, language, fallback, (code, entries) => {
      // Only what is there already: a plugin whose words come later must find its place empty.
      if (code === "vi") merge(entries, Object.fromEntries(Object.entries(words).filter(([name]) => entries[name])));
      done(code, entries);
    });
  };
})();
