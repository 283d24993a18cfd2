//! The programs that are damaged, and what is known of each.

use std::fs;
use std::ops::Range;

use gorigin::bytes::{Budget, Input, Limits, PartOffset, PartSource, Span, Va};
use gorigin::image::{Image, Sniff, slices, sniff};
use memchr::memmem;
use serde_json::Value;

use crate::common::{fixture_bytes, testdata};

const MAGIC: &[u8] = b"\xff Go buildinf:";

/// One program, or a fat file of several.
pub(crate) struct Base {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) programs: Vec<Program>,
    /// Where headers and header tables lie.
    pub(crate) headers: Vec<Range<usize>>,
    /// Where Go's own structures lie.
    pub(crate) metadata: Vec<Range<usize>>,
    /// Every place at which a header, a section or a segment starts or ends.
    pub(crate) boundaries: Vec<usize>,
    /// Where the last of them ends but for the file itself.
    pub(crate) extent: usize,
}

/// What is to be found in one program.
pub(crate) struct Program {
    pub(crate) version: String,
    pub(crate) build_id: Option<String>,
    blob: Blob,
    id: Vec<u8>,
}

/// The build info as it lies in the file.
enum Blob {
    /// Since Go 1.18 header and strings are one run, which is as good anywhere.
    Whole(Vec<u8>),
    /// Before, the header points to a variable, and that to the text: three runs, of use only
    /// where they lie.
    Linked(Vec<Range<usize>>),
}

impl Program {
    /// Whether the bytes of the build info are all there.
    pub(crate) fn has_blob(&self, base: &Base, mutant: &[u8]) -> bool {
        match &self.blob {
            Blob::Whole(blob) => memmem::find(mutant, blob).is_some(),
            Blob::Linked(runs) => {
                runs.iter().all(|run| mutant.get(run.clone()) == base.bytes.get(run.clone()))
            }
        }
    }

    /// Whether the bytes of the build ID, with the note's header or the marks around it, are there.
    pub(crate) fn has_id(&self, mutant: &[u8]) -> bool {
        self.build_id.is_some() && memmem::find(mutant, &self.id).is_some()
    }
}

/// What Go's own tools say of the fixture.
fn expected(name: &str) -> Value {
    let rows = fs::read_to_string(testdata().join("expected.jsonl")).unwrap();
    let mut rows = rows.lines().map(|row| serde_json::from_str::<Value>(row).unwrap());
    rows.find(|row| row["name"] == name).unwrap()
}

impl Base {
    pub(crate) fn load(name: &'static str) -> Self {
        let bytes = fixture_bytes(name);
        let row = expected(name);
        let mut base = Self {
            name,
            programs: Vec::new(),
            headers: Vec::new(),
            metadata: Vec::new(),
            boundaries: vec![0, 4, 16, 52, 64, 4096, bytes.len()],
            extent: 0,
            bytes: Vec::new(),
        };
        let budget = Budget::new(&Limits::default());
        let input = Input::open(&bytes, &budget).unwrap();
        if sniff(input.head()) == Sniff::Fat {
            let rows = row["slices"].as_array().unwrap();
            for (slice, row) in slices(&input).unwrap().iter().zip(rows) {
                base.add(&bytes, slice.span, row);
            }
        } else {
            base.add(&bytes, input.whole(), &row);
        }
        base.extent = *base.boundaries.iter().skip(7).max().unwrap();
        base.boundaries.retain(|at| *at <= bytes.len());
        base.boundaries.sort_unstable();
        base.boundaries.dedup();
        base.bytes = bytes;
        base
    }

