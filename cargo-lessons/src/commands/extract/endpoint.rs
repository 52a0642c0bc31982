//! Which model is asked, and where; whether it may be given the key.

#[cfg(feature = "extract")]
use lessons_extract::model::{ApiKey, Endpoint};

use super::ExtractArgs;
use crate::exit::Failure;
use crate::settings::Settings;
#[cfg(feature = "extract")]
use crate::user_settings::{self, UserSettings};

/// Where a model is asked if nobody says.
#[cfg(feature = "extract")]
const BASE_URL: &str = "https://api.openai.com/v1";
/// The model that is asked if nobody says.
#[cfg(feature = "extract")]
const MODEL: &str = "gpt-4.1";

/// Whether a model is asked.
pub(super) enum Choice {
    /// This one.
    #[cfg(feature = "extract")]
    Ask(Box<Endpoint>),
    /// None, for this reason.
    Offline(String),
}

/// Decides from the arguments, then the environment, then the user's settings, then the repository's. The key is the
/// environment's. A server that only the repository names gets no key: whoever can change a file could have it sent
/// anywhere.
#[cfg(feature = "extract")]
pub(super) fn choose(args: &ExtractArgs, repository: &Settings) -> Result<Choice, Failure> {
    let user = UserSettings::read()?;
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let environment = |names: &[&str]| names.iter().find_map(|name| variable(name));
    Ok(decide(args, &environment, &user, repository, ApiKey::from_environment()))
}

/// Without a client nobody is asked.
#[cfg(not(feature = "extract"))]
pub(super) fn choose(args: &ExtractArgs, _repository: &Settings) -> Result<Choice, Failure> {
    let said = "This build has no client for models (the cargo feature `extract`): the rule comes from the fix alone";
    Ok(Choice::Offline(if args.offline { String::new() } else { said.to_owned() }))
}

#[cfg(feature = "extract")]
fn decide(
    args: &ExtractArgs,
    environment: &dyn Fn(&[&str]) -> Option<String>,
    user: &UserSettings,
    repository: &Settings,
    key: Option<ApiKey>,
) -> Choice {
    let model = args.model.clone().or_else(|| environment(&["LESSONS_MODEL", "OPENAI_MODEL"]));
    let model = model.or_else(|| user.model.clone()).or_else(|| repository.model.clone());
    let own = args.base_url.clone().or_else(|| environment(&["LESSONS_BASE_URL", "OPENAI_BASE_URL"]));
    let own = own.or_else(|| user.base_url.clone());
    let only_repository = own.is_none() && repository.base_url.as_deref().is_some_and(|url| url != BASE_URL);
    let base_url = own.or_else(|| repository.base_url.clone()).unwrap_or_else(|| BASE_URL.to_owned());
    if args.offline {
        return Choice::Offline(String::new());
    }
    let endpoint = Endpoint::new(base_url.clone(), model.unwrap_or_else(|| MODEL.to_owned()));
    // To be shown what would be sent, nobody needs a key.
    if args.show_payload {
        return Choice::Ask(Box::new(endpoint));
    }
    let Some(key) = key else {
        return Choice::Offline(
            "No key is set, so no model is asked and the rule comes from the fix alone. With one in `LESSONS_API_KEY` \
             or `OPENAI_API_KEY` a model is (a local server takes any word for a key)"
                .to_owned(),
        );
    };
    if only_repository {
        let own = user_settings::path()
            .map_or_else(|| "your own settings".to_owned(), |path| path.display().to_string());
        return Choice::Offline(format!(
            "Only this repository's settings name the server {base_url}, so it is given no key, and no model is asked. \
             If it may have yours, pass `--base-url {base_url}`, or write `base-url` into {own}"
        ));
    }
    Choice::Ask(Box::new(endpoint.with_key(Some(key))))
}

#[cfg(all(test, feature = "extract"))]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_only_where_the_user_said() {
        let none = |_: &[&str]| None;
        let variable =
            |names: &[&str]| names.contains(&"LESSONS_BASE_URL").then(|| "http://variable/v1".to_owned());
        let repository = Settings {
            base_url: Some("https://repository/v1".to_owned()),
            model: Some("theirs".to_owned()),
            ..Settings::default()
        };
        let user = UserSettings { base_url: Some("http://user/v1".to_owned()), model: None };
        let nobody = UserSettings::default();
        let flag = ExtractArgs { base_url: Some("http://flag/v1".to_owned()), ..ExtractArgs::default() };
        let bare = ExtractArgs::default();
        let offline = ExtractArgs { offline: true, ..flag.clone() };
        let key = || ApiKey::new("secret");
        type Environment<'e> = &'e dyn Fn(&[&str]) -> Option<String>;
        // What is set where, and the server that is asked with the key.
        type Case<'e> = (
            &'e ExtractArgs,
            Environment<'e>,
            &'e UserSettings,
            &'e Settings,
            Option<ApiKey>,
            Option<&'e str>,
        );
        let cases: [Case<'_>; 9] = [
            (&flag, &variable, &user, &repository, key(), Some("http://flag/v1")),
            (&bare, &variable, &user, &repository, key(), Some("http://variable/v1")),
            (&bare, &none, &user, &repository, key(), Some("http://user/v1")),
            (&bare, &none, &nobody, &repository, key(), None),
            (&bare, &none, &nobody, &Settings::default(), key(), Some(BASE_URL)),
            (&bare, &none, &nobody, &Settings::default(), None, None),
            (&flag, &none, &nobody, &Settings::default(), None, None),
            (&offline, &none, &nobody, &Settings::default(), key(), None),
            (
                &bare,
                &none,
                &nobody,
                &Settings { base_url: Some(BASE_URL.to_owned()), ..Settings::default() },
                key(),
                Some(BASE_URL),
            ),
        ];
        for (args, environment, user, repository, key, expected) in cases {
            match decide(args, environment, user, repository, key) {
                Choice::Ask(endpoint) => {
                    assert_eq!((Some(endpoint.base_url.as_str()), endpoint.key.is_some()), (expected, true));
                }
                Choice::Offline(_) => assert_eq!(expected, None, "{args:?}"),
            }
        }
        let Choice::Ask(endpoint) = decide(&flag, &none, &nobody, &repository, key()) else {
            panic!("offline")
        };
        assert_eq!(endpoint.model, "theirs");
    }
}
