# Sourced by run.sh: a Docker engine of our own, for a bare Debian 12 machine without a registry or systemd.
# Everything but the packages stands in the work folder $work and is removed by engine_stop.

# Debian 12's own engine and compose are too old; those of Debian 13 run on its runc.
engine_packages=(docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie
  iptables mmdebstrap iproute2)

# Prints the first URI that the machine's apt uses for a suite.
apt_uri() {
  apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v suite="$1" '$2 == suite { sub("/$", "", $1); print $1; exit }'
}

# Nothing of the system is upgraded: the newer release is only asked for what is named.
apt_private() {
  apt-get -o Dir::Etc::sourcelist="$work/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
    -o Dir::Etc::preferences="$work/apt/preferences" -o Dir::Etc::preferencesparts=/dev/null \
    -o Dir::State::lists="$work/apt/lists" -o Acquire::Retries=3 "$@"
}

engine_write_apt_lists() {
  local keys='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]' mirror security
  mirror=$(apt_uri bookworm)
  security=$(apt_uri bookworm-security)
  mkdir -p "$work/apt/lists/partial"
  mirror=${mirror:-http://deb.debian.org/debian}
  security=${security:-http://deb.debian.org/debian-security}
  cat >"$work/apt/sources.list" <<LIST
deb $keys $mirror bookworm main
deb $keys $security bookworm-security main
deb $keys $mirror trixie main
LIST
  printf 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n' >"$work/apt/preferences"
}

engine_install() {
  engine_write_apt_lists
  local programs=(dockerd containerd runc mmdebstrap iptables ip)
  if command -v "${programs[@]}" >/dev/null && [ -x /usr/bin/docker ] &&
    /usr/bin/docker compose version && /usr/bin/docker buildx version; then
    return 0
  fi
  apt_private update
  DEBIAN_FRONTEND=noninteractive apt_private install -y --no-install-recommends "${engine_packages[@]}"
}

engine_start() {
  mkdir -p "$work/bin" "$work/docker"
  # A client without compose may come first on PATH.
  ln -s /usr/bin/docker "$work/bin/docker"
  export PATH="$work/bin:$PATH" DOCKER_HOST="unix://$work/docker.sock" DOCKER_CONFIG="$work/docker"
  ip_forward=$(cat /proc/sys/net/ipv4/ip_forward)
  iptables-save >"$work/iptables.before"
  local mtu
  mtu=$(cat "/sys/class/net/$(ip -o route get 192.0.2.1 | sed 's/.* dev \([^ ]*\).*/\1/')/mtu")
  dockerd --data-root "$work/data" --exec-root "$work/exec" --host "$DOCKER_HOST" \
    --pidfile "$work/dockerd.pid" --mtu "$mtu" >"$work/dockerd.log" 2>&1 &
  dockerd_pid=$!
  local waited
  for waited in $(seq 1 300); do
    docker version >/dev/null 2>&1 && return 0
    kill -0 "$dockerd_pid" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$work/dockerd.log"
  return 1
}

# No registry is asked: a base image under the very name that the Dockerfile's FROM uses.
engine_base_image() {
  local name=$1 root=$work/base certificates=/etc/ssl/certs/ca-certificates.crt
  mmdebstrap --variant=minbase --include=ca-certificates,libstdc++6,libatomic1 \
    --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr bookworm "$root" "$work/apt/base.list"
  install -m 755 "$node" "$root/usr/local/bin/node"
  npm install --prefix "$root/usr/local" --global --ignore-scripts --no-audit --no-fund npm@11
  chroot "$root" /usr/sbin/useradd --create-home --uid 1000 node
  # The machine may be behind a certificate authority of its own.
  if [ -e "$certificates" ]; then install -m 644 "$certificates" "$root$certificates"; fi
  tar -C "$root" -c . | docker import --change "ENV NODE_EXTRA_CA_CERTS=$certificates" \
    --change 'CMD ["node"]' - "$name"
  rm -rf "$root"
}

engine_stop() {
  if [ -n "${dockerd_pid:-}" ]; then
    kill "$dockerd_pid" 2>/dev/null
    wait "$dockerd_pid" 2>/dev/null
    ip link delete docker0 2>/dev/null
    iptables-restore <"$work/iptables.before"
    echo "$ip_forward" >/proc/sys/net/ipv4/ip_forward
  fi
  umount "$work"/exec/netns/* 2>/dev/null
}
