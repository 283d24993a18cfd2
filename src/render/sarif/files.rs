//! Go programs and the containers around them, as artifacts.

use serde::Serialize;

use super::uri::{ArtifactLocation, of_path, uri};
use crate::render::told::{safe, sha256};
use crate::report::Record;

/// The largest number that consumers read.
const LARGEST: u64 = (1 << 31) - 1;

/// A file.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    pub(super) location: ArtifactLocation,
    /// The place of the container around it in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) parent_index: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hashes: Option<Hashes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Properties>,
}

#[derive(Clone, Debug, Serialize)]
struct Hashes {
    #[serde(rename = "sha-256")]
    sha256: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties {
    #[serde(skip_serializing_if = "Option::is_none")]
    go_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    go_build_id: Option<String>,
    /// The size, where it is too large for `length`.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

/// The containers around the file, and the file.
pub(super) fn chain(record: &Record) -> Vec<Artifact> {
    let mut path = String::new();
    let mut all = Vec::new();
    for name in &record.container {
        let separator = if path.is_empty() { "" } else { "!/" };
        path.push_str(separator);
        path.push_str(name);
        let location = ArtifactLocation { uri: of_path(path.as_bytes()) };
        all.push(Artifact {
            location,
            parent_index: None,
            length: None,
            hashes: None,
            properties: None,
        });
    }
    // Size and hash of a slice are not those of the file, whose place this is.
    let is_file = record.slice.is_none();
    let size = record.size.filter(|_| is_file);
    all.push(Artifact {
        location: ArtifactLocation { uri: uri(record) },
        parent_index: None,
        length: size.filter(|size| *size <= LARGEST),
        hashes: sha256(record).filter(|_| is_file).map(|sha256| Hashes { sha256 }),
        properties: Some(Properties {
            go_version: record.go_version.as_ref().map(|it| safe(&it.value)),
            go_build_id: record.build_id.as_ref().map(|it| safe(&it.value)),
            size: size.filter(|size| *size > LARGEST),
        }),
    });
    all
}
