//! Findings: what the rules say about the evidence and the host.

mod rules;

pub use rules::{RULES, Rule, Severity, rule};
