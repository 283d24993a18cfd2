//! `metadata.gz` of a gem: its specification as YAML, of which three keys matter.

use std::io::Read;

use super::lines::value;
use super::{MOST, Package, PackageKind};
use crate::archive::Kind;
use crate::archive::meter::Meter;
use crate::archive::stream::{Ending, Stream, decoded};

pub(super) fn of_compressed(stream: Stream<'_, '_>, meter: &Meter) -> Option<Package> {
    let ending = Ending::default();
    let (mut content, _) = decoded(Kind::Gzip, stream, meter, &ending).ok()?;
    let mut text = Vec::new();
    content.part(MOST).read_to_end(&mut text).ok()?;
    of_text(&text)
}

fn of_text(text: &[u8]) -> Option<Package> {
    let lines = || text.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    // Keys of the specification itself are not indented.
    let top = |key: &str| lines().find_map(|line| value(line, key, b':')).map(unquoted);
    let below = |key: &str, inner: &str| {
        let mut behind = lines().skip_while(|line| value(line, key, b':').is_none()).skip(1);
        let own = behind.by_ref().take_while(|line| line.starts_with(b" "));
        own.map(<[u8]>::trim_ascii_start).find_map(|line| value(line, inner, b':')).map(unquoted)
    };
    let platform = match top("platform") {
        Some(platform) if platform.starts_with(b"!ruby/object:Gem::Platform") => {
            let parts = [below("platform", "cpu"), below("platform", "os")];
            Some(parts.into_iter().flatten().collect::<Vec<_>>().join(&b'-'))
        }
        platform => platform.map(<[u8]>::to_vec),
    };
    Package::new(PackageKind::Gem, top("name")?, below("version", "version")?, platform.as_deref())
}

/// A value without the quotes around it.
fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [b'"', inner @ .., b'"'] | [b'\'', inner @ .., b'\''] => inner,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifications() {
        let start = "--- !ruby/object:Gem::Specification\nname: prog\n";
        let version = "version: !ruby/object:Gem::Version\n  version: '1.2'\n";
        let old = "platform: !ruby/object:Gem::Platform\n  cpu: x86_64\n  os: linux\n  version:\n";
        for (platform, want) in [
            ("platform: ruby\n", Some("ruby")),
            ("platform: x86_64-linux\n", Some("x86_64-linux")),
            (old, Some("x86_64-linux")),
            ("authors:\n- platform: x\n", None),
        ] {
            let text = [start, version, platform, "description: |\n  name: x\n"].concat();
            let package = of_text(text.as_bytes()).unwrap();
            assert_eq!(
                (package.name.as_bytes(), package.version.as_bytes()),
                (&b"prog"[..], &b"1.2"[..])
            );
            assert_eq!(package.architecture.map(|it| it.to_lossy()).as_deref(), want);
        }
        assert_eq!(of_text(start.as_bytes()), None);
    }
}
