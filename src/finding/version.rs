//! The rule about places that tell different Go versions.

use super::Finding;
use super::check::finding;
use crate::bytes::Escaped;
use crate::origin::{KnownVersion, Origin};

/// One finding for all of them: the version that the file says, and everything that is of another.
pub(super) fn check(evidence: &Origin) -> Option<Finding> {
    let others = evidence.other_versions();
    let facts = evidence.version_conflict();
    let said = evidence.version.as_ref().and_then(KnownVersion::version);
    let message = match (said, others.first()) {
        (_, Some(it)) => format!("{} says {}, {} says {}", it.by, it.said, it.source, it.other),
        (Some(said), None) => format!("the file says {said}, but is not made as that release does"),
        (None, None) => "parts of the file are made as different releases do".to_owned(),
    };
    let mut places: Vec<String> = Vec::new();
    if let Some(first) = others.first() {
        let at = evidence.place(first.said_at);
        places.push(format!("{} in {} at {at}", first.said, first.by));
    }
    places.extend(
        others
            .iter()
            .map(|it| format!("{} in {} at {}", it.other, it.source, evidence.place(it.at))),
    );
    places.extend(facts.iter().map(|fact| {
        let at = fact.at.map(|at| format!(", at {}", evidence.place(at))).unwrap_or_default();
        format!("{}{at}", Escaped(&fact.to_string()))
    }));
    if places.is_empty() { None } else { finding("go-version-conflict", message, places) }
}
