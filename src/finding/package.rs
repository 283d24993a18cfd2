//! What the architecture of a package says: for which systems and processors it is.
//!
//! | package | words | source |
//! | --- | --- | --- |
//! | deb | `amd64`, `armhf`, `kfreebsd-amd64` | dpkg 1.21, `cputable` and `ostable` |
//! | ipk | `x86_64`, `aarch64_cortex-a53`, `mipsel_24kc` | OpenWrt 23.05, `ARCH_PACKAGES` of its targets |
//! | rpm | `x86_64`, `i686`, `armv7hl` | rpm 4.18, `rpmrc` |
//! | apk | `x86_64`, `x86`, `armhf`, `armv7` | apk-tools 2.14, `apk_arch.h` |
//! | arch | `x86_64`, `armv7h` | pacman 6.0, and Arch Linux ARM |
//! | conda | `linux-64`, `osx-arm64`, `win-32` | conda 23, `KNOWN_SUBDIRS` |
//! | npm | `linux-x64`, `win32-ia32` | Node.js 20, `process.platform` and `process.arch` |
//! | wheel | `manylinux_2_17_x86_64`, `macosx_11_0_arm64`, `win_amd64` | PEP 425, 600 and 656 |
//! | gem | `x86_64-linux`, `arm64-darwin`, `x64-mingw-ucrt` | RubyGems 3.3, `Gem::Platform` |

use crate::archive::{Package, PackageKind};

/// Every GOOS and GOARCH that a package may be for; an empty list says nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PackageTarget {
    pub(super) systems: Vec<&'static str>,
    pub(super) processors: Vec<&'static str>,
}

/// What packages call a processor, and every GOARCH that they mean by it.
const PROCESSORS: &[(&str, &[&str])] = &[
    ("amd64", &["amd64"]),
    ("x86_64", &["amd64"]),
    ("x64", &["amd64"]),
    ("ia32e", &["amd64"]),
    ("i386", &["386"]),
    ("i486", &["386"]),
    ("i586", &["386"]),
    ("i686", &["386"]),
    ("athlon", &["386"]),
    ("geode", &["386"]),
    ("pentium3", &["386"]),
    ("pentium4", &["386"]),
    ("ia32", &["386"]),
    ("x86", &["386"]),
    ("arm64", &["arm64"]),
    ("aarch64", &["arm64"]),
    ("arm", &["arm"]),
    ("armel", &["arm"]),
    ("armhf", &["arm"]),
    ("armv5tel", &["arm"]),
    ("armv5tejl", &["arm"]),
    ("armv6", &["arm"]),
    ("armv6h", &["arm"]),
    ("armv6hl", &["arm"]),
    ("armv6l", &["arm"]),
    ("armv7", &["arm"]),
    ("armv7h", &["arm"]),
    ("armv7hl", &["arm"]),
    ("armv7hnl", &["arm"]),
    ("armv7l", &["arm"]),
    ("loong64", &["loong64"]),
    ("loongarch64", &["loong64"]),
    ("mips", &["mips"]),
    ("mipsel", &["mipsle"]),
    ("mips64", &["mips64"]),
    ("mips64el", &["mips64le"]),
    ("powerpc", &["ppc"]),
    ("ppc", &["ppc"]),
    ("ppc64", &["ppc64"]),
    ("ppc64p7", &["ppc64"]),
    ("ppc64el", &["ppc64le"]),
    ("ppc64le", &["ppc64le"]),
    ("riscv64", &["riscv64"]),
    ("s390x", &["s390x"]),
    ("universal", &["386", "amd64", "arm64", "ppc", "ppc64"]),
    ("universal2", &["amd64", "arm64"]),
    ("intel", &["386", "amd64"]),
];

