//! A rule of one's own beside ours: `cargo run --example custom_rule -- FILE`
#![allow(clippy::print_stdout, reason = "an example shows its result")]

use gorigin::finding::{About, Place, Remark};
use gorigin::{Check, Escaped, Options, Rule, Severity, open};

static BUILT_ELSEWHERE: Rule = Rule::new("built-elsewhere", Severity::Error)
    .means("The program was not built by the release machine.")
    .because("Only what that machine builds can be built again.")
    .mend("Push a tag, and take what the release machine builds.");

/// Finds programs whose GOROOT is not that of the release machine.
struct BuiltElsewhere;

impl Check for BuiltElsewhere {
    fn rule(&self) -> &Rule {
        &BUILT_ELSEWHERE
    }

    fn check(&self, about: &About<'_>) -> Vec<Remark> {
        let roots = about.program.goroot.evidence.iter();
        let elsewhere = roots.filter(|it| it.root.as_bytes() != b"/usr/local/go");
        let remark = |place| Remark::new("GOROOT is not the release machine's").at(place);
        elsewhere
            .map(|it| remark(Place::new(it.root.to_string()).at(about.program.place(it.at))))
            .collect()
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("usage: custom_rule FILE")?;
    let options = Options { checks: &[&BuiltElsewhere], ..Options::default() };
    for finding in open(path)?.inspect(&options).iter().flat_map(|record| &record.findings) {
        println!("{}: {} {}", finding.rule, Escaped(&finding.message), finding.evidence.join(", "));
    }
    Ok(())
}
