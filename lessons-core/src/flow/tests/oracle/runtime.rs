//! What generated code runs on: guards that know when they are dropped, marks that note what is alive and what was
//! passed, conditions that go either way. It is no module here, but the beginning of each generated program.

#![allow(warnings)]

use std::cell::RefCell;
use std::io::Write as _;

#[derive(Clone)]
struct Seen {
    /// By site: the marks passed while a value of the site was alive.
    held: [u64; 64],
    /// By mark: the marks passed after it.
    leads: [u64; 64],
    /// By mark: the marks that were not passed before it, on some run.
    unguarded: [u64; 64],
    reached: u64,
    /// Sites that made a value.
    made: u64,
}

impl Default for Seen {
    fn default() -> Self {
        Self { held: [0; 64], leads: [0; 64], unguarded: [0; 64], reached: 0, made: 0 }
    }
}

#[derive(Default)]
struct State {
    random: u64,
    steps: u32,
    /// Values alive by site.
    alive: Vec<u32>,
    passed: u64,
    seen: Seen,
}

thread_local!(static STATE: RefCell<State> = RefCell::default());

fn state<T>(with: impl FnOnce(&mut State) -> T) -> T {
    STATE.with(|state| with(&mut state.borrow_mut()))
}

fn number(below: u64) -> u64 {
    let number = state(|state| {
        state.steps += 1;
        state.random ^= state.random << 13;
        state.random ^= state.random >> 7;
        state.random ^= state.random << 17;
        (state.steps < 60).then(|| (state.random >> 20) % below)
    });
    number.unwrap_or_else(|| std::panic::resume_unwind(Box::new(())))
}

/// A condition.
fn b() -> bool {
    number(2) == 1
}

/// A mark.
fn a(mark: u32) -> i32 {
    state(|state| {
        let bit = 1 << mark;
        for (site, count) in state.alive.iter().enumerate() {
            if *count > 0 {
                state.seen.held[site] |= bit;
            }
        }
        for passed in 0..64 {
            if state.passed & 1 << passed != 0 {
                state.seen.leads[passed] |= bit;
            }
        }
        state.seen.unguarded[mark as usize] |= !state.passed;
        state.passed |= bit;
        state.seen.reached |= bit;
    });
    number(3) as i32
}

struct Inner {
    x: i32,
    y: (i32, [i32; 2]),
}

/// A value whose life is watched.
struct G(u32, Inner);

impl G {
    fn new(site: u32) -> G {
        state(|state| {
            state.alive.resize(64, 0);
            state.alive[site as usize] += 1;
            state.seen.made |= 1 << site;
        });
        let x = number(3) as i32;
        G(site, Inner { x, y: (x, [x; 2]) })
    }
    fn n(&self) -> i32 {
        self.1.x
    }
    fn opt(&self) -> Option<i32> {
        b().then_some(self.1.x)
    }
    fn iter(&self) -> std::vec::IntoIter<i32> {
        let mut all = Vec::new();
        while b() {
            all.push(1);
        }
        all.into_iter()
    }
    fn set(&mut self, x: i32) {
        self.1.x = x;
    }
    fn same(&self) -> &G {
        self
    }
}

impl Drop for G {
    fn drop(&mut self) {
        state(|state| state.alive[self.0 as usize] -= 1);
    }
}

impl std::ops::Deref for G {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.1
    }
}

impl std::ops::DerefMut for G {
    fn deref_mut(&mut self) -> &mut Inner {
        &mut self.1
    }
}

/// An error that holds what was asked for, as a poisoned lock's does.
struct E(G);

impl std::fmt::Debug for E {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}

impl E {
    fn into_inner(self) -> G {
        self.0
    }
}

trait Named {}
impl Named for G {}

#[derive(Clone, Copy)]
struct M;
impl M {
    fn lock(&self, site: u32) -> G {
        G::new(site)
    }
}

/// Its lock always succeeds.
#[derive(Clone, Copy)]
struct R;
impl R {
    fn lock(&self, site: u32) -> Result<G, E> {
        Ok(G::new(site))
    }
}

/// Its lock may fail.
#[derive(Clone, Copy)]
struct Q;
impl Q {
    fn lock(&self, site: u32) -> Result<G, E> {
        if b() { Ok(G::new(site)) } else { Err(E(G::new(site))) }
    }
}

#[derive(Clone, Copy)]
struct O;
impl O {
    fn lock(&self, site: u32) -> Option<G> {
        b().then(|| G::new(site))
    }
}

struct W {
    g: G,
    n: i32,
}

struct B<'a> {
    g: &'a G,
}

struct P(G);

fn call<T>(f: impl FnOnce() -> T) -> T {
    f()
}
fn pass<T>(x: T, f: impl FnOnce() -> i32) -> T {
    f();
    x
}
fn f(_: i32, _: i32) -> i32 {
    number(3) as i32
}
fn len(_: &G) -> i32 {
    number(3) as i32
}
fn take(_: G) -> i32 {
    number(3) as i32
}
fn many() -> std::vec::IntoIter<i32> {
    let mut all = Vec::new();
    while b() {
        all.push(1);
    }
    all.into_iter()
}

fn watch(name: &str, runs: u64, body: fn(M, R, Q, O) -> Option<i32>) {
    std::panic::set_hook(Box::new(|_| {}));
    state(|state| state.seen = Seen::default());
    for run in 1..=runs {
        state(|state| {
            state.random = run.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
            state.steps = 0;
            state.alive = vec![0; 64];
            state.passed = 0;
        });
        let _ = std::panic::catch_unwind(|| body(M, R, Q, O));
    }
    let mut out = std::io::stdout();
    state(|state| {
        let Seen { held, leads, unguarded, reached, made } = &state.seen;
        writeln!(out, "{name} {reached} {made}").unwrap();
        for row in [held, leads, unguarded] {
            writeln!(out, "{}", row.iter().map(u64::to_string).collect::<Vec<_>>().join(" ")).unwrap();
        }
    });
}
