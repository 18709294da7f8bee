#!/usr/bin/env bash
# Measures what a photo costs, beside libvips and sharp in the same run: tests/bench/media.sh [options of media_bench]
# Installs libvips (Debian's) and, where npm can, sharp in a folder of the build. Nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../.."
sharp_version=0.35.5
# shellcheck source=config/install.sh
source config/install.sh
install_packages config/packages/debian-bench.txt
use_node
folder=$PWD/build/bench-sharp
mkdir -p "$folder"
[ -f "$folder/package.json" ] || printf '{"private": true}\n' >"$folder/package.json"
npm install --prefix "$folder" --no-audit --no-fund --save-exact "sharp@$sharp_version" </dev/null >"$folder/npm.log" 2>&1 ||
  echo "sharp: npm could not install it, see $folder/npm.log" >&2
cmake --preset release >/dev/null
cmake --build --preset release --target media_bench >&2
echo "$(nproc) cores, $(uname -sr), $(date -u +%F)"
CITYAUDIT_BENCH_SHARP=$folder exec build/release/media_bench "$@"
