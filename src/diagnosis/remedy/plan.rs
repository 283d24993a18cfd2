//! What mends a fault, and what a user is told of it.

use super::act::Act;
use super::words::{Dialect, Said};
use crate::rule::Rule;

/// What mends a fault. Holds untrusted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remedy {
    /// What may be done, the best first.
    plans: Vec<Plan>,
    /// What there is to decide, where no plan holds; empty where the rule's own words do.
    decision: String,
    /// What is told in the end.
    told: Told,
}

/// Acts that mend a fault together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::diagnosis) struct Plan {
    pub(in crate::diagnosis) acts: Vec<Act>,
    /// What else belongs to it, in words.
    note: String,
}

/// What a user is told to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The command, the line to write, or what there is to decide.
    pub text: String,
    /// What else belongs to it; often empty.
    pub note: String,
    /// Whether the text is a command for the user's shell.
    pub is_command: bool,
    /// The rule of the complaint that this one comes of, and goes with; the text then says so.
    pub follows_from: Option<&'static Rule>,
}

impl Remedy {
    /// One act.
    pub(in crate::diagnosis) fn of(act: Act) -> Self {
        Self { plans: vec![Plan { acts: vec![act], note: String::new() }], ..Self::default() }
    }

    /// No act: something that a user must decide, or do by hand.
    pub(in crate::diagnosis) fn decide(words: impl Into<String>) -> Self {
        let decision: String = words.into();
        let told = Told { text: decision.clone(), ..Told::default() };
        Self { plans: Vec::new(), decision, told }
    }

    /// The same with another act behind those of each plan.
    #[must_use]
    pub(in crate::diagnosis) fn and(mut self, act: &Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.push(act.clone()));
        self
    }

    /// The same with another act before those of each plan.
    #[must_use]
    pub(in crate::diagnosis) fn behind(mut self, act: Act) -> Self {
        self.plans.iter_mut().for_each(|plan| plan.acts.insert(0, act.clone()));
        self
    }

    /// The same with what else belongs to each plan.
    #[must_use]
    pub(in crate::diagnosis) fn note(mut self, words: impl Into<String>) -> Self {
        let words: String = words.into();
        for plan in self.plans.iter_mut().filter(|plan| plan.note.is_empty()) {
            plan.note.clone_from(&words);
        }
        self
    }

    /// Another remedy, where this one does not hold.
    #[must_use]
    pub(in crate::diagnosis) fn or(mut self, other: Self) -> Self {
        self.plans.extend(other.plans);
        if self.decision.is_empty() {
            self.decision = other.decision;
        }
        self
    }

    /// What there is to decide, where no plan holds.
    #[must_use]
    pub(in crate::diagnosis) fn or_decide(mut self, words: impl Into<String>) -> Self {
        self.decision = words.into();
        self
    }

    /// What may be done, the best first.
    pub(in crate::diagnosis) fn plans(&self) -> &[Plan] {
        &self.plans
    }

    /// What a user is told.
    pub fn told(&self) -> &Told {
        &self.told
    }

    /// Tells a plan, which must be tellable, or what there is to decide.
    pub(in crate::diagnosis) fn tell(&mut self, told: Option<Told>) {
        let decision = || Told { text: self.decision.clone(), ..Told::default() };
        self.told = told.unwrap_or_else(decision);
    }
}

impl Told {
    /// There is nothing to do for this one: it goes with another.
    pub(in crate::diagnosis) fn follows(rule: &'static Rule) -> Self {
        let text = format!("follows from {} and goes with it", rule.name);
        Self { text, follows_from: Some(rule), ..Self::default() }
    }
}

impl Plan {
    /// How a user is told; `None` where an act cannot be spelled safely.
    pub(in crate::diagnosis) fn told(&self, dialect: &Dialect<'_>) -> Option<Told> {
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
            return Some(Told { text, note: words.join("; "), is_command, follows_from: None });
        }
        Some(Told { text: words.join("; "), ..Told::default() })
    }
}
