//! Where a model is asked: base URL, model, key, limits; what differs at Azure.

use std::fmt;
use std::time::Duration;

use reqwest::Url;

use super::ModelError;

/// An API key. It is never shown, logged or written.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl ApiKey {
    /// A key; blanks and line ends around it are dropped. None if nothing is left.
    #[must_use]
    pub fn new(key: &str) -> Option<Self> {
        let key = key.trim();
        (!key.is_empty()).then(|| Self(key.to_owned()))
    }

    /// The key of the environment: `LESSONS_API_KEY`, else `OPENAI_API_KEY`, else `AZURE_OPENAI_API_KEY`.
    #[must_use]
    pub fn from_environment() -> Option<Self> {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    fn from_variables(value: impl Fn(&str) -> Option<String>) -> Option<Self> {
        ["LESSONS_API_KEY", "OPENAI_API_KEY", "AZURE_OPENAI_API_KEY"]
            .iter()
            .find_map(|name| value(name).and_then(|key| Self::new(&key)))
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

/// How long and how often a server is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Until the connection stands.
    pub connect: Duration,
    /// Until the answer begins. A local server may load the model first.
    pub begin: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// For one whole answer.
    pub answer: Duration,
    /// The longest time that a server may ask to be left alone; if it asks for more, the run ends.
    pub retry_after: Duration,
    /// How often a question is asked at most, the first time included.
    pub tries: u32,
    /// The first pause between two tries where the server names none; each further one is twice as long.
    pub pause: Duration,
    /// The longest answer in bytes, as they come over the wire.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            begin: Duration::from_secs(180),
            idle: Duration::from_secs(90),
            answer: Duration::from_secs(300),
            retry_after: Duration::from_secs(60),
            tries: 4,
            pause: Duration::from_secs(1),
            bytes: 8 << 20,
        }
    }
}

/// Where a model is asked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Endpoint {
    /// Where the API begins, such as `https://api.openai.com/v1` or `http://localhost:11434/v1`. For Azure the resource,
    /// as `https://NAME.openai.azure.com`: the model is then the deployment's name.
    pub base_url: String,
    /// The model's name.
    pub model: String,
    /// The key, where the server wants one.
    pub key: Option<ApiKey>,
    /// Azure's API version, if another than the last stable one this was tested with.
    pub azure_api_version: Option<String>,
    /// How long is waited.
    pub limits: Limits,
}

/// Azure's last stable version of the older API, in which a deployment is part of the path.
const AZURE_VERSION: &str = "2024-10-21";

/// The words of a request's head, worked out once.
pub(super) struct Address {
    pub(super) url: Url,
    /// Host and port, for messages.
    pub(super) host: String,
    /// Azure's header for the key is its own.
    pub(super) is_azure: bool,
    /// No proxy stands between this machine and itself.
    pub(super) is_local: bool,
}

impl Endpoint {
    /// A model at a base URL, without a key, with the usual limits.
    #[must_use]
    pub fn new(base_url: impl Into<String>, model: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            model: model.into(),
            key: None,
            azure_api_version: None,
            limits: Limits::default(),
        }
    }

    /// The same with a key.
    #[must_use]
    pub fn with_key(mut self, key: Option<ApiKey>) -> Self {
        self.key = key;
        self
    }

    /// The same with other limits.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The URL that questions go to.
    pub(super) fn address(&self) -> Result<Address, ModelError> {
        let given = self.base_url.trim();
        let mut url = match Url::parse(given) {
            Ok(url) => url,
            Err(error) => {
                return Err(ModelError::BaseUrl { url: without_user(given), reason: error.to_string() });
            }
        };
        let fail = |reason: &str| ModelError::BaseUrl { url: without_user(given), reason: reason.to_owned() };
        match url.scheme() {
            "http" => {}
            "https" if cfg!(feature = "tls") => {}
            "https" => return Err(fail("this build has no TLS (the cargo feature `tls`)")),
            _ => return Err(fail("it does not begin with https:// or http://")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(fail("it holds a user or a password; a key comes from the environment"));
        }
        let Some(name) = url.host_str().map(str::to_ascii_lowercase) else {
            return Err(fail("it has no host"));
        };
        let host = match url.port_or_known_default() {
            Some(port) => format!("{name}:{port}"),
            None => name.clone(),
        };
        let is_azure = self.azure_api_version.is_some()
            || name.ends_with(".openai.azure.com")
            || name.ends_with(".cognitiveservices.azure.com");
        let path = url.path().trim_end_matches('/').to_owned();
        let path = path.strip_suffix("/chat/completions").unwrap_or(&path).to_owned();
        // Azure's newer API has the path of everybody's.
        if is_azure && !path.ends_with("/v1") {
            let deployment = if path.contains("/deployments/") {
                path
            } else {
                let path = path.strip_suffix("/openai").unwrap_or(&path);
                format!("{path}/openai/deployments/{}", segment(&self.model))
            };
            url.set_path(&format!("{deployment}/chat/completions"));
            let version = self.azure_api_version.as_deref().unwrap_or(AZURE_VERSION);
            if !url.query_pairs().any(|(name, _)| name == "api-version") {
                url.query_pairs_mut().append_pair("api-version", version);
            }
        } else {
            url.set_path(&format!("{path}/chat/completions"));
        }
        url.set_fragment(None);
        let is_local = name == "localhost"
            || name
                .trim_matches(['[', ']'])
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        Ok(Address { url, host, is_azure, is_local })
    }
}

