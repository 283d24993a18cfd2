//! `gorigin vulns`: known vulnerabilities of the programs among many files.

use gorigin::finding::rules_of_vulnerabilities;

use super::scan;
use crate::args::{Global, Vulns};
use crate::exit::{Exit, Failure};
use crate::render::{Page, Shown};

/// Runs the command.
pub(super) fn run(options: Vulns, global: &Global) -> Result<Exit, Failure> {
    if options.scan.database.vulndb.is_none() {
        return Err(Failure::new("no database of known vulnerabilities is named")
            .with_hint("add --db INDEX; make it with: gorigin vulndb update --from DIR"));
    }
    let scope: Vec<_> = rules_of_vulnerabilities().collect();
    options.scan.reporting.judgement.check_scope(&scope, "gorigin vulns")?;
    let shown = if options.not_found { Shown::All } else { Shown::Open };
    let allow_empty = options.scan.allow_empty;
    let mut plan = scan::plan(options.scan, global)?;
    plan.judging.given.scope = Some(scope);
    scan::carry_out_of(plan, allow_empty, |look| Page::new(look, shown))
}
