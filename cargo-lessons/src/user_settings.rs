//! The user's own settings, outside of any repository: which model is asked, and where.

use std::path::PathBuf;

use serde::Deserialize;

use crate::exit::Failure;

/// What a user may set. An unknown key is an error, as in a repository's settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub(crate) struct UserSettings {
    /// The model that `extract` asks.
    pub(crate) model: Option<String>,
    /// Where its server is.
    pub(crate) base_url: Option<String>,
}

impl UserSettings {
    /// Reads them; none where there is no such file.
    ///
    /// # Errors
    /// When the file cannot be read, or does not hold.
    pub(crate) fn read() -> Result<Self, Failure> {
        let Some(path) = path() else { return Ok(Self::default()) };
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(error) => return Err(Failure::new(format!("{shown} cannot be read: {error}"))),
        };
        toml::from_str(&text).map_err(|error| {
            Failure::new(format!("{shown} does not hold: {}", error.message()))
                .hint("its keys are `model` and `base-url`")
        })
    }
}

/// `lessons/config.toml` in the folder where the user's settings are.
pub(crate) fn path() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let dir = if cfg!(windows) {
        variable("APPDATA")
    } else {
        variable("XDG_CONFIG_HOME").or_else(|| std::env::home_dir().map(|home| home.join(".config")))
    };
    Some(dir?.join("lessons").join("config.toml"))
}
