//! Bombs by the formats' own tools, in kinds that nothing here writes: a file of zeros that looks like a
//! program, and one that does not.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::bombs::{beside_a_good_one, program};
use crate::common::process::has;
use crate::common::skipped;
use crate::tables::is_opened;

/// The size of the file: more than a ratio may give of what it is packed to.
const SIZE: u64 = 1 << 30;

/// The kind, the tool, and how it packs the folder `in` to `bomb`, with `prog` in it.
const MAKERS: &[(&str, &str, &str)] = &[
    ("7z", "7z", "7z a -mx=1 bomb ./in/prog && mv bomb.7z bomb"),
    (
        "squashfs",
        "mksquashfs",
        "mksquashfs in bomb -comp xz -b 1M -processors 1 -no-progress -no-fragments",
    ),
    ("cab", "gcab", "gcab -c -z bomb in/prog"),
    ("rpm", "rpmbuild", RPM),
];

const RPM: &str = r#"mkdir -p top && printf '%s\n' 'Name: bomb' 'Version: 1' 'Release: 1' 'Summary: x' \
'License: x' '%description' 'x' '%install' 'mkdir -p %{buildroot}/usr/bin' \
'ln %{src}/prog %{buildroot}/usr/bin/prog' '%files' '/usr/bin/prog' >p.spec
rpmbuild -bb --define "_topdir $PWD/top" --define "src $PWD/in" --define '_binary_payload w1.xzdio' \
--define '__os_install_post %{nil}' --define '_build_id_links none' --define 'debug_package %{nil}' p.spec
mv "$(find top -name '*.rpm')" bomb"#;

fn make(folder: &Path, head: &[u8], script: &str) -> Option<Vec<u8>> {
    let inner = folder.join("in");
    fs::create_dir_all(&inner).unwrap();
    let file = inner.join("prog");
    fs::write(&file, head).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_len(SIZE).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-ec", script]).current_dir(folder);
    shell.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let is_made = shell.status().unwrap().success();
    is_made.then(|| fs::read(folder.join("bomb")).unwrap())
}

#[test]
fn zeros_in_every_kind() {
    let program = program();
    for (kind, tool, script) in MAKERS.iter().filter(|(kind, ..)| is_opened(kind)) {
        if !has(tool) {
            skipped(format_args!("no {tool}"));
            continue;
        }
        for head in [&program[..4096], b"no program"] {
            let folder = tempfile::tempdir().unwrap();
            let Some(bomb) = make(folder.path(), head, script) else {
                skipped(format_args!("{tool} made nothing"));
                continue;
            };
            println!("{kind}: {} bytes", bomb.len());
            let ratio = SIZE / u64::try_from(bomb.len()).unwrap();
            let scanned = beside_a_good_one(&[(kind, bomb)]);
            let short = scanned.in_short();
            let is_said = scanned.complaints().iter().any(|it| it.contains("limit "));
            // What is no program is skipped unread where the kind can.
            assert!(
                ratio < 1200 || is_said || head.starts_with(b"no"),
                "{kind}, 1 to {ratio}: {short}"
            );
            assert!(!is_said || scanned.code == 3, "{kind}: {short}");
        }
    }
}
