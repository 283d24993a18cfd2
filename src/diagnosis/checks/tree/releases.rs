//! Which source files belong to which releases: a small table made from real releases.

use crate::go::Release;

/// One line for each file: the first release, the last release, the file. See the head of the
/// table.
const TABLE: &str = include_str!("release-files.tsv");

/// The files that a release must not have, each with the release that it came with or went after.
pub(super) fn aliens(release: Release) -> impl Iterator<Item = (&'static str, String)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(move |line| {
        let mut fields = line.split('\t');
        let (first, last) =
            (fields.next()?.parse::<u32>().ok()?, fields.next()?.parse::<u32>().ok()?);
        let path = fields.next()?;
        if release.minor < first {
            Some((path, format!("came with Go 1.{first}")))
        } else if release.minor > last {
            Some((path, format!("went after Go 1.{last}")))
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        let lines: Vec<_> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 200);
        for line in lines {
            let fields: Vec<_> = line.split('\t').collect();
            let (first, last): (u32, u32) =
                (fields[0].parse().unwrap(), fields[1].parse().unwrap());
            assert!(fields.len() == 3 && first <= last && !fields[2].contains(".."), "{line}");
        }
        for minor in 19..=27 {
            assert!(aliens(Release::new(1, minor, 0)).count() > 50);
        }
    }
}
