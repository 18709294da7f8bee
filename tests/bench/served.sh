# Sourced by benches that load a server of their own. Wants `bin`, the folder of the executables; gives `folder` (gone at the end),
# `server` (its process) and the functions below.
folder=$(mktemp -d "${TMPDIR:-/tmp}/cityaudit-bench-XXXXXX")
server=
stop_server() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  server=
}
finish() { stop_server; rm -rf "$folder"; }
trap finish EXIT

free_port() { echo $((20000 + RANDOM % 20000)); }

# start_server DATA PORT: returns once it is ready.
start_server() {
  "$bin/cityaudit" serve --data "$1" --listen "127.0.0.1:$2" >>"$folder/serve.log" 2>&1 &
  server=$!
  for _ in $(seq 200); do
    curl -fs -o /dev/null "http://127.0.0.1:$2/readyz" && return 0
    kill -0 "$server" 2>/dev/null || { tail -n 20 "$folder/serve.log" >&2; exit 1; }
    sleep 0.05
  done
  echo "the server is not ready" >&2
  exit 1
}

# Of numbers, one a line.
middle_of_lines() { sed '/^$/d' | sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
