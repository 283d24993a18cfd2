#!/bin/sh
# govulncheck 1.9.0 (Debian's 1.9.0-1) on a program without build info blob, but with symbols: it finds the text of the
# module list all the same, and takes the whole of it, lines and tabs, for the path of one module. So of the listed modules none is compared,
# nothing is said of that, and it ends with 0. 1.0.4 refuses such a program.
#
# Seen with turbo 1.8.8 for Linux (npm), whose text names google.golang.org/grpc v1.46.2 among 68 modules, and a made-up
# advisory about every version of that module and a function that is in the program: no finding.
# Needs npm, python3 and govulncheck 1.9.0 (GOVULNCHECK names another place). Exits 0 while that is so, 1 when it is not, 2
# without the tools.
set -u
tool=${GOVULNCHECK:-govulncheck}
command -v "$tool" >/dev/null && command -v npm >/dev/null || { echo "needs: npm, and govulncheck 1.9.0"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
npm pack --silent turbo-linux-64@1.8.8 >/dev/null && tar xf turbo-linux-64-1.8.8.tgz || exit 2
mkdir db
cat >db/GO-2099-0001.json <<'J'
{"schema_version": "1.3.1", "id": "GO-2099-0001", "modified": "2099-01-01T00:00:00Z", "published": "2099-01-01T00:00:00Z", "summary": "Made up", "details": "Made up",
 "affected": [{"package": {"name": "google.golang.org/grpc", "ecosystem": "Go"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}]}],
 "ecosystem_specific": {"imports": [{"path": "google.golang.org/grpc", "symbols": ["NewServer"]}]}}],
 "database_specific": {"url": "https://example.org", "review_status": "REVIEWED"}}
J
program=$(find . -name go-turbo -type f | head -n 1)
"$tool" -mode binary -json -db "file://$folder/db" "$program" >told.json || exit 1
grep -qF 'google.golang.org/grpc\tv1.46.2' told.json && ! grep -q '"finding"' told.json
