//! File systems that Go cannot work on as it expects.

use super::check::{Check, Complaint, Outcome, Theme};
use super::mounts::{Mount, mount_of, mounts};
use super::remedy::{Act, Remedy};
use super::scene::{Scene, visible};
use super::toolchain::mod_cache;
use crate::host::goenv::gomod::temp_dir;
use crate::host::{Links, Os};
use crate::rule::{Rule, Severity};

/// The directories that go uses, by the name of what sets them.
fn directories(scene: &Scene<'_>) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    let work = scene.setting("GOTMPDIR").map(|(value, _)| value);
    found.push(match work {
        Some(work) => ("GOTMPDIR", work),
        None => ("TMPDIR", temp_dir(scene.view)),
    });
    if let Some(goroot) = scene.goroot() {
        found.push(("GOROOT", goroot.to_owned()));
    }
    if let Some(cache) = scene.value("GOCACHE").filter(|cache| *cache != "off") {
        found.push(("GOCACHE", cache.to_owned()));
    }
    if let Some(cache) = mod_cache(scene) {
        found.push(("GOMODCACHE", cache));
    }
    if let Some(directory) = super::path::gobin(scene) {
        found.push(("GOBIN", directory));
    }
    found
}

/// Every directory with its mount, or why there is no answer.
fn mounted(scene: &Scene<'_>) -> Result<Vec<(&'static str, String, Mount)>, Outcome> {
    if !matches!(scene.os(), Os::Linux | Os::Android) {
        return Err(Outcome::unknown("mounts are read on Linux only"));
    }
    let Some(mounts) = mounts(scene) else {
        return Err(Outcome::unknown("/proc/self/mountinfo cannot be read"));
    };
    let with = |(name, path): (&'static str, String)| {
        let mount = mount_of(scene, &mounts, &path)?.clone();
        Some((name, path, mount))
    };
    Ok(directories(scene).into_iter().filter_map(with).collect())
}

pub(super) static NOEXEC_DIR: Check = Check::new(
    Theme::Files,
    noexec,
    Rule::new("noexec-dir", Severity::Error)
        .means("Programs cannot be run where go puts them. Mounts are read on Linux only.")
        .because("`go run` and `go test` end with `permission denied`.")
        .mend("Set GOTMPDIR to a directory on another file system."),
);

/// Rank 16: programs cannot be run where go puts them.
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

pub(super) static LOCK_LESS_FILESYSTEM: Check = Check::new(
    Theme::Files,
    lock_less,
    Rule::new("lock-less-filesystem", Severity::Error)
        .means("A cache is on a file system without working locks. Mounts are read on Linux only.")
        .because("`no locks available`, or builds that hang.")
        .mend("Move the cache to a local disk."),
);

/// Rank 26: locks do not work, or not well.
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

pub(super) static TMPDIR_MISSING: Check = Check::new(
    Theme::Files,
    tmpdir_missing,
    Rule::new("tmpdir-missing", Severity::Error)
        .means("The directory for temporary files does not exist or cannot be written.")
        .because("Nothing builds: `creating work dir`.")
        .mend("Make it, or unset the variable."),
);

/// Rank 36: the directory for temporary files is not there.
fn tmpdir_missing(scene: &Scene<'_>) -> Outcome {
    let (name, path) = match scene.setting("GOTMPDIR") {
        Some((value, _)) => ("GOTMPDIR", value),
        None => (if scene.os() == Os::Windows { "TMP" } else { "TMPDIR" }, temp_dir(scene.view)),
    };
    match scene.view.kind(&path, Links::Follow) {
        Ok(_) if scene.view.is_directory(&path) => match scene.may_write(&path) {
            Some(false) => {}
            _ => return Outcome::Clear,
        },
        Err(crate::host::ViewError::PermissionDenied) => {
            return Outcome::unknown(format!("{path}: permission denied"));
        }
        _ => {}
    }
    let mut seen = vec![scene.described(&path)];
    seen.extend(scene.places_of(name));
    let is_free = scene.view.kind(&path, Links::Keep).is_err();
    let fix = match scene.setting(name) {
        Some(_) => scene.undo(name),
        None if is_free && scene.os() != Os::Windows && path == "/tmp" => {
            Remedy::of(Act::MakeSharedDirectory { path: path.clone(), sudo: scene.sudo("/") })
        }
        None => Remedy::default(),
    };
    Outcome::found(Complaint {
        message: format!("the directory for temporary files cannot be used: {path}"),
        seen,
        cause: "go builds in a new directory there: `go: creating work dir: stat …: no such file \
            or directory`"
            .to_owned(),
        fix: fix.or_decide(format!(
            "let {name} name a directory that this user may write to, or make one of {}",
            visible(&scene.outer(&path))
        )),
    })
}

