//! The match: the modules, the platform and the functions of a program against a database.

use super::database::Database;
use super::hit::{by_advisory, collect};
use super::judge::Judge;
use super::module::{Module, ModulesKnown, STDLIB};
use super::semver::Semver;
use super::subject::Subject;
use super::verdict::{Names, Unknown, Verdict, Vulnerability};
use super::wanted::Wanted;
use crate::bytes::Date;

/// What a database says of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// One for each advisory that is about the version of a module of the program, and for each of
    /// these modules, in the order of the advisories.
    pub vulnerabilities: Vec<Vulnerability>,
    /// The modules that advisories are about, and whose versions are not known.
    pub unknown: Vec<Unknown>,
    /// The names of the program's functions.
    pub names: Names,
    /// How much is known of which modules the program is made of.
    pub modules: ModulesKnown,
    /// Whether the program was built with a newer Go than any that the database names.
    pub is_go_newer: bool,
    /// The day of the database.
    pub database_date: Option<Date>,
    /// How many advisories the database has.
    pub advisories: usize,
}

impl Checked {
    /// Whether all could be told: every module with its version, and of every advisory whether its
    /// code is in the program.
    pub fn is_complete(&self) -> bool {
        let can_tell = |it: &Vulnerability| it.verdict != Verdict::CannotTell;
        self.modules == ModulesKnown::Listed
            && self.unknown.is_empty()
            && self.vulnerabilities.iter().all(can_tell)
    }
}

/// Asks the database about a program.
pub fn check(database: &Database, subject: &Subject<'_>) -> Checked {
    let mut unknown = Vec::new();
    let mut concerned = Vec::new();
    for module in subject.modules {
        let entries = database.index.entries_of(&module.path);
        if entries.is_empty() {
            continue;
        }
        match Semver::parse(&module.version) {
            Some(version) => {
                let place = database.place(&version);
                concerned.extend(collect(database, module, entries, place));
            }
            None => unknown.push(Unknown {
                module: module.path.clone(),
                version: module.version.clone(),
                source: module.source,
                advisories: by_advisory(database, entries).count(),
            }),
        }
    }
    let mut judge = Judge { database, subject, wanted: Wanted::default(), names: Names::NotNeeded };
    concerned.iter_mut().for_each(|it| judge.want(it));
    judge.read_names();
    let mut vulnerabilities: Vec<_> = concerned.iter().flat_map(|it| judge.judge(it)).collect();
    vulnerabilities.sort_by(|one, other| (&one.id, &one.module).cmp(&(&other.id, &other.module)));
    Checked {
        vulnerabilities,
        unknown,
        names: judge.names,
        modules: ModulesKnown::Listed,
        is_go_newer: is_go_newer(database, subject.modules),
        database_date: database.date(),
        advisories: database.len(),
    }
}

/// Whether the standard library is newer than any that the database names.
fn is_go_newer(database: &Database, modules: &[Module]) -> bool {
    let std = modules.iter().find(|module| module.path == STDLIB);
    let own = std.and_then(|module| Semver::parse(&module.version));
    let newest = database.newest_go().and_then(Semver::parse);
    own.zip(newest).is_some_and(|(own, newest)| own > newest)
}
