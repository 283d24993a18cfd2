//! File systems that go cannot work on: noexec, without locks, read-only.

use super::directories::mounted;
use crate::diagnosis::check::{Check, Complaint, Outcome, Theme};
use crate::diagnosis::facts::{Mount, Scene};
use crate::diagnosis::remedy::{Act, Remedy};
use crate::rule::{Rule, Severity};

pub(in crate::diagnosis) static NOEXEC_DIR: Check = Check::new(
    Theme::Files,
    noexec,
    Rule::new("noexec-dir", Severity::Error)
        .means("Programs cannot be run where go puts them. Mounts are read on Linux only.")
        .because("`go run` and `go test` end with `permission denied`.")
        .mend("Set GOTMPDIR to a directory on another file system."),
);

/// Programs cannot run where go puts them.
fn noexec(scene: &Scene<'_>) -> Outcome {
    let mounted = match mounted(scene) {
        Ok(mounted) => mounted,
        Err(outcome) => return outcome,
    };
    let bad: Vec<_> = mounted
        .into_iter()
        .filter(|(name, _, mount)| *name != "GOCACHE" && mount.has("noexec"))
        .collect();
    let Some((name, path, _)) = bad.first() else { return Outcome::Clear };
    let fix = match (*name, scene.home()) {
        ("TMPDIR" | "GOTMPDIR", Some(home)) => {
            let directory = scene.join(&home, "tmp");
            let set = Act::Set("GOTMPDIR".to_owned(), directory.clone());
            match scene.view.is_directory(&directory) {
                true => Remedy::of(set),
                false => Remedy::of(Act::MakeDirectory(directory)).and(&set),
            }
        }
        _ => Remedy::default(),
    };
    Outcome::found(Complaint {
        message: format!("programs in {path} ({name}) cannot be run"),
        seen: bad
            .iter()
            .map(|(name, path, mount)| format!("{name} {path} on {}", mount.shown()))
            .collect(),
        cause: "the file system is mounted noexec: `go run` and `go test` end with `fork/exec …: \
            permission denied`"
            .to_owned(),
        fix: fix.or_decide(format!(
            "set {} to a directory on a file system without noexec",
            if *name == "TMPDIR" { "GOTMPDIR" } else { name }
        )),
    })
}

pub(in crate::diagnosis) static LOCK_LESS_FILESYSTEM: Check = Check::new(
    Theme::Files,
    lock_less,
    Rule::new("lock-less-filesystem", Severity::Error)
        .means("A cache is on a file system without working locks. Mounts are read on Linux only.")
        .because("`no locks available`, or builds that hang.")
        .mend("Move the cache to a local disk."),
);

/// The file system of a cache has no locks, or slow ones.
fn lock_less(scene: &Scene<'_>) -> Outcome {
    let mounted = match mounted(scene) {
        Ok(mounted) => mounted,
        Err(outcome) => return outcome,
    };
    let suspect = |mount: &Mount| {
        let kind = mount.kind.as_str();
        matches!(
            kind,
            "9p" | "drvfs"
                | "cifs"
                | "smb3"
                | "vboxsf"
                | "prl_fs"
                | "sdcardfs"
                | "fuse.sshfs"
                | "virtiofs"
                | "fuse.vmhgfs-fuse"
        ) || (kind.starts_with("nfs") && (mount.has("nolock") || mount.has("local_lock=none")))
    };
    let bad: Vec<_> = mounted
        .into_iter()
        .filter(|(name, _, mount)| matches!(*name, "GOCACHE" | "GOMODCACHE") && suspect(mount))
        .collect();
    let Some((name, path, mount)) = bad.first() else { return Outcome::Clear };
    Outcome::found(Complaint {
        message: format!("{path} ({name}) lies on {}, where locks are missing or slow", mount.kind),
        seen: bad
            .iter()
            .map(|(name, path, mount)| format!("{name} {path} on {}", mount.shown()))
            .collect(),
        cause: "go locks files in its caches: `no locks available`, `function not implemented`, \
            or builds that hang"
            .to_owned(),
        fix: Remedy::decide(format!("set {name} to a directory of your own on a local disk")),
    })
}

pub(in crate::diagnosis) static DISK_READONLY: Check = Check::new(
    Theme::Files,
    readonly,
    Rule::new("disk-readonly", Severity::Warning)
        .means("A cache or the directory for temporary files is on a read-only file system.")
        .because("go cannot write there.")
        .mend("Set the variable to a directory that can be written."),
);

/// A file system is read-only where go must write.
fn readonly(scene: &Scene<'_>) -> Outcome {
    let mounted = match mounted(scene) {
        Ok(mounted) => mounted,
        Err(outcome) => return outcome,
    };
    let bad: Vec<_> = mounted
        .into_iter()
        .filter(|(name, _, mount)| {
            *name != "GOROOT" && mount.options.split(',').next() == Some("ro")
        })
        .collect();
    let Some((name, path, _)) = bad.first() else { return Outcome::Clear };
    let variable = if *name == "TMPDIR" { "GOTMPDIR" } else { name };
    Outcome::found(Complaint {
        message: format!("{path} ({name}) is on a read-only file system"),
        seen: bad
            .iter()
            .map(|(name, path, mount)| format!("{name} {path} on {}", mount.shown()))
            .collect(),
        cause:
            "the file system is mounted read-only, as in hardened containers; go must write there"
                .to_owned(),
        fix: Remedy::decide(format!(
            "set {variable} to a directory of your own on a file system that can be written"
        )),
    })
}
