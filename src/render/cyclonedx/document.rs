//! The document, written as the records come.

use std::io::{self, Write};

use serde::Serialize;

use super::component::{Component, Property};
use super::vulnerability::{AllKnown, Known};
use crate::bytes::Hasher;
use crate::render::bom::{Bom, Ids, Stamp, Unit, urn};
use crate::render::form::{Renderer, Writer};
use crate::render::nested::{List, write_nested};
use crate::report::{Record, Summary};

/// A version of the specification.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CycloneDxVersion {
    /// 1.6.
    #[default]
    V1_6,
    /// 1.7.
    V1_7,
}

impl CycloneDxVersion {
    fn name(self) -> &'static str {
        match self {
            Self::V1_6 => "1.6",
            Self::V1_7 => "1.7",
        }
    }
}

/// Makes the inventory of each program.
#[derive(Clone, Copy, Debug, Default)]
pub struct CycloneDx;

/// The inventory of one program; nothing for what is no Go program.
#[derive(Debug)]
pub struct CycloneDxRow(Option<Box<Row>>);

#[derive(Debug)]
struct Row {
    bom: Bom,
    known: Option<Vec<Known>>,
}

impl Renderer for CycloneDx {
    type Row = CycloneDxRow;

    fn row(&self, record: &Record) -> io::Result<CycloneDxRow> {
        let row = |bom| Box::new(Row { bom, known: Known::all_of(record) });
        Ok(CycloneDxRow(Bom::of(record).map(row)))
    }
}

/// One document.
pub struct CycloneDxDocument {
    version: CycloneDxVersion,
    stamp: Stamp,
    list: List,
    ids: Ids,
    /// The component that may be the only one of its kind, until it is known not to be; and the
    /// name of a container that may have more programs.
    held: Option<(Component, Option<String>)>,
    /// Whether a program or container was written as one of several.
    has_several: bool,
    edges: Vec<Edges>,
    known: AllKnown,
    content: Hasher,
}

/// What a program is made of.
#[derive(Clone, Debug)]
struct Edges {
    program: usize,
    parts: Vec<usize>,
    are_known: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Dependency<'d> {
    #[serde(rename = "ref")]
    from: &'d str,
    depends_on: Vec<&'d str>,
}

#[derive(Serialize)]
struct Composition<'d> {
    aggregate: &'static str,
    dependencies: Vec<&'d str>,
}

#[derive(Serialize)]
struct Metadata<'d> {
    timestamp: String,
    lifecycles: [Lifecycle; 1],
    tools: Tools,
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<&'d Component>,
    properties: Vec<Property>,
}

#[derive(Serialize)]
struct Lifecycle {
    phase: &'static str,
}

#[derive(Serialize)]
struct Tools {
    components: [Component; 1],
}

impl CycloneDxDocument {
    /// A document of that version, made at that time.
    pub fn new(version: CycloneDxVersion, stamp: Stamp) -> Self {
        Self {
            version,
            stamp,
            list: List::new("    "),
            ids: Ids::default(),
            held: None,
            has_several: false,
            edges: Vec::new(),
            known: AllKnown::default(),
            content: Hasher::default(),
        }
    }

    fn component(&mut self, component: &Component, to: &mut dyn Write) -> io::Result<()> {
        let mut json = Vec::new();
        write_nested(&mut json, "    ", component)?;
        self.content.update(&json);
        self.list.write_json(to, &json)
    }

    /// Writes the component that was held, as one of several.
    fn let_go(&mut self, to: &mut dyn Write) -> io::Result<()> {
        let Some((component, _)) = self.held.take() else { return Ok(()) };
        self.has_several = true;
        self.component(&component, to)
    }

    fn hold(&mut self, program: Component, unit: &Unit, to: &mut dyn Write) -> io::Result<()> {
        let Unit::Container(container) = unit else {
            self.let_go(to)?;
            self.held = Some((program, None));
            return Ok(());
        };
        if let Some((outer, Some(name))) = &mut self.held
            && *name == container.name
        {
            outer.components.push(program);
            return Ok(());
        }
        self.let_go(to)?;
        let id = self.ids.add(&container.name);
        let mut outer = Component::of(container, self.ids.name(id));
        outer.components.push(program);
        self.held = Some((outer, Some(container.name.clone())));
        Ok(())
    }

    fn dependencies(&self) -> Vec<Dependency<'_>> {
        let edge = |edges: &Edges| Dependency {
            from: self.ids.name(edges.program),
            depends_on: edges.parts.iter().map(|part| self.ids.name(*part)).collect(),
        };
        self.edges.iter().map(edge).collect()
    }

    fn compositions(&self) -> Vec<Composition<'_>> {
        let of = |are_known: bool, aggregate| {
            let edges = self.edges.iter().filter(|edges| edges.are_known == are_known);
            let dependencies = edges.map(|edges| self.ids.name(edges.program)).collect();
            Composition { aggregate, dependencies }
        };
        let mut all = vec![of(true, "incomplete"), of(false, "unknown")];
        all.retain(|it| !it.dependencies.is_empty());
        all
    }
}

/// What was looked at and is not in the inventory.
fn counts(summary: &Summary) -> Vec<Property> {
    let counts = [
        ("files", summary.files),
        ("programs", summary.go),
        ("unreadable", summary.unreadable),
        ("partial", summary.partial),
        ("unopened", summary.all_unopened()),
    ];
    let property =
        |(name, count): (&str, u64)| Property::new(&format!("gorigin:{name}"), count.to_string());
    counts.into_iter().map(property).collect()
}

