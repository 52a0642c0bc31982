//! The file that a new lesson starts from.

use crate::date::Date;

/// The text of a new lesson: sound front matter for this id and day, with everything that is still to be said left
/// empty, so that the linter asks for it.
#[must_use]
pub fn new_lesson(id: &str, date: Date) -> String {
    // An id holds nothing that TOML escapes; anything else is put so that the linter can tell what is wrong with it.
    let id = toml_edit::Value::from(id).to_string();
    format!(
        r##"```toml
[lesson]
id = {id}
date = {date}                # of the incident
level = "warn"                   # deny | warn | note
# postmortem = "docs/postmortems/…"   # a path inside the repository or an https URL
# fixed-by = ["…"]               # commits

# [scope]                        # everything given must hold
# crates = ["…"]                 # package names, globs
# paths = ["src/**"]             # from the workspace's or the package's root; ! excludes

[forbid]                         # or [require], [guard], [waive]
pattern = ""                     # code with metavariables: $X one node, $$$X any number
# message = "…"                  # the title by default
```

#

<!-- Name the mistake in the title above, as a finding shall say it. -->

## Root cause

<!-- What in the code let it happen, in one paragraph. -->

## Invariant

<!-- What must hold from now on, in one sentence. -->

## Mitigation

<!-- What to write instead, in one paragraph. -->

<!-- The code of the incident: the rule must find it. -->

```rust,bad
```

<!-- The code of the fix: the rule must not find anything in it. -->

```rust,good
```
"##
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lesson::Lesson;

    #[test]
    fn the_linter_asks_for_all_that_is_left_open_and_no_more() {
        let text = new_lesson("INC-7", Date::new(2026, 4, 12).unwrap());
        let reading = Lesson::read("lessons/INC-7.md", text.as_bytes());
        let told: Vec<_> = reading.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "`pattern` is empty",
                "the title is empty",
                "the section `Root cause` says nothing",
                "the section `Invariant` says nothing",
                "the section `Mitigation` says nothing",
            ]
        );
        assert!(reading.problems.iter().all(|problem| problem.hint.is_some()));
    }

    #[test]
    fn filled_in_it_is_a_lesson() {
        let text = new_lesson("INC-7", Date::new(2026, 4, 12).unwrap())
            .replace("pattern = \"\"", "pattern = \"f()\"")
            .replace("\n#\n", "\n# T\n")
            .replace("\n<!-- What", "\nText.\n\n<!-- What");
        let reading = Lesson::read("lessons/INC-7.md", text.as_bytes());
        assert_eq!(reading.problems, []);
        let lesson = reading.lesson.unwrap();
        assert!(lesson.lacks_for_approval().is_empty());
        assert_eq!(lesson.root_cause(), "Text.");
    }
}
