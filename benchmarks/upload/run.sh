#!/bin/sh
# What upload-service bears. Needs a JDK 25 as JAVA_HOME or java, and a build: ./mvnw -DskipTests -pl benchmarks,upload-service -am package
#
# run.sh large [CALLERS [UPLOADS]]        200 callers at once, photos of 12 megapixels, -Xmx256m
# run.sh killed [UPLOADS [KILLS [SEED]]]  10,000 small uploads, the process killed at random 20 times
# run.sh pipeline [PHOTO...]             CPU for a photo, beside vipsthumbnail (Debian: libvips-tools mate-backgrounds)
#
# Starts a PostgreSQL and the service, loopback only, and ends both.
set -eu

here=$(cd "$(dirname "$0")/../.." && pwd)
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
what=${1:-}
case $what in
  large) main=LargeUploads ;;
  killed) main=KilledUploads ;;
  pipeline) main=PipelineCost ;;
  *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 64 ;;
esac
shift
[ -f "$here/benchmarks/target/classpath" ] ||
  { echo "Build first: ./mvnw -DskipTests -pl benchmarks,upload-service -am package" >&2; exit 1; }

if [ "$what" = pipeline ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  if [ $# -eq 0 ]; then
    elephants=/usr/share/backgrounds/mate/abstract/Elephants_5640x3172.jpg
    # 12 megapixels, of a camera's quality; strongly detailed.
    vips thumbnail "$elephants" "$work/baseline.jpg[Q=90]" 4618
    vips copy "$work/baseline.jpg" "$work/progressive.jpg[Q=90,interlace]"
    set -- "$work/baseline.jpg" "$work/progressive.jpg"
  fi
  "$java" -Dlogback.configurationFile=logback-benchmark.xml --enable-native-access=ALL-UNNAMED \
    -cp "$here/benchmarks/target/classes:$(cat "$here/benchmarks/target/classpath")" \
    "dev.belay.benchmarks.upload.$main" "$@"
  exit
fi
exec "$java" -Dlogback.configurationFile=logback-benchmark.xml \
  -cp "$here/benchmarks/target/classes:$(cat "$here/benchmarks/target/classpath")" \
  "dev.belay.benchmarks.upload.$main" "$here" "$@"
