#!/usr/bin/env bash
# Usage: deploy/venv.sh LOCK — makes .venv and installs exactly what LOCK names, hashes checked.
# The stamp is LOCK's checksum inside .venv, so that a second call costs nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/apt.sh
lock=$1

fail() { echo "Lỗi: $*" >&2; exit 1; }

python=${PYTHON:-}
for candidate in python3.11 python3 python3.12 python3.13; do
  [ -n "$python" ] && break
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$candidate; fi
done
[ -n "$python" ] || fail "cần Python 3.11 trở lên; trên Debian: apt-get install python3.11 python3.11-venv."

stamp=".venv/.$lock.sha256"
[ -x .venv/bin/python ] && sha256sum --check --status "$stamp" 2>/dev/null && exit 0

if [ ! -x .venv/bin/pip ]; then
  if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    install_packages "$package" || fail "máy thiếu mô-đun venv của Python; hãy cài gói $package (apt-get install $package) rồi chạy lại."
  fi
  echo "   Tạo môi trường Python .venv"
  "$python" -m venv --clear .venv
fi
echo "   Cài thư viện theo $lock (lần đầu mất chừng một phút)"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --requirement "$lock"
sha256sum "$lock" > "$stamp"
