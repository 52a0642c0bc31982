//! A server on the loopback interface that speaks the Chat Completions protocol as it is told, one act a question.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What the server does with one question.
#[derive(Clone)]
pub(crate) enum Act {
    /// Streams a text.
    Say(String),
    /// Streams these events as they are.
    Events(Vec<String>),
    /// Answers in one piece.
    Whole(Value),
    /// Answers with a status, further header lines and a body.
    Status(u16, &'static str, String),
    /// Never answers.
    Silent,
    /// Begins to answer, and never goes on.
    Stall,
    /// Begins to answer, and closes the connection.
    Cut,
    /// Goes on for ever.
    Endless,
    /// Sends comments for ever, which keep a connection alive and say nothing.
    Ping,
}

/// One question that came.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) path: String,
    /// The header lines, lower case names.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
}

impl Question {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What all messages say.
    pub(crate) fn said(&self) -> String {
        let messages = self.body["messages"].as_array().cloned().unwrap_or_default();
        messages.iter().map(|message| format!("{}\n", message["content"].as_str().unwrap())).collect()
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    questions: Arc<Mutex<Vec<Question>>>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Longer than any test may take; a connection that hangs on purpose is dropped then.
const PATIENCE: Duration = Duration::from_secs(20);

impl Server {
    /// Starts a server. The last act is repeated for every further question.
    pub(crate) fn start(acts: Vec<Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let questions = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (asked, stopped) = (Arc::clone(&questions), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let mut at = 0;
            let mut workers = Vec::new();
            while !stopped.load(Ordering::Relaxed) {
                let Ok((stream, _)) = listener.accept() else {
                    std::thread::sleep(Duration::from_millis(2));
                    continue;
                };
                let act = acts.get(at).or(acts.last()).cloned().unwrap();
                at += 1;
                let (asked, stopped) = (Arc::clone(&asked), Arc::clone(&stopped));
                // A client that goes away in the middle is what some tests are about.
                workers.push(std::thread::spawn(move || drop(serve(stream, &act, &asked, &stopped))));
            }
            workers.into_iter().for_each(|worker| drop(worker.join()));
        });
        Self { address, questions, stop, thread: Some(thread) }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    pub(crate) fn questions(&self) -> Vec<Question> {
        self.questions.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn serve(
    stream: TcpStream,
    act: &Act,
    asked: &Mutex<Vec<Question>>,
    stop: &AtomicBool,
) -> std::io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.set_write_timeout(Some(Duration::from_secs(5)))?;
    let question = read(&stream)?;
    asked.lock().unwrap().push(question);
    let mut out = stream;
    let wait = |pause: Duration, mut then: Box<dyn FnMut() -> std::io::Result<()> + '_>| {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end && !stop.load(Ordering::Relaxed) {
            then()?;
            std::thread::sleep(pause);
        }
        Ok(())
    };
    let piece = |text: &str| {
        json!({ "id": "x", "choices": [{ "index": 0, "delta": { "content": text } }] }).to_string()
    };
    match act {
        Act::Say(text) => {
            begin(&mut out)?;
            let characters: Vec<char> = text.chars().collect();
            for part in characters.chunks(40) {
                chunk(&mut out, &format!("data: {}\n\n", piece(&part.iter().collect::<String>())))?;
            }
            let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
            let usage = json!({ "choices": [], "usage": { "prompt_tokens": 100, "completion_tokens": 50 } });
            chunk(&mut out, &format!("data: {end}\n\ndata: {usage}\n\ndata: [DONE]\n\n"))?;
            chunk(&mut out, "")
        }
        Act::Events(events) => {
            begin(&mut out)?;
            for event in events {
                chunk(&mut out, &format!("data: {event}\n\n"))?;
            }
            chunk(&mut out, "")
        }
        Act::Whole(value) => {
            let body = value.to_string();
            write!(
                out,
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
        }
        Act::Status(status, headers, body) => {
            write!(
                out,
                "HTTP/1.1 {status} X\r\n{headers}content-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
        }
        Act::Silent => wait(Duration::from_millis(20), Box::new(|| Ok(()))),
        Act::Stall => {
            begin(&mut out)?;
            chunk(&mut out, &format!("data: {}\n\n", piece("{\"title\"")))?;
            wait(Duration::from_millis(20), Box::new(|| Ok(())))
        }
        Act::Cut => {
            begin(&mut out)?;
            chunk(&mut out, &format!("data: {}\n\n", piece("{\"title\"")))
        }
        Act::Endless => {
            begin(&mut out)?;
            let text = format!("data: {}\n\n", piece(&"and so on ".repeat(100)));
            wait(Duration::from_millis(1), Box::new(|| chunk(&mut out, &text)))
        }
        Act::Ping => {
            begin(&mut out)?;
            wait(Duration::from_millis(10), Box::new(|| chunk(&mut out, ": ping\n\n")))
        }
    }
}

fn begin(out: &mut TcpStream) -> std::io::Result<()> {
    out.write_all(
        b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n",
    )
}

/// One chunk of a body; an empty one ends it.
fn chunk(out: &mut TcpStream, text: &str) -> std::io::Result<()> {
    write!(out, "{:x}\r\n{text}\r\n", text.len())?;
    out.flush()
}

fn read(stream: &TcpStream) -> std::io::Result<Question> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length =
        headers.iter().find(|(name, _)| name == "content-length").and_then(|(_, value)| value.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Question { path, headers, body: serde_json::from_slice(&body).unwrap_or(Value::Null) })
}
