//! Names below the folder that they share.

/// The name of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The folder that this row and the next ones share, on the first of them.
    pub(super) folder: Option<String>,
    /// The name below the folder, or the whole path of a row that shares its folder with no
    /// neighbour.
    pub(super) name: String,
}

impl Name {
    /// A path of its own.
    pub(super) fn whole(path: &str) -> Self {
        Self { folder: None, name: path.to_owned() }
    }
}

/// The rows with those paths, grouped by folder, in the same order.
pub(super) fn group<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<Name> {
    let paths: Vec<(&str, &str)> = paths.map(parts).collect();
    let folder = |at: Option<usize>| {
        at.and_then(|at| paths.get(at)).map(|&(folder, _)| folder).filter(|it| !it.is_empty())
    };
    let rows = paths.iter().enumerate().map(|(at, (_, name))| {
        let own = folder(Some(at));
        let follows = own.is_some() && folder(at.checked_sub(1)) == own;
        let leads = own.is_some() && folder(at.checked_add(1)) == own;
        match own.filter(|_| follows || leads) {
            Some(own) => {
                Name { folder: (!follows).then(|| own.to_owned()), name: format!("  {name}") }
            }
            None => Name::whole(&format!("{}{name}", own.unwrap_or_default())),
        }
    });
    rows.collect()
}

/// The folder with its `/`, and the name in it.
fn parts(path: &str) -> (&str, &str) {
    let at = path.rfind('/').and_then(|at| at.checked_add(1)).unwrap_or_default();
    path.split_at_checked(at).unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_folder() {
        let paths = ["README", "a/b/c", "a/b/d", "a/e", "f.zip!/g/h", "f.zip!/g/i"];
        let names = group(paths.into_iter());
        let shown: Vec<_> =
            names.iter().map(|it| (it.folder.as_deref(), it.name.as_str())).collect();
        assert_eq!(
            shown,
            [
                (None, "README"),
                (Some("a/b/"), "  c"),
                (None, "  d"),
                (None, "a/e"),
                (Some("f.zip!/g/"), "  h"),
                (None, "  i"),
            ]
        );
    }
}
