#!/usr/bin/env bash
# A Docker engine of our own for a bare Debian 12 machine, with no container registry and no systemd; run.sh calls it.
# Usage: engine.sh install|start|base-image <name>|stop. All that it makes but the packages stands in $FORGE_ENGINE_DIR.
set -euo pipefail
work=$FORGE_ENGINE_DIR

# Debian 12's own engine and compose are too old; those of Debian 13 run with its runc.
packages=(docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie iptables mmdebstrap iproute2)

# Prints the URI that this machine's apt uses for a release.
apt_uri() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v release="$1" '$2 == release && !found { sub("/$", "", $1); print $1; found = 1 }'
}

# apt with lists of its own. The newer release is asked only for what is named: nothing of the system is upgraded.
apt_private() {
  apt-get -o Dir::Etc::sourcelist="$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences="$work/apt/preferences" -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$work/apt/lists" -o Acquire::Retries=3 "$@"
}

engine_install() {
  local signed='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' mirror security
  mirror=$(apt_uri bookworm)
  security=$(apt_uri bookworm-security)
  mkdir -p "$work/apt/lists/partial"
  printf '%s\n' "deb $signed ${mirror:=http://deb.debian.org/debian} bookworm main" \
    "deb $signed ${security:-http://deb.debian.org/debian-security} bookworm-security main" >"$work/apt/bookworm.list"
  { cat "$work/apt/bookworm.list" && echo "deb $signed $mirror trixie main"; } >"$work/apt/sources.list"
  printf '%s\n' 'Package: *' 'Pin: release n=trixie' 'Pin-Priority: 100' >"$work/apt/preferences"
  if command -v dockerd containerd runc mmdebstrap iptables ip && [ -x /usr/bin/docker ] &&
    /usr/bin/docker compose version && /usr/bin/docker buildx version; then
    return
  fi
  apt_private update
  DEBIAN_FRONTEND=noninteractive apt_private install -y --no-install-recommends "${packages[@]}"
}

engine_start() {
  iptables-save >"$work/iptables"
  bridges >"$work/bridges"
  cat /proc/sys/net/ipv4/ip_forward >"$work/ip_forward"
  local device
  device=$(ip -o route show default | sed -n '1s/.* dev \([^ ]*\).*/\1/p')
  # In a session of its own: Ctrl-C ends the tests, and they end the daemon when they have cleaned up.
  setsid dockerd --data-root "$work/data" --exec-root "$work/exec" --host "unix://$work/docker.sock" \
    --pidfile "$work/dockerd.pid" --mtu "$(cat "/sys/class/net/${device:-lo}/mtu")" \
    </dev/null >"$work/dockerd.log" 2>&1 &
  local daemon=$! attempt
  for attempt in $(seq 1 300); do
    if docker version; then return; fi
    kill -0 "$daemon" || break
    sleep 0.2
  done >/dev/null 2>&1
  tail -n 20 "$work/dockerd.log"
  return 1
}

# No registry is asked: the base image gets the very name that the Dockerfile's FROM uses.
engine_base_image() {
  local root=$work/base certificates=/etc/ssl/certs/ca-certificates.crt
  mmdebstrap --variant=minbase --include=ca-certificates,libstdc++6,libatomic1 \
    --dpkgopt=force-unsafe-io --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr \
    bookworm "$root" "$work/apt/bookworm.list"
  install -m 755 "$(node -p process.execPath)" "$root/usr/local/bin/node"
  npm install --prefix "$root/usr/local" --global --ignore-scripts --no-audit --no-fund npm@11
  chroot "$root" useradd --create-home --uid 1000 node
  # This machine may know a certificate authority of its own.
  install -m 644 "$certificates" "$root$certificates"
  tar -C "$root" -c . |
    docker import --change "ENV NODE_EXTRA_CA_CERTS=$certificates" --change 'CMD ["node"]' - "$1"
  rm -rf --one-file-system "$root"
}

bridges() {
  ip -o link show type bridge | awk -F ': ' '{ print $2 }' | sort
}

# Leaves the machine's network as it was found.
engine_stop() {
  [ -e "$work/iptables" ] || return 0
  local table bridge device
  if [ -e "$work/dockerd.pid" ]; then
    kill "$(cat "$work/dockerd.pid")" || true
    while [ -e "$work/dockerd.pid" ] && kill -0 "$(cat "$work/dockerd.pid")"; do sleep 0.1; done
  fi
  for table in filter nat; do
    if grep -qx "\*$table" "$work/iptables"; then continue; fi
    iptables -t "$table" -F
    iptables -t "$table" -X
  done
  iptables -P FORWARD ACCEPT
  iptables-restore <"$work/iptables"
  cat "$work/ip_forward" >/proc/sys/net/ipv4/ip_forward
  for bridge in $(bridges | comm -13 "$work/bridges" -); do ip link delete "$bridge"; done
  # A build that is interrupted leaves a pair of devices of which neither end has reached its container.
  for device in $(ip -o link show type veth | sed -n 's/^[0-9]*: \(veth[0-9a-f]\{7\}\)@veth[0-9a-f]\{7\}:.*/\1/p'); do
    ip link delete "$device" || true
  done
  umount "$work"/exec/netns/* || true
}

case ${1:-} in
  install) engine_install ;;
  start) engine_start ;;
  base-image) engine_base_image "$2" ;;
  stop) engine_stop ;;
  *) echo "unknown: ${1:-}" && exit 64 ;;
esac
