#!/usr/bin/env bash
# Trains the JVM's ahead-of-time cache: starts quarkus-run.jar of the working directory, lets it answer a few
# requests, stops it, and leaves app.aot beside it. Needs bash and a Java 25 runtime, nothing else.
set -euo pipefail

java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
port="${TRAINING_PORT:-8080}"
log="$(mktemp)"
rm -f app.aot

QUARKUS_HTTP_HOST=127.0.0.1 QUARKUS_HTTP_PORT="$port" IMAGEPEEK_CREDENTIALS_FILES=false \
  "$java" -XX:AOTCacheOutput=app.aot -jar quarkus-run.jar >"$log" 2>&1 &
pid=$!
trap 'kill -KILL "$pid" 2>/dev/null || true; cat "$log"; rm -f "$log"' EXIT

ask() { # METHOD TARGET [BODY]
  local body="${3:-}"
  exec 3<>"/dev/tcp/127.0.0.1/$port"
  printf '%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s' \
    "$1" "$2" "${#body}" "$body" >&3
  head -n 1 <&3
  exec 3>&-
}

for ((i = 0; i < 600; i++)); do
  ! grep -q 'Listening on' "$log" || break
  kill -0 "$pid"
  sleep 0.1
done

ask GET /q/health | grep ' 200 '
for ((i = 0; i < 3; i++)); do
  # No registry is reached, on purpose: a build must not depend on one. What fails is answered all the same.
  ask GET '/inspect?imageName=localhost:1/training' | grep ' 500 '
  ask POST /inspect '{"imageName": "localhost:1/training"}' | grep ' 500 '
  ask POST /inspect '{"imageName": "not@valid"}' | grep ' 422 '
done

# On its orderly end the JVM writes the cache; 143 is 128 and SIGTERM.
kill -TERM "$pid"
status=0
wait "$pid" || status=$?
((status == 143)) && [[ -s app.aot ]]
