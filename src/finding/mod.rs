//! Findings: what the rules say about a program.
//!
//! Each rule stands beside the function that checks it, in the file of its subject; one line in
//! `table.rs` enables it. A rule without that line does not compile: it is dead code, which this
//! layer denies. The order of the table is the order of the findings.
//!
//! | file | rules about |
//! | --- | --- |
//! | `build` | how the program was built, and what it says about that |
//! | `goroot` | the builder's GOROOT and the GOROOT of this machine |
//! | `ids` | Go build ID and host ID |
//! | `leaks` | paths and hosts that show who built it |
//! | `linking` | what the linker asks of the loader |
//! | `name` | the name of the file, and the package around it |
//! | `needles` | texts that the user looks for |
//! | `packing` | packers |
//! | `readers` | what a second reader of the headers reads |
//! | `require` | what a policy requires of every program |
//! | `seal` | recomputed hashes |
//! | `secrets` | secrets in build flags |
//! | `start` | whether it starts here, or on the system that the user names |
//! | `version` | the Go version |
//! | `vulnerabilities` | what a database of known vulnerabilities says |
//!
//! A check makes a [`Remark`]; `judge` adds the rule and the severity that the [`Policy`] gives it,
//! and gives [`Finding`]s.
#![deny(dead_code, reason = "a rule that is not in the table must not compile")]

mod about;
mod build;
mod check;
mod choice;
mod demands;
mod goroot;
mod ids;
mod judge;
mod leaks;
mod linking;
mod modules_differ;
mod name;
mod needles;
mod package;
mod packing;
mod readers;
mod remark;
mod require;
mod seal;
mod secrets;
mod start;
mod table;
mod target;
mod version;
mod vulnerabilities;
mod wanted;

pub use crate::rule::{Level, Rule, Severity};
pub use about::About;
pub use check::{Check, Needs};
pub use choice::{FailOn, Policy};
pub use demands::Demands;
pub(crate) use judge::{judge, judge_texts};
pub use remark::{Finding, Place, Remark};
pub(crate) use table::one_slice_will_do;
pub use table::{
    all_rules, is_about_hosts, needs, rule, rules_near, rules_of_programs, rules_of_verify,
    rules_of_vulnerabilities,
};
pub use target::{Target, TargetLibc};
pub(crate) use vulnerabilities::advisory_and_module;
pub use wanted::{ForbiddenSetting, ModuleHost, Revision};
