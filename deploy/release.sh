# Sourced by install.sh and upgrade.sh: a release is one folder with code and libraries of its own; /opt/hoiphunu points
# to the one that runs. Nothing in it belongs to the account the site runs as.
releases=/opt/hoiphunu-releases
current=/opt/hoiphunu
settings=/etc/hoiphunu.env

step() { printf '\n[%s] %s\n' "$(date +%H:%M:%S)" "$1"; }
fail() { echo "Lỗi: $*" >&2; exit 1; }

# The value of one variable of the settings file.
setting() { sed -n "s/^$1=//p" "$settings" | tail -1; }

# make_release SOURCE: prints the folder of a new release made from the checkout SOURCE.
make_release() {
  local folder
  folder=$releases/$(date +%Y%m%d-%H%M%S)
  mkdir -p "$releases" && mkdir "$folder"
  tar -C "$1" --exclude=./.git --exclude=./.venv --exclude=./var --exclude=./.env --exclude=__pycache__ -cf - . | tar -C "$folder" --no-same-owner -xf -
  chown -R root:root "$folder"
  chmod -R u=rwX,go=rX "$folder"
  (umask 022 && "$folder/deploy/venv.sh" requirements.lock && "$folder/.venv/bin/python" -m compileall -q "$folder"/{hoiphunu,news,announcements,hotline}) >&2
  echo "$folder"
}

# manage RELEASE VERB…: manage.py of that release, as the site's own account and with its settings.
manage() {
  local folder=$1
  shift
  HOIPHUNU_RELEASE=$folder /usr/local/bin/quan-ly "$@"
}

# switch_to RELEASE: from now on this one is started. One rename, so that there is always one.
switch_to() {
  if [ -d "$current" ] && [ ! -L "$current" ]; then mv "$current" "$releases/truoc-khi-cai"; fi
  ln -sfn "$1" "$current.new"
  mv -T "$current.new" "$current"
}

# Waits until the site answers that it can serve readers, a minute at most.
until_ready() {
  local address number
  address=$(setting BIND)
  for number in $(seq 60); do
    curl -fsS --max-time 10 "http://${address:-127.0.0.1:8000}/readyz" >/dev/null 2>&1 && return 0
    sleep 1
  done
  return 1
}

# What both put in place anew each time: the units, the command `quan-ly`, the release that runs.
install_units() {
  install -m 755 "$1/deploy/quan-ly" /usr/local/bin/quan-ly
  install -m 644 "$1"/deploy/systemd/hoiphunu-* /etc/systemd/system/
  systemctl daemon-reload
}
