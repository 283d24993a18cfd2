//! Whether the name of a file, and the package around it, agree with its header.

use super::about::About;
use super::check::BuiltIn;
use super::package::PackageTarget;
use super::remark::{Place, Remark};
use crate::archive::Package;
use crate::bytes::{Escaped, Named};
use crate::go::target::{PROCESSOR_NAMES, SYSTEM_NAMES};
use crate::image::Format;
use crate::rule::{Rule, Severity};

/// The signs between the words of a name.
const SEPARATORS: [u8; 6] = *b"-_. /+";

pub(super) static ARCH_NAME_MISMATCH: BuiltIn = BuiltIn::many(
    arch_name_mismatch,
    Rule::new("arch-name-mismatch", Severity::Note)
        .means("The file's name, or the package it ships in, tells another system or processor than its header.")
        .because("Who downloads it by its name, or installs the package, cannot run it.")
        .mend("Rename the file, or find out which build went under this name."),
);

fn arch_name_mismatch(about: &About<'_>) -> Vec<Remark> {
    let (image, target) = (&about.program.image, &about.program.target);
    let format = match image.format {
        _ if about.program.around.is_archive() => "archive",
        Format::Unknown => return Vec::new(),
        format => format.name(),
    };
    let (os, arch) = (target.goos.as_deref(), target.goarch.as_deref());
    let of_name = about.name.and_then(|name| judge(name, format, os, arch));
    let of_package = about.package.and_then(|package| judge_package(package, format, os, arch));
    of_name.into_iter().chain(of_package).collect()
}

/// What a program of that format is for.
fn place(format: &str, os: Option<&str>, arch: Option<&str>) -> Place {
    Place::new(format!("{} for {}/{}", format, os.unwrap_or("?"), arch.unwrap_or("?")))
}

/// Judges the architecture of a package against a Go program in it. One that is for all says nothing.
fn judge_package(
    package: &Package,
    format: &str,
    os: Option<&str>,
    arch: Option<&str>,
) -> Option<Remark> {
    if PackageTarget::of(package).fits(os, arch) {
        return None;
    }
    let (kind, name) = (package.kind.name(), &package.name);
    let message = format!("the {kind} package {name} is for {}", package.architecture.as_ref()?);
    Some(Remark::new(message).at(place(format, os, arch)))
}

/// Judges the last part of a path against the system, the processor and the format of a Go program.
/// A name states system and processor if one follows the other, as in `agent-linux_arm64`; `.exe`
/// states Windows.
fn judge(name: &str, format: &str, os: Option<&str>, arch: Option<&str>) -> Option<Remark> {
    let remark = |message: String| Some(Remark::new(message).at(place(format, os, arch)));
    let is_exe = name.len().checked_sub(4).and_then(|at| name.get(at..));
    if is_exe.is_some_and(|end| end.eq_ignore_ascii_case(".exe")) && format != "pe" {
        return remark(format!("{} is no Windows program", Escaped(name)));
    }
    // Nearly no name contains the name of a system, and finding that out is quick.
    let separators = |byte: &u8| SEPARATORS.contains(byte);
    let mut words = name.as_bytes().split(separators);
    let is_system = |word: &[u8]| {
        SYSTEM_NAMES.iter().any(|(name, _)| word.eq_ignore_ascii_case(name.as_bytes()))
    };
    if !words.any(is_system) {
        return None;
    }
    let lower = name.to_ascii_lowercase();
    let joined = lower.replace("x86_64", "amd64").replace("x86-64", "amd64");
    let words: Vec<&str> = joined.split(SEPARATORS.map(char::from)).collect();
    let known = |list: &[(&str, &'static [&'static str])], word: &str| {
        list.iter().find(|(name, _)| *name == word).map(|(_, fits)| *fits)
    };
    let pair = words.windows(2).find_map(|pair| match pair {
        [a, b] => {
            let (os, arch) = (known(&SYSTEM_NAMES, a), known(&PROCESSOR_NAMES, b));
            os.zip(arch).or_else(|| known(&SYSTEM_NAMES, b).zip(known(&PROCESSOR_NAMES, a)))
        }
        _ => None,
    })?;
    let fits = |value: Option<&str>, names: &[&str]| value.is_none_or(|it| names.contains(&it));
    if fits(os, pair.0) && fits(arch, pair.1) {
        return None;
    }
    let named = format!("{}/{}", pair.0.first()?, pair.1.first()?);
    remark(format!("{} should be for {named}", Escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::PackageKind;

    #[test]
    fn names_against_headers() {
        for (name, format, os, arch, want) in [
            ("agent-linux-amd64", "elf", "linux", "amd64", false),
            ("agent_Linux_x86_64", "elf", "linux", "amd64", false),
            ("agent_linux_arm64", "elf", "linux", "amd64", true),
            ("agent-darwin-arm64", "elf", "linux", "arm64", true),
            ("agent-amd64-linux.bin", "elf", "linux", "386", true),
            ("agent.exe", "elf", "linux", "amd64", true),
            ("agent.EXE", "pe", "windows", "amd64", false),
            ("agent-linux-armv7", "elf", "linux", "arm", false),
            ("libx-android-arm64.so", "elf", "android", "arm64", false),
            ("linux-tools", "elf", "freebsd", "amd64", false),
            ("objdump-arm64", "elf", "linux", "amd64", false),
            ("tool_1.2.3_macos_arm64", "macho", "darwin", "arm64", false),
            ("", "elf", "linux", "amd64", false),
        ] {
            let got = judge(name, format, Some(os), Some(arch));
            assert_eq!(got.is_some(), want, "{name} {got:?}");
        }
        assert!(judge("agent-linux-arm64", "elf", Some("linux"), None).is_none());
    }

    #[test]
    fn packages_against_headers() {
        let package = Package::new(PackageKind::Deb, b"agent\x1b", b"1", Some(b"arm64")).unwrap();
        let remark = |arch| judge_package(&package, "elf", Some("linux"), Some(arch));
        assert!(remark("arm64").is_none());
        assert!(judge_package(&package, "elf", Some("linux"), None).is_none());
        let remark = remark("amd64").unwrap();
        assert_eq!(remark.message, "the deb package agent\\x1b is for arm64");
        assert_eq!(remark.places[0].to_string(), "elf for linux/amd64");
    }
}
