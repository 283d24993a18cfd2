//! What a rule is: its name, how grave its findings are, and the three sentences that explain it.
//! Checks of programs and checks of hosts each carry one; this layer knows neither.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing need be done.
    Note,
    /// Probably not what was meant.
    Warning,
    /// The binary and this machine contradict one another, or the binary contradicts itself.
    Error,
}

impl Severity {
    /// Every severity, the gravest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Note];

    /// Its name, as it stands in records.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a user sets a rule to: the severity of its findings, or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The rule makes no findings.
    Off,
    /// Its findings are of that severity.
    At(Severity),
}

impl Level {
    /// Every level, the gravest first.
    pub const ALL: [Self; 4] = [
        Self::At(Severity::Error),
        Self::At(Severity::Warning),
        Self::At(Severity::Note),
        Self::Off,
    ];

    /// Its name, as users write it: that of the severity, or `off`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.name(),
        }
    }

    /// The level of that name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// The severity of the findings; `None` where there are none.
    pub const fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::At(severity) => Some(severity),
        }
    }
}

/// One rule.
///
/// ```
/// use gorigin::finding::{Rule, Severity};
///
/// static NO_GPL: Rule = Rule::new("no-gpl", Severity::Warning)
///     .means("The program contains a module that our lawyers do not allow.")
///     .because("Its licence asks for more than we give.")
///     .mend("Replace the module.");
/// assert_eq!(NO_GPL.name, "no-gpl");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, in lower case with hyphens; never changed once released.
    pub name: &'static str,
    /// The severity of its findings, unless a finding has its own or a user's policy another.
    pub severity: Severity,
    /// What it means, in a sentence.
    pub meaning: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// Whether where things stand is the news: a line about a finding then names places too.
    pub tells_places: bool,
}

impl Rule {
    /// A rule of that name, of which nothing has been said yet.
    pub const fn new(name: &'static str, severity: Severity) -> Self {
        Self { name, severity, meaning: "", why: "", fix: "", tells_places: false }
    }

    /// Says what it means.
    pub const fn means(self, meaning: &'static str) -> Self {
        Self { meaning, ..self }
    }

    /// Says why it matters.
    pub const fn because(self, why: &'static str) -> Self {
        Self { why, ..self }
    }

    /// The places that its findings name are the news.
    pub const fn with_places(self) -> Self {
        Self { tells_places: true, ..self }
    }

    /// Says what to do.
    pub const fn mend(self, fix: &'static str) -> Self {
        Self { fix, ..self }
    }
}
