//! Lists of paths, one per line or separated by NUL.

use std::io::{self, BufRead, Read};
use std::path::PathBuf;

use super::open::error_record;
use super::walk::Root;
use crate::report::{ErrorKind, ErrorRecord};

/// The longest path read from a list, sixteen times the limit of Linux: anything longer is not a
/// list of paths.
const LONGEST: u64 = 1 << 16;

/// The separator between two paths of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Separator {
    /// A line feed; on Windows a carriage return before it is not part of the path.
    #[default]
    Newline,
    /// A NUL.
    Nul,
}

/// The paths of a list, read on demand. Empty lines are skipped. Iteration ends at the first error,
/// which is returned as a root of its own.
#[derive(Debug)]
pub struct List<R> {
    reader: Option<R>,
    name: PathBuf,
    separator: Separator,
}

impl<R: BufRead> List<R> {
    /// Reads paths from `reader`; errors call it `name`.
    pub fn new(reader: R, name: PathBuf, separator: Separator) -> Self {
        Self { reader: Some(reader), name, separator }
    }

    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let separator = match self.separator {
            Separator::Newline => b'\n',
            Separator::Nul => 0,
        };
        let mut line = Vec::new();
        let count = reader.take(LONGEST).read_until(separator, &mut line)?;
        if line.last() == Some(&separator) {
            line.pop();
        } else if u64::try_from(count).is_ok_and(|count| count >= LONGEST) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "not a list of paths"));
        }
        if cfg!(windows) && self.separator == Separator::Newline && line.last() == Some(&b'\r') {
            line.pop();
        }
        Ok((count > 0).then_some(line))
    }
}

impl<R: BufRead> Iterator for List<R> {
    type Item = Root;

    fn next(&mut self) -> Option<Root> {
        loop {
            match self.next_line() {
                Ok(Some(line)) if line.is_empty() => {}
                Ok(Some(line)) => return Some(Root::Path(path_of(line))),
                Ok(None) => return None,
                Err(error) => {
                    self.reader = None;
                    let error = match error.kind() {
                        io::ErrorKind::InvalidData => ErrorRecord {
                            kind: ErrorKind::Malformed.into(),
                            message: format!("a path of more than {LONGEST} bytes: not a list"),
                            offset: None,
                        },
                        _ => error_record(&error),
                    };
                    return Some(Root::Failed { path: self.name.clone(), error });
                }
            }
        }
    }
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    String::from_utf8_lossy(&bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists() {
        for (text, separator, want) in [
            (&b""[..], Separator::Newline, vec![]),
            (b"\n\n", Separator::Newline, vec![]),
            (b"a\nb c\n", Separator::Newline, vec!["a", "b c"]),
            (b"a\n\nb", Separator::Newline, vec!["a", "b"]),
            (b"a\nb\0c\0", Separator::Nul, vec!["a\nb", "c"]),
        ] {
            let got: Vec<_> = List::new(text, "list".into(), separator)
                .map(|root| match root {
                    Root::Path(path) => path.to_str().unwrap().to_owned(),
                    other => panic!("{other:?}"),
                })
                .collect();
            assert_eq!(got, want, "{text:?}");
        }
    }

    #[test]
    fn a_file_that_is_no_list_is_one_error() {
        let bytes = vec![b'x'; 300_000];
        let roots: Vec<_> = List::new(&bytes[..], "list".into(), Separator::Newline).collect();
        assert!(matches!(&roots[..], [Root::Failed { error, .. }] if error.kind == "malformed"));
    }
}
