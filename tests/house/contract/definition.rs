//! The types that are written, as their source declares them.

use std::collections::BTreeMap;

/// The type of a field, as JSON has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Bool,
    /// A whole number that is not negative, of that many bits.
    Number(u32),
    Nullable(Box<Type>),
    List(Box<Type>),
    /// By name.
    Map(Box<Type>),
    /// So many texts.
    Texts(usize),
    Named(String),
}

/// A field.
#[derive(Clone, Debug)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) doc: String,
    pub(super) of: Type,
    /// Whether it is never left out.
    pub(super) is_required: bool,
}

/// A type with a name.
#[derive(Clone, Debug)]
pub(super) enum Definition {
    Struct {
        doc: String,
        fields: Vec<Field>,
    },
    /// Names, and whether later versions may have more.
    Enum {
        doc: String,
        names: Vec<String>,
        with_text: Vec<String>,
        is_open: bool,
    },
}

/// All types with names, and the names of schemas.
#[derive(Debug, Default)]
pub(super) struct Definitions {
    types: BTreeMap<String, Definition>,
    /// Constants that are texts.
    texts: BTreeMap<String, String>,
}

impl Definitions {
    pub(super) fn get(&self, name: &str) -> &Definition {
        self.types.get(name).unwrap_or_else(|| panic!("no type {name}"))
    }

    /// The fields of a struct.
    pub(super) fn fields(&self, name: &str) -> &[Field] {
        match self.get(name) {
            Definition::Struct { fields, .. } => fields,
            Definition::Enum { .. } => panic!("{name} is an enum"),
        }
    }

    /// The only value of a field, where its documentation says: always that constant.
    pub(super) fn constant(&self, field: &Field) -> Option<&str> {
        let name = field.doc.strip_prefix("Always `")?.split('`').next()?;
        self.texts.get(name).map(String::as_str)
    }

    /// Adds the types of a file.
    pub(super) fn read(&mut self, source: &str) {
        let mut lines = source.lines().peekable();
        let (mut doc, mut attributes) = (String::new(), String::new());
        while let Some(line) = lines.next() {
            if let Some(text) = line.strip_prefix("/// ") {
                doc.push_str(text);
                doc.push(' ');
            } else if line.starts_with("#[") {
                attributes.push_str(line);
                while !attributes.ends_with(']') {
                    attributes.push_str(lines.next().unwrap().trim());
                }
            } else if let Some((kind, name)) =
                head(line).filter(|_| attributes.contains("Serialize"))
            {
                let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "}").collect();
                let (doc, kinds) = (plain(&doc), std::mem::take(&mut attributes));
                let read = match kind {
                    "struct" => Definition::Struct { doc, fields: fields(&body) },
                    _ => variants(doc, &body, &kinds),
                };
                let old = self.types.insert(name.to_owned(), read);
                assert!(old.is_none(), "two types are called {name}");
            } else {
                if let Some(rest) = line.strip_prefix("pub const ")
                    && let Some((name, value)) = rest.split_once(": &str = \"")
                {
                    self.texts.insert(name.to_owned(), value.trim_end_matches("\";").to_owned());
                }
                (doc, attributes) = (String::new(), String::new());
            }
        }
    }
}

/// `struct` or `enum` and the name, where a line begins such.
fn head(line: &str) -> Option<(&str, &str)> {
    let line = line.strip_prefix("pub(crate) ").or_else(|| line.strip_prefix("pub "))?;
    let (kind, rest) = line.split_once(' ')?;
    let name = rest.strip_suffix(" {")?;
    matches!(kind, "struct" | "enum").then_some((kind, name))
}

/// Documentation without links.
fn plain(doc: &str) -> String {
    doc.trim().replace("[`", "`").replace("`]", "`").replace("crate::report::", "")
}