impl Writer<CycloneDxRow> for CycloneDxDocument {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        let version = self.version.name();
        write!(
            to,
            "{{\n  \"$schema\": \"http://cyclonedx.org/schema/bom-{version}.schema.json\",\n  \
             \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"{version}\",\n  \
             \"version\": 1,\n  \"components\": ["
        )
    }

    fn write(&mut self, row: CycloneDxRow, to: &mut dyn Write) -> io::Result<()> {
        let CycloneDxRow(Some(row)) = row else { return Ok(()) };
        let Row { bom, known } = *row;
        let program = self.ids.add(&bom.path);
        self.known.add(program, known);
        let component = Component::of(&bom.program, self.ids.name(program));
        self.hold(component, &bom.unit, to)?;
        let mut parts = Vec::new();
        for part in &bom.parts {
            let id = self.ids.of(part, &part.label())?;
            parts.push(id.number);
            if id.is_new {
                let component = Component::of(part, self.ids.name(id.number));
                self.component(&component, to)?;
            }
        }
        self.edges.push(Edges { program, parts, are_known: bom.knows_modules });
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        if self.has_several {
            self.let_go(to)?;
        }
        self.list.end(to)?;
        let main = self.held.as_ref().map(|(component, _)| component);
        let metadata = Metadata {
            timestamp: self.stamp.text(),
            lifecycles: [Lifecycle { phase: "post-build" }],
            tools: Tools { components: [Component::of_tool()] },
            component: main,
            properties: counts(summary),
        };
        let mut rest = b"],\n  \"metadata\": ".to_vec();
        write_nested(&mut rest, "  ", &metadata)?;
        rest.extend(b",\n  \"dependencies\": ");
        write_nested(&mut rest, "  ", &self.dependencies())?;
        rest.extend(b",\n  \"compositions\": ");
        write_nested(&mut rest, "  ", &self.compositions())?;
        if let Some(known) = self.known.entries(|program| self.ids.name(program)) {
            rest.extend(b",\n  \"vulnerabilities\": ");
            write_nested(&mut rest, "  ", &known)?;
        }
        self.content.update(&rest);
        to.write_all(&rest)?;
        write!(to, ",\n  \"serialNumber\": \"{}\"\n}}\n", urn(&self.content, self.stamp))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;

    fn document(version: CycloneDxVersion, records: &[Record]) -> (String, Value) {
        let mut document = CycloneDxDocument::new(version, Stamp::of_seconds(1_795_852_500));
        let text = rendered(&CycloneDx, &mut document, records);
        let value = serde_json::from_str(&text).unwrap();
        (text, value)
    }

    fn refs(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(all) => all.iter().for_each(|it| refs(it, found)),
            Value::Object(all) => {
                found.extend(all.get("bom-ref").map(|it| it.as_str().unwrap().to_owned()));
                all.values().for_each(|it| refs(it, found));
            }
            Value::Null => panic!("null"),
            _ => {}
        }
    }

    /// Names are unique, and each that is used is there.
    fn is_joined(document: &Value) -> usize {
        let mut all = Vec::new();
        refs(document, &mut all);
        let known: BTreeSet<_> = all.iter().cloned().collect();
        assert_eq!(known.len(), all.len(), "{all:?}");
        let mut count = 0;
        for dependency in document["dependencies"].as_array().unwrap() {
            let to = dependency["dependsOn"].as_array().unwrap().iter();
            for used in to.chain([&dependency["ref"]]) {
                count += 1;
                assert!(known.contains(used.as_str().unwrap()), "{used}");
            }
        }
        count
    }

    #[test]
    fn several_programs() {
        let all = records();
        let (text, value) = document(CycloneDxVersion::V1_6, &all);
        assert!(is_joined(&value) > 10);
        assert!(value["metadata"].get("component").is_none());
        check("report.cdx.json", &text);
        let (newer, _) = document(CycloneDxVersion::V1_7, &all);
        let serial = |text: &str| text.split_once("\"serialNumber\"").unwrap().0.to_owned();
        assert_eq!(serial(&newer.replace("1.7", "1.6")), serial(&text));
    }

    #[test]
    fn one_program_is_the_subject() {
        let all: Vec<Record> = records();
        let (_, value) = document(CycloneDxVersion::V1_6, &all[..1]);
        assert_eq!(value["metadata"]["component"]["name"], "github.com/acme/agent");
        assert_eq!(value["components"].as_array().unwrap().len(), 3);
        assert_eq!(is_joined(&value), 4);
        let (_, empty) = document(CycloneDxVersion::V1_6, &[]);
        assert_eq!(empty["components"], serde_json::json!([]));
    }

    #[test]
    fn a_container_is_the_parent_of_its_programs() {
        let all: Vec<Record> = records();
        let inside = |record: &Record, outer: &str| Record {
            path: format!("{outer}!/{}", record.path),
            container: vec![outer.to_owned()],
            ..record.clone()
        };
        let two = [inside(&all[0], "a.tgz"), inside(&all[1], "a.tgz")];
        let (_, value) = document(CycloneDxVersion::V1_6, &two);
        let main = &value["metadata"]["component"];
        assert_eq!((&main["name"], &main["type"]), (&"a.tgz".into(), &"file".into()));
        assert_eq!(main["components"].as_array().unwrap().len(), 2);
        is_joined(&value);
        let three = [two[0].clone(), inside(&all[3], "b.tgz"), two[1].clone(), all[4].clone()];
        let (_, value) = document(CycloneDxVersion::V1_6, &three);
        assert!(value["metadata"].get("component").is_none());
        let names: Vec<_> = value["components"].as_array().unwrap().iter().collect();
        let files: Vec<_> = names.iter().filter(|it| it["type"] == "file").collect();
        assert_eq!(files.len(), 3);
        is_joined(&value);
    }
}
