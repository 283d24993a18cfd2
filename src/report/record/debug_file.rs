//! The program that a debug file belongs to.

use serde::{Deserialize, Serialize};

use crate::bytes::Word;
use crate::evidence::IdKind;
use crate::origin::Origin;

/// The program that a debug file belongs to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DebugFileRecord {
    /// The ID that shows it: `go-build-id`, `gnu-build-id` or `lc-uuid`, each with its value in the
    /// record; `null` where none does.
    pub by: Option<Word<IdKind>>,
    /// The same in a sentence.
    pub reason: String,
}

impl DebugFileRecord {
    /// `None` where the file is a program itself.
    pub(super) fn of(origin: &Origin) -> Option<Self> {
        let program = origin.belongs_to()?;
        Some(Self { by: program.id_kind().map(Word::from), reason: program.to_string() })
    }
}
