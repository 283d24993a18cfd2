//! Turns recomputed hashes into a record.

use super::{
    AlterationRecord, ContentIdRecord, HostIdCheckRecord, PathHashOfRecord, Record,
    VerificationRecord,
};
use crate::go::{Embedded, PathHash, embedded};
use crate::origin::Origin;
use crate::verify::{ContentCheck, ContentVerdict, HostIdCheck, HostIdStatus};

/// What Go's build IDs say of GOROOT.
const TRUTH: &str = "no part of a Go build ID is the hash of a path: GOROOT is one line of many in \
                     the hash of the link, the first part, which only a trace of the build can \
                     recompute";

impl Record {
    /// Adds what the hashes say.
    pub fn set_verification(
        &mut self,
        content: &ContentCheck,
        host_id: Option<(&HostIdCheck, &Origin)>,
    ) {
        let mut record = VerificationRecord {
            content_id: ContentIdRecord::from(content),
            ..VerificationRecord::default()
        };
        if let Some((check, evidence)) = host_id {
            record.host_id = host_id_record(check, evidence);
        }
        self.verification = Some(record);
    }

    /// Adds the fingerprint of every GOROOT that the binary or the host names.
    pub fn set_path_hashes(&mut self, evidence: &Origin, host: Option<&str>) {
        let Some(verification) = &mut self.verification else { return };
        let id = evidence.build_id.as_ref().ok().and_then(Option::as_ref);
        let mut ids = id.map(|id| id.text().to_lossy()).unwrap_or_default();
        if let Some(host_id) = &evidence.host_id {
            ids.push('/');
            ids.push_str(&host_id.to_string().replace('-', ""));
        }
        let mut hashes: Vec<PathHashOfRecord> = Vec::new();
        // Most places name the same path: it is hashed once.
        let mut add = |origin: &str, path: String| {
            let (value, embedded) = match hashes.iter().find(|it| it.goroot == path) {
                Some(known) => (known.value.clone(), known.embedded),
                None => {
                    let hash = PathHash::of(path.as_bytes());
                    (hash.to_string(), embedded(&ids, &[hash], &[]) == Embedded::Match)
                }
            };
            let origin = origin.to_owned();
            hashes.push(PathHashOfRecord { origin, goroot: path, value, embedded });
        };
        for it in &evidence.goroot.evidence {
            add(it.origin.name(), it.root.to_lossy());
        }
        let is_new =
            |path: &String| evidence.goroot.evidence.iter().all(|it| it.root.to_lossy() != *path);
        if let Some(cleaned) = evidence.goroot.cleaned().filter(is_new) {
            add("cleaned", cleaned);
        }
        if let Some(path) = host {
            add("host", path.to_owned());
        }
        verification.path_hashes = hashes;
        TRUTH.clone_into(&mut verification.path_hash_truth);
    }
}

fn host_id_record(check: &HostIdCheck, evidence: &Origin) -> HostIdCheckRecord {
    let rule = match (check.status, &evidence.host_id) {
        (HostIdStatus::Derived(rule), Some(id)) => Some(rule.name(id).to_owned()),
        _ => None,
    };
    let (status, reason) = (check.status.name().to_owned(), check.reason.clone());
    HostIdCheckRecord { status, rule, reason }
}

/// What was done to the file; `None` where nothing was, or nobody knows.
fn alteration(check: &ContentCheck) -> Option<AlterationRecord> {
    let is_altered = matches!(
        check.verdict(),
        ContentVerdict::VerifiedButFor
            | ContentVerdict::Altered
            | ContentVerdict::Undecided
            | ContentVerdict::Changed
    );
    is_altered.then(|| AlterationRecord {
        tool: check.tool.map(str::to_owned),
        undone: check.is_undone,
        but_for: check.but_for().map(str::to_owned),
        marks: check.marks.clone(),
    })
}

impl From<&ContentCheck> for ContentIdRecord {
    fn from(check: &ContentCheck) -> Self {
        Self {
            status: check.status.name().to_owned(),
            verdict: check.verdict().name().to_owned(),
            cause: check.cause.map(|cause| cause.name().to_owned()),
            alteration: alteration(check),
            reason: check.reason.clone(),
            details: check.details.clone(),
            rule: check.rule.map(|rule| rule.name().to_owned()),
            expected: check.expected.clone(),
            actual: check.actual.clone(),
        }
    }
}
