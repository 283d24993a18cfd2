//! All images of one archive or folder, or those for one platform.

use std::collections::{HashMap, HashSet};

use super::images::{Blob, Image, images};
use super::labels::labels;
use super::links::Links;
use super::merge::Merge;
use super::names::Names;
use super::pass::Pass;
use super::store::Store;
use crate::archive::inside::Inside;
use crate::archive::{Fault, Kind, Layer, Place, Platform};

/// Reads the images, and adds the names of the files that any image has to `used`.
pub(super) fn all<'s>(
    kind: Kind,
    store: &dyn Store<'s>,
    place: &Place,
    inside: &mut dyn Inside<'s>,
    used: &mut HashSet<String>,
) -> Result<(), Fault> {
    let found = images(kind, store, &inside.meter())?;
    for (name, fault) in found.faults {
        inside.unread(&place.inside(name.as_bytes()), fault);
        // It is not shown once more.
        used.insert(name);
    }
    for blob in found.list.iter().flat_map(|image| &image.layers) {
        used.extend(blob.file.clone());
    }
    let labels = labels(&found.list);
    let wanted = inside.opening().images.platform.cloned();
    let is_wanted = |image: &Image| {
        let Some(wanted) = &wanted else { return true };
        image.platform.as_ref().is_some_and(|it| it.is_for(wanted))
    };
    let chosen: Vec<_> =
        found.list.iter().zip(labels).filter(|(image, _)| is_wanted(image)).collect();
    if let (true, Some(wanted)) = (chosen.is_empty(), &wanted) {
        return Err(none_for(wanted, &found.list));
    }
    let rooted = chosen.into_iter().map(|(image, label)| {
        let root = label.map_or_else(|| place.clone(), |it| place.inside(it.as_bytes()));
        (image, root)
    });
    // Who looks for one file leaves the other images alone.
    let entered: Vec<_> = rooted.filter(|(_, root)| inside.enters(root)).collect();
    let mut memory = Memory::of(entered.iter().map(|(image, _)| *image));
    for (image, root) in entered {
        one(kind, image, root, store, inside, &mut memory)?;
    }
    let left_out = [
        (found.statements, "statements about images"),
        (found.absent, "images of the index that were not saved"),
    ];
    for (count, what) in left_out.into_iter().filter(|(count, _)| *count > 0) {
        inside.unread(place, Fault::LeftOut { count, what });
    }
    Ok(())
}

fn none_for(wanted: &Platform, images: &[Image]) -> Fault {
    let mut there: Vec<String> =
        images.iter().filter_map(|it| it.platform.as_ref()).map(ToString::to_string).collect();
    there.sort();
    there.dedup();
    let there = match there.is_empty() {
        true => "none says what it is for".to_owned(),
        false => format!("they are for {}", there.join(", ")),
    };
    Fault::Unsupported(format!("no image for {wanted}; {there}"))
}

/// What is known of layers that several images have.
struct Memory {
    names: Names,
    /// How many images have each file.
    uses: HashMap<String, usize>,
    known: HashMap<String, Pass>,
}

impl Memory {
    fn of<'i>(images: impl Iterator<Item = &'i Image>) -> Self {
        let mut uses: HashMap<String, usize> = HashMap::new();
        for image in images {
            for file in distinct(image).into_iter().filter_map(|it| it.file.clone()) {
                let count = uses.entry(file).or_default();
                *count = count.saturating_add(1);
            }
        }
        Self { names: Names::default(), uses, known: HashMap::new() }
    }
}

/// The different layers from the highest to the lowest.
fn distinct(image: &Image) -> Vec<&Blob> {
    let mut met = HashSet::new();
    let layers = image.layers.iter().rev();
    layers.filter(|blob| met.insert(blob.file.as_ref().unwrap_or(&blob.digest).clone())).collect()
}

fn one<'s>(
    kind: Kind,
    image: &Image,
    root: Place,
    store: &dyn Store<'s>,
    inside: &mut dyn Inside<'s>,
    memory: &mut Memory,
) -> Result<(), Fault> {
    let all_layers = inside.opening().images.all_layers;
    let (upper, links) = (memory.names.like(), Links::default());
    let mut merge = Merge { kind, store, inside, root, all_layers, upper, links };
    let mut met = HashSet::new();
    for (number, blob) in image.layers.iter().rev().enumerate() {
        if merge.inside.wants_stop() {
            return Ok(());
        }
        // Of a layer that occurs twice, the higher one hides the lower one. Only a link may lead to
        // that.
        let name = blob.file.as_deref().unwrap_or(&blob.digest);
        if !met.insert(name) && merge.links.is_empty() {
            continue;
        }
        let layer = Layer {
            reference: image.reference.clone(),
            others: image.others.clone(),
            digest: blob.digest.clone(),
            platform: image.platform.clone(),
            hidden: false,
        };
        let file = blob.file.as_deref().unwrap_or_default();
        if let Some(known) = memory.known.get(file)
            && merge.again(known, layer.clone())?
        {
            continue;
        }
        let pass = merge.layer(number, blob, layer)?;
        if memory.uses.get(file).is_some_and(|uses| *uses > 1) {
            memory.known.insert(file.to_owned(), pass);
        }
    }
    let rest = merge.links.rest();
    merge.lost(rest);
    Ok(())
}
