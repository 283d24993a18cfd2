//! A part as a component.

use serde::Serialize;

use crate::render::bom::{Ancestor, Occurrence, Part, Purpose};

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    bom_ref: Option<String>,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pedigree: Option<Pedigree>,
    /// What is inside of a container.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) components: Vec<Self>,
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<Evidence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) properties: Vec<Property>,
}

#[derive(Clone, Debug, Serialize)]
struct Hash {
    alg: &'static str,
    content: String,
}

#[derive(Clone, Debug, Serialize)]
struct Pedigree {
    ancestors: Vec<Component>,
}

#[derive(Clone, Debug, Serialize)]
struct Evidence {
    occurrences: Vec<Place>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    location: String,
    offset: u64,
    additional_context: String,
}

/// A name and a value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Property {
    name: String,
    value: String,
}

impl Property {
    pub(super) fn new(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: value.into() }
    }
}

impl Component {
    fn new(kind: &'static str, name: String) -> Self {
        Self {
            kind,
            bom_ref: None,
            name,
            version: None,
            hashes: Vec::new(),
            cpe: None,
            purl: None,
            pedigree: None,
            components: Vec::new(),
            evidence: None,
            properties: Vec::new(),
        }
    }

    /// This program, as the tool that made the document.
    pub(super) fn of_tool() -> Self {
        let version = Some(env!("CARGO_PKG_VERSION").to_owned());
        Self { version, ..Self::new("application", "gorigin".to_owned()) }
    }

    /// The component of a part, which others refer to by `bom_ref`.
    pub(super) fn of(part: &Part, bom_ref: &str) -> Self {
        let kind = match part.purpose {
            Purpose::Program => "application",
            Purpose::Module | Purpose::Std => "library",
            Purpose::Archive => "file",
            Purpose::Image => "container",
        };
        let hash = |content: &String| Hash { alg: "SHA-256", content: content.clone() };
        let properties = part.properties.iter().map(|(name, value)| Property::new(name, value));
        let sum = part.sum.iter().map(|sum| Property::new("gorigin:h1", sum));
        let occurrences: Vec<_> = part.occurrences.iter().map(Place::of).collect();
        Self {
            bom_ref: Some(bom_ref.to_owned()),
            version: part.version.clone(),
            hashes: part.sha256.iter().map(hash).collect(),
            cpe: part.cpe.clone(),
            purl: part.purl.clone(),
            pedigree: part.ancestor.as_ref().map(Pedigree::of),
            evidence: (!occurrences.is_empty()).then_some(Evidence { occurrences }),
            properties: sum.chain(properties).collect(),
            ..Self::new(kind, part.name.clone())
        }
    }
}

impl Place {
    fn of(it: &Occurrence) -> Self {
        Self {
            location: it.location.clone(),
            offset: it.offset,
            additional_context: it.context.clone(),
        }
    }
}

impl Pedigree {
    fn of(ancestor: &Ancestor) -> Self {
        let version = Some(ancestor.version.clone()).filter(|version| !version.is_empty());
        let component = Component {
            version,
            purl: ancestor.purl.clone(),
            ..Component::new("library", ancestor.name.clone())
        };
        Self { ancestors: vec![component] }
    }
}
