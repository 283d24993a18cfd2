//! The package that a file ships in.

use gorigin::report::Record;

use super::lines::{Fact, Lines};
use crate::render::words::safe;

pub(super) fn package_line(lines: &mut Lines, record: &Record) {
    let Some(package) = &record.package else { return };
    let words = [Some(&package.name), Some(&package.version), package.architecture.as_ref()];
    let words: Vec<_> = words.into_iter().flatten().map(|word| safe(word)).collect();
    let kind = safe(&package.kind.to_string());
    lines.fact("package", Fact::words(words.join(" ")).aside(kind));
}
