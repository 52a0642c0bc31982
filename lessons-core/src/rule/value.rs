//! A TOML document as plain data in which every key and value knows its place in the file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::date::Date;
use crate::problem::Flaw;
use crate::rule::spec::Text;
use crate::rule::text;
use crate::span::Span;

/// A value and where it stands; for a table under a header, the header.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) at: Span,
    pub(crate) node: Node,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Text(Text),
    /// `None` where the number does not fit.
    Integer(Option<i64>),
    Float(String),
    Boolean(bool),
    /// `None` where a day that exists is missing; the TOML as normalised text beside it.
    Date(Option<Date>, String),
    List(Vec<Value>),
    Table(Table),
}

/// The keys of a table, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
}

/// One key of a table.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) at: Span,
    pub(crate) value: Value,
}

impl Value {
    /// What the value is, for messages.
    pub(crate) fn describe(&self) -> &'static str {
        match self.node {
            Node::Text(_) => "a string",
            Node::Integer(_) | Node::Float(_) => "a number",
            Node::Boolean(_) => "a boolean",
            Node::Date(..) => "a date",
            Node::List(_) => "a list",
            Node::Table(_) => "a table",
        }
    }
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

/// How deep keys, lists and tables may lie in each other; bounds every recursion over a document.
pub(crate) const DEPTH: usize = 100;

/// How many faults of the TOML itself are told; after the first few the rest follow from them.
const FAULTS: usize = 10;

/// Reads the TOML in `range` of `file`, as much of it as can be read. The flag says whether it was sound TOML.
pub(crate) fn read(file: &str, range: Range<usize>, flaws: &mut Vec<Flaw>) -> (Table, bool) {
    let input = file.get(range.clone()).unwrap_or_default();
    if let Some(at) = too_deep(input) {
        let at = Span::from_range(range.start + at.start..range.start + at.end);
        flaws.push(Flaw::error(at, format!("keys, lists and tables lie more than {DEPTH} deep here")));
        return (Table::default(), false);
    }
    let (table, faults) = DeTable::parse_recoverable(input);
    for fault in faults.iter().take(FAULTS) {
        let place = fault.span().unwrap_or(0..0);
        let at = Span::from_range(range.start + place.start..range.start + place.end);
        let flaw = Flaw::error(at, format!("TOML: {}", fault.message()));
        flaws.push(match advice(fault.message(), at.of(file)) {
            Some(hint) => flaw.hint(hint),
            None => flaw,
        });
    }
    if faults.len() > FAULTS {
        let at = Span::from_range(range.clone());
        flaws.push(Flaw::error(at, format!("TOML: and {} further faults", faults.len() - FAULTS)));
    }
    let reader = Reader { file, base: range.start };
    (reader.table(table.get_ref()), faults.is_empty())
}

/// What to do about a fault of the TOML itself, for those that people make.
fn advice(message: &str, at: &str) -> Option<&'static str> {
    let is = |starts: &[&str]| starts.iter().any(|start| message.starts_with(start));
    if is(&["invalid date"]) {
        Some("write a day of the calendar, such as 2026-04-12")
    } else if is(&["duplicate key"]) && (at.contains("forbid") || at.contains("require")) {
        Some("write `[[forbid]]` or `[[require]]` above each of several rules")
    } else if is(&["duplicate key"]) {
        Some("keep one of them")
    } else if is(&["string values must be quoted", "invalid boolean", "invalid mantissa", "invalid integer"])
    {
        Some("a string is written in quotes")
    } else if is(&["key with no value"]) {
        Some("write `key = value`")
    } else if is(&["missing escaped value"]) {
        Some("write `\\\\` for a backslash, or the string in single quotes, where nothing is escaped")
    } else if is(&["invalid multi-line"]) {
        Some("close the string with the three quotes that open it")
    } else {
        None
    }
}

struct Reader<'a> {
    file: &'a str,
    base: usize,
}

