//! Types and the types of expressions as plain data, written in a file's own names: computed when somebody asks.

use serde::{Deserialize, Serialize};

use crate::names::PathRef;

/// How to find out a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum TypeTerm {
    /// Nothing is known.
    Unknown,
    /// A type with a name, and its generic arguments. References are not kept.
    Named(PathRef, Vec<TypeTerm>),
    /// A primitive type, or one of the standard library that a literal has: its path.
    Std(String, Vec<TypeTerm>),
    /// A generic parameter of the item around it.
    Parameter(String),
    /// `impl Trait`, or a parameter bounded by one: whatever satisfies it.
    Bounded(Vec<TypeTerm>),
    Tuple(Vec<TypeTerm>),
    /// An array or slice.
    Sequence(Box<TypeTerm>),
    /// A function or closure that gives this when it is called.
    Function(Box<TypeTerm>),
    /// Another type without a name, such as never.
    Nameless,
    /// What a field of this name has.
    Field(Box<TypeTerm>, String),
    /// What a pattern of this variant or tuple struct finds in this field.
    Payload(Box<TypeTerm>, PathRef, String),
    /// What calling the function, constructor or variant at this path gives; the arguments' types.
    Call(PathRef, Vec<TypeTerm>),
    /// What a const, static, unit struct or variant of this path is.
    Value(PathRef),
    /// What calling the value gives: a closure, or a function that a variable holds.
    Called(Box<TypeTerm>),
    /// What this method of the value gives.
    Method(Box<TypeTerm>, String),
    /// The same of a method that is given this function, and gives what that gives, as `map` does.
    Mapped(Box<TypeTerm>, String, Box<TypeTerm>),
    /// What a closure given to this method of the value gets as its first parameter.
    Passed(Box<TypeTerm>, String),
    /// `.await`
    Awaited(Box<TypeTerm>),
    /// `?`
    Tried(Box<TypeTerm>),
    /// `*`
    Dereferenced(Box<TypeTerm>),
    /// `[…]`
    Indexed(Box<TypeTerm>),
    /// `[a..b]`
    Sliced(Box<TypeTerm>),
    /// `a + b` and the like: of two numbers, or a number and what is not known.
    Computed(Box<TypeTerm>, Box<TypeTerm>),
    /// What a `for` loop over it gives.
    Iterated(Box<TypeTerm>),
    /// A future of this, as an `async` block is.
    Future(Box<TypeTerm>),
    /// What all of these are, as far as they agree; unknown ones do not count.
    OneOf(Vec<TypeTerm>),
}

impl TypeTerm {
    /// A type of the standard library by its path, such as `std::option::Option`.
    pub(crate) fn std(path: &str) -> Self {
        Self::Std(path.to_owned(), Vec::new())
    }

    /// The unit type.
    pub(crate) fn unit() -> Self {
        Self::Tuple(Vec::new())
    }
}
