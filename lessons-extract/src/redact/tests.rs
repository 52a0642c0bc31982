//! Planted secrets must go in every way of writing; commits, paths and code must stay. The secrets are put together here,
//! so that no scanner takes this file for a leak.

use super::*;

/// A generator that needs nothing and says the same each time (Steele and Vigna's `splitmix64`).
struct Random(std::cell::Cell<u64>);

impl Random {
    fn of(&self, alphabet: &str, length: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..length)
            .map(|_| {
                self.0.set(self.0.get().wrapping_add(0x9E37_79B9_7F4A_7C15));
                let mut z = self.0.get();
                z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
                alphabet[((z ^ (z >> 31)) % alphabet.len() as u64) as usize]
            })
            .collect()
    }
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const HEX: &str = "0123456789abcdef";

fn base62() -> String {
    format!("{LOWER}{}0123456789", LOWER.to_uppercase())
}

/// One planted secret: what it is, the text around it, and the part that must not be left.
struct Planted {
    kind: &'static str,
    text: String,
    core: String,
}

/// Every kind that the table knows, with fresh secrets.
fn planted(seed: u64) -> Vec<Planted> {
    let random = Random(seed.into());
    let word = |length: usize| random.of(&base62(), length);
    let hex = |length: usize| random.of(HEX, length);
    let upper = |length: usize| random.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);
    let digits = |length: usize| random.of("0123456789", length);
    let mut all = Vec::new();
    // The text has U+0001 where the core stands.
    let mut plant = |kind: &'static str, text: &str, core: String| {
        all.push(Planted { kind, text: text.replacen('\u{1}', &core, 1), core });
    };
    let at = "\u{1}";
    for (kind, prefix, core) in [
        ("aws access key", "AKIA", upper(16)),
        ("aws temporary key", "ASIA", upper(16)),
        ("google api key", "AIza", word(35)),
        ("google oauth token", "ya29.", word(60)),
        ("google client secret", "GOCSPX-", word(28)),
        ("github token", "ghp_", word(36)),
        ("github app token", "ghs_", word(36)),
        ("github fine-grained token", "github_pat_", word(82)),
        ("gitlab token", "glpat-", word(20)),
        ("atlassian token", "ATATT3", word(60)),
        ("slack bot token", "xoxb-", format!("{}-{}-{}", digits(12), digits(12), word(24))),
        ("stripe key", "sk_live_", word(24)),
        ("webhook secret", "whsec_", word(32)),
        ("twilio key", "SK", hex(32)),
        ("sendgrid key", "SG.", format!("{}.{}", word(22), word(43))),
        ("mailgun key", "key-", hex(32)),
        ("npm token", "npm_", word(36)),
        ("pypi token", "pypi-", word(80)),
        ("crates.io token", "cio", word(32)),
        ("docker token", "dckr_pat_", word(27)),
        ("digitalocean token", "dop_v1_", hex(64)),
        ("fly token", "fo1_", word(43)),
        ("anthropic key", "sk-ant-", format!("api03-{}", word(80))),
        ("openai key", "sk-proj-", word(48)),
        ("huggingface token", "hf_", random.of(&base62()[..52], 34)),
        ("groq key", "gsk_", word(52)),
        ("vault token", "hvs.", word(24)),
        ("databricks token", "dapi", hex(32)),
        ("grafana token", "glsa_", format!("{}_{}", word(32), hex(8))),
        ("sentry token", "sntrys_", word(60)),
        ("newrelic key", "NRAK-", upper(27)),
        ("shopify token", "shpat_", hex(32)),
        ("linear key", "lin_api_", word(40)),
        ("age key", "AGE-SECRET-KEY-1", random.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58)),
        ("telegram token", &format!("{}:AA", digits(10)), word(33)),
        ("jwt", &format!("eyJ{}.eyJ{}.", word(33), word(60)), word(43)),
        ("random word", "", word(40)),
        ("random hex", "", hex(64)),
    ] {
        plant(kind, &format!("{prefix}{at}"), core);
    }
    for (kind, text, core) in [
        ("aws secret key", "aws_secret_access_key = \u{1}", word(40)),
        ("azure storage key", "AccountName=logs;AccountKey=\u{1}==;EndpointSuffix=x", word(86)),
        ("slack webhook", "https://hooks.slack.com/services/T0A/B0B/\u{1}", word(24)),
        ("discord webhook", &format!("https://discord.com/api/webhooks/{}/\u{1}", digits(18)), word(68)),
        ("sentry dsn", "https://\u{1}@o42.ingest.sentry.io/4501", hex(32)),
        ("postgres dsn", "postgres://app:\u{1}@db.example.org:5432/orders", word(12)),
        ("redis dsn", "redis://:\u{1}@cache.example.org:6379/0", word(10)),
        ("basic credentials in a url", "https://deploy:\u{1}@git.example.org/x.git", word(11)),
        ("odbc dsn", "Server=tcp:x;User Id=sa;Password=\u{1};Encrypt=true", word(9)),
        ("jdbc password", "jdbc:mysql://h.example.org/x?user=app&password=\u{1}", word(9)),
        ("bearer header", "Authorization: Bearer \u{1}", word(30)),
        ("basic header", "Authorization: Basic \u{1}==", word(22)),
        ("api key header", "X-Api-Key: \u{1}", format!("{}7", word(15))),
        ("cookie", "Cookie: session=\u{1}", word(16)),
        ("password in the environment", "DB_PASSWORD=\u{1}", word(9)),
        ("curl's user", "curl -u admin:\u{1} https://x.example.org/", word(9)),
        ("secret in the environment", "APP_SECRET_TOKEN=\u{1}", format!("{}9", word(15))),
        ("password hash", "$2b$12$\u{1}", word(53)),
        ("e-mail", "\u{1}@mail.example.org", format!("alice.{}", word(6))),
        ("ip address", "\u{1}", "203.0.113.77".to_owned()),
        ("ipv6 address", "\u{1}", "2001:db8:85a3::8a2e:370:7334".to_owned()),
        ("internal host", "http://\u{1}.internal:8080/v1", "ledger-7.prod".to_owned()),
    ] {
        plant(kind, text, core);
    }
    let lines: Vec<String> = (0..4).map(|_| word(64)).collect();
    let (begin, end) =
        (format!("-----BEGIN {} KEY-----", "PRIVATE"), format!("-----END {} KEY-----", "PRIVATE"));
    plant("pem block", &format!("{begin}\n\u{1}\n{end}"), lines.join("\n"));
    plant("pem block cut off", &format!("{begin}\n\u{1}"), lines.join("\n"));
    all
}

