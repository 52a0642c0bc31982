//! Reads objects through `git cat-file --batch`: as many processes as there are threads that read at once.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::{Mutex, PoisonError};

/// What an object turned out to be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Object {
    Content(Vec<u8>),
    /// Larger than the limit, with its size in bytes.
    TooLarge(u64),
    Missing,
}

/// Idle readers of one repository. A thread takes one, or starts one, and puts it back.
#[derive(Debug)]
pub(super) struct Objects {
    dir: PathBuf,
    idle: Mutex<Vec<Reader>>,
}

impl Objects {
    pub(super) const fn new(dir: PathBuf) -> Self {
        Self { dir, idle: Mutex::new(Vec::new()) }
    }

    /// The content of an object by its full id, if it has at most `limit` bytes.
    pub(super) fn read(&self, id: &str, limit: u64) -> std::io::Result<Object> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut reader = match idle {
            Some(reader) => reader,
            None => Reader::start(&self.dir)?,
        };
        // A reader that failed is out of step with its process, and is dropped.
        let object = reader.read(id, limit)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
        Ok(object)
    }
}

/// One running `git cat-file --batch`.
#[derive(Debug)]
struct Reader {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Reader {
    fn start(dir: &std::path::Path) -> std::io::Result<Self> {
        let mut child = super::command(dir)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        match output {
            Some(output) => Ok(Self { child, input, output: BufReader::new(output) }),
            None => Err(std::io::Error::other("git gives no output")),
        }
    }

    fn read(&mut self, id: &str, limit: u64) -> std::io::Result<Object> {
        if let Some(input) = &mut self.input {
            input.write_all(format!("{id}\n").as_bytes())?;
            input.flush()?;
        }
        let mut header = String::new();
        self.output.read_line(&mut header)?;
        let mut words = header.split_whitespace().skip(1);
        let size = match (words.next(), words.next().and_then(|size| size.parse::<u64>().ok())) {
            (Some("missing"), None) => return Ok(Object::Missing),
            (Some(_), Some(size)) => size,
            _ => return Err(std::io::Error::other(format!("git cat-file said {:?}", header.trim()))),
        };
        if size > limit {
            std::io::copy(&mut (&mut self.output).take(size + 1), &mut std::io::sink())?;
            return Ok(Object::TooLarge(size));
        }
        let mut content = Vec::new();
        (&mut self.output).take(size + 1).read_to_end(&mut content)?;
        if content.len() as u64 != size + 1 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        content.pop();
        Ok(Object::Content(content))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Without input it ends by itself; a process in the middle of an answer that nobody reads would not.
        self.input = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
