//! The verdict on one advisory and one module of a program.

use std::borrow::Cow;

use super::database::Database;
use super::hit::{Concerned, Hit, Question};
use super::index::Numbers;
use super::module::{Module, below};
use super::search::Search;
use super::subject::Subject;
use super::texts::TextId;
use super::verdict::{Match, Names, Verdict, Vulnerability, Why};
use super::wanted::{Wanted, WantedPackage};
use crate::bytes::PartOffset;

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
    /// Packages and functions that were found.
    matches: Vec<(u32, Option<TextId>, PartOffset)>,
    /// Packages and functions that are listed.
    listed: Vec<(u32, TextId)>,
}

impl<'j> Judge<'j, '_> {
    /// Looks for the functions of all advisories about a module.
    pub(super) fn want(&mut self, concerned: &mut Concerned<'j>) {
        let own = concerned.module.imported_as.as_deref().unwrap_or_default();
        let others = self.subject.modules.iter().filter_map(|it| it.imported_as.as_deref());
        let is_inner = |path: &&str| path.len() > own.len() && path.starts_with(own);
        if !concerned.module.is_of_go() {
            concerned.inner = others.filter(is_inner).collect();
        }
        let Concerned { module, place, inner, hits } = concerned;
        for Hit { entries, questions, .. } in hits {
            for entry in entries.clone() {
                self.want_entry(entry, *place, (module, inner), questions);
            }
        }
    }

    fn want_entry(
        &mut self,
        entry: u32,
        place: u32,
        (module, inner): (&Module, &[&str]),
        questions: &mut Vec<Question>,
    ) {
        let imports = self.database.index.imports(entry);
        match self.database.covers(entry, place) {
            Some(false) => {}
            None => questions.push(Question::Unknown(Why::NoRange)),
            Some(true) if imports.is_empty() => questions.push(Question::Unknown(Why::NoPackages)),
            Some(true) => {
                for import in imports {
                    let platform = self.platform(import);
                    if platform == Platform::Other {
                        continue;
                    }
                    let package = self.want_package(import, module, inner);
                    let is_platform_known = platform == Platform::Same;
                    questions.push(Question::Import { import, package, is_platform_known });
                }
            }
        }
    }

    /// Looks for an affected package; `None` where it is a package of another module of the program, whose
    /// path is longer.
    fn want_package(
        &mut self,
        import: u32,
        module: &Module,
        inner: &[&str],
    ) -> Result<Option<WantedPackage>, Why> {
        let index = &self.database.index;
        let number = index.package(import);
        let name = index.text(index.package_path(number));
        let package: Cow<'_, str> = module.package_in_program(name).ok_or(Why::NoImportPath)?;
        let is_of_other = inner.iter().any(|path| below(&package, path).is_some());
        (!is_of_other).then(|| self.wanted.add(&package, number)).transpose()
    }

    /// Reads the names of the program's functions, if any is looked for.
    pub(super) fn read_names(&mut self) {
        if self.wanted.is_empty() {
            return;
        }
        let mut search = Search { wanted: &mut self.wanted, database: self.database };
        let read = self.subject.functions.for_each(&mut search);
        self.names = read.map_or_else(Names::Unknown, Names::Read);
    }

    /// The verdicts on the advisories about a module.
    pub(super) fn judge(&self, concerned: &Concerned<'_>) -> Vec<Vulnerability> {
        concerned.hits.iter().map(|hit| self.judge_hit(concerned, hit)).collect()
    }

    fn judge_hit(&self, concerned: &Concerned<'_>, hit: &Hit) -> Vulnerability {
        let mut opinion = Opinion {
            verdict: Verdict::OtherPlatform,
            why: None,
            matches: Vec::new(),
            listed: Vec::new(),
        };
        hit.questions.iter().for_each(|question| self.answer(question, &mut opinion));
        opinion.listed.sort_unstable();
        opinion.listed.dedup();
        opinion.matches.sort_unstable();
        opinion.matches.dedup();
        let index = &self.database.index;
        let text = |id: TextId| index.text(id).to_owned();
        let matches = opinion.matches.iter().take(MOST_MATCHES).map(|(package, symbol, at)| {
            Match { package: text(index.package_path(*package)), symbol: symbol.map(text), at: *at }
        });
        let (summary, is_reviewed) = index.summary(hit.advisory);
        let module = concerned.module;
        let fixed = self.database.fix(&hit.entries, concerned.place);
        Vulnerability {
            id: text(index.id(hit.advisory)),
            aliases: ids(index.aliases(hit.advisory)).map(text).collect(),
            summary: text(summary),
            is_reviewed,
            module: module.path.clone(),
            version: module.version.clone(),
            source: module.source,
            doubt: module.doubt,
            fixed: fixed.map(|fix| spelled_like(&module.version, fix)),
            verdict: opinion.verdict,
            why: opinion.why.filter(|_| opinion.verdict == Verdict::CannotTell),
            matches: matches.collect(),
            matched: opinion.matches.iter().filter(|it| it.1.is_some()).count(),
            listed: opinion.listed.len(),
        }
    }

    fn answer(&self, question: &Question, opinion: &mut Opinion) {
        let (import, package, is_platform_known) = match question {
            Question::Unknown(why) => return opinion.cannot_tell(why.clone()),
            Question::Import { import, package, is_platform_known } => {
                (*import, package, *is_platform_known)
            }
        };
        let number = self.database.index.package(import);
        let [functions, ..] = self.database.index.lists(import);
        opinion.listed.extend(ids(functions).map(|function| (number, function)));
        let verdict = match package {
            Err(why) => return opinion.cannot_tell(why.clone()),
            // The package is another module's, whatever the names are.
            Ok(None) => {
                opinion.verdict = opinion.verdict.max(Verdict::PackageAbsent);
                return;
            }
            Ok(Some(package)) => self.import(number, functions, *package, opinion),
        };
        // What was found is there, though some names are not known.
        if let Some(no_names) = self.names.reason().filter(|_| verdict < Verdict::CannotTell) {
            opinion.cannot_tell(no_names.clone().into());
        } else if !is_platform_known && verdict >= Verdict::PackagePresent {
            opinion.cannot_tell(Why::NoPlatform);
        } else {
            opinion.verdict = opinion.verdict.max(verdict);
        }
    }

    /// The verdict on a package of the program, of which these functions are listed.
    fn import(
        &self,
        number: u32,
        functions: Numbers<'_>,
        package: WantedPackage,
        opinion: &mut Opinion,
    ) -> Verdict {
        let Some(at) = self.wanted.place(package) else { return Verdict::PackageAbsent };
        if functions.is_empty() {
            opinion.matches.push((number, None, at));
            return Verdict::PackagePresent;
        }
        let mut verdict = Verdict::NoListedFunction;
        for function in ids(functions) {
            let Some(at) = self.wanted.function(package, function) else { continue };
            opinion.matches.push((number, Some(function), at));
            verdict = Verdict::Present;
        }
        verdict
    }

    fn platform(&self, import: u32) -> Platform {
        let index = &self.database.index;
        let about = |listed: Numbers<'_>, own: Option<&str>| match own {
            _ if listed.is_empty() => Platform::Same,
            None => Platform::Unknown,
            Some(own) => match ids(listed).any(|id| index.text(id) == own) {
                true => Platform::Same,
                false => Platform::Other,
            },
        };
        let [_, goos, goarch] = index.lists(import);
        let goos = about(goos, self.subject.goos);
        match (goos, about(goarch, self.subject.goarch)) {
            (Platform::Other, _) | (_, Platform::Other) => Platform::Other,
            (Platform::Unknown, _) | (_, Platform::Unknown) => Platform::Unknown,
            _ => Platform::Same,
        }
    }
}

fn ids(numbers: Numbers<'_>) -> impl Iterator<Item = TextId> + '_ {
    numbers.iter().map(|number| TextId::of_bytes(*number))
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
