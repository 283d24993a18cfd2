//! Whether the name of a file says what its header says.

use super::Finding;
use super::check::finding;
use crate::bytes::Escaped;

/// Names of systems in names of files, and Go's.
const SYSTEMS: [(&str, &[&str]); 14] = [
    ("linux", &["linux", "android"]),
    ("android", &["android", "linux"]),
    ("windows", &["windows"]),
    ("darwin", &["darwin", "ios"]),
    ("macos", &["darwin"]),
    ("freebsd", &["freebsd"]),
    ("openbsd", &["openbsd"]),
    ("netbsd", &["netbsd"]),
    ("dragonfly", &["dragonfly"]),
    ("solaris", &["solaris", "illumos"]),
    ("illumos", &["illumos", "solaris"]),
    ("aix", &["aix"]),
    ("plan9", &["plan9"]),
    ("ios", &["ios"]),
];

/// Names of processors in names of files, and Go's.
const PROCESSORS: [(&str, &[&str]); 25] = [
    ("amd64", &["amd64"]),
    ("x86_64", &["amd64"]),
    ("x64", &["amd64"]),
    ("386", &["386"]),
    ("i386", &["386"]),
    ("i686", &["386"]),
    ("x86", &["386"]),
    ("arm64", &["arm64"]),
    ("aarch64", &["arm64"]),
    ("arm", &["arm", "armbe"]),
    ("armv5", &["arm"]),
    ("armv6", &["arm"]),
    ("armv6l", &["arm"]),
    ("armv7", &["arm"]),
    ("armv7l", &["arm"]),
    ("armhf", &["arm"]),
    ("ppc64", &["ppc64"]),
    ("ppc64le", &["ppc64le"]),
    ("s390x", &["s390x"]),
    ("riscv64", &["riscv64"]),
    ("loong64", &["loong64"]),
    ("mips", &["mips"]),
    ("mipsle", &["mipsle"]),
    ("mips64", &["mips64"]),
    ("mips64le", &["mips64le"]),
];

/// Judges the last part of a path against the system and processor of a Go program, and its format.
/// A name tells of them where the one follows the other, as in `agent-linux_arm64`, or by `.exe`.
pub fn check_name(
    name: &str,
    format: &str,
    os: Option<&str>,
    arch: Option<&str>,
) -> Option<Finding> {
    let says = |message| {
        let place = format!("{} for {}/{}", format, os.unwrap_or("?"), arch.unwrap_or("?"));
        finding("arch-name-mismatch", message, vec![place])
    };
    let lower = name.to_ascii_lowercase();
    if lower.ends_with(".exe") && format != "pe" {
        return says(format!("{} is no Windows program", Escaped(name)));
    }
    let joined = lower.replace("x86_64", "amd64").replace("x86-64", "amd64");
    let words: Vec<&str> = joined.split(['-', '_', '.', ' ', '/', '+']).collect();
    let known = |list: &[(&str, &'static [&'static str])], word: &str| {
        list.iter().find(|(name, _)| *name == word).map(|(_, fits)| *fits)
    };
    let pair = words.windows(2).find_map(|pair| match pair {
        [a, b] => {
            let (os, arch) = (known(&SYSTEMS, a), known(&PROCESSORS, b));
            os.zip(arch).or_else(|| known(&SYSTEMS, b).zip(known(&PROCESSORS, a)))
        }
        _ => None,
    })?;
    let fits = |value: Option<&str>, names: &[&str]| value.is_none_or(|it| names.contains(&it));
    if fits(os, pair.0) && fits(arch, pair.1) {
        return None;
    }
    let told = format!("{}/{}", pair.0.first()?, pair.1.first()?);
    says(format!("{} should be for {told}", Escaped(name)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let got = check_name(name, format, Some(os), Some(arch));
            assert_eq!(got.is_some(), want, "{name} {got:?}");
        }
        assert!(check_name("agent-linux-arm64", "elf", Some("linux"), None).is_none());
    }
}
