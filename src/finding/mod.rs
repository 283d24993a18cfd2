//! Findings: what the rules say about the evidence and the host.

mod check;
mod rules;

pub use check::{Finding, check};
pub use rules::{RULES, Rule, Severity, rule};
