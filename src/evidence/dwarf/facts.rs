//! What the debug sections of a program say, put together.

use super::absent::NoDwarf;
use super::lines::Lines;
use super::names::Name;
use super::producer::Producer;
use super::section::{Kind, Section};
use super::strings::Strings;
use super::text::DwarfText;
use super::units::Units;
use crate::bytes::{Input, PartOffset, Text};
use crate::evidence::error::Damage;
use crate::evidence::roots::{GorootEvidence, RootSource};
use crate::go::GoVersion;
use crate::image::Image;

/// What the debug sections of a program say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dwarf {
    /// The versions of DWARF that units have, in ascending order; those of line tables where there
    /// are no units. Go before 1.25 writes line tables of version 2 for units of version 4.
    pub versions: Vec<u16>,
    /// Whether the sections read are compressed; `None` where some are.
    pub compressed: Option<bool>,
    /// How many units compilers made.
    pub units: u64,
    /// How many line tables there are.
    pub line_tables: u64,
    /// Where the units start, or the line tables where there are no units.
    pub at: PartOffset,
    /// What could not be read.
    pub damage: Vec<Damage>,
    producers: Vec<Producer>,
    comp_dirs: Vec<Name>,
    unit_names: Vec<Name>,
    directories: Vec<Name>,
    files: Vec<Name>,
    roots: Vec<GorootEvidence>,
    trimmed: bool,
}

impl Dwarf {
    /// Reads the debug sections.
    pub(crate) fn read(image: &Image, input: &Input<'_>) -> Result<Self, NoDwarf> {
        let (info, line) = (Kind::Info.find(image), Kind::Line.find(image));
        let Some(first) = info.or(line) else {
            return Err(NoDwarf::absent(image));
        };
        let mut dwarf = Self { at: first.span.unwrap_or_default().start(), ..Self::default() };
        let mut strings = Strings::new(image, input);
        let mut compressed = Vec::new();
        let mut sections = [Kind::Info, Kind::Line].map(|kind| {
            let section = Section::open(kind, image, input).unwrap_or_else(|damage| {
                dwarf.damage.push(damage);
                None
            });
            compressed.extend(section.as_ref().map(Section::is_compressed));
            section
        });
        let [info, line] = &mut sections;
        let units = info.as_mut().map(|info| Units::read(info, &mut strings)).unwrap_or_default();
        let lines = line.as_mut().map(|line| Lines::read(line, &mut strings)).unwrap_or_default();
        let all = compressed.first().copied();
        dwarf.compressed = all.filter(|first| compressed.iter().all(|it| it == first));
        dwarf.take_units(units);
        dwarf.take_lines(lines);
        if dwarf.units == 0 && dwarf.line_tables == 0 && !dwarf.damage.is_empty() {
            return Err(NoDwarf::Damaged(dwarf.damage));
        }
        Ok(dwarf)
    }

    fn take_units(&mut self, units: Units) {
        self.versions = units.versions;
        self.versions.sort_unstable();
        self.units = units.count;
        self.producers = units.producers;
        self.producers.sort_by(|a, b| b.units.cmp(&a.units).then(a.text.cmp(&b.text)));
        self.comp_dirs = units.comp_dirs.into_list();
        self.unit_names = units.names.into_list();
        self.damage.extend(units.damage);
    }

    fn take_lines(&mut self, lines: Lines) {
        if self.units == 0 {
            self.versions.clone_from(&lines.versions);
            self.versions.sort_unstable();
        }
        self.line_tables = lines.tables;
        self.trimmed = lines.is_trimmed();
        let roots: Vec<_> = lines.roots().map(|(root, at)| (root.to_vec(), at)).collect();
        self.damage.extend(lines.damage);
        self.directories = lines.directories.into_list();
        self.files = lines.files.into_list();
        let of = u64::try_from(self.places().len()).ok();
        self.roots = roots
            .into_iter()
            .map(|(root, at)| GorootEvidence {
                origin: RootSource::DwarfLine,
                count: self.count_under(&root),
                of,
                root: Text::from(if root.is_empty() { b"/" } else { root.as_slice() }),
                at,
            })
            .collect();
        self.roots.sort_by_key(|it| (std::cmp::Reverse(it.count), it.at));
    }

    /// What is counted under a root: directories, or files where these have their directories in
    /// their names, as up to Go 1.15.
    fn places(&self) -> &[Name] {
        if self.directories.is_empty() { &self.files } else { &self.directories }
    }

    /// How many of them lie below `src` of a root.
    fn count_under(&self, root: &[u8]) -> u64 {
        let is_under = |name: &&Name| {
            let rest = name.text.as_bytes().strip_prefix(root);
            rest.is_some_and(|rest| rest.starts_with(b"/src/") || rest.starts_with(b"\\src\\"))
        };
        u64::try_from(self.places().iter().filter(is_under).count()).unwrap_or(u64::MAX)
    }

    /// What compiled the units, the commonest first.
    pub fn producers(&self) -> impl Iterator<Item = &Producer> {
        self.producers.iter()
    }

    /// Whether a Go unit was compiled without optimisation (`-N`).
    pub fn is_unoptimised(&self) -> bool {
        self.producers().any(|it| it.is_go() && it.flags().any(|flag| flag == "-N"))
    }

    /// The version of the Go compiler that made units, and where the first such unit says so.
    /// Several only where units of different compilers were put into one program.
    pub fn go_versions(&self) -> impl Iterator<Item = (GoVersion, PartOffset)> {
        let mut seen = Vec::new();
        self.producers().filter_map(move |producer| {
            let version = producer.go_version().filter(|version| !seen.contains(version))?;
            seen.push(version.clone());
            Some((version, producer.at))
        })
    }

    /// The directories that units were compiled in, each with the number of units.
    pub fn comp_dirs(&self) -> impl Iterator<Item = &Name> {
        self.comp_dirs.iter()
    }

    /// The directories of all line tables, each with the number of tables that list it.
    pub fn line_directories(&self) -> impl Iterator<Item = &Name> {
        self.directories.iter()
    }

    /// Every text that can be a path, once, with its origin and the place of the first.
    pub fn texts(&self) -> impl Iterator<Item = (DwarfText, &Name)> {
        let kinds = [
            (DwarfText::LineDirectory, &self.directories),
            (DwarfText::LineFile, &self.files),
            (DwarfText::CompDir, &self.comp_dirs),
            (DwarfText::UnitName, &self.unit_names),
        ];
        kinds.into_iter().flat_map(|(kind, names)| names.iter().map(move |name| (kind, name)))
    }

    /// The GOROOTs under which package runtime is listed.
    pub(crate) fn roots(&self) -> &[GorootEvidence] {
        &self.roots
    }

    /// Whether package runtime is listed without a GOROOT.
    pub(crate) fn is_trimmed(&self) -> bool {
        self.trimmed
    }
}
