//! Where a program comes from: all that follows from its facts.

use std::ops::Deref;

use super::ask::Ask;
use super::dating::fact::Dating;
use super::go_object;
use super::goroot::{self, Goroot};
use super::modules::ModulesOfFiles;
use super::needs::level::{self, NeededLevel};
use super::obfuscation::{self, Obfuscation};
use super::target::Target;
use super::toolchain_release::{self, ToolchainRelease};
use super::traits::built::Traits;
use super::version::find as version;
use super::version::known::KnownVersion;
use crate::evidence::{Depth, Evidence, Program};

/// A program's facts, and what follows from them.
#[derive(Clone, Debug)]
pub struct Origin {
    facts: Evidence,
    /// The release of a toolchain other than gc, where something says it.
    pub toolchain_release: Option<ToolchainRelease>,
    /// The Go version.
    pub version: Option<KnownVersion>,
    /// Everything else that narrows the release; `None` where that was not looked at: the version
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
    /// The level of the processor that it needs; in a quick look what the settings say, unless it was
    /// asked for. `None` where that was not looked at.
    pub level: Option<NeededLevel>,
    /// What the names of its source files tell of its modules.
    pub modules_of_files: ModulesOfFiles,
}

/// The facts are at hand by their names.
impl Deref for Origin {
    type Target = Evidence;

    fn deref(&self) -> &Evidence {
        &self.facts
    }
}

impl Origin {
    /// Finds out where a program comes from. Functions, symbols, records of functions and module data are
    /// read only where something that was read before is doubtful, or the look is deep.
    pub fn of(program: Program<'_>, ask: impl Into<Ask>) -> Self {
        let ask = ask.into();
        if let Some(head) = program.object() {
            let (known, target) = (go_object::version(head), go_object::target(head));
            let goroot = go_object::goroot(&program);
            let traits = go_object::traits(&program);
            let level = level::of(&program, &target, Some(&known), ask);
            return Self {
                toolchain_release: None,
                version: Some(known),
                dating: None,
                obfuscation: None,
                goroot,
                target,
                traits,
                level,
                modules_of_files: ModulesOfFiles::default(),
                facts: program.into_evidence(),
            };
        }
        let depth = ask.depth;
        let obfuscation = obfuscation::of(&program);
        let goroot = goroot::of(&program, depth).hidden_by(obfuscation.as_ref());
        let (version, dating) = version::of(&program, &goroot, obfuscation.as_ref(), depth);
        let traits = Traits::of(&program, &goroot, version.as_ref(), ask);
        let target = Target::of(&program, obfuscation.as_ref());
        let (version, toolchain_release) = toolchain_release::of(&program, version, depth);
        let level = level::of(&program, &target, version.as_ref(), ask);
        let modules_of_files =
            ModulesOfFiles::of(&program, obfuscation.as_ref(), version.as_ref(), depth);
        if depth != Depth::Quick {
            program.other_version();
            program.other_build_ids();
        }
        Self {
            toolchain_release,
            version,
            dating,
            obfuscation,
            goroot,
            target,
            traits,
            level,
            modules_of_files,
            facts: program.into_evidence(),
        }
    }
}
