//! The limit on the size of a record. Every list and text in it is bounded where it is read. This
//! bounds their sum, for a file that drives many of them to their limits at once.

use std::cell::Cell;
use std::mem::take;

use serde::Serialize;

use super::json::size_of;
use super::record::{ErrorRecord, ModuleRecord, Record, SettingsRecord};
use super::redact::rewritten;
use crate::bytes::{LimitExceeded, Limits};

/// The most bytes of JSON for one row of a list, without its texts.
const ROW: usize = 400;
/// The most bytes of JSON for one byte of a text.
const ESCAPED: usize = 6;

/// The size of the texts in a record; the file decides how many there are.
#[derive(Default)]
struct Texts {
    /// The most bytes of JSON for them, with their rows.
    most: usize,
    /// The size of the longest text in bytes.
    longest: usize,
}

impl Texts {
    fn add(&mut self, text: &[u8]) {
        self.most = self.most.saturating_add(text.len().saturating_mul(ESCAPED));
        self.longest = self.longest.max(text.len());
    }

    fn add_row<'t, T: AsRef<[u8]> + ?Sized + 't>(
        &mut self,
        texts: impl IntoIterator<Item = &'t T>,
    ) {
        self.most = self.most.saturating_add(ROW);
        texts.into_iter().for_each(|text| self.add(text.as_ref()));
    }

    fn add_module(&mut self, module: &ModuleRecord) {
        self.add_row([&module.path, &module.version].into_iter().chain(&module.sum));
        if let Some(replace) = module.replace.as_deref() {
            self.add_row([&replace.path, &replace.version].into_iter().chain(&replace.sum));
        }
    }
}

impl Record {
    /// Limits the record to [`Limits::record`] bytes of JSON. Texts are cut to [`Limits::text`]
    /// bytes, with a mark; if that is not enough, the longest lists are cut. Both make the record
    /// partial, and it names the limit.
    pub fn bounded(mut self, limits: &Limits) -> Self {
        self.bound(limits);
        self
    }

    /// Limits the record where it is.
    pub(super) fn bound(&mut self, limits: &Limits) {
        let most = usize::try_from(limits.record).unwrap_or(usize::MAX);
        let longest = usize::try_from(limits.text).unwrap_or(usize::MAX);
        let texts = self.texts();
        // This holds for nearly every record, so it need not be measured.
        if texts.most <= most / 2 && texts.longest <= longest {
            return;
        }
        let mut hit = Vec::new();
        let is_cut = Cell::new(false);
        let cut = |text: &str| cut(text, longest).inspect(|_| is_cut.set(true));
        let mut record = rewritten(take(self), &cut);
        if is_cut.get() {
            hit.push(LimitExceeded { name: "text", limit: limits.text });
        }
        let mut size = size_of(&record);
        while size > most && record.halve_largest_list() {
            if !hit.iter().any(|limit| limit.name == "record") {
                hit.push(LimitExceeded { name: "record", limit: limits.record });
            }
            size = size_of(&record);
        }
        *self = hit.into_iter().fold(record, Self::cut_by);
    }

    /// The same record, marked as cut by a limit.
    pub(super) fn cut_by(mut self, limit: LimitExceeded) -> Self {
        let error = ErrorRecord::of_limit(limit);
        self.partial = true;
        if !self.damage.contains(&error) {
            self.damage.push(error.clone());
        }
        self.error.get_or_insert(error);
        self
    }

    /// Drops the second half of the list that takes the most bytes; `false` where no list can be
    /// cut.
    fn halve_largest_list(&mut self) -> bool {
        let lists = self.lists().into_iter().filter(|list| list.len() > 1);
        match lists.max_by_key(|list| list.size()) {
            Some(largest) => {
                largest.halve();
                true
            }
            None => false,
        }
    }

    /// The lists with a length that the file decides.
    fn lists(&mut self) -> Vec<&mut dyn List> {
        let mut lists: Vec<&mut dyn List> = vec![&mut self.damage, &mut self.findings];
        if let Some(vulnerabilities) = self.vulnerabilities.as_mut() {
            lists.push(vulnerabilities);
        }
        if let Some(build) = self.build.as_mut() {
            lists.push(&mut build.deps);
            lists.push(&mut build.settings);
        }
        if let Some(paths) = self.paths.as_mut() {
            lists.push(&mut paths.leaks);
            lists.push(&mut paths.users);
        }
        if let Some(dwarf) = self.dwarf.as_mut() {
            lists.push(&mut dwarf.producers);
            lists.push(&mut dwarf.comp_dirs);
        }
        if let Some(verification) = self.verification.as_mut() {
            lists.push(&mut verification.path_hashes);
            if let Some(link) = verification.link_action.as_mut() {
                lists.push(&mut link.candidates);
            }
        }
        if let Some(goroot) = self.goroot.as_mut() {
            lists.push(&mut goroot.evidence);
        }
        if let Some(version) = self.go_version.as_mut() {
            lists.push(&mut version.facts);
        }
        if let Some(obfuscation) = &mut self.obfuscation {
            lists.push(&mut obfuscation.marks);
        }
        let traits = &mut self.traits;
        for list in [&mut traits.libraries, &mut traits.experiments].into_iter().flatten() {
            lists.push(list);
        }
        if let Some(text) = &mut self.text {
            lists.push(text);
        }
        lists
    }

