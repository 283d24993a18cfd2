//! Reading a JSON object of texts.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{MapAccess, Visitor};

/// What is made of the members of an object, names and texts, in the order of the document.
///
/// # Errors
/// The error of the deserializer.
pub(super) fn members<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromIterator<(String, String)>,
    D: Deserializer<'de>,
{
    struct Members<T>(PhantomData<T>);
    impl<'de, T: FromIterator<(String, String)>> Visitor<'de> for Members<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of texts")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut all = Vec::new();
            while let Some(member) = map.next_entry()? {
                all.push(member);
            }
            Ok(all.into_iter().collect())
        }
    }
    from.deserialize_map(Members(PhantomData))
}