/// What packages call a system, and every GOOS that they mean by it.
const SYSTEMS: &[(&str, &[&str])] = &[
    ("linux", &["linux"]),
    ("manylinux1", &["linux"]),
    ("manylinux2010", &["linux"]),
    ("manylinux2014", &["linux"]),
    ("manylinux", &["linux"]),
    ("musllinux", &["linux"]),
    ("android", &["android", "linux"]),
    ("darwin", &["darwin"]),
    ("osx", &["darwin"]),
    ("macosx", &["darwin"]),
    ("ios", &["ios"]),
    ("win", &["windows"]),
    ("win32", &["windows"]),
    ("mingw", &["windows"]),
    ("mingw32", &["windows"]),
    ("mswin32", &["windows"]),
    ("mswin64", &["windows"]),
    ("aix", &["aix"]),
    ("sunos", &["solaris", "illumos"]),
    ("freebsd", &["freebsd"]),
    ("kfreebsd", &["freebsd"]),
    ("netbsd", &["netbsd"]),
    ("openbsd", &["openbsd"]),
    ("dragonfly", &["dragonfly"]),
];

type Words = &'static [&'static str];

fn find(list: &'static [(&'static str, Words)], word: &str) -> Option<Words> {
    list.iter().find(|(name, _)| *name == word).map(|(_, words)| *words)
}

fn processor(word: &str) -> Option<Words> {
    find(PROCESSORS, word)
}

impl PackageTarget {
    /// What the package says; nothing of what it says in unknown words.
    pub(super) fn of(package: &Package) -> Self {
        let word = package.architecture.as_ref().and_then(|it| it.as_str()).unwrap_or_default();
        match package.kind {
            PackageKind::Deb => match word.split_once('-') {
                Some((system, rest)) => Self::new(find(SYSTEMS, system), processor(rest)),
                None => Self::new(None, processor(word)),
            },
            PackageKind::Ipk => {
                let first = || processor(word.split('_').next().unwrap_or_default());
                Self::new(None, processor(word).or_else(first))
            }
            PackageKind::Rpm | PackageKind::Arch | PackageKind::Apk => {
                // `x86_64_v3` is for newer ones of the same.
                let plain = word.split_once("_v").map_or(word, |(plain, _)| plain);
                Self::new(None, processor(plain))
            }
            PackageKind::Conda => of_conda(word),
            PackageKind::Npm => of_npm(word),
            PackageKind::Wheel => of_wheel(word),
            PackageKind::Gem => of_gem(word),
        }
    }

    fn new(systems: Option<Words>, processors: Option<Words>) -> Self {
        let list = |words: Option<Words>| words.unwrap_or_default().to_vec();
        Self { systems: list(systems), processors: list(processors) }
    }

    /// Whether a program for that GOOS and GOARCH belongs into the package; so does WebAssembly, which
    /// is for no processor, and what is not known.
    pub(super) fn fits(&self, os: Option<&str>, arch: Option<&str>) -> bool {
        let is_one = |list: &[&str], value: Option<&str>| {
            list.is_empty() || value.is_none_or(|it| list.contains(&it))
        };
        arch == Some("wasm") || is_one(&self.systems, os) && is_one(&self.processors, arch)
    }
}

/// `SYSTEM-PROCESSOR`, in which `64` and `32` are of the 386 family.
fn of_conda(word: &str) -> PackageTarget {
    let Some((system, rest)) = word.split_once('-') else { return PackageTarget::default() };
    let processors = match rest {
        "64" => processor("amd64"),
        "32" => processor("i386"),
        _ => processor(rest),
    };
    PackageTarget::new(find(SYSTEMS, system), processors)
}

/// `SYSTEM-PROCESSOR`, or one of the two.
fn of_npm(word: &str) -> PackageTarget {
    let (system, rest) = match word.split_once('-') {
        Some(both) => both,
        None if find(SYSTEMS, word).is_some() => (word, ""),
        None => ("", word),
    };
    // Node.js calls both byte orders so.
    let processors =
        if rest == "ppc64" { Some(&["ppc64", "ppc64le"][..]) } else { processor(rest) };
    PackageTarget::new(find(SYSTEMS, system), processors)
}

/// Platforms with dots between them: `SYSTEM_VERSION_PROCESSOR` each, or `win32`. One that is unknown
/// says nothing, and so do all of them then.
fn of_wheel(word: &str) -> PackageTarget {
    let mut all = PackageTarget::default();
    for platform in word.split('.') {
        let system = platform.split('_').next().unwrap_or_default();
        let processors = match platform {
            "win32" => processor("i386"),
            _ => PROCESSORS.iter().find(|(name, _)| is_last(platform, name)).map(|(_, it)| *it),
        };
        let Some((systems, processors)) = find(SYSTEMS, system).zip(processors) else {
            return PackageTarget::default();
        };
        all.systems.extend(systems);
        all.processors.extend(processors);
    }
    all
}

