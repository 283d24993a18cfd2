//! What a program needs to start, and a host has: the processor, the version of macOS, and the ELF
//! interpreters in the directories where systems keep them.
//!
//! Only the host's own files are looked at. The interpreter that a program names is compared with
//! this list, and never looked up.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{HostView, Os};
use crate::go::path::join;

/// The file in which Linux describes the processors. All have the same text, so the first is
/// enough.
const CPUINFO: &str = "/proc/cpuinfo";
/// How many bytes of it are read: one processor takes a few kilobytes at most.
const CPUINFO_HEAD: u64 = 16 << 10;
/// The file with the version of macOS.
const MACOS_VERSION: &str = "/System/Library/CoreServices/SystemVersion.plist";
const MACOS_VERSION_LIMIT: u64 = 64 << 10;
/// The directories where systems keep ELF interpreters. Every name in Go's own linker and in the C
/// libraries of Linux lies in one of these (`cmd/link/internal/*/obj.go`, Go 1.27.3; musl's
/// `/lib/ld-musl-ARCH.so.1`; Android's `/system/bin/linker64`).
const LOADER_DIRECTORIES: [&str; 9] = [
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/libexec",
    "/usr/libexec",
    "/lib/amd64",
    "/lib/64",
    "/system/bin",
];
/// The largest number of names in a directory that is searched.
const MAX_NAMES: usize = 50_000;

/// What a program needs to start, and a host has. Unknown facts are `null` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct System {
    /// Its processor, as in `GOARCH`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arch: Option<String>,
    /// What its system says about the processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<Cpu>,
    /// The version of macOS, such as `26.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macos: Option<String>,
    /// The directories that were searched for ELF interpreters, among them those that do not exist:
    /// nothing is in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loader_directories: Vec<String>,
    /// The interpreters in them, at the end of all links.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loaders: Vec<String>,
}

/// What a system says about its processor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cpu {
    /// The file that says it.
    pub source: String,
    /// The model, on processors whose features do not show the level: `POWER9`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The names of its features in that file, sorted; for RISC-V the extensions.
    pub features: Vec<String>,
}

