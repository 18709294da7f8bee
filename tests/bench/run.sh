#!/usr/bin/env bash
# Measures what docs/performance.md claims, on a data folder of its own, and prints the table: tests/bench/run.sh [--million]
# Wants build/release (./check or ./serve --build-only, and the targets below). Nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
seconds=${CITYAUDIT_BENCH_SECONDS:-10}
rounds=${CITYAUDIT_BENCH_ROUNDS:-3}
bin=build/release
cmake --build --preset release --target cityaudit cityaudit-media openrosa_load disk_floor >&2

source tests/bench/served.sh
port=$(free_port)
data=$folder/data

# number FIELD: of one JSON line; median of the rounds is taken by `middle_of_lines`.
number() { sed -n "s/.*\"$1\": \([0-9.]*\).*/\1/p"; }
largest() { sort -g | tail -n 1; }
row() { printf '| %s | %s | %s | %s |\n' "$@"; }

# measure NAME [openrosa_load options]: rounds of it; leaves rate, p50, p99, memory in variables.
measure() {
  local out=$folder/$1.json round
  shift
  for ((round = 0; round < rounds; ++round)); do
    "$bin/openrosa_load" --base "$base" --seconds "$seconds" --pid "$server" "$@" >>"$out"
  done
  rate=$(number per_second <"$out" | middle_of_lines)
  p50=$(number p50_ms <"$out" | middle_of_lines)
  p99=$(number p99_ms <"$out" | middle_of_lines)
  memory=$(number resident_mib <"$out" | largest)
}

start_server "$data" "$port"
path=$("$bin/cityaudit" open tests/data/forms/city-walk.xml --data "$data" --audit bench --activity load |
  sed -n 's/.*"openrosa": *"http:\/\/[^/]*\([^"]*\)".*/\1/p')
base=http://127.0.0.1:$port$path
"$bin/openrosa_load" --base "$base" --seconds 1 --count 1000 >/dev/null  # a thousand stored, caches warm

floor=$("$bin/disk_floor")
echo "$(nproc) cores, $(uname -sr), medians of $rounds rounds of $seconds s, 32 connections, loader on the same machine"
echo
echo "| what | measured | wanted | floor of the machine in the same run |"
echo "| --- | --- | --- | --- |"
measure plain
plain=$rate
row "submissions without photo" "$rate/s, p50 $p50 ms, p99 $p99 ms" "5,000/s, p99 under 50 ms" "$(number rows_per_second <<<"$floor") rows/s in groups of 32 (SQLite, FULL)"
row "resident memory meanwhile" "$memory MiB" "under 150 MiB" ""
measure photo --photo-bytes 200000
row "submissions with a 200 KB photo" "$rate/s, p50 $p50 ms, p99 $p99 ms" "700/s, p99 under 100 ms" "$(number files_per_second <<<"$floor") files/s (fsync, rename, folder fsync)"
row "resident memory meanwhile" "$memory MiB" "under 150 MiB" ""
measure list --get "$path/formList"
row "form list" "$rate/s, p99 $p99 ms" "10,000/s" ""

# A body far over the limit: refused or spooled, never held.
dd if=/dev/zero bs=1M count=300 status=none | curl -s -o /dev/null -w '%{http_code}' -X POST -H 'Content-Type: multipart/form-data; boundary=x' \
  -H 'Expect:' -T - "$base/submission" >"$folder/large.status" 2>/dev/null || true
memory=$(awk '/VmHWM/ {printf "%.0f", $2 / 1024}' "/proc/$server/status")
row "after a body of 300 MB (answer $(cat "$folder/large.status"))" "$memory MiB at most so far" "under 150 MiB" ""

start=$(date +%s%N)
stop_server
start_server "$data" "$port"
row "start to ready after these runs" "$((($(date +%s%N) - start) / 1000000)) ms with the stop" "under 2,000 ms" ""

if [ "${1:-}" = --million ]; then
  "$bin/openrosa_load" --base "$base" --seconds 3600 --count 1000000 >/dev/null
  measure million
  row "submissions without photo, a million stored" "$rate/s, p99 $p99 ms ($((rate * 100 / plain)) % of the first)" "80 % of that with 1,000" ""
  row "resident memory meanwhile" "$memory MiB" "under 150 MiB" ""
fi
