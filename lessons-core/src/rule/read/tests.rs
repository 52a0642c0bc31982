//! Rule tables, sound and faulty.

use super::*;

fn spec(toml: &str) -> RuleSpec {
    let (spec, flaws) = from_toml(toml);
    assert_eq!(flaws, [], "{toml}");
    spec.unwrap()
}

fn value(text: &Option<Text>) -> &str {
    text.as_ref().map(|text| text.value.as_str()).unwrap_or_default()
}

#[test]
fn every_key_finds_its_place() {
    let spec = spec(
        r#"
pattern = "a($X)"
kind = "call_expression"
regex = "a"
all = ["b", { regex = "c" }]
any = ["d", { kind = "e" }]
not = "f"
inside = { pattern = "g", until = "h" }
has = "i"
follows = "j"
precedes = { kind = "k" }
context = ["async", "loop"]
leads-to = { any = ["l", "m"], unless = "n" }
held-across = "$F.await"
guarded-by = "o"
where.X = { kind = "p", type = ["Q", "R"], from = "s", type-unknown = "match", has = "t" }
where._Y1.type = "U"
message = "v"
fix = ""
"#,
    );
    for (text, expected) in [
        (&spec.pattern, "a($X)"),
        (&spec.kind, "call_expression"),
        (&spec.regex, "a"),
        (&spec.all.as_ref().unwrap()[1].regex, "c"),
        (&spec.any.as_ref().unwrap()[1].kind, "e"),
        (&spec.not.as_ref().unwrap().pattern, "f"),
        (&spec.inside.as_ref().unwrap().rule.pattern, "g"),
        (&spec.inside.as_ref().unwrap().until.as_ref().unwrap().pattern, "h"),
        (&spec.has.as_ref().unwrap().rule.pattern, "i"),
        (&spec.follows.as_ref().unwrap().pattern, "j"),
        (&spec.precedes.as_ref().unwrap().kind, "k"),
        (&spec.leads_to.as_ref().unwrap().rule.any.as_ref().unwrap()[1].pattern, "m"),
        (&spec.leads_to.as_ref().unwrap().unless.as_ref().unwrap().pattern, "n"),
        (&spec.held_across.as_ref().unwrap().rule.pattern, "$F.await"),
        (&spec.guarded_by.as_ref().unwrap().pattern, "o"),
        (&spec.wheres[0].rule.kind, "p"),
        (&spec.wheres[0].from.as_ref().unwrap().pattern, "s"),
        (&spec.wheres[0].rule.has.as_ref().unwrap().rule.pattern, "t"),
        (&spec.message, "v"),
        (&spec.fix, ""),
    ] {
        assert_eq!(value(text), expected);
    }
    let contexts: Vec<_> = spec.context.iter().map(|(context, _)| *context).collect();
    assert_eq!(contexts, [Context::Async, Context::Loop]);
    let types: Vec<_> = spec.wheres[0].types.iter().map(|text| text.value.as_str()).collect();
    assert_eq!(
        (spec.wheres[0].name.as_str(), types, spec.wheres[0].unknown_matches),
        ("X", vec!["Q", "R"], true)
    );
    assert_eq!(spec.wheres[1].name, "_Y1");
    assert!(!spec.wheres[1].unknown_matches);
}

#[test]
fn unless_goes_to_the_path_it_stands_beside_or_in() {
    for (toml, leads, held) in [
        ("pattern = 'a'\nleads-to = 'b'\nunless = 'c'", true, false),
        ("pattern = 'a'\nheld-across = 'b'\nunless = 'c'", false, true),
        ("pattern = 'a'\nleads-to = { pattern = 'b', unless = 'c' }\nheld-across = 'd'", true, false),
        ("pattern = 'a'\nheld-across.pattern = 'b'\nheld-across.unless = 'c'", false, true),
    ] {
        let spec = spec(toml);
        let unless = |path: &Option<Box<Path>>| path.as_ref().is_some_and(|path| path.unless.is_some());
        assert_eq!((unless(&spec.leads_to), unless(&spec.held_across)), (leads, held), "{toml}");
    }
    let nested = spec("pattern = 'a'\nguarded-by = { pattern = 'b', leads-to = 'c', unless = 'd' }");
    assert!(nested.guarded_by.unwrap().leads_to.unwrap().unless.is_some());
}

