//! The document, written as the records come.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde::Serialize;

use super::package::{Package, id_of};
use crate::bytes::Hasher;
use crate::render::bom::{Bom, Ids, Part, Stamp, Unit, urn};
use crate::render::form::{Renderer, Writer};
use crate::render::nested::{List, write_nested};
use crate::report::{Record, Summary};

/// Makes the inventory of each program.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spdx;

/// The inventory of one program; nothing for what is no Go program.
#[derive(Clone, Debug)]
pub struct SpdxRow(Option<Box<Bom>>);

impl Renderer for Spdx {
    type Row = SpdxRow;

    fn row(&self, record: &Record) -> io::Result<SpdxRow> {
        Ok(SpdxRow(Bom::of(record).map(Box::new)))
    }
}

/// One document.
#[derive(Clone)]
pub struct SpdxDocument {
    stamp: Stamp,
    list: List,
    ids: Ids,
    edges: Vec<(usize, Relation, usize)>,
    /// What the document is about: programs and containers that are in no other.
    subjects: BTreeSet<usize>,
    content: Hasher,
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Relation {
    Contains,
    DependsOn,
    Describes,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Relationship<'d> {
    spdx_element_id: &'d str,
    relationship_type: Relation,
    related_spdx_element: &'d str,
}

#[derive(Serialize)]
struct CreationInfo {
    created: String,
    creators: [String; 1],
    comment: String,
}

impl SpdxDocument {
    /// A document made at that time.
    pub fn new(stamp: Stamp) -> Self {
        Self {
            stamp,
            list: List::new("    "),
            ids: Ids::default(),
            edges: Vec::new(),
            subjects: BTreeSet::new(),
            content: Hasher::default(),
        }
    }

    /// The number of a part, which is written where it is new.
    fn package(&mut self, part: &Part, to: &mut dyn Write) -> io::Result<usize> {
        let id = self.ids.of(part, &id_of(part))?;
        if id.is_new {
            let mut json = Vec::new();
            write_nested(&mut json, "    ", &Package::of(part, self.ids.name(id.number)))?;
            self.content.update(&json);
            self.list.write_json(to, &json)?;
        }
        Ok(id.number)
    }

    fn relationships(&self) -> Vec<Relationship<'_>> {
        let relationship = |(from, relation, of): &(usize, Relation, usize)| Relationship {
            spdx_element_id: self.ids.name(*from),
            relationship_type: *relation,
            related_spdx_element: self.ids.name(*of),
        };
        let mut all: Vec<_> = self.edges.iter().map(relationship).collect();
        if self.subjects.is_empty() {
            // A document must describe something, or say that it describes nothing.
            all.push(Relationship {
                spdx_element_id: "SPDXRef-DOCUMENT",
                relationship_type: Relation::Describes,
                related_spdx_element: "NONE",
            });
        }
        all
    }
}

impl Writer<SpdxRow> for SpdxDocument {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        let created = self.stamp.text();
        let creation = CreationInfo {
            created,
            creators: [format!("Tool: gorigin-{}", env!("CARGO_PKG_VERSION"))],
            comment: "Of each program all modules are listed that its build info names; which of \
                      them needs which is not known."
                .to_owned(),
        };
        to.write_all(
            b"{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"dataLicense\": \"CC0-1.0\",\n  \
              \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"name\": \"Go programs, by gorigin\",\n  \
              \"creationInfo\": ",
        )?;
        write_nested(to, "  ", &creation)?;
        to.write_all(b",\n  \"packages\": [")
    }

    fn write(&mut self, row: SpdxRow, to: &mut dyn Write) -> io::Result<()> {
        let SpdxRow(Some(bom)) = row else { return Ok(()) };
        let program = self.package(&bom.program, to)?;
        let subject = match &bom.unit {
            Unit::Itself => program,
            Unit::Container(container) => {
                let container = self.package(container, to)?;
                self.edges.push((container, Relation::Contains, program));
                container
            }
        };
        self.subjects.insert(subject);
        for part in &bom.parts {
            let part = self.package(part, to)?;
            self.edges.push((program, Relation::DependsOn, part));
        }
        Ok(())
    }

    fn finish(&mut self, _: &Summary, to: &mut dyn Write) -> io::Result<()> {
        self.list.end(to)?;
        let subjects: Vec<_> = self.subjects.iter().map(|it| self.ids.name(*it)).collect();
        let mut rest = b"],\n  \"relationships\": ".to_vec();
        write_nested(&mut rest, "  ", &self.relationships())?;
        rest.extend(b",\n  \"documentDescribes\": ");
        write_nested(&mut rest, "  ", &subjects)?;
        self.content.update(&rest);
        to.write_all(&rest)?;
        write!(to, ",\n  \"documentNamespace\": \"{}\"\n}}\n", urn(&self.content, self.stamp))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    #[test]
    fn packages_and_what_joins_them() {
        let mut all: Vec<Record> = records();
        all[1].container = vec!["a.tgz".to_owned()];
        let mut document = SpdxDocument::new(Stamp::of_seconds(1_795_852_500));
        let text = rendered(&Spdx, &mut document, &all);
        let value: Value = serde_json::from_str(&text).unwrap();
        let packages = value["packages"].as_array().unwrap();
        let ids: BTreeSet<_> = packages.iter().map(|it| it["SPDXID"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), packages.len());
        for id in &ids {
            let rest = id.strip_prefix("SPDXRef-").unwrap();
            let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            assert!(rest.chars().all(fits), "{id}");
        }
        for it in value["relationships"].as_array().unwrap() {
            for end in ["spdxElementId", "relatedSpdxElement"] {
                assert!(ids.contains(it[end].as_str().unwrap()), "{it}");
            }
        }
        assert_eq!(value["documentDescribes"].as_array().unwrap().len(), 6);
        assert!(!text.contains("null"));
        let mut empty = SpdxDocument::new(Stamp::of_seconds(0));
        assert!(rendered(&Spdx, &mut empty, &[]).contains("\"NONE\""));
        check("report.spdx.json", &text);
    }
}
