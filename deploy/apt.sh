# Sourced: `install_packages NAME…` puts Debian packages on the machine where that is allowed.
# Returns 1 where it is not (no apt-get, or neither root nor a sudo that asks no password).
install_packages() {
  local become=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    become=(sudo -n)
  fi
  echo "   Đang cài gói hệ thống: $*"
  # A fresh machine has no package lists yet; one that has them is spared the download.
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 && return 0
  "${become[@]}" apt-get update -qq >/dev/null || return 1
  "${become[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
