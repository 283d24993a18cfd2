//! The document, written as the records come.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::files::Artifact;
use super::result::{Notification, SarifRow};
use super::rules::Tool;
use crate::render::form::Writer;
use crate::render::nested::{List, write_nested};
use crate::report::Summary;

/// The most results that GitHub takes of one run.
const MOST_RESULTS: usize = 25_000;

/// One document with one run.
#[derive(Clone, Debug)]
pub struct SarifDocument {
    list: List,
    results: usize,
    /// How many results were left out.
    left_out: usize,
    notifications: Vec<Notification>,
    artifacts: Vec<Artifact>,
    /// The places of containers among the artifacts, by their URI.
    containers: BTreeMap<String, usize>,
}

impl Default for SarifDocument {
    fn default() -> Self {
        Self {
            list: List::new("        "),
            results: 0,
            left_out: 0,
            notifications: Vec::new(),
            artifacts: Vec::new(),
            containers: BTreeMap::new(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'i> {
    execution_successful: bool,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    tool_execution_notifications: &'i [Notification],
}

impl SarifDocument {
    /// Adds a file and the containers around it, each container once.
    fn add(&mut self, chain: Vec<Artifact>) {
        let mut parent = None;
        let last = chain.len().saturating_sub(1);
        for (at, mut artifact) in chain.into_iter().enumerate() {
            let known = self.containers.get(&artifact.location.uri).filter(|_| at < last);
            if let Some(known) = known {
                parent = Some(*known);
                continue;
            }
            let place = self.artifacts.len();
            if at < last {
                self.containers.insert(artifact.location.uri.clone(), place);
            }
            artifact.parent_index = parent;
            self.artifacts.push(artifact);
            parent = Some(place);
        }
    }

    fn cut(&self) -> Option<String> {
        let count = self.left_out;
        (count > 0).then(|| {
            format!(
                "{count} findings are not in the SARIF file: GitHub takes {MOST_RESULTS} of one \
                 run; --shard makes several"
            )
        })
    }
}

impl Writer<SarifRow> for SarifDocument {
    fn start(&mut self, to: &mut dyn Write) -> io::Result<()> {
        to.write_all(
            b"{\n  \"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n  \
              \"version\": \"2.1.0\",\n  \"runs\": [\n    {\n      \"tool\": ",
        )?;
        write_nested(to, "      ", &Tool::new())?;
        to.write_all(b",\n      \"results\": [")
    }

    fn write(&mut self, row: SarifRow, to: &mut dyn Write) -> io::Result<()> {
        for result in row.results {
            if self.results >= MOST_RESULTS {
                self.left_out = self.left_out.saturating_add(1);
                continue;
            }
            self.results = self.results.saturating_add(1);
            self.list.write_json(to, &result)?;
        }
        self.notifications.extend(row.notifications);
        self.add(row.artifacts);
        Ok(())
    }

    fn finish(&mut self, summary: &Summary, to: &mut dyn Write) -> io::Result<()> {
        if let Some(text) = self.cut() {
            self.notifications.push(Notification::new("warning", "cut", &format!("{text}.")));
        }
        self.list.end(to)?;
        to.write_all(b"],\n      \"artifacts\": [")?;
        let mut list = List::new("        ");
        for artifact in &self.artifacts {
            list.write(to, artifact)?;
        }
        list.end(to)?;
        let invocation = [Invocation {
            execution_successful: !summary.interrupted,
            tool_execution_notifications: &self.notifications,
        }];
        to.write_all(b"],\n      \"invocations\": ")?;
        write_nested(to, "      ", &invocation)?;
        to.write_all(b"\n    }\n  ]\n}\n")
    }

    fn remark(&self) -> Option<String> {
        self.cut()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::render::form::Renderer;
    use crate::render::records::{check, records};
    use crate::render::samples::rendered;
    use crate::render::sarif::Sarif;
    use crate::report::Record;

    fn parsed(records: &[Record]) -> (String, Value) {
        let text = rendered(&Sarif, &mut SarifDocument::default(), records);
        let value = serde_json::from_str(&text).unwrap();
        (text, value)
    }

    /// The places of values that no consumer loads.
    fn refused(at: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Null => found.push(format!("{at}: null")),
            Value::Number(number)
                if number.as_u64().is_none_or(|it| it >= 1 << 31)
                    && !at.ends_with("/properties/size") =>
            {
                found.push(format!("{at}: {number}"));
            }
            Value::Array(all) => all.iter().for_each(|it| refused(at, it, found)),
            Value::Object(all) => {
                all.iter().for_each(|(name, it)| refused(&format!("{at}/{name}"), it, found));
            }
            _ => {}
        }
    }

    #[test]
    fn one_run() {
        let all = records();
        let (text, document) = parsed(&all);
        let run = &document["runs"][0];
        let findings: usize = all.iter().map(|it: &Record| it.findings.len()).sum();
        assert_eq!(run["results"].as_array().unwrap().len(), findings);
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            if let Some(at) = result["ruleIndex"].as_u64() {
                assert_eq!(rules[at as usize]["id"], result["ruleId"]);
            }
            assert!(result["message"]["text"].as_str().unwrap().ends_with('.'));
        }
        let mut found = Vec::new();
        refused("", &document, &mut found);
        assert!(found.is_empty(), "{found:?}");
        check("report.sarif", &text);
    }

    #[test]
    fn containers_are_there_once_and_large_sizes_are_properties() {
        let inside = |path: &str, size| Record {
            path: format!("a.tgz!/b.tar!/{path}"),
            container: vec!["a.tgz".to_owned(), "b.tar".to_owned()],
            outcome: crate::report::Outcome::Go,
            size: Some(size),
            ..Record::new()
        };
        let (_, document) = parsed(&[inside("x", 5), inside("y", 1 << 31)]);
        let artifacts = document["runs"][0]["artifacts"].as_array().unwrap();
        let seen: Vec<_> = artifacts
            .iter()
            .map(|it| (it["location"]["uri"].as_str().unwrap(), it["parentIndex"].as_u64()))
            .collect();
        let want = [
            ("a.tgz", None),
            ("a.tgz!/b.tar", Some(0)),
            ("a.tgz!/b.tar!/x", Some(1)),
            ("a.tgz!/b.tar!/y", Some(1)),
        ];
        assert_eq!(seen, want);
        assert_eq!(artifacts[2]["length"], 5);
        assert_eq!(
            (artifacts[3].get("length"), &artifacts[3]["properties"]["size"]),
            (None, &(1u64 << 31).into())
        );
    }

    #[test]
    fn what_is_left_out_is_said() {
        let all = records();
        let row = Sarif.row(&all[0]).unwrap();
        let mut document = SarifDocument { results: MOST_RESULTS - 1, ..SarifDocument::default() };
        let mut out = Vec::new();
        document.write(row, &mut out).unwrap();
        document.finish(&Summary::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let said = "1 findings are not in the SARIF file: GitHub takes 25000 of one run";
        assert!(text.contains(said), "{text}");
        assert!(document.remark().unwrap().starts_with(said));
    }
}
