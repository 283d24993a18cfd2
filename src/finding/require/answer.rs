//! What a program says to a requirement.

use crate::evidence::ModuleInfo;
use crate::finding::about::About;
use crate::finding::remark::{Place, Remark};

/// What a program says to a requirement.
pub(in crate::finding) enum Answer {
    /// It is met, or nobody asks.
    Met,
    /// It is not met.
    Broken(Vec<Remark>),
    /// Whether it is met cannot be known, for a reason that is safe to show.
    Unknown(String),
}

impl Answer {
    /// Not met: a single remark.
    pub(in crate::finding) fn broken(remark: Remark) -> Self {
        Self::Broken(vec![remark])
    }

    /// The remarks of a requirement that is not met.
    pub(in crate::finding) fn remarks(self) -> Vec<Remark> {
        match self {
            Self::Broken(remarks) => remarks,
            Self::Met | Self::Unknown(_) => Vec::new(),
        }
    }
}

/// The modules and settings; or why there are none.
pub(super) fn modules<'a>(about: &About<'a>) -> Result<&'a ModuleInfo, String> {
    let program = about.program;
    match &program.build_info {
        Ok(Some(info)) => match &info.modules {
            Ok(modules) => Ok(modules),
            Err(_) => Err("the build info is damaged".to_owned()),
        },
        Ok(None) => Err("there is no build info".to_owned()),
        Err(_) => Err("the build info is damaged".to_owned()),
    }
}

/// A place in the build info, in a phrase that is safe to show.
pub(super) fn in_build_info(about: &About<'_>, what: &str) -> Place {
    let place = Place::new(format!("{what} in the build info"));
    match &about.program.build_info {
        Ok(Some(info)) => place.at(about.program.place(info.at)),
        _ => place,
    }
}
