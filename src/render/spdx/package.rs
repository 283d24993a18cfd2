//! A part as a package.

use serde::Serialize;

use crate::render::bom::{Part, Purpose};

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Package {
    #[serde(rename = "SPDXID")]
    id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_info: Option<String>,
    download_location: &'static str,
    files_analyzed: bool,
    primary_package_purpose: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    checksums: Vec<Checksum>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    external_refs: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comment: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Checksum {
    algorithm: &'static str,
    checksum_value: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    reference_category: &'static str,
    reference_type: &'static str,
    reference_locator: String,
}

impl Package {
    /// The package of a part, called `id` in the document.
    pub(super) fn of(part: &Part, id: &str) -> Self {
        let purpose = match part.purpose {
            Purpose::Program => "APPLICATION",
            Purpose::Module | Purpose::Std => "LIBRARY",
            Purpose::Archive => "ARCHIVE",
            Purpose::Image => "CONTAINER",
        };
        let checksum =
            |value: &String| Checksum { algorithm: "SHA256", checksum_value: value.clone() };
        Self {
            id: id.to_owned(),
            name: part.name.clone(),
            version_info: part.version.clone(),
            download_location: "NOASSERTION",
            files_analyzed: false,
            primary_package_purpose: purpose,
            checksums: part.sha256.iter().map(checksum).collect(),
            external_refs: references(part),
            comment: comment(part),
        }
    }
}

fn references(part: &Part) -> Vec<Reference> {
    let all = [
        ("PACKAGE-MANAGER", "purl", &part.purl),
        ("SECURITY", "cpe23Type", &part.cpe),
        ("OTHER", "go-h1", &part.sum),
    ];
    let reference = |(reference_category, reference_type, locator): (_, _, &Option<String>)| {
        let reference_locator = locator.clone().filter(|locator| !locator.contains(' '))?;
        Some(Reference { reference_category, reference_type, reference_locator })
    };
    all.into_iter().filter_map(reference).collect()
}

fn comment(part: &Part) -> Option<String> {
    let mut lines: Vec<String> =
        part.properties.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if let Some(ancestor) = &part.ancestor {
        let (name, version) = (&ancestor.name, &ancestor.version);
        lines.push(format!("gorigin:in-place-of={name}@{version}"));
    }
    for it in &part.occurrences {
        lines.push(format!("gorigin:seen={} at {:#x} in {}", it.context, it.offset, it.location));
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The name of a part in a document: of letters, digits, dots and hyphens.
pub(super) fn id_of(part: &Part) -> String {
    let purpose = match part.purpose {
        Purpose::Program => "program",
        Purpose::Module => "module",
        Purpose::Std => "std",
        Purpose::Archive | Purpose::Image => "container",
    };
    let stays = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    let label: String =
        part.label().chars().take(200).map(|c| if stays(c) { c } else { '-' }).collect();
    format!("SPDXRef-{purpose}-{label}")
}
