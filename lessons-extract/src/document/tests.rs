//! Whole documents: one for each of the usual templates, and the traps between them.

use proptest::prelude::*;

use super::*;

/// Checks what holds for every document: spans lie in the text, on character boundaries, and in order.
fn assert_sound(document: &Document) {
    let text = &document.text;
    let inside = |span: &Span, what: &str| {
        assert!(text.get(span.clone()).is_some(), "{what} {span:?} of {}", text.len());
    };
    inside(&document.span, "document");
    document.dates.iter().for_each(|it| inside(&it.span, "date"));
    document.fields.iter().for_each(|it| inside(&it.span, "field"));
    for section in &document.sections {
        inside(&section.heading_span, "heading");
        inside(&section.body, "body");
        assert!(!section.meanings.is_empty());
        if let Some(paragraph) = &section.paragraph {
            inside(&paragraph.span, "paragraph");
            assert!(!paragraph.text.is_empty());
        }
    }
    for block in &document.code {
        inside(&block.span, "code");
        inside(&block.content, "content");
        assert!(block.section.is_none_or(|at| at < document.sections.len()));
    }
    for diff in &document.diffs {
        inside(&diff.span, "diff");
        let hunks = diff.files.iter().flat_map(|file| &file.hunks);
        hunks.flat_map(|hunk| &hunk.lines).for_each(|line| inside(&line.span, "line"));
    }
    document.commits.iter().for_each(|it| inside(&it.span, "commit"));
    document.references.iter().for_each(|it| inside(&it.span, "reference"));
    document.links.iter().for_each(|it| inside(&it.span, "link"));
    document.locations.iter().for_each(|it| inside(&it.span, "location"));
}

fn sound(name: Option<&str>, text: &str) -> Document {
    let document = read(name, text);
    assert_sound(&document);
    document
}

fn first(document: &Document, meaning: Meaning) -> &str {
    document.first(meaning).map_or("", |paragraph| paragraph.text.as_str())
}

fn date(document: &Document) -> String {
    document.date.map(|date| date.to_string()).unwrap_or_default()
}

fn code<'a>(document: &'a Document, needle: &str) -> &'a CodeBlock {
    document
        .code
        .iter()
        .find(|block| block.text.contains(needle))
        .unwrap_or_else(|| panic!("no code with {needle}"))
}

const SRE: &str = "# Dispatcher stalled (incident #465)

### Date

2026-04-12

### Authors

ann, bo and cy

### Status

Complete, action items in progress

### Summary

No jobs left the queue for 66 minutes.

### Impact

1.2 million jobs were late.

### Root Causes

A guard of `std::sync::Mutex` lived across an await.

```rust
let jobs = self.jobs.lock().unwrap();
self.send(&jobs).await;
```

### Trigger

A burst of slow clients.

### Resolution

Restarted, then shipped 3f2a91c.

### Detection

The queue alert paged us.

## Action Items

| Action item | Type | Owner | Bug |
|---|---|---|---|
| Forbid guards across awaits | prevent | ann | #470 |

## Lessons Learned

### What went well

The runbook was right.

### What went wrong

Nobody saw the clippy warning.

### Where we got lucky

It was Sunday.

## Timeline

2026-04-12 (all times UTC)

* 10:03 the alert fires
* 11:09 the queue drains

## Supporting information

https://dash.example/d/1
";

#[test]
fn site_reliability_book() {
    let document = sound(None, SRE);
    assert_eq!(document.id.as_deref(), Some("INC-465"));
    assert_eq!(document.title.as_deref(), Some("Dispatcher stalled (incident #465)"));
    assert_eq!(date(&document), "2026-04-12");
    assert_eq!(document.authors, ["ann", "bo", "cy"]);
    assert_eq!(document.status.as_deref(), Some("Complete, action items in progress"));
    assert_eq!(first(&document, Meaning::Cause), "A guard of std::sync::Mutex lived across an await.");
    assert_eq!(first(&document, Meaning::Fix), "Restarted, then shipped 3f2a91c.");
    assert_eq!(first(&document, Meaning::Detection), "The queue alert paged us.");
    assert_eq!(code(&document, "self.jobs.lock").polarity, Polarity::Bad);
    assert_eq!(document.commits[0].hash, "3f2a91c");
    assert_eq!(document.links[0].url, "https://dash.example/d/1");
    let well = document.sections.iter().find(|section| section.heading == "What went well").unwrap();
    assert_eq!(well.meanings, [Meaning::Other]);
    assert_eq!(document.incidents().len(), 1);
    assert!(document.names_code());
}

