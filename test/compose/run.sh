#!/usr/bin/env bash
# Builds the image and runs docker-compose.yml for real: npm run test:compose. Takes this machine's Docker where that
# works; else, as root on Debian 12, it installs an engine and runs it for as long as the test lasts.
# Ends with 75 after saying NOT RUN when there is no engine to be had: that is no success.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d /var/tmp/forgepoint-compose.XXXXXX)
# The pinned Node, also when npm is not what runs this.
export PATH=$root/node_modules/.bin:$PATH
export FORGE_ENGINE_DIR=$work/engine FORGE_TEST_PROJECT=$work/project
mkdir "$FORGE_ENGINE_DIR" "$FORGE_TEST_PROJECT"
setup_log=$work/setup.log

finish() {
  local status=$?
  trap '' EXIT INT TERM
  {
    if [ -e "$FORGE_TEST_PROJECT/docker-compose.yml" ]; then
      (cd "$FORGE_TEST_PROJECT" && docker compose -p forgepoint-test down --volumes --remove-orphans)
    fi
    bash "$here/engine.sh" stop
  } >"$work/finish.log" 2>&1 || cat "$work/finish.log" >&2
  rm -rf --one-file-system "$work"
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

not_run() {
  if [ -e "$setup_log" ]; then tail -n 30 "$setup_log"; fi
  printf '\n%s\n' "################ NOT RUN: the tests of the containers ################" "$1"
  exit 75
}

step() {
  local what=$1 before=$SECONDS
  shift
  bash "$here/engine.sh" "$@" >"$setup_log" 2>&1 || not_run "$what failed; its last lines are above."
  echo "$what: $((SECONDS - before)) s"
}

own_engine() {
  local lacks='There is no Docker with compose and buildx that works here, and'
  [ "$(id -u)" = 0 ] || not_run "$lacks only root can set one up."
  grep -qx 'VERSION_CODENAME=bookworm' /etc/os-release || not_run "$lacks one is set up on Debian 12 alone."
  # A client without compose may come first on PATH.
  mkdir "$FORGE_ENGINE_DIR/bin" "$FORGE_ENGINE_DIR/config"
  ln -s /usr/bin/docker "$FORGE_ENGINE_DIR/bin/docker"
  export PATH=$FORGE_ENGINE_DIR/bin:$PATH DOCKER_HOST=unix://$FORGE_ENGINE_DIR/docker.sock
  export DOCKER_CONFIG=$FORGE_ENGINE_DIR/config
  step 'installing Docker' install
  step 'starting Docker' start
  step 'making the base image' base-image "$(sed -n 's/^FROM \([^ ]*\).*/\1/p' "$root/Dockerfile" | head -n 1)"
}

if (docker info && docker compose version && docker buildx version) >/dev/null 2>&1; then
  echo "using the Docker of this machine"
else
  own_engine
fi
# A copy, as from a clean checkout: the tests put an extension into it.
git -C "$root" ls-files --cached --others --exclude-standard -z |
  tar -C "$root" --null --ignore-failed-read -T - -c | tar -C "$FORGE_TEST_PROJECT" -x
node --test --test-reporter=spec "$here/containers.suite.ts"
