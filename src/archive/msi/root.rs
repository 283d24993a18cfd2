//! What a compound file is: a package, or a document of an office program. Its root entry says so.

/// The class of packages, patches (86) and transforms (82) of the Windows Installer:
/// `{000C1084-0000-0000-C000-000000000046}`.
const CLASS: [u8; 15] = [0x10, 0x0c, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46];

/// Where the class of a compound file lies that starts with `head`: in the first entry of its tree.
pub(in crate::archive) fn class_at(head: &[u8]) -> Option<u64> {
    let shift = u16::from_le_bytes(*head.get(30..)?.first_chunk()?);
    let tree = u32::from_le_bytes(*head.get(48..)?.first_chunk()?);
    let sector = 1_u64.checked_shl(shift.into()).filter(|_| matches!(shift, 9 | 12))?;
    u64::from(tree).checked_add(1)?.checked_mul(sector)?.checked_add(80)
}

/// Whether that class is one of the Windows Installer.
pub(in crate::archive) fn is_installer(class: [u8; 16]) -> bool {
    let [first, rest @ ..] = class;
    (0x82..=0x86).contains(&first) && rest == CLASS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        let mut head = [0; 512];
        head[30] = 9;
        head[48] = 12;
        assert_eq!(class_at(&head), Some(13 * 512 + 80));
        head[30] = 10;
        assert_eq!(class_at(&head), None);
        let class = |first| [&[first][..], &CLASS].concat().try_into().unwrap();
        assert!(is_installer(class(0x84)) && is_installer(class(0x86)));
        // Documents of a word processor.
        assert!(!is_installer([6, 9, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46]));
    }
}
