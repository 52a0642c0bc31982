//! Text with `{NAME}` in it, filled in from what a match bound.

use crate::span::Span;

/// A message or a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Template {
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String, Span),
}

impl Template {
    /// Reads `text`; braces that hold no metavariable's name stay as they are, `$` before a brace is not needed.
    pub(crate) fn new(text: &str) -> Self {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let name = rest
                .strip_prefix('{')
                .and_then(|inner| inner.split_once('}'))
                .map(|(name, _)| name)
                .filter(|name| crate::pattern::is_name(name));
            if let Some(name) = name {
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                let end = at + name.len() + 2;
                parts.push(Part::Name(name.to_owned(), Span::from_range(at..end)));
                at = end;
            } else if let Some(c) = rest.chars().next() {
                plain.push(c);
                at += c.len_utf8();
            }
        }
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Self { parts }
    }

    /// The names it asks for, and where.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, Span)> {
        self.parts.iter().filter_map(|part| match part {
            Part::Name(name, at) => Some((name.as_str(), *at)),
            Part::Text(_) => None,
        })
    }

    /// The text with every name replaced by what `value` says, nothing where it has none.
    pub(crate) fn fill(&self, mut value: impl FnMut(&str) -> Option<String>) -> String {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Name(name, _) => value(name).unwrap_or_default(),
        });
        parts.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_filled_and_other_braces_stay() {
        let template = Template::new("`{LOCK}` in {} and {lower} {{X}} {LOCK");
        let filled = template.fill(|name| Some(format!("<{name}>")));
        assert_eq!(filled, "`<LOCK>` in {} and {lower} {<X>} {LOCK");
        assert_eq!(template.names().map(|(name, _)| name).collect::<Vec<_>>(), ["LOCK", "X"]);
    }
}
