//! Findings: what the rules say about the evidence and the host.

mod check;
mod hosts;
mod rules;

pub use check::{Finding, check, check_hashes, check_packed, in_order};
pub use hosts::HOST_RULES;
pub use rules::{RULES, Rule, Severity, all_rules, rule};
