#!/bin/sh
# Very many simulated rollouts on all cores: how many a second and core, and whether anything that must
# hold was violated. Needs a JDK 25 as JAVA_HOME or java, and a build:
# ./mvnw -DskipTests -pl benchmarks -am package
#
# run.sh [SEEDS [FIRST]]: 1,000,000 seeds from 1 on. Ends with 1 after a violation.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
plane=$here/control-plane/target
[ -d "$plane/test-classes" ] && [ -f "$here/benchmarks/target/classpath" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl benchmarks -am package" >&2; exit 1; }

exec "$java" -Xmx1g -XX:+UseParallelGC \
  -cp "$plane/test-classes:$plane/classes:$(cat "$here/benchmarks/target/classpath")" \
  dev.belay.controlplane.rollout.SimulationBenchmark "$@"
