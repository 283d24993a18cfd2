//! A Go version as databases of vulnerabilities name it.

/// The version of the standard library: `1.27.3`, and `rc1` of a pre-release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StdVersion {
    pub(super) number: String,
    pub(super) update: Option<String>,
}

impl StdVersion {
    /// The release that a version names. What distributors and experiments add to it is cut off:
    /// `go1.25.7 (Red Hat 1.25.7-1)`, `go1.20.3 X:nocoverageredesign`, `go1.27.3-X:nodwarf5`. `None`
    /// for a version between releases, such as `devel go1.24-abc`.
    pub(super) fn of(version: &str) -> Option<Self> {
        let text = version.strip_prefix("go")?;
        let text = text.split(' ').next()?;
        let text = text.split("-X:").next()?;
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let parts = number.split('.');
        let is_number = parts.clone().count() >= 2
            && parts.clone().all(|part| !part.is_empty())
            && number.len() < 20;
        let update = match rest {
            "" => None,
            _ if is_pre_release(rest) => Some(rest.to_owned()),
            _ => return None,
        };
        is_number.then(|| Self { number: number.to_owned(), update })
    }

    /// The version as one text: `1.23rc1`.
    pub(super) fn text(&self) -> String {
        format!("{}{}", self.number, self.update.as_deref().unwrap_or_default())
    }

    /// The CPE 2.3 of that release of Go.
    pub(super) fn cpe(&self) -> String {
        let update = self.update.as_deref().unwrap_or("-");
        format!("cpe:2.3:a:golang:go:{}:{update}:*:*:*:*:*:*", self.number)
    }
}

/// Whether a text is `rc1`, `beta2` and the like.
fn is_pre_release(text: &str) -> bool {
    let number = text.strip_prefix("rc").or_else(|| text.strip_prefix("beta"));
    number.is_some_and(|number| {
        (1..4).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases() {
        for (version, want) in [
            ("go1.27.3", Some("cpe:2.3:a:golang:go:1.27.3:-:*:*:*:*:*:*")),
            ("go1.23rc1", Some("cpe:2.3:a:golang:go:1.23:rc1:*:*:*:*:*:*")),
            (
                "go1.25.7 (Red Hat 1.25.7-1.module_el8)",
                Some("cpe:2.3:a:golang:go:1.25.7:-:*:*:*:*:*:*"),
            ),
            ("go1.20.3 X:nocoverageredesign", Some("cpe:2.3:a:golang:go:1.20.3:-:*:*:*:*:*:*")),
            ("go1.27.3-X:nodwarf5", Some("cpe:2.3:a:golang:go:1.27.3:-:*:*:*:*:*:*")),
            ("devel go1.24-abcdef Tue Oct", None),
            ("go1.24-abcdef", None),
            ("go1.2:3", None),
            ("go1", None),
            ("go1..2", None),
            ("unknown", None),
            ("", None),
        ] {
            let got = StdVersion::of(version).map(|it| it.cpe());
            assert_eq!(got.as_deref(), want, "{version}");
        }
        assert_eq!(StdVersion::of("go1.23rc1").unwrap().text(), "1.23rc1");
    }
}
