#!/usr/bin/env bash
# Submissions with a photo of 200 KB, in turn to a server that derives them meanwhile, to one whose media pool is paused, and to one
# with a data key, each of its own: tests/bench/photo_intake.sh [KIND...] (derived, paused, key; all of them when none is named)
# Nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
seconds=${CITYAUDIT_BENCH_SECONDS:-8}
rounds=${CITYAUDIT_BENCH_ROUNDS:-5}
bin=${CITYAUDIT_BENCH_BUILD:-build/release}
cmake --build "$bin" --target cityaudit cityaudit-media openrosa_load >&2

source tests/bench/served.sh
"$bin/cityaudit" keys new --file "$folder/data.key" >/dev/null 2>&1

[ $# -gt 0 ] || set -- derived paused key

# one KIND ROUND: a fresh server, one run of photos; its JSON line goes to KIND.json.
one() {
  local data=$folder/$1-$2 port path
  port=$(free_port)
  unset CITYAUDIT_KEY_FILE CITYAUDIT_MEDIA_WORKERS
  case "$1" in
    key) export CITYAUDIT_KEY_FILE=$folder/data.key ;;
    paused) export CITYAUDIT_MEDIA_WORKERS=0 ;;
    derived) ;;
    *) echo "unknown kind $1" >&2; exit 2 ;;
  esac
  start_server "$data" "$port"
  path=$("$bin/cityaudit" open tests/data/forms/city-walk.xml --data "$data" --audit bench --activity load |
    sed -n 's/.*"openrosa": *"http:\/\/[^/]*\([^"]*\)".*/\1/p')
  "$bin/openrosa_load" --base "http://127.0.0.1:$port$path" --seconds "$seconds" --pid "$server" --photo-bytes 200000 >>"$folder/$1.json"
  # Processor time of the server alone: it tells the cost also where others load the machine.
  awk -v ticks="$(getconf CLK_TCK)" -v stored="$("$bin/cityaudit" submissions --data "$data" | wc -l)" \
    '{sub(/.*\) /, ""); printf "{\"cpu_ms\": %.3f}\n", ($12 + $13) * 1000 / ticks / stored}' "/proc/$server/stat" >>"$folder/$1.json"
  stop_server
  rm -rf "$data"
}
values() { sed -n "s/.*\"$2\": \([0-9.]*\).*/\1/p" "$folder/$1.json" | tr '\n' ' '; }
middle() { values "$1" "$2" | tr ' ' '\n' | middle_of_lines; }

for ((round = 0; round < rounds; ++round)); do
  for kind in "$@"; do one "$kind" "$round"; done
done
echo "load $(cut -d' ' -f1-3 /proc/loadavg), $rounds rounds of $seconds s in turn"
echo
echo "| photos of 200 KB | accepted/s | median | p50 | p99 (median) | memory | processor time of the server, per submission | median |"
echo "| --- | --- | --- | --- | --- | --- | --- | --- |"
for kind in "$@"; do
  echo "| $kind | $(values "$kind" per_second)| $(middle "$kind" per_second) | $(middle "$kind" p50_ms) ms | $(middle "$kind" p99_ms) ms | $(middle "$kind" resident_mib) MiB | $(values "$kind" cpu_ms)| $(middle "$kind" cpu_ms) ms |"
done
