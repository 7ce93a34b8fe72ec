#!/usr/bin/env bash
# Usage: sudo deploy/install.sh DOMAIN [--certbot EMAIL] — from a bare Debian 12 to the running site. Run it from the
# folder of the release. A second run finds what is there, keeps settings and data, and puts the rest right.
set -Eeuo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/release.sh
trap 'echo "Lỗi: dừng ở dòng $LINENO của deploy/install.sh. Sửa rồi chạy lại lệnh này." >&2' ERR

domain=${1:-} email=
[ "${2:-}" = --certbot ] && email=${3:-}
[ "$(id -u)" -eq 0 ] || fail "hãy chạy bằng sudo."
[[ $domain =~ ^([a-z0-9-]+\.)+[a-z]{2,}$ ]] || fail "cách dùng: sudo deploy/install.sh example.vn [--certbot quantri@example.vn]"
if [ $# -gt 1 ] && [[ ! $email =~ ^[^@[:space:]]+@[^@[:space:]]+$ ]]; then fail "sau --certbot là địa chỉ thư của quản trị viên."; fi
command -v apt-get >/dev/null || fail "cần Debian 12."

step "Chương trình của hệ thống"
packages=(python3 python3-venv postgresql redis-server nginx curl openssl ca-certificates tesseract-ocr tesseract-ocr-vie)
[ -z "$email" ] || packages+=(certbot)
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "cần Python 3.11 (Debian 12)."

step "Tài khoản và thư mục"
id hoiphunu >/dev/null 2>&1 || useradd --system --home-dir /srv/hoiphunu --no-create-home --shell /usr/sbin/nologin hoiphunu
install -d -o hoiphunu -g www-data -m 2750 /srv/hoiphunu /srv/hoiphunu/media /srv/hoiphunu/static /srv/hoiphunu/tro-giup
install -d -o hoiphunu -m 700 /var/backups/hoiphunu
install -d -o www-data -m 700 /var/cache/nginx/hoiphunu

step "Cấu hình: $settings"
if [ ! -s "$settings" ]; then
  secret() { python3 -c "import secrets; print(secrets.token_urlsafe($1))"; }
  (umask 077 && cat > "$settings.part" <<SETTINGS
SECRET_KEY=$(secret 50)
HELP_KEYS=$(python3 -c 'import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())')
BACKUP_KEY=$(secret 30)
SITE_URL=https://$domain
ALLOWED_HOSTS=$domain
DATABASE_URL=postgres://hoiphunu@%2Fvar%2Frun%2Fpostgresql/hoiphunu
CACHE_URL=redis://127.0.0.1:6379/0
MEDIA_ROOT=/srv/hoiphunu/media
STATIC_ROOT=/srv/hoiphunu/static
HELP_COPIES=/srv/hoiphunu/tro-giup
BACKUPS=/var/backups/hoiphunu
ACCEL_REDIRECT=/tep-noi-bo/
TRUSTED_PROXIES=127.0.0.1
WEB_CONCURRENCY=$(nproc)
SETTINGS
  )
  chown root:hoiphunu "$settings.part"
  chmod 640 "$settings.part"
  mv "$settings.part" "$settings"
fi
[ "$(setting ALLOWED_HOSTS)" = "$domain" ] || echo "   Giữ nguyên cấu hình cũ, tên miền $(setting ALLOWED_HOSTS)."

step "Cơ sở dữ liệu và bộ nhớ đệm"
systemctl enable --now postgresql.service redis-server.service
as_postgres() { setpriv --reuid=postgres --regid=postgres --init-groups env -C / "$@"; }
for number in $(seq 30); do as_postgres psql -qtAc 'SELECT 1' >/dev/null 2>&1 && break; sleep 1; done
# The system's account enters by the socket of this machine, without a password.
[ "$(as_postgres psql -tAc "SELECT 1 FROM pg_roles WHERE rolname = 'hoiphunu'")" = 1 ] || as_postgres createuser hoiphunu
[ "$(as_postgres psql -tAc "SELECT 1 FROM pg_database WHERE datname = 'hoiphunu'")" = 1 ] ||
  as_postgres createdb --owner hoiphunu --encoding UTF8 --locale C.UTF-8 --template template0 hoiphunu

step "Mã nguồn và thư viện"
release=$(make_release "$PWD")
install_units "$release"

step "Cấu trúc dữ liệu, tệp tĩnh, nội dung có sẵn"
manage "$release" check --deploy --fail-level WARNING
manage "$release" migrate --noinput --verbosity 0
manage "$release" collectstatic --noinput --verbosity 0
manage "$release" write_help_copies
manage "$release" load_commemorations
manage "$release" load_document_types
manage "$release" ensure_admin
switch_to "$release"

step "Dịch vụ"
systemctl enable --now hoiphunu-web.socket hoiphunu-web.service hoiphunu-worker.service hoiphunu-nightly.timer hoiphunu-backup.timer
systemctl restart hoiphunu-web.service hoiphunu-worker.service
until_ready || fail "cổng không trả lời: journalctl -u hoiphunu-web -n 50"

step "nginx và https"
install -d -m 755 /etc/hoiphunu
install -d -m 700 /etc/hoiphunu/tls
if [ ! -s /etc/hoiphunu/tls/fullchain.pem ]; then
  # nginx does not start without one; browsers warn of it until the real one lies there.
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=$domain" -addext "subjectAltName=DNS:$domain" \
    -keyout /etc/hoiphunu/tls/privkey.pem -out /etc/hoiphunu/tls/fullchain.pem 2>/dev/null
fi
configure_nginx() {
  rm -f /etc/nginx/sites-enabled/default
  sed -e "s|/etc/letsencrypt/live/example\.vn/|/etc/hoiphunu/tls/|; s/example\.vn/$domain/g" \
    "$release/deploy/nginx/hoiphunu.conf" > /etc/nginx/conf.d/hoiphunu.conf
  nginx -t -q
  systemctl enable --now nginx.service
  systemctl reload nginx.service
}
configure_nginx
if [ -n "$email" ]; then
  systemctl stop nginx.service
  certbot certonly --standalone --non-interactive --agree-tos -m "$email" -d "$domain" \
    --pre-hook "systemctl stop nginx" --post-hook "systemctl start nginx"
  ln -sfn "/etc/letsencrypt/live/$domain/fullchain.pem" /etc/hoiphunu/tls/fullchain.pem
  ln -sfn "/etc/letsencrypt/live/$domain/privkey.pem" /etc/hoiphunu/tls/privkey.pem
  systemctl restart nginx.service
fi

step "Xong: https://$domain/ và https://$domain/quan-tri/"
[ -n "$email" ] || echo "Chứng thư đang tự ký. Có chứng thư thật thì đặt vào /etc/hoiphunu/tls/ (fullchain.pem, privkey.pem), hoặc chạy lại với --certbot."
echo "Chép hai khoá sau ra nơi khác, không cùng chỗ với bản sao lưu: grep -E '^(HELP_KEYS|BACKUP_KEY)=' $settings"
echo "Khám cổng: sudo quan-ly doctor. Nâng cấp: sudo deploy/upgrade.sh trong thư mục của bản mới."
