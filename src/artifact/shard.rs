//! One of several equal shares of the inputs, so that many machines look at one list, or one folder, without
//! a word to each other.
//!
//! The share of a file follows from its path alone, and this is all there is to it:
//!
//! ```text
//! number(path) = the first 8 bytes of SHA-256(bytes of the path), as a big-endian number
//! K/N has path   if number(path) mod N = K mod N
//! ```
//!
//! The path is that of the file's record up to the first container: as it was given, and for a file that was
//! met in a folder that folder as it was given, `/`, and the names below. Nothing is made absolute, and no link is
//! resolved. Where a path separator is `\`, it counts as `/`. So `dist/a` and `./dist/a` may have
//! different shares, and every machine must be given the same spelling.
//!
//! K is taken modulo N: 1 to N are all shares, and so are 0 to N - 1, for who counts from nothing.

use std::borrow::Cow;
use std::num::NonZeroU32;
use std::path::Path;
use std::str::FromStr;

use crate::bytes::Digest;

/// A share of the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// K modulo N.
    index: u32,
    count: NonZeroU32,
}

impl Shard {
    /// Share `index` of `count`; `None` where it is greater than that.
    pub fn new(index: u32, count: NonZeroU32) -> Option<Self> {
        (index <= count.get())
            .then(|| Self { index: index.checked_rem(count.get()).unwrap_or(0), count })
    }

    /// Whether the file at `path` is in this share.
    pub fn has(&self, path: &Path) -> bool {
        let count = u64::from(self.count.get());
        number(&spelled(path)).checked_rem(count) == Some(u64::from(self.index))
    }
}

/// Why a text names no share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("share K of N is written K/N: 1/8 to 8/8, or 0/8 to 7/8")]
pub struct NoShard;

impl FromStr for Shard {
    type Err = NoShard;

    fn from_str(text: &str) -> Result<Self, NoShard> {
        let (index, count) = text.split_once('/').ok_or(NoShard)?;
        let is_plain = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(index) || !is_plain(count) {
            return Err(NoShard);
        }
        let index = index.parse().map_err(|_| NoShard)?;
        let count = count.parse().map_err(|_| NoShard)?;
        Self::new(index, count).ok_or(NoShard)
    }
}

/// The bytes of `path`, with `/` between names on every system.
pub(super) fn spelled(path: &Path) -> Cow<'_, [u8]> {
    let bytes = path.as_os_str().as_encoded_bytes();
    match cfg!(windows) && bytes.contains(&b'\\') {
        true => bytes.iter().map(|&byte| if byte == b'\\' { b'/' } else { byte }).collect(),
        false => Cow::Borrowed(bytes),
    }
}

/// The number of a path, which decides its share.
fn number(path: &[u8]) -> u64 {
    Digest::of(path).bytes().first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with another program:
    /// `printf %s PATH | sha256sum | cut -c1-16`, and `python3 -c 'print(int("HEX", 16) % 8)'`.
    const VECTORS: [(&[u8], u64, u64); 8] = [
        (b"", 0xe3b0_c442_98fc_1c14, 4),
        (b"-", 0x3973_e022_e932_20f9, 1),
        (b"a", 0xca97_8112_ca1b_bdca, 2),
        (b"dist/agent", 0xe2d4_f2b6_e316_3ee3, 3),
        (b"./dist/agent", 0x09fe_9873_9165_5844, 4),
        (b"/usr/local/go/bin/go", 0x79fd_fdb1_52e6_270c, 4),
        ("Stra\u{df}e/\u{1f980}".as_bytes(), 0xad5b_2ee0_e204_e292, 2),
        (b"not utf-8 \xff", 0x11de_5a66_769b_07de, 6),
    ];

    #[test]
    fn numbers_never_change() {
        for (path, want, of_eight) in VECTORS {
            assert_eq!((number(path), number(path) % 8), (want, of_eight), "{path:?}");
        }
    }

    #[test]
    fn shares_are_written_so() {
        for (text, want) in [
            ("1/8", Some(1)),
            ("7/8", Some(7)),
            ("8/8", Some(0)),
            ("0/8", Some(0)),
            ("1/1", Some(0)),
            ("0/1", Some(0)),
            ("01/4294967295", Some(1)),
            ("9/8", None),
            ("1/0", None),
            ("0/0", None),
            ("+1/8", None),
            ("-1/8", None),
            ("1/ 8", None),
            ("1", None),
            ("", None),
            ("/", None),
            ("1/8/8", None),
            ("1/4294967296", None),
        ] {
            let got = text.parse::<Shard>().ok().map(|it| it.index);
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn each_path_is_in_one_share_and_shares_are_about_equal() {
        let paths: Vec<String> = (0..4000).map(|at| format!("dist/{at}/agent")).collect();
        for count in [1, 2, 3, 7, 8, 64] {
            for first in [0, 1] {
                let shards: Vec<Shard> = (first..first + count)
                    .map(|index| Shard::new(index, NonZeroU32::new(count).unwrap()).unwrap())
                    .collect();
                let mut sizes = vec![0_u32; shards.len()];
                for path in &paths {
                    let of: Vec<usize> =
                        (0..shards.len()).filter(|&at| shards[at].has(Path::new(path))).collect();
                    assert_eq!(of.len(), 1, "{path} {count}");
                    sizes[of[0]] += 1;
                }
                let fair = 4000 / count;
                let is_fair = |&size: &u32| size > fair / 2 && size < fair * 2;
                assert!(sizes.iter().all(is_fair), "{sizes:?}");
            }
        }
    }
}
