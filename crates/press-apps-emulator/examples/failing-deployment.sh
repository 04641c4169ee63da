#!/bin/sh
# A deployment whose second block fails, is redeployed, and is deployed: with curl alone.
#
# Usage: failing-deployment.sh [PROGRAM]
# PROGRAM is press-apps-emulator of the PATH unless said. Time is virtual, so that nothing here waits.
set -eu

program=${1:-press-apps-emulator}
folder=$(mktemp -d)
mkfifo "$folder/out"
"$program" --clock virtual --deploy-time 10m >"$folder/out" &
emulator=$!
trap 'kill "$emulator" 2>/dev/null || true; rm -r "$folder"' EXIT

# Its first line is its base URL.
exec 3<"$folder/out"
read -r press <&3
echo "the emulator is at $press"

# call PATH [CURL FLAGS]: a request of the API. steer PATH [CURL FLAGS]: one to the emulator itself, which needs no token.
call() {
    path=$1
    shift
    curl --silent --show-error --fail --header "Authorization: emulator-token" --header "Content-Type: application/json" "$@" "$press$path"
}
steer() {
    path=$1
    shift
    curl --silent --show-error --fail "$@" "$press/_emulator$path"
}
# The id that an answer begins with, and the status in the metadata of one.
id() { sed 's/^{"id":"\([^"]*\)".*/\1/'; }
status() { call "/v1/apps/deployments/$1" | sed 's/.*"metadata":{[^}]*"status":"\([^"]*\)".*/\1/'; }

spec=$(call /v1/apps/specs/ --data @- <<'JSON' | id
{ "spec": {
    "version": "1",
    "kind": "app",
    "metadata": { "name": "churn", "summary": "Who is about to leave" },
    "release": { "version": "1.0.0" },
    "config": [
      { "id": "0bddb4c6-40c5-45c3-b477-fceb2c051609", "release": { "version": "1.0.0" } },
      { "id": "1jgf45hk-38h6-22h6-b460-aceb2c385790", "release": { "version": "1.0.0" } } ] } }
JSON
)
echo "made the spec $spec"

# Block 2 of the first run fails; the run after it ends well.
steer /script --data '{"name":"churn-eu","steps":["fail:2","deployed"]}' >"$folder/answer"

deployment=$(call /v1/apps/deployments/ --data '{"metadata":{"name":"churn-eu","summary":"Churn in Europe"},"spec":{"id":"'"$spec"'"}}' | id)
echo "made the deployment $deployment: $(status "$deployment")"

# Each answer has what changed, in order: first the one block, then the other, then the deployment.
steer /advance --data '{"by":"5m"}' >"$folder/answer"
echo "after 5 minutes: $(status "$deployment")"
steer /advance --data '{"by":"5m"}' >"$folder/answer"
echo "after 10 minutes: $(status "$deployment")"

call "/v1/apps/deployments/$deployment/redeploy" --request POST >"$folder/answer"
echo "once more: $(status "$deployment")"
steer /settle --request POST >"$folder/answer"
echo "in the end: $(status "$deployment")"
