//! From a record to an advisory.

use std::collections::HashSet;

use super::advisory::{Advisory, Entry, Import, Versions};
use super::error::RecordError;
use super::limits::{LONGEST, LONGEST_ID, LONGEST_SUMMARY};
use super::osv;
use super::range::{Event, EventKind, Range};
use super::semver::Semver;
use super::texts::{Interner, TextId};

/// The only ecosystem whose versions and names are known here.
const ECOSYSTEM: &str = "Go";

/// Checks a record, and gives the advisory in it with its texts kept by `texts`.
///
/// # Errors
/// [`RecordError`] where the record cannot be used as a whole. One entry that cannot be understood
/// spoils the record: half of it would give half an answer.
pub(super) fn take(record: &osv::Record, texts: &mut Interner) -> Result<Advisory, RecordError> {
    let entries = record.affected.as_deref().unwrap_or_default();
    let of_go = |entry: &&osv::Affected| {
        entry.package.as_ref().is_none_or(|package| package.ecosystem == ECOSYSTEM)
    };
    let is_other = !entries.is_empty() && !entries.iter().any(|entry| of_go(&entry));
    if is_other {
        return Err(RecordError::OtherEcosystem);
    }
    check_id(&record.id)?;
    if record.withdrawn.is_some() {
        return Err(RecordError::Withdrawn);
    }
    let aliases = record.aliases.as_deref().unwrap_or_default();
    aliases.iter().try_for_each(|alias| check_id(alias))?;
    let review = record.database_specific.as_ref().and_then(|it| it.review_status.as_deref());
    let entries: Result<Box<[Entry]>, RecordError> =
        entries.iter().filter(of_go).map(|entry| take_entry(entry, texts)).collect();
    Ok(Advisory {
        entries: entries?,
        id: texts.id(&record.id),
        aliases: once_each(aliases).map(|alias| texts.id(alias)).collect(),
        summary: texts.id(shortened(record.summary.as_deref().unwrap_or_default())),
        is_reviewed: review == Some("REVIEWED"),
    })
}

/// Some records name an alias twice, and forms want each once.
fn once_each(aliases: &[String]) -> impl Iterator<Item = &String> {
    let mut seen = HashSet::new();
    aliases.iter().filter(move |alias| seen.insert(alias.as_str()))
}

/// An ID is shown in every form of a result, and asked for by users.
fn check_id(id: &str) -> Result<(), RecordError> {
    let is_sound = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    match !id.is_empty() && id.len() <= LONGEST_ID && id.chars().all(is_sound) {
        true => Ok(()),
        false => Err(RecordError::Id),
    }
}

fn shortened(summary: &str) -> &str {
    let mut end = summary.len().min(LONGEST_SUMMARY);
    while !summary.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    summary.get(..end).unwrap_or_default()
}

fn take_entry(entry: &osv::Affected, texts: &mut Interner) -> Result<Entry, RecordError> {
    let package = entry.package.as_ref().ok_or(RecordError::NoModule)?;
    let module = name(&package.name, texts)?;
    let versions = take_versions(entry, texts)?;
    let specific = entry.ecosystem_specific.as_ref();
    let imports = specific.and_then(|it| it.imports.as_deref()).unwrap_or_default();
    let imports: Result<Box<[Import]>, RecordError> =
        imports.iter().map(|import| take_import(import, texts)).collect();
    Ok(Entry { module, versions, imports: imports? })
}

fn take_import(import: &osv::Import, texts: &mut Interner) -> Result<Import, RecordError> {
    let mut all = |names: &Option<Vec<String>>| -> Result<Box<[TextId]>, RecordError> {
        let names = names.as_deref().unwrap_or_default();
        let mut ids = Vec::with_capacity(names.len());
        for it in names {
            ids.push(name(it, texts)?);
        }
        ids.sort_unstable();
        ids.dedup();
        Ok(ids.into_boxed_slice())
    };
    let (symbols, goos) = (all(&import.symbols)?, all(&import.goos)?);
    let goarch = all(&import.goarch)?;
    Ok(Import { package: name(&import.path, texts)?, symbols, goos, goarch })
}

/// A name has no white space and no control characters.
fn name(text: &str, texts: &mut Interner) -> Result<TextId, RecordError> {
    let is_sound = !text.is_empty()
        && text.len() <= LONGEST
        && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    if is_sound { Ok(texts.id(text)) } else { Err(RecordError::Name) }
}

fn take_versions(entry: &osv::Affected, texts: &mut Interner) -> Result<Versions, RecordError> {
    let ranges = entry.ranges.as_deref().unwrap_or_default();
    let has_names = entry.versions.as_ref().is_some_and(|it| !it.is_empty());
    if ranges.is_empty() && !has_names {
        return Ok(Versions::All);
    }
    let mut all = Vec::new();
    let mut is_unusable = has_names;
    for range in ranges {
        let events = range.events.as_deref().unwrap_or_default();
        let has_other = |it: &osv::Event| it.last_affected.is_some() || it.limit.is_some();
        if range.kind != "SEMVER" || events.iter().any(has_other) {
            is_unusable = true;
            continue;
        }
        all.push(take_range(events, texts)?);
    }
    // What counts in other versions says of the module's own only that they begin somewhere.
    let specific = entry.ecosystem_specific.as_ref();
    let has_custom =
        specific.and_then(|it| it.custom_ranges.as_ref()).is_some_and(|it| !it.is_empty());
    let is_bare = |range: &Range| range.versions().next().is_none();
    is_unusable |= has_custom && all.iter().all(is_bare);
    match is_unusable {
        true => Ok(Versions::Unusable),
        false => Ok(Versions::In(all.into_boxed_slice())),
    }
}

fn take_range(events: &[osv::Event], texts: &mut Interner) -> Result<Range, RecordError> {
    let mut all = Vec::with_capacity(events.len());
    for event in events {
        let (kind, version) = match (&event.introduced, &event.fixed) {
            (Some(version), None) => (EventKind::Introduced, version),
            (None, Some(version)) => (EventKind::Fixed, version),
            _ => return Err(RecordError::Event),
        };
        all.push((kind, version.as_str()));
    }
    let is_sound = |(kind, version): &(EventKind, &str)| {
        *kind == EventKind::Introduced && *version == "0" || Semver::parse(version).is_some()
    };
    if !all.iter().all(is_sound) {
        return Err(RecordError::Event);
    }
    Ok(texts.range(&all))
}

impl Interner {
    /// The range of those events, which are sorted by their versions.
    pub(super) fn range(&mut self, events: &[(EventKind, &str)]) -> Range {
        let version = |text: &'_ str| -> bool { text == "0" };
        let mut sorted: Vec<(EventKind, &str)> = events.to_vec();
        let key = |text| if version(text) { None } else { Semver::parse(text) };
        sorted.sort_by(|(_, one), (_, other)| key(one).cmp(&key(other)));
        let event = |(kind, text): (EventKind, &str)| {
            let version = (!version(text)).then(|| self.id(text));
            Event { kind, version }
        };
        Range(sorted.into_iter().map(event).collect())
    }
}
