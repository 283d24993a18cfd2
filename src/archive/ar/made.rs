//! Archives made for tests.

use super::header::MAGIC;

fn member(name: &str, content: &[u8]) -> Vec<u8> {
    let size = content.len();
    let mut bytes = format!("{name:<16}{:<32}{size:<10}`\n", "").into_bytes();
    bytes.extend(content);
    bytes.resize(bytes.len().next_multiple_of(2), b'\n');
    bytes
}

/// An archive with these members: names as its header has them, and contents.
pub(super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let members = members.iter().map(|(name, content)| member(name, content));
    [MAGIC.to_vec(), members.collect::<Vec<_>>().concat()].concat()
}
