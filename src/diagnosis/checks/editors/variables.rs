//! Variables in the settings of editors: those of Visual Studio Code and of GoLand.
//!
//! | variable | stands for |
//! | --- | --- |
//! | `${workspaceFolder}`, `${workspaceRoot}`, `${workspaceFolder:NAME}` | the folder that is open |
//! | `${userHome}`, `~` | the home directory |
//! | `${env:NAME}`, `${env.NAME}` | a variable of the environment; nothing where it is not set |
//! | `${pathSeparator}`, `${/}` | the separator of paths |
//! | `$USER_HOME$`, `$PROJECT_DIR$` | GoLand's home directory and project |
//!
//! Source: "Variables reference" of Visual Studio Code; `src/utils/pathUtils.ts`
//! (`resolvePath`, `substituteEnv`) of golang/vscode-go; "Path variables" of the IntelliJ platform.

use crate::diagnosis::facts::Scene;
use crate::host::settings::non_empty;

/// A value with its variables replaced; `None` where one of them is not known here.
pub(super) fn expand(scene: &Scene<'_>, value: &str, folder: &str) -> Option<String> {
    let mut text = String::new();
    let mut rest = match value.strip_prefix('~') {
        Some(after) if after.is_empty() || after.starts_with(['/', '\\']) => {
            text.push_str(&scene.home()?);
            after
        }
        _ => value,
    };
    while let Some((before, after)) = rest.split_once("${") {
        text.push_str(before);
        let (name, after) = after.split_once('}')?;
        text.push_str(&variable(scene, name, folder)?);
        rest = after;
    }
    text.push_str(rest);
    let home = scene.home();
    if text.contains("$USER_HOME$") {
        text = text.replace("$USER_HOME$", &home?);
    }
    let text = text.replace("$PROJECT_DIR$", folder);
    (!text.contains("_DIR$") && !text.contains("_HOME$")).then_some(text)
}

fn variable(scene: &Scene<'_>, name: &str, folder: &str) -> Option<String> {
    let environment = name.strip_prefix("env:").or_else(|| name.strip_prefix("env."));
    if let Some(name) = environment {
        return Some(non_empty(scene.view, name).map(|set| set.text).unwrap_or_default());
    }
    match name {
        "workspaceFolder" | "workspaceRoot" => Some(folder.to_owned()),
        "userHome" => scene.home(),
        "pathSeparator" | "/" => Some(scene.style().separator().to_string()),
        "workspaceFolderBasename" => folder.rsplit(['/', '\\']).next().map(str::to_owned),
        _ => {
            let wanted = name.strip_prefix("workspaceFolder:")?;
            let own = folder.rsplit(['/', '\\']).next();
            (own == Some(wanted)).then(|| folder.to_owned())
        }
    }
}
