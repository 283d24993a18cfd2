//! The four parts of the build IDs, and what they mean together.

use serde::{Deserialize, Serialize};

use crate::report::Record;

/// One part of the build IDs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentDiffRecord {
    /// `link_action`, `main_action`, `main_content` or `content`.
    pub name: String,
    /// The part in the first program.
    pub a: String,
    /// The part in the second program.
    pub b: String,
    /// Whether they are equal.
    pub equal: bool,
    /// What the equality or difference means.
    pub meaning: String,
}

pub(super) fn segments(a: &Record, b: &Record) -> Vec<SegmentDiffRecord> {
    let of = |record: &Record| record.build_id.as_ref().and_then(|id| id.segments.clone().known());
    let (Some(a), Some(b)) = (of(a), of(b)) else { return Vec::new() };
    [
        (
            "link_action",
            a.link_action,
            b.link_action,
            "the same inputs were linked in the same way",
            "linked from other inputs or in another way: GOROOT, linker flags, Go version, a package",
        ),
        (
            "main_action",
            a.main_action,
            b.main_action,
            "package main was compiled from the same inputs",
            "package main was compiled from other inputs: source, flags, directory, build info, Go version",
        ),
        (
            "main_content",
            a.main_content,
            b.main_content,
            "the compiled package main is the same",
            "the compiled package main is another",
        ),
        (
            "content",
            a.content,
            b.content,
            "the files were the same when they were built",
            "the files were different when they were built",
        ),
    ]
    .into_iter()
    .map(|(name, a, b, same, other)| {
        let equal = a == b;
        let meaning = if equal { same } else { other }.to_owned();
        SegmentDiffRecord { name: name.to_owned(), a: a.into(), b: b.into(), equal, meaning }
    })
    .collect()
}

/// What the equal and the different parts mean together.
pub(super) fn meaning(a: &Record, b: &Record, segments: &[SegmentDiffRecord]) -> String {
    let equal: Vec<bool> = segments.iter().map(|it| it.equal).collect();
    let actual =
        |record: &Record| record.verification.as_ref().and_then(|it| it.content_id.actual.clone());
    let text = match equal.as_slice() {
        [true, true, true, true] => match (actual(a), actual(b)) {
            (Some(one), Some(other)) if one != other => {
                "the same build, but at least one of the files was changed after it"
            }
            (Some(_), Some(_)) => "the same build",
            _ => "the same build, as far as the IDs tell; the files were not hashed",
        },
        [true, true, true, false] => {
            "the same inputs gave different bytes: one was not finished by the go command, or the \
             external linker's output is not the same twice"
        }
        [false, true, true, _] => {
            "the same package main, linked otherwise: another GOROOT, other linker flags or \
             environment, or another package it depends on"
        }
        [_, true, false, _] => {
            "package main gave different code from the same inputs: the compiler's output is not \
             the same twice, or the tool differs though it names the same version"
        }
        [_, false, true, _] => {
            "the same code of package main, compiled from inputs that differ in what leaves no \
             trace in the code: directory, flags or build info"
        }
        [_, false, false, _] => {
            "another package main: other source, another Go version, or flags that change its code"
        }
        _ => "one of them has no build ID of four parts, so the IDs tell nothing",
    };
    text.to_owned()
}
