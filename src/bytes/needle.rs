//! Searching bytes: the home of memchr.

use memchr::memmem;

/// Where `needle` first stands in `haystack`.
pub fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memmem::find(haystack, needle)
}

/// Every place where `needle` stands in `haystack`, from the first on, not overlapping.
pub fn find_all<'h>(haystack: &'h [u8], needle: &'h [u8]) -> impl Iterator<Item = usize> + 'h {
    memmem::find_iter(haystack, needle)
}

/// Where `byte` last stands in `haystack`.
pub fn rfind_byte(haystack: &[u8], byte: u8) -> Option<usize> {
    memchr::memrchr(byte, haystack)
}

/// How many bytes of `haystack` are `byte`.
pub fn count_byte(haystack: &[u8], byte: u8) -> usize {
    memchr::memchr_iter(byte, haystack).count()
}

/// The pieces of `data` that `separator` separates, without it.
pub fn split(data: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let data = rest?;
        let cut = memchr::memchr(separator, data);
        rest = cut.and_then(|at| data.get(at.checked_add(1)?..));
        cut.and_then(|at| data.get(..at)).or(Some(data))
    })
}

/// The bytes of `data` before its first NUL; `None` where it holds none.
pub fn until_nul(data: &[u8]) -> Option<&[u8]> {
    memchr::memchr(0, data).and_then(|at| data.get(..at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_agrees_with_the_standard_library() {
        for data in [&b""[..], b"a", b"\0", b"a\0b", b"\0\0a\0", b"abc\0def\0"] {
            let got: Vec<_> = split(data, 0).collect();
            let want: Vec<_> = data.split(|&b| b == 0).collect();
            assert_eq!(got, want, "{data:?}");
        }
    }
}
