//! Build settings in a record: a JSON object with members in the order of the file.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The build settings by name, in the order of the file, which `go version -m` shows too. A
/// repeated name keeps its first place and has its last value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingsRecord(Vec<(String, String)>);

impl SettingsRecord {
    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&String> {
        self.0.iter().find(|(it, _)| it == name).map(|(_, value)| value)
    }

    /// Names and values, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &String)> + '_ {
        self.0.iter().map(|(name, value)| (name, value))
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

impl FromIterator<(String, String)> for SettingsRecord {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(settings: I) -> Self {
        let mut all: Vec<Option<(String, String)>> = settings.into_iter().map(Some).collect();
        for places in repeated(&all) {
            let mut values = places.iter().filter_map(|at| all.get_mut(*at)?.take());
            let first = values.next();
            let last = values.last().map(|(_, value)| value);
            let place = places.first().and_then(|at| all.get_mut(*at));
            if let (Some(place), Some((name, value))) = (place, first) {
                *place = Some((name, last.unwrap_or(value)));
            }
        }
        Self(all.into_iter().flatten().collect())
    }
}

/// The places of each name that is there more than once, in order. No file can make it slow.
fn repeated(all: &[Option<(String, String)>]) -> Vec<Vec<usize>> {
    let name = |at: &usize| all.get(*at)?.as_ref().map(|(name, _)| name.as_str());
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|one, other| name(one).cmp(&name(other)));
    let groups = order.chunk_by(|one, other| name(one) == name(other));
    groups.filter(|places| places.len() > 1).map(<[usize]>::to_vec).collect()
}

impl Serialize for SettingsRecord {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for SettingsRecord {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = SettingsRecord;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SettingsRecord, A::Error> {
                let mut all = Vec::new();
                while let Some(member) = map.next_entry()? {
                    all.push(member);
                }
                Ok(all.into_iter().collect())
            }
        }
        from.deserialize_map(Members)
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
        assert_eq!(settings.get("vcs").map(String::as_str), Some("hg"));
        assert_eq!((settings.len(), settings.get("GOOS")), (3, None));
        let many = (0..200).map(|at| (format!("x{}", at % 70), at.to_string()));
        let settings: SettingsRecord = many.collect();
        assert_eq!(settings.len(), 70);
        for (at, (name, value)) in settings.iter().enumerate() {
            let last = if at < 60 { at + 140 } else { at + 70 };
            assert_eq!((name.as_str(), value.as_str()), (&*format!("x{at}"), &*last.to_string()));
        }
    }
}
