//! With which modules and settings a program was built, by whichever of its two texts tells it.
//!
//! The build info has a copy of the text that package main holds as a string. The rule which of them counts:
//!
//! 1. the one that lists modules: the other is then of no use to those who ask for them;
//! 2. else the one that names package main;
//! 3. where both do or neither does, the build info: the linker's format says where it stands, and others
//!    show it (`go version -m`). The string was only found by what stands before and behind it.
//!
//! Both are never read for less: where the build info lists modules, nobody searches for the string.

use super::blob::BuildInfo;
use super::modules::ModuleInfo;
use super::text::ModuleText;
use crate::bytes::PartOffset;

/// What tells with which modules and settings a program was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToldBuild<'e> {
    /// What it says.
    pub modules: &'e ModuleInfo,
    /// Where it lies.
    pub at: PartOffset,
    /// Whether it is the text that the program holds for itself, and not the build info.
    pub is_own_text: bool,
}

impl<'e> ToldBuild<'e> {
    /// The text that counts, of those that could be read.
    pub(crate) fn of(info: Option<&'e BuildInfo>, text: Option<&'e ModuleText>) -> Option<Self> {
        let both = Self::both(info, text);
        let all = || both.into_iter().flatten();
        let listed = all().find(|it| it.modules.lists_modules());
        let named = || all().find(|it| it.modules.main_package.is_some());
        listed.or_else(named).or_else(|| all().next())
    }

    /// The build info and the own text, as far as they could be read.
    pub(crate) fn both(
        info: Option<&'e BuildInfo>,
        text: Option<&'e ModuleText>,
    ) -> [Option<Self>; 2] {
        let blob = info.and_then(|it| {
            let modules = it.modules.as_ref().ok()?;
            Some(Self { modules, at: it.at, is_own_text: false })
        });
        [blob, text.map(|it| Self { modules: &it.modules, at: it.at, is_own_text: true })]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::Limits;
    use crate::evidence::build_info::blob::{Anchor, Strings};
    use crate::evidence::error::{Damage, Structure};
    use crate::go::GoVersion;

    const LIST: &str = "path\ta.b/c\nmod\ta.b/c\tv1.0.0\t\n";
    const NAME: &str = "path\ta.b/c\n";
    const SETTINGS: &str = "build\tGOOS=linux\n";

    fn modules(text: &str) -> Result<ModuleInfo, Damage> {
        ModuleInfo::parse(text.as_bytes(), PartOffset(0), &Limits::default())
    }

    #[test]
    fn which_text_counts() {
        let damage = Damage::malformed(Structure::BuildInfo, PartOffset(0), "broken");
        for (blob, text, want) in [
            (None, None, None),
            (Some(Ok(LIST)), None, Some(false)),
            (Some(Ok(LIST)), Some(LIST), Some(false)),
            (Some(Ok(NAME)), Some(LIST), Some(true)),
            (Some(Ok(SETTINGS)), Some(NAME), Some(true)),
            (Some(Ok(NAME)), Some(NAME), Some(false)),
            (Some(Ok(SETTINGS)), Some(SETTINGS), Some(false)),
            (Some(Err(())), Some(SETTINGS), Some(true)),
            (Some(Err(())), None, None),
            (None, Some(SETTINGS), Some(true)),
        ] {
            let info = blob.map(|it: Result<&str, ()>| BuildInfo {
                version: GoVersion::parse(b"go1.22.1").unwrap(),
                version_at: PartOffset(16),
                modules: it.map_err(|()| damage.clone()).and_then(modules),
                at: PartOffset(0),
                anchor: Anchor::Linker,
                strings: Strings::Inline,
            });
            let at = PartOffset(64);
            let text = text.map(|it| ModuleText { modules: modules(it).unwrap(), at });
            let told = ToldBuild::of(info.as_ref(), text.as_ref());
            assert_eq!(told.map(|it| it.is_own_text), want);
            assert_eq!(told.map(|it| it.at == at), want);
        }
    }
}
