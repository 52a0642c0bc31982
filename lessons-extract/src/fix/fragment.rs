//! Pieces of files made into files: what a cut left open is closed.

/// A piece before and after a change, closed alike on both sides: where the piece begins within a body, `heading` (the
/// line of code that a diff names for it) or a function around it opens that body; what stays open at the end is
/// closed. A piece whose top holds statements becomes the body of a function.
pub(super) fn close(heading: &str, before: &str, after: &str) -> (String, String) {
    let (before, after) = (with_newline(before), with_newline(after));
    let opened = |text: &str| unclosed(text).0;
    // Both sides get the same opening, so that lines stay comparable.
    let missing = opened(&before).len().max(opened(&after).len());
    let head = head(heading, missing, &before, &after);
    let closed = |text: &str| {
        let whole = format!("{head}{text}");
        let (_, open) = unclosed(&whole);
        let tail: String = open.iter().rev().map(|bracket| closing(*bracket)).collect();
        if tail.is_empty() { whole } else { format!("{whole}{tail}\n") }
    };
    (closed(&before), closed(&after))
}

/// What is put before a piece: its heading where that opens a body, blocks for what the piece closes besides.
fn head(heading: &str, missing: usize, before: &str, after: &str) -> String {
    let statements = missing > 0 || has_statements(before) || has_statements(after);
    let heading = heading.trim();
    let (_, open) = unclosed(heading);
    let is_fn = heading.split_whitespace().any(|word| word == "fn");
    if is_fn && open.as_slice() == ['{'] && statements {
        return format!("{heading}\n{}", "{\n".repeat(missing.saturating_sub(1)));
    }
    if !statements {
        return String::new();
    }
    let awaits = before.contains(".await") || after.contains(".await");
    let head = if awaits { "async fn fragment() {\n" } else { "fn fragment() {\n" };
    format!("{head}{}", "{\n".repeat(missing.saturating_sub(1)))
}

/// Whether a text, read as a file, has statements at its top.
fn has_statements(text: &str) -> bool {
    let Some(tree) = crate::syntax::parse(text) else { return false };
    let root = tree.root_node();
    let mut cursor = root.walk();
    root.named_children(&mut cursor).any(|node| {
        let kind = node.kind();
        let is_macro = || node.named_child(0).is_some_and(|inner| inner.kind() == "macro_invocation");
        node.is_error()
            || kind == "let_declaration"
            || kind.ends_with("_expression")
            || kind.ends_with("_literal")
            || kind == "identifier"
            || kind == "expression_statement" && !is_macro()
    })
}

fn with_newline(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}

const fn closing(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// The brackets that a text closes without having opened them, and those that it leaves open; those in comments and
/// literals are none.
fn unclosed(text: &str) -> (Vec<char>, Vec<char>) {
    let (mut closed, mut open) = (Vec::new(), Vec::new());
    let mut rest = text.chars().peekable();
    let mut previous = ' ';
    while let Some(char) = rest.next() {
        match char {
            '/' if rest.peek() == Some(&'/') => while rest.next().is_some_and(|char| char != '\n') {},
            '"' => {
                while let Some(char) = rest.next() {
                    match char {
                        '\\' => drop(rest.next()),
                        '"' => break,
                        _ => {}
                    }
                }
            }
            '\'' if !previous.is_alphanumeric() => {
                // A character, or a lifetime, which has no second quote nearby.
                let ahead: Vec<char> = rest.clone().take(3).collect();
                let length = match ahead.as_slice() {
                    ['\\', _, '\''] => 3,
                    [_, '\'', ..] => 2,
                    _ => 0,
                };
                for _ in 0..length {
                    rest.next();
                }
            }
            '(' | '[' | '{' => open.push(char),
            ')' | ']' | '}' => {
                if open.last().is_some_and(|last| closing(*last) == char) {
                    open.pop();
                } else if open.is_empty() {
                    closed.push(char);
                }
            }
            _ => {}
        }
        previous = char;
    }
    (closed, open)
}
