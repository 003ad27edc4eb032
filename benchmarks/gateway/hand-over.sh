#!/bin/sh
# What users notice while one gateway takes another's place: hand-overs under load from clients that
# keep their connections and from clients that make a new one for each request. Needs wrk, nginx,
# curl, a JDK 25 as JAVA_HOME or java, and a build: ./mvnw -DskipTests -pl gateway -am package
#
# Prints figures and the load average; asserts nothing. Everything stays on loopback.
# PORT_BASE (21310), TIMES (10), PAUSE_SECONDS (4), KEPT (16) and NEW (8) connections may be set.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
base=${PORT_BASE:-21310}
times=${TIMES:-10}
pause=${PAUSE_SECONDS:-4}
port=$base admin=$((base + 1)) backend=$((base + 2))
dist=$here/gateway/target/dist
work=$(mktemp -d)
pids=

for tool in wrk nginx curl "$java"; do
  command -v "$tool" > /dev/null || { echo "$tool is missing" >&2; exit 1; }
done
[ -f "$dist/gateway.jar" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl gateway -am package" >&2; exit 1; }

finish() {
  for pid in $pids; do kill "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

cat > "$work/nginx.conf" << CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 100000000; keepalive_timeout 75s;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:$backend; location / { return 200 "ok"; } }
}
CONF
nginx -c "$work/nginx.conf" 2> /dev/null &
pids="$pids $!"
(umask 077; head -c 24 /dev/urandom | base64 > "$work/token")

start_gateway() {
  # shellcheck disable=SC2086
  $java -Xmx128m -XX:+UseSerialGC ${GATEWAY_JVM:-} -cp "$dist/gateway.jar:$dist/lib/*" \
    dev.belay.gateway.GatewayMain --state-dir "$work/state" --admin-token-file "$work/token" \
    --admin-port $admin --listener demo=$port --generation "$1" > "$work/gateway-$1.log" 2>&1 &
  gateway=$!
  pids="$pids $gateway"
}
# await FILE TEXT
await() {
  tries=0
  until grep -qs "$2" "$1"; do
    tries=$((tries + 1))
    [ $tries -lt 1200 ] || { echo "$1 does not say '$2':" >&2; cat "$1" >&2; exit 1; }
    sleep 0.05
  done
}

start_gateway 1
await "$work/gateway-1.log" "Admin port"
curl -sf -o /dev/null -X PUT -H "Authorization: Bearer $(cat "$work/token")" \
  -d '{"fencingToken":1,"arms":[{"revision":"r1","weight":10000,"instances":[{"id":"r1-0","host":"127.0.0.1","port":'$backend'}]}]}' \
  "http://127.0.0.1:$admin/admin/v1/services/demo/table"
wrk -t1 -c32 -d5s "http://127.0.0.1:$port/" > /dev/null

seconds=$(((times + 1) * (pause + 8) + 10))
echo "cpus $(nproc), load $(cut -d' ' -f1-3 /proc/loadavg)"
wrk -t1 -c"${KEPT:-16}" -d${seconds}s --latency "http://127.0.0.1:$port/" > "$work/kept" &
kept=$!
wrk -t1 -c"${NEW:-8}" -d${seconds}s --latency -H 'Connection: close' "http://127.0.0.1:$port/" > "$work/new" &
new=$!
pids="$pids $kept $new"
generation=1
while [ $generation -le "$times" ]; do
  sleep "$pause"
  old=$gateway
  generation=$((generation + 1))
  start_gateway $generation
  await "$work/gateway-$generation.log" "Admin port"
  await "$work/gateway-$((generation - 1)).log" " Left "
  wait $old || [ $? -eq 76 ]
  sed -n 's/.*\(Took over\) from boot [^,]*, \(.*\)/\1 from \2/p' "$work/gateway-$generation.log"
  sed -n 's/.*- \(Left .*\)/  \1/p' "$work/gateway-$((generation - 1)).log"
done
kill -INT $kept $new 2> /dev/null || true
wait $kept || true
wait $new || true
for clients in kept new; do
  echo "$clients connections: $(awk '/requests in/ { print $1 }' "$work/$clients") requests, $(awk '/Requests\/sec/ { print $2 }' "$work/$clients") a second, p99 $(awk '/ 99%/ { print $2 }' "$work/$clients"), longest $(awk '/Latency/ && NF > 4 { print $4 }' "$work/$clients"); $(grep -E 'Non-2xx|Socket errors' "$work/$clients" | tr -s ' ' || true) (none failed if nothing is said)"
done
echo "load $(cut -d' ' -f1 /proc/loadavg)"
