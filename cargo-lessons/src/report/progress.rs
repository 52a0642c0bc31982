//! The bar that moves while a person waits.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use lessons_core::Progress;

use crate::terminal::Terminal;

/// A bar on stderr, or nothing where nobody looks. It is wiped when dropped.
pub(crate) struct Bar(Option<ProgressBar>);

impl Bar {
    /// A bar that is not shown until it is known how much there is to do.
    pub(crate) fn new(terminal: Terminal) -> Self {
        if !terminal.person_waits() {
            return Self(None);
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template("   Searching [{bar:30}] {pos}/{len} files");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        Self(Some(bar))
    }
}

impl Progress for Bar {
    fn begin(&self, files: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(files);
            bar.reset();
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(15));
        }
    }

    fn file_done(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