/// The ways in which a text stands in a document.
fn ways(planted: &Planted) -> Vec<(&'static str, String)> {
    let text = &planted.text;
    let json = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n").replace('/', "\\/");
    let percent: String = text
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => (byte as char).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    let diff: String = text.lines().map(|line| format!("+    {line}\n")).collect();
    let middle = text.find(&planted.core).unwrap() + planted.core.len() / 2;
    let (left, right) = text.split_at(middle);
    vec![
        ("prose", format!("At noon somebody pasted {text} into the channel.")),
        ("line", format!("The log:\n\n{text}\n\nAnd so on.")),
        ("code block", format!("```\n{text}\n```\n")),
        ("rust", format!("```rust\nconst VALUE: &str = \"{text}\";\n```\n")),
        ("json", format!("{{\"level\": \"error\", \"line\": \"{json}\"}}")),
        ("url", format!("https://logs.example.org/search?q={percent}&page=2")),
        ("diff", format!("```diff\n@@ -1 +1 @@\n-old\n{diff}```\n")),
        ("inline code", format!("it held `{text}`, see below")),
        ("sum", format!("let value = \"{left}\" + \"{right}\";")),
        ("neighbours", format!("value = \"{left}\" '{right}'")),
        ("concat", format!("concat!(\"{left}\", \"{right}\")")),
        ("continued", format!("value = \"{left}\\\n    {right}\"")),
        ("sum in a diff", format!("+    let value = \"{left}\"\n+        + \"{right}\";\n")),
    ]
}

