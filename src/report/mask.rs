//! A record without the secrets of the build flags.

use std::mem::take;

use super::record::Record;
use super::redact::{mask_all, mask_everywhere};
use crate::analysis::Analysis;
use crate::bytes::within;
use crate::leak::{MASK, mask_setting};

/// The most bytes of secrets that each text of a deep search is compared with. With more secrets,
/// all of these texts are masked.
const COMPARED_WITH_EACH: u64 = 32 << 10;

impl Record {
    /// Masks the secrets in the build flags wherever they occur in the record: the deep search may
    /// have found them as strings of the program, and a path among them is one of the paths.
    ///
    /// If there are more of them than [`Limits::secrets`](crate::bytes::Limits::secrets), every
    /// text from the file is masked: masking too much is better than showing a secret.
    pub(super) fn mask_secrets(&mut self, analysis: &Analysis) {
        // Whichever counts: both are in the file.
        let told = analysis.program().into_iter().flat_map(|it| it.origin.told_builds());
        let masked = told.flat_map(|it| &it.modules.settings).filter_map(mask_setting);
        let secrets: Vec<String> = masked.flat_map(|it| it.values).collect();
        if secrets.is_empty() {
            return;
        }
        let bytes = secrets.iter().map(String::len).fold(0, usize::saturating_add);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        let too_many = within("secrets", bytes, analysis.limits.secrets);
        // A text may be part of a secret that has characters no path has.
        let few = bytes <= COMPARED_WITH_EACH;
        let mask_part = |text: &mut String| {
            let is_part = |secret: &String| secret.contains(text.as_str());
            if text.len() >= 8 && (!few || secrets.iter().any(is_part)) {
                MASK.clone_into(text);
            }
        };
        self.text.iter_mut().flatten().map(|row| &mut row.value).for_each(mask_part);
        let leaks = self.paths.as_mut().into_iter().flat_map(|paths| &mut paths.leaks);
        leaks.map(|leak| &mut leak.sample).for_each(mask_part);
        let record = take(self);
        *self = match too_many {
            Ok(()) => mask_everywhere(record, &secrets),
            Err(limit) => mask_all(record).cut_by(limit),
        };
    }
}
