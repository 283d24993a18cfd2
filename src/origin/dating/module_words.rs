//! The fields of the runtime's module data, which nearly every release has moved.
//!
//! Two of them can be distinguished from their neighbours: the text sections, a slice of as many elements as
//! it has room for, and the tasks that initialise packages, another. In words:
//!
//! | Go | text sections | initialisation tasks |
//! | --- | --- | --- |
//! | 1.16–1.17 | 37 | – |
//! | 1.18–1.19 | 39 | – |
//! | 1.20 | 41 | – |
//! | 1.21–1.25 | 41 | 58 |
//! | 1.26 | 42 | 59 |
//! | 1.27 | 45 | 56 |
//!
//! Source: `runtime/symtab.go` (`moduledata`), Go 1.19–1.27; 1.16–1.18 and 1.20 by the words of
//! programs.

use super::fact::{FactKind, VersionFact, fact};
use crate::evidence::ModuleWords;

/// What the module data says; `None` where its words fit no release.
pub(super) fn find(words: &ModuleWords) -> Option<VersionFact> {
    let has = |sections: usize, tasks: Option<usize>| {
        words.is_slice(sections) && tasks.is_none_or(|tasks| words.is_slice(tasks))
    };
    // In a plugin by Go 1.26 two other slices stand where Go 1.27 has these.
    let (range, seen) = if has(42, Some(59)) {
        ((26, Some(26)), "module data with text sections at word 42")
    } else if has(45, Some(56)) {
        ((27, None), "module data with text sections at word 45")
    } else if has(41, Some(58)) {
        ((21, Some(25)), "module data with text sections at word 41 and tasks at word 58")
    } else if has(41, None) {
        ((20, Some(25)), "module data with text sections at word 41")
    } else if has(39, None) {
        ((18, Some(19)), "module data with text sections at word 39")
    } else if has(37, None) {
        ((16, Some(17)), "module data with text sections at word 37")
    } else {
        return None;
    };
    Some(fact(FactKind::Moduledata, seen, range, Some(words.at)))
}
