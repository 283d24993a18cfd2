//! snapd: `/snap/bin/go` is a link to `snap`, which runs the app of that name from the revision
//! that `/snap/go/current` points to.
//!
//! Source: `cmd/snap/main.go` (`main`: what is not called `snap` is run as an app) and `dirs/dirs.go`
//! of snapd 2.57.6; on Fedora and Arch the mounts are below `/var/lib/snapd/snap`.

use super::found::Found;
use super::resolution::{Resolution, Resolved};

const MANAGER: &str = "snap";
const SNAP: &str = "github.com/snapcore/snapd/cmd/snap";

pub(super) fn follow(found: &Found<'_>) -> Option<Resolved> {
    let by_package = found.main_package() == Some(SNAP);
    let by_name = found.name_of(&found.resolved) == "snap" && found.path.contains("/snap/bin/");
    if !by_package && !by_name {
        return None;
    }
    for mounts in ["/snap", "/var/lib/snapd/snap"] {
        let current = found.join(mounts, "go/current");
        let Ok(revision) = found.view.canonicalize(&current) else { continue };
        let go = found.go_in(&revision);
        if found.view.is_file(&go) {
            let number = found.name_of(&revision).to_owned();
            let version = format!("revision {number}");
            return Some(
                Resolved::new(MANAGER, Resolution::To(go, Vec::new()))
                    .said(Some(&version), &current),
            );
        }
    }
    Some(Resolved::unknown(MANAGER, "no snap go is mounted: there is no /snap/go/current"))
}
