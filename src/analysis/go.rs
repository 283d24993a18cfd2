//! One Go program: from its facts to the findings of the rules.

use std::path::Path;
use std::ptr;

use super::agreement::Agreement;
use super::options::{Hashing, Options};
use super::program::{GoProgram, NoDigest, NoLink};
use super::search::search;
use crate::archive::Place;
use crate::bytes::{Digest, Input, Text};
use crate::container::{Found, Part};
use crate::evidence::Depth;
use crate::finding::{About, Finding, judge};
use crate::host::Host;
use crate::image::{Format, second};
use crate::leak::Paths;
use crate::origin::Origin;
use crate::verify::{self, Candidate, CandidateOrigin, ContentCheck, Hashed, LinkCheck};
use crate::vuln::{Checked, check_program};

/// Everything known about the Go program in a part, with the results of the hashes, the machine and
/// the rules.
pub(super) fn program(origin: Box<Origin>, part: &Part<'_>, options: &Options<'_>) -> GoProgram {
    let host_id = verify::check_host_id(&origin);
    let is_full = options.depth != Depth::Quick;
    let texts = (options.depth == Depth::Deep)
        .then(|| search(Some(&origin.image), Some(&origin), part.searched(), options));
    let (content, sha256) = hashes(&origin, part, options);
    let mut program = GoProgram {
        depth: options.depth,
        level: origin.level.clone(),
        content,
        sha256,
        host_id,
        link: link(&origin, options),
        agreement: options.host.map(|host| Agreement::of(&origin, host, options.depth)),
        paths: is_full.then(|| Paths::collect(&origin, &options.limits, texts.as_ref())),
        texts,
        vulnerabilities: vulnerabilities(&origin, part, options),
        findings: Vec::new(),
        origin,
    };
    program.findings = findings(&program, part, options);
    program
}

/// The findings of the rules, in the order of the rules.
fn findings(program: &GoProgram, part: &Part<'_>, options: &Options<'_>) -> Vec<Finding> {
    let disagreements = match options.cross_check {
        true => second::compare(&program.origin.image, part.input),
        false => Vec::new(),
    };
    let name = options.path.and_then(Path::file_name).map(|name| name.to_string_lossy());
    let about = About {
        name: name.as_deref(),
        package: options.place.and_then(Place::package),
        agreement: program.agreement.as_ref().map(|it| &it.verdict),
        host: options.host.map(Host::layout),
        level: program.level.as_ref(),
        content: Some(&program.content),
        host_id: Some(&program.host_id),
        paths: program.paths.as_ref(),
        texts: program.texts.as_ref(),
        vulnerabilities: program.vulnerabilities.as_ref(),
        disagreements: &disagreements,
        packed: match part.found {
            Found::Unpacked(packed, unpacked) => Some((packed, unpacked)),
            _ => None,
        },
        ..About::new(&program.origin, &options.demands)
    };
    judge(&about, options.checks, &options.policy)
}

/// What the database says of the program, if one is asked.
fn vulnerabilities(origin: &Origin, part: &Part<'_>, options: &Options<'_>) -> Option<Checked> {
    let database = options.vulndb?;
    let is_program = origin.image.format != Format::GoObject && !origin.image.is_debug_file;
    is_program.then(|| check_program(database, origin, part.input))
}

/// The content ID checked, and the SHA-256 of the file or slice. Both take one pass where they are of the same
/// bytes.
fn hashes(
    origin: &Origin,
    part: &Part<'_>,
    options: &Options<'_>,
) -> (ContentCheck, Result<Digest, NoDigest>) {
    if options.hashing == Hashing::Skip {
        return (verify::skipped(), Err(NoDigest::NotAsked));
    }
    let checked = |read: &Input<'_>| {
        let content = verify::check_content(origin, read);
        match part.found {
            Found::Unpacked(_, unpacked) => content.of_unpacked(unpacked.is_exact),
            _ => content,
        }
    };
    let searched = part.searched().0;
    if options.hashing == Hashing::Content {
        return (checked(searched), Err(NoDigest::NotAsked));
    }
    let source = Hashed::new(part.whole.source());
    let whole = Input::resume(&source, part.whole.budget(), part.whole.head());
    let is_whole = ptr::eq(searched, part.whole);
    let content = if is_whole { checked(&whole) } else { checked(searched) };
    let sha256 = source.digest(&whole);
    let sha256 = sha256.map_err(|error| NoDigest::Unread(part.around.error(&error)));
    (content, sha256)
}

/// Looks for the link in the trace, with every GOROOT that the binary, the host or the caller names.
fn link(origin: &Origin, options: &Options<'_>) -> Result<LinkCheck, NoLink> {
    let trace = options.trace.ok_or(NoLink::NoTrace)?;
    let id = origin.build_id.as_ref().ok().and_then(Option::as_ref);
    let segments = id.and_then(|id| id.segments()).ok_or(NoLink::NoHash)?;
    let candidate = |origin, path: &str| Candidate { origin, goroot: Text::from(path) };
    let places = origin.goroot.evidence.iter();
    let mut candidates: Vec<_> = places
        .map(|it| Candidate { origin: CandidateOrigin::Binary, goroot: it.root.clone() })
        .collect();
    let of_host = options.host.map(Host::goroots).unwrap_or_default();
    candidates.extend(of_host.into_iter().map(|path| candidate(CandidateOrigin::Host, path)));
    candidates.extend(options.goroots.iter().map(|path| candidate(CandidateOrigin::Option, path)));
    verify::check_link(trace, segments, &candidates).ok_or(NoLink::NoHash)
}
