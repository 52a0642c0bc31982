//! Statements of random fns.

use super::generate::{Around, Generator};

impl Generator {
    pub(super) fn statement(&mut self, depth: u32) -> String {
        if depth == 0 {
            return format!("{};", self.mark());
        }
        let deeper = depth - 1;
        match self.number(58) {
            0..=3 => format!("{};", self.int(depth)),
            4..=6 => {
                let value = self.guard(deeper);
                let name = self.guard_name();
                self.guards.push(name.clone());
                match self.number(5) {
                    0 => format!("let mut {name}: G = {value};"),
                    1 => format!("let mut {name}; {name} = {value};"),
                    _ => format!("let mut {name} = {value};"),
                }
            }
            7 => format!("let _ = {};", self.guard(deeper)),
            8 => {
                let (first, second) = (self.guard(deeper), self.guard(deeper));
                let (one, other) = (self.guard_name(), self.guard_name());
                if one == other {
                    return format!("let (mut {one}, _) = ({first}, {second});");
                }
                self.guards.extend([one.clone(), other.clone()]);
                format!("let (mut {one}, mut {other}) = ({first}, {second});")
            }
            9 => {
                let name = self.name("w");
                let (value, number) = (self.guard(deeper), self.int(deeper));
                match self.number(7) {
                    0 => format!("let {name} = W {{ g: {value}, n: {number} }};"),
                    1 => format!("let {name} = W {{ n: {number}, g: {value} }}; {};", self.int(deeper)),
                    2 => format!("let {name} = ({number}, {value});"),
                    3 => format!("let {name} = Some({value});"),
                    4 => format!("let {name} = [{value}];"),
                    5 => format!("let {name} = P({value});"),
                    _ => format!("let {name} = vec![{value}];"),
                }
            }
            10 => {
                let name = self.name("p");
                let value = self.guard(deeper);
                match self.number(9) {
                    0 => format!("let {name} = &{value};"),
                    1 => format!("let {name} = &mut {value};"),
                    2 => format!("let {name} = &{value}.x;"),
                    3 => format!("let {name} = &{value}.y.1[0];"),
                    4 => format!("let {name} = B {{ g: &{value} }};"),
                    5 => format!("let {name} = (&{value}, 1);"),
                    6 => format!("let ref {name} = {value};"),
                    7 => format!("let {name} = &*{value};"),
                    _ => format!("let {name} = {{ {}; &{value} }};", self.mark()),
                }
            }
            11 | 12 => format!("let {} = {};", self.name("x"), self.int(depth)),
            13 => {
                let value = self.option(deeper);
                let otherwise = self.leaving(deeper);
                format!("let Some({}) = {value} else {otherwise};", self.name("x"))
            }
            14 => {
                let value = self.lock("q");
                let otherwise = self.leaving(deeper);
                let name = self.guard_name();
                self.guards.push(name.clone());
                format!("let Ok(mut {name}) = {value} else {otherwise};")
            }
            15 => {
                let value = self.lock("q");
                let otherwise = self.leaving(deeper);
                let name = self.guard_name();
                let arms = match self.number(2) {
                    0 => format!("Ok(v) => v, Err(_) => {otherwise}"),
                    _ => format!("Err(_) => {otherwise}, Ok(v) => {{ {}; v }}", self.mark()),
                };
                self.guards.push(name.clone());
                format!("let mut {name} = match {value} {{ {arms} }};")
            }
            16 => {
                let value = self.lock("q");
                let otherwise = self.leaving(deeper);
                let name = self.guard_name();
                self.guards.push(name.clone());
                format!("let mut {name} = if let Ok(v) = {value} {{ v }} else {otherwise};")
            }
            17 | 18 if !self.guards.is_empty() => {
                let at = self.number(self.guards.len() as u32) as usize;
                let name = self.guards[at].clone();
                match self.number(6) {
                    0 => format!("take({name});"),
                    1 => format!("std::mem::drop({name});"),
                    2 => format!("let _ = {name};"),
                    3 => format!("call(|| drop({name}));"),
                    4 => format!("if b() {{ drop({name}); }}"),
                    _ => format!("drop({name});"),
                }
            }
            19 if !self.guards.is_empty() => {
                let at = self.number(self.guards.len() as u32) as usize;
                let name = self.guards[at].clone();
                format!("{name} = {};", self.guard(deeper))
            }
            20..=22 => {
                let (condition, then) = self.scope(|this| (this.condition(depth), this.block(depth)));
                format!("if {condition} {then} {}", self.otherwise(depth))
            }
            23 | 24 => {
                let value = self.option(deeper);
                let then = self.block(depth);
                let extra = if self.edition_2024 && self.chance(3) {
                    format!(" && {}", self.condition(1))
                } else {
                    String::new()
                };
                let name = self.name("x");
                format!("if let Some({name}) = {value}{extra} {then} {}", self.otherwise(depth))
            }
            25 => {
                let value = self.lock("q");
                let name = self.name("g");
                let then = self.scope(|this| {
                    this.guards.push(name.clone());
                    this.block(depth)
                });
                format!("if let Ok(mut {name}) = {value} {then} {}", self.otherwise(depth))
            }
            26 => {
                let value = self.lock("q");
                let name = self.name("g");
                let then = self.scope(|this| {
                    this.guards.push(name.clone());
                    this.block(depth)
                });
                let error = self.block(depth);
                format!("match {value} {{ Ok(mut {name}) => {then} Err(_) => {error} }}")
            }
            27 | 28 => self.match_on(depth),
            29 => {
                let label = self.name("'l");
                let (condition, body) = self.looped(&label, |this| {
                    let condition = this.condition(depth);
                    (condition, this.block(depth))
                });
                format!("{label}: while {condition} {body}")
            }
            30 => {
                let label = self.name("'l");
                let value = self.option(deeper);
                let body = self.looped(&label, |this| this.block(depth));
                format!("{label}: while let Some({}) = {value} {body}", self.name("x"))
            }
            31 | 32 => {
                let label = self.name("'l");
                let value = self.items(deeper);
                let body = self.looped(&label, |this| this.block(depth));
                format!("{label}: for {} in {value} {body}", self.name("x"))
            }
            33 => {
                let label = self.name("'l");
                let body = self.looped(&label, |this| this.block(depth));
                format!("{label}: loop {{ if b() {{ break; }} {body} }}")
            }
            34 => {
                let label = self.name("'l");
                self.blocks.push(label.clone());
                let body = self.scope(|this| {
                    let before = this.statements(deeper, 2);
                    let condition = this.condition(deeper);
                    let after = this.statements(deeper, 2);
                    format!("{before} if {condition} {{ break {label}; }} {after}")
                });
                self.blocks.pop();
                format!("{label}: {{ {body} }}")
            }
            35 if self.around == Around::Option => {
                format!("if {} {}", self.condition(deeper), self.leaving(deeper))
            }
            36 => self.block(depth),
            37 => format!("{}.set({});", self.guard(deeper), self.int(deeper)),
            38 => format!("{}.x = {};", self.guard(deeper), self.int(deeper)),
            39 => {
                let call = if self.chance(2) { "call(|| " } else { "(|| " };
                let end = if call == "call(|| " { ");" } else { ")();" };
                format!("{call}{}{end}", self.closed(Around::Unit, |this| this.block(depth)))
            }
            40 => match self.number(4) {
                0 => format!("vec![{}, {}];", self.int(deeper), self.int(deeper)),
                1 => format!("format!(\"{{}} {{}}\", {}, {});", self.int(deeper), self.int(deeper)),
                2 => format!("assert!(matches!({}, Some(_) | None));", self.option(deeper)),
                _ => format!("let _ = matches!({}, Some(_) if {});", self.option(deeper), self.condition(1)),
            },
            41 if !self.guards.is_empty() => {
                let at = self.number(self.guards.len() as u32) as usize;
                format!("{}.n();", self.guards[at])
            }
            42 if self.around == Around::Option => format!("{}?;", self.option(deeper)),
            44 => {
                let (name, value) = (self.guard_name(), self.guard(deeper));
                let number = self.int(deeper);
                let text = match self.number(6) {
                    0 => format!("let W {{ g: mut {name}, .. }} = W {{ g: {value}, n: {number} }};"),
                    1 => format!("let P(mut {name}) = P({value});"),
                    2 => format!("let [mut {name}] = [{value}];"),
                    3 => format!("let ((mut {name}, _), _) = (({value}, {number}), {});", self.int(deeper)),
                    4 => format!("let (mut {name}, _) = ({value}, {});", self.guard(deeper)),
                    _ => format!(
                        "let W {{ g: mut {name}, .. }} = W {{ n: {number}, ..W {{ g: {value}, n: 1 }} }};"
                    ),
                };
                self.guards.push(name);
                text
            }
            45 => {
                let name = self.name("p");
                let (value, other) = (self.guard(deeper), self.guard(deeper));
                match self.number(12) {
                    0 => format!("let {name} = if b() {{ &{value} }} else {{ &{other} }};"),
                    1 => {
                        format!("let {name} = match {} {{ 0 => &{value}, _ => &{other} }};", self.int(deeper))
                    }
                    2 => format!("let {name} = Some(&{value});"),
                    3 => format!("let {name} = [&{value}, &{other}];"),
                    4 => format!("let {name} = &({value}, {other});"),
                    5 => format!("let {name} = &Some({value});"),
                    6 => format!("let {name} = &{{ {value} }};"),
                    7 => format!("let P(ref {name}) = P({value});"),
                    8 => format!("let (ref {name}, _) = ({value}, {other});"),
                    9 => format!("let {name} = &{value} as &dyn Named;"),
                    10 => format!("let {name} = &mut {value}.y.1;"),
                    _ => format!("let {name} = &P({value}).0;"),
                }
            }
            46 => format!("_ = {};", self.guard(deeper)),
            47 => format!("let _ = {}.n();", self.guard(deeper)),
            48 if self.guards.len() > 1 => {
                let (one, other) = (self.guards[0].clone(), self.guards[1].clone());
                let (first, second) = (self.guard(deeper), self.guard(deeper));
                match self.number(2) {
                    0 if one != other => format!("({one}, {other}) = ({first}, {second});"),
                    _ => format!("({one}, _) = ({first}, {second});"),
                }
            }
            49 => {
                let (value, name) = (self.lock("q"), self.guard_name());
                let before = self.mark();
                self.guards.push(name.clone());
                format!(
                    "let mut {name} = match {value} {{ Ok(v) => v, Err(e) => {{ {before}; e.into_inner() }} }};"
                )
            }
            50 => {
                let value = self.guard(deeper);
                let name = self.name("g");
                let inner = self.scope(|this| {
                    this.guards.push(name.clone());
                    this.block(depth)
                });
                match self.number(2) {
                    0 => format!("match ({value}, {}) {{ (mut {name}, _) => {inner} }}", self.int(deeper)),
                    _ => format!("match {value} {{ mut {name} => {inner} }}"),
                }
            }
            51 => {
                let (value, inner) = (self.guard(deeper), self.block(depth));
                match self.number(2) {
                    0 => format!("match &{value} {{ v => {inner} }}"),
                    _ => format!("match {value}.x {{ 0 => {inner} _ => {} }}", self.block(depth)),
                }
            }
            52 if self.edition_2024 => {
                let (first, value) = (self.condition(deeper), self.option(deeper));
                let then = self.block(depth);
                format!(
                    "if {first} && let Some({}) = {value} {then} {}",
                    self.name("x"),
                    self.otherwise(depth)
                )
            }
            53 if self.edition_2024 => {
                let label = self.name("'l");
                let (first, value) = (self.condition(deeper), self.option(deeper));
                let body = self.looped(&label, |this| this.block(depth));
                format!("{label}: while {first} && let Some({}) = {value} {body}", self.name("x"))
            }
            54 => {
                let name = self.name("x");
                format!("let mut {name} = {}; {name} += {};", self.int(deeper), self.int(deeper))
            }
            55 => {
                let (value, name) = (self.lock("q"), self.guard_name());
                self.guards.push(name.clone());
                format!("let mut {name} = {value}.unwrap_or_else(|e| e.into_inner());")
            }
            43 if !self.guards.is_empty() && self.around == Around::Option && self.chance(3) => {
                let at = self.number(self.guards.len() as u32) as usize;
                format!("if b() {{ return Some(take({})); }}", self.guards[at])
            }
            _ => format!("{};", self.mark()),
        }
    }