    fn add(&mut self, file: &[u8], span: Span, row: &Value) {
        let start = usize::try_from(span.start().0).unwrap();
        let end = usize::try_from(span.end().0).unwrap();
        let bytes = &file[start..end];
        let budget = Budget::new(&Limits::default());
        let part = PartSource::new(&file, span);
        let input = Input::open(&part, &budget).unwrap();
        let image = Image::read(&input).unwrap();

        self.headers.push(start..start + 4096);
        if bytes.starts_with(b"\x7fELF") {
            let table = section_headers(bytes, image.pointer_size, bytes[5] == 2);
            self.boundaries.extend([table.start, table.end]);
            self.headers.push(table);
        }
        let spans = image.sections.iter().filter_map(|section| section.span);
        for span in spans.chain(image.segments.iter().map(|segment| segment.span)) {
            let ends = [span.start(), span.end()];
            self.boundaries.extend(ends.map(|at| start + usize::try_from(at.0).unwrap()));
        }

        let version = row["go_version"].as_str().unwrap().to_owned();
        let build_id = row["build_id"].as_str().map(str::to_owned);
        let (blob, runs) = blob(bytes, &image, &version);
        let (id_at, id) = build_id.as_deref().map_or((0, Vec::new()), |id| id_bytes(bytes, id));
        let mut metadata = runs;
        metadata.push(id_at..id_at + id.len());
        if let Some(at) = row["pclntab"]["offset"].as_u64() {
            // In a fat file the rows count from the start of the file as in a thin one.
            let at = usize::try_from(at).unwrap();
            let at = if at >= start && start > 0 { at - start } else { at };
            metadata.push(at..at + 128);
        }
        let around = |run: Range<usize>| run.start.saturating_sub(16)..run.end + 16;
        let runs = metadata.into_iter().map(around);
        self.metadata.extend(runs.map(|run| start + run.start..start + run.end));
        self.programs.push(Program { version, build_id, blob, id });
    }
}

/// Where the section headers of an ELF file lie, by its file header.
fn section_headers(bytes: &[u8], pointer_size: u8, big: bool) -> Range<usize> {
    let field = |at: usize, size: usize| {
        let mut field = bytes[at..at + size].to_vec();
        if big {
            field.reverse();
        }
        field.iter().rev().fold(0, |value, byte| value << 8 | usize::from(*byte))
    };
    let (at, entry, count) = if pointer_size == 8 {
        (field(0x28, 8), field(0x3a, 2), field(0x3c, 2))
    } else {
        (field(0x20, 4), field(0x2e, 2), field(0x30, 2))
    };
    at..at + entry * count
}

/// The blob, and the runs of bytes that it is made of.
fn blob(bytes: &[u8], image: &Image, version: &str) -> (Blob, Vec<Range<usize>>) {
    for at in memmem::find_iter(bytes, MAGIC) {
        let strings = at + 32;
        if bytes[at + 15] & 2 != 0 {
            let (text, rest) = uvarint(bytes, strings);
            if bytes[rest..rest + text] != *version.as_bytes() {
                continue;
            }
            let (text, rest) = uvarint(bytes, rest + text);
            let run = at..rest + text;
            return (Blob::Whole(bytes[run.clone()].to_vec()), vec![run]);
        }
        let size = usize::from(image.pointer_size);
        let word = |at: usize| {
            let bytes = bytes[at..at + size].iter();
            bytes.rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
        };
        let run = |address: u64, length: usize| {
            let span = image.locate(Va(address), u64::try_from(length).unwrap()).unwrap();
            let PartOffset(start) = span.start();
            let start = usize::try_from(start).unwrap();
            start..start + length
        };
        let variable = run(word(at + 16), size * 2);
        let text = run(word(variable.start), version.len());
        assert_eq!(bytes[text.clone()], *version.as_bytes());
        let runs = vec![at..strings, variable, text];
        return (Blob::Linked(runs.clone()), runs);
    }
    panic!("no build info");
}

fn uvarint(bytes: &[u8], at: usize) -> (usize, usize) {
    let length = bytes[at..].iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
    let digits = bytes[at..at + length].iter().rev();
    (digits.fold(0, |value, byte| value << 7 | usize::from(byte & 0x7f)), at + length)
}

/// The ID with the note's header before it, or the marks around it.
fn id_bytes(bytes: &[u8], id: &str) -> (usize, Vec<u8>) {
    let marked = [b"\xff Go build ID: \"", id.as_bytes(), b"\"\n \xff"].concat();
    if let Some(at) = memmem::find(bytes, &marked) {
        return (at, marked);
    }
    let note = [b"Go\0\0", id.as_bytes()].concat();
    let at = memmem::find(bytes, &note).unwrap() - 12;
    (at, bytes[at..at + 12 + note.len()].to_vec())
}
