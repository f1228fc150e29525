#!/usr/bin/env bash
# Asks others about the server: openapi-spec-validator about its document, and schemathesis, as superuser, staff and member, about its answers.
# No server error and no answer that the document does not know. Installs both into target/oracles. Usage: oracles.sh [examples per operation]
set -euo pipefail
cd "$(dirname "$0")/../../.."
examples=${1:-10}
venv=target/oracles
[ -x $venv/bin/schemathesis ] || { python3 -m venv $venv && $venv/bin/pip install -q openapi-spec-validator==0.9.0 schemathesis==4.32.5; }
cargo build -q -p hotcalls-server
server=$PWD/target/debug/hotcalls-server
work=$(mktemp -d)
trap 'kill $pid 2>/dev/null || true; rm -rf "$work"' EXIT

$server openapi > "$work/openapi.json"
$venv/bin/openapi-spec-validator "$work/openapi.json"

(cd "$work" && exec env HOTCALLS_ADMIN_PASSWORD=correct-horse-7 "$server" --listen 127.0.0.1:0 --demo > greeting 2> log) &
pid=$!
until grep -q '^curl ' "$work/greeting" 2>/dev/null; do kill -0 $pid; sleep 0.2; done
base=http://$(sed -n 's/.* listens on //p' "$work/greeting")

# A member of one of the demo's workspaces, and somebody of its staff.
$venv/bin/python - "$base" <<'PYTHON'
import base64, json, sys, urllib.request
def send(method, path, body=None):
    request = urllib.request.Request(sys.argv[1] + path, json.dumps(body).encode() if body else None, method=method)
    request.add_header("Authorization", "Basic " + base64.b64encode(b"admin:correct-horse-7").decode())
    request.add_header("Content-Type", "application/json")
    return json.load(urllib.request.urlopen(request))
workspace = send("GET", "/api/workspaces/workspaces/")["results"][0]["id"]
for name, staff in (("oracle_staff", True), ("oracle_member", False)):
    user = {"username": name, "phone": "-", "password": "correct-horse-7", "is_staff": staff}
    made = send("POST", "/api/users/users/create_privileged/", user)
    send("POST", f"/api/workspaces/workspaces/{workspace}/add_users/", {"user_ids": [made["id"]]})
PYTHON

# Whether values are taken or refused is left out: references to unknown rows are 400, and text that is a number is taken for one.
for who in oracle_member oracle_staff admin; do
  $venv/bin/schemathesis run "$base/api/schema/" --auth "$who:correct-horse-7" --max-examples "$examples" --seed 1 \
    --phases fuzzing,stateful --exclude-checks positive_data_acceptance,negative_data_rejection
done
if grep '"status":500' "$work/log"; then echo "a server error" >&2; exit 1; fi
