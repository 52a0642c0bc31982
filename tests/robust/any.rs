//! A few of any bytes, tokens, changes, patterns and rules.

use lessons_core::{ApprovalStatus, Engine, Lesson, LessonSet, Memory, SearchOptions, Workspace};
use proptest::prelude::*;

use super::inputs::{REAL, mutated, pattern, rule, soup};
use super::{document, engine, in_time, is_sound, search};

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(48),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes_are_source(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        let engine = engine();
        in_time("bytes", bytes.len(), || search(&engine, bytes.clone()));
        let text = String::from_utf8_lossy(&bytes).into_owned();
        is_sound(&search(&engine, text.clone()), &text);
    }

    #[test]
    fn any_tokens_are_source(code in soup()) {
        let report = in_time("tokens", code.len(), || search(&engine(), code.clone()));
        is_sound(&report, &code);
        let body = format!("async fn f() {{ {code} }}");
        is_sound(&search(&engine(), body.clone()), &body);
    }

    #[test]
    fn any_change_of_real_code_is_source(code in mutated()) {
        let report = in_time("mutated", code.len(), || search(&engine(), code.clone()));
        is_sound(&report, &code);
    }

    #[test]
    fn any_text_is_a_pattern_or_an_error(text in prop_oneof![pattern(), soup(), "\\PC{0,60}", mutated()]) {
        let quoted = serde_json::Value::String(text.clone()).to_string();
        let reading = Lesson::read("lessons/X.md", document(&format!("pattern = {quoted}")).as_bytes());
        let (engine, _) = Engine::new(reading.lesson.map(|lesson| (lesson, ApprovalStatus::Approved)));
        let report = in_time(&text, REAL.len(), || search(&engine, REAL));
        is_sound(&report, REAL);
    }

    #[test]
    fn any_table_is_a_rule_or_an_error(rule in rule()) {
        let set = in_time(&rule, rule.len(), || LessonSet::read([("lessons/X.md", document(&rule))].iter().map(|(path, text)| (*path, text.as_bytes()))));
        let (engine, _) = Engine::new(set.lessons().iter().map(|lesson| (lesson.clone(), ApprovalStatus::Approved)));
        let report = in_time(&rule, REAL.len(), || search(&engine, REAL));
        is_sound(&report, REAL);
    }

    #[test]
    fn any_text_is_a_lesson_or_an_error(text in "(```|toml|\\[lesson\\]|\n|# |## Root cause|forbid|=|\"|'|\\PC{0,8}){0,40}") {
        let reading = Lesson::read("lessons/X.md", text.as_bytes());
        prop_assert!(reading.lesson.is_some() || !reading.problems.is_empty());
    }

    #[test]
    fn equal_input_gives_equal_output_with_any_number_of_threads(codes in prop::collection::vec(mutated(), 1..6)) {
        let run = |threads: usize| {
            let mut files = Memory::default();
            files.insert("Cargo.toml", "[package]\nname = 'a'\nedition = '2021'\n");
            for (number, code) in codes.iter().enumerate() {
                files.insert(&format!("src/m{number}.rs"), code.clone());
            }
            let workspace = Workspace::from_source(files).unwrap();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            format!("{:?}", pool.install(|| engine().search(&workspace, &SearchOptions::default()).unwrap()))
        };
        prop_assert_eq!(run(1), run(8));
    }
}
