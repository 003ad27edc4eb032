#!/bin/sh
# The compatibility gate for an artifact with very many migrations, beside Flyway's own info and validate.
# Needs a JDK 25 as JAVA_HOME or java, and a build: ./mvnw -DskipTests -pl benchmarks -am package
#
# run.sh [MIGRATIONS]: 1,000, each making two tables. Starts a PostgreSQL of its own and ends it.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
plane=$here/control-plane/target
[ -d "$plane/test-classes" ] && [ -f "$here/benchmarks/target/classpath" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl benchmarks -am package" >&2; exit 1; }

exec "$java" -Xmx256m \
  -cp "$plane/test-classes:$plane/classes:$(cat "$here/benchmarks/target/classpath")" \
  dev.belay.controlplane.verification.compatibility.GateBenchmark "$@"
