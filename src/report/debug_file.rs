//! What a record says of a debug file.

use super::{DebugFileRecord, Record};
use crate::origin::Origin;

/// Facts that a debug file has none of, as it has neither code nor data.
const NEVER: [&str; 2] = ["build", "pclntab"];
/// Traits that the program may have, and its debug file does not tell.
const NOT_TOLD: [&str; 8] = [
    "traits.trimpath",
    "traits.cgo",
    "traits.build_mode",
    "traits.pie",
    "traits.static",
    "traits.obfuscated",
    "traits.nx",
    "traits.libraries",
];

impl Record {
    /// Adds to what it belongs, and why it lacks what programs have.
    pub(super) fn set_debug_file(&mut self, evidence: &Origin) {
        let Some(program) = evidence.belongs_to() else { return };
        self.debug_file = Some(DebugFileRecord {
            by: program.name().map(str::to_owned),
            reason: program.to_string(),
        });
        for fact in NEVER {
            let reason = "a debug file has neither code nor data: it is in the program";
            self.reasons.insert(fact.to_owned(), reason.to_owned());
        }
        for fact in NOT_TOLD.into_iter().filter(|_| evidence.traits.build_mode.is_none()) {
            let reason = "a debug file does not tell what the program is";
            self.reasons.insert(fact.to_owned(), reason.to_owned());
        }
        if self.build_id.is_none() && evidence.build_id.is_ok() {
            let reason = "it was in the code, which a debug file has not";
            self.reasons.insert("build_id".to_owned(), reason.to_owned());
        }
    }
}