#[test]
fn atlassian_with_blanks_and_comments() {
    let text = "# INC-77 Checkout errors\n\n<!-- Incident of 2019-01-01, fixed by 1c0ffee1 -->\n\n| Field | Value |\n|---|---|\n\
        | Date | 3 March 2026 |\n| Severity | SEV-2 |\n| Owner | Dee |\n\n## Incident summary\n\n<Describe the incident.>\n\nOrders failed.\n\n\
        ## Leadup\n\n<...>\n\n## Fault\n\nThe parser unwraps what a peer sends: `Key::parse(bytes).expect(\"valid\")`.\n\n## Impact\n\nTBD\n\n\
        ## Recovery\n\nWe rolled back.\n\n## Root cause identification: the five whys\n\n1. Why did it fail? The key was empty.\n\n\
        ## Recurrence\n\nThe same as INC-12.\n\n## Corrective actions\n\nReturn the error.\n";
    let document = sound(Some("docs/checkout.md"), text);
    assert_eq!(document.id.as_deref(), Some("INC-77"));
    assert_eq!(date(&document), "2026-03-03");
    assert_eq!(document.severity.as_deref(), Some("SEV-2"));
    assert_eq!(document.authors, ["Dee"]);
    assert_eq!(first(&document, Meaning::Context), "Orders failed.");
    assert_eq!(first(&document, Meaning::Impact), "");
    assert_eq!(first(&document, Meaning::Recurrence), "The same as INC-12.");
    assert_eq!(document.with_meaning(Meaning::Cause).count(), 2);
    assert!(document.commits.is_empty(), "{:?}", document.commits);
    assert_eq!(document.dates.len(), 1);
    assert_eq!(code(&document, "Key::parse").polarity, Polarity::Bad);
}

#[test]
fn pagerduty_with_bold_headings() {
    let text = "Cache poisoned\n==============\n\n**Incident date:** April 12, 2026\n\n**Overview**\n\nReads were stale.\n\n\
        **Contributing factors**\n\n- The retry loop had no backoff.\n\n**Resolution**\n\nAdded backoff in #5472.\n\n**What went well?**\n\nPaging.\n\n\
        **Action items**\n\nUse the shared helper.\n";
    let document = sound(None, text);
    assert_eq!(document.title.as_deref(), Some("Cache poisoned"));
    assert_eq!(date(&document), "2026-04-12");
    assert_eq!(first(&document, Meaning::Cause), "The retry loop had no backoff.");
    assert_eq!(first(&document, Meaning::Fix), "Added backoff in #5472.");
    assert_eq!(first(&document, Meaning::Prevention), "Use the shared helper.");
    assert_eq!(document.references[0].number, 5472);
}

#[test]
fn incident_io_calls_it_contributors() {
    let text = "# Flags down\n\n## Key information\n\n- **Incident**: INC-31\n- **Started at**: 2025-09-29 09:12\n- **Severity**: Critical\n\n\
        ## Summary\n\nFlags were off.\n\n## Contributors\n\nA timeout of 300 ms.\n\n## Mitigators\n\nThe cache.\n\n## Learnings and risks\n\nMore to come.\n\n## Follow-ups\n\n- Make it a setting.\n";
    let document = sound(None, text);
    assert_eq!(document.id.as_deref(), Some("INC-31"));
    assert_eq!(date(&document), "2025-09-29");
    assert_eq!(document.severity.as_deref(), Some("Critical"));
    assert_eq!(first(&document, Meaning::Cause), "A timeout of 300 ms.");
    assert_eq!(first(&document, Meaning::Fix), "The cache.");
    assert_eq!(document.with_meaning(Meaning::Prevention).count(), 2);
}

#[test]
fn etsy_fields() {
    let text = "Title: Search index froze\nStart time: 2026/04/12 10:00\nDetect time: 2026/04/13 10:05\nSeverity: 2\nSubsystem: search\nOwner team: discovery\n\
        Incident cause: The writer waits for itself.\nIt takes the lock twice.\nSummary: Writes stopped.\n\nRemediation: Take the lock once.\n";
    let document = sound(None, text);
    assert_eq!(document.title.as_deref(), Some("Search index froze"));
    assert_eq!(date(&document), "2026-04-12");
    assert_eq!(document.severity.as_deref(), Some("2"));
    assert_eq!(document.authors, ["discovery"]);
    assert_eq!(first(&document, Meaning::Cause), "The writer waits for itself. It takes the lock twice.");
    assert_eq!(first(&document, Meaning::Context), "Writes stopped.");
    assert_eq!(first(&document, Meaning::Prevention), "Take the lock once.");
}

