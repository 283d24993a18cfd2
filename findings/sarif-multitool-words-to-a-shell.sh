#!/bin/sh
# The command that npm's @microsoft/sarif-multitool 5.7.0 installs hands its words to a shell without
# quoting them (bin.js: spawnSync with `shell: true`). A word of the command line with a semicolon in
# it, such as the list of levels that the tool's own help shows, ends the command there, and what
# follows is run: `--level "Error;Warning;Note"` looks for commands called Warning and Note, and the
# report has no results, so that every log seems to be without fault. The same holds for names of
# files, which a log of a scan may hold. The program inside of the package has no such fault.
#
# Seen: what stands behind a semicolon in a quoted word is run.
# Needs npm and the network, Linux. Exits with 0 as long as that is so.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --prefix . @microsoft/sarif-multitool@5.7.0 >/dev/null
cat >log.sarif <<'LOG'
{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"x"}},"results":[{"message":{"text":"x"}}]}]}
LOG
validate() {
    "$@" validate log.sarif --output report.sarif --log ForceOverwrite --level "Error;Warning;echo it was run" || true
}
by_name=$(validate node_modules/.bin/sarif-multitool 2>/dev/null | grep -c '^it was run' || true)
inside=$(validate node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool 2>/dev/null | grep -c '^it was run' || true)
echo "run behind a semicolon: by the command $by_name, by the program inside $inside"
[ "$by_name" = 1 ] && [ "$inside" = 0 ]
