//! The module text of the build info: package, modules, settings.
//!
//! Tab-separated lines, in this order:
//!
//! ```text
//! path  <import path of package main>
//! mod   <path>  <version>  <sum>
//! dep   <path>  <version>  <sum>
//! =>    <path>  <version>  <sum>        replaces the line above
//! build <key>=<value>                   either Go-quoted where it must be (since Go 1.18)
//! ```
//!
//! Source: `runtime/debug/mod.go` (`ParseBuildInfo`), Go 1.22.10.

use crate::bytes::{Limits, PartOffset, Text, needle, within};
use crate::evidence::error::{Damage, Structure};
use crate::go::unquote;

/// About as many settings as `go build` writes.
const USUAL_SETTINGS: usize = 20;

/// One module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// The module path.
    pub path: Text,
    /// The version; `(devel)` or empty where none is known.
    pub version: Text,
    /// The checksum, `h1:…`; empty for the main module and for local replacements.
    pub sum: Text,
    /// The module that is used in its place.
    pub replace: Option<Box<Module>>,
}

/// The build info's text: everything except the Go version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleInfo {
    /// The import path of package main; `command-line-arguments` for a build of single files.
    pub main_package: Option<Text>,
    /// The main module; `None` for a build without modules.
    pub main: Option<Module>,
    /// The modules that packages of the program come from.
    pub deps: Vec<Module>,
    /// The build settings, in the order of the file.
    pub settings: Vec<(Text, Text)>,
    /// The limit that ended the reading, where one did; what stands before it is kept.
    pub cut: Option<Damage>,
}

impl ModuleInfo {
    /// The value of a setting.
    pub fn setting(&self, key: &str) -> Option<&Text> {
        let mut settings = self.settings.iter();
        settings.find(|(name, _)| name.as_bytes() == key.as_bytes()).map(|(_, value)| value)
    }

    /// Whether it lists the modules of the program: without a main module and others it is of a build that
    /// knows none.
    pub fn lists_modules(&self) -> bool {
        self.main.is_some() || !self.deps.is_empty()
    }

    /// Reads the module text, which lies at `at`. Lines of unknown kinds are passed over, as Go
    /// does: new kinds were added in Go 1.18.
    ///
    /// # Errors
    /// [`Damage`] for a line with too few fields, a replacement of nothing, or a setting that is not
    /// properly quoted. More modules or settings than the limits allow are left out, and
    /// [`Self::cut`] says so.
    pub fn parse(text: &[u8], at: PartOffset, limits: &Limits) -> Result<Self, Damage> {
        let mut info = Self::default();
        for line in needle::split(text, b'\n') {
            let offset = offset_within(text, line);
            let malformed =
                |defect| Damage::malformed(Structure::BuildInfo, at.saturating_add(offset), defect);
            let (kind, rest) = split_once(line, b'\t').unwrap_or((line, &[]));
            match kind {
                b"path" => info.main_package = Some(Text::from(rest)),
                b"mod" => info.main = Some(module(rest).map_err(malformed)?),
                b"dep" => {
                    let module = module(rest).map_err(malformed)?;
                    if info.has_room("modules", info.deps.len(), limits.modules, at, offset) {
                        info.deps.push(module);
                    }
                }
                b"=>" => {
                    let replacement = module(rest).map_err(malformed)?;
                    // Of a module that was left out.
                    if info.cut.is_some() {
                        continue;
                    }
                    let replaced = info.deps.last_mut().or(info.main.as_mut());
                    let replaced =
                        replaced.ok_or_else(|| malformed("a replacement of no module"))?;
                    replaced.replace = Some(Box::new(replacement));
                }
                b"build" => {
                    let setting = setting(rest).map_err(malformed)?;
                    let count = info.settings.len();
                    if count == 0 {
                        info.settings.reserve(USUAL_SETTINGS);
                    }
                    if info.has_room("settings", count, limits.settings, at, offset) {
                        info.settings.push(setting);
                    }
                }
                _ => {}
            }
        }
        Ok(info)
    }

    /// Whether one more than `count` is within `limit`; notes the limit where it is not.
    fn has_room(
        &mut self,
        name: &'static str,
        count: usize,
        limit: u64,
        at: PartOffset,
        offset: u64,
    ) -> bool {
        let count = u64::try_from(count).unwrap_or(u64::MAX).saturating_add(1);
        let Err(exceeded) = within(name, count, limit) else { return true };
        let at = at.saturating_add(offset);
        self.cut.get_or_insert_with(|| Damage::new(Structure::BuildInfo, at, exceeded));
        false
    }
}

