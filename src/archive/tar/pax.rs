//! Records of the POSIX interchange format: `LENGTH KEY=VALUE\n`.

use super::header::text;

/// What records say of the next entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Records {
    pub(super) path: Option<Vec<u8>>,
    pub(super) link_path: Option<Vec<u8>>,
    /// The size of the content in the archive.
    pub(super) size: Option<u64>,
    /// The size of a sparse file with its holes.
    pub(super) real_size: Option<u64>,
    /// The version of the sparse format, `1.0`; the others do not state it in each archive.
    pub(super) sparse: (Option<u64>, Option<u64>),
    /// Offset and length of each run of a sparse file, in the formats that have them here.
    pub(super) runs: Vec<(u64, u64)>,
    /// Whether any record is about a sparse file.
    pub(super) is_sparse: bool,
}

/// Reads the records; `None` where they are damaged.
pub(super) fn records(mut bytes: &[u8]) -> Option<Records> {
    let mut records = Records::default();
    let mut offset = None;
    while bytes.first().is_some_and(|it| *it != 0) {
        let space = bytes.iter().take(20).position(|byte| *byte == b' ')?;
        let length = number(bytes.get(..space)?)?;
        let length = usize::try_from(length).ok()?;
        let record = bytes.get(space.checked_add(1)?..length)?;
        let record = record.strip_suffix(b"\n")?;
        let equals = record.iter().position(|byte| *byte == b'=')?;
        let (key, value) = (record.get(..equals)?, record.get(equals.checked_add(1)?..)?);
        take(&mut records, &mut offset, key, value)?;
        bytes = bytes.get(length..)?;
    }
    Some(records)
}

fn take(records: &mut Records, offset: &mut Option<u64>, key: &[u8], value: &[u8]) -> Option<()> {
    let key = std::str::from_utf8(key).ok()?;
    records.is_sparse |= key.starts_with("GNU.sparse.");
    match key {
        "path" if !records.is_sparse => records.path = Some(text(value).to_vec()),
        "GNU.sparse.name" => records.path = Some(text(value).to_vec()),
        "linkpath" => records.link_path = Some(text(value).to_vec()),
        "size" => records.size = Some(number(value)?),
        "GNU.sparse.size" | "GNU.sparse.realsize" => records.real_size = Some(number(value)?),
        "GNU.sparse.major" => records.sparse.0 = Some(number(value)?),
        "GNU.sparse.minor" => records.sparse.1 = Some(number(value)?),
        "GNU.sparse.offset" => *offset = Some(number(value)?),
        "GNU.sparse.numbytes" => records.runs.push((offset.take()?, number(value)?)),
        "GNU.sparse.map" => {
            let numbers = value.split(|byte| *byte == b',').map(number);
            let numbers: Vec<u64> = numbers.collect::<Option<_>>()?;
            let pairs = numbers.chunks_exact(2);
            records.runs = pairs.filter_map(|it| Some((*it.first()?, *it.get(1)?))).collect();
        }
        _ => {}
    }
    Some(())
}

/// A number in decimal digits.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_matter() {
        let found = records(b"12 path=a/b\n9 size=8\n13 comment=x\n").unwrap();
        assert_eq!((found.path, found.size), (Some(b"a/b".to_vec()), Some(8)));
        let sparse = records(b"27 GNU.sparse.map=0,10,90,5\n".as_slice());
        assert!(sparse.is_none(), "the length is wrong");
        let sparse = records(b"28 GNU.sparse.map=0,10,90,5\n").unwrap();
        assert_eq!(sparse.runs, [(0, 10), (90, 5)]);
        assert!(records(b"9999 path=a\n").is_none());
        assert!(records(b"x").is_none());
    }
}
