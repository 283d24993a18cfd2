#!/bin/sh
# lzxd 0.2.7 (crates.io), and with it the package cab 0.6.0, unpacks a call of the very first byte of a
# program wrongly. Where a cabinet is compressed with LZX, addresses behind a byte e8 are made absolute;
# an absolute address of zero must become minus the place of the call again ("greater than or equal to
# zero" in MS-PATCH). lzxd asks whether it is positive, and adds the size for the translation instead: four
# wrong bytes, and no error. 7-Zip 16.02 and libarchive 3.6.2 give the right ones. gorigin does the
# translation itself.
#
# Input: a block of 26 bytes made here, stored, with a translation size of 0x1000 and a call at 5.
# Seen: "[0, 10, 0, 0]" where "[fb, ff, ff, ff]" is right. Exits with 1 if that changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cargo init --quiet --vcs none --name seen .
cargo add --quiet lzxd@=0.2.7
cat > src/main.rs <<'RUST'
use lzxd::{Lzxd, WindowSize};

fn main() {
    // One bit for the translation, 32 for its size, three for the kind, 24 for the number of bytes.
    let head = [0, 0x80, 0, 0x08, 0, 0x30, 0xa0, 0x01, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0];
    let block = [&head[..], b"abcde\xe8\0\0\0\00123456789abcdef"].concat();
    let mut decoder = Lzxd::new(WindowSize::KB32);
    let program = decoder.decompress_next(&block, 26).unwrap();
    println!("{:x?}", &program[6..10]);
}
RUST
seen=$(CARGO_TARGET_DIR="$folder/target" cargo run --quiet)
echo "$seen"
[ "$seen" = "[0, 10, 0, 0]" ]
