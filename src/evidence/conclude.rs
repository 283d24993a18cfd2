//! What follows from the facts that show whether a file is Go's: GOROOT, Go version, target, traits.

use super::build_info::BuildInfo;
use super::dating::{self, Dating, FactKind};
use super::dwarf::{Dwarf, NoDwarf};
use super::error::Damage;
use super::file_table;
use super::goroot::{self, Goroot, TableSays};
use super::host_id::HostId;
use super::identity::Identity;
use super::note::Notes;
use super::obfuscation;
use super::pclntab::{Layout, Pclntab, has_function};
use super::runtime_strings::{self, RuntimeStrings, Wanted};
use super::target::Target;
use super::toolchain::Toolchain;
use super::traits::{self, Traits};
use super::version::KnownVersion;
use super::{Depth, Evidence, build_id_conflict, version_conflict};
use crate::bytes::{Input, Text};
use crate::go::GoVersion;
use crate::go::Release;
use crate::image::{Image, Kind};

impl Identity {
    /// Reads what follows from these facts.
    pub(super) fn conclude(
        self,
        image: Image,
        input: &Input<'_>,
        notes: &Notes,
        depth: Depth,
    ) -> Evidence {
        let file_table = file_table::read(input, &self.pclntab);
        let table = file_table.as_ref().ok().and_then(Option::as_ref);
        let says = table.map(goroot::read_table);
        let root = says.as_ref().and_then(|says| says.roots.first()).map(|it| it.root.clone());
        let info = self.build_info.as_ref().ok().and_then(Option::as_ref);
        let told = info.filter(|info| !info.version.is_unknown());
        let beside = told
            .and_then(|info| info.version.release())
            .is_some_and(|it| it >= Release::new(1, 17, 0));
        let table_at = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let wanted = Wanted {
            data_start: table_at.and_then(|pclntab| pclntab.data_start),
            version: told.map(|info| info.version.text().as_bytes()),
            root: root.as_ref().map(Text::as_bytes).filter(|_| !beside),
        };
        // Those of another toolchain are not marked, and an object file has no addresses yet.
        let strings = if self.toolchain == Toolchain::Gc && image.kind != Kind::Object {
            runtime_strings::find(&image, input, wanted)
        } else {
            Ok(RuntimeStrings::default())
        };
        let pclntab = self.pclntab.as_ref().ok().and_then(Option::as_ref);
        let unknown = info.filter(|info| info.version.is_unknown()).map(|info| info.version_at);
        let obfuscation = obfuscation::find(input, pclntab, table, says.as_ref(), unknown);
        let dwarf = match depth {
            Depth::Quick => Err(NoDwarf::NotRead),
            // Of an object file nothing is in its place yet.
            _ if image.kind == Kind::Object => Err(NoDwarf::Unlinked),
            Depth::Full | Depth::Deep => Dwarf::read(&image, input),
        };
        let debug = dwarf.as_ref().ok();
        let goroot = find_goroot(&image, input, pclntab, says.as_ref(), &strings, debug, depth)
            .hidden_by(obfuscation.as_ref());
        let told = find_version(told, &strings, debug, pclntab);
        let exact = told.as_ref().filter(|told| told.is_exact());
        let doubtful = dating::contradicts(pclntab, exact.and_then(KnownVersion::version));
        let look = depth != Depth::Quick || exact.is_none() || doubtful;
        let dating = look.then(|| {
            let sources = dating::Sources {
                image: &image,
                pclntab,
                table,
                says: says.as_ref(),
                info,
                build_id: self.build_id.as_ref().ok().and_then(Option::as_ref),
                goroot: &goroot,
                obfuscation: obfuscation.as_ref(),
            };
            dating::date(&sources, input)
        });
        // One of several variables that hold a version, and the rest of the file is of another.
        let misread = |told: &KnownVersion| {
            let against = dating.as_ref().zip(told.version()).map(|(it, told)| it.against(told));
            !told.is_exact() && against.is_some_and(|facts| !facts.is_empty())
        };
        let told = told.filter(|told| !misread(told));
        let version = told.or_else(|| by_evidence(dating.as_ref()?));
        let mut traits = Traits::find(traits::Sources {
            image: &image,
            input,
            info,
            version: version.as_ref(),
            pclntab,
            table,
            goroot: &goroot,
            dwarf: debug,
            depth,
        });
        if self.toolchain != Toolchain::Gc {
            // A GOROOT in libgo says nothing of how the program was built.
            traits.trimpath = None;
        }
        // Where the build info's version was not found in the runtime's data, another may be.
        let other_version = match (info, &strings) {
            (Some(info), Ok(strings)) if depth != Depth::Quick && strings.version.is_none() => {
                version_conflict::other_version(&image, input, &info.version, pclntab)
            }
            _ => None,
        };
        let build_id = self.build_id.as_ref().ok().and_then(Option::as_ref);
        let other_build_ids = match build_id {
            Some(id) if depth != Depth::Quick => build_id_conflict::others(&image, input, id),
            _ => Vec::new(),
        };
        Evidence {
            target: Target::find(&image, info, table)
                .or_by_runtime(table, obfuscation.as_ref().and_then(|it| it.runtime.as_ref())),
            host_id: HostId::find(&image, notes),
            build_info: self.build_info,
            build_id: self.build_id,
            pclntab: self.pclntab,
            file_table,
            runtime_strings: strings,
            version,
            dating,
            obfuscation,
            goroot,
            traits,
            dwarf,
            other_version,
            other_build_ids,
            toolchain: self.toolchain,
            toolchain_release: None,
            in_archive: false,
            has_go_symbols: self.has_go_symbols,
            image,
            recovered: false,
            other_damage: Vec::new(),
        }
    }
}

