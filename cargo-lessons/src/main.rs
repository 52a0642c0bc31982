//! The `cargo lessons` command: post-mortems that fail the build.

mod advice;
mod base;
mod cache;
mod cli;
mod commands;
mod context;
mod exit;
mod git;
mod interrupt;
mod public;
mod report;
mod search;
mod settings;
mod terminal;
#[cfg(feature = "extract")]
mod user_settings;
mod write;

fn main() -> std::process::ExitCode {
    commands::dispatch(std::env::args_os().collect()).into()
}
