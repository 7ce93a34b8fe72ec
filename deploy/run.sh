#!/usr/bin/env bash
# Usage: deploy/run.sh [dev] — from a bare checkout to the running site on this machine. All state lives in var/.
# A second run finds everything in place and destroys nothing.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mode=${1:-run}
port=${PORT:-8000}

step() { printf '%s %s\n' "[$1/6]" "$2"; }
fail() { echo "Lỗi: $*" >&2; exit 1; }

[[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65535 ] || fail "PORT phải là một số từ 1 đến 65535, không phải “$port”."
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
  fail "cổng $port đang có chương trình khác dùng; hãy chọn cổng khác, ví dụ: PORT=8001 make run."
fi

step 1 "Môi trường Python và thư viện"
deploy/venv.sh requirements.lock
python=.venv/bin/python

step 2 "Cấu hình chạy thử trên máy này (var/)"
mkdir -p var/media
if [ ! -s var/secret_key ]; then
  (umask 077 && "$python" -c 'import secrets; print(secrets.token_urlsafe(50))' > var/secret_key)
fi
if [ ! -s var/help_keys ]; then
  (umask 077 && "$python" -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())' > var/help_keys)
fi
if [ ! -s var/backup_key ]; then
  (umask 077 && "$python" -c 'import secrets; print(secrets.token_urlsafe(30))' > var/backup_key)
fi
export BACKUP_KEY=${BACKUP_KEY:-$(cat var/backup_key)} BACKUPS=${BACKUPS:-$PWD/var/sao-luu}
export HELP_KEYS=${HELP_KEYS:-$(cat var/help_keys)}
export SECRET_KEY=${SECRET_KEY:-$(cat var/secret_key)}
export DATABASE_URL=${DATABASE_URL:-sqlite:///$PWD/var/db.sqlite3}
export MEDIA_ROOT=${MEDIA_ROOT:-$PWD/var/media}
export STATIC_ROOT=${STATIC_ROOT:-$PWD/var/static}
# Plain http is allowed on the loopback address only; the settings refuse it anywhere else.
export ALLOWED_HOSTS=127.0.0.1,localhost
export SITE_URL=http://127.0.0.1:$port
export INSECURE_LOOPBACK=1
export DEBUG=0 BIND=127.0.0.1:$port
[ "$mode" = dev ] && export DEBUG=1

step 3 "Cơ sở dữ liệu"
"$python" manage.py migrate --verbosity 0
"$python" manage.py check_search >/dev/null 2>&1 || "$python" manage.py rebuild_search >/dev/null

step 4 "Nội dung mẫu"
"$python" manage.py seed_demo --if-empty

step 5 "Tài khoản quản trị"
"$python" manage.py ensure_admin

step 6 "Tệp tĩnh"
# The editor alone brings thousands of files to hash and compress: only when one of their sources has changed.
sources=(requirements.lock hoiphunu/settings.py hoiphunu/apps.py hoiphunu/storage.py)
sum=$({ cat "${sources[@]}"; find hoiphunu news announcements hotline -path '*/static/*' -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum)
if [ "$mode" = run ] && ! { [ -d "$STATIC_ROOT" ] && [ "$(cat var/static.sha256 2>/dev/null)" = "$sum" ]; }; then
  "$python" manage.py collectstatic --noinput --verbosity 0
  echo "$sum" > var/static.sha256
fi
# The copies of the help pages name those files.
"$python" manage.py write_help_copies

echo
echo "Trang công khai: http://127.0.0.1:$port/"
echo "Trang quản trị:  http://127.0.0.1:$port/quan-tri/"
echo "Dừng lại: nhấn Ctrl+C"
echo
# Both end together, whether by Ctrl+C or by a signal to this script.
worker= web=
trap 'kill $worker $web 2>/dev/null; wait' EXIT
trap 'exit 0' INT TERM
"$python" manage.py db_worker --no-reload --verbosity 0 &
worker=$!
if [ "$mode" = dev ]; then
  "$python" manage.py runserver "127.0.0.1:$port" &
else
  .venv/bin/gunicorn --config deploy/gunicorn.conf.py hoiphunu.wsgi &
fi
web=$!
wait "$web"