/// The offset of `part` in `whole`, which contains it.
fn offset_within(whole: &[u8], part: &[u8]) -> u64 {
    let offset = part.as_ptr().addr().saturating_sub(whole.as_ptr().addr());
    u64::try_from(offset).unwrap_or(u64::MAX)
}

fn split_once(text: &[u8], separator: u8) -> Option<(&[u8], &[u8])> {
    let at = text.iter().position(|&byte| byte == separator)?;
    let (head, tail) = text.split_at_checked(at)?;
    Some((head, tail.get(1..)?))
}

fn module(fields: &[u8]) -> Result<Module, &'static str> {
    let mut fields = needle::split(fields, b'\t').map(Text::from);
    let (path, version) = (fields.next().unwrap_or_default(), fields.next());
    Ok(Module {
        path,
        version: version.ok_or("a module without a version field")?,
        sum: fields.next().unwrap_or_default(),
        replace: None,
    })
}

fn setting(text: &[u8]) -> Result<(Text, Text), &'static str> {
    const UNQUOTED: &str = "a setting that is not properly quoted";
    let end_of_key = if text.starts_with(b"\"") || text.starts_with(b"`") {
        end_of_literal(text).ok_or(UNQUOTED)?
    } else {
        text.iter().position(|&byte| byte == b'=').ok_or("a setting without a value")?
    };
    let (key, value) = text.split_at_checked(end_of_key).ok_or(UNQUOTED)?;
    let value = value.strip_prefix(b"=").ok_or("a setting without a value")?;
    let plain = |text: &[u8]| {
        if text.starts_with(b"\"") || text.starts_with(b"`") {
            unquote(text).map(|text| Text::from(&*text)).ok_or(UNQUOTED)
        } else {
            Ok(Text::from(text))
        }
    };
    Ok((plain(key)?, plain(value)?))
}

/// The length of the Go string literal at the start of `text`.
fn end_of_literal(text: &[u8]) -> Option<usize> {
    let (&quote, _) = text.split_first()?;
    let mut escaped = false;
    for (at, &byte) in text.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote == b'"' => escaped = true,
            byte if byte == quote => return at.checked_add(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<ModuleInfo, Damage> {
        ModuleInfo::parse(text.as_bytes(), PartOffset(0x100), &Limits::default())
    }

    #[test]
    fn a_whole_module_text() {
        let info = parse(
            "path\texample.com/cmd\nmod\texample.com\tv1.0.0\t\ndep\ta\tv1\th1:x=\n\
             =>\t./local\t\ndep\tb\tv2\th1:y=\nnew\tkind\nbuild\t-ldflags=\"-X 'a=b=c'\"\n\
             build\t\"odd key\"=`x`\nbuild\tempty=\n",
        )
        .unwrap();
        assert_eq!(info.main_package.unwrap().to_string(), "example.com/cmd");
        assert_eq!(info.main.unwrap().version.to_string(), "v1.0.0");
        assert_eq!(info.deps.len(), 2);
        assert_eq!(info.deps[0].replace.as_ref().unwrap().path.to_string(), "./local");
        assert_eq!(info.deps[1].replace, None);
        let settings: Vec<_> =
            info.settings.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let want = [("-ldflags", "-X 'a=b=c'"), ("odd key", "x"), ("empty", "")];
        assert_eq!(settings, want.map(|(k, v)| (k.to_string(), v.to_string())));
    }

    #[test]
    fn damage_names_its_line() {
        for (text, at) in [
            ("path\tx\nmod\tonly-a-path\n", 0x107),
            ("=>\tnothing\tv1\n", 0x100),
            ("build\tno-value\n", 0x100),
            ("build\tkey=\"open\n", 0x100),
        ] {
            assert_eq!(parse(text).unwrap_err().at, PartOffset(at), "{text:?}");
        }
        assert_eq!(parse(""), Ok(ModuleInfo::default()));
    }

    #[test]
    fn a_limit_keeps_what_stands_before_it() {
        let limits = Limits { modules: 2, settings: 1, ..Limits::default() };
        let text =
            "mod\tm\tv1\ndep\ta\tv1\ndep\tb\tv2\ndep\tc\tv3\n=>\td\tv4\nbuild\tx=1\nbuild\ty=2\n";
        let info = ModuleInfo::parse(text.as_bytes(), PartOffset(0), &limits).unwrap();
        assert_eq!((info.deps.len(), info.settings.len()), (2, 1));
        // What replaces a module that was left out replaces no other.
        assert_eq!(info.deps[1].replace, None);
        let cut = info.cut.unwrap();
        assert_eq!(cut.at, PartOffset(27));
        assert!(cut.to_string().contains("modules"), "{cut}");
    }
}
