//! The text around a hit: how far it goes, and where a path in it starts.

use crate::bytes::needle;

/// How many bytes of text around a hit are read, in each direction.
pub(super) const CONTEXT: usize = 512;

/// Whether the text behind `before` is on a line of build info. Programs hold two copies of it.
pub(super) fn is_build_info(before: &[u8]) -> bool {
    let before = before.get(before.len().saturating_sub(CONTEXT)..).unwrap_or_default();
    let Some(end) = needle::rfind_byte(before, b'\n') else { return false };
    let line = before.get(end.saturating_add(1)..).unwrap_or_default();
    let kinds: [&[u8]; 4] = [b"build\t", b"dep\t", b"mod\t", b"=>\t"];
    kinds.iter().any(|kind| line.starts_with(kind))
}

/// Whether a byte may stand in a name in a path, as far as paths in programs go.
pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'.' | b'_' | b'-' | b'+' | b'~' | b'@')
        || byte >= 0x80
}

/// Whether a byte may stand in a path.
pub(super) fn is_path(byte: u8) -> bool {
    is_name(byte) || matches!(byte, b'/' | b'\\' | b':' | b'!' | b'%' | b'$' | b'#')
}

/// Whether a byte is shown around a needle.
pub(super) fn is_shown(byte: u8) -> bool {
    byte >= b' ' && byte != 0x7f
}

/// The bytes around `at..end` that `belongs` accepts, and where they start.
pub(super) fn around(
    window: &[u8],
    at: usize,
    end: usize,
    belongs: impl Fn(u8) -> bool,
) -> (usize, &[u8]) {
    let before = window.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default();
    let before = before.iter().rev().take_while(|byte| belongs(**byte)).count();
    let behind = window.get(end..).unwrap_or_default().iter().take(CONTEXT);
    let behind = behind.take_while(|byte| belongs(**byte)).count();
    let from = at.saturating_sub(before);
    (from, window.get(from..end.saturating_add(behind)).unwrap_or_default())
}

/// The UTF-16 text around `at`, as far as `belongs` accepts its bytes.
pub(super) fn wide_around(window: &[u8], at: usize, belongs: fn(u8) -> bool) -> Vec<u8> {
    let low = |pair: &[u8]| match pair {
        [low, 0] if belongs(*low) => Some(*low),
        _ => None,
    };
    let before = window.get(at.saturating_sub(CONTEXT)..at).unwrap_or_default();
    let mut text: Vec<u8> = before.rchunks_exact(2).map_while(low).collect();
    text.reverse();
    let behind = window.get(at..).unwrap_or_default();
    text.extend(behind.chunks_exact(2).take(CONTEXT).map_while(low));
    text
}

/// The start, in `run`, of the path that contains the needle at `at`.
pub(super) fn path_start(run: &[u8], at: usize, starts: bool) -> Option<usize> {
    let is_drive = |from: usize| matches!(run.get(from..), Some([letter, b':', b'/' | b'\\', ..]) if letter.is_ascii_alphabetic());
    if matches!(run, [b'/', next, ..] if is_name(*next)) || is_drive(0) {
        // In a list of paths, colons separate the paths.
        let list = run.get(..=at)?.windows(2).rposition(|pair| pair == b":/");
        let list = list.filter(|&colon| colon != 1 || !is_drive(0));
        return Some(list.map_or(0, |colon| colon.saturating_add(1)));
    }
    if let Some(from) = at.checked_sub(2).filter(|&from| is_drive(from)) {
        return Some(from);
    }
    if let Some(from) = at.checked_sub(1).filter(|&from| is_drive(from)) {
        return Some(from);
    }
    if is_flag(run.get(..2)?) && run.get(2) == Some(&b'/') {
        return Some(2);
    }
    if starts {
        return Some(at);
    }
    // The path starts further in front, behind the end of another string.
    let roots: [&[u8]; 8] =
        [b"/home/", b"/Users/", b"/root/", b"/opt/", b"/usr/", b"/var/", b"/srv/", b"/data/"];
    let head = run.get(..at.saturating_add(1))?;
    roots.iter().filter_map(|root| needle::find(head, root)).min()
}

/// Whether the text before a path is a flag joined to it.
pub(super) fn is_flag(before: &[u8]) -> bool {
    matches!(before, [b'-', b'I' | b'L' | b'F' | b'B']) || before.ends_with(b":")
}
