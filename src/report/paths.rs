//! Turns paths and texts into a record.

use super::build::section;
use super::redact::{mask_all, mask_everywhere};
use super::{ErrorRecord, LeakRecord, PathsRecord, Record, TextRecord};
use crate::bytes::{LimitExceeded, Limits, Text, within};
use crate::image::Image;
use crate::leak::{Found, Leak, MASK, Paths, Sought, Texts, mask_setting};
use crate::origin::Origin;

/// Bytes of secrets that each text of a deep search is compared with. Where there are more, all of
/// those texts are masked.
const COMPARED_WITH_EACH: u64 = 32 << 10;

impl Record {
    /// Adds what the paths tell of the machine that built the program.
    pub fn set_paths(&mut self, paths: &Paths, image: &Image) {
        let leak = |leak: &Leak| LeakRecord {
            kind: leak.kind.name().to_owned(),
            owner: leak.owner.map(str::to_owned),
            user: leak.user.as_ref().map(Text::to_lossy),
            prefix: leak.prefix.to_lossy(),
            count: leak.count,
            sample: leak.sample.to_lossy(),
            origin: leak.origin.name().to_owned(),
            setting: leak.setting.as_ref().map(Text::to_lossy),
            trimpath: leak.trimpath.name().to_owned(),
            section: section(image, leak.at),
            offset: Some(leak.at.0),
        };
        self.paths = Some(PathsRecord {
            gopath_mod: paths.gopath_mod.as_ref().map(Text::to_lossy),
            main_dir: paths.main_dir.as_ref().map(Text::to_lossy),
            users: paths.users.iter().map(Text::to_lossy).collect(),
            leaks: paths.leaks.iter().map(leak).collect(),
        });
        if paths.main_dir.is_none() {
            let reason = paths.main_dir_reason.to_owned();
            self.reasons.insert("paths.main_dir".to_owned(), reason);
        }
        self.set_cut(paths.cut);
    }

    /// Says that paths were not looked for.
    pub fn without_paths(&mut self) {
        let reason = "not looked for in a quick scan";
        self.reasons.insert("paths".to_owned(), reason.to_owned());
    }

    /// Adds what a deep search has found.
    pub fn set_text(&mut self, texts: &Texts, image: Option<&Image>) {
        let row = |found: &Found| {
            let mut row = TextRecord {
                value: found.value.to_lossy(),
                encoding: found.is_wide.then(|| "utf-16".to_owned()),
                count: found.count,
                stands_alone: found.stands_alone,
                section: image.and_then(|image| section(image, found.at)),
                offset: found.at.0,
                ..TextRecord::default()
            };
            match &found.sought {
                Sought::Place { kind, prefix, .. } => {
                    row.kind = Some(kind.name().to_owned());
                    row.prefix = Some(prefix.to_lossy());
                }
                Sought::Needle(needle) => row.needle = Some(needle.to_lossy()),
                Sought::HostGoroot => row.kind = Some("host-goroot".to_owned()),
            }
            row
        };
        self.text = Some(texts.found.iter().map(row).collect());
        self.set_cut(texts.cut);
        if let Some(error) = &texts.unfinished {
            self.add_late_damage(ErrorRecord::from(error));
        }
    }

    /// The record with the secrets in the build flags masked, wherever they stand: as a string of
    /// the program the deep search may have met them, and a path among them is one of the paths.
    ///
    /// Where there are more of them than [`Limits::secrets`], every text that comes from the file is
    /// masked: rather too much than one secret.
    pub fn mask_secrets(mut self, evidence: &Origin, limits: &Limits) -> Self {
        let settings = evidence.modules().map(|it| it.settings.as_slice()).unwrap_or_default();
        let masked = settings.iter().filter_map(mask_setting);
        let secrets: Vec<String> = masked.flat_map(|it| it.values).collect();
        if secrets.is_empty() {
            return self;
        }
        let bytes = secrets.iter().map(String::len).fold(0, usize::saturating_add);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let too_many = within("secrets", bytes, limits.secrets);
        // A text may be a part of a secret that holds what no path does.
        let few = bytes <= COMPARED_WITH_EACH;
        let mask_part = |text: &mut String| {
            let is_part = |secret: &String| secret.contains(text.as_str());
            if text.len() >= 8 && (!few || secrets.iter().any(is_part)) {
                MASK.clone_into(text);
            }
        };
        self.text.iter_mut().flatten().map(|row| &mut row.value).for_each(mask_part);
        let leaks = self.paths.iter_mut().flat_map(|paths| &mut paths.leaks);
        leaks.map(|leak| &mut leak.sample).for_each(mask_part);
        match too_many {
            Ok(()) => mask_everywhere(self, &secrets),
            Err(limit) => {
                let mut masked = mask_all(self);
                masked.set_cut(Some(limit));
                masked
            }
        }
    }

    fn set_cut(&mut self, cut: Option<LimitExceeded>) {
        if let Some(limit) = cut {
            self.add_late_damage(ErrorRecord::of_limit(limit));
        }
    }

    /// Says that the work which one input may cost was used up, where nothing in the record says so.
    pub(crate) fn set_exhausted(&mut self, limit: Option<LimitExceeded>) {
        let Some(limit) = limit else { return };
        let message = limit.to_string();
        let mut said = self.damage.iter().chain(&self.error);
        if !said.any(|error| error.message.contains(&message)) {
            self.set_cut(Some(limit));
        }
    }

    /// Adds damage that was met after all else was read.
    pub(crate) fn add_late_damage(&mut self, error: ErrorRecord) {
        self.partial = true;
        if !self.damage.contains(&error) {
            self.damage.push(error.clone());
        }
        self.error.get_or_insert(error);
    }
}