/// A deployment's name as one segment of a path.
fn segment(name: &str) -> String {
    name.replace(['/', '?', '#', '%', ' '], "-")
}

/// A URL as it may be shown.
fn without_user(url: &str) -> String {
    let shown = match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}…{}", url.get(..scheme + 3).unwrap_or_default(), url.get(at..).unwrap_or_default())
        }
        _ => url.to_owned(),
    };
    crate::clean::line(&shown, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(base: &str) -> String {
        Endpoint::new(base, "my-model").address().unwrap().url.to_string()
    }

    #[test]
    fn base_urls_lead_to_the_protocols_address() {
        for (base, expected) in [
            ("http://localhost:11434/v1", "http://localhost:11434/v1/chat/completions"),
            (" http://localhost:8080/v1/ \n", "http://localhost:8080/v1/chat/completions"),
            ("http://10.0.0.2:8000", "http://10.0.0.2:8000/chat/completions"),
            ("http://h/api/openai/v1/chat/completions", "http://h/api/openai/v1/chat/completions"),
            (
                "http://x.openai.azure.com",
                "http://x.openai.azure.com/openai/deployments/my-model/chat/completions?api-version=2024-10-21",
            ),
            (
                "http://x.openai.azure.com/openai/deployments/d1?api-version=2025-01-01",
                "http://x.openai.azure.com/openai/deployments/d1/chat/completions?api-version=2025-01-01",
            ),
            ("http://x.openai.azure.com/openai/v1/", "http://x.openai.azure.com/openai/v1/chat/completions"),
        ] {
            assert_eq!(url(base), expected);
        }
        let azure = Endpoint {
            azure_api_version: Some("2025-02-01".to_owned()),
            ..Endpoint::new("http://gateway/x", "d")
        };
        assert_eq!(
            azure.address().unwrap().url.as_str(),
            "http://gateway/x/openai/deployments/d/chat/completions?api-version=2025-02-01"
        );
        assert!(Endpoint::new("http://[::1]:1/v1", "m").address().unwrap().is_local);
        assert!(!Endpoint::new("http://localhost.example/v1", "m").address().unwrap().is_local);
    }

    #[test]
    fn a_base_url_that_is_none_is_said() {
        for (base, part) in [
            ("api.example.com/v1", "relative URL without a base"),
            ("ftp://x/v1", "does not begin with https://"),
            ("http://bob:secret@x/v1", "holds a user or a password"),
            ("", "relative URL without a base"),
        ] {
            let Err(error) = Endpoint::new(base, "m").address() else { panic!("{base}") };
            let error = error.to_string();
            assert!(error.contains(part) && !error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn keys_are_trimmed_and_never_shown() {
        let key = ApiKey::new(" abc\r\n").unwrap();
        assert_eq!(key.expose(), "abc");
        assert_eq!(format!("{key:?}"), "ApiKey(…)");
        assert_eq!(ApiKey::new(" \n"), None);
        let variables = |name: &str| (name == "OPENAI_API_KEY").then(|| " k ".to_owned());
        assert_eq!(ApiKey::from_variables(variables), ApiKey::new("k"));
        assert_eq!(ApiKey::from_variables(|name| (name == "LESSONS_API_KEY").then(String::new)), None);
    }
}