fn fields(body: &[&str]) -> Vec<Field> {
    let mut found = Vec::new();
    let (mut doc, mut attributes) = (String::new(), String::new());
    for line in body.iter().map(|line| line.trim()) {
        if let Some(text) = line.strip_prefix("/// ") {
            doc.push_str(text);
            doc.push(' ');
        } else if line.starts_with("#[") || !attributes.is_empty() && !attributes.ends_with(")]") {
            attributes.push_str(line);
        } else if let Some((name, of)) = line.trim_end_matches(',').split_once(": ") {
            let name = name.rsplit(' ').next().unwrap();
            let renamed = value_of(&attributes, "rename");
            found.push(Field {
                name: renamed.unwrap_or(name).to_owned(),
                doc: plain(&doc),
                of: Type::of(of),
                is_required: !attributes.contains("skip_serializing_if"),
            });
            (doc, attributes) = (String::new(), String::new());
        }
    }
    found
}

/// The value of `name = "…"` in attributes.
fn value_of<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = attributes.split_once(&format!("{name} = \""))?;
    rest.split('"').next()
}

fn variants(doc: String, body: &[&str], attributes: &str) -> Definition {
    let case = value_of(attributes, "rename_all");
    let (mut names, mut with_text) = (Vec::new(), Vec::new());
    for line in body.iter().map(|line| line.trim().trim_end_matches(',')) {
        if line.starts_with("//") || line.starts_with("#[") || line.is_empty() {
            continue;
        }
        match line.strip_suffix("(String)") {
            Some(name) => with_text.push(cased(name, case)),
            None => names.push(cased(line, case)),
        }
    }
    Definition::Enum { doc, names, with_text, is_open: attributes.contains("non_exhaustive") }
}

fn cased(name: &str, case: Option<&str>) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() && case == Some("kebab-case") {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    if case.is_none() { name.to_owned() } else { out }
}

impl Type {
    fn of(text: &str) -> Self {
        let text = text.trim();
        if let Some((outer, inner)) = text.split_once('<') {
            let inner = inner.strip_suffix('>').unwrap_or_else(|| panic!("{text}"));
            return match outer {
                "Option" | "Known" => Self::Nullable(Box::new(Self::of(inner))),
                "Vec" => Self::List(Box::new(Self::of(inner))),
                "Box" => Self::of(inner),
                "Word" | "Cow" => Self::Text,
                // The keys are texts of one kind or another.
                "BTreeMap" => {
                    let value = inner.strip_prefix("String, ");
                    let value = value.or_else(|| inner.strip_prefix("Cow<'static, str>, "));
                    Self::Map(Box::new(Self::of(value.unwrap())))
                }
                _ => panic!("a type {text}"),
            };
        }
        match text {
            "String" | "Utf8Text" | "&'static str" => Self::Text,
            "bool" => Self::Bool,
            "u8" => Self::Number(8),
            "u16" => Self::Number(16),
            "u32" => Self::Number(32),
            "u64" | "usize" => Self::Number(64),
            "SettingsRecord" | "ReasonsRecord" => Self::Map(Box::new(Self::Text)),
            "(String, String)" => Self::Texts(2),
            name => Self::Named(name.to_owned()),
        }
    }
}

#[test]
fn types_are_read() {
    let mut all = Definitions::default();
    all.read(
        "pub const X: &str = \"x/1\";\n\n/// A thing\n/// of [`Y`].\n#[derive(Debug, Serialize)]\n\
         #[serde(default)]\npub struct Thing {\n    /// Always [`X`].\n    pub schema: String,\n    \
         #[serde(rename = \"static\", skip_serializing_if = \"x\")]\n    pub is_static: \
         Known<Vec<Word<Y>>>,\n}\n\n#[derive(Serialize)]\n#[serde(rename_all = \"kebab-case\")]\n\
         pub enum State {\n    /// It runs.\n    NotRunning,\n    Path(String),\n}\n\npub struct \
         Other {\n    pub x: u8,\n}\n",
    );
    let Definition::Struct { doc, fields } = all.get("Thing") else { panic!() };
    assert_eq!(doc, "A thing of `Y`.");
    assert_eq!(all.constant(&fields[0]), Some("x/1"));
    let list = Type::List(Box::new(Type::Text));
    assert_eq!((fields[1].name.as_str(), fields[1].is_required), ("static", false));
    assert_eq!(fields[1].of, Type::Nullable(Box::new(list)));
    let Definition::Enum { names, with_text, is_open, .. } = all.get("State") else { panic!() };
    assert_eq!(
        (names[0].as_str(), with_text[0].as_str(), *is_open),
        ("not-running", "path", false)
    );
    assert_eq!(all.types.len(), 2);
}
