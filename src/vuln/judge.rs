//! The verdict on one advisory and one module of a program.

use std::collections::BTreeSet;

use super::advisory::{Entry, Import};
use super::database::Database;
use super::hit::Hit;
use super::module::{Module, below};
use super::search::Search;
use super::semver::Semver;
use super::subject::Subject;
use super::texts::TextId;
use super::verdict::{Match, Names, Verdict, Vulnerability, Why};
use super::wanted::Wanted;

/// The most matches of one advisory that are kept; the others are counted.
const MOST_MATCHES: usize = 256;

/// All that decides.
pub(super) struct Judge<'j, 'd> {
    pub(super) database: &'d Database,
    pub(super) subject: &'j Subject<'j>,
    pub(super) wanted: Wanted,
    pub(super) names: Names,
}

/// Whether an import is about the platform of the program.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Platform {
    Same,
    Other,
    Unknown,
}

/// What the entries of a hit say together.
struct Opinion {
    verdict: Verdict,
    why: Option<Why>,
    matches: BTreeSet<Match>,
    listed: BTreeSet<(TextId, TextId)>,
}

impl<'d> Judge<'_, 'd> {
    fn module(&self, hit: &Hit<'_>) -> Option<&Module> {
        self.subject.modules.get(hit.module)
    }

    /// Looks for the functions of a hit.
    pub(super) fn want(&mut self, hit: &Hit<'d>) {
        let entries = hit.entries.iter().filter(|(_, is_known)| *is_known);
        for import in entries.flat_map(|(entry, _)| &entry.imports) {
            let platform = self.platform(import);
            let package = self.module(hit).and_then(|module| self.package(module, import).ok());
            let Some(Some(package)) = package.filter(|_| platform != Platform::Other) else {
                continue;
            };
            if let Some(number) = self.database.catalogue.number(import.package) {
                self.wanted.add(package, number);
            }
        }
    }

    /// Reads the names of the program's functions, if any is looked for.
    pub(super) fn read_names(&mut self) {
        if self.wanted.is_empty() {
            return;
        }
        let catalogue = &self.database.catalogue;
        let mut search = Search { wanted: &mut self.wanted, catalogue };
        let read = self.subject.functions.for_each(&mut search);
        self.names = read.map_or_else(Names::Unknown, Names::Read);
    }

    /// The verdict on a hit.
    pub(super) fn judge(&self, hit: &Hit<'d>) -> Option<Vulnerability> {
        let module = self.module(hit)?;
        let version = Semver::parse(&module.version)?;
        let mut opinion = Opinion {
            verdict: Verdict::OtherPlatform,
            why: None,
            matches: BTreeSet::new(),
            listed: BTreeSet::new(),
        };
        for (entry, is_known) in &hit.entries {
            self.entry(entry, *is_known, module, &mut opinion);
        }
        let text = |id: TextId| self.database.texts.get(id).to_owned();
        let advisory = hit.advisory;
        let first = hit.entries.first()?;
        let fix = self.database.fix(advisory, first.0.module, &version);
        let matched = opinion.matches.iter().filter(|it| it.symbol.is_some()).count();
        Some(Vulnerability {
            id: text(advisory.id),
            aliases: advisory.aliases.iter().map(|id| text(*id)).collect(),
            summary: text(advisory.summary),
            is_reviewed: advisory.is_reviewed,
            module: module.path.clone(),
            version: module.version.clone(),
            source: module.source,
            doubt: module.doubt,
            fixed: fix.map(|fix| spelled_like(&module.version, fix)),
            verdict: opinion.verdict,
            why: opinion.why.filter(|_| opinion.verdict == Verdict::CannotTell),
            matches: opinion.matches.into_iter().take(MOST_MATCHES).collect(),
            matched,
            listed: opinion.listed.len(),
        })
    }

    fn entry(&self, entry: &Entry, is_known: bool, module: &Module, opinion: &mut Opinion) {
        if !is_known {
            return opinion.cannot_tell(Why::NoRange);
        }
        if entry.imports.is_empty() {
            return opinion.cannot_tell(Why::NoPackages);
        }
        for import in &entry.imports {
            let platform = self.platform(import);
            if platform == Platform::Other {
                continue;
            }
            let listed = import.symbols.iter().map(|symbol| (import.package, *symbol));
            opinion.listed.extend(listed);
            let verdict = match self.package(module, import) {
                Err(why) => {
                    opinion.cannot_tell(why);
                    continue;
                }
                // The package is another module's, whatever the names are.
                Ok(None) => {
                    opinion.verdict = opinion.verdict.max(Verdict::PackageAbsent);
                    continue;
                }
                Ok(Some(package)) => self.import(import, &package, opinion),
            };
            // What was found is there, though some names are not known.
            if let Some(no_names) = self.names.reason().filter(|_| verdict < Verdict::CannotTell) {
                opinion.cannot_tell(no_names.clone().into());
                continue;
            }
            if platform == Platform::Unknown && verdict >= Verdict::PackagePresent {
                opinion.cannot_tell(Why::NoPlatform);
            } else {
                opinion.verdict = opinion.verdict.max(verdict);
            }
        }
    }

    /// The verdict on a package, whose path in the program is `package`.
    fn import(&self, import: &Import, package: &str, opinion: &mut Opinion) -> Verdict {
        let wanted = self.wanted.package(package);
        let found = wanted.and_then(|wanted| Some((wanted, self.wanted.place(wanted)?)));
        let Some((wanted, at)) = found else { return Verdict::PackageAbsent };
        let texts = &self.database.texts;
        let name = texts.get(import.package);
        if import.symbols.is_empty() {
            opinion.matches.insert(Match { package: name.to_owned(), symbol: None, at });
            return Verdict::PackagePresent;
        }
        let mut verdict = Verdict::NoListedFunction;
        for symbol in &import.symbols {
            let Some(at) = self.wanted.function(wanted, *symbol) else { continue };
            let (package, symbol) = (name.to_owned(), Some(texts.get(*symbol).to_owned()));
            opinion.matches.insert(Match { package, symbol, at });
            verdict = Verdict::Present;
        }
        verdict
    }

    /// The path in the program of an affected package; `None` where it is a package of another
    /// module of the program, whose path is longer.
    fn package(&self, module: &Module, import: &Import) -> Result<Option<String>, Why> {
        let name = self.database.texts.get(import.package);
        let package = module.package_in_program(name).ok_or(Why::NoImportPath)?;
        if module.is_of_go() {
            return Ok(Some(package));
        }
        let own = module.imported_as.as_deref().unwrap_or_default();
        let others = self.subject.modules.iter().filter_map(|it| it.imported_as.as_deref());
        let is_of_other = others
            .filter(|path| path.len() > own.len())
            .any(|path| path.starts_with(own) && below(&package, path).is_some());
        Ok((!is_of_other).then_some(package))
    }

    fn platform(&self, import: &Import) -> Platform {
        let about = |listed: &[TextId], own: Option<&str>| match own {
            _ if listed.is_empty() => Platform::Same,
            None => Platform::Unknown,
            Some(own) => match listed.iter().any(|id| self.database.texts.get(*id) == own) {
                true => Platform::Same,
                false => Platform::Other,
            },
        };
        let goos = about(&import.goos, self.subject.goos);
        match (goos, about(&import.goarch, self.subject.goarch)) {
            (Platform::Other, _) | (_, Platform::Other) => Platform::Other,
            (Platform::Unknown, _) | (_, Platform::Unknown) => Platform::Unknown,
            _ => Platform::Same,
        }
    }
}

impl Opinion {
    /// It cannot be told for this entry; the first reason counts.
    fn cannot_tell(&mut self, why: Why) {
        self.why.get_or_insert(why);
        self.verdict = self.verdict.max(Verdict::CannotTell);
    }
}

/// A version of the database as Go spells that of the module: with a `v` before all but its own.
fn spelled_like(version: &str, other: &str) -> String {
    let start = if version.starts_with('v') { "v" } else { "" };
    format!("{start}{other}")
}