#[test]
fn azure_merges_cause_and_mitigation() {
    let text = "## Summary of impact\n\nBetween 10:00 and 11:00 on 12 Apr 2026 writes failed.\n\n## Root cause and mitigation\n\nThe worker unwrapped.\n\n\
        ```rust\nlet n = parse(x);\n```\n\nNow it reads:\n\n```rust\nlet n = parse(x)?;\n```\n\n## Next steps\n\nTests.\n";
    let document = sound(None, text);
    let merged = document.with_meaning(Meaning::Cause).next().unwrap();
    assert_eq!(merged.meanings, [Meaning::Cause, Meaning::Fix]);
    assert_eq!(code(&document, "parse(x);").polarity, Polarity::Unknown);
    assert_eq!(code(&document, "parse(x)?").polarity, Polarity::Good);
    assert_eq!(date(&document), "2026-04-12");
}

#[test]
fn commit_messages() {
    let text = "commit a56fd45f00112233445566778899aabbccddeeff\nAuthor: Ann <ann@example.org>\nDate:   Thu Nov 23 10:00:00 2023 +0000\n\n    proxy: await finished tasks (#5909)\n    \n\
        \x20   ## Problem\n    \n    The set grows: an arm with a refutable pattern is switched off.\n    \n    ## Summary of changes\n    \n    Match every result. Regression from 1c0ffee2.\n\n\
        diff --git a/src/proxy.rs b/src/proxy.rs\nindex 1..2 100644\n--- a/src/proxy.rs\n+++ b/src/proxy.rs\n@@ -10,3 +10,3 @@ async fn serve()\n     tokio::select! {\n-        Some(Err(e)) = set.join_next() => {}\n+        Some(res) = set.join_next() => {}\n     }\n";
    let document = sound(None, text);
    assert_eq!(document.title.as_deref(), Some("proxy: await finished tasks (#5909)"));
    assert!(first(&document, Meaning::Cause).starts_with("The set grows"));
    assert!(first(&document, Meaning::Fix).starts_with("Match every result."));
    let hunk = &document.diffs[0].files[0].hunks[0];
    assert!(hunk.before.contains("Some(Err(e))") && hunk.after.contains("Some(res)"));
    assert_eq!(document.diffs[0].files[0].path(), Some("src/proxy.rs"));
    let introduced = document.commits.iter().find(|commit| commit.hash == "1c0ffee2").unwrap();
    assert_eq!(introduced.role, Role::Introduced);
    assert!(document.code.is_empty(), "{:?}", document.code);

    let plain = sound(
        None,
        "Drop the guard before sending\n\nIt was held across the await.\n\nFixes: 1c0ffee2 (\"dispatch: batch\")\n",
    );
    assert_eq!(plain.title.as_deref(), Some("Drop the guard before sending"));
    assert_eq!(plain.commits[0].role, Role::Introduced);
}

#[test]
fn advisories() {
    let text = "```toml\n[advisory]\nid = \"RUSTSEC-2023-0001\"\npackage = \"pipes\"\ndate = \"2023-01-04\"\naliases = [\"CVE-2023-22466\"]\n\n[versions]\npatched = [\">= 1.18.4\"]\n```\n\n\
        # `reject_remote_clients` is dropped\n\n## Impact\n\nSetting the mode second resets the first call.\n\n## Patches\n\nUpdate.\n\n## Workarounds\n\nSet the mode first:\n\n\
        ```rust\nlet o = Options::new().mode(M).reject(true);\n```\n";
    let document = sound(Some("RUSTSEC-2023-0001.md"), text);
    assert_eq!(document.id.as_deref(), Some("RUSTSEC-2023-0001"));
    assert_eq!(date(&document), "2023-01-04");
    assert_eq!(document.title.as_deref(), Some("reject_remote_clients is dropped"));
    assert_eq!(first(&document, Meaning::Fix), "Update.");
    assert_eq!(code(&document, "Options::new").polarity, Polarity::Good);
    assert!(document.code.iter().all(|block| !block.text.contains("advisory")));
}

