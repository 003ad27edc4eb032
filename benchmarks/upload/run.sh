#!/bin/sh
# What upload-service bears. Needs a JDK 25 as JAVA_HOME or java, and a build: ./mvnw -DskipTests -pl benchmarks,upload-service -am package
#
# run.sh large [CALLERS [UPLOADS]]        200 callers at once, photos of 12 megapixels, -Xmx256m
# run.sh killed [UPLOADS [KILLS [SEED]]]  10,000 small uploads, the process killed at random 20 times
#
# Starts a PostgreSQL and the service, loopback only, and ends both.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
what=${1:-}
case $what in
  large) main=LargeUploads ;;
  killed) main=KilledUploads ;;
  *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
shift
[ -f "$here/benchmarks/target/classpath" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl benchmarks,upload-service -am package" >&2; exit 1; }

exec "$java" -Dlogback.configurationFile=logback-benchmark.xml \
  -cp "$here/benchmarks/target/classes:$(cat "$here/benchmarks/target/classpath")" \
  "dev.belay.benchmarks.upload.$main" "$here" "$@"