/// Whether some eight characters of a secret are left.
fn leaks(core: &str, text: &str) -> bool {
    let characters: Vec<char> = core.chars().filter(|c| *c != '\n').collect();
    let window = characters.len().min(8);
    characters.windows(window).any(|part| text.contains(&part.iter().collect::<String>()))
}

#[test]
fn no_planted_secret_is_left() {
    let mut failures = Vec::new();
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..2 {
        for planted in planted(seed) {
            kinds.insert(planted.kind);
            for (way, text) in ways(&planted) {
                let mut redactor = Redactor::new(&[]).unwrap();
                let code = (way == "rust").then(|| everything(&text));
                match redactor.redact(&text, code.as_slice()) {
                    Ok(redacted) if leaks(&planted.core, &redacted) => {
                        failures.push(format!("{} in {way}: {text} → {redacted}", planted.kind));
                    }
                    Ok(redacted) => assert!(redacted.contains("REDACTED_"), "{text} → {redacted}"),
                    Err(error) => failures.push(format!("{} in {way}: {error}: {text}", planted.kind)),
                }
            }
        }
    }
    assert!(kinds.len() >= 40, "{}", kinds.len());
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn no_planted_secret_is_in_what_is_sent() {
    let endpoint = crate::model::Endpoint::new("http://127.0.0.1:9/v1", "m");
    for planted in planted(3) {
        for (way, text) in ways(&planted) {
            let document =
                crate::document::read(Some("INC-1.md"), &format!("# INC-1\n\n## Root cause\n\n{text}\n"));
            let case = crate::Case { document: Some(&document), ..crate::Case::default() };
            let body = crate::payload(&case, &endpoint, &crate::ProposeOptions::default()).unwrap();
            assert!(body.contains("INC-1"), "the document is sent: {body}");
            assert!(!leaks(&planted.core, &body), "{} in {way}: {text}", planted.kind);
        }
    }
}

#[test]
fn the_same_secret_has_the_same_placeholder() {
    let secret = format!("{}{}", "ghp_", Random(3.into()).of(&base62(), 36));
    let mut redactor = Redactor::new(&[]).unwrap();
    let first = redactor.redact(&format!("token {secret} and x@example.org"), &[]).unwrap();
    assert_eq!(first, "token REDACTED_GITHUB_TOKEN_1 and REDACTED_EMAIL_1");
    let percent = secret.replace('_', "%5F");
    let second = redactor.redact(&format!("/{percent}?{secret} y@example.org"), &[]).unwrap();
    assert_eq!(second, "/REDACTED_GITHUB_TOKEN_1?REDACTED_GITHUB_TOKEN_1 REDACTED_EMAIL_2");
    let times: Vec<_> = redactor.redactions().iter().map(|it| (it.kind, it.times)).collect();
    assert_eq!(times, [("github-token", 3), ("email", 1), ("email", 1)]);
}

#[test]
fn what_was_told_once_goes_everywhere() {
    let mut redactor = Redactor::new(&[]).unwrap();
    redactor.redact("DB_PASSWORD=tr0ub4dor-and-3", &[]).unwrap();
    let later = redactor.redact("somebody typed tr0ub4dor-and-3 into the shell", &[]).unwrap();
    assert_eq!(later, "somebody typed REDACTED_PASSWORD_1 into the shell");
}

#[test]
fn the_callers_own_patterns_count_too() {
    let mut redactor = Redactor::new(&["(?i)project falcon".to_owned()]).unwrap();
    assert_eq!(redactor.redact("Project Falcon is late", &[]).unwrap(), "REDACTED_PRIVATE_1 is late");
    let error = Redactor::new(&["(".to_owned()]).unwrap_err();
    assert!(matches!(error, RedactError::Pattern { .. }), "{error}");
}

#[test]
fn what_is_sent_is_verified() {
    let redactor = Redactor::new(&[]).unwrap();
    let secret = format!("{}{}", "AK", "IAIOSFODNN7EXAMPLE");
    assert_eq!(
        redactor.verify(&format!("let key = \"{secret}\";")),
        Err(RedactError::Left("aws-access-key"))
    );
    assert_eq!(redactor.verify("let token = self.next_token(); REDACTED_AWS_ACCESS_KEY_1"), Ok(()));
    assert!(!RedactError::Left("jwt").to_string().contains(&secret));
}

/// What must be left as it is, in prose.
#[test]
fn facts_of_a_post_mortem_stay() {
    let facts = [
        "The fix is commit 3f2a91c0d5e8b7a6c4f1e2d3b4a5968778695a4b (3f2a91c), introduced by 1c0ffee.",
        "See https://github.com/acme/dispatcher/commit/3f2a91c0d5e8b7a6c4f1e2d3b4a5968778695a4b for more.",
        "thread 'main' panicked at src/queue/dispatcher_worker_pool.rs:119:5: called `Option::unwrap()`",
        "/home/build/work/target/debug/deps/dispatcher-4a1c9e2b7d3f5061: error",
        "At 14:02:11 UTC on 2026-04-12 p99 went from 120ms to 4.2s; 12:30:45.123 the first page.",
        "tokio 1.40.0, hyper v1.4.1, Rust 1.90; run `cargo update -p tokio --precise 1.40.0`.",
        "The token bucket is refilled every second. Password reset was not affected: it has its own pool.",
        "The secret to this: `tokio::sync::Mutex`. The key was `MAX_RETRIES_PER_CONNECTION`.",
        "Session id: the one of the client. Credentials: none were leaked. Tokens: 12345678 a day.",
        "We saw `std::sync::Mutex` held across `.await` in `crate::pool::Worker::run_until_stalled`.",
        "It listens on 127.0.0.1:8080 and 0.0.0.0, also on [::1]:443 and localhost.",
        "UUID 123e4567-e89b-12d3-a456-426614174000 appeared in 4,302 log lines.",
        "diff --git a/src/lib.rs b/src/lib.rs\nindex 83db48f..bf269f4 100644\n--- a/src/lib.rs\n+++ b/src/lib.rs",
        "The authorization, which had expired, was renewed. Authorization: see below.",
        "config.local.toml and settings.internal.rs were not read; .env.local was.",
        "thread::sleep(Duration::from_millis(0xDEAD_BEEF)) and 0x9E3779B97F4A7C15",
        "git@github.com:acme/dispatcher.git at rev = \"3f2a91c0d5e8b7a6c4f1e2d3b4a5968778695a4b\"",
    ];
    for fact in facts {
        let mut redactor = Redactor::new(&[]).unwrap();
        assert_eq!(redactor.redact(fact, &[]).as_deref(), Ok(fact));
    }
}

#[test]
fn commits_that_are_named_stay() {
    let commit = Random(5.into()).of(HEX, 40);
    let text = format!("It began with {commit}, as bisecting showed.");
    let mut redactor = Redactor::new(&[]).unwrap();
    redactor.keep([commit.clone()]);
    assert_eq!(redactor.redact(&text, &[]).unwrap(), text);
    let other = Redactor::new(&[]).unwrap().redact(&text, &[]).unwrap();
    assert!(!other.contains(&commit));
}

#[test]
fn rust_code_stays() {
    for code in [
        "fn login(password: &str, token: Option<Token>) -> Result<Session, AuthError> {",
        "let token = self.next_token(); let secret = Secret::new(input); let api_key = config.api_key.clone();",
        "struct Credentials { username: String, password: SecretString, token: u64 }",
        "self.state.internal.lock().unwrap().local.push(x)",
        "let session_id = session.id(); if token == Token::Eof { return None; }",
        "match token { Token::Ident(name) => name, _ => return Err(Error::UnexpectedToken) }",
        "let addr: SocketAddr = \"127.0.0.1:0\".parse()?; let v4 = Ipv4Addr::new(10, 0, 0, 1);",
        "const ALPHABET: &[u8] = b\"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";",
        "use std::sync::atomic::{AtomicUsize, Ordering}; use crate::fe::be; d1::f1(); Err(Kind::OnlyLastFlagCanTakeArg)",
        "#[serde(rename = \"accessToken\")] access_token: String, // a::b::c",
        "std::env::var(\"DATABASE_PASSWORD\").expect(\"DATABASE_PASSWORD is set\")",
        "format!(\"postgres://{user}:{password}@{host}/{db}\")",
        "headers.insert(AUTHORIZATION, format!(\"Bearer {token}\").parse()?);",
        "let key = map.keys().next(); let private_key = load_private_key(&path)?;",
        "fn test_reconnect_after_primary_failover_with_pending_writes_2() {}",
        "x @ Some(_) => x, 1..=9 => y, _ => z",
        "impl<'a> Tokenizer<'a> { fn token(&mut self) -> Token<'a> { self.tokens.pop() } }",
    ] {
        assert_eq!(Redactor::new(&[]).unwrap().redact_code(code).as_deref(), Ok(code));
    }
}

/// What is taken out of real code, where there should be next to nothing to take out.
///
/// ```sh
/// LESSONS_SOURCES=DIR cargo test --release -p lessons-extract real_code_stays -- --ignored --nocapture
/// ```
#[test]
#[ignore = "needs folders of code in LESSONS_SOURCES, parted by blanks"]
fn real_code_stays() {
    let mut open: Vec<std::path::PathBuf> = std::env::var("LESSONS_SOURCES")
        .expect("LESSONS_SOURCES names folders")
        .split_whitespace()
        .map(Into::into)
        .collect();
    let (mut files, mut changed) = (0, 0);
    let mut kinds: std::collections::BTreeMap<&str, u32> = std::collections::BTreeMap::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        let Some(text) = is_rust.then(|| std::fs::read_to_string(&path).ok()).flatten() else { continue };
        files += 1;
        let redactor = Redactor::new(&[]).unwrap();
        let hits = redactor.hits(&text, &[everything(&text)]);
        changed += usize::from(!hits.is_empty());
        for hit in hits {
            *kinds.entry(hit.label).or_default() += 1;
            let line = text.get(..hit.range.start).unwrap_or_default().lines().count();
            println!("{}:{line}: {} {:?}", path.display(), hit.label, hit.value);
        }
    }
    println!("{changed} of {files} files hold something to take out: {kinds:?}");
}

