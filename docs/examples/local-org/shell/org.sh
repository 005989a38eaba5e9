#!/bin/sh
# Starts a local org, asks it with curl and, where it is installed, with sf, and shows what it was asked.
set -eu
alias=shell-example
npx eca local-org start --alias "$alias" --no-config > local-org.log 2>&1 &
trap 'npx eca local-org stop "$alias"' EXIT

# LOCAL_ORG_URL, LOCAL_ORG_ACCESS_TOKEN and more; readable for nobody else. The lines are read, not run: a name in the
# org may hold what a shell would obey.
umask 077
npx eca local-org env "$alias" --wait 30 > local-org.env
while IFS= read -r line; do export "$line"; done < local-org.env

# curl reads the header from standard input, so that no list of processes shows the token.
asked() { printf 'header = "Authorization: Bearer %s"\n' "$LOCAL_ORG_ACCESS_TOKEN" | curl --silent --show-error --fail --config - "$@"; }
asked "$LOCAL_ORG_URL/services/oauth2/userinfo" > userinfo.json
grep -q "$LOCAL_ORG_ID" userinfo.json
echo "curl: userinfo names the org $LOCAL_ORG_ID"
asked --get --data-urlencode 'q=SELECT Username FROM User' "$LOCAL_ORG_URL/services/data/v66.0/query" > users.json
grep -q billing.sync@acme.example users.json
echo 'curl: the run-as user is there'

if command -v sf > sf.path; then
  sf data query --target-org "$alias" --query 'SELECT Name FROM Organization'
else
  echo 'sf: SKIPPED, it is not installed'
fi
npx eca local-org logs "$alias" --last 10
