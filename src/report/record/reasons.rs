//! Why facts are not known: a JSON object, in the order of the names.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::members::members;
use crate::bytes::own_names;

/// Why each fact of a record that is `null` is not known, by the name of its field, in the order of the
/// names.
///
/// ```
/// use gorigin::report::ReasonsRecord;
///
/// let reasons = ReasonsRecord::from([("os", "nothing tells"), ("build.module", "no main module")]);
/// assert_eq!(reasons.get("os"), Some("nothing tells"));
/// assert_eq!(reasons.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["build.module", "os"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReasonsRecord(Vec<(Cow<'static, str>, Cow<'static, str>)>);

impl ReasonsRecord {
    /// None yet, with room for as many as nearly every record has.
    pub(in crate::report) fn with_room() -> Self {
        Self(Vec::with_capacity(16))
    }

    /// The reason for the field of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let at = self.place(name).ok()?;
        self.0.get(at).map(|(_, reason)| &**reason)
    }

    /// Names and reasons, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, reason)| (&**name, &**reason))
    }

    /// Sets the reason for the field of that name.
    pub fn insert(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) {
        let (name, reason) = (name.into(), reason.into());
        match self.place(&name) {
            Ok(at) => {
                if let Some((_, known)) = self.0.get_mut(at) {
                    *known = reason;
                }
            }
            Err(at) => self.0.insert(at, (name, reason)),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The place of that name, or where it would stand.
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(it, _)| (**it).cmp(name))
    }
}

impl<N, R> FromIterator<(N, R)> for ReasonsRecord
where
    N: Into<Cow<'static, str>>,
    R: Into<Cow<'static, str>>,
{
    fn from_iter<I: IntoIterator<Item = (N, R)>>(reasons: I) -> Self {
        let reasons = reasons.into_iter().map(|(name, reason)| (name.into(), reason.into()));
        let mut all: Vec<(Cow<'static, str>, Cow<'static, str>)> = reasons.collect();
        // Of several with one name, the last counts.
        all.reverse();
        all.sort_by(|(one, _), (other, _)| one.cmp(other));
        all.dedup_by(|(one, _), (other, _)| one == other);
        Self(all)
    }
}

impl<N, R, const COUNT: usize> From<[(N, R); COUNT]> for ReasonsRecord
where
    N: Into<Cow<'static, str>>,
    R: Into<Cow<'static, str>>,
{
    fn from(reasons: [(N, R); COUNT]) -> Self {
        reasons.into_iter().collect()
    }
}

impl Serialize for ReasonsRecord {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        own_names(self.iter(), to)
    }
}

impl<'de> Deserialize<'de> for ReasonsRecord {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        members(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_reason_of_a_name_counts() {
        let reasons = ReasonsRecord::from([("os", "a"), ("arch", "b"), ("os", "c")]);
        let json = serde_json::to_string(&reasons).unwrap();
        assert_eq!(json, r#"{"arch":"b","os":"c"}"#);
        assert_eq!(serde_json::from_str::<ReasonsRecord>(&json).unwrap(), reasons);
        assert!(reasons.get("bits").is_none() && !reasons.is_empty());
    }
}
