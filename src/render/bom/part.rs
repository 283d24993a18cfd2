//! One line of an inventory.

use serde::Serialize;

/// What a part is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) enum Purpose {
    Program,
    Module,
    Std,
    Archive,
    Image,
}

/// A program, a module of it, the standard library, or a container of programs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) struct Part {
    pub(in crate::render) purpose: Purpose,
    pub(in crate::render) name: String,
    /// `None` where it is not known.
    pub(in crate::render) version: Option<String>,
    pub(in crate::render) purl: Option<String>,
    pub(in crate::render) cpe: Option<String>,
    /// In hexadecimal.
    pub(in crate::render) sha256: Option<String>,
    /// The module's checksum as Go writes it, `h1:…`.
    pub(in crate::render) sum: Option<String>,
    /// The module in whose place it was compiled.
    pub(in crate::render) ancestor: Option<Ancestor>,
    /// Names and values, in order.
    pub(in crate::render) properties: Vec<(String, String)>,
    /// Where in the file it was seen.
    pub(in crate::render) occurrences: Vec<Occurrence>,
}

/// The module in whose place another was compiled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) struct Ancestor {
    pub(in crate::render) name: String,
    pub(in crate::render) version: String,
    pub(in crate::render) purl: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(in crate::render) struct Occurrence {
    pub(in crate::render) location: String,
    pub(in crate::render) offset: u64,
    pub(in crate::render) context: String,
}

impl Part {
    pub(super) fn new(purpose: Purpose, name: String) -> Self {
        Self {
            purpose,
            name,
            version: None,
            purl: None,
            cpe: None,
            sha256: None,
            sum: None,
            ancestor: None,
            properties: Vec::new(),
            occurrences: Vec::new(),
        }
    }

    /// Its name with its version, which tells most parts apart.
    pub(in crate::render) fn label(&self) -> String {
        match &self.version {
            Some(version) => format!("{}@{version}", self.name),
            None => self.name.clone(),
        }
    }
}