pub(super) static WSL_CROSSING: Check = Check::new(
    Theme::Files,
    wsl,
    Rule::new("wsl-crossing", Severity::Warning)
        .means(
            "Linux under Windows uses Go or its caches on a Windows drive. Tested on made trees.",
        )
        .because("It is slow, and locks and permissions fail.")
        .mend("Keep Go and its caches on the Linux side."),
);

/// Rank 40: Windows and Linux mixed up.
fn wsl(scene: &Scene<'_>) -> Outcome {
    if !matches!(scene.os(), Os::Linux) {
        return Outcome::NotHere;
    }
    let version = scene.view.head("/proc/version", 512).unwrap_or_default();
    let version = String::from_utf8_lossy(&version).to_lowercase();
    if version.is_empty() {
        return Outcome::unknown("/proc/version cannot be read");
    }
    if !version.contains("microsoft") {
        return Outcome::NotHere;
    }
    let drive = |path: &str| {
        let rest = path.strip_prefix("/mnt/")?;
        let name = rest.split('/').next()?;
        (name.len() == 1).then_some(())
    };
    let mut seen = Vec::new();
    for (name, path) in directories(scene) {
        if drive(&path).is_some() {
            seen.push(format!("{name} is {path}, on a Windows drive"));
        }
    }
    let first = scene.command().and_then(|it| it.go_path.as_deref());
    if let Some(path) = first.filter(|path| drive(path).is_some()) {
        seen.push(format!("go is {path}, on a Windows drive"));
    }
    if first.is_none() {
        let list = scene.view.env("PATH").unwrap_or_default().to_string_lossy().into_owned();
        for directory in list.split(':').filter(|it| drive(it).is_some()) {
            let path = scene.join(directory, "go.exe");
            if scene.view.is_file(&path) {
                seen.push(format!("{path}: Windows' go, which is all there is on PATH"));
            }
        }
    }
    if seen.is_empty() {
        return Outcome::Clear;
    }
    Outcome::found(Complaint {
        message: "Go works across the border of Windows and Linux".to_owned(),
        seen,
        cause: "Windows drives are slow from Linux, have no permission bits and weak locks"
            .to_owned(),
        fix: Remedy::decide(
            "install Linux' own Go, and keep caches in the Linux home directory: https://go.dev/dl",
        ),
    })
}

pub(super) static DISK_READONLY: Check = Check::new(
    Theme::Files,
    readonly,
    Rule::new("disk-readonly", Severity::Warning)
        .means("A cache or the directory for temporary files is on a read-only file system.")
        .because("go cannot write there.")
        .mend("Set the variable to a directory that can be written."),
);

/// Rank 55: nothing can be written where go must.
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

/// What a build of a middling program takes in the caches and for temporary files.
const ENOUGH: u64 = 256 << 20;

pub(super) static DISK_FULL: Check = Check::new(
    Theme::Files,
    full,
    Rule::new("disk-full", Severity::Warning)
        .means("Less than 256 MiB is left for a cache or for temporary files.")
        .because("Builds end with `no space left on device`.")
        .mend("Make room, or set the variable to a directory on another file system."),
);

/// Rank 55: no room is left where go must write.
fn full(scene: &Scene<'_>) -> Outcome {
    let mut known = false;
    let mut seen = Vec::new();
    let mut fullest: Option<(&str, String)> = None;
    for (name, path) in directories(scene).into_iter().filter(|(name, _)| *name != "GOROOT") {
        let Some(free) = scene.view.free_space(&path) else { continue };
        known = true;
        if free < ENOUGH {
            seen.push(format!("{name} {path}: {} MiB left", free >> 20));
            fullest = fullest.or(Some((name, path)));
        }
    }
    let Some((name, path)) = fullest else {
        return if known { Outcome::Clear } else { Outcome::unknown("free space cannot be read") };
    };
    let variable = if name == "TMPDIR" { "GOTMPDIR" } else { name };
    let fix = Remedy::decide(format!(
        "make room on the file system of {}, or set {variable} to a directory on another",
        visible(&scene.outer(&path))
    ));
    Outcome::found(Complaint {
        message: format!("little room is left in {path} ({name})"),
        seen,
        cause: "builds end with `no space left on device` when the file system is full".to_owned(),
        fix,
    })
}