#[test]
fn front_matter_of_a_blog_is_the_publication() {
    let text = "---\ntitle: \"The proxy stalled\"\ndate: 2026-04-20\nauthor: Ann\n---\n\nOn 12 April 2026 at 10:03 UTC the proxy began to fail.\n\nThe cause was `x.lock()` in a scrutinee.\n";
    let document = sound(None, text);
    assert_eq!(document.title.as_deref(), Some("The proxy stalled"));
    assert_eq!(date(&document), "2026-04-12");
    assert_eq!(code(&document, "x.lock()").polarity, Polarity::Bad);
}

#[test]
fn polarity_in_context() {
    // (text, needle, expected)
    let cases: &[(&str, &str, Polarity)] = &[
        ("```rust,bad\na();\n```\n", "a();", Polarity::Bad),
        ("```rust good file=src/x.rs\na();\n```\n", "a();", Polarity::Good),
        ("## Root cause\n\n```rust,good\na();\n```\n", "a();", Polarity::Good),
        ("## Resolution\n\nBefore the fix:\n\n```rust\na();\n```\n", "a();", Polarity::Bad),
        ("## Root cause\n\nUse this instead:\n\n~~~~rust\na();\n~~~~\n", "a();", Polarity::Good),
        ("## Fix\n\nWe tried this and rejected it:\n\n```rust\na();\n```\n", "a();", Polarity::Rejected),
        (
            "## Fix\n\nFirst we wrote:\n\n```rust\na();\n```\n\nThis did not help, the lock was still held.\n",
            "a();",
            Polarity::Rejected,
        ),
        ("## Resolution\n\n    a();\n", "a();", Polarity::Good),
        ("Some text.\n\n```rust\na();\n```\n", "a();", Polarity::Unknown),
        (
            "## Root cause\n\n```text\nthread 'main' panicked at src/q.rs:119:5\n```\n",
            "panicked",
            Polarity::Unknown,
        ),
        (
            "## Root cause\n\n```\nthread 'main' panicked at src/q.rs:119:5\n```\n",
            "panicked",
            Polarity::Unknown,
        ),
        ("### Before\n\n```rust\na();\n```\n\n### After\n\n```rust\nb();\n```\n", "b();", Polarity::Good),
        ("Before and after:\n\n```rust\na();\n```\n\n```rust\nb();\n```\n", "a();", Polarity::Bad),
        ("Before and after:\n\n```rust\na();\n```\n\n```rust\nb();\n```\n", "b();", Polarity::Good),
        ("```rust\n// before\na();\n// after\nb();\n```\n", "a();", Polarity::Bad),
        ("```rust\n// before\na();\n// after\nb();\n```\n", "b();", Polarity::Good),
        ("Use `b()` instead of `a()`.\n", "b()", Polarity::Good),
        ("Use `b()` instead of `a()`.\n", "a()", Polarity::Bad),
        ("The call `a()` deadlocked the worker.\n", "a()", Polarity::Bad),
        ("We replaced `a()` with care.\n", "a()", Polarity::Bad),
        ("Do not use `a()`.\n", "a()", Polarity::Bad),
        ("The handler takes `a()`.\n", "a()", Polarity::Unknown),
        ("> quoted, and broken:\n>\n> ```rust\n> a();\n> ```\n", "a();", Polarity::Bad),
    ];
    for (text, needle, expected) in cases {
        assert_eq!(code(&sound(None, text), needle).polarity, *expected, "{text}");
    }
}

