#!/usr/bin/env bash
# Puts the command of a release on PATH, after its checksum was found right. Asks for:
#   GORIGIN_RELEASES   the address below which releases lie: ADDRESS/VERSION/FILE
#   GORIGIN_VERSION    v1.2.3
#   GORIGIN_CHECKSUM   the SHA-256 of the archive, or empty: that of SHA256SUMS beside it
#   RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH    as runners set them
set -euo pipefail

fail() {
    echo "::error title=gorigin::$1"
    exit 2
}

case "$RUNNER_OS/$RUNNER_ARCH" in
Linux/X64) target=x86_64-unknown-linux-musl ;;
Linux/ARM64) target=aarch64-unknown-linux-musl ;;
macOS/X64) target=x86_64-apple-darwin ;;
macOS/ARM64) target=aarch64-apple-darwin ;;
Windows/X64) target=x86_64-pc-windows-msvc ;;
*) fail "there is no release for $RUNNER_OS on $RUNNER_ARCH" ;;
esac
[[ "$GORIGIN_VERSION" =~ ^v[0-9]+\.[0-9]+\.[0-9]+$ ]] ||
    fail "version must be that of a release, such as v0.1.0, where the action is not used by its tag"

archive="gorigin-$GORIGIN_VERSION-$target.tar.gz"
folder="$RUNNER_TEMP/gorigin-$GORIGIN_VERSION"
mkdir -p "$folder"
get() {
    curl --fail --silent --show-error --location --retry 3 --output "$folder/$1" "$GORIGIN_RELEASES/$GORIGIN_VERSION/$1" ||
        fail "$1 of $GORIGIN_VERSION cannot be downloaded"
}
get "$archive"
wanted="$GORIGIN_CHECKSUM"
if [ -z "$wanted" ]; then
    get SHA256SUMS
    wanted=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$folder/SHA256SUMS")
fi
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$folder/$archive")
else
    found=$(shasum -a 256 "$folder/$archive")
fi
found="${found%% *}"
found="${found#\\}"
[ -n "$wanted" ] && [ "$found" = "$wanted" ] || {
    rm -f "$folder/$archive"
    fail "the SHA-256 of $archive is $found, and should be ${wanted:-in SHA256SUMS}"
}
tar -xzf "$folder/$archive" -C "$folder" --strip-components=1
echo "$folder" >>"$GITHUB_PATH"
"$folder/gorigin" --version