    pub(super) fn otherwise(&mut self, depth: u32) -> String {
        match self.number(5) {
            0 => format!("else {}", self.block(depth)),
            2 if depth > 1 => {
                let (value, then) = (self.option(depth - 1), self.block(depth));
                format!("else if let Some({}) = {value} {then} {}", self.name("x"), self.otherwise(depth - 1))
            }
            1 if depth > 1 => {
                format!(
                    "else if {} {} else {}",
                    self.condition(depth - 1),
                    self.block(depth),
                    self.block(depth)
                )
            }
            _ => String::new(),
        }
    }

    pub(super) fn match_on(&mut self, depth: u32) -> String {
        let deeper = depth.saturating_sub(1);
        match self.number(2) {
            0 => {
                let value = self.int(deeper);
                let guard =
                    if self.chance(2) { format!(" if {}", self.condition(deeper)) } else { String::new() };
                format!(
                    "match {value} {{ 1 => {} 0{guard} => {} _ => {} }}",
                    self.block(depth),
                    self.block(depth),
                    self.block(depth)
                )
            }
            _ => {
                let value = self.option(deeper);
                let guard =
                    if self.chance(2) { format!(" if {}", self.condition(deeper)) } else { String::new() };
                format!(
                    "match {value} {{ None => {} Some(0){guard} => {} _ => {} }}",
                    self.block(depth),
                    self.block(depth),
                    self.block(depth)
                )
            }
        }
    }
}
