//! The rules about whether a program starts: here, or where the user says that it is to run.
//!
//! A program for another system or processor than this machine's is not judged by this machine: it
//! was not meant for it. Where a target is named, every program is judged by that, and what cannot
//! be known is said.

use super::check::finding;
use super::{Demands, Finding, Target, TargetLibc};
use crate::bytes::Escaped;
use crate::host::{HostLayout, System};
use crate::image::{Format, Kind};
use crate::origin::{CpuLevel, MACOS_NEEDS_UUID, MacosNeeds, MacosVersion, NeededLevel, Origin};

/// How many names a sentence lists.
const LISTED: usize = 12;

/// Every finding about whether the program starts where `demands` say, or else on `host`. `level` is
/// `None` where it was not looked for. Where a C library is demanded, what the program needs of
/// libraries must have been read.
pub fn check_start(
    evidence: &Origin,
    level: Option<&NeededLevel>,
    demands: &Demands,
    host: Option<&HostLayout>,
) -> Vec<Finding> {
    let mut judged = Judged { evidence, level, found: Vec::new(), unknown: Vec::new() };
    if evidence.image.format != Format::GoObject {
        match (&demands.target, host.filter(|host| is_for(evidence, host))) {
            (Some(target), _) => judged.by_target(target),
            (None, host) => judged.by_host(host.map(|host| &host.system), demands),
        }
        judged.by_cpu(demands);
    }
    judged.findings()
}

/// Whether a host runs programs of that system and processor.
fn is_for(evidence: &Origin, host: &HostLayout) -> bool {
    let (Some(goos), Some(goarch)) = (&evidence.target.goos, &evidence.target.goarch) else {
        return false;
    };
    let same = host.system.arch.as_deref() == Some(goarch.as_str());
    let older = host.system.arch.as_deref() == Some("amd64") && goarch == "386";
    host.os.to_string() == *goos && (same || older)
}

/// What has been found of one program.
struct Judged<'e> {
    evidence: &'e Origin,
    level: Option<&'e NeededLevel>,
    found: Vec<Finding>,
    /// What could not be told, in phrases.
    unknown: Vec<String>,
}

