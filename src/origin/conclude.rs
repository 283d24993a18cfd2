//! What follows from the facts of a program: Go version, GOROOT, target, traits.

use std::ops::Deref;

use super::dating::{self, Dating, FactKind, VersionFact};
use super::goroot::{self, Goroot};
use super::obfuscation::{self, Obfuscation};
use super::target::Target;
use super::toolchain_release::{self, ToolchainRelease};
use super::traits::{self, Traits};
use super::version::KnownVersion;
use super::wasm;
use crate::bytes::{Input, Span};
use crate::container::Around;
use crate::evidence::roots::{self, TableRoots};
use crate::evidence::{
    BuildInfo, Damage, Depth, Dwarf, Evidence, Layout, Pclntab, Reading, RuntimeStrings, Structure,
    Toolchain, has_function,
};
use crate::go::GoVersion;
use crate::image::{Format, Image, ImageError};

/// A program's facts, and what follows from them.
#[derive(Clone, Debug)]
pub struct Origin {
    pub(super) facts: Evidence,
    /// The release of a toolchain other than gc, where something says it.
    pub toolchain_release: Option<ToolchainRelease>,
    /// The Go version.
    pub version: Option<KnownVersion>,
    /// What tells the release beside the version; `None` where that was not looked at: the version
    /// is exactly known, nothing at hand contradicts it, and the depth is [`Depth::Quick`].
    pub dating: Option<Dating>,
    /// What an obfuscator did to the names; `None` where there is no mark of one.
    pub obfuscation: Option<Obfuscation>,
    /// The builder's GOROOT.
    pub goroot: Goroot,
    /// System and processor.
    pub target: Target,
    /// How it was built.
    pub traits: Traits,
}

/// The facts are at hand by their names.
impl Deref for Origin {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        &self.facts
    }
}

impl Origin {
    /// Finds out where one thin image comes from. `Ok(None)` where it is no Go program, so far as
    /// intact headers can tell.
    ///
    /// # Errors
    /// [`ImageError::Unrecognised`] where the file is of no format that is read as one image.
    pub fn collect(input: &Input<'_>, depth: Depth) -> Result<Option<Self>, ImageError> {
        let image = Image::read(input)?;
        if image.format == Format::Wasm {
            return wasm::collect(image, input, depth);
        }
        let facts = Evidence::of(image, input, depth);
        Ok(facts.map(|facts| Self::of(facts, input, depth)))
    }

    /// The same for a file without any header, by searching all of it. Two independent things of Go's
    /// must be whole, for one alone may be quoted in a file of any kind: `None` for less, and for files
    /// that hold other files, which may simply hold a Go program.
    ///
    /// # Errors
    /// The limit that kept one of them from being read, where that leaves less than two.
    pub fn salvage(input: &Input<'_>, depth: Depth) -> Reading<Self> {
        let facts = Evidence::salvage(input, depth)?;
        Ok(facts.map(|facts| Self::of(facts, input, depth)))
    }

    /// What follows from these facts.
    pub(super) fn of(facts: Evidence, input: &Input<'_>, depth: Depth) -> Self {
        let mut origin = Self::conclude(facts, input, depth);
        if origin.toolchain != Toolchain::Gc {
            origin.read_toolchain_release(input, depth);
        } else if depth == Depth::Full {
            origin.read_libraries(input);
        }
        origin
    }

    pub(super) fn conclude(facts: Evidence, input: &Input<'_>, depth: Depth) -> Self {
        let image = &facts.image;
        let table = facts.file_table.as_ref().ok().and_then(Option::as_ref);
        let table_roots = facts.table_roots.as_ref();
        let info = facts.build_info.as_ref().ok().and_then(Option::as_ref);
        let pclntab = facts.pclntab.as_ref().ok().and_then(Option::as_ref);
        let build_id = facts.build_id.as_ref().ok().and_then(Option::as_ref);
        let strings = &facts.runtime_strings;
        let dwarf = facts.dwarf.as_ref().ok();
        let unknown = info.filter(|info| info.version.is_unknown()).map(|info| info.version_at);
        let obfuscation = obfuscation::find(input, pclntab, table, table_roots, unknown);
        let goroot = find_goroot(image, input, pclntab, table_roots, strings, dwarf, depth)
            .hidden_by(obfuscation.as_ref());
        let named = info.filter(|info| !info.version.is_unknown());
        let version = find_version(named, strings, dwarf, pclntab);
        let exact = version.as_ref().filter(|version| version.is_exact());
        let doubtful = dating::contradicts(pclntab, exact.and_then(KnownVersion::version));
        let look = depth != Depth::Quick || exact.is_none() || doubtful;
        let dating = look.then(|| {
            let sources = dating::Sources {
                image,
                pclntab,
                table,
                table_roots,
                info,
                build_id,
                host_id: facts.host_id_rule.zip(facts.host_id.as_ref()),
                goroot: &goroot,
                obfuscation: obfuscation.as_ref(),
            };
            dating::date(&sources, input)
        });
        // One of several variables that hold a version, and the rest of the file is of another.
        let is_misread = |known: &KnownVersion| {
            let against = dating.as_ref().zip(known.version()).map(|(it, known)| it.against(known));
            !known.is_exact() && against.is_some_and(|facts| !facts.is_empty())
        };
        let version = version.filter(|known| !is_misread(known));
        let version = version.or_else(|| by_evidence(dating.as_ref()?));
        let mut traits = Traits::find(traits::Sources {
            image,
            input,
            info,
            version: version.as_ref(),
            pclntab,
            table,
            goroot: &goroot,
            dwarf,
            depth,
        });
        if facts.toolchain != Toolchain::Gc {
            // A GOROOT in libgo says nothing of how the program was built.
            traits.trimpath = None;
        }
        let runtime = obfuscation.as_ref().and_then(|it| it.runtime.as_ref());
        Self {
            target: Target::find(image, info, table).or_by_runtime(table, runtime),
            toolchain_release: None,
            version,
            dating,
            obfuscation,
            goroot,
            traits,
            facts,
        }
    }

