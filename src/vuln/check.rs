//! The match: the modules, the platform and the functions of a program against a database.

use super::database::Database;
use super::hit::{Hit, collect};
use super::judge::Judge;
use super::module::Module;
use super::semver::Semver;
use super::subject::Subject;
use super::verdict::{NoNames, Unknown, Vulnerability};
use super::wanted::Wanted;

/// What a database says of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// One for each advisory that is about the version of a module of the program, and for each of
    /// these modules, in the order of the advisories.
    pub vulnerabilities: Vec<Vulnerability>,
    /// The modules that advisories are about, and whose versions are not known.
    pub unknown: Vec<Unknown>,
    /// Why the functions of the program are not known; `None` where they are, and where nobody had to
    /// know them.
    pub no_names: Option<NoNames>,
}

/// Asks the database about a program.
pub fn check(database: &Database, subject: &Subject<'_>) -> Checked {
    let mut unknown = Vec::new();
    let mut hits: Vec<Hit<'_>> = Vec::new();
    for (number, module) in subject.modules.iter().enumerate() {
        match Semver::parse(&module.version) {
            Some(version) => collect(database, module, number, &version, &mut hits),
            None => unknown.extend(not_known(database, module)),
        }
    }
    let mut judge = Judge { database, subject, wanted: Wanted::default(), no_names: None };
    hits.iter().for_each(|hit| judge.want(hit));
    judge.read_names();
    let mut vulnerabilities: Vec<_> = hits.iter().filter_map(|hit| judge.judge(hit)).collect();
    vulnerabilities.sort_by(|one, other| (&one.id, &one.module).cmp(&(&other.id, &other.module)));
    Checked { vulnerabilities, unknown, no_names: judge.no_names }
}

/// A module with an unknown version, if an advisory is about the module.
fn not_known(database: &Database, module: &Module) -> Option<Unknown> {
    let mut ids: Vec<_> = database.of(&module.path).map(|(advisory, _)| advisory.id).collect();
    ids.dedup();
    (!ids.is_empty()).then(|| Unknown {
        module: module.path.clone(),
        version: module.version.clone(),
        source: module.source,
        advisories: ids.len(),
    })
}
