//! Module, dependencies and settings, from the build info; without it, the modules that names of source
//! files tell.

use serde::{Deserialize, Serialize};

use super::settings::SettingsRecord;
use crate::bytes::{Text, Utf8Text, Word};
use crate::evidence::{Module, Toolchain};
use crate::image::Format;
use crate::leak::mask_setting;
use crate::origin::{DepsSource, FoundModule, ModuleTrust, Origin};
use crate::report::explain::Reason;
use crate::report::known::{Fact, Known, Reasons};

/// Module, dependencies and settings, from the build info. Where there is none, or one that names no
/// modules, from the text that the program holds for itself, or from names of source files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildRecord {
    /// The import path of package main.
    pub main_package: Known<Utf8Text>,
    /// The main module.
    pub module: Known<ModuleRecord>,
    /// The modules that it depends on.
    pub deps: Vec<ModuleRecord>,
    /// Where `deps` comes from: `build-info`, which lists all; `module-text`, which does too: the text of
    /// the build info that a program holds for itself (`debug.ReadBuildInfo` gives it), found where the
    /// build info is missing or damaged, and in WebAssembly; or `file-table`, the names of source files,
    /// which tell at least these: neither a module that was vendored or replaced by a folder, nor
    /// one of which only constants are used.
    #[serde(default)]
    pub deps_source: Word<DepsSource>,
    /// The build settings, in the order of the file. Secrets in flags are masked:
    /// `-X main.apiToken=***`.
    pub settings: SettingsRecord,
}

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleRecord {
    /// The module path.
    pub path: Utf8Text,
    /// The version; empty where none was recorded.
    pub version: Utf8Text,
    /// The checksum (`h1:…`); `null` where none was recorded.
    pub sum: Option<Utf8Text>,
    /// The module that replaces it.
    pub replace: Option<Box<ModuleRecord>>,
    /// How far to trust a module that names of source files tell: `compiled`, that version of it is in
    /// the program; `required`, that version was asked for, but another or a folder may have replaced
    /// it, as `-trimpath` does not tell; `path-only`, functions have another import path, since it
    /// replaces another module or is the main one. Left out for one that the build info names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trust: Option<Word<ModuleTrust>>,
}

impl BuildRecord {
    /// What the build info says, or why there is none. `reasons` gets the reason for each fact that
    /// it does not name.
    pub(super) fn of(origin: &Origin, reasons: &mut Reasons) -> Result<Self, Reason> {
        let found = &origin.modules_of_files.found;
        let told = match origin.told_build().ok_or_else(|| no_modules(origin)) {
            Ok(told) => told,
            Err(reason) if found.is_empty() => return Err(reason),
            Err(reason) => {
                return Ok(Self {
                    main_package: reasons.keep(Fact::MainPackage, Err(reason.clone())),
                    module: reasons.keep(Fact::Module, Err(reason)),
                    deps: found.iter().map(ModuleRecord::found).collect(),
                    deps_source: DepsSource::FileTable.into(),
                    settings: SettingsRecord::default(),
                });
            }
        };
        let modules = told.modules;
        let path = modules.main_package.as_ref().map(Utf8Text::from);
        let main = modules.main.as_ref().map(ModuleRecord::of);
        let listed = || modules.deps.iter().map(ModuleRecord::of).collect();
        let (deps, source) = match (found.is_empty(), told.is_own_text) {
            (false, _) => (found.iter().map(ModuleRecord::found).collect(), DepsSource::FileTable),
            (true, true) => (listed(), DepsSource::ModuleText),
            (true, false) => (listed(), DepsSource::BuildInfo),
        };
        Ok(Self {
            main_package: reasons.keep(Fact::MainPackage, path.ok_or(Reason::NoMainPackage)),
            module: reasons.keep(Fact::Module, main.ok_or(Reason::NoMainModule)),
            deps,
            deps_source: source.into(),
            settings: modules.settings.iter().map(setting).collect(),
        })
    }
}

/// Why nothing tells with which modules the program was built.
fn no_modules(origin: &Origin) -> Reason {
    let damaged = |damage| Reason::damaged(damage, &origin.around);
    match &origin.build_info {
        Ok(Some(info)) => info.modules.as_ref().err().map_or(Reason::NoBuildInfo, damaged),
        _ if origin.image.is_debug_file => Reason::InTheProgram,
        _ if origin.toolchain == Toolchain::Gccgo => Reason::GccgoNoBuildInfo,
        _ if origin.toolchain == Toolchain::TinyGo => Reason::TinyGoNoBuildInfo,
        _ if origin.image.format == Format::GoObject => Reason::PackageNoBuildInfo,
        _ if origin.image.format == Format::Wasm => Reason::WasmNoBuildInfo,
        Ok(None) => Reason::NoBuildInfo,
        Err(damage) => damaged(damage),
    }
}

/// Name and value. Everything shown of the settings comes from here, so no secret passes.
fn setting(setting: &(Text, Text)) -> (Utf8Text, Utf8Text) {
    let (name, value) = setting;
    let masked = mask_setting(setting).map(|masked| masked.text);
    (name.into(), masked.map_or_else(|| value.into(), Utf8Text::from))
}

impl ModuleRecord {
    fn of(module: &Module) -> Self {
        Self {
            path: (&module.path).into(),
            version: (&module.version).into(),
            sum: (!module.sum.is_empty()).then(|| (&module.sum).into()),
            replace: module.replace.as_deref().map(Self::of).map(Box::new),
            trust: None,
        }
    }

    fn found(module: &FoundModule) -> Self {
        let FoundModule { path, version, trust, .. } = module;
        let trust = Some((*trust).into());
        Self {
            path: path.as_str().into(),
            version: version.as_str().into(),
            trust,
            ..Self::default()
        }
    }
}
