//! Which Go releases still get fixes, as far as this build of gorigin knows.
//!
//! The Go team mends the two newest minor releases: one is supported until there are two newer ones.
//! Later releases than those in this table are not known here, so [`AS_OF`] is said wherever it is
//! used.
//!
//! Source: the release policy and the release history of the Go project, as of that day.

use super::release::Release;

/// The newest minor release on the day [`AS_OF`].
pub const NEWEST: Release = Release::new(1, 27, 0);

/// The day on which [`NEWEST`] was looked up.
pub const AS_OF: &str = "2026-11-28";

/// How many minor releases get fixes at a time.
const AT_A_TIME: u32 = 2;

/// Whether a release gets fixes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Support {
    /// It is newer than this build of gorigin, which therefore cannot know.
    Newer,
    /// It is one of the newest.
    Supported,
    /// It gets no fixes any more, those of security included.
    Ended,
}

impl Release {
    /// Whether the release got fixes on the day [`AS_OF`].
    pub fn support(self) -> Support {
        let minor = (self.major, self.minor);
        let oldest = NEWEST.minor.saturating_sub(AT_A_TIME.saturating_sub(1));
        if minor > (NEWEST.major, NEWEST.minor) {
            Support::Newer
        } else if minor >= (NEWEST.major, oldest) {
            Support::Supported
        } else {
            Support::Ended
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_newest_are_supported() {
        for (version, want) in [
            ("go1.28rc1", Support::Newer),
            ("go2", Support::Newer),
            ("go1.27.3", Support::Supported),
            ("go1.27.3-X:nodwarf5", Support::Supported),
            ("go1.26", Support::Supported),
            ("go1.25.7 (Red Hat 1.25.7-1)", Support::Ended),
            ("go1.4", Support::Ended),
        ] {
            assert_eq!(Release::parse(version).map(Release::support), Some(want), "{version}");
        }
    }
}
