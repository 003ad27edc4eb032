#!/bin/sh
# What the gateway costs against Jetty's bare reverse proxy, in the same run and in turns; how soon a
# change of weights is in force under load; how long a kill -9 is felt. Needs wrk, nginx, a JDK 25 as
# JAVA_HOME or java, and a build: ./mvnw -DskipTests -pl benchmarks -am package
#
# Prints ratios and the load average; asserts nothing. Everything stays on loopback.
# PORT_BASE (21300), ROUNDS (3), SECONDS_EACH (6), CHANGES (400), WARM_REQUESTS (300000) may be set.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
base=${PORT_BASE:-21300}
rounds=${ROUNDS:-3}
seconds=${SECONDS_EACH:-6}
changes=${CHANGES:-400}
warm=${WARM_REQUESTS:-300000}
gateway_port=$base bare_port=$((base + 1)) admin_port=$((base + 2))
backend_one=$((base + 3)) backend_two=$((base + 4))
dist=$here/gateway/target/dist
classes=$here/benchmarks/target/classes
work=$(mktemp -d)
pids=

for tool in wrk nginx "$java"; do
  command -v "$tool" > /dev/null || { echo "$tool is missing" >&2; exit 1; }
done
[ -f "$dist/gateway.jar" ] && [ -d "$classes/dev/belay/benchmarks/gateway" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl benchmarks -am package" >&2; exit 1; }

finish() {
  for pid in $pids; do kill "$pid" 2> /dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 1' INT TERM

# 110 bytes each, so that the handlers and not the bodies are measured.
body() { printf '%s%0106d\n' "$1" 0; }
cat > "$work/nginx.conf" << CONF
daemon off; worker_processes 1; pid $work/nginx.pid; error_log $work/nginx.log;
events { worker_connections 2048; }
http {
  access_log off; keepalive_requests 100000000; keepalive_timeout 75s;
  client_body_temp_path $work/b; proxy_temp_path $work/p; fastcgi_temp_path $work/f;
  uwsgi_temp_path $work/u; scgi_temp_path $work/s;
  server { listen 127.0.0.1:$backend_one; location / { return 200 "$(body r1)"; } }
  server { listen 127.0.0.1:$backend_two; location / { return 200 "$(body r2)"; } }
}
CONF
nginx -c "$work/nginx.conf" 2> /dev/null &
pids="$pids $!"

jvm="-Xmx128m -XX:+UseSerialGC -Dlogback.configurationFile=logback-gateway.xml"
(umask 077; head -c 24 /dev/urandom | base64 > "$work/token")

start_gateway() {
  $java $jvm -jar "$dist/gateway.jar" --state-dir "$work/state" --admin-token-file "$work/token" \
    --admin-port $admin_port --listener demo=$gateway_port > "$work/gateway.log" 2>&1 &
  gateway=$!
  pids="$pids $gateway"
}
up() {
  tries=0
  until curl -s -o /dev/null "http://127.0.0.1:$1/"; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || { echo "Nothing listens on port $1" >&2; exit 1; }
    sleep 0.1
  done
}
main() { $java -cp "$classes:$dist/gateway.jar:$dist/lib/*" "$@"; }
arm() { printf '{"revision":"%s","weight":%d,"instances":[{"id":"%s-0","host":"127.0.0.1","port":%d}]}' "$1" "$2" "$1" "$3"; }

start_gateway
$java $jvm -cp "$classes:$dist/gateway.jar:$dist/lib/*" dev.belay.benchmarks.gateway.BareProxy \
  $bare_port $backend_one > "$work/bare.log" 2>&1 &
bare=$!
pids="$pids $bare"
up $backend_one; up $bare_port; up $gateway_port
curl -sf -o /dev/null -X PUT -H "Authorization: Bearer $(cat "$work/token")" \
  -d "{\"fencingToken\":1,\"arms\":[$(arm r1 9000 $backend_one),$(arm r2 1000 $backend_two)]}" \
  "http://127.0.0.1:$admin_port/admin/v1/services/demo/table"

ticks() { awk '{ print $14 + $15 }' "/proc/$1/stat"; }
hertz=$(getconf CLK_TCK)

# measure NAME PID PORT SECONDS: sets $cost, in microseconds of CPU a request
measure() {
  before=$(ticks "$2")
  wrk -t1 -c32 -d"$4"s --latency "http://127.0.0.1:$3/" > "$work/wrk"
  after=$(ticks "$2")
  requests=$(awk '/requests in/ { print $1 }' "$work/wrk")
  cost=$(awk -v t=$((after - before)) -v h="$hertz" -v n="$requests" 'BEGIN { printf "%.1f", t / h * 1e6 / n }')
  printf '%-8s %8s requests/s  %6s us CPU/request  p50 %s  p99 %s  load %s%s\n' "$1" \
    "$(awk '/Requests\/sec/ { print $2 }' "$work/wrk")" "$cost" \
    "$(awk '/ 50%/ { print $2 }' "$work/wrk")" "$(awk '/ 99%/ { print $2 }' "$work/wrk")" \
    "$(cut -d' ' -f1 /proc/loadavg)" "$(grep -E 'Non-2xx|Socket errors' "$work/wrk" | tr -s ' ' | sed 's/^ */  /' || true)"
}

echo "cpus $(nproc), load $(cut -d' ' -f1-3 /proc/loadavg)"
# By requests and not by time: on a busy machine the compiler gets its share late.
warm_up() {
  warmed=0 turns=0
  while [ $warmed -lt "$warm" ] && [ $turns -lt 12 ]; do
    measure "warm-up" "$1" "$2" 5 > /dev/null
    warmed=$((warmed + requests)) turns=$((turns + 1))
  done
  echo "warmed up with $warmed requests"
}
warm_up "$bare" $bare_port
warm_up "$gateway" $gateway_port
: > "$work/costs"
round=0
while [ $round -lt "$rounds" ]; do
  measure bare "$bare" $bare_port "$seconds"; bare_cost=$cost
  measure gateway "$gateway" $gateway_port "$seconds"
  echo "$bare_cost $cost" >> "$work/costs"
  round=$((round + 1))
done
awk '{ b += $1; g += $2 } END { printf "CPU a request: bare %.1f us, gateway %.1f us, ratio %.2f (goal <= 1.2)\n", b / NR, g / NR, g / b }' "$work/costs"

wrk -t1 -c16 -d60s "http://127.0.0.1:$gateway_port/" > "$work/load" &
load=$!
pids="$pids $load"
main dev.belay.benchmarks.gateway.WeightChanges $admin_port "$work/token" $gateway_port \
  $backend_one $backend_two "$changes"
kill -INT $load 2> /dev/null || true
wait $load || true
echo "  meanwhile: $(awk '/requests in/ { print $1 }' "$work/load") requests, $(grep -E 'Non-2xx|Socket errors' "$work/load" | tr -s ' ' || true)(none dropped if nothing is said); load $(cut -d' ' -f1 /proc/loadavg) (goal p99 <= 50 ms, 0 dropped)"

main dev.belay.benchmarks.gateway.RestartGap $gateway_port 12000 > "$work/gap" &
probe=$!
sleep 3
kill -9 "$gateway"
start_gateway
wait $probe
echo "$(cat "$work/gap"), load $(cut -d' ' -f1 /proc/loadavg)"
