//! The reference of the rule language, which the command prints and the extractor learns from.

/// What a rule can say, as Markdown: every key, and what patterns mean, with examples. Each example is a `toml` block
/// with a rule, then `bad` blocks that it finds and `good` blocks that it does not.
pub const RULE_LANGUAGE: &str = include_str!("reference.md");

#[cfg(test)]
mod tests {
    use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

    use super::*;
    use crate::engine::Engine;
    use crate::lesson::Lesson;
    use crate::rule::keys::{CONDITIONS, CONTEXTS, Place};

    /// The code blocks: what opens each, and its text.
    fn blocks() -> Vec<(String, String)> {
        let mut blocks: Vec<(String, String)> = Vec::new();
        let mut inside = false;
        for event in Parser::new(RULE_LANGUAGE) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    blocks.push((info.to_string(), String::new()));
                    inside = true;
                }
                Event::Text(text) if inside => blocks.last_mut().unwrap().1.push_str(&text),
                Event::End(TagEnd::CodeBlock) => inside = false,
                _ => {}
            }
        }
        blocks
    }

    #[test]
    fn every_example_is_a_lesson_that_holds() {
        let blocks = blocks();
        let starts: Vec<_> = (0..blocks.len()).filter(|at| blocks[*at].0 == "toml").collect();
        assert!(starts.len() >= 15 && starts.first() == Some(&0));
        let mut failures = Vec::new();
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(blocks.len());
            let (_, rule) = &blocks[*start];
            let mut text = format!(
                "````toml\nlesson.date = 2026-01-01\n{rule}````\n# Example\n## Root cause\na\n## Invariant\nb\n## Mitigation\nc\n"
            );
            for (info, code) in &blocks[start + 1..end] {
                text.push_str(&format!("\n```{info}\n{code}```\n"));
            }
            let reading = Lesson::read("EXAMPLE.md", text.as_bytes());
            let Some(lesson) = reading.lesson else {
                failures.push(format!("{rule}{:#?}", reading.problems));
                continue;
            };
            let proof = Engine::prove(&lesson);
            if !proof.is_complete() {
                failures.push(format!("{rule}{:#?}", proof.failures));
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn every_key_and_context_is_told() {
        let places = [Place::Top, Place::Relation, Place::Path, Place::Where];
        let extras = places.into_iter().flat_map(Place::extra_keys);
        let keys = CONDITIONS.iter().chain(extras).map(|key| key.name);
        for name in keys {
            assert!(RULE_LANGUAGE.contains(&format!("`{name}`")) || name == "where", "{name}");
        }
        for name in CONTEXTS {
            assert!(RULE_LANGUAGE.contains(&format!("`\"{name}\"`")), "{name}");
        }
        assert!(RULE_LANGUAGE.contains("`where.X`"));
    }
}