#[test]
fn wrapped_tokens_are_found() {
    let secret = Random(9.into()).of(&base62(), 36);
    let (left, right) = secret.split_at(15);
    let text = format!("> the log said {}{left}\n> {right}\n> and more", "ghp_");
    let redacted = Redactor::new(&[]).unwrap().redact(&text, &[]).unwrap();
    // The next line may go on as well, for nothing tells where the token ends.
    assert!(redacted.starts_with("> the log said REDACTED_GITHUB_TOKEN_1"), "{redacted}");
    assert!(!leaks(&secret, &redacted) && !redacted.contains(right), "{redacted}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn redaction_is_total_and_idempotent(text in "(?s).{0,200}") {
            let mut redactor = Redactor::new(&[]).unwrap();
            if let Ok(once) = redactor.redact(&text, &[]) {
                prop_assert_eq!(redactor.redact(&once, &[]), Ok(once.clone()));
            }
        }

        #[test]
        fn no_secret_is_left_among_noise(
            noise in r#"[ a-zA-Z0-9"'\\/%&=+.:@\n>-]{0,80}"#, tail in r#"[ "'\\/&=+.:@\n>]?[ a-z]{0,20}"#, seed in any::<u64>()
        ) {
            let secret = Random(seed.into()).of(&base62(), 36);
            let text = format!("{noise} {}{secret} {tail}", "ghp_");
            if let Ok(redacted) = Redactor::new(&[]).unwrap().redact(&text, &[]) {
                prop_assert!(!leaks(&secret, &redacted), "{}", redacted);
            }
        }
    }
}
