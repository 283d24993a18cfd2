//! What the headers and the order of things say.

use super::fact::{FactKind, VersionFact, fact};
use crate::bytes::Named;
use crate::evidence::{
    BuildId, BuildIdKind, BuildInfo, Functions, HostId, HostIdRule, Layout, Pclntab, Strings,
};
use crate::go::Release;
use crate::image::Image;
use crate::origin::goroot::Goroot;

/// Magic and header.
pub(super) fn pclntab(pclntab: &Pclntab) -> Option<VersionFact> {
    let (range, seen) = releases_of_pclntab(pclntab);
    Some(fact(FactKind::Pclntab, seen, range, Some(pclntab.at)))
}

/// The minor releases that write such a header, and what tells them. Since Go 1.26 the start of the text is not
/// there, and the first table follows the header directly; either alone is not enough, for a program of Go 1.25
/// that is loaded anywhere may leave the start to the loader, and one for a processor of 32 bits may need no
/// padding.
pub(super) fn releases_of_pclntab(pclntab: &Pclntab) -> ((u32, Option<u32>), &'static str) {
    let header = u64::from(pclntab.pointer_size).saturating_mul(8).saturating_add(8);
    let has_text = pclntab.text_start != Some(0);
    let is_new = !has_text && pclntab.first_table == header;
    match pclntab.layout {
        _ if pclntab.unknown_magic && is_new => {
            ((26, None), "a pclntab without the start of the text")
        }
        _ if pclntab.unknown_magic => ((18, Some(25)), "a pclntab with the start of the text"),
        Layout::Go1_2 => ((2, Some(15)), "a pclntab of the magic fffffffb"),
        Layout::Go1_16 => ((16, Some(17)), "a pclntab of the magic fffffffa"),
        Layout::Go1_18 => ((18, Some(19)), "a pclntab of the magic fffffff0"),
        Layout::Go1_20 if is_new => {
            ((26, None), "a pclntab of the magic fffffff1, without the start of the text")
        }
        Layout::Go1_20 if has_text => {
            ((20, Some(25)), "a pclntab of the magic fffffff1, with the start of the text")
        }
        Layout::Go1_20 => {
            ((20, Some(25)), "a pclntab of the magic fffffff1, with padding behind its header")
        }
    }
}

/// Records of functions have four bytes more since Go 1.20.
pub(super) fn function_records(functions: Functions, pclntab: &Pclntab) -> Option<VersionFact> {
    let (range, seen) = match functions.record? {
        40 => ((18, Some(19)), "records of functions of 40 bytes"),
        _ => ((20, None), "records of functions of 44 bytes"),
    };
    Some(fact(FactKind::FunctionRecords, seen, range, pclntab.function_table))
}

/// Sections that came or went with a release. Source: `cmd/link/internal/ld/data.go`, Go
/// 1.19–1.27; that they are there and not elsewhere, in programs of Go 1.7–1.27.
const SECTIONS: [(&[&str], u32, Option<u32>); 6] = [
    (&[".gosymtab", "__gosymtab"], 0, Some(25)),
    (&[".typelink", "__typelink", ".itablink", "__itablink"], 0, Some(26)),
    (&[".go.buildinfo", "__go_buildinfo"], 13, None),
    (&[".go.fipsinfo", "__go_fipsinfo"], 24, None),
    (&[".go.module", "__go_module"], 26, None),
    (&[".go.type", "__go_type", ".go.func", "__go_func"], 27, None),
];

pub(super) fn sections(image: &Image) -> impl Iterator<Item = VersionFact> + '_ {
    SECTIONS.iter().filter_map(|&(names, from, to)| {
        let name = names.iter().find(|name| image.section(name).is_some())?;
        let at = image.section(name)?.span.map(|span| span.start());
        Some(fact(FactKind::Section, format!("section {name}"), (from, to), at))
    })
}

/// Settings that came with a release. Source: `cmd/go/internal/load/pkg.go` (`setBuildInfo`), Go
/// 1.19–1.27.
const SETTINGS: [(&str, u32); 3] = [("-buildmode", 20), ("DefaultGODEBUG", 21), ("GOFIPS140", 24)];

pub(super) fn build_info(info: &BuildInfo) -> Vec<VersionFact> {
    let (range, seen) = match info.strings {
        Strings::Inline => ((18, None), "build info with its strings inline"),
        Strings::Pointers => ((13, Some(17)), "build info with pointers to its strings"),
    };
    let mut facts = vec![fact(FactKind::BuildInfo, seen, range, Some(info.at))];
    let modules = info.modules.as_ref().ok();
    let set = |name: &str| modules.is_some_and(|modules| modules.setting(name).is_some());
    facts.extend(SETTINGS.iter().filter(|(name, _)| set(name)).map(|&(name, from)| {
        fact(FactKind::Setting, format!("setting {name}"), (from, None), Some(info.at))
    }));
    facts
}

/// Build IDs of four parts came with Go 1.10.
pub(super) fn build_id(id: &BuildId) -> Option<VersionFact> {
    let (range, seen) = match id.kind() {
        BuildIdKind::Go => ((10, None), "a build ID of four hashes"),
        BuildIdKind::Legacy => ((5, Some(9)), "a build ID of one hash"),
        _ => return None,
    };
    Some(fact(FactKind::BuildId, seen, range, Some(id.at)))
}

/// The rule by which the host ID is derived changes with releases.
pub(super) fn host_id(rule: HostIdRule, id: &HostId) -> VersionFact {
    let seen = format!("a {} derived as {} does", id.kind().name(), rule.name(id));
    let range = rule.releases(id);
    VersionFact { kind: FactKind::HostId, seen, range, at: Some(id.place()), weak: false }
}

/// The directory of a toolchain that the go command has downloaded names its release:
/// `golang.org/toolchain@v0.0.1-go1.24.1.linux-amd64`.
pub(super) fn goroot(goroot: &Goroot) -> Option<VersionFact> {
    const TOOLCHAIN: &str = "golang.org/toolchain@v0.0.1-";
    goroot.evidence.iter().find_map(|evidence| {
        let root = evidence.root.lossy();
        let (_, version) = root.split_once(TOOLCHAIN)?;
        let release = Release::parse(version).filter(|release| release.major == 1)?;
        let seen = format!("a GOROOT that go downloaded as {release}");
        let range = (release.minor, Some(release.minor));
        Some(VersionFact { weak: true, ..fact(FactKind::Goroot, seen, range, Some(evidence.at)) })
    })
}
