//! Macros known by name: what their bodies are made of.

/// What the body of a known macro is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// A call's arguments.
    Arguments,
    /// Arguments, one of which is a format string: no earlier than at this place.
    Format(usize),
    /// Keys and values: `a => b`.
    Pairs,
    /// Statements or items.
    Statements,
    /// `pattern = future => body`.
    Select,
    /// `expression, pattern if condition`.
    Matches,
    /// `if #[cfg(…)] { … } else { … }`.
    CfgIf,
    /// `struct Name: Type { const A = 1; }`.
    Bitflags,
    /// Functions whose parameters are `pattern in strategy`.
    Proptest,
    /// Rust with `#name` in it.
    Quote,
}

/// The family of the macro called `name`, its path's last segment.
pub(super) fn family(name: &str) -> Option<Family> {
    Some(match name {
        "print" | "println" | "eprint" | "eprintln" | "format" | "format_args" | "panic" | "todo"
        | "unimplemented" | "unreachable" | "bail" | "anyhow" | "eyre" | "format_err" | "error" | "warn"
        | "info" | "debug" | "trace" | "event" | "log" | "span" | "error_span" | "warn_span"
        | "info_span" | "debug_span" | "trace_span" | "crit" | "compile_error" | "format_compact"
        | "print_stdout" | "span_bug" | "bug" | "fatal" => Family::Format(0),
        "write" | "writeln" | "assert" | "debug_assert" | "ensure" | "prop_assert" | "prop_assume" => {
            Family::Format(1)
        }
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" | "ensure_eq"
        | "prop_assert_eq" | "prop_assert_ne" => Family::Format(2),
        "vec" | "dbg" | "json" | "concat" | "include_str" | "include_bytes" | "include" | "env"
        | "option_env" | "join" | "try_join" | "pin" | "ready" | "matches_any" | "stringify" | "cfg"
        | "offset_of" | "addr_of" | "addr_of_mut" | "try" | "smallvec" => Family::Arguments,
        "hashmap" | "btreemap" | "hashset" | "btreeset" | "indexmap" | "phf_map" | "o" => Family::Pairs,
        "stream" | "try_stream" | "lazy_static" | "thread_local" | "pin_project" => Family::Statements,
        "select" | "select_biased" | "try_select" => Family::Select,
        "matches" | "assert_matches" | "debug_assert_matches" | "assert_not_matches" => Family::Matches,
        "cfg_if" => Family::CfgIf,
        "bitflags" => Family::Bitflags,
        "proptest" => Family::Proptest,
        _ if name.starts_with("quote") || name.starts_with("parse_quote") => Family::Quote,
        _ => return None,
    })
}

/// Whether the compiler takes the body of the standard macro called `name` for expressions between commas, so that
/// what looks like a call there is one.
pub(in crate::language::rust) fn takes_expressions(name: &[u8]) -> bool {
    matches!(
        name,
        b"assert"
            | b"assert_eq"
            | b"assert_ne"
            | b"debug_assert"
            | b"debug_assert_eq"
            | b"debug_assert_ne"
            | b"dbg"
            | b"eprint"
            | b"eprintln"
            | b"format"
            | b"panic"
            | b"print"
            | b"println"
            | b"todo"
            | b"unimplemented"
            | b"unreachable"
            | b"vec"
            | b"write"
            | b"writeln"
    )
}
