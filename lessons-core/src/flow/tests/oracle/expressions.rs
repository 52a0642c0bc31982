//! Expressions of random fns, by what they give.

use super::generate::{Around, Generator, Pipe as _};

impl Generator {
    /// A condition that may go either way.
    pub(super) fn condition(&mut self, depth: u32) -> String {
        if depth == 0 {
            return "b()".to_owned();
        }
        let deeper = depth - 1;
        match self.number(11) {
            9 => format!("matches!({}, Some(_))", self.option(deeper)),
            10 => format!("matches!({}, Some(_) if {})", self.option(deeper), self.condition(deeper)),
            0 => format!("{} && {}", self.condition(deeper), self.condition(deeper)),
            1 => format!("({} || {})", self.condition(deeper), self.condition(deeper)),
            2 => format!("!({})", self.condition(deeper)),
            3 | 4 => format!("{} == 1", self.int(deeper)),
            5 => format!("{}.is_some()", self.option(deeper)),
            _ => "b()".to_owned(),
        }
    }

    /// An expression that gives a number.
    pub(super) fn int(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.mark();
        }
        let deeper = depth - 1;
        match self.number(36) {
            29 => format!("[1, 2, 3][{} as usize]", self.guard(deeper) + ".n()"),
            30 => format!("({} as i64 as i32)", self.int(deeper)),
            31 => format!("W {{ g: {}, n: {} }}.n", self.guard(deeper), self.int(deeper))
                .pipe(|text| format!("({text})")),
            32 => format!("({}, {}).1", self.guard(deeper), self.int(deeper)),
            33 => format!("[{}][0].n()", self.guard(deeper)),
            34 => format!("P({}).0.n()", self.guard(deeper)),
            0..=2 => format!("{}.n()", self.guard(deeper)),
            3 => format!("{}.x", self.guard(deeper)),
            4 => format!("{}.y.1[{} as usize % 2]", self.guard(deeper), self.mark()),
            5..=7 => format!("f({}, {})", self.int(deeper), self.int(deeper)),
            8 => format!("{} + {}", self.int(deeper), self.int(deeper)),
            9 | 10 => self.scope(|this| {
                let before = if this.chance(2) { this.statement(deeper) } else { String::new() };
                format!("{{ {before} {} }}", this.int(deeper))
            }),
            11 => {
                let (condition, then, otherwise) =
                    (self.condition(deeper), self.int(deeper), self.int(deeper));
                format!("if {condition} {{ {then} }} else {{ {otherwise} }}")
            }
            12 => {
                let value = self.option(deeper);
                let (then, otherwise) = (self.int(deeper), self.int(deeper));
                format!("(if let Some({}) = {value} {{ {then} }} else {{ {otherwise} }})", self.name("x"))
            }
            13 => {
                let (value, condition) = (self.int(deeper), self.condition(deeper));
                let (one, other) = (self.int(deeper), self.int(deeper));
                format!("(match {value} {{ 1 if {condition} => {one}, _ => {other} }})")
            }
            14 => format!("call(|| {})", self.closed(Around::Number, |this| this.int(deeper))),
            15 => format!("len(&{})", self.guard(deeper)),
            16 => format!("take({})", self.guard(deeper)),
            17 => format!("(-{})", self.int(deeper)),
            18 => format!("[{}, {}][0]", self.int(deeper), self.int(deeper)),
            19 => format!("({}, {}).0", self.int(deeper), self.int(deeper)),
            20 => {
                let label = self.name("'l");
                let body = self.looped(&label, |this| {
                    let before = this.statement(deeper);
                    format!("{before} if b() {{ continue {label}; }} break {};", this.int(deeper))
                });
                format!("({label}: loop {{ {body} }})")
            }
            21 => {
                let label = self.name("'l");
                let (one, other) = (self.int(deeper), self.int(deeper));
                format!("({label}: {{ if b() {{ break {label} {one}; }} {other} }})")
            }
            22 if self.around == Around::Option => format!("{}?", self.option(deeper)),
            23 => format!("{}.unwrap_or({})", self.option(deeper), self.int(deeper)),
            24 => format!("unsafe {{ {} }}", self.int(deeper)),
            25 => format!("{}.same().n()", self.guard(deeper)),
            26 => format!("(&{}).n()", self.guard(deeper)),
            27 => {
                let (value, then) = (self.guard(deeper), self.int(deeper));
                format!("(match {value} {{ ref v => {then} }})")
            }
            _ => self.mark(),
        }
    }

    pub(super) fn option(&mut self, depth: u32) -> String {
        if depth == 0 {
            return "b().then_some(1)".to_owned();
        }
        let deeper = depth - 1;
        match self.number(9) {
            8 => {
                let text = self.closed(Around::Option, |this| {
                    format!("{} Some({}?)", this.statement(deeper), this.option(deeper))
                });
                format!("(|| {{ {text} }})()")
            }
            0..=3 => format!("{}.opt()", self.guard(deeper)),
            4 => format!("b().then_some({})", self.int(deeper)),
            5 => format!(
                "pass({}.opt(), || {})",
                self.guard(deeper),
                self.closed(Around::Number, |this| this.int(deeper))
            ),
            6 => self.scope(|this| {
                let before = this.statement(deeper);
                format!("({{ {before} {} }})", this.option(deeper))
            }),
            _ => format!("f({}, {}).checked_sub(1)", self.int(deeper), self.int(deeper)),
        }
    }

    pub(super) fn items(&mut self, depth: u32) -> String {
        match self.number(5) {
            4 => format!("(0..{}.n())", self.guard(depth)),
            0 => "many()".to_owned(),
            1 => format!("many().take({} as usize + 9)", self.int(depth)),
            2 => format!("{}.iter().chain(many())", self.guard(depth)),
            _ => format!("{}.iter()", self.guard(depth)),
        }
    }

    /// An expression that gives a guard.
    pub(super) fn guard(&mut self, depth: u32) -> String {
        if depth == 0 {
            return self.lock("m");
        }
        let deeper = depth - 1;
        match self.number(24) {
            0 => format!("{}.unwrap()", self.lock("r")),
            1 => format!("{}.expect(\"\")", self.lock("r")),
            2 => format!("{}.unwrap_or_else(|_| panic!())", self.lock("r")),
            3 if self.around == Around::Option => format!("{}?", self.lock("o")),
            4 => self
                .scope(|this| {
                    let before = this.statement(deeper);
                    format!("{{ {before} {} }}", this.guard(deeper))
                })
                .pipe(|text| format!("({text})")),
            5 => {
                let (one, other) = (self.guard(deeper), self.guard(deeper));
                format!("(if b() {{ {one} }} else {{ {other} }})")
            }
            6 => {
                let (one, other) = (self.guard(deeper), self.guard(deeper));
                format!("(match {} {{ 0 => {one}, _ => {other} }})", self.int(deeper))
            }
            7 => format!("({})", self.guard(deeper)),
            8 => format!("unsafe {{ {} }}", self.guard(deeper)).pipe(|text| format!("({text})")),
            9 => {
                let label = self.name("'l");
                let body = self.looped(&label, |this| {
                    let before = this.statement(deeper);
                    format!("{before} break {};", this.guard(deeper))
                });
                format!("({label}: loop {{ {body} }})")
            }
            10 => {
                let label = self.name("'l");
                let (one, other) = (self.guard(deeper), self.guard(deeper));
                format!("({label}: {{ if b() {{ break {label} {one}; }} {other} }})")
            }
            _ => self.lock("m"),
        }
    }
}
