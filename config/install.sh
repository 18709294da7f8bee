# Installs what this machine lacks. Sourced by ./serve and ./check, from the repository's root; quiet when nothing is to do.
# Nothing here names a host: apt and npm ask where this machine is set up to ask.

node_wanted=20.19.0          # what the pages' tools need at least
node_package_version=22.23.3 # what is fetched where the machine's node is older
npm_package_version=10.9.9

say() { printf '%s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# packages_of FILE...: the names in package lists.
packages_of() { sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "$@"; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo -- "$@"
  else return 126
  fi
}

# without_services COMMAND...: packages that it installs start nothing on this machine; nginx is wanted by a test alone.
without_services() {
  local policy=/usr/sbin/policy-rc.d status=0
  if [ -e "$policy" ]; then "$@"; return; fi
  as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$policy && chmod +x $policy"
  "$@" || status=$?
  as_root rm -f "$policy"
  return "$status"
}

# install_packages FILE...: one dpkg-query; apt only for what is missing.
install_packages() {
  local wanted installed missing log
  wanted=$(packages_of "$@" | sort -u)
  # shellcheck disable=SC2086
  installed=$(dpkg-query -W -f='${db:Status-Abbrev}${Package}\n' $wanted 2>/dev/null | sed -n 's/^ii *//p' | sort -u) || true
  missing=$(comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed"))
  [ -n "$missing" ] || return 0
  say "Installing $(printf '%s\n' "$missing" | wc -l) Debian packages: $(printf '%s ' $missing)"
  if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null 2>&1; then
    stop "That needs root, and there is no sudo here. As root, run:
  apt-get update && apt-get install --no-install-recommends $(printf '%s ' $missing)
and then start this again."
  fi
  log=$(mktemp)
  # shellcheck disable=SC2086
  if ! { as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 update &&
         without_services as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing; } \
       </dev/null >"$log" 2>&1; then
    tail -n 30 "$log" >&2
    stop "apt-get could not install them; the whole of what it said is in $log"
  fi
  rm -f "$log"
}

version_at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$2" ]; }
node_version() { node -v 2>/dev/null | sed 's/^v//' || true; }

# use_node: puts a node that is new enough on PATH, and npm beside it.
use_node() {
  local tools="$PWD/.tools" version kind
  case ":$PATH:" in *":$tools/bin:"*) ;; *) [ -x "$tools/bin/node" ] && export PATH="$tools/bin:$PATH" ;; esac
  version=$(node_version)
  if [ -n "$version" ] && version_at_least "$version" "$node_wanted" && command -v npm >/dev/null 2>&1; then return 0; fi
  command -v npm >/dev/null 2>&1 || install_packages config/packages/node.txt
  version=$(node_version)
  if version_at_least "${version:-0}" "$node_wanted"; then return 0; fi
  case "$(uname -m)" in
    x86_64) kind=linux-x64 ;;
    aarch64) kind=linux-arm64 ;;
    *) stop "node $node_wanted or newer is needed, this machine has ${version:-none}, and no package of it is known for $(uname -m)." ;;
  esac
  say "This machine's node is ${version:-missing}; fetching node $node_package_version into .tools/ (used for the build only)"
  mkdir -p "$tools/bin"
  (cd "$tools" && [ -f package.json ] || printf '{"private": true}\n' >"$tools/package.json"
   cd "$tools" && npm install --no-audit --no-fund --save-exact "node-$kind@$node_package_version" "npm@$npm_package_version" </dev/null >npm.log 2>&1) ||
    { tail -n 20 "$tools/npm.log" >&2; stop "npm could not fetch it; the whole of what it said is in .tools/npm.log"; }
  ln -sf "../node_modules/node-$kind/bin/node" "$tools/bin/node"
  ln -sf ../node_modules/npm/bin/npm-cli.js "$tools/bin/npm"
  ln -sf ../node_modules/npm/bin/npx-cli.js "$tools/bin/npx"
  export PATH="$tools/bin:$PATH"
  version=$(node_version)
  version_at_least "${version:-0}" "$node_wanted" || stop "The node that was fetched does not run on this machine."
}
