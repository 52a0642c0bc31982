//! Random fns of Rust: every form of code in which a value may be kept, with marks in all places.

use std::fmt::Write as _;

/// Marks and sites that one fn may have.
const MOST: u32 = 24;

/// The site of all values past the most that are told apart.
pub(super) const UNWATCHED: u32 = 40;

/// What is given by the fn or closure around a place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Unit,
    Number,
    Option,
}

/// Writes one fn.
pub(super) struct Generator {
    random: u64,
    pub(super) edition_2024: bool,
    marks: u32,
    sites: u32,
    /// Variables that own a guard and are in scope.
    pub(super) guards: Vec<String>,
    /// Labels of loops in scope, and of blocks.
    pub(super) loops: Vec<String>,
    pub(super) blocks: Vec<String>,
    /// What `return` and `?` leave.
    pub(super) around: Around,
    names: u32,
}

impl Generator {
    pub(super) fn new(seed: u64, edition_2024: bool) -> Self {
        Self {
            random: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            edition_2024,
            marks: 0,
            sites: 0,
            guards: Vec::new(),
            loops: Vec::new(),
            blocks: Vec::new(),
            around: Around::Option,
            names: 0,
        }
    }

    /// The text of a fn of this name.
    pub(super) fn function(mut self, name: &str) -> String {
        for _ in 0..20 {
            self.number(2);
        }
        let depth = 1 + self.number(3);
        let body = self.statements(depth, 4);
        format!("fn {name}(m: M, r: R, q: Q, o: O) -> Option<i32> {{ {body} Some({}) }}", self.mark())
    }

    pub(super) fn number(&mut self, below: u32) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        ((self.random >> 33) % u64::from(below)) as u32
    }

    pub(super) fn chance(&mut self, of: u32) -> bool {
        self.number(of) == 0
    }

    pub(super) fn name(&mut self, letter: &str) -> String {
        self.names += 1;
        format!("{letter}{}", self.names)
    }

    pub(super) fn mark(&mut self) -> String {
        if self.marks == MOST {
            return "f(0, 0)".to_owned();
        }
        self.marks += 1;
        format!("a({})", self.marks - 1)
    }

    /// A call that makes a guard, on this receiver.
    pub(super) fn lock(&mut self, receiver: &str) -> String {
        if self.sites == MOST {
            return format!("{receiver}.lock({UNWATCHED})");
        }
        self.sites += 1;
        format!("{receiver}.lock({})", self.sites - 1)
    }

    /// Runs `inner` in a scope of its own.
    pub(super) fn scope<T>(&mut self, inner: impl FnOnce(&mut Self) -> T) -> T {
        let len = self.guards.len();
        let result = inner(self);
        self.guards.truncate(len);
        result
    }

    pub(super) fn statements(&mut self, depth: u32, most: u32) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.number(most) {
            let statement = self.statement(depth);
            write!(text, "{statement} ").unwrap();
        }
        text
    }

    /// `{ … }` of type unit.
    pub(super) fn block(&mut self, depth: u32) -> String {
        self.scope(|this| format!("{{ {} }}", this.statements(depth.saturating_sub(1), 3)))
    }

    /// A block that does not come to its end.
    pub(super) fn leaving(&mut self, depth: u32) -> String {
        self.scope(|this| {
            let before = if this.chance(2) { this.statement(depth.saturating_sub(1)) } else { String::new() };
            format!("{{ {before} {} }}", this.leave(depth))
        })
    }

    pub(super) fn leave(&mut self, depth: u32) -> String {
        let label = |this: &mut Self| {
            let at = this.number(this.loops.len() as u32) as usize;
            this.loops.get(at).cloned().unwrap_or_default()
        };
        match self.number(5) {
            0 if !self.loops.is_empty() => format!("continue {};", label(self)),
            1 | 2 if !self.loops.is_empty() => format!("break {};", label(self)),
            _ if self.around == Around::Unit => "return;".to_owned(),
            _ if self.around == Around::Number => format!("return {};", self.int(depth.min(1))),
            3 if self.chance(2) => "return None;".to_owned(),
            _ => format!("return Some({});", self.int(depth.min(1))),
        }
    }

    pub(super) fn guard_name(&mut self) -> String {
        if !self.guards.is_empty() && self.chance(6) {
            let at = self.number(self.guards.len() as u32) as usize;
            return self.guards[at].clone();
        }
        self.name("g")
    }

    pub(super) fn looped<T>(&mut self, label: &str, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.loops.push(label.to_owned());
        let result = self.scope(inner);
        self.loops.pop();
        result
    }

    pub(super) fn closed<T>(&mut self, around: Around, inner: impl FnOnce(&mut Self) -> T) -> T {
        let (loops, blocks) = (std::mem::take(&mut self.loops), std::mem::take(&mut self.blocks));
        let outer = std::mem::replace(&mut self.around, around);
        let result = self.scope(inner);
        (self.loops, self.blocks, self.around) = (loops, blocks, outer);
        result
    }
}

/// Calls a function on a value at the end of a chain.
pub(super) trait Pipe: Sized {
    fn pipe<T>(self, then: impl FnOnce(Self) -> T) -> T {
        then(self)
    }
}

impl Pipe for String {}