    fn texts(&self) -> Texts {
        let mut texts = Texts::default();
        if let Some(build) = self.build.as_ref() {
            build.main_package.iter().for_each(|name| texts.add(name.as_bytes()));
            build.module.iter().chain(&build.deps).for_each(|module| texts.add_module(module));
            build.settings.bytes().for_each(|(key, value)| texts.add_row([key, value]));
        }
        if let Some(goroot) = self.goroot.as_ref() {
            texts.add_row(goroot.value.iter().chain(&goroot.cleaned));
            goroot.evidence.iter().for_each(|place| texts.add_row([&place.value]));
        }
        if let Some(paths) = self.paths.as_ref() {
            texts.add_row(paths.main_dir.iter().chain(&paths.gopath_mod).chain(&paths.users));
            paths.leaks.iter().for_each(|leak| texts.add_row([&leak.prefix, &leak.sample]));
        }
        self.text.iter().flatten().for_each(|row| texts.add_row([&row.value]));
        self.damage.iter().for_each(|damage| texts.add_row([&damage.message]));
        self.reasons.iter().for_each(|(fact, reason)| texts.add_row([fact, reason]));
        for it in self.vulnerabilities.iter().flatten() {
            texts.add_row(it.aliases.iter().chain([&it.summary, &it.module, &it.version]));
            it.functions
                .iter()
                .for_each(|found| texts.add_row([&found.package].into_iter().chain(&found.name)));
        }
        for finding in &self.findings {
            texts.add_row(finding.evidence.iter().chain([&finding.message]));
        }
        texts.add_row(self.traits.libraries.iter().flatten().chain(&self.traits.interpreter));
        self.go_version.iter().for_each(|version| texts.add(version.value.as_bytes()));
        self.build_id.iter().for_each(|id| texts.add_row([&id.value, &id.value]));
        texts
    }
}

/// The rest of a text that is longer than `longest` bytes, with a mark; `None` for a shorter one.
fn cut(text: &str, longest: usize) -> Option<String> {
    if text.len() <= longest {
        return None;
    }
    let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    let kept = text.get(..end).unwrap_or_default();
    Some(format!("{kept}… (cut, {} bytes in all)", text.len()))
}

/// A list that can be cut.
trait List {
    fn len(&self) -> usize;
    /// Its size as JSON, in bytes.
    fn size(&self) -> usize;
    /// Drops the second half of the list.
    fn halve(&mut self);
}

impl<T: Serialize> List for Vec<T> {
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn size(&self) -> usize {
        size_of(self)
    }

    fn halve(&mut self) {
        self.truncate(Self::len(self) / 2);
    }
}

impl List for SettingsRecord {
    fn len(&self) -> usize {
        Self::len(self)
    }

    fn size(&self) -> usize {
        size_of(self)
    }

    fn halve(&mut self) {
        self.truncate(Self::len(self) / 2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{BuildRecord, Known};

    fn record(deps: usize, setting: usize) -> Record {
        let module = |at: usize| ModuleRecord {
            path: format!("example.com/module/{at}").into(),
            version: "v1.2.3".into(),
            ..ModuleRecord::default()
        };
        let settings = [("-ldflags".to_owned(), "é".repeat(setting))];
        let build = BuildRecord {
            deps: (0..deps).map(module).collect(),
            settings: settings.into_iter().collect(),
            ..BuildRecord::default()
        };
        Record { build: Known::is(build), ..Record::new() }
    }

    #[test]
    fn an_ordinary_record_stays_as_it_is() {
        let ordinary = record(300, 5_000);
        assert_eq!(ordinary.clone().bounded(&Limits::default()), ordinary);
    }

    #[test]
    fn a_large_record_says_what_was_cut() {
        let limits = Limits { text: 1_000, record: 20_000, ..Limits::default() };
        for (large, texts, lists) in
            [(record(10, 5_000), true, false), (record(5_000, 10), false, true)]
        {
            let bounded = large.bounded(&limits);
            let message = |name: &str| {
                bounded.damage.iter().any(|it| it.message.starts_with(&format!("limit {name} ")))
            };
            assert!(bounded.partial);
            assert_eq!(
                (message("text"), message("record")),
                (texts, lists),
                "{:?}",
                bounded.damage
            );
            assert!(size_of(&bounded) < 21_000);
            let build = bounded.build.known().unwrap();
            let setting = build.settings.iter().next().unwrap().1;
            assert_eq!(setting.ends_with("… (cut, 10000 bytes in all)"), texts);
            assert!(build.deps.len() < 5_000);
        }
    }
}
