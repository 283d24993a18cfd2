//! A check of a program: its rule, and the function that finds breaches of it.

use super::about::About;
use super::remark::Remark;
use crate::rule::Rule;

/// One check of a Go program.
///
/// Our own rules are values of this trait. A user's rules go into
/// [`Options::checks`](crate::Options::checks), and their findings follow ours.
///
/// ```
/// use gorigin::finding::{About, Check, Remark, Place, Rule, Severity};
/// use gorigin::{Options, inspect};
///
/// /// Releases are built by the release machine, whose Go lies where everyone's does.
/// struct BuiltByRelease;
///
/// static BUILT_ELSEWHERE: Rule = Rule::new("built-elsewhere", Severity::Warning)
///     .means("The program was not built by the release machine.")
///     .because("Only what that machine builds can be built again.")
///     .mend("Push a tag, and take what the release machine builds.");
///
/// impl Check for BuiltByRelease {
///     fn rule(&self) -> &Rule {
///         &BUILT_ELSEWHERE
///     }
///
///     fn check(&self, about: &About<'_>) -> Vec<Remark> {
///         let roots = about.program.goroot.evidence.iter();
///         let elsewhere = roots.filter(|it| it.root.as_bytes() != b"/usr/local/go");
///         let remark = |root| Remark::new("GOROOT is not the release machine's").at(root);
///         elsewhere.map(|it| remark(Place::new(it.root.to_string()).at(about.program.place(it.at)))).take(1).collect()
///     }
/// }
///
/// let file = std::fs::read("testdata/sample/linux-amd64-go1.22-s-w")?;
/// let options = Options { checks: &[&BuiltByRelease], ..Options::default() };
/// let record = &inspect(&file, &options)[0];
/// let last = record.findings.last().expect("a finding");
/// assert_eq!(last.rule, "built-elsewhere");
/// assert!(last.evidence[0].starts_with("/opt/hostedtoolcache/go/1.22.10/x64 at 0x"));
/// # Ok::<(), std::io::Error>(())
/// ```
pub trait Check: Sync {
    /// Its rule.
    fn rule(&self) -> &Rule;

    /// The remarks on a program; none where all is well or where the check cannot know.
    fn check(&self, about: &About<'_>) -> Vec<Remark>;
}

/// What a check looks at that not every run does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: a quick look is enough.
    Nothing,
    /// A machine to compare the program with.
    Host,
    /// The paths in the program, of which a full look tells.
    Paths,
    /// A search of every byte.
    Search,
    /// A database of known vulnerabilities.
    Database,
}

/// One of our own checks.
pub(super) struct BuiltIn {
    rule: Rule,
    find: Find,
    needs: Needs,
    asks_of_program: bool,
    is_of_verify: bool,
    one_slice_will_do: bool,
}

/// The function of a check.
enum Find {
    One(fn(&About<'_>) -> Option<Remark>),
    Many(fn(&About<'_>) -> Vec<Remark>),
}

impl BuiltIn {
    /// A rule that makes at most one remark on a program.
    pub(super) const fn one(find: fn(&About<'_>) -> Option<Remark>, rule: Rule) -> Self {
        Self::new(Find::One(find), rule)
    }

    /// A rule that may make several remarks on a program.
    pub(super) const fn many(find: fn(&About<'_>) -> Vec<Remark>, rule: Rule) -> Self {
        Self::new(Find::Many(find), rule)
    }

    const fn new(find: Find, rule: Rule) -> Self {
        let (asks_of_program, is_of_verify, one_slice_will_do) = (false, false, false);
        let needs = Needs::Nothing;
        Self { rule, find, needs, asks_of_program, is_of_verify, one_slice_will_do }
    }

    /// The check looks at that.
    pub(super) const fn needing(self, needs: Needs) -> Self {
        Self { needs, ..self }
    }

    /// What the check looks at that not every run does.
    pub(super) fn needs(&self) -> Needs {
        self.needs
    }

    /// The rule is about parts that a program has and its debug file need not have.
    pub(super) const fn asked_of_programs(self) -> Self {
        Self { asks_of_program: true, ..self }
    }

    /// The rule belongs to `gorigin verify`: it is about hashes, or the IDs that hold them.
    pub(super) const fn of_verify(self) -> Self {
        Self { is_of_verify: true, ..self }
    }

    /// One slice of a fat file that keeps the rule is enough.
    pub(super) const fn of_any_slice(self) -> Self {
        Self { one_slice_will_do: true, ..self }
    }

    /// Whether one slice that keeps the rule is enough.
    pub(super) fn one_slice_will_do(&self) -> bool {
        self.one_slice_will_do
    }

    /// Whether the rule applies to such a program.
    pub(super) fn applies_to(&self, about: &About<'_>) -> bool {
        !(self.asks_of_program && about.program.image.is_debug_file)
    }

    /// Gives each remark on a program.
    pub(super) fn each(&self, about: &About<'_>, give: impl FnMut(Remark)) {
        match self.find {
            Find::One(find) => find(about).into_iter().for_each(give),
            Find::Many(find) => find(about).into_iter().for_each(give),
        }
    }

    /// Whether `gorigin verify` reports it.
    pub(super) fn is_of_verify(&self) -> bool {
        self.is_of_verify
    }
}

impl Check for BuiltIn {
    fn rule(&self) -> &Rule {
        &self.rule
    }

    fn check(&self, about: &About<'_>) -> Vec<Remark> {
        let mut all = Vec::new();
        self.each(about, |remark| all.push(remark));
        all
    }
}
