//! Whether a tar or folder holds images.

use super::documents::{Saved, parse};
use super::names::clean;
use super::store::{InTar, Store};
use crate::archive::stream::Stream;
use crate::archive::tar::next;
use crate::archive::{Fault, Kind, Shared};
use crate::bytes::Limits;

/// How far to look for the first names.
const START: usize = 64 << 10;
/// Names at the start of archives of images, beside those of digests.
const NAMES: &[&[u8]] =
    &[b"blobs", b"oci-layout", b"index.json", b"manifest.json", b"repositories"];

/// Whether the tar in `stream` may hold images, by its first names. Only such a tar is worth
/// keeping where it cannot be read in any order.
pub(in crate::archive) fn may_be_here(stream: &mut Stream<'_, '_>, limits: &Limits) -> bool {
    let Ok(start) = stream.peek(START) else { return false };
    let mut start = Stream::of_reader(start, None);
    while let Ok(Some(entry)) = next(&mut start, limits) {
        if is_telling(&clean(&entry.name)) {
            return true;
        }
        if entry.skip(&mut start).is_err() {
            return false;
        }
    }
    false
}

/// Whether images are in what has that name: a document, or something that has a digest for a name,
/// `sha256:HEX`, `HEX.tar`, or a layer in a folder of its own, `HEX/layer.tar`.
fn is_telling(name: &[u8]) -> bool {
    let mut parts = name.split(|byte| *byte == b'/');
    let first = parts.next().unwrap_or_default();
    let hex = first.strip_prefix(b"sha256:").unwrap_or(first);
    let is_digest = hex.get(..64).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit))
        && matches!(hex.get(64), None | Some(b'.'));
    let second = parts.next();
    is_digest
        || second == Some(b"layer.tar")
        || NAMES.contains(&first) && (first == b"blobs" || second.is_none())
}

/// The kind of a tar with images; `None` for others.
///
/// # Errors
/// The limit that keeps it from being known.
pub(in crate::archive) fn kind_of(
    source: &Shared<'_>,
    limits: &Limits,
) -> Result<Option<Kind>, Fault> {
    let store = InTar::index(source.clone(), limits);
    limit_of(store.check())?;
    let saved = limit_of(store.document("manifest.json"))?.flatten();
    if saved.is_some_and(|it| parse::<Vec<Saved>>(&it).is_some_and(|it| !it.is_empty())) {
        return Ok(Some(Kind::DockerArchive));
    }
    let is_layout = has(&store, "oci-layout") && has(&store, "index.json");
    Ok(is_layout.then_some(Kind::OciArchive))
}

/// What was read, if anything; fails where a limit was reached.
fn limit_of<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Err(fault @ Fault::Limit(_)) => Err(fault),
        read => Ok(read.ok()),
    }
}

fn has<'s>(store: &dyn Store<'s>, name: &str) -> bool {
    store.find(name).is_ok_and(|it| it.is_some())
}

/// What the file `version` of the transport `dir` starts with.
const DIRECTORY: &[u8] = b"Directory Transport Version:";

/// The kind of a folder that is an image, of which `head` gives the first bytes of a file with some
/// name; `None` for others.
pub fn kind_of_folder(head: &dyn Fn(&str) -> Option<Vec<u8>>) -> Option<Kind> {
    let has = |name: &str| head(name).is_some();
    if has("oci-layout") && has("index.json") {
        Some(Kind::OciFolder)
    } else {
        let is_transport = head("version")?.starts_with(DIRECTORY) && has("manifest.json");
        is_transport.then_some(Kind::ImageFolder)
    }
}

/// Whether the image of that kind in a folder has what is there under `name`.
pub fn is_part_of_image(kind: Kind, name: &[u8]) -> bool {
    match kind {
        Kind::OciFolder => matches!(name, b"blobs" | b"oci-layout" | b"index.json"),
        Kind::ImageFolder => matches!(name, b"version" | b"manifest.json") || is_telling(name),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_tell() {
        let digest = "0123456789abcdef".repeat(4);
        for name in ["blobs", "blobs/sha256", "index.json", &digest, &format!("{digest}.tar")] {
            assert!(is_telling(name.as_bytes()), "{name}");
        }
        assert!(is_telling(format!("{digest}/layer.tar").as_bytes()));
        assert!(is_telling(format!("sha256:{digest}").as_bytes()));
        for name in
            ["usr/bin/x", "manifest.json/x", "pkg/index.json", "0123", &format!("{digest}0")]
        {
            assert!(!is_telling(name.as_bytes()), "{name}");
        }
    }
}
