//! What stands for a metavariable in Rust, so that a pattern parses wherever it is written.

use crate::pattern::Hole;

/// The words that stand for `hole` in `pattern`: an identifier nearly everywhere, but a whole item, arm, field or
/// variant where braces hold nothing else.
pub(super) fn placeholder(pattern: &str, hole: &Hole) -> String {
    const NAME: &str = "lessons_hole";
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default();
    let statement = hole.many && stands_for_statements(before, after);
    if !statement && !stands_alone(before, after) {
        return NAME.to_owned();
    }
    match enclosing(before) {
        Braces::Items => ";".to_owned(),
        Braces::Arms => format!("{NAME} => {NAME},"),
        Braces::Fields => format!("{NAME}: {NAME}"),
        Braces::MacroRules => "() => {}".to_owned(),
        Braces::Other if statement => format!("{NAME};"),
        Braces::Variants | Braces::Other => NAME.to_owned(),
    }
}

/// How many bytes after a run of arms are its comma: an arm's node holds its own comma.
pub(crate) fn comma_of_arms(pattern: &str, hole: &Hole) -> u32 {
    let before = pattern.get(..hole.span.start as usize).unwrap_or_default();
    let after = pattern.get(hole.span.end as usize..).unwrap_or_default();
    let rest = after.trim_start();
    let opens = matches!(before.trim_end().chars().next_back(), Some('{' | ',' | '}'));
    if hole.many && opens && rest.starts_with(',') && matches!(enclosing(before), Braces::Arms) {
        u32::try_from(after.len() - rest.len() + 1).unwrap_or_default()
    } else {
        0
    }
}

/// What a pair of braces holds.
enum Braces {
    Items,
    Arms,
    Fields,
    Variants,
    MacroRules,
    Other,
}

/// Whether a run stands between statements, with another one after it and no `;` of its own.
fn stands_for_statements(before: &str, after: &str) -> bool {
    let before = before.trim_end().chars().next_back();
    let after = after.trim_start().chars().next();
    matches!(before, Some('{' | ';' | '}'))
        && after.is_some_and(|c| {
            c.is_alphanumeric() || matches!(c, '_' | '$' | '(' | '[' | '{' | '&' | '*' | '!' | '"' | '#')
        })
}

/// Whether the metavariable is all there is between two separators.
fn stands_alone(before: &str, after: &str) -> bool {
    let before = before.trim_end().chars().next_back();
    let after = after.trim_start().chars().next();
    matches!(before, Some('{' | ',' | ';' | '}')) && matches!(after, Some('}' | ',' | ';' | '$') | None)
        || matches!(before, Some('{' | ',' | ';' | '}'))
            && after.is_some_and(|c| c.is_alphabetic() || c == '#')
}

/// What the innermost open brace before the end of `before` holds.
fn enclosing(before: &str) -> Braces {
    let Some(around) = opened(before) else { return Braces::Other };
    let words = led_to_by(around);
    // The fields of a variant have no word before them.
    let is_variant =
        || opened(around).map(led_to_by).is_some_and(|outer| matches!(outer, Some(Braces::Variants)));
    words.unwrap_or_else(|| if is_variant() { Braces::Fields } else { Braces::Other })
}

/// What stands before the innermost bracket that is open at the end of `before`, if that is a brace.
fn opened(before: &str) -> Option<&str> {
    let mut depth = 0usize;
    for (at, c) in before.char_indices().rev() {
        match c {
            '}' | ')' | ']' => depth += 1,
            '{' | '(' | '[' if depth > 0 => depth -= 1,
            '{' => return before.get(..at),
            '(' | '[' => return None,
            _ => {}
        }
    }
    None
}

/// What a brace behind `head` holds, told by the words that lead to it; none if no word tells.
fn led_to_by(head: &str) -> Option<Braces> {
    let start = head.rfind(['{', '}', ';']).map_or(0, |at| at + 1);
    let head = head.get(start..).unwrap_or_default();
    let words = || head.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    // The last word decides between `match x {` and `x => match y {`, or between `fn` and the `impl` in its type.
    words().collect::<Vec<_>>().into_iter().rev().find_map(|word| {
        Some(match word {
            "match" => Braces::Arms,
            "fn" | "else" | "if" | "while" | "for" | "loop" | "async" | "move" | "unsafe"
                if !is_part_of_item(word, &words().collect::<Vec<_>>()) =>
            {
                Braces::Other
            }
            "impl" | "trait" | "mod" | "extern" => Braces::Items,
            "struct" | "union" => Braces::Fields,
            "enum" => Braces::Variants,
            "macro_rules" => Braces::MacroRules,
            _ => return None,
        })
    })
}

/// Whether a word that leads to statements belongs to an item here: `impl A for B`, `unsafe impl`, `unsafe extern`.
fn is_part_of_item(word: &str, words: &[&str]) -> bool {
    match word {
        "for" => words.contains(&"impl"),
        "unsafe" => words.contains(&"impl") || words.contains(&"extern"),
        _ => false,
    }
}