impl System {
    /// Reads a machine.
    pub fn read(view: &dyn HostView) -> Self {
        let arch = view.arch().map(str::to_owned);
        match view.os() {
            Os::Linux | Os::Android => Self { cpu: Cpu::read(view), ..Self::of_elf(view, arch) },
            Os::Windows | Os::Plan9 | Os::Aix => Self { arch, ..Self::default() },
            Os::Darwin | Os::Ios => Self { arch, macos: macos(view), ..Self::default() },
            _ => Self::of_elf(view, arch),
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the host has the interpreter at `path`; `None` where its directory was not searched.
    pub fn has_loader(&self, path: &str) -> Option<bool> {
        let (directory, name) = path.rsplit_once('/')?;
        // No linker writes a name with `..` in it.
        if name.is_empty() || path.split('/').any(|part| part == "..") {
            return None;
        }
        let looked = self.loader_directories.iter().any(|it| it == directory);
        looked.then(|| self.loaders.iter().any(|it| it == path))
    }

    fn of_elf(view: &dyn HostView, arch: Option<String>) -> Self {
        let mut system = Self { arch, ..Self::default() };
        let style = view.os().path_style();
        for directory in LOADER_DIRECTORIES {
            match view.read_dir(directory, MAX_NAMES) {
                Ok(names) => {
                    let loaders = names.iter().filter(|name| is_loader(name));
                    let paths = loaders.map(|name| join(directory, name, style));
                    system.loaders.extend(paths.filter(|path| view.is_file(path)));
                }
                Err(super::ViewError::NotFound | super::ViewError::NotAFile) => {}
                // Not known: too many names, or this user may not look.
                Err(_) => continue,
            }
            system.loader_directories.push(directory.to_owned());
        }
        // Without a single interpreter this is not a system, but an empty folder or one that holds
        // a part of a system.
        if system.loaders.is_empty() && !view.is_directory("/lib") && !view.is_directory("/bin") {
            system.loader_directories.clear();
        }
        system
    }
}

/// Whether a file name belongs to an ELF interpreter: `ld-linux-x86-64.so.2`,
/// `ld-musl-aarch64.so.1`, `ld64.so.1`, `ld.so`, `ld-elf.so.1`, `ld.elf_so`, `linker64`.
fn is_loader(name: &str) -> bool {
    (name.starts_with("ld") && (name.contains(".so") || name.ends_with("elf_so")))
        || matches!(name, "linker" | "linker64")
}

impl Cpu {
    fn read(view: &dyn HostView) -> Option<Self> {
        let text = view.head(CPUINFO, CPUINFO_HEAD).ok()?;
        let found = Self::parse(&String::from_utf8_lossy(&text));
        Some(Self { source: CPUINFO.to_owned(), ..found? })
    }

    /// Reads the text of `/proc/cpuinfo`; `None` where it gives neither features nor a model.
    ///
    /// | processor | line |
    /// | --- | --- |
    /// | x86 | `flags : fpu vme …` |
    /// | Arm | `Features : half thumb …` |
    /// | RISC-V | `isa : rv64imafdc_zba_zbb` |
    /// | Power | `cpu : POWER9 (architected), altivec supported` |
    ///
    /// Source: `arch/*/kernel/cpu*.c` of Linux 6.1, and what it prints on x86.
    fn parse(text: &str) -> Option<Self> {
        let mut found = Self::default();
        let mut features = BTreeSet::new();
        for line in text.lines() {
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim(), value.trim());
            match key {
                "flags" | "Features" if features.is_empty() => {
                    features.extend(value.split_whitespace().map(str::to_owned));
                }
                "isa" if features.is_empty() => features.extend(extensions(value)),
                "cpu" if found.model.is_none() && value.starts_with("POWER") => {
                    let end = value.find(|c: char| !c.is_ascii_alphanumeric());
                    found.model = value.get(..end.unwrap_or(value.len())).map(str::to_owned);
                }
                _ => {}
            }
        }
        found.features = features.into_iter().collect();
        (!found.features.is_empty() || found.model.is_some()).then_some(found)
    }

    /// Whether it has a feature.
    pub fn has(&self, feature: &str) -> bool {
        self.features.iter().any(|it| it == feature)
    }

    /// The number in a model such as `POWER9`.
    pub fn power(&self) -> Option<u8> {
        let digits = self.model.as_deref()?.strip_prefix("POWER")?;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits.get(..end)?.parse().ok()
    }
}

/// The extensions that a RISC-V `isa` names: single letters, then words after underscores.
fn extensions(isa: &str) -> Vec<String> {
    let isa = isa.to_ascii_lowercase();
    let rest = isa.strip_prefix("rv64").or(isa.strip_prefix("rv32")).unwrap_or_default();
    let mut words = rest.split('_');
    let letters = words.next().unwrap_or_default().chars().map(String::from);
    letters.chain(words.map(str::to_owned)).collect()
}

/// The version of macOS: the text behind the key `ProductVersion` of a property list in XML.
fn macos(view: &dyn HostView) -> Option<String> {
    let text = view.read(MACOS_VERSION, MACOS_VERSION_LIMIT).ok()?;
    let text = String::from_utf8(text).ok()?;
    let (_, rest) = text.split_once("<key>ProductVersion</key>")?;
    let (_, rest) = rest.split_once("<string>")?;
    let (version, _) = rest.split_once("</string>")?;
    let plain = |c: char| c.is_ascii_digit() || c == '.';
    (!version.is_empty() && version.chars().all(plain)).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Rooted;

    #[test]
    fn cpuinfo_of_several_processors() {
        for (text, features, model) in [
            ("processor\t: 0\nflags\t\t: fpu avx2 avx\nflags\t\t: other\n", "avx avx2 fpu", None),
            ("BogoMIPS\t: 50\nFeatures\t: fp asimd atomics\n", "asimd atomics fp", None),
            ("isa\t\t: rv64imafdc_zicsr_zba\n", "a c d f i m zba zicsr", None),
            ("cpu\t\t: POWER9 (architected), altivec supported\n", "", Some("POWER9")),
            ("cpu model\t\t: MIPS 24Kc V7.4\n", "-", None),
            ("", "-", None),
        ] {
            let cpu = Cpu::parse(text);
            let got = cpu.as_ref().map(|it| it.features.join(" "));
            assert_eq!(got.as_deref().unwrap_or("-"), features, "{text:?}");
            assert_eq!(cpu.and_then(|it| it.model).as_deref(), model, "{text:?}");
        }
        let power = |model: &str| Cpu { model: Some(model.into()), ..Cpu::default() }.power();
        assert_eq!((power("POWER10"), power("POWER8NVL"), power("G5")), (Some(10), Some(8), None));
    }

    #[test]
    fn loaders_are_the_hosts_own_and_links_to_nowhere_are_none() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        std::fs::create_dir_all(at("lib")).unwrap();
        for name in ["ld-musl-x86_64.so.1", "libc.so", "ldconfig"] {
            std::fs::write(at("lib").join(name), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink("/nowhere", at("lib/ld-linux.so.2")).unwrap();
        let system = System::read(&Rooted::new(root.path(), Os::Linux, |_| None));
        assert_eq!(system.loaders, ["/lib/ld-musl-x86_64.so.1"]);
        for (path, want) in [
            ("/lib/ld-musl-x86_64.so.1", Some(true)),
            ("/lib64/ld-linux-x86-64.so.2", Some(false)),
            ("/lib/ld-linux.so.2", Some(false)),
            ("/nix/store/x/lib/ld-linux-x86-64.so.2", None),
            ("/lib/../etc/ld.so", None),
            ("ld.so", None),
            ("/lib/", None),
        ] {
            assert_eq!(system.has_loader(path), want, "{path}");
        }
        let empty = tempfile::tempdir().unwrap();
        let system = System::read(&Rooted::new(empty.path(), Os::Linux, |_| None));
        assert_eq!(system.has_loader("/lib64/ld-linux-x86-64.so.2"), None);
    }

    #[test]
    fn the_version_of_macos() {
        let root = tempfile::tempdir().unwrap();
        let view = Rooted::new(root.path(), Os::Darwin, |_| None);
        assert_eq!(System::read(&view).macos, None);
        let file = root.path().join(MACOS_VERSION.trim_start_matches('/'));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        for (version, want) in [("26.1", Some("26.1")), ("", None), ("26 <b>", None)] {
            let text = format!("<key>ProductVersion</key>\n\t<string>{version}</string>");
            std::fs::write(&file, text).unwrap();
            assert_eq!(System::read(&view).macos.as_deref(), want);
        }
    }
}
