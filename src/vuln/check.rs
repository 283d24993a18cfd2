//! The match: the modules, the platform and the functions of a program against a database.

use std::collections::HashSet;

use super::database::Database;
use super::hit::{Concerned, by_advisory, collect};
use super::judge::Judge;
use super::limits::MOST_VULNERABILITIES;
use super::module::{Module, ModulesKnown, STDLIB};
use super::semver::Semver;
use super::subject::Subject;
use super::verdict::{Names, Unknown, Verdict, Vulnerability};
use super::wanted::Wanted;
use crate::bytes::{Date, LimitExceeded};

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
    /// The limit on vulnerabilities, where there are more; those that were found first are kept.
    pub cut: Option<LimitExceeded>,
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
            && self.cut.is_none()
            && self.unknown.is_empty()
            && self.vulnerabilities.iter().all(can_tell)
    }
}

/// Asks the database about a program.
pub fn check(database: &Database, subject: &Subject<'_>) -> Checked {
    let mut unknown = Vec::new();
    let mut concerned = Vec::new();
    let mut seen = HashSet::new();
    // One that is named twice says nothing new.
    for module in subject.modules.iter().filter(|it| seen.insert(*it)) {
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
    let cut = cut(&mut concerned);
    let mut judge = Judge { database, subject, wanted: Wanted::default(), names: Names::NotNeeded };
    concerned.iter_mut().for_each(|it| judge.want(it));
    judge.read_names();
    let mut vulnerabilities: Vec<_> = concerned.iter().flat_map(|it| judge.judge(it)).collect();
    vulnerabilities.sort_by(|one, other| (&one.id, &one.module).cmp(&(&other.id, &other.module)));
    Checked {
        vulnerabilities,
        unknown,
        names: judge.names,
        cut,
        modules: ModulesKnown::Listed,
        is_go_newer: is_go_newer(database, subject.modules),
        database_date: database.date(),
        advisories: database.len(),
    }
}

/// Keeps as many as one program may have; gives the limit where there are more.
fn cut(concerned: &mut Vec<Concerned<'_>>) -> Option<LimitExceeded> {
    let mut left = usize::try_from(MOST_VULNERABILITIES).unwrap_or(usize::MAX);
    let all = concerned.iter().fold(0_usize, |sum, it| sum.saturating_add(it.hits.len()));
    let is_cut = all > left;
    for it in concerned.iter_mut() {
        it.hits.truncate(left);
        left = left.saturating_sub(it.hits.len());
    }
    concerned.retain(|it| !it.hits.is_empty());
    is_cut.then_some(LimitExceeded { name: "vulnerabilities", limit: MOST_VULNERABILITIES })
}

/// Whether the standard library is newer than any that the database names.
fn is_go_newer(database: &Database, modules: &[Module]) -> bool {
    let std = modules.iter().find(|module| module.path == STDLIB);
    let own = std.and_then(|module| Semver::parse(&module.version));
    let newest = database.newest_go().and_then(Semver::parse);
    own.zip(newest).is_some_and(|(own, newest)| own > newest)
}
