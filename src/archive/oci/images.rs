//! Which images there are, and what their layers are.

use std::collections::HashMap;
use std::ops::Range;

use super::documents::{Config, Descriptor, Document, Parsed, Saved, blob_names, parse};
use super::store::Store;
use crate::archive::meter::Meter;
use crate::archive::{Fault, Kind, Platform};
use crate::bytes::within;

/// The longest name or digest that is kept, in characters.
const LONGEST_TEXT: usize = 255;
/// The most other names of one image that are kept.
const MOST_NAMES: usize = 64;

/// One image.
#[derive(Debug)]
pub(super) struct Image {
    /// Its name, `REPOSITORY:TAG`, or only the tag.
    pub(super) reference: Option<String>,
    /// Its other names.
    pub(super) others: Vec<String>,
    pub(super) platform: Option<Platform>,
    /// The digest of its manifest, or of its config where it has no manifest.
    pub(super) digest: String,
    /// From the lowest to the highest.
    pub(super) layers: Vec<Blob>,
}

/// A layer of an image.
#[derive(Clone, Debug)]
pub(super) struct Blob {
    /// The digest that the manifest gives it, or its name in the archive.
    pub(super) digest: String,
    /// Whether the digest is that of the layer as it is unpacked.
    pub(super) is_of_content: bool,
    /// The name of its file; `None` where it is not there.
    pub(super) file: Option<String>,
    /// The size that the manifest gives it.
    pub(super) size: Option<u64>,
    /// The name of the single file that it is.
    pub(super) title: Option<String>,
}

impl Image {
    /// Adds a name.
    fn add_name(&mut self, name: &str) {
        let name = short(name);
        match &self.reference {
            None => self.reference = Some(name),
            Some(first) if *first == name || self.others.contains(&name) => {}
            Some(_) if self.others.len() < MOST_NAMES => self.others.push(name),
            Some(_) => {}
        }
    }
}

/// All images of an archive or folder, and what is wrong with the documents that list them.
#[derive(Debug, Default)]
pub(super) struct Images {
    pub(super) list: Vec<Image>,
    /// Documents that could not be read, by their names.
    pub(super) faults: Vec<(String, Fault)>,
    /// Manifests of statements about images.
    pub(super) statements: u64,
    /// Images of which an index tells, and that are not there.
    pub(super) absent: u64,
}

/// A way through the documents.
struct Search<'f, 's> {
    kind: Kind,
    store: &'f dyn Store<'s>,
    meter: &'f Meter,
    found: Images,
    /// Digests of the manifests and indexes that were met, and which images each led to.
    met: HashMap<String, Range<usize>>,
    /// Those of the indexes around the one that is read.
    around: Vec<String>,
    /// The image with each config.
    by_config: HashMap<String, usize>,
}

/// The images in `store`, which is of that kind.
pub(super) fn images<'s>(
    kind: Kind,
    store: &dyn Store<'s>,
    meter: &Meter,
) -> Result<Images, Fault> {
    let (met, by_config) = (HashMap::new(), HashMap::new());
    let (found, around) = (Images::default(), Vec::new());
    let mut search = Search { kind, store, meter, found, met, around, by_config };
    if store.find("oci-layout")?.is_some() {
        search.start("index.json")?;
    }
    match kind {
        Kind::DockerArchive => search.saved()?,
        Kind::ImageFolder => search.start("manifest.json")?,
        _ => {}
    }
    Ok(search.found)
}

