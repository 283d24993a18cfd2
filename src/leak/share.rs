//! Network shares: the host that a path names.
//!
//! Two slashes at the start of a path mean a share on Windows alone. Elsewhere they count as one
//! slash, as in a flag such as `-I/$(ROOT)/usr/include`. The go command itself writes `\\_\_` and
//! `//_/_` in place of folders where it builds C code for Windows (`cmd/go/internal/work/exec.go`,
//! seen in programs that Go 1.22.10 and 1.27.3 built with mingw-w64's gcc).

/// Folders at the root of Unix systems. None of them is a host.
const ROOT_FOLDERS: [&[u8]; 40] = [
    b"app",
    b"bin",
    b"boot",
    b"build",
    b"builddir",
    b"builds",
    b"cargo",
    b"data",
    b"dev",
    b"drone",
    b"etc",
    b"export",
    b"github",
    b"gnu",
    b"go",
    b"home",
    b"lib",
    b"lib32",
    b"lib64",
    b"Library",
    b"media",
    b"mnt",
    b"nix",
    b"opt",
    b"private",
    b"proc",
    b"root",
    b"run",
    b"rustc",
    b"sbin",
    b"snap",
    b"src",
    b"srv",
    b"sys",
    b"System",
    b"tmp",
    b"Users",
    b"usr",
    b"var",
    b"workspace",
];

/// Names under which a Windows system in a virtual machine or behind Remote Desktop sees folders of the
/// machine that shows it: of Parallels, which has `\\Mac\Home`, VMware, VirtualBox and Remote Desktop. They are
/// the same everywhere. `//Mac/Home` was seen in programs of app-builder-bin 4.2.0.
const SAME_MACHINE: [&[u8]; 6] =
    [b"mac", b"psf", b"tsclient", b"vboxsvr", b"vmware-host", b"wsl.localhost"];

/// The host of the share at the start of `path`, in either spelling, and the path behind it; `None`
/// where `path` starts with no share.
pub(crate) fn share_host(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let rest = path.strip_prefix(b"\\\\").or_else(|| path.strip_prefix(b"//"))?;
    let end = rest.iter().position(|byte| !is_of_host(*byte)).unwrap_or(rest.len());
    let (host, behind) = rest.split_at_checked(end)?;
    let starts = host.first().is_some_and(u8::is_ascii_alphanumeric);
    // The file systems of Linux, as Windows shows them on the same machine, begin with `\\wsl$`.
    let is_same =
        behind.starts_with(b"$") || SAME_MACHINE.iter().any(|name| host.eq_ignore_ascii_case(name));
    (starts && !is_same && !is_root_folder(host)).then_some((host, behind))
}

/// `path` with one slash at its start, if it has two and names no share.
pub(super) fn without_second_slash(path: &[u8]) -> &[u8] {
    let Some(rest) = path.strip_prefix(b"//") else { return path };
    let first = rest.split(|byte| *byte == b'/').next().unwrap_or_default();
    if is_root_folder(first) { path.get(1..).unwrap_or(path) } else { path }
}

fn is_root_folder(name: &[u8]) -> bool {
    ROOT_FOLDERS.contains(&name)
}

fn is_of_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_shares() {
        for (path, want) in [
            (r"\\files01\share\x", Some(("files01", r"\share\x"))),
            ("//files01.acme.corp/share", Some(("files01.acme.corp", "/share"))),
            ("//10.1.2.3/share", Some(("10.1.2.3", "/share"))),
            (r"\\files01", Some(("files01", ""))),
            (r#"\\files01" and"#, Some(("files01", r#"" and"#))),
            // What the go command writes in place of a folder.
            (r"\\_\_/GOROOT/src/runtime/cgo", None),
            ("//_/_/example.com/tool", None),
            ("//_/GOROOT", None),
            // One slash too many.
            ("//usr/include/stdio.h", None),
            ("//home/bob/x", None),
            (r"\\?\C:\x", None),
            (r"\\.\pipe\x", None),
            (r"\\wsl$\Ubuntu", None),
            (r"\\wsl.localhost\Ubuntu", None),
            (r"\\Mac\Home\projects\x.go", None),
            ("//Mac/Home/projects/x.go", None),
            (r"\\psf\Home", None),
            (r"\\VBOXSVR\share", None),
            (r"\\vmware-host\Shared Folders\x", None),
            (r"\\tsclient\C\x", None),
            ("//macmini/Home", Some(("macmini", "/Home"))),
            ("//{host}/x", None),
            ("/usr/lib", None),
            ("//", None),
            ("", None),
        ] {
            let want = want.map(|(host, rest)| (host.as_bytes(), rest.as_bytes()));
            assert_eq!(share_host(path.as_bytes()), want, "{path}");
        }
        for (path, want) in [
            ("//usr/include", "/usr/include"),
            ("//files01/share", "//files01/share"),
            ("/usr", "/usr"),
        ] {
            assert_eq!(without_second_slash(path.as_bytes()), want.as_bytes(), "{path}");
        }
    }
}
