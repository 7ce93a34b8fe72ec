#!/usr/bin/env bash
# Usage: sudo deploy/upgrade.sh — run from the folder of the new release. Backs up and checks the backup, brings the
# database up, starts the new release; where anything fails, release and database are again those of before.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source deploy/release.sh
KEPT_RELEASES=3

[ "$(id -u)" -eq 0 ] || fail "hãy chạy bằng sudo."
[ -L "$current" ] && [ -s "$settings" ] || fail "máy này chưa cài bằng deploy/install.sh."
old=$(readlink -f "$current") release= copy= is_changing=

roll_back() {
  local code=$?
  trap - EXIT INT TERM
  [ "$code" -ne 0 ] || exit 0
  echo "Nâng cấp không thành, đang trả lại như trước…" >&2
  if [ -n "$is_changing" ]; then
    systemctl stop hoiphunu-web.service hoiphunu-worker.service || true
    switch_to "$old"
    install_units "$old" || true
    # Nobody could write since it was made: the copy is what was there.
    manage "$old" restore "$copy" --replace || echo "Lỗi: chưa nạp lại được bản sao lưu $copy; cổng đang ở chế độ bảo trì. Chạy: quan-ly restore $copy --replace" >&2
    systemctl start hoiphunu-web.service hoiphunu-worker.service || true
  fi
  if until_ready; then manage "$old" maintenance off || true; fi
  if [ -n "$release" ]; then
    rm -rf "$release"
    manage "$old" collectstatic --noinput --verbosity 0 || true
  fi
  echo "Đã trở lại bản $(basename "$old"). Không có gì bị mất." >&2
  exit 1
}
trap roll_back EXIT
trap 'exit 130' INT TERM

step "Bản mới: mã nguồn, thư viện, cấu hình"
release=$(make_release "$PWD")
manage "$release" check --deploy --fail-level WARNING
# Names hold a hash of their content: what the old release names stays.
manage "$release" collectstatic --noinput --verbosity 0

step "Bảo trì: bạn đọc vẫn đọc, không ai sửa hay gửi"
manage "$old" maintenance on --minutes 20

step "Sao lưu trước khi nâng cấp"
said=$(manage "$old" backup)
echo "$said"
copy=$(grep -oE '[0-9]{8}-[0-9]{6}' <<< "$said" | tail -1)
[ -n "$copy" ] || fail "không đọc được tên bản sao lưu."
manage "$old" verify_backup "$copy"

step "Cấu trúc dữ liệu"
is_changing=1
# What reads an uploaded document meanwhile is begun again by the new one.
systemctl stop hoiphunu-worker.service
manage "$release" migrate --noinput --verbosity 1
manage "$release" check_search || manage "$release" rebuild_search

step "Chạy bản mới"
switch_to "$release"
install_units "$release"
manage "$release" write_help_copies
systemctl restart hoiphunu-web.service
until_ready || fail "bản mới không trả lời: journalctl -u hoiphunu-web -n 50"
systemctl start hoiphunu-worker.service
manage "$release" maintenance off

trap - EXIT
# The last few stay, for whoever must go back further.
find "$releases" -mindepth 1 -maxdepth 1 -type d ! -path "$release" ! -path "$old" | sort -r | tail -n "+$KEPT_RELEASES" | xargs -r rm -rf
step "Xong: đang chạy $(basename "$release"); bản trước: $(basename "$old"); sao lưu: $copy"
