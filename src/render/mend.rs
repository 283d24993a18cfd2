//! What to do against a known vulnerability, in words.

use super::told::safe;
use crate::report::VulnerabilityRecord;
use crate::vuln::{STDLIB, TOOLCHAIN};

/// With which version of the module to build; `None` where no mended one is known.
pub(super) fn mend(of: &VulnerabilityRecord) -> Option<String> {
    let fixed = of.fixed.as_deref()?;
    Some(format!("Build it with {} {} or newer.", module(of), safe(fixed)))
}

/// The same, or that no mended version is known.
pub(super) fn mend_or_not(of: &VulnerabilityRecord) -> String {
    mend(of).unwrap_or_else(|| format!("No mended version of {} is known.", module(of)))
}

fn module(of: &VulnerabilityRecord) -> String {
    match of.module.as_str() {
        STDLIB | TOOLCHAIN => "Go".to_owned(),
        module => safe(module),
    }
}
