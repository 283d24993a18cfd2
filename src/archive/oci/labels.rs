//! Names that tell the images of one archive apart.

use std::collections::HashMap;

use super::images::Image;

/// A name for each image, as it stands in paths; `None` where there is only one.
///
/// Of the images with the same name, each has its platform behind it; where that does not tell them
/// apart either, its digest.
pub(super) fn labels(images: &[Image]) -> Vec<Option<String>> {
    if let [_] = images {
        return vec![None];
    }
    let mut forms: Vec<[String; 3]> = Vec::new();
    for image in images {
        let name = image.reference.clone().unwrap_or_default();
        let platform = image.platform.as_ref().map(ToString::to_string).unwrap_or_default();
        let with = |more: &str| match (name.is_empty(), more.is_empty()) {
            (true, _) => more.to_owned(),
            (_, true) => name.clone(),
            _ => format!("{name} {more}"),
        };
        forms.push([name.clone(), with(&platform), with(&image.digest)]);
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for form in forms.iter().flat_map(distinct) {
        let count = counts.entry(form).or_default();
        *count = count.saturating_add(1);
    }
    let is_only = |form: &&&String| !form.is_empty() && counts.get(form.as_str()) == Some(&1);
    let chosen = forms.iter().map(|form| form.iter().find(|it| is_only(&it)).or(form.last()));
    chosen.map(|it| it.cloned()).collect()
}

/// The forms without those that are the same as the one before.
fn distinct(forms: &[String; 3]) -> impl Iterator<Item = &str> {
    let mut last = None;
    forms.iter().map(String::as_str).filter(move |form| last.replace(*form) != Some(*form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(reference: &str, platform: &str, digest: &str) -> Image {
        Image {
            reference: Some(reference.to_owned()).filter(|it| !it.is_empty()),
            others: Vec::new(),
            platform: platform.parse().ok(),
            digest: digest.to_owned(),
            layers: Vec::new(),
        }
    }

    #[test]
    fn the_shortest_that_tells_apart() {
        let of = |images: &[Image]| -> Vec<String> {
            labels(images).into_iter().map(Option::unwrap_or_default).collect()
        };
        assert_eq!(of(&[image("a:1", "linux/amd64", "sha256:1")]), [""]);
        let two =
            [image("a:1", "linux/amd64", "sha256:1"), image("b:1", "linux/amd64", "sha256:2")];
        assert_eq!(of(&two), ["a:1", "b:1"]);
        let platforms = [
            image("a:1", "linux/amd64", "sha256:1"),
            image("a:1", "linux/arm/v7", "sha256:2"),
            image("b:1", "linux/amd64", "sha256:3"),
        ];
        assert_eq!(of(&platforms), ["a:1 linux/amd64", "a:1 linux/arm/v7", "b:1"]);
        let alike = [image("l", "linux/amd64", "sha256:1"), image("l", "linux/amd64", "sha256:2")];
        assert_eq!(of(&alike), ["l sha256:1", "l sha256:2"]);
        let bare = [image("", "linux/amd64", "sha256:1"), image("", "", "sha256:2")];
        assert_eq!(of(&bare), ["linux/amd64", "sha256:2"]);
    }
}
