#!/bin/sh
# Fetches the documentation pages' assets again, at the versions named here. Needs npm, sed and gzip.
# They are committed compressed: the server sends them as they are, with Content-Encoding: gzip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp"
npm install --ignore-scripts --no-audit --no-fund --silent swagger-ui-dist@5.35.0 redoc@2.5.4
cd node_modules

# Redoc's page asks a foreign host for a logo: that component becomes empty, and the build fails if it looks different one day.
logo='e?n.createElement("img",{alt:"redocly logo",onError:()=>t(!1),src:"https:\/\/cdn.redoc.ly\/redoc\/logo-mini.svg"}):null'
sed "s/$logo/null/" redoc/bundles/redoc.standalone.js > redoc.js
if grep -q cdn.redoc.ly redoc.js; then echo "the logo is still there" >&2; exit 1; fi

pack() { sed '/^\/[/*]# sourceMappingURL=.*/d' "$1" | gzip -9n > "$here/$2.gz"; }
pack redoc.js redoc.js
pack swagger-ui-dist/swagger-ui-bundle.js swagger-ui.js
pack swagger-ui-dist/swagger-ui.css swagger-ui.css

{
    echo "Swagger UI 5.35.0 (swagger-ui.js, swagger-ui.css): Apache-2.0"; echo
    cat swagger-ui-dist/NOTICE; echo
    cat swagger-ui-dist/LICENSE; echo
    echo "Parts of swagger-ui.js:"; echo
    cat swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt; echo
    echo "ReDoc 2.5.4 (redoc.js, with its logo taken out): MIT"; echo
    cat redoc/LICENSE; echo
    echo "Parts of redoc.js:"; echo
    cat redoc/bundles/redoc.standalone.js.LICENSE.txt
} > "$here/LICENSES.txt"
