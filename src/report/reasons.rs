//! Why facts are not known: a `null` never stands alone.

use super::Record;
use crate::evidence::{NoDwarf, Toolchain};
use crate::image::{Format, Kind};
use crate::origin::{Origin, Verdict};

impl Record {
    /// Names for each fact that is still without one the reason why it is not known.
    pub fn explain_nulls(&mut self, evidence: &Origin) {
        let quick = matches!(evidence.dwarf, Err(NoDwarf::NotRead));
        self.explain_image(evidence);
        self.explain_traits(evidence);
        self.explain_macho(quick);
        let mut missing: Vec<(&str, &str)> = Vec::new();
        if self.dwarf.is_none() {
            missing.push(("dwarf", "not read in a quick scan"));
        }
        if self.host.is_none() {
            missing.push(("host", "not compared with a machine"));
        }
        if self.goroot.as_ref().is_some_and(|it| it.referenced.is_none()) {
            let reason = match evidence.pclntab {
                Ok(Some(_)) if quick => "a quick scan looks it up only where it decides",
                Ok(Some(_)) => "the names of the functions could not be read",
                _ => "no pclntab, whose names of functions would tell",
            };
            missing.push(("goroot.referenced", reason));
        }
        if let Some(hash) = self.path_hash.as_ref().filter(|it| it.host.is_none()) {
            let reason = match self.host {
                Some(_) => "the machine has no GOROOT in effect",
                None => "not compared with a machine",
            };
            missing.push(("path_hash.host", reason));
            missing.extend(hash.host_match.is_none().then_some(("path_hash.host_match", reason)));
        }
        if self.verification.as_ref().is_some_and(|it| it.link_action.is_none()) {
            missing
                .push(("verification.link_action", "no trace of the build to recompute it from"));
        }
        if let Some(build) = &self.build {
            let none = "the build info does not name it";
            missing.extend(build.main_package.is_none().then_some(("build.main_package", none)));
            let none = "the build info names no main module: built outside of one";
            missing.extend(build.module.is_none().then_some(("build.module", none)));
        }
        if self.build_id.as_ref().is_some_and(|it| it.segments.is_none()) {
            missing.push(("build_id.segments", "an ID of this kind is not made of four hashes"));
        }
        self.add_reasons(&missing);
    }

    fn add_reasons(&mut self, missing: &[(&str, &str)]) {
        for (fact, reason) in missing {
            self.reasons.entry((*fact).to_owned()).or_insert_with(|| (*reason).to_owned());
        }
    }

    fn explain_image(&mut self, evidence: &Origin) {
        let unread = match evidence.image.format {
            Format::GoObject => "the head of a Go object file does not say",
            _ => "the headers could not be read",
        };
        let untold = "neither the headers nor the build info nor the runtime's files tell";
        let missing = [
            (self.format.is_none(), "format", "the header of the file is gone"),
            (self.bits.is_none(), "bits", unread),
            (self.endian.is_none(), "endian", unread),
            (self.os.is_none(), "os", untold),
            (self.arch.is_none(), "arch", untold),
        ];
        let missing: Vec<_> = missing.iter().filter(|it| it.0).map(|it| (it.1, it.2)).collect();
        self.add_reasons(&missing);
    }

    fn explain_traits(&mut self, evidence: &Origin) {
        let image = &evidence.image;
        let is_gc = evidence.toolchain == Toolchain::Gc;
        let has_files = matches!(evidence.file_table, Ok(Some(_)));
        let trimpath = match evidence.goroot.verdict {
            _ if !is_gc => "nothing in a program of this toolchain tells",
            Verdict::Hidden => "an obfuscator has changed the paths that would tell",
            _ if has_files => "neither the build settings nor the paths in the file table tell",
            _ => "no build settings, and no file table, whose paths would tell",
        };
        let cgo = match has_files {
            _ if !is_gc => "nothing in a program of this toolchain tells",
            _ if image.format == Format::GoObject => "said of programs, not of a package",
            true => "package runtime/cgo is in it, which an external linker needs as well as cgo",
            false => "no build settings, and no file table, whose names would tell",
        };
        let tables = match image.kind {
            Kind::Object => "an object file is not linked yet",
            _ => "the headers do not tell",
        };
        let pie = match (image.format, image.kind) {
            (Format::Wasm, _) => "a WebAssembly module is not loaded at an address",
            (Format::Pe, Kind::Executable) => {
                "PE has no such kind of program: traits.pe.aslr says whether it may be loaded anywhere"
            }
            (_, Kind::SharedLibrary) => "said of programs: a shared library is loaded anywhere",
            (_, Kind::Object) => "an object file is not linked yet",
            _ => "the headers do not tell",
        };
        let is_static = match (image.format, image.kind) {
            (Format::Elf, Kind::Object) => "an object file is not linked yet",
            (Format::Elf, _) => "the headers do not tell",
            _ => "said of ELF files alone",
        };
        let obfuscated = "no file table, so no name that could have been changed";
        let traits = &self.traits;
        let missing = [
            (traits.trimpath.is_none(), "traits.trimpath", trimpath),
            (traits.cgo.is_none(), "traits.cgo", cgo),
            (traits.stripped.is_none(), "traits.stripped", tables),
            (traits.dwarf.is_none(), "traits.dwarf", tables),
            (traits.pie.is_none(), "traits.pie", pie),
            (traits.static_link.is_none(), "traits.static", is_static),
            (traits.obfuscated.is_none(), "traits.obfuscated", obfuscated),
        ];
        let mut missing: Vec<_> = missing.iter().filter(|it| it.0).map(|it| (it.1, it.2)).collect();
        if traits.pe.as_ref().is_some_and(|it| it.subsystem.is_none()) {
            missing.push(("traits.pe.subsystem", "the optional header is cut short"));
        }
        self.add_reasons(&missing);
    }

    fn explain_macho(&mut self, quick: bool) {
        let Some(macho) = &self.traits.macho else { return };
        let platform = "no load command names the platform";
        let signature = match quick {
            true => "not looked at in a quick scan",
            false => "the signature could not be read",
        };
        let hardened = match macho.signature.as_deref() {
            Some("none") => "not signed",
            _ => signature,
        };
        let missing = [
            (macho.platform.is_none(), "traits.macho.platform", platform),
            (macho.min_os.is_none(), "traits.macho.min_os", platform),
            (macho.signature.is_none(), "traits.macho.signature", signature),
            (macho.hardened_runtime.is_none(), "traits.macho.hardened_runtime", hardened),
        ];
        let missing: Vec<_> = missing.iter().filter(|it| it.0).map(|it| (it.1, it.2)).collect();
        self.add_reasons(&missing);
    }
}
