//! What mends a fault, and the text that a user reads about it.

use super::act::Act;
use super::words::{Dialect, Said};
use crate::rule::Rule;

/// What mends a fault. Holds untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// The plans, the best first.
    plans: Vec<Plan>,
    /// What the user must decide where no plan holds; empty where the rule's own words are enough.
    decision: String,
    /// What the user reads in the end.
    advice: Advice,
}

/// Acts that together mend a fault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::diagnosis) struct Plan {
    pub(in crate::diagnosis) acts: Vec<Act>,
    /// What else belongs to the plan, in words.
    note: String,
}

/// What a user reads: the thing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// The command, the line to write, or what there is to decide.
    pub text: String,
    /// What else belongs to it; often empty.
    pub note: String,
    /// Whether the text is a command for the user's shell.
    pub is_command: bool,
    /// The rule of the complaint that causes this one, and takes it along when it is mended; the
    /// text then says so.
    pub follows_from: Option<&'static Rule>,
}

impl Remedy {
    /// The remedy of one act.
    pub(in crate::diagnosis) fn of(act: Act) -> Self {
        Self { plans: vec![Plan { acts: vec![act], note: String::new() }], ..Self::default() }
    }

    /// The remedy without an act: something that a user must decide, or do by hand.
    pub(in crate::diagnosis) fn decide(words: impl Into<String>) -> Self {
        let decision: String = words.into();
        let advice = Advice { text: decision.clone(), ..Advice::default() };
        Self { plans: Vec::new(), decision, advice }
    }

    /// The same remedy with another act after those of each plan.
    #[must_use]
    pub(in crate::diagnosis) fn and(mut self, act: &Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.push(act.clone()));
        self
    }

    /// The same remedy with another act before those of each plan.
    #[must_use]
    pub(in crate::diagnosis) fn behind(mut self, act: Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.insert(0, act.clone()));
        self
    }

    /// The same remedy with a note on each plan that has none.
    #[must_use]
    pub(in crate::diagnosis) fn note(mut self, words: impl Into<String>) -> Self {
        let words: String = words.into();
        for plan in self.plans.iter_mut().filter(|plan| plan.note.is_empty()) {
            plan.note.clone_from(&words);
        }
        self
    }

    /// The same remedy, with the plans of another one behind its own.
    #[must_use]
    pub(in crate::diagnosis) fn or(mut self, other: Self) -> Self {
        self.plans.extend(other.plans);
        if self.decision.is_empty() {
            self.decision = other.decision;
        }
        self
    }

    /// The same remedy, with what the user must decide where no plan holds.
    #[must_use]
    pub(in crate::diagnosis) fn or_decide(mut self, words: impl Into<String>) -> Self {
        self.decision = words.into();
        self
    }

    /// The plans, the best first.
    pub(in crate::diagnosis) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// What a user reads.
    pub fn advice(&self) -> &Advice {
        &self.advice
    }

    /// Sets what a user reads; `None` stands for what there is to decide.
    pub(in crate::diagnosis) fn advise(&mut self, advice: Option<Advice>) {
        let decision = || Advice { text: self.decision.clone(), ..Advice::default() };
        self.advice = advice.unwrap_or_else(decision);
    }
}

impl Advice {
    /// The text for a complaint that goes away with another one.
    pub(in crate::diagnosis) fn follows(rule: &'static Rule) -> Self {
        let text = format!("follows from {} and goes with it", rule.name);
        Self { text, follows_from: Some(rule), ..Self::default() }
    }
}

impl Plan {
    /// The text for a user; `None` where an act cannot be written safely.
    pub(in crate::diagnosis) fn advice(&self, dialect: &Dialect<'_>) -> Option<Advice> {
        let (mut commands, mut words) = (Vec::new(), Vec::new());
        for act in &self.acts {
            match act.said(dialect)? {
                Said::Command(command) => commands.push(command),
                Said::Words(text) => words.push(text),
            }
        }
        let is_command = !commands.is_empty();
        if !self.note.is_empty() {
            words.push(self.note.clone());
        }
        if is_command {
            let text = dialect.shell.one_after_another(&commands);
            return Some(Advice { text, note: words.join("; "), is_command, follows_from: None });
        }
        Some(Advice { text: words.join("; "), ..Advice::default() })
    }
}
