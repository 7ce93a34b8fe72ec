#!/usr/bin/env bash
# Usage: deploy/test-programs.sh [bench] — the programs the tests drive: a Chromium, PostgreSQL, Redis, nginx, tesseract
# with Vietnamese; for measuring wrk too. Installed where allowed; never skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/apt.sh

has_chromium() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_postgresql() { [ -n "${PG_BINDIR:-}" ] || compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }
has_vietnamese() { command -v tesseract >/dev/null && [[ $'\n'$(tesseract --list-langs 2>/dev/null)$'\n' == *$'\nvie\n'* ]]; }

missing=()
has_chromium >/dev/null || missing+=(chromium)
has_postgresql >/dev/null || missing+=(postgresql)
command -v redis-server >/dev/null || missing+=(redis-server)
PATH=$PATH:/usr/sbin command -v nginx >/dev/null || missing+=(nginx)
has_vietnamese || missing+=(tesseract-ocr tesseract-ocr-vie)
if [ "${1:-}" = bench ] && ! command -v wrk >/dev/null; then missing+=(wrk); fi
[ "${#missing[@]}" -eq 0 ] && exit 0
install_packages "${missing[@]}" && exit 0
echo "Lỗi: kiểm thử cần chương trình chưa có trên máy; hãy cài rồi chạy lại: apt-get install ${missing[*]}" >&2
exit 1
