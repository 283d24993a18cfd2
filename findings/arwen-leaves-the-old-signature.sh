#!/bin/sh
# arwen 0.0.5 (crates.io) changes the load commands of a signed Mach-O program and leaves its
# ad-hoc signature as it was, without a word: the hash of the first page, where the load commands are, no
# longer holds. llvm-install-name-tool of LLVM 14 and 19, asked for the same, write the signature anew. macOS on arm64
# demands a signature that holds. arwen exits with 0 and prints nothing.
#
# Input: lefthook 2.2.2 for arm64 from npm, as its makers ship it, whose signature holds.
# Seen: "before: 0 bad pages", arwen's exit code 0, "after: bad pages [0]". Exits with 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent lefthook-darwin-arm64@2.2.2 >/dev/null
tar xzf lefthook-darwin-arm64-*.tgz
CARGO_TARGET_DIR="$folder/target" cargo install --quiet arwen --version 0.0.5 --root "$folder/arwen" 2>build.log ||
    { tail -3 build.log; exit 1; }
cat > pages.py <<'PYTHON'
import hashlib, struct, sys
data = open(sys.argv[1], 'rb').read()
at = 32
for _ in range(struct.unpack_from('<I', data, 16)[0]):
    command, size = struct.unpack_from('<II', data, at)
    if command == 0x1d:  # LC_CODE_SIGNATURE
        signature = struct.unpack_from('<I', data, at + 8)[0]
    at += size
directory = signature + struct.unpack_from('>I', data, signature + 16)[0]
hashes, _, _, count, limit = struct.unpack_from('>5I', data, directory + 16)
page = 1 << data[directory + 39]
bad = []
for index in range(count):
    part = data[index * page:min((index + 1) * page, limit)]
    start = directory + hashes + 32 * index
    if hashlib.sha256(part).digest() != data[start:start + 32]:
        bad.append(index)
print(bad)
PYTHON
program=package/bin/lefthook
before=$(python3 pages.py "$program")
said=$("$folder/arwen/bin/arwen" macho add-rpath @loader_path/lib "$program" 2>&1) && code=0 || code=$?
after=$(python3 pages.py "$program")
echo "arwen 0.0.5 exits with $code and says '$said'; pages whose hash does not hold: before $before, after $after"
[ "$before" = "[]" ] && [ "$code" = 0 ] && [ "$after" = "[0]" ]