impl Judged<'_> {
    fn add(&mut self, rule: &str, message: String, places: Vec<String>) {
        self.found.extend(finding(rule, message, places));
    }

    fn findings(mut self) -> Vec<Finding> {
        if !self.unknown.is_empty() {
            let message = self.unknown.remove(0);
            let rest = std::mem::take(&mut self.unknown);
            self.add("start-unknown", message, rest);
        }
        self.found
    }

    fn by_target(&mut self, target: &Target) {
        let of = &self.evidence.target;
        let (goos, goarch) = (of.goos.as_deref(), of.goarch.as_deref());
        let other = |own: Option<&str>, wanted: &str| own.is_some_and(|own| own != wanted);
        if other(goos, target.goos) || other(goarch, target.goarch) {
            let own = format!("{}/{}", goos.unwrap_or("?"), goarch.unwrap_or("?"));
            let message = format!("it is for {}, and is to run on {target}", Escaped(&own));
            return self.add("target-mismatch", message, Vec::new());
        }
        if goos.is_none() || goarch.is_none() {
            self.unknown.push("the program's system or processor is not known".to_owned());
        }
        self.target_loader(target);
        self.target_macos(target);
        match target.level {
            Some(has) => self.compare_level(has),
            None => {
                let need = self.level.and_then(NeededLevel::level).filter(|need| !need.is_least());
                let asks = need
                    .map(|need| format!("it was compiled for {need}, and --target names no level"));
                self.unknown.extend(asks);
            }
        }
    }

    /// The demand on the processor alone.
    fn by_cpu(&mut self, demands: &Demands) {
        let goarch = self.evidence.target.goarch.as_deref().unwrap_or_default();
        if let Some(has) = demands.target_cpu.filter(|has| has.is_of(goarch)) {
            self.compare_level(has);
        }
    }

    fn compare_level(&mut self, has: CpuLevel) {
        let Some(needed) = self.level else { return };
        match needed {
            NeededLevel::Unknown(why) => {
                self.unknown.push(format!("the level of the processor that it needs: {why}"));
            }
            needed => {
                if let Some(level) = needed.level().filter(|it| it.runs_on(has) == Some(false)) {
                    let message = format!("compiled for {level}, and is to run on {has}");
                    self.add("target-cpu", message, vec![needed.how()]);
                }
            }
        }
    }

    fn target_loader(&mut self, target: &Target) {
        let image = &self.evidence.image;
        if image.format != Format::Elf || target.goos != "linux" {
            return;
        }
        let own = self.evidence.traits.c_library;
        let Some(path) = &image.interpreter else {
            return self.target_library(target);
        };
        let Some(libc) = target.libc else {
            let whose = own.map(|own| format!(" ({own}'s)")).unwrap_or_default();
            let text = format!(
                "it asks for the interpreter {path}{whose}, and --target names no C library"
            );
            return self.unknown.push(text);
        };
        let places = vec![format!("the interpreter in the program headers: {path}")];
        match (libc, own) {
            (TargetLibc::None, _) => {
                let message =
                    format!("it asks for the interpreter {path}, and there is to be none");
                self.add("target-loader", message, places);
            }
            (_, Some(own)) if own != libc.name() => {
                let libc = libc.name();
                let message =
                    format!("it asks for the interpreter of {own}, and is to run with {libc}");
                self.add("target-loader", message, places);
            }
            (_, Some(_)) if path.as_str().is_some_and(|it| is_usual(it, libc, target.goarch)) => {}
            (_, Some(own)) => {
                let message =
                    format!("it asks for {path}, which is not where systems have {own}'s");
                self.add("target-loader", message, places);
            }
            (_, None) => {
                self.unknown.push(format!("whose interpreter {path} is, is not known"));
            }
        }
    }

    /// Of what has no interpreter, the libraries tell.
    fn target_library(&mut self, target: &Target) {
        let Some(libc) = target.libc else { return };
        let traits = &self.evidence.traits;
        match &traits.libraries {
            Some(libraries) if libraries.damage.is_some() => {
                self.unknown.push("which libraries it needs could not be read".to_owned());
            }
            Some(libraries) => {
                let first = libraries.names.first().map(ToString::to_string);
                let Some(first) = first else { return };
                let message = match (libc, traits.c_library) {
                    (TargetLibc::None, _) => {
                        format!("it needs libraries, {first} the first, and there are to be none")
                    }
                    (_, Some(own)) if own != libc.name() => {
                        format!(
                            "it needs the libraries of {own}, and is to run with {}",
                            libc.name()
                        )
                    }
                    _ => return,
                };
                let names = libraries.names.iter().take(LISTED).map(ToString::to_string);
                self.add("target-loader", message, names.collect());
            }
            None => {}
        }
    }

    fn target_macos(&mut self, target: &Target) {
        let Some(needs) = MacosNeeds::of(self.evidence) else { return };
        if needs.lacks_signature {
            let message = "it is for arm64 and carries no signature: macOS kills it";
            self.add("target-macos", message.to_owned(), Vec::new());
        }
        match target.macos {
            Some(has) => self.compare_macos(&needs, has, "target-macos", "is to run on"),
            None if !needs.has_uuid => {
                let text = "it has no LC_UUID, which macOS 26 asks for, and --target names no \
                            version of macOS";
                self.unknown.push(text.to_owned());
            }
            None => {}
        }
    }

    fn compare_macos(&mut self, needs: &MacosNeeds, has: MacosVersion, rule: &str, runs: &str) {
        if let Some((oldest, why)) = needs.oldest().filter(|(oldest, _)| *oldest > has) {
            let message = format!("needs macOS {oldest}, and {runs} macOS {has}");
            self.add(rule, message, vec![why]);
        }
        if !needs.has_uuid && has >= MACOS_NEEDS_UUID {
            let message = format!("has no LC_UUID, and {runs} macOS {has}, which refuses it");
            self.add(rule, message, vec!["no LC_UUID among the load commands".to_owned()]);
        }
    }

    /// `system` is that of a host which runs such programs, if there is one to compare with.
    fn by_host(&mut self, system: Option<&System>, demands: &Demands) {
        let macos = system.and_then(|it| it.macos.as_deref()).and_then(MacosVersion::parse);
        if let Some(needs) = MacosNeeds::of(self.evidence) {
            if needs.lacks_signature {
                let message = "it is for arm64 and carries no signature";
                let place = "no LC_CODE_SIGNATURE among the load commands";
                self.add("macho-unsigned", message.to_owned(), vec![place.to_owned()]);
            }
            match macos {
                Some(has) => self.compare_macos(&needs, has, "macos-refuses", "this is"),
                None if !needs.has_uuid => {
                    let message = "macOS 26 and later refuse to start it";
                    let place = "no LC_UUID among the load commands";
                    self.add("macho-no-uuid", message.to_owned(), vec![place.to_owned()]);
                }
                None => {}
            }
        }
        let Some(system) = system else { return };
        self.host_loader(system);
        if demands.target_cpu.is_none() {
            self.host_cpu(system);
        }
    }

    fn host_loader(&mut self, system: &System) {
        let image = &self.evidence.image;
        let is_program = matches!(image.kind, Kind::Executable | Kind::PositionIndependent);
        let Some(path) = image.interpreter.as_ref().filter(|_| is_program) else { return };
        if path.as_str().and_then(|path| system.has_loader(path)) != Some(false) {
            return;
        }
        let whose = self.evidence.traits.c_library;
        let whose = whose.map(|it| format!(" ({it}'s)")).unwrap_or_default();
        let message = format!("its interpreter {path}{whose} is not on this machine");
        let listed = |names: &[String]| {
            let shown = names.iter().take(LISTED).map(|it| Escaped(it).to_string());
            let shown = shown.collect::<Vec<_>>().join(", ");
            if shown.is_empty() { "none".to_owned() } else { shown }
        };
        let places = vec![
            format!("looked in {}", listed(&system.loader_directories)),
            format!("there: {}", listed(&system.loaders)),
        ];
        self.add("loader-missing", message, places);
    }

    fn host_cpu(&mut self, system: &System) {
        let (Some(needed), Some(cpu)) = (self.level, &system.cpu) else { return };
        let Some(level) = needed.level() else { return };
        let lacks = match (level.features(), level) {
            (Some(features), _) => {
                let lacking: Vec<_> = features.into_iter().filter(|it| !cpu.has(it)).collect();
                if lacking.is_empty() {
                    return;
                }
                format!("has no {}", lacking.join(", "))
            }
            (None, CpuLevel::Ppc64(need)) => match cpu.power() {
                Some(has) if has < need => format!("is a POWER{has}"),
                _ => return,
            },
            (None, _) => return,
        };
        let message = format!("compiled for {level}, and this machine's processor {lacks}");
        let source = format!("the processor by {}", Escaped(&cpu.source));
        self.add("cpu-level", message, vec![needed.how(), source]);
    }
}

