//! The toolchain, the Go version, GOROOT and the IDs.

use gorigin::report::Record;

use super::goroot::{goroot_lines, path_hash_lines};
use super::ids::{build_id_lines, host_id_lines};
use super::lines::{Fact, Lines};
use super::said::plainly;
use super::verification;
use crate::render::facts::version_text;
use crate::render::words::{joined, place, safe, words};

pub(super) fn identity(lines: &mut Lines, record: &Record) {
    if let Some(release) = &record.toolchain_version {
        let name = record.toolchain.as_deref().unwrap_or_default();
        let read_at = place(release.section.as_deref(), release.offset);
        let fact = Fact::new(format!("{} {}", safe(name), safe(&release.value)));
        let aside = joined(&[words(&release.source), read_at]);
        lines.fact("toolchain", fact.aside(aside));
    }
    if let Some(version) = record.go_version.as_ref() {
        let source = words(&version.source);
        let read_at = place(version.section.as_deref(), version.offset);
        let aside = match record.reasons.get("go_version.exact").filter(|_| !version.exact) {
            Some(reason) => safe(&plainly(reason)),
            None => joined(&[source, read_at]),
        };
        let fact = Fact::new(version_text(version)).aside(aside);
        lines.fact("go version", fact);
        // For an exact version they add nothing.
        for fact in version.facts.iter().filter(|_| !version.exact) {
            let seen_at = place(fact.section.as_deref(), fact.offset);
            let aside = joined(&[safe(&fact.seen), seen_at]);
            lines.fact("  says", Fact::new(safe(&fact.says)).aside(aside));
        }
    }
    if let Some(goroot) = record.goroot.as_ref() {
        goroot_lines(lines, record, goroot);
    }
    if let Some(hash) = record.path_hash.as_ref() {
        path_hash_lines(lines, hash);
    }
    if let Some(id) = record.build_id.as_ref() {
        build_id_lines(lines, id);
    }
    host_id_lines(lines, record);
    if let Some(hash) = record.sha256.as_ref() {
        lines.fact("sha256", Fact::new(safe(hash)));
    }
    if let Some(verification) = record.verification.as_ref() {
        verification::beside_ids(lines, record, verification);
    }
}
