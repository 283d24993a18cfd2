//! The mounted file systems, as `/proc/self/mountinfo` lists them.
//!
//! A line: `36 35 98:0 /root /mount/point options - type source super-options`, with `\040` for a
//! space. Source: proc_pid_mountinfo(5).

use crate::diagnosis::facts::Scene;

/// The largest list that is read.
const MAX_LIST: u64 = 4 << 20;

/// One mounted file system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::diagnosis) struct Mount {
    pub(in crate::diagnosis) point: String,
    pub(in crate::diagnosis) kind: String,
    pub(in crate::diagnosis) options: String,
}

impl Mount {
    /// Whether an option is set.
    pub(in crate::diagnosis) fn has(&self, option: &str) -> bool {
        self.options.split(',').any(|it| it == option)
    }

    /// The mount as text to show.
    pub(in crate::diagnosis) fn shown(&self) -> String {
        format!("{}: {} ({})", self.point, self.kind, self.options)
    }
}

/// Every mount; `None` where the system does not list them.
pub(in crate::diagnosis) fn mounts(scene: &Scene<'_>) -> Option<Vec<Mount>> {
    let text = scene.view.read("/proc/self/mountinfo", MAX_LIST).ok()?;
    Some(String::from_utf8_lossy(&text).lines().filter_map(parse).collect())
}

/// The mount that holds a path. The path need not exist.
pub(in crate::diagnosis) fn mount_of<'m>(
    scene: &Scene<'_>,
    mounts: &'m [Mount],
    path: &str,
) -> Option<&'m Mount> {
    let existing = scene.existing(path)?;
    let path = scene.view.canonicalize(&existing).unwrap_or(existing);
    let holds = |mount: &&Mount| {
        let point = mount.point.trim_end_matches('/');
        path.strip_prefix(point).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Of several mounts at one point the last hides the others.
    mounts.iter().filter(holds).max_by_key(|mount| mount.point.len())
}

fn parse(line: &str) -> Option<Mount> {
    let (before, after) = line.split_once(" - ")?;
    let mut fields = before.split(' ');
    let point = unescape(fields.nth(4)?);
    let options = fields.next()?;
    let mut rest = after.split(' ');
    let kind = rest.next()?.to_owned();
    let of_all = rest.nth(1).unwrap_or_default();
    Some(Mount { point, kind, options: format!("{options},{of_all}") })
}

fn unescape(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines() {
        for (line, want) in [
            (
                "36 35 98:0 /r /mnt/a\\040b rw,noexec shared:1 - ext4 /dev/sda1 rw,errors=continue",
                Some(("/mnt/a b", "ext4", "rw,noexec,rw,errors=continue")),
            ),
            ("22 1 0:1 / / ro - 9p C:\\134 rw", Some(("/", "9p", "ro,rw"))),
            ("22 1 0:1 / /", None),
            ("", None),
        ] {
            let got = parse(line);
            let got =
                got.as_ref().map(|it| (it.point.as_str(), it.kind.as_str(), it.options.as_str()));
            assert_eq!(got, want, "{line}");
        }
    }
}
