//! The fingerprints of GOROOTs: those of the binary, and those of the machine.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::analysis::{Agreement, GoProgram};
use crate::bytes::{Named, Utf8Text, Word};
use crate::evidence::RootSource;
use crate::go::{Embedded, PathHash, embedded};
use crate::origin::{Goroot, Origin, Verdict};
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// The fingerprint of a GOROOT: the first eight bytes of the SHA-256 of the path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathHashRecord {
    /// The fingerprint of the path as spelled, 16 hexadecimal digits.
    pub value: Utf8Text,
    /// The fingerprint of the cleaned path.
    pub cleaned: Utf8Text,
    /// The fingerprint of the host's GOROOT.
    pub host: Known<Utf8Text>,
    /// Whether the host's fingerprint equals `value` or `cleaned`.
    pub host_match: Known<bool>,
    /// Whether a segment of the build ID holds it: `match`, `mismatch` or `not-embedded`.
    pub in_build_id: Word<Embedded>,
}

/// The fingerprint of one GOROOT.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathHashOfRecord {
    /// The evidence's origin, `cleaned` for the cleaned path, or `host`.
    pub origin: Word<PathHashOrigin>,
    /// The path.
    pub goroot: Utf8Text,
    /// Its fingerprint.
    pub value: Utf8Text,
    /// Whether a segment of the build ID, or the host ID, holds it.
    pub embedded: bool,
}

impl PathHashRecord {
    /// The fingerprint, or why there is none. `reasons` gets the reason where it is not compared
    /// with a machine's.
    pub(super) fn of(
        program: &GoProgram,
        hashed: &mut Hashed,
        reasons: &mut Reasons,
    ) -> Result<Self, Reason> {
        let goroot = &program.origin.goroot;
        let Some([own, cleaned]) = hashed.of_goroot(goroot) else {
            return Err(match goroot.verdict {
                Verdict::Hidden => Reason::GorootHidden,
                _ => Reason::NoGorootToHash(goroot.reason.clone()),
            });
        };
        let agreement = program.agreement.as_ref();
        let no_host = || match agreement {
            Some(_) => Reason::HostWithoutGoroot,
            None => Reason::NoHost,
        };
        let of_host = || agreement.and_then(|it| it.path_hash).ok_or_else(no_host);
        let is_host = |host| [own, cleaned].contains(&host);
        let both = [own, cleaned];
        let different = if own == cleaned { both.get(1..) } else { both.get(..) };
        let id = build_id(&program.origin);
        let in_build_id = match embedded(&id, different.unwrap_or_default(), &[]) {
            Embedded::NotEmbedded => agreement.map_or(Embedded::NotEmbedded, |it| it.in_build_id),
            found => found,
        };
        Ok(Self {
            value: own.digits(),
            cleaned: cleaned.digits(),
            host: reasons.keep(Fact::PathHashHost, of_host().map(|host| host.digits())),
            host_match: reasons.keep(Fact::PathHashHostMatch, of_host().map(is_host)),
            in_build_id: in_build_id.into(),
        })
    }
}

/// Fingerprints of paths, the first few made once: most places of a program name the same path.
#[derive(Default)]
pub(super) struct Hashed([Option<(Utf8Text, PathHash)>; 4]);

impl Hashed {
    fn of(&mut self, path: &Utf8Text) -> PathHash {
        if let Some((_, known)) = self.0.iter().flatten().find(|(it, _)| it == path) {
            return *known;
        }
        let hash = PathHash::of(path.as_bytes());
        if let Some(free) = self.0.iter_mut().find(|it| it.is_none()) {
            *free = Some((path.clone(), hash));
        }
        hash
    }

    /// The fingerprints of the GOROOT, as spelled and cleaned; `None` for a literal `$GOROOT`, which
    /// names no place on any machine, and where there is no GOROOT.
    fn of_goroot(&mut self, goroot: &Goroot) -> Option<[PathHash; 2]> {
        if !matches!(goroot.verdict, Verdict::Found | Verdict::Conflicting | Verdict::Relative) {
            return None;
        }
        let value = goroot.value.as_ref()?;
        let path = Utf8Text::from(value);
        let own = match value.as_str() {
            Some(_) => self.of(&path),
            None => PathHash::of(value.as_bytes()),
        };
        Some([own, self.of(&path.like(&goroot.cleaned()?))])
    }
}

fn build_id(origin: &Origin) -> Cow<'_, str> {
    let id = origin.build_id.as_ref().ok().and_then(Option::as_ref);
    id.map(|id| id.text().lossy()).unwrap_or_default()
}

impl PathHashOfRecord {
    /// The fingerprint of every GOROOT that the binary or the machine names.
    pub(super) fn all_of(
        origin: &Origin,
        agreement: Option<&Agreement>,
        hashed: &mut Hashed,
    ) -> Vec<Self> {
        let mut ids = build_id(origin);
        if let Some(host_id) = &origin.host_id {
            let ids = ids.to_mut();
            ids.push('/');
            ids.push_str(&host_id.to_string().replace('-', ""));
        }
        let mut hashes: Vec<Self> = Vec::new();
        // Most places name the same path, so it is hashed once.
        let mut add = |origin: PathHashOrigin, path: Utf8Text| {
            let (value, embedded) = match hashes.iter().find(|it| it.goroot == path) {
                Some(known) => (known.value.clone(), known.embedded),
                None => {
                    let hash = hashed.of(&path);
                    (hash.digits(), embedded(&ids, &[hash], &[]) == Embedded::Match)
                }
            };
            hashes.push(Self { origin: origin.into(), goroot: path, value, embedded });
        };
        for it in &origin.goroot.evidence {
            add(PathHashOrigin::Binary(it.origin), (&it.root).into());
        }
        let cleaned = origin.goroot.cleaned();
        let is_named = |path: &str| {
            origin.goroot.evidence.iter().any(|it| match it.root.as_str() {
                Some(root) => root == path,
                None => it.root.lossy() == path,
            })
        };
        if let Some(cleaned) = cleaned.filter(|path| !is_named(path)) {
            add(PathHashOrigin::Cleaned, cleaned.into());
        }
        if let Some(path) = agreement.and_then(|it| it.goroot.as_ref()) {
            add(PathHashOrigin::Host, path.as_str().into());
        }
        hashes
    }
}

/// Who names a GOROOT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathHashOrigin {
    /// A place in the binary.
    Binary(RootSource),
    /// Nobody: it is the cleaned path.
    Cleaned,
    /// The host.
    Host,
}

impl Named for PathHashOrigin {
    const ALL: &'static [Self] = &[
        Self::Binary(RootSource::FileTable),
        Self::Binary(RootSource::DefaultGoroot),
        Self::Binary(RootSource::DefaultGorootSymbol),
        Self::Binary(RootSource::GdbScript),
        Self::Binary(RootSource::DwarfLine),
        Self::Cleaned,
        Self::Host,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Binary(source) => source.name(),
            Self::Cleaned => "cleaned",
            Self::Host => "host",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_that_names_a_goroot_is_an_origin() {
        for source in RootSource::ALL {
            let word = Word::of_name(source.name());
            assert_eq!(word.known(), Some(PathHashOrigin::Binary(*source)));
        }
    }
}
