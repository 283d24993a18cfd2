//! The JSON documents of an image: what of them is read.
//!
//! | document | says | source |
//! | --- | --- | --- |
//! | index | which manifests there are, for which platforms | OCI image specification 1.1, `image-index.md`; the manifest lists of Docker have the same fields |
//! | manifest | which layers, from the lowest to the highest | the same, `manifest.md` |
//! | config | the platform, and the digest of each layer as it is unpacked | the same, `config.md` |
//! | `manifest.json` of `docker save` | the same of several images, by names in the archive | Docker image specification 1.2 |

use std::collections::BTreeMap;

use serde::Deserialize;
pub(super) use serde::de::DeserializeOwned as Parsed;

use crate::archive::Platform;

/// A manifest of one platform, or an index of manifests.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Document {
    /// The manifests of an index.
    pub(super) manifests: Option<Vec<Descriptor>>,
    pub(super) config: Option<Descriptor>,
    pub(super) layers: Option<Vec<Descriptor>>,
}

/// What a document says of another one, or of a layer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct Descriptor {
    pub(super) media_type: String,
    pub(super) digest: String,
    pub(super) size: Option<u64>,
    pub(super) platform: Option<System>,
    pub(super) annotations: Option<BTreeMap<String, String>>,
}

/// A platform, also in a config.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct System {
    os: String,
    architecture: String,
    variant: Option<String>,
}

/// What an image is run with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Config {
    #[serde(flatten)]
    pub(super) system: System,
    pub(super) rootfs: Option<Layers>,
}

/// The layers in a config.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Layers {
    pub(super) diff_ids: Option<Vec<String>>,
}

/// One image in the `manifest.json` of `docker save`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Saved {
    pub(super) config: String,
    pub(super) layers: Option<Vec<String>>,
    pub(super) repo_tags: Option<Vec<String>>,
}

/// The annotation by which buildx marks a manifest that describes another one.
const ABOUT: &str = "vnd.docker.reference.type";
/// The annotations that name an image, the best first: that of containerd has the repository too.
const NAMES: &[&str] = &["io.containerd.image.name", "org.opencontainers.image.ref.name"];
/// The annotation that names a single file.
const TITLE: &str = "org.opencontainers.image.title";
/// The kind of layer that holds statements about an image.
const STATEMENT: &str = "application/vnd.in-toto+json";

/// The document in `bytes`; `None` where it is none of that type.
pub(super) fn parse<T: Parsed>(bytes: &[u8]) -> Option<T> {
    serde_json::from_slice(bytes).ok()
}

impl Descriptor {
    fn annotation(&self, key: &str) -> Option<&str> {
        self.annotations.as_ref()?.get(key).map(String::as_str)
    }

    /// The name that it gives the image.
    pub(super) fn reference(&self) -> Option<String> {
        NAMES.iter().find_map(|key| self.annotation(key)).map(str::to_owned)
    }

    /// The name that it gives a file.
    pub(super) fn title(&self) -> Option<&str> {
        self.annotation(TITLE)
    }

    /// Whether it leads to statements about an image, such as how it was built.
    pub(super) fn is_statement(&self) -> bool {
        self.annotation(ABOUT).is_some() || self.media_type == STATEMENT
    }
}

impl System {
    /// The platform; `None` where it is left open.
    pub(super) fn platform(&self) -> Option<Platform> {
        let is_known = |word: &str| !word.is_empty() && word != "unknown";
        (is_known(&self.os) && is_known(&self.architecture)).then(|| Platform {
            os: self.os.clone(),
            architecture: self.architecture.clone(),
            variant: self.variant.clone().filter(|it| !it.is_empty()),
        })
    }
}

/// The names under which a blob may lie: those of the layout, then those of the transport `dir`.
/// Empty where the digest is not of the form `ALGORITHM:ENCODED`, and so could lead anywhere.
pub(super) fn blob_names(digest: &str) -> Vec<String> {
    let Some((algorithm, encoded)) = digest.split_once(':') else { return Vec::new() };
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_alphanumeric());
    if !is_word(algorithm) || !is_word(encoded) {
        return Vec::new();
    }
    vec![
        format!("blobs/{algorithm}/{encoded}"),
        encoded.to_owned(),
        format!("{encoded}.manifest.json"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_leads_to_a_blob_or_nowhere() {
        assert_eq!(blob_names("sha256:0af").first().unwrap(), "blobs/sha256/0af");
        for digest in ["sha256:../../x", "sha256:", "0af", "a/b:0af", ":", "sha256:.."] {
            assert!(blob_names(digest).is_empty(), "{digest}");
        }
    }

    #[test]
    fn unknown_platforms_are_none() {
        let of = |text: &str| parse::<System>(text.as_bytes()).unwrap().platform();
        assert_eq!(of(r#"{"os":"unknown","architecture":"unknown"}"#), None);
        assert_eq!(of("{}"), None);
        let arm = of(r#"{"os":"linux","architecture":"arm","variant":"v7","os.version":"1"}"#);
        assert_eq!(arm.unwrap().to_string(), "linux/arm/v7");
    }

    #[test]
    fn names_of_images() {
        let text = r#"{"annotations":{"org.opencontainers.image.ref.name":"1",
            "io.containerd.image.name":"docker.io/a:1"}}"#;
        let descriptor: Descriptor = parse(text.as_bytes()).unwrap();
        assert_eq!(descriptor.reference().unwrap(), "docker.io/a:1");
        assert!(!descriptor.is_statement());
        assert!(parse::<Descriptor>(b"[]").is_none_or(|it| it.digest.is_empty()));
        assert!(parse::<Vec<Saved>>(b"{}").is_none());
    }
}