#[test]
fn commits_and_what_only_looks_like_them() {
    use Role::{Fix, Introduced, Mentioned};
    let cases: &[(&str, &[(&str, Role)])] = &[
        ("Fixed by 3f2a91c.", &[("3f2a91c", Fix)]),
        ("Fixed in `3f2a91c` and `4f2a91d`.", &[("3f2a91c", Fix), ("4f2a91d", Fix)]),
        ("Introduced by 1c0ffee2, fixed by 3f2a91c.", &[("1c0ffee2", Introduced), ("3f2a91c", Fix)]),
        ("1c0ffee2 introduced it; 3f2a91c fixed it.", &[("1c0ffee2", Introduced), ("3f2a91c", Fix)]),
        ("1c0ffee2 introduced it and 3f2a91c fixed it.", &[("1c0ffee2", Introduced), ("3f2a91c", Fix)]),
        ("A regression from 1c0ffee2.", &[("1c0ffee2", Introduced)]),
        ("It was caused by commit 1c0ffee2.", &[("1c0ffee2", Introduced)]),
        ("It was not caused by 1c0ffee2.", &[("1c0ffee2", Mentioned)]),
        ("This reverts commit 1c0ffee2.", &[("1c0ffee2", Introduced)]),
        ("1c0ffee2 was reverted.", &[("1c0ffee2", Introduced)]),
        ("Production ran 3f2a91c.", &[("3f2a91c", Mentioned)]),
        ("- fix: 3f2a91c\n- seen on 4f2a91d\n", &[("3f2a91c", Fix), ("4f2a91d", Mentioned)]),
        ("[the fix](https://git.example/o/r/commit/3f2a91c0)", &[("3f2a91c0", Mentioned)]),
        ("The fix is [3f2a91c](https://git.example/o/r/commit/3f2a91c0).", &[("3f2a91c0", Fix)]),
        ("| Fix commit | 3f2a91c |\n|---|---|\n| x | y |\n", &[("3f2a91c", Mentioned)]),
        ("Fixes: 1c0ffee2 (\"batch\")", &[("1c0ffee2", Introduced)]),
        ("We were defaced; the facade, acceded and effaced.", &[]),
        ("1234567 users, 20260412, 1e100000 and 0x1c0ffee2.", &[]),
        ("id 550e8400-e29b-41d4-a716-446655440000", &[]),
        ("trace 4bf92f3577b34da6a3ce929d0e0e4736", &[]),
        ("colour #1c0ffee and request_id=1c0ffee2", &[]),
        ("sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", &[]),
        ("commit 1234567 was bad", &[("1234567", Mentioned)]),
        ("```console\n$ git revert 1c0ffee2\nindex 3f2a91c..4f2a91d\n```\n", &[("1c0ffee2", Introduced)]),
        ("<!-- fixed by 3f2a91c -->\n", &[]),
    ];
    for (text, expected) in cases {
        let document = sound(None, text);
        let found: Vec<_> =
            document.commits.iter().map(|commit| (commit.hash.as_str(), commit.role)).collect();
        assert_eq!(&found, expected, "{text}");
    }
}

#[test]
fn references_and_locations() {
    let document = sound(
        None,
        "Fixed in neondatabase/neon#5909, see PR 5472 and issue #12 of incident #465.\n\nhttps://git.example/o/r/pull/77\n\n\
         `src/queue.rs:119:5` and https://git.example/o/r/blob/3f2a91c/src/lib.rs#L10-L20, at 10:30:05\n\n```\nthread 'main' panicked at a/b.rs:7:9:\n```\n",
    );
    let found: Vec<_> = document
        .references
        .iter()
        .map(|it| (it.kind, it.number, it.repository.as_deref(), it.role))
        .collect();
    assert_eq!(
        found,
        [
            (ReferenceKind::Unknown, 5909, Some("neondatabase/neon"), Role::Fix),
            (ReferenceKind::Pull, 5472, None, Role::Mentioned),
            (ReferenceKind::Issue, 12, None, Role::Mentioned),
            (ReferenceKind::Pull, 77, Some("o/r"), Role::Mentioned),
        ]
    );
    let places: Vec<_> = document.locations.iter().map(|it| (it.path.as_str(), it.line, it.column)).collect();
    assert_eq!(places, [("src/queue.rs", 119, Some(5)), ("src/lib.rs", 10, None), ("a/b.rs", 7, Some(9))]);
}

#[test]
fn several_incidents_under_headings() {
    let text = "# Flags: recurring outages in October 2025\n\n## Summary\n\nFour times.\n\n## Incidents\n\n### 2025-10-01: cache cold\n\n#### Root cause\n\nNo backoff.\n\n\
        ### 2025-10-07: cache cold again\n\n#### Root cause\n\nStill none, fixed by 3f2a91c.\n\n## Timeline\n\n### 2025-10-01\n\nx\n\n### 2025-10-07\n\ny\n";
    let document = sound(Some("2025-10-21-recurring.md"), text);
    let incidents = document.incidents();
    incidents.iter().for_each(assert_sound);
    let told: Vec<_> = incidents.iter().map(|it| (date(it), first(it, Meaning::Cause).to_owned())).collect();
    assert_eq!(
        told,
        [
            ("2025-10-01".to_owned(), "No backoff.".to_owned()),
            ("2025-10-07".to_owned(), "Still none, fixed by 3f2a91c.".to_owned())
        ]
    );
    assert_eq!(incidents[0].id.as_deref(), Some("2025-10-21-recurring-1"));
    let commit = &incidents[1].commits[0];
    assert_eq!(incidents[1].slice(&commit.span), "3f2a91c");
}

