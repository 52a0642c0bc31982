//! Markdown as plain text that reads well in a terminal.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Text that is being written, with what begins each of its lines.
#[derive(Default)]
struct Plain {
    text: String,
    /// What begins a line for each list or quotation around it: the first line's, and the others'.
    margins: Vec<(String, String)>,
    /// The number of the next item for each list around; none for a list of bullets.
    lists: Vec<Option<u64>>,
    links: Vec<String>,
    code: bool,
    /// Whether the next text begins a block, and so needs its margin.
    fresh: bool,
    heading: Option<(HeadingLevel, usize)>,
}

/// The text without marks, except of code. Titles of level 1 and what HTML holds are left out.
pub(super) fn plain(markdown: &str) -> String {
    let mut plain = Plain { fresh: true, ..Plain::default() };
    for event in Parser::new_ext(markdown, Options::empty()) {
        plain.event(event);
    }
    plain.text
}

/// What a block shows, by the words after its language.
fn label(info: &str) -> Option<&'static str> {
    info.split([',', ' ']).skip(1).find_map(|tag| match tag {
        "bad" => Some("bad:"),
        "good" => Some("good:"),
        _ => None,
    })
}

impl Plain {
    fn event(&mut self, event: Event<'_>) {
        let in_title = matches!(self.heading, Some((HeadingLevel::H1, _)));
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(end) => self.end(end),
            _ if in_title => {}
            Event::Text(text) => self.put(&text),
            Event::Code(code) => self.put(&format!("`{code}`")),
            Event::SoftBreak | Event::HardBreak => self.put("\n"),
            Event::Rule => {
                self.block();
                self.put("* * *");
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Paragraph => self.block(),
            Tag::Heading { level, .. } => {
                if *level != HeadingLevel::H1 {
                    self.block();
                }
                self.heading = Some((*level, self.text.len()));
            }
            Tag::CodeBlock(kind) => {
                self.block();
                if let CodeBlockKind::Fenced(info) = kind
                    && let Some(label) = label(info)
                {
                    self.put(label);
                    self.line();
                }
                self.margins.push(("    ".to_owned(), "    ".to_owned()));
                self.code = true;
            }
            Tag::BlockQuote(_) => self.margins.push(("> ".to_owned(), "> ".to_owned())),
            Tag::List(start) => {
                // Blocks inside an item of a tight list follow it without an empty line.
                self.lists.push(*start);
            }
            Tag::Item => {
                let mark = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.line();
                let rest = " ".repeat(mark.len());
                self.margins.push((mark, rest));
                self.fresh = true;
            }
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.links.push(dest_url.to_string()),
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Heading(level) => {
                if let Some((_, start)) = self.heading.take()
                    && level == HeadingLevel::H2
                {
                    let width = self.text.get(start..).unwrap_or_default().trim().chars().count();
                    self.put(&format!("\n{}", "-".repeat(width)));
                }
            }
            TagEnd::CodeBlock => {
                self.margins.pop();
                self.code = false;
            }
            TagEnd::BlockQuote(_) | TagEnd::Item => {
                self.margins.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
            }
            TagEnd::Link | TagEnd::Image => {
                if let Some(target) = self.links.pop()
                    && !self.text.ends_with(&target)
                    && !target.is_empty()
                {
                    self.put(&format!(" ({target})"));
                }
            }
            _ => {}
        }
    }

    /// Begins a block: after an empty line, unless it is the first of an item.
    fn block(&mut self) {
        if self.fresh {
            return;
        }
        self.line();
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.fresh = true;
    }

    /// Ends the line that was begun.
    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn put(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.text.push('\n');
            }
            if line.is_empty() {
                continue;
            }
            if self.text.is_empty() || self.text.ends_with('\n') {
                for (first, rest) in &mut self.margins {
                    self.text.push_str(first);
                    first.clone_from(rest);
                }
            }
            self.text.push_str(line);
            self.fresh = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_structure_stays() {
        for (markdown, expected) in [
            (
                "# Title\n\nText *with* **marks** and `code`.\nNext line.\n",
                "Text with marks and `code`.\nNext line.",
            ),
            ("a\n\n## Root cause\n\nb\n", "a\n\nRoot cause\n----------\n\nb"),
            ("- one\n- two\n  more\n\n1. x\n2. y\n", "- one\n- two\n  more\n1. x\n2. y"),
            ("See [the fix](https://x.y/z).\n", "See the fix (https://x.y/z)."),
            ("<!-- hidden -->\n\na\n", "a"),
            ("```rust,bad\nfn f() {\n\n    g();\n}\n```\n", "bad:\n    fn f() {\n\n        g();\n    }"),
            (
                "a\n```rust file=x.rs good\nf();\n```\n```rust\ng();\n```\n",
                "a\n\ngood:\n    f();\n\n    g();",
            ),
            ("> quoted\n> more\n", "> quoted\n> more"),
        ] {
            assert_eq!(plain(markdown).trim_end(), expected, "{markdown}");
        }
    }
}
