#!/usr/bin/env bash
# Does what docs/operations.md says about https, with its own words: takes nginx's server block, the settings and the openssl
# command out of the page, changes ports and paths, and sends a submission through both ways. Usage: https.sh CITYAUDIT SOURCE
set -euo pipefail
cityaudit=$1
source_folder=$2
page=$source_folder/docs/operations.md
folder=$(mktemp -d)
name=audit.example.org
port=$((20000 + $$ % 10000))
tls_port=$((port + 10000))

stop_all() {
  for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap stop_all EXIT

fail() {
  echo "recipe: $*" >&2
  tail -n 5 "$folder"/*.log >&2 2>/dev/null || true
  exit 1
}

# block PATTERN: the lines of the page from the first indented one that matches PATTERN to the next empty one, without their indent.
block() { awk -v wanted="$1" '$0 ~ wanted { inside = 1 } inside && !NF { exit } inside { sub(/^    /, ""); print }' "$page"; }

ask() { curl -sS --max-time 20 --cacert "$folder/certificate.pem" --resolve "$name:$tls_port:127.0.0.1" "$@"; }

settings_of() {
  echo '[http]'
  block "$1" | grep -v '^\[http\]' | sed -e "s#127\.0\.0\.1:8080#127.0.0.1:$port#; s#0\.0\.0\.0:8443#127.0.0.1:$tls_port#" \
    -e "s#https://$name\(:8443\)\?#https://$name:$tls_port#; s#/etc/cityaudit/#$folder/#"
}

serve() {
  "$cityaudit" serve --data "$folder/$1" --config "$folder/$1.toml" >"$folder/$1.out" 2>"$folder/$1.log" &
  for _ in $(seq 100); do
    [ "$(ask -o "$folder/answer" -w '%{http_code}' "https://$name:$tls_port/readyz" 2>/dev/null || true)" = 200 ] && return 0
    sleep 0.1
  done
  fail "$1 did not become ready over https"
}

# What a phone and a browser see: everything they are told to open is https and works.
check() {
  local data=$folder/$1 link base status token
  link=$("$cityaudit" open "$source_folder/tests/data/forms/city-walk.xml" --data "$data" --config "$folder/$1.toml" --audit test --activity walk)
  base=$(sed -n 's/.*"openrosa": *"\([^"]*\)".*/\1/p' <<<"$link" | head -n 1)
  case "$base" in "https://$name:$tls_port/"*) ;; *) fail "$1: the phone's address is $base" ;; esac
  ask -o "$folder/answer" "$base/formList"
  grep -q "<downloadUrl>https://$name:$tls_port/" "$folder/answer" || fail "$1: the form list does not name https addresses"
  status=$(ask -I -o "$folder/answer" -w '%{http_code}' "$base/submission")
  [ "$status" = 204 ] || fail "$1: HEAD /submission answered $status"
  cat >"$folder/form.xml" <<XML
<data id="city-walk" version="1"><stop><street>Ortenovo n.</street></stop><photo>a.jpg</photo><meta><instanceID>uuid:$1-1</instanceID></meta></data>
XML
  head -c 3000000 /dev/urandom >"$folder/a.jpg"
  status=$(ask -o "$folder/answer" -w '%{http_code}' -H 'Transfer-Encoding: chunked' -F "xml_submission_file=@$folder/form.xml;type=text/xml" -F "a.jpg=@$folder/a.jpg;type=image/jpeg" "$base/submission")
  [ "$status" = 201 ] || fail "$1: POST /submission answered $status: $(cat "$folder/answer")"
  [ "$("$cityaudit" submissions --data "$data" --config "$folder/$1.toml")" = "uuid:$1-1" ] || fail "$1: the submission is not there"
  # The one-time sign-in link, as the page that it opens does it.
  token=$(sed -n 's|.*/sign-in#\([A-Za-z0-9_-]*\).*|\1|p' "$folder/$1.out" | head -n 1)
  ask -D "$folder/head" -o "$folder/answer" -H "Origin: https://$name:$tls_port" -H 'Content-Type: application/json' -d "{\"token\":\"$token\"}" "https://$name:$tls_port/api/session/link"
  grep -qi '^set-cookie: __Host-.*secure' "$folder/head" || fail "$1: signing in did not give a cookie for https alone: $(cat "$folder/head" "$folder/answer")"
}

end_all() {
  for pid in $(jobs -p); do kill "$pid" 2>/dev/null || true; done
  wait 2>/dev/null || true
}

command=$(block '^    openssl req -x509' | tr -d '\\\n' | sed -e "s#key\.pem#$folder/key.pem#; s#-out certificate\.pem#-out $folder/certificate.pem#; s#audit\.local#$name#g")
bash -c "$command" 2>"$folder/openssl.log" || fail "the certificate could not be made: $command"

settings_of '^    # cityaudit.toml' >"$folder/proxied.toml"
block '^    server \{' | sed -e "s#listen 443 ssl#listen 127.0.0.1:$tls_port ssl#; s#127\.0\.0\.1:8080#127.0.0.1:$port#" \
  -e "s#/etc/letsencrypt/live/$name/fullchain\.pem#$folder/certificate.pem#; s#/etc/letsencrypt/live/$name/privkey\.pem#$folder/key.pem#" \
  -e 's#\$host;#$http_host;#' >"$folder/server.conf"
cat >"$folder/nginx.conf" <<CONF
daemon off; worker_processes 1; user root; pid $folder/nginx.pid; error_log $folder/nginx.log;
events {}
http {
  access_log off;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/f; uwsgi_temp_path $folder/u; scgi_temp_path $folder/s;
  include $folder/server.conf;
}
CONF
nginx -p "$folder" -e "$folder/nginx.log" -c "$folder/nginx.conf" &
serve proxied
check proxied
end_all

settings_of '^    listen = "0.0.0.0:8443"' >"$folder/own.toml"
serve own
check own
echo "recipe: both ways to https work as written"