/// Whether systems with that C library have the interpreter there. Where that is not known of a
/// processor, it is taken to be.
///
/// Source: `cmd/link/internal/*/obj.go` of Go 1.27.3 and the programs of GCC 12's cross compilers;
/// musl's `configure`, which names its own `/lib/ld-musl-ARCH.so.1`.
fn is_usual(path: &str, libc: TargetLibc, goarch: &str) -> bool {
    // Systems have merged the two.
    let path = path.strip_prefix("/usr").unwrap_or(path);
    let usual: &[&str] = match (libc, goarch) {
        (TargetLibc::Musl, _) => return path.starts_with("/lib/ld-musl-"),
        (_, "amd64") => &["/lib64/ld-linux-x86-64.so.2"],
        (_, "386") => &["/lib/ld-linux.so.2"],
        (_, "arm") => &["/lib/ld-linux-armhf.so.3", "/lib/ld-linux.so.3"],
        (_, "arm64") => &["/lib/ld-linux-aarch64.so.1"],
        (_, "ppc64le") => &["/lib64/ld64.so.2"],
        (_, "ppc64") => &["/lib64/ld64.so.1", "/lib64/ld64.so.2"],
        (_, "riscv64") => &["/lib/ld-linux-riscv64-lp64d.so.1"],
        (_, "s390x") => &["/lib/ld64.so.1"],
        (_, "loong64") => &["/lib64/ld-linux-loongarch-lp64d.so.1"],
        _ => return true,
    };
    usual.contains(&path)
}