    /// Reads what a toolchain other than gc leaves of its release.
    fn read_toolchain_release(&mut self, input: &Input<'_>, depth: Depth) {
        if let (Toolchain::TinyGo, Some(facts)) = (self.toolchain, &self.image.wasm) {
            self.toolchain_release = toolchain_release::of_wasm(facts);
        }
        if self.toolchain != Toolchain::Gccgo || depth == Depth::Quick {
            return;
        }
        self.toolchain_release = self.dwarf.as_ref().ok().and_then(toolchain_release::of_dwarf);
        if let Some((version, release)) = toolchain_release::of_libgo(&self.image, input) {
            self.version = self.version.take().or(Some(version));
            self.toolchain_release = self.toolchain_release.take().or(Some(release));
        }
    }

    /// Reads what the loader must find for the program to start, where that is not yet known.
    pub fn read_libraries(&mut self, input: &Input<'_>) {
        if self.traits.libraries.is_some() {
            return;
        }
        self.traits.read_libraries(&self.facts.image, input);
        let damage = self.traits.libraries.as_ref().and_then(|it| it.damage.clone());
        let at = self.image.loading.dynamic.map(Span::start).unwrap_or_default();
        let damage = damage.map(|it| Damage::new(Structure::Libraries, at, it));
        self.facts.other_damage.extend(damage);
    }

    /// The same, of a part of a file that lies in this.
    pub fn lying_in(mut self, around: Around) -> Self {
        if around.is_archive() {
            let c_archive = || Some("c-archive".to_owned());
            self.traits.build_mode = self.traits.build_mode.take().or_else(c_archive);
        }
        self.facts.around = around;
        self
    }

    /// The facts that contradict the version that the program tells, or one another: empty where all
    /// is well, or was not looked at.
    pub fn version_conflict(&self) -> Vec<&VersionFact> {
        let Some(dating) = &self.dating else { return Vec::new() };
        match self.version.as_ref().and_then(KnownVersion::version) {
            Some(version) => dating.against(version),
            None if dating.range().is_none() => {
                dating.facts.iter().filter(|fact| !fact.weak).collect()
            }
            None => Vec::new(),
        }
    }
}

/// The name of the function that a program refers to if it asks for its GOROOT.
const GOROOT_FUNCTION: &str = "runtime.GOROOT";

fn find_goroot(
    image: &Image,
    input: &Input<'_>,
    pclntab: Option<&Pclntab>,
    table: Option<&TableRoots>,
    strings: &Result<RuntimeStrings, Damage>,
    dwarf: Option<&Dwarf>,
    depth: Depth,
) -> Goroot {
    let root = table.and_then(|table| table.roots.first()).map(|it| &it.root);
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
    let variable = strings.and_then(|it| roots::default_goroot(it, root, &mut look_up));
    let doubtful = variable.as_ref().is_some_and(|it| Some(&it.root) != root);
    let mut others: Vec<_> = variable.into_iter().collect();
    if depth != Depth::Quick || doubtful {
        let by_symbol = roots::by_symbol(image, input).ok().flatten();
        // The symbol table names the variable: a neighbour of the version that is not it, is not.
        if by_symbol.is_some() || image.has_symbols() && doubtful {
            others.retain(|it| by_symbol.as_ref().is_some_and(|symbol| symbol.at == it.at));
        }
        others.extend(by_symbol);
    }
    others.extend(roots::read_gdb_script(image, input).ok().flatten());
    others.extend(dwarf.map(Dwarf::roots).into_iter().flatten().cloned());
    goroot::judge(table, others, dwarf.is_some_and(Dwarf::is_trimmed), referenced)
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
fn by_evidence(dating: &Dating) -> Option<KnownVersion> {
    let all = dating.range();
    let pclntab = dating.facts.iter().find(|fact| fact.kind == FactKind::Pclntab);
    let range = all.or_else(|| Some(pclntab?.range))?;
    let by_pclntab = pclntab.is_some_and(|fact| fact.range == range);
    Some(KnownVersion::Layout { range, at: dating.place()?, by_pclntab })
}