impl Reader<'_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::from_range(self.base + range.start..self.base + range.end)
    }

    fn table(&self, table: &DeTable<'_>) -> Table {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                at: self.span(key.span()),
                value: Value { at: self.span(value.span()), node: self.node(value.get_ref(), value.span()) },
            })
            .collect();
        entries.sort_by_key(|entry| entry.at);
        Table { entries }
    }

    fn node(&self, value: &DeValue<'_>, range: Range<usize>) -> Node {
        match value {
            DeValue::String(decoded) => {
                let raw = self.file.get(self.base + range.start..self.base + range.end).unwrap_or_default();
                let mut text = text::decode(raw, self.base + range.start);
                let expected = decoded.replace("\r\n", "\n");
                if text.value != expected && !decoded.contains("\r\n") {
                    // Only faulty strings get here; the TOML reader's view of them is the one that was reported.
                    text = Text { value: expected, at: text.at, map: Vec::new() };
                }
                Node::Text(text)
            }
            DeValue::Integer(number) => {
                Node::Integer(i64::from_str_radix(number.as_str(), number.radix()).ok())
            }
            DeValue::Float(number) => Node::Float(number.as_str().to_owned()),
            DeValue::Boolean(value) => Node::Boolean(*value),
            DeValue::Datetime(moment) => {
                let date = moment.date.and_then(|date| Date::new(date.year, date.month, date.day));
                Node::Date(date, moment.to_string())
            }
            DeValue::Array(items) => Node::List(
                items
                    .iter()
                    .map(|item| Value {
                        at: self.span(item.span()),
                        node: self.node(item.get_ref(), item.span()),
                    })
                    .collect(),
            ),
            DeValue::Table(table) => Node::Table(self.table(table)),
        }
    }
}

/// The place where nesting passes [`DEPTH`]. The TOML reader limits brackets and dotted keys each for itself, but
/// not their product, and a deep value overflows the stack when it is dropped.
pub(crate) fn too_deep(input: &str) -> Option<Range<usize>> {
    let (mut open, mut depth, mut dots) = (Vec::new(), 0_usize, 0_usize);
    for token in Source::new(input).lex() {
        match token.kind() {
            TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => {
                open.push(dots);
                depth += dots + 1;
                dots = 0;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                let outside = open.pop();
                depth -= outside.map_or(0, |dots| dots + 1);
                dots = outside.unwrap_or(0);
            }
            TokenKind::Dot => dots += 1,
            TokenKind::Comma => dots = 0,
            TokenKind::Newline if open.is_empty() => dots = 0,
            _ => {}
        }
        if depth + dots > DEPTH {
            let span = token.span();
            return Some(span.start()..span.end());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(file: &str) -> (Table, Vec<Flaw>) {
        let mut flaws = Vec::new();
        let (table, sound) = read(file, 0..file.len(), &mut flaws);
        assert_eq!(sound, flaws.is_empty());
        (table, flaws)
    }

    #[test]
    fn keys_and_values_know_their_places() {
        let file = "b = 'x'\n[a]\nc.d = [1, 2026-04-12]\n";
        let (table, flaws) = read_all(file);
        assert!(flaws.is_empty());
        let keys: Vec<_> =
            table.entries.iter().map(|entry| (entry.key.as_str(), entry.at.of(file))).collect();
        assert_eq!(keys, [("b", "b"), ("a", "a")]);
        let a = &table.get("a").unwrap().value;
        assert_eq!(a.at.of(file), "[a]");
        let Node::Table(a) = &a.node else { panic!("{a:?}") };
        let Node::Table(c) = &a.get("c").unwrap().value.node else { panic!("{a:?}") };
        assert_eq!(c.get("d").unwrap().value.at.of(file), "[1, 2026-04-12]");
    }

    #[test]
    fn what_is_sound_is_read_beside_what_is_not() {
        let (table, flaws) = read_all("a = 1\nb = \nc = 2026-02-30\nd = 'x'\n");
        assert!(table.get("a").is_some() && table.get("d").is_some(), "{table:?}");
        assert_eq!(flaws.len(), 2, "{flaws:?}");
        assert!(flaws[1].message.contains("between 01 and 28"), "{flaws:?}");
        assert!(matches!(table.get("c").unwrap().value.node, Node::Date(None, _)));
    }

    #[test]
    fn depth_is_bounded_however_it_is_made() {
        let dotted = vec!["a"; 60].join(".");
        for deep in [
            format!("x = {}{}", "[".repeat(101), "]".repeat(101)),
            format!("{dotted} = {{ {dotted} = 1 }}"),
            format!("{dotted} = {{ {} }}", format!("{dotted} = {{").repeat(40)),
            format!("{} = 1", vec!["a"; 200].join(".")),
            "[".repeat(1_000_000),
            "{a.b=".repeat(1_000_000),
        ] {
            let (table, flaws) = read_all(&deep);
            assert!(table.entries.is_empty() && flaws.len() == 1, "{flaws:?}");
        }
        let flat = "[a.b.c]\nx = [[1], [2], { y.z = 3 }]\n".to_owned() + &"k.l.m = 1\n".repeat(2);
        assert!(too_deep(&flat).is_none());
    }
}