#[test]
fn a_timeline_told_incident_by_incident() {
    let text = "# Recurring outages\n\n## Incident timeline\n\n### October 21, 2025 - cache overload\n\nSlow.\n\n**Root causes:**\n\n- Small nodes.\n\n**Timeline:**\n\n- 21:45 deploy\n\n\
        ### October 29-30, 2025 - latency\n\nSlow again.\n\n**Root causes:**\n\n- The same nodes.\n\n## Root cause analysis\n\nSmall nodes.\n";
    let incidents = sound(None, text).incidents();
    let told: Vec<_> = incidents.iter().map(|it| (date(it), first(it, Meaning::Cause).to_owned())).collect();
    assert_eq!(
        told,
        [
            ("2025-10-21".to_owned(), "Small nodes.".to_owned()),
            ("2025-10-29".to_owned(), "The same nodes.".to_owned())
        ]
    );
}

#[test]
fn several_incidents_in_a_list() {
    let story = "The routers waited for a lock that each of them held, and nothing moved until they were restarted one by one.";
    let text = format!(
        "# Infra log\n\nOne week.\n\n- **September 1: Routing Outage** (15:30EST) {story}\n- **September 3: Metrics Failure** {story}\n\n  {story}\n"
    );
    let incidents = sound(Some("infra-log/2024-09-07.md"), &text).incidents();
    let told: Vec<_> = incidents.iter().map(|it| (date(it), it.title.clone().unwrap())).collect();
    assert_eq!(
        told,
        [
            ("2024-09-01".to_owned(), "September 1: Routing Outage".to_owned()),
            ("2024-09-03".to_owned(), "September 3: Metrics Failure".to_owned())
        ]
    );
}

#[test]
fn one_incident_stays_one() {
    for text in [
        "# INC-1\n\n## Timeline\n\n### 2026-04-12\n\na\n\n### 2026-04-13\n\nb\n",
        "# INC-1\n\n## 2026-04-12\n\na\n\n## 2026-04-13\n\nb\n\n## Root cause\n\nc\n",
        "# INC-1\n\n## Action items\n\n### INC-2 add a test\n\na\n\n### INC-3 add an alert\n\nb\n",
        "- 2026-04-12 10:03 alert\n- 2026-04-13 11:09 fixed\n",
        "# Changelog\n\n## 1.2.0 - 2026-04-12\n\na\n\n## [1.3.0] - 2026-05-12\n\nb\n",
        "",
    ] {
        assert_eq!(sound(None, text).incidents().len(), 1, "{text}");
    }
    let text = "# October\n\n## INC-1: a\n\nx\n\n## INC-2: b\n\ny\n";
    let ids: Vec<_> = sound(None, text).incidents().into_iter().filter_map(|it| it.id).collect();
    assert_eq!(ids, ["INC-1", "INC-2"]);
}

#[test]
fn a_human_cause_names_no_code() {
    let text = "# INC-9: certificate expired\n\nDate: 2026-04-12\n\n## Root cause\n\nNobody renewed the certificate of the `api` host.\n\n```console\n$ openssl x509 -enddate\n```\n\n## Resolution\n\nWe ran `cargo build`, then renewed it.\n";
    let document = sound(None, text);
    assert!(!document.names_code(), "{document:?}");
    assert!(document.first(Meaning::Cause).is_some());
}

#[test]
fn diffs_fenced_quoted_and_in_text() {
    let raw = "Fix it\n\ndiff --git a/x.rs b/x.rs\n--- a/x.rs\n+++ b/x.rs\n@@ -1,2 +1,2 @@\n # not a heading\n-a();\n+b();\n\nThanks, 3f2a91c.\n";
    let document = sound(None, raw);
    assert_eq!(document.diffs[0].files[0].hunks[0].after, " # not a heading\nb();\n".trim_start_matches(' '));
    assert!(document.sections.is_empty());
    assert_eq!(document.commits.len(), 1);
    let quoted = sound(None, "## Fix\n\n> ```diff\n> -a();\n> +b();\n> ```\n");
    let hunk = &quoted.diffs[0].files[0].hunks[0];
    assert_eq!((hunk.before.as_str(), hunk.after.as_str()), ("a();\n", "b();\n"));
    assert_eq!(quoted.slice(&hunk.lines[1].span), "b();");
    assert_eq!(quoted.diffs[0].section, Some(0));
    assert!(quoted.code.is_empty());
}

