#!/bin/sh
# Runs one workload apart from whoever started it, and leaves the facts of its life in files.
#
#   workload.sh DIRECTORY LOG LOG_BYTES once|keep own|shared COMMAND [ARGUMENT]...
#
# DIRECTORY/wrapper and DIRECTORY/child say "pid start-ticks boot-id". Both are claimed with a hard
# link, which only one can win: a control plane that gives this run up claims the name itself, and
# whoever comes late ends without having started anything. So no process is ever lost or doubled,
# whoever is killed wherever. DIRECTORY/exit holds the exit code of the last process.
# "keep" starts the command again when it ends, unless with code 76; "own" says that this is a
# session of its own.
set -u
umask 077

identity() {
  ticks=
  boot=-
  if [ -r "/proc/$$/stat" ]; then
    read -r line <"/proc/$$/stat"
    read -r boot </proc/sys/kernel/random/boot_id
    # The name in parentheses may hold blanks; behind it the start time is the 20th field.
    set -- ${line##*) }
    shift 19
    ticks=$1
  else
    ticks=$(date +%s)
  fi
  echo "$$ $ticks $boot"
}

claim() {
  identity >"$directory/$1.$$"
  ln "$directory/$1.$$" "$directory/$1" 2>/dev/null
  won=$?
  rm -f "$directory/$1.$$"
  return $won
}

if [ "$1" = child ]; then
  directory=$2
  shift 2
  claim child || exit 75
  exec "$@"
fi

directory=$1
log=$2
log_bytes=$3
mode=$4
session=$5
shift 5

stopping=
interrupted=
child=
nap=
stop() {
  stopping=1
  interrupted=1
  [ -z "$child" ] || kill -TERM "$child" 2>/dev/null
  [ -z "$nap" ] || kill "$nap" 2>/dev/null
}
trap stop TERM INT
trap '' HUP

claim wrapper || exit 75

# Copied and cut, not renamed: the workload goes on writing to the file it has open.
bound_log() {
  nap=
  trap '[ -z "$nap" ] || kill "$nap" 2>/dev/null; exit 0' TERM INT
  while kill -0 $$ 2>/dev/null; do
    sleep 5 &
    nap=$!
    wait "$nap"
    size=$(wc -c <"$log" 2>/dev/null) || continue
    if [ "$size" -gt "$log_bytes" ]; then
      cp "$log" "$log.1" 2>/dev/null || rm -f "$log.1"
      : >"$log"
    fi
  done
}
bound_log &
bounding=$!

restarts=0
delay=0
while [ -z "$stopping" ]; do
  rm -f "$directory/child"
  began=$(date +%s)
  sh "$0" child "$directory" "$@" >>"$log" 2>&1 </dev/null &
  child=$!
  [ -z "$stopping" ] || kill -TERM "$child" 2>/dev/null
  code=0
  again=
  while :; do
    interrupted=
    wait "$child"
    now=$?
    # 127 for a second wait: the first one, which a signal seemed to interrupt, had the code.
    [ -n "$again" ] && [ "$now" -eq 127 ] || code=$now
    [ -n "$interrupted" ] || break
    again=1
  done
  child=
  echo "$code" >"$directory/exit.tmp" && mv "$directory/exit.tmp" "$directory/exit"
  # 76: a later run has taken this one's place.
  [ "$mode" = keep ] && [ -z "$stopping" ] && [ "$code" -ne 76 ] || break
  # What ran for a while comes back at once; what ends at once waits 1, 2, 4, 8, 8, ... seconds.
  if [ $(($(date +%s) - began)) -ge 10 ]; then
    delay=0
  elif [ "$delay" -eq 0 ]; then
    delay=1
  elif [ "$delay" -lt 8 ]; then
    delay=$((delay * 2))
  fi
  restarts=$((restarts + 1))
  echo "$restarts" >"$directory/restarts.tmp" && mv "$directory/restarts.tmp" "$directory/restarts"
  if [ "$delay" -gt 0 ]; then
    sleep "$delay" &
    nap=$!
    [ -z "$stopping" ] || kill "$nap" 2>/dev/null
    wait "$nap"
    [ -z "$stopping" ] || kill "$nap" 2>/dev/null
    nap=
  fi
done

kill "$bounding" 2>/dev/null
wait "$bounding" 2>/dev/null
if [ "$session" = own ]; then
  # What the workload itself started and left behind.
  trap '' TERM
  kill -TERM 0
fi
exit 0