/// Whether `word` is the last in `platform`, which may itself have the sign between words in it.
fn is_last(platform: &str, word: &str) -> bool {
    platform.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'))
}

/// `PROCESSOR-SYSTEM[-VERSION]`.
fn of_gem(word: &str) -> PackageTarget {
    let mut parts = word.split('-');
    let first = parts.next().and_then(processor);
    PackageTarget::new(parts.next().and_then(|it| find(SYSTEMS, it)), first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Text;

    #[test]
    fn words_of_all_package_managers() {
        use PackageKind::{Apk, Arch, Conda, Deb, Gem, Ipk, Npm, Rpm, Wheel};
        let (fits, not, silent) = (Some(true), Some(false), None);
        for (kind, word, os, arch, want) in [
            (Deb, "amd64", "linux", "amd64", fits),
            (Deb, "armhf", "linux", "arm64", not),
            (Deb, "ppc64el", "linux", "ppc64le", fits),
            (Deb, "kfreebsd-amd64", "linux", "amd64", not),
            (Deb, "all", "linux", "amd64", silent),
            (Deb, "amd64", "js", "wasm", fits),
            (Ipk, "aarch64_cortex-a53", "linux", "arm64", fits),
            (Ipk, "x86_64", "linux", "386", not),
            (Ipk, "mipsel_24kc", "linux", "mipsle", fits),
            (Ipk, "cortexa53", "linux", "mips", silent),
            (Rpm, "x86_64_v3", "linux", "amd64", fits),
            (Rpm, "armv7hl", "linux", "amd64", not),
            (Rpm, "src", "linux", "amd64", silent),
            (Rpm, "noarch", "linux", "amd64", silent),
            (Apk, "x86", "linux", "386", fits),
            (Arch, "any", "linux", "386", silent),
            (Arch, "armv7h", "linux", "arm", fits),
            (Conda, "linux-64", "linux", "amd64", fits),
            (Conda, "osx-arm64", "darwin", "amd64", not),
            (Conda, "win-32", "windows", "386", fits),
            (Conda, "noarch", "windows", "386", silent),
            (Npm, "win32-x64", "windows", "amd64", fits),
            (Npm, "linux-ppc64", "linux", "ppc64le", fits),
            (Npm, "arm64", "darwin", "arm64", fits),
            (Npm, "darwin", "linux", "arm64", not),
            (Wheel, "any", "linux", "amd64", silent),
            (Wheel, "manylinux_2_17_x86_64.manylinux2014_x86_64", "linux", "amd64", fits),
            (Wheel, "musllinux_1_1_aarch64", "linux", "amd64", not),
            (Wheel, "macosx_10_9_universal2", "darwin", "arm64", fits),
            (Wheel, "macosx_11_0_arm64", "darwin", "amd64", not),
            (Wheel, "win32", "windows", "386", fits),
            (Wheel, "win_amd64", "linux", "amd64", not),
            (Wheel, "win_amd64.mars_x86_64", "linux", "amd64", silent),
            (Gem, "x86_64-linux-musl", "linux", "amd64", fits),
            (Gem, "arm64-darwin", "darwin", "amd64", not),
            (Gem, "x64-mingw-ucrt", "windows", "amd64", fits),
            (Gem, "ruby", "windows", "amd64", silent),
        ] {
            let package = Package::new(kind, b"prog", b"1", Some(word.as_bytes())).unwrap();
            let target = PackageTarget::of(&package);
            let got =
                (target != PackageTarget::default()).then(|| target.fits(Some(os), Some(arch)));
            assert_eq!(got, want, "{kind:?} {word} {os} {arch}");
            assert!(target.fits(None, None));
        }
        let unknown = Package {
            architecture: Some(Text::from(&b"\xff"[..])),
            ..Package::new(Deb, b"x", b"1", None).unwrap()
        };
        assert_eq!(PackageTarget::of(&unknown), PackageTarget::default());
    }
}
