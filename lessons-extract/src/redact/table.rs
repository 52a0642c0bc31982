//! The secrets that tell themselves by their form, and the words beside which a secret stands, as data.
//!
//! The forms are the issuers' own, as their documentation and public scanners give them.

/// One form of secret.
pub(super) struct Form {
    /// What it is, as the placeholder says it.
    pub(super) label: &'static str,
    /// One of these, in any case, must stand in the text before the expression is tried.
    pub(super) keywords: &'static [&'static str],
    /// Group 1 is the secret, or the whole match if there is no group.
    pub(super) expression: &'static str,
    /// What the secret's own text must be like.
    pub(super) gate: Gate,
}

/// What a secret's own text must be like beyond the expression.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gate {
    /// The form says enough.
    Form,
    /// As a password may be: no variable, no template, not empty.
    Password,
    /// As a token may be: [`Gate::Password`], and it looks random or has a digit.
    Token,
    /// [`Gate::Password`] for what stands without quotes, which in code is a name or a type.
    BarePassword,
    /// [`Gate::Token`] without quotes.
    BareToken,
}

const fn form(label: &'static str, keywords: &'static [&'static str], expression: &'static str) -> Form {
    Form { label, keywords, expression, gate: Gate::Form }
}

/// In order of rank: where two overlap, the first gives the placeholder its name.
pub(super) const FORMS: &[Form] = &[
    // Blocks. One that is cut off, as in an excerpt, ends where its lines end.
    form(
        "private-key",
        &["private key"],
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?s:.*?)-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----",
    ),
    form(
        "private-key",
        &["private key"],
        r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?:[\s>+|,:A-Za-z0-9/=-]*)",
    ),
    form("pem", &["-----begin"], r"-----BEGIN [A-Z0-9 ]{2,40}-----(?s:.*?)-----END [A-Z0-9 ]{2,40}-----"),
    form("pem", &["-----begin"], r"-----BEGIN [A-Z0-9 ]{2,40}-----[\s>+|A-Za-z0-9/=]*"),
    form(
        "private-key",
        &["putty-user-key-file"],
        r"PuTTY-User-Key-File-\d:(?s:.*?)Private-MAC:\s*[0-9a-f]{40,64}",
    ),
    form("private-key", &["age-secret-key-"], r"AGE-SECRET-KEY-1[0-9A-Za-z]{50,70}"),
    // Tokens that carry their own name.
    form("jwt", &["eyj"], r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*"),
    form("jwt", &["eyj"], r"\beyJ[A-Za-z0-9_-]{10,}(?:\.[A-Za-z0-9_-]*){4}"),
    form("aws-access-key", AWS_IDS, r"\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b"),
    form(
        "aws-secret-key",
        &["aws", "secret"],
        r#"(?i)aws.{0,24}(?:secret|sk).{0,24}?[=:\s"'>(]([A-Za-z0-9/+]{40})(?:[^A-Za-z0-9/+=]|$)"#,
    ),
    form(
        "aws-session-token",
        &["iqojb3jpz2lu", "fwogzxiv", "fqogzxiv"],
        r"\b(?:IQoJb3JpZ2lu|FwoGZXIv|FQoGZXIv)[A-Za-z0-9+/=]{60,}",
    ),
    form("google-api-key", &["aiza"], r"\bAIza[A-Za-z0-9_-]{35}"),
    form("google-oauth-token", &["ya29."], r"\bya29\.[A-Za-z0-9_-]{20,}"),
    form("google-client-secret", &["gocspx-"], r"\bGOCSPX-[A-Za-z0-9_-]{20,}"),
    form(
        "azure-storage-key",
        &["accountkey", "sharedaccesskey"],
        r"(?i)(?:AccountKey|SharedAccessKey)\s*=\s*([A-Za-z0-9+/]{40,}={0,2})",
    ),
    form("azure-sas", &["sig="], r"[?&;]sig=([A-Za-z0-9%+/=_-]{20,})"),
    form("azure-client-secret", &["q~"], r"\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}"),
    form("github-token", &["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], r"\bgh[pousr]_[A-Za-z0-9]{20,}"),
    form("github-token", &["github_pat_"], r"\bgithub_pat_[A-Za-z0-9_]{22,}"),
    form(
        "gitlab-token",
        &["gl"],
        r"\bgl(?:pat|ptt|dt|rt|rtr|cbt|ft|imt|agent|oas|soat|ffct)-[A-Za-z0-9_.-]{20,}",
    ),
    form("gitlab-token", &["gr1348941"], r"\bGR1348941[A-Za-z0-9_-]{20,}"),
    form("atlassian-token", &["atatt3", "atbb", "atctt3"], r"\b(?:ATATT3|ATCTT3|ATBB)[A-Za-z0-9_=-]{24,}"),
    form(
        "slack-webhook",
        &["hooks.slack.com"],
        r"hooks\.slack\.com/(?:services|workflows|triggers)/([A-Za-z0-9+/_-]{20,})",
    ),
    form("slack-token", &["xox", "xapp-"], r"\b(?:xox[abceoprs]|xapp)-[A-Za-z0-9.-]{10,}"),
    form(
        "discord-webhook",
        &["/api/webhooks/"],
        r"discord(?:app)?\.com/api/webhooks/(\d{10,}/[A-Za-z0-9_-]{30,})",
    ),
    form("teams-webhook", &["webhook.office.com"], r"webhook\.office\.com/(webhookb2/[A-Za-z0-9@/_-]{30,})"),
    form("stripe-key", &["_live_", "_test_"], r"\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}"),
    form("webhook-secret", &["whsec_"], r"\bwhsec_[A-Za-z0-9+/=]{16,}"),
    form("twilio-key", &["sk", "ac"], r"\b(?:SK|AC)[0-9a-f]{32}\b"),
    form("sendgrid-key", &["sg."], r"\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    form("mailgun-key", &["key-"], r"\bkey-[0-9a-f]{32}\b"),
    form("mailchimp-key", &["-us"], r"\b[0-9a-f]{32}-us\d{1,2}\b"),
    form("brevo-key", &["xkeysib-"], r"\bxkeysib-[A-Za-z0-9-]{40,}"),
    form("npm-token", &["npm_"], r"\bnpm_[A-Za-z0-9]{30,}"),
    form("pypi-token", &["pypi-"], r"\bpypi-[A-Za-z0-9_-]{50,}"),
    form("crates-io-token", &["cio"], r"\bcio[A-Za-z0-9]{32}\b"),
    form("rubygems-key", &["rubygems_"], r"\brubygems_[0-9a-f]{40,}"),
    form("docker-token", &["dckr_"], r"\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"),
    form("heroku-key", &["hrku-"], r"\bHRKU-[A-Za-z0-9_-]{30,}"),
    form("digitalocean-token", &["do"], r"\bdo[opr]_v1_[0-9a-f]{40,}"),
    form("fly-token", &["fo1_", "fm1", "fm2_"], r"\b(?:fo1_|fm1[ar]_|fm2_)[A-Za-z0-9+/=_-]{20,}"),
    form("anthropic-key", &["sk-ant-"], r"\bsk-ant-[A-Za-z0-9_-]{20,}"),
    form("openai-key", &["sk-"], r"\bsk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,}"),
    form("huggingface-token", &["hf_", "api_org_"], r"\b(?:hf|api_org)_[A-Za-z]{30,}"),
    form(
        "model-service-key",
        &["gsk_", "r8_", "pplx-", "xai-", "nvapi-", "csk-"],
        r"\b(?:gsk_|r8_|pplx-|xai-|nvapi-|csk-)[A-Za-z0-9_-]{30,}",
    ),
    form("vault-token", &["hv"], r"\bhv[sbr]\.[A-Za-z0-9_-]{20,}"),
    form("terraform-token", &["atlasv1"], r"\b[A-Za-z0-9]{10,}\.atlasv1\.[A-Za-z0-9_=-]{40,}"),
    form("databricks-token", &["dapi"], r"\bdapi[0-9a-f]{32}(?:-\d)?\b"),
    form("grafana-token", &["glsa_", "glc_"], r"\bgl(?:sa|c)_[A-Za-z0-9+/=_]{20,}"),
    form("sentry-token", &["sntry"], r"\bsntry[su]_[A-Za-z0-9+/=_-]{30,}"),
    form("newrelic-key", &["nr"], r"\bNR(?:AK|JS|II|BR|RA)[A-Z]?-[A-Za-z0-9]{18,}"),
    form("shopify-token", &["shp"], r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}\b"),
    form("square-token", &["sq0", "eaaa"], r"\b(?:sq0[a-z]{3}-[A-Za-z0-9_-]{22,}|EAAA[A-Za-z0-9_-]{56,})"),
    form("postman-key", &["pmak-"], r"\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    form(
        "service-token",
        &[
            "lin_api_", "ntn_", "figd_", "dp.", "pul-", "pscale_", "sbp_", "nfp_", "sgp_", "tskey-", "ops_",
            "phc_", "phx_", "rdme_", "ddp_", "sq_", "prefect", "pnu_", "scw", "dt0", "vercel_", "rnd_",
            "npg_", "lsv2_", "pcsk_", "e2b_", "re_",
        ],
        r"\b(?:lin_api_|ntn_|figd_|dp\.(?:pt|st|ct|sa|scim|audit)\.|pul-|pscale_(?:tkn|pw|oauth)_|sbp_|nfp_|sgp_|tskey-[a-z]+-|ops_|ph[cx]_|rdme_|ddp_|pn[ub]_|SCW|dt0c01\.|vercel_|rnd_|npg_|lsv2_[a-z]{2}_|pcsk_|e2b_|re_[A-Za-z0-9]{8}_)(?-u:[A-Za-z0-9_.+/=-]*[0-9][A-Za-z0-9_.+/=-]{15,})",
    ),
    form("telegram-token", &[":aa"], r"\b\d{8,10}:AA[A-Za-z0-9_-]{32,33}\b"),
    form("discord-token", &["."], r"\b[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}\b"),
    form(
        "password-hash",
        &["$"],
        r"\$(?:1|2[abxy]|5|6|7|y|argon2(?:i|d|id)|scrypt|pbkdf2[a-z0-9-]*)\$[A-Za-z0-9./,=+$-]{20,}",
    ),
    // What stands around a secret.
    form(
        "sentry-dsn",
        &["sentry", "ingest"],
        r"https?://([0-9a-f]{16,}(?::[0-9a-f]{16,})?@[A-Za-z0-9.-]+/\d+)",
    ),
    form(
        "authorization",
        &["authorization"],
        r#"(?i)\b(?:proxy-)?authorization["']?\s*[:=,]\s*["']?((?:bearer|basic|token|negotiate|apikey|splunk|bot|key)[ \t]+[A-Za-z0-9+/=_.~:-]{6,})"#,
    ),
    form(
        "authorization",
        &["authorization"],
        r#"(?i)\b(?:proxy-)?authorization["']?\s*[:=,]\s*["']?((?:digest|aws4-hmac-sha256)[ \t]+[^\r\n`{}]{6,})"#,
    ),
    Form {
        label: "authorization",
        keywords: &["authorization"],
        expression: r#"(?i)\b(?:proxy-)?authorization["']?\s*[:=,]\s*["']?([A-Za-z0-9+/=_.~-]{12,})"#,
        gate: Gate::Token,
    },
    form("authorization", &["bearer "], r#"(?i)\bbearer[ \t]+([A-Za-z0-9+/=_.~-]{16,})"#),
    form("authorization", &["basic "], r#"\bBasic[ \t]+([A-Za-z0-9+/]{12,}={0,2})"#),
    form("cookie", &["cookie"], r#"(?i)\b(?:set-)?cookie["']?\s*:\s*["']?([^\s=;"'`{}]+=[^\r\n"'`{}]{6,})"#),
    form(
        "authorization",
        &["x-", "api-key", "apikey"],
        r#"(?i)\b(?:x-)?(?:[a-z0-9]+-){0,3}(?:api-?key|auth(?:-token)?|access-token|token|secret|signature)["']?[ \t]*:[ \t]*["']?([A-Za-z0-9+/=_.~-]*[0-9][A-Za-z0-9+/=_.~-]{7,})"#,
    ),
    Form {
        label: "credential-url",
        keywords: &["://"],
        expression: r#"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://([^\s/?#"'`<>@{}()\\]*:[^\s/?#"'`<>@()\\]+@(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:,[A-Za-z0-9_.:-]+)*)"#,
        gate: Gate::Form,
    },
    // A password with a slash, an at sign or a hash in it; up to the last at sign before a blank.
    Form {
        label: "credential-url",
        keywords: &["://"],
        expression: r#"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|clickhouse|nats|kafka|ldaps?|s?ftp|smtps?)://([^\s"'`<>@:/{}]*:[^\s"'`<>{}]{2,200}@[A-Za-z0-9_.-]+(?::\d{1,5})?)"#,
        gate: Gate::Form,
    },
    form(
        "credential-url",
        &["://"],
        r#"\bhttps?://([A-Za-z0-9_.~-]{8,}@[A-Za-z0-9_.-]+\.[A-Za-z]{2,}(?::\d{1,5})?)"#,
    ),
    Form {
        label: "password",
        keywords: &["-u", "--user"],
        expression: r#"(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?([A-Za-z0-9_.@+-]+:[^\s"'`]{3,})"#,
        gate: Gate::Password,
    },
    Form {
        label: "password",
        keywords: &["--pass", "--token", "--secret", "--api-key"],
        expression: r#"--(?:password|passwd|pass|passphrase|secret|token|api-?key|access-token|auth-token)(?:[ \t]+|=)["']?([^\s"'`\\,;)-][^\s"'`\\,;)]{3,})"#,
        gate: Gate::BareToken,
    },
    Form {
        label: "password",
        keywords: &["mysql", "sshpass", "mariadb"],
        expression: r"\b(?:mysql\w*|mariadb\w*|sshpass)\b[^\r\n|;]{0,200}?\s-p([^\s'`]{3,})",
        gate: Gate::Password,
    },
    Form {
        label: "password",
        keywords: &["login", "machine"],
        expression: r"\bmachine\s+\S+\s+login\s+\S+\s+password\s+(\S{3,})",
        gate: Gate::Password,
    },
    Form {
        label: "password",
        keywords: PASSWORDS,
        expression: r#"(?i)(?:password|passwd|passphrase|passwort|pwd)[A-Za-z0-9_.-]{0,20}["'`]?\s*(?::=|=>|==|=|:)\s*(?:&?(?:'static\s+)?str\s*=\s*)?(?:[br]?#{0,2})["'`]([^"'`\r\n]{4,})["'`]"#,
        gate: Gate::Password,
    },
    // `("password", "…")`, which may as well be a list of names.
    Form {
        label: "password",
        keywords: PASSWORDS,
        expression: r#"(?i)(?:password|passwd|passphrase|passwort|pwd)["'`]\s*,\s*["'`]([^"'`\r\n]{4,})["'`]"#,
        gate: Gate::Token,
    },
    Form {
        label: "password",
        keywords: PASSWORDS,
        expression: r#"(?i)(?:password|passwd|passphrase|passwort|pwd)[A-Za-z0-9_.-]{0,20}["']?\s*(?:=|:|\bis\b)[ \t]*([^\s"'`,;)}\]<>&|]{4,})"#,
        gate: Gate::BarePassword,
    },
    Form {
        label: "secret",
        keywords: SECRETS,
        expression: r#"(?i)(?:secret|token|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|license[_-]?key|session[_-]?(?:id|key)|credentials?|_auth|"auth|\bsalt|\bnonce)[A-Za-z0-9_.-]{0,20}["'`]?\s*(?::=|=>|==|=|:|,)\s*(?:&?(?:'static\s+)?str\s*=\s*)?(?:[br]?#{0,2})["'`]([^"'`\r\n]{8,})["'`]"#,
        gate: Gate::Token,
    },
    Form {
        label: "secret",
        keywords: SECRETS,
        expression: r#"(?i)(?:secret|token|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|account[_-]?key|private[_-]?key|signing[_-]?key|encryption[_-]?key|master[_-]?key|license[_-]?key|session[_-]?(?:id|key)|credentials?|_auth)[A-Za-z0-9_.-]{0,20}["']?\s*(?:=|:|\bis\b|\bwas\b)[ \t]*([^\s"'`,;)}\]<>&|]{8,})"#,
        gate: Gate::BareToken,
    },
    // Machines.
    form(
        "host",
        &["ssh ", "scp ", "rsync "],
        r"\b(?:ssh|scp|rsync)\b[^\r\n|;]{0,80}?\s([A-Za-z0-9_.-]+@[A-Za-z0-9.-]+)",
    ),
    form("host", &["@"], r"(?m)\b([a-z_][a-z0-9_-]*@[A-Za-z0-9][A-Za-z0-9.-]*):[~/][^\s#$]{0,80}[#$]"),
    form("host", &["ip-"], r"\bip-\d{1,3}(?:-\d{1,3}){3}(?:\.[a-z0-9.-]+)?\b"),
];

const AWS_IDS: &[&str] = &["akia", "asia", "abia", "acca", "agpa", "aida", "aroa", "anpa"];
const PASSWORDS: &[&str] = &["passw", "passphrase", "pwd"];
const SECRETS: &[&str] =
    &["secret", "token", "key", "session", "credential", "_auth", "\"auth", "salt", "nonce"];