/// The name of the function that a program refers to if it asks for its GOROOT.
const GOROOT_FUNCTION: &str = "runtime.GOROOT";

fn find_goroot(
    image: &Image,
    input: &Input<'_>,
    pclntab: Option<&Pclntab>,
    says: Option<&TableSays>,
    strings: &Result<RuntimeStrings, Damage>,
    dwarf: Option<&Dwarf>,
    depth: Depth,
) -> Goroot {
    let root = says.and_then(|says| says.roots.first()).map(|it| &it.root);
    let mut referenced = None;
    let mut look_up = || {
        let known = pclntab.and_then(|it| has_function(input, it, GOROOT_FUNCTION).ok());
        referenced = known;
        known == Some(true)
    };
    if depth != Depth::Quick {
        look_up();
    }
    let strings = strings.as_ref().ok();
    let variable = strings.and_then(|it| goroot::default_goroot(it, root, &mut look_up));
    let doubtful = variable.as_ref().is_some_and(|it| Some(&it.root) != root);
    let mut others: Vec<_> = variable.into_iter().collect();
    if depth != Depth::Quick || doubtful {
        let by_symbol = goroot::by_symbol(image, input).ok().flatten();
        // The symbol table names the variable: a neighbour of the version that is not it, is not.
        if by_symbol.is_some() || image.has_symbols() && doubtful {
            others.retain(|it| by_symbol.as_ref().is_some_and(|symbol| symbol.at == it.at));
        }
        others.extend(by_symbol);
    }
    others.extend(goroot::read_gdb_script(image, input).ok().flatten());
    others.extend(dwarf.map(Dwarf::roots).into_iter().flatten().cloned());
    goroot::judge(says, others, dwarf.is_some_and(Dwarf::is_trimmed), referenced)
}

/// The version that the program tells itself.
fn find_version(
    info: Option<&BuildInfo>,
    strings: &Result<RuntimeStrings, Damage>,
    dwarf: Option<&Dwarf>,
    pclntab: Option<&Pclntab>,
) -> Option<KnownVersion> {
    if let Some(info) = info {
        let (version, at, anchor) = (info.version.clone(), info.version_at, info.anchor);
        return Some(KnownVersion::BuildInfo { version, at, anchor });
    }
    let by_runtime = || {
        let strings = strings.as_ref().ok()?;
        // Since Go 1.17 the linker sets the runtime's: any other variable is the program's own.
        let must_be_set = pclntab.is_some_and(|table| table.layout >= Layout::Go1_18);
        let string = strings.version.as_ref().filter(|it| it.linker_set || !must_be_set)?;
        let version = GoVersion::parse(string.text.as_bytes()).filter(|it| !it.is_unknown())?;
        let certain = strings.other_versions.is_empty();
        Some(KnownVersion::Runtime { version, at: string.at, certain })
    };
    let by_compiler = || {
        let mut compilers = dwarf.into_iter().flat_map(Dwarf::go_versions);
        let (version, at) = compilers.next()?;
        Some(KnownVersion::Producer { version, at, certain: compilers.next().is_none() })
    };
    by_runtime().or_else(by_compiler)
}

/// The version by everything else. Facts that contradict one another leave what the pclntab says,
/// without which the program does not run.
pub(super) fn by_evidence(dating: &Dating) -> Option<KnownVersion> {
    let all = dating.range();
    let pclntab = dating.facts.iter().find(|fact| fact.kind == FactKind::Pclntab);
    let range = all.or_else(|| Some(pclntab?.range))?;
    let by_pclntab = pclntab.is_some_and(|fact| fact.range == range);
    Some(KnownVersion::Layout { range, at: dating.place()?, by_pclntab })
}
