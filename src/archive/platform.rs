//! For which system an image is.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// For which system an image is, in Go's words: `linux/arm64/v8`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Platform {
    /// The operating system.
    pub os: String,
    /// The architecture.
    pub architecture: String,
    /// A level of the architecture: `v7`.
    pub variant: Option<String>,
}

/// A platform that is not written as `OS/ARCH` or `OS/ARCH/VARIANT`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("not of the form OS/ARCH or OS/ARCH/VARIANT")]
pub struct NoPlatform;

impl Platform {
    /// Whether an image for this platform is one for `wanted`, which may leave the variant open.
    pub fn is_for(&self, wanted: &Self) -> bool {
        self.os == wanted.os
            && self.architecture == wanted.architecture
            && (wanted.variant.is_none() || self.variant == wanted.variant)
    }
}

impl FromStr for Platform {
    type Err = NoPlatform;

    fn from_str(text: &str) -> Result<Self, NoPlatform> {
        let parts: Vec<&str> = text.split('/').collect();
        if parts.iter().any(|part| part.is_empty()) {
            return Err(NoPlatform);
        }
        let (os, architecture, variant) = match parts[..] {
            [os, architecture] => (os, architecture, None),
            [os, architecture, variant] => (os, architecture, Some(variant.to_owned())),
            _ => return Err(NoPlatform),
        };
        Ok(Self { os: os.to_owned(), architecture: architecture.to_owned(), variant })
    }
}

impl fmt::Display for Platform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.os, self.architecture)?;
        match &self.variant {
            Some(variant) => write!(f, "/{variant}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wanted_platform_may_leave_the_variant_open() {
        let [arm, v7, v8]: [Platform; 3] =
            ["linux/arm", "linux/arm/v7", "linux/arm/v8"].map(|it| it.parse().unwrap());
        assert!(v7.is_for(&arm) && v7.is_for(&v7) && !v7.is_for(&v8) && !arm.is_for(&v7));
        assert_eq!(v7.to_string(), "linux/arm/v7");
        for text in ["linux", "linux/", "/arm", "a/b/c/d", ""] {
            assert_eq!(text.parse::<Platform>(), Err(NoPlatform), "{text}");
        }
    }
}