impl<'s> Search<'_, 's> {
    /// Goes through the outermost document.
    fn start(&mut self, name: &str) -> Result<(), Fault> {
        let document = self.store.document(name).and_then(|it| self.parsed(name, it));
        match document {
            Ok(Some(document)) => {
                let whole = Descriptor::default();
                self.document(&document, &whole, None)
            }
            Ok(None) => Ok(()),
            Err(fault) => self.complain(name, fault),
        }
    }

    fn parsed<T: Parsed>(&self, name: &str, bytes: Option<Vec<u8>>) -> Result<Option<T>, Fault> {
        let Some(bytes) = bytes else { return Ok(None) };
        let damaged =
            || Fault::damaged(self.kind, format!("{name} is not the document it should be"));
        parse(&bytes).map(Some).ok_or_else(damaged)
    }

    /// Keeps a fault of one document. A limit ends it all.
    fn complain(&mut self, name: &str, fault: Fault) -> Result<(), Fault> {
        if fault.is_final() {
            return Err(fault);
        }
        self.found.faults.push((short(name), fault));
        Ok(())
    }

    /// An index, or the manifest of one image, to which `own` led.
    fn document(
        &mut self,
        document: &Document,
        own: &Descriptor,
        reference: Option<&str>,
    ) -> Result<(), Fault> {
        let Some(manifests) = &document.manifests else {
            return self.manifest(document, own, reference);
        };
        // buildx writes one below that of the layout.
        let depth = u64::try_from(self.around.len()).unwrap_or(u64::MAX);
        within("image-indexes", depth, self.meter.limits().image_indexes)?;
        self.around.push(own.digest.clone());
        let mut absent = Vec::new();
        let before = self.found.list.len();
        for descriptor in manifests {
            self.meter.count_entry()?;
            let reference = descriptor.reference().or_else(|| reference.map(str::to_owned));
            match self.listed(descriptor, reference.as_deref()) {
                Ok(true) => {}
                Ok(false) => absent.push(short(&descriptor.digest)),
                Err(fault) => self.complain(&descriptor.digest, fault)?,
            }
        }
        self.around.pop();
        // A nested index may list images for platforms that were not saved, as long as one was.
        let is_whole = !self.around.is_empty() && self.found.list.len() > before;
        match absent.first() {
            Some(first) if !is_whole => {
                let count = absent.len();
                let defect = format!("{count} manifests are missing, the first is {first}");
                self.complain(first, Fault::damaged(self.kind, defect))
            }
            _ => {
                let count = u64::try_from(absent.len()).unwrap_or(u64::MAX);
                self.found.absent = self.found.absent.saturating_add(count);
                Ok(())
            }
        }
    }

    /// What an index lists; `false` where it is not there.
    fn listed(&mut self, descriptor: &Descriptor, reference: Option<&str>) -> Result<bool, Fault> {
        if descriptor.is_statement() {
            self.found.statements = self.found.statements.saturating_add(1);
            return Ok(true);
        }
        if self.around.contains(&descriptor.digest) {
            return Err(Fault::damaged(self.kind, "an index leads to itself"));
        }
        if let Some(images) = self.met.get(&descriptor.digest).cloned() {
            // The same under another name.
            let images = self.found.list.get_mut(images).unwrap_or_default();
            images
                .iter_mut()
                .for_each(|image| reference.into_iter().for_each(|it| image.add_name(it)));
            return Ok(true);
        }
        let before = self.found.list.len();
        self.met.insert(descriptor.digest.clone(), before..before);
        let Some(inner) = self.blob::<Document>(&descriptor.digest)? else { return Ok(false) };
        let done = self.document(&inner, descriptor, reference);
        self.met.insert(descriptor.digest.clone(), before..self.found.list.len());
        done.map(|()| true)
    }

    /// The document in the blob with that digest.
    fn blob<T: Parsed>(&self, digest: &str) -> Result<Option<T>, Fault> {
        let Some(name) = self.file(digest)? else { return Ok(None) };
        self.parsed(digest, self.store.document(&name)?)
    }

    /// The name of the file of the blob with that digest.
    fn file(&self, digest: &str) -> Result<Option<String>, Fault> {
        for name in blob_names(digest) {
            if let Some(found) = self.store.find(&name)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn manifest(
        &mut self,
        manifest: &Document,
        own: &Descriptor,
        reference: Option<&str>,
    ) -> Result<(), Fault> {
        let config = manifest.config.as_ref().map(|it| it.digest.clone()).unwrap_or_default();
        self.check_layers(manifest.layers.iter().flatten().count())?;
        let mut layers = Vec::new();
        for layer in manifest.layers.iter().flatten() {
            self.meter.count_entry()?;
            if layer.is_statement() {
                self.found.statements = self.found.statements.saturating_add(1);
                continue;
            }
            layers.push(Blob {
                digest: short(&layer.digest),
                is_of_content: false,
                file: self.file(&layer.digest)?,
                size: layer.size,
                title: layer.title().map(short),
            });
        }
        let stated = own.platform.as_ref().and_then(|it| it.platform());
        // What is no image has a config of another form, or none.
        let configured = || self.blob::<Config>(&config).ok().flatten()?.system.platform();
        let platform = stated.or_else(configured);
        let digest = short(if own.digest.is_empty() { &config } else { &own.digest });
        self.by_config.insert(config, self.found.list.len());
        let reference = reference.map(short);
        let others = Vec::new();
        self.found.list.push(Image { reference, others, platform, digest, layers });
        Ok(())
    }

    fn check_layers(&self, count: usize) -> Result<(), Fault> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        Ok(within("image-layers", count, self.meter.limits().image_layers)?)
    }

    /// The images that `manifest.json` lists. One that the layout has too gets its name from here.
    fn saved(&mut self) -> Result<(), Fault> {
        const NAME: &str = "manifest.json";
        let document = self.store.document(NAME).and_then(|it| self.parsed(NAME, it));
        let saved: Vec<Saved> = match document {
            Ok(saved) => saved.unwrap_or_default(),
            Err(fault) => return self.complain(NAME, fault),
        };
        for image in saved {
            self.meter.count_entry()?;
            let digest = config_digest(&image.config);
            if !self.by_config.contains_key(&digest) {
                self.one_saved(&image, digest.clone())?;
            }
            let known = self.by_config.get(&digest).and_then(|at| self.found.list.get_mut(*at));
            let Some(known) = known else { continue };
            if image.repo_tags.iter().flatten().next().is_some() {
                (known.reference, known.others) = (None, Vec::new());
            }
            image.repo_tags.iter().flatten().for_each(|it| known.add_name(it));
        }
        Ok(())
    }

    fn one_saved(&mut self, image: &Saved, digest: String) -> Result<(), Fault> {
        let config: Option<Config> = match self.store.document(&image.config) {
            Ok(bytes) => match self.parsed(&image.config, bytes) {
                Ok(config) => config,
                Err(fault) => return self.complain(&image.config, fault),
            },
            Err(fault) => return self.complain(&image.config, fault),
        };
        let config = config.unwrap_or_default();
        let digests = config.rootfs.and_then(|it| it.diff_ids).unwrap_or_default();
        let mut digests = digests.into_iter();
        if let Err(fault) = self.check_layers(image.layers.iter().flatten().count()) {
            return self.complain(&image.config, fault);
        }
        let mut layers = Vec::new();
        for name in image.layers.iter().flatten() {
            self.meter.count_entry()?;
            let digest = short(&digests.next().unwrap_or_else(|| name.clone()));
            let file = self.store.find(name)?;
            layers.push(Blob { digest, is_of_content: true, file, size: None, title: None });
        }
        self.by_config.insert(digest.clone(), self.found.list.len());
        self.found.list.push(Image {
            reference: None,
            others: Vec::new(),
            platform: config.system.platform(),
            digest,
            layers,
        });
        Ok(())
    }
}

/// A text that may stand in a path or record, cut off where it is far too long.
fn short(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

/// The digest of a config by the name of its file: `HEX.json`, `sha256:HEX`, `blobs/sha256/HEX`.
fn config_digest(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or_default();
    let hex = last.strip_suffix(".json").unwrap_or(last);
    match hex.contains(':') {
        true => hex.to_owned(),
        false => format!("sha256:{hex}"),
    }
}
