//! The commands, one file each, and the way to them.

pub(crate) mod approve;
pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod extract;
pub(crate) mod fix;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod new;
pub(crate) mod scan;
pub(crate) mod test;
pub(crate) mod try_pattern;

use std::ffi::OsString;
use std::mem::ManuallyDrop;

use clap::Parser as _;

use crate::advice;
use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::exit::{Exit, Failure};
use crate::report::failure;
use crate::terminal::Terminal;

/// Runs the command that the arguments name. Cargo puts `lessons` first; without cargo it may be left out.
pub(crate) fn dispatch(mut arguments: Vec<OsString>) -> Exit {
    if arguments.get(1).is_some_and(|first| first == "lessons") {
        arguments.remove(1);
    }
    let (common, command) = match Cli::try_parse_from(arguments).and_then(Cli::into_parts) {
        Ok(parts) => parts,
        Err(error) => {
            // A closed pipe is nobody's error.
            let _ = error.print();
            return if error.use_stderr() { Exit::Unable } else { Exit::Clean };
        }
    };
    advice::remember(&common);
    let terminal = Terminal::new(common.color, common.verbosity());
    // What the command holds, the system takes back faster at the end than piece by piece.
    let context = Context::new(common, terminal).map(ManuallyDrop::new);
    let result = context.and_then(|context| {
        let result = run(&context, command);
        context.caches.save();
        result
    });
    let exit = result.unwrap_or_else(|failed| {
        failure::print(terminal, &failed);
        Exit::Unable
    });
    terminal.flush();
    exit
}

fn run(context: &Context, command: Command) -> Result<Exit, Failure> {
    match command {
        Command::Check(args) => check::run(context, args),
        Command::Scan(args) => scan::run(context, args),
        Command::Test(args) => test::run(context, args),
        Command::List(args) => list::run(context, args),
        Command::Try(args) => try_pattern::run(context, args),
        Command::Explain(args) => explain::run(context, args),
        Command::Extract(args) => extract::run(context, args),
        Command::Approve(args) => approve::run(context, args),
        Command::Init(args) => init::run(context, args),
        Command::New(args) => new::run(context, args),
    }
}

/// Today, in UTC.
fn today() -> Result<lessons_core::Date, Failure> {
    day_of(jiff::Timestamp::now().as_second())
        .ok_or_else(|| Failure::new("the system's clock shows no day of our calendar; set it"))
}

/// The day of a moment, in seconds since 1970, in UTC.
fn day_of(seconds: i64) -> Option<lessons_core::Date> {
    let day = jiff::Timestamp::from_second(seconds).ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let part = |part: i8| u8::try_from(part).ok();
    lessons_core::Date::new(day.year().try_into().ok()?, part(day.month())?, part(day.day())?)
}
