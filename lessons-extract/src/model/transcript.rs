//! What was asked and answered in one run, as JSON lines, and a run from such a file without a network.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chat::{Model, Progress, Request};
use super::{Message, ModelError, Reply};

/// A transcript that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// Something in it is no entry.
    #[error(
        "line {line} of the transcript begins no entry: {reason}. An entry is a JSON object with `run`, `request`, `reply`, `failure` or `note`"
    )]
    Entry {
        /// Counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// It is of a newer version.
    #[error("the transcript has version {0}, and this tool reads versions up to {VERSION}: update the tool")]
    Newer(u32),
    /// It has no answers.
    #[error("the transcript holds no `reply`: there is nothing to replay")]
    Empty,
}

/// The version of the format.
const VERSION: u32 = 1;

/// One line of a transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Entry {
    /// What was run. One written by hand may leave it out.
    Run {
        /// The format's version.
        version: u32,
        /// The model asked.
        #[serde(default)]
        model: String,
        /// The number between whose marks the material stood.
        #[serde(default)]
        mark: String,
    },
    /// What was asked.
    Request {
        /// How many messages of the conversation so far went before.
        kept: usize,
        /// The messages after these.
        messages: Vec<Message>,
        /// Whether the answer was to be the form.
        form: bool,
    },
    /// What was answered.
    Reply(Reply),
    /// What went wrong instead.
    Failure(String),
    /// What else happened: waiting, other ways of asking, what was wrong with an answer.
    Note(String),
}

/// What was asked and answered in one run. It holds nothing that was redacted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transcript {
    /// The lines in order.
    pub entries: Vec<Entry>,
}

impl Transcript {
    /// Reads JSON lines. One written by hand may spread an entry over several lines, and may have lines that begin with
    /// `#` or `//` between them. Linear.
    ///
    /// # Errors
    /// [`TranscriptError`], with the line.
    pub fn read(text: &str) -> Result<Self, TranscriptError> {
        let is_comment =
            |line: &&str| line.trim_start().starts_with(['#']) || line.trim_start().starts_with("//");
        let lines = text.trim_start_matches('\u{feff}').lines();
        let text: String =
            lines.map(|line| if is_comment(&line) { "\n".to_owned() } else { format!("{line}\n") }).collect();
        let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
        let mut entries = Vec::new();
        loop {
            let rest = text.get(values.byte_offset()..).unwrap_or_default();
            let start = text.len() - rest.trim_start().len();
            let Some(value) = values.next() else { break };
            let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
            let no_entry =
                |error: serde_json::Error| TranscriptError::Entry { line, reason: error.to_string() };
            let entry: Entry = serde_json::from_value(value.map_err(no_entry)?).map_err(no_entry)?;
            if let Entry::Run { version, .. } = &entry
                && *version > VERSION
            {
                return Err(TranscriptError::Newer(*version));
            }
            entries.push(entry);
        }
        let transcript = Self { entries };
        if transcript.answers() == 0 { Err(TranscriptError::Empty) } else { Ok(transcript) }
    }

    /// The transcript as JSON lines.
    #[must_use]
    pub fn to_json_lines(&self) -> String {
        let lines = self.entries.iter().filter_map(|entry| serde_json::to_string(entry).ok());
        lines.map(|line| line + "\n").collect()
    }

    /// The mark of the run, if it is known.
    pub(crate) fn mark(&self) -> Option<&str> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Run { mark, .. } if !mark.is_empty() => Some(mark.as_str()),
            _ => None,
        })
    }

    pub(crate) fn run(model: &str, mark: &str) -> Entry {
        Entry::Run { version: VERSION, model: model.to_owned(), mark: mark.to_owned() }
    }

    fn answers(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry, Entry::Reply(_) | Entry::Failure(_))).count()
    }
}

/// Answers from a transcript, in order.
#[derive(Debug)]
pub(crate) struct Replay<'t> {
    answers: std::vec::IntoIter<&'t Entry>,
    total: usize,
}

impl<'t> Replay<'t> {
    pub(crate) fn new(transcript: &'t Transcript) -> Self {
        let answers: Vec<&Entry> = transcript
            .entries
            .iter()
            .filter(|entry| matches!(entry, Entry::Reply(_) | Entry::Failure(_)))
            .collect();
        Self { total: answers.len(), answers: answers.into_iter() }
    }
}

impl Model for Replay<'_> {
    fn ask(&mut self, _: &Request, _: &mut dyn FnMut(Progress)) -> Result<Reply, ModelError> {
        match self.answers.next() {
            Some(Entry::Reply(reply)) => Ok(reply.clone()),
            Some(Entry::Failure(message)) => {
                let message = message.strip_suffix(" (replayed)").unwrap_or(message);
                Err(ModelError::Replayed(crate::clean::line(message, 2_000)))
            }
            _ => Err(ModelError::ReplayEnded { answers: self.total }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finish, Usage};

    #[test]
    fn a_transcript_reads_what_it_writes() {
        let reply = Reply {
            content: "a\nb".to_owned(),
            refusal: None,
            finish: Finish::Length,
            usage: Some(Usage { asked: 3, answered: 2 }),
        };
        let transcript = Transcript {
            entries: vec![
                Transcript::run("m", "01234567890123456789"),
                Entry::Request { kept: 0, messages: vec![Message::user("q")], form: false },
                Entry::Note("waited".to_owned()),
                Entry::Reply(reply),
                Entry::Failure("no".to_owned()),
            ],
        };
        let text = transcript.to_json_lines();
        assert_eq!(text.lines().count(), 5);
        assert_eq!(Transcript::read(&text).unwrap(), transcript);
        assert_eq!(transcript.mark(), Some("01234567890123456789"));
    }

    #[test]
    fn a_transcript_may_be_written_by_hand() {
        let text = "# what the model said\n{\"reply\": {\"content\": {\"title\": \"x\"}}}\n\n{\"reply\": {\"content\": \"t\"}}\n";
        let transcript = Transcript::read(text).unwrap();
        let mut replay = Replay::new(&transcript);
        let request = Request { messages: Vec::new(), schema: None, most_tokens: 1 };
        assert_eq!(replay.ask(&request, &mut |_| {}).unwrap().content, "{\"title\":\"x\"}");
        assert_eq!(replay.ask(&request, &mut |_| {}).unwrap().content, "t");
        assert_eq!(replay.ask(&request, &mut |_| {}), Err(ModelError::ReplayEnded { answers: 2 }));
    }

    #[test]
    fn what_is_no_transcript_is_said() {
        for (text, part) in [
            ("", "holds no `reply`"),
            ("{\"reply\":\n {}}\n# no\n{\"answer\": 1}", "line 4"),
            ("{\"reply\": ", "line 1"),
            ("{\"run\": {\"version\": 9}}", "version 9"),
        ] {
            let error = Transcript::read(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
