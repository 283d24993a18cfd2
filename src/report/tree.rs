//! A record as a tree of named values, in the order in which it is written: for forms that show all
//! of it, also what is added later.

use std::fmt;
use std::io;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::Record;
use super::json::line;

/// A value of JSON whose fields keep their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// `null`.
    Null,
    /// `true`, `false` or a number, as it is spelled.
    Plain(String),
    /// A text, as it is: nothing is escaped.
    Text(String),
    /// An array.
    List(Vec<Self>),
    /// An object.
    Object(Vec<(String, Self)>),
}

/// All of a record.
///
/// # Errors
/// The record cannot be expressed in JSON.
pub(crate) fn tree(record: &Record) -> io::Result<Tree> {
    Ok(serde_json::from_slice(&line(record)?)?)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Plain(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Plain(value.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Tree, A::Error> {
        let mut object = Vec::new();
        while let Some(field) = fields.next_entry()? {
            object.push(field);
        }
        Ok(Tree::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_is_that_of_the_record() {
        let record = Record { size: Some(u64::MAX), path: "a\u{202e}".to_owned(), ..Record::new() };
        let Tree::Object(fields) = tree(&record).unwrap() else { panic!("no object") };
        let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).take(3).collect();
        assert_eq!(names, ["schema", "path", "container"]);
        let value = |name| fields.iter().find(|it| it.0 == name).map(|it| it.1.clone()).unwrap();
        assert_eq!(value("path"), Tree::Text("a\u{202e}".to_owned()));
        assert_eq!(value("size"), Tree::Plain(u64::MAX.to_string()));
        assert_eq!((value("error"), value("container")), (Tree::Null, Tree::List(Vec::new())));
    }
}