/// The place of each fault and a word of its message.
#[test]
fn faults_are_told_at_their_place() {
    for (toml, at, message) in [
        ("patern = 'a'\nkind = 'b'", "patern", "unknown key `patern`"),
        ("pattern = 7", "7", "takes a string, not a number"),
        ("pattern = ' '", "' '", "is empty"),
        ("kind = ''", "''", "is empty"),
        ("regex = 'a'", "regex = 'a'", "does not say what to look for"),
        ("not = 'a'", "not = 'a'", "does not say what to look for"),
        ("any = ['a', { regex = 'b' }]", "any = ['a', { regex = 'b' }]", "does not say"),
        ("pattern = 'a'\nany = []", "[]", "`any` is empty"),
        ("pattern = 'a'\nall = 'b'", "'b'", "takes a list"),
        ("pattern = 'a'\nall = [7]", "7", "takes a rule, not a number"),
        ("pattern = 'a'\nnot = {}", "{}", "`not` is empty"),
        ("pattern = 'a'\nnot = { inside = 'b', has = 'c' }", "has", "`inside` and `has`"),
        ("pattern = 'a'\nnot = { leads-to = 'b', guarded-by = 'c' }", "guarded-by", "two ways"),
        ("pattern = 'a'\ninside = { regex = 'b' }", "{ regex = 'b' }", "does not say"),
        ("pattern = 'a'\nguarded-by = { not = 'b' }", "{ not = 'b' }", "does not say"),
        ("pattern = 'a'\nuntil = 'b'", "until", "has no place in `forbid`"),
        ("pattern = 'a'\nfollows = { pattern = 'b', until = 'c' }", "until", "has no place"),
        ("pattern = 'a'\nunless = 'b'", "unless", "which this rule has not"),
        ("pattern = 'a'\nhas = { pattern = 'b', unless = 'c' }", "unless", "does nothing"),
        ("pattern = 'a'\nleads-to = 'b'\nheld-across = 'c'\nunless = 'd'", "unless", "could belong"),
        (
            "pattern = 'a'\nleads-to = { pattern = 'b', unless = 'c' }\nunless = 'd'",
            "unless",
            "beside the path and in it",
        ),
        (
            "pattern = 'a'\nleads-to = { pattern = 'b', leads-to = 'c', unless = 'd' }",
            "unless",
            "either path",
        ),
        ("pattern = 'a'\nhas = { pattern = 'b', message = 'c' }", "message", "has no place in `has`"),
        ("pattern = 'a'\ncontext = 'asynch'", "'asynch'", "knows no `asynch`"),
        ("pattern = 'a'\ncontext = []", "[]", "is empty"),
        ("pattern = 'a'\nwhere = 'b'", "'b'", "takes a table"),
        ("pattern = 'a'\nwhere.x.kind = 'b'", "x", "names no metavariable"),
        ("pattern = 'a'\nwhere.\"$X\".kind = 'b'", "\"$X\"", "names no metavariable"),
        ("pattern = 'a'\nwhere._.kind = 'b'", "_", "names no metavariable"),
        ("pattern = 'a'\nwhere.1A.kind = 'b'", "1A", "names no metavariable"),
        ("pattern = 'a'\nwhere.X = {}", "{}", "`where.X` is empty"),
        ("pattern = 'a'\nwhere.X.type = []", "[]", "is empty"),
        ("pattern = 'a'\nwhere.X.type-unknown = 'match'", "type-unknown", "without `type`"),
        ("pattern = 'a'\nwhere.X = { type = 'T', type-unknown = 'no' }", "'no'", "takes `\"match\"`"),
        ("pattern = 'a'\ntype = 'T'", "type", "has no place"),
    ] {
        let (_, flaws) = from_toml(toml);
        assert_eq!(flaws.len(), 1, "{toml}: {flaws:?}");
        assert_eq!(flaws[0].at.of(toml), at, "{toml}: {flaws:?}");
        assert!(flaws[0].message.contains(message), "{toml}: {flaws:?}");
        assert!(flaws[0].hint.is_some(), "{toml}");
    }
}

#[test]
fn near_misses_are_hinted_at() {
    for (toml, hint) in [
        ("patern = 'a'", "did you mean `pattern`?"),
        ("pattern = 'a'\nhas = { pattern = 'b', untill = 'c' }", "did you mean `until`?"),
        ("pattern = 'a'\nheld_across = 'b'", "did you mean `held-across`?"),
        ("pattern = 'a'\ncontext = 'Async'", "did you mean `async`?"),
        ("pattern = 'a'\nwhere.x.kind = 'b'", "write `where.X`"),
    ] {
        let (_, flaws) = from_toml(toml);
        assert!(flaws.iter().any(|flaw| flaw.hint.as_deref() == Some(hint)), "{toml}: {flaws:?}");
    }
}

#[test]
fn what_needs_no_anchor_may_do_without() {
    for toml in [
        "kind = 'a'\nnot.inside = 'b'",
        "any = ['a', { all = [{ regex = 'x' }, 'b'] }]",
        "all = ['a', { regex = 'x' }, { not.any = [{ inside = 'b' }, { has = 'c' }] }]",
        "pattern = 'a'\nwhere.X.regex = 'x'",
        "pattern = 'a'\nwhere.X.has = 'x'",
        "pattern = 'a'\nnot = { pattern = 'b', inside = 'c' }",
    ] {
        spec(toml);
    }
}

#[test]
fn rules_lie_in_each_other_only_so_deep() {
    let deep = |depth: usize| {
        format!("pattern = 'a'\n{}", "not = { ".repeat(depth) + "regex = 'b'" + &" }".repeat(depth))
    };
    assert_eq!(from_toml(&deep(DEPTH - 1)).1, []);
    assert!(from_toml(&deep(DEPTH)).1[0].message.contains("deep"));
}

#[test]
fn other_languages_have_fewer_keys() {
    let mut flaws = Vec::new();
    let toml =
        "pattern = 'a'\nhas = 'b'\nwhere.X = { kind = 'c', type = 'T' }\ncontext = 'async'\nguarded-by = 'd'";
    let (table, _) = crate::rule::value::read(toml, 0..toml.len(), &mut flaws);
    rules("forbid", &Value { at: Span::default(), node: Node::Table(table) }, false, &mut flaws);
    let at: Vec<_> = flaws.iter().map(|flaw| flaw.at.of(toml)).collect();
    assert_eq!(at, ["type", "context", "guarded-by"], "{flaws:?}");
}
