//! Build settings in a record: a JSON object with members in the order of the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::members::members;
use crate::bytes::Utf8Text;

/// The build settings by name, in the order of the file, which `go version -m` shows too. A
/// repeated name keeps its first place and has its last value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsRecord(Vec<(Utf8Text, Utf8Text)>);

impl SettingsRecord {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(it, _)| *it == name).map(|(_, value)| value)
    }

    /// Names and values, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The same as bytes, which takes no look at whether they are UTF-8.
    pub(in crate::report) fn bytes(&self) -> impl Iterator<Item = (&[u8], &[u8])> + '_ {
        self.0.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes()))
    }

    /// Drops the settings behind the first `count`.
    pub fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// How many names are compared one by one; `go build` writes about twenty.
const FEW: usize = 32;

impl FromIterator<(String, String)> for SettingsRecord {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(settings: I) -> Self {
        settings
            .into_iter()
            .map(|(name, value)| (Utf8Text::from(name), Utf8Text::from(value)))
            .collect()
    }
}

impl FromIterator<(Utf8Text, Utf8Text)> for SettingsRecord {
    fn from_iter<I: IntoIterator<Item = (Utf8Text, Utf8Text)>>(settings: I) -> Self {
        let settings = settings.into_iter();
        let mut all: Vec<(Utf8Text, Utf8Text)> = Vec::with_capacity(settings.size_hint().0);
        // Only a file that is made for it has more than can be compared with each other.
        let mut places: Option<BTreeMap<Utf8Text, usize>> = None;
        for (name, value) in settings {
            let known = match &places {
                None => all.iter().position(|(it, _)| *it == name),
                Some(places) => places.get(&name).copied(),
            };
            if let Some((_, known)) = known.and_then(|place| all.get_mut(place)) {
                *known = value;
                continue;
            }
            match &mut places {
                Some(places) => {
                    places.insert(name.clone(), all.len());
                }
                None if all.len() == FEW => {
                    let names = all.iter().map(|(it, _)| it).chain([&name]).cloned();
                    places = Some(names.zip(0..).collect());
                }
                None => {}
            }
            all.push((name, value));
        }
        Self(all)
    }
}

impl Serialize for SettingsRecord {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for SettingsRecord {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        members(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_file_survives() {
        let all = [("vcs", "git"), ("-compiler", "gc"), ("CGO_ENABLED", "0"), ("vcs", "hg")];
        let all = all.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let settings: SettingsRecord = all.into_iter().collect();
        let want = r#"{"vcs":"hg","-compiler":"gc","CGO_ENABLED":"0"}"#;
        assert_eq!(serde_json::to_string(&settings).unwrap(), want);
        assert_eq!(serde_json::from_str::<SettingsRecord>(want).unwrap(), settings);
        assert_eq!(settings.get("vcs"), Some("hg"));
        assert_eq!((settings.len(), settings.get("GOOS")), (3, None));
        let many = (0..200).map(|at| (format!("x{}", at % 70), at.to_string()));
        let settings: SettingsRecord = many.collect();
        assert_eq!(settings.len(), 70);
        for (at, (name, value)) in settings.iter().enumerate() {
            let last = if at < 60 { at + 140 } else { at + 70 };
            assert_eq!((name, value), (&*format!("x{at}"), &*last.to_string()));
        }
    }
}