#[test]
fn line_ends_and_marks_change_nothing() {
    let crlf = format!("\u{feff}{}", SRE.replace('\n', "\r\n"));
    let (plain, other) = (sound(None, SRE), sound(None, &crlf));
    assert_eq!(
        (plain.id.clone(), plain.title.clone(), plain.date),
        (other.id.clone(), other.title.clone(), other.date)
    );
    assert_eq!(first(&plain, Meaning::Cause), first(&other, Meaning::Cause));
    assert_eq!(code(&plain, "lock()").text, code(&other, "lock()").text);
    assert_eq!(plain.sections.len(), other.sections.len());
    assert_eq!(read_bytes(None, b"# INC-1\n\n\xff\xfe\n").id.as_deref(), Some("INC-1"));
}

#[test]
fn large_hostile_inputs_take_linear_time() {
    let deep: String = (0..400).map(|depth| format!("{}- a\n", "  ".repeat(depth))).collect();
    let units = [
        "> ",
        "- ",
        "* a\n",
        "`",
        "```\n",
        "[",
        "![a](",
        "<!--",
        "<a ",
        "**a",
        "_a",
        "|a|b|\n|-|-|\n",
        "# INC-1 2026-04-12\n",
        "2026-04-12 ",
        "abc1234 x ",
        "`a` ",
        "diff --git a/x b/x\n",
        "--- a\n+++ b\n@@ -1 +1 @@\n",
        "a: b\n",
        "Root cause: x\n",
        "**Root cause**\n\n",
        "https://a.b/((( ",
        "x.rs:1:1 ",
        "#12 ",
        "INC-1 ",
        "&amp;",
        "\\",
        "~~~\n\n",
        "1. a\n",
        "[a]: b\n",
        "{{<",
        "a.rs",
    ];
    let mut slowest = (std::time::Duration::ZERO, "");
    for unit in units {
        let text = unit.repeat(200_000 / unit.len());
        let started = std::time::Instant::now();
        let document = sound(None, &text);
        document.incidents();
        slowest = slowest.max((started.elapsed(), unit));
    }
    let started = std::time::Instant::now();
    sound(None, &(deep + &"\n".repeat(200_000)));
    slowest = slowest.max((started.elapsed(), "deep list"));
    // Debug builds on a busy machine: a quadratic step takes minutes here.
    assert!(slowest.0 < std::time::Duration::from_secs(30), "{slowest:?}");
}

/// Pieces that meet in real documents, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("# INC-245: x\n".to_owned()),
        Just("## Root cause and fix\n\n".to_owned()),
        Just("**Root cause:** é `a()` ".to_owned()),
        Just("Date: 12 April 2026\r\n".to_owned()),
        Just("```rust,bad\nlet é = 1;\n// before\n// after\n".to_owned()),
        Just("```\n".to_owned()),
        Just("> - ".to_owned()),
        Just("    code\n".to_owned()),
        Just("\u{feff}---\nid: x\n---\n".to_owned()),
        Just("commit 3f2a91c0\nA: b\n\n    ".to_owned()),
        Just("diff --git a/é b/é\n@@ -1,2 +1,2 @@\n-é\n+b\n".to_owned()),
        Just("| Date | Severity |\n|---|---|\n| 2026-04-12 | é |\n".to_owned()),
        Just("fixed by 3f2a91c, [é](https://a.b/commit/3f2a91c) <é> <!-- x -->".to_owned()),
        Just("- **2026-04-12**: é\n".to_owned()),
        Just("\n\n".to_owned()),
        ".{0,20}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,300}", name in prop::option::of(".{0,30}")) {
        sound(name.as_deref(), &text).incidents().iter().for_each(assert_sound);
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let document = read_bytes(None, &bytes);
        assert_sound(&document);
        document.incidents().iter().for_each(assert_sound);
    }

    #[test]
    fn any_mix_of_pieces_is_read(text in pieces()) {
        sound(Some("x/2026-04-12-y.md"), &text).incidents().iter().for_each(assert_sound);
    }
}
