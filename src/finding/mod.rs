//! Findings: what the rules say about the evidence and the host.

mod check;
mod demands;
mod hashes;
mod name;
mod paths;
mod rules;
mod start;
mod target;
mod traits;
mod version;

pub use crate::rule::{Rule, Severity};
pub use check::{Finding, check, check_packed, check_readers, in_order};
pub use demands::{Demands, check_demands};
pub use hashes::check_hashes;
pub use name::check_name;
pub use paths::{check_paths, check_texts};
pub use rules::{RULES, all_rules, rule};
pub use start::check_start;
pub use target::{Target, TargetLibc};
