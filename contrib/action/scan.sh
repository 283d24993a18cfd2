#!/usr/bin/env bash
# Scans, and leaves the findings as SARIF and the records as NDJSON, whatever the end. Asks for:
#   GORIGIN_PATHS, GORIGIN_ARGS    words separated by white space; nothing in them is expanded or run
#   GORIGIN_FAIL_ON                the least finding that fails
#   RUNNER_TEMP, GITHUB_OUTPUT     as runners set them
set -uo pipefail

# Line feeds separate too: an input of several lines is what people write in YAML.
read -r -d '' -a paths <<<"$GORIGIN_PATHS" || true
read -r -d '' -a options <<<"$GORIGIN_ARGS" || true
sarif="$RUNNER_TEMP/gorigin.sarif" records="$RUNNER_TEMP/gorigin.ndjson"
rm -f "$sarif" "$records"
gorigin scan -f plain -f "sarif=$sarif" -f "ndjson=$records" --fail-on "$GORIGIN_FAIL_ON" \
    ${options[@]+"${options[@]}"} -- ${paths[@]+"${paths[@]}"}
code=$?
for file in sarif records; do
    if [ -s "${!file}" ]; then
        echo "$file=${!file}" >>"$GITHUB_OUTPUT"
    fi
done
exit "$code"
