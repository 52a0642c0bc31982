//! Asks a server over the Chat Completions protocol: tries again what passes, asks in another way what the server does
//! not take, and never waits longer than it may.
//!
//! The caller's side is synchronous. Each question runs on a thread of its own with a runtime of its own, so that it
//! works within any program, and no log of the program's sees what is asked and answered.

use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_openai::config::Config;
use async_openai::error::OpenAIError;
use futures_util::StreamExt as _;
use lessons_core::Cancel;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;
use serde_json::Value;

use super::ModelError;
use super::chat::{Model, Progress, Reply, Request};
use super::endpoint::{Address, Endpoint};
use super::transport::{Failure, Transport};
use super::wire::{Assembly, Format, Without, body};

/// Asks the model of an endpoint.
pub(crate) struct Client {
    endpoint: Endpoint,
    head: Head,
    transport: Transport,
    without: Without,
    cancel: Cancel,
    /// When the whole run must be over, and its limit.
    deadline: (Instant, Duration),
}

/// What async-openai asks of a configuration: where to, with which headers. Its own panics at a key with a line break,
/// and knows but one form of Azure's address.
#[derive(Clone)]
struct Head {
    url: String,
    host: String,
    headers: HeaderMap,
    /// The crate wants to see the key as well; it gets an empty one.
    empty: SecretString,
}

impl Config for Head {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, _: &str) -> String {
        self.url.clone()
    }

    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }

    fn api_base(&self) -> &str {
        &self.url
    }

    fn api_key(&self) -> &SecretString {
        &self.empty
    }
}

/// How often the cancel switch is looked at.
const BLINK: Duration = Duration::from_millis(50);

impl Client {
    /// A client; nothing is sent yet.
    pub(crate) fn new(endpoint: &Endpoint, cancel: Cancel, limit: Duration) -> Result<Self, ModelError> {
        let address = endpoint.address()?;
        let headers = headers(endpoint, &address)?;
        let Address { url, host, is_local, .. } = address;
        let limits = endpoint.limits.clone();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(limits.connect)
            // The document goes where the user said, and nowhere else.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("cargo-lessons/", env!("CARGO_PKG_VERSION")));
        if is_local {
            builder = builder.no_proxy();
        }
        #[cfg(feature = "tls")]
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Another thread may have been faster, which is as good.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let client = builder.build().map_err(|error| ModelError::Setup(error.to_string()))?;
        let empty = SecretString::from(String::new());
        Ok(Self {
            endpoint: endpoint.clone(),
            head: Head { url: url.into(), host, headers, empty },
            transport: Transport { client, limits, broken: Arc::default() },
            without: Without::default(),
            cancel,
            deadline: (Instant::now() + limit, limit),
        })
    }

    /// The body of a question as it would be sent.
    pub(crate) fn payload(endpoint: &Endpoint, request: &Request) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(&body(&endpoint.model, request, Without::default()))
    }

    /// Asks until there is an answer, or a reason why there will be none.
    async fn answer(&mut self, request: &Request, progress: &Sender<Progress>) -> Result<Reply, ModelError> {
        let limits = self.transport.limits.clone();
        let (mut tries, mut pause) = (0, limits.pause);
        loop {
            tries += 1;
            let failure = match self.once(request, progress).await {
                // A server that takes a schema and then says nothing cannot work with it.
                Ok(reply)
                    if reply.content.trim().is_empty()
                        && reply.refusal.is_none()
                        && request.schema.is_some()
                        && self.without.format == Format::Schema
                        && tries < limits.tries =>
                {
                    if self.without.coarser().is_some() {
                        let words = "with the schema the answer is empty: any JSON object is asked for";
                        let _ = progress.send(Progress::Fallback(words.to_owned()));
                    }
                    continue;
                }
                Ok(reply) => return Ok(reply),
                Err(failure) => failure,
            };
            if let Failure::Status { status, message, code, .. } = &failure
                && !is_too_long(message, code)
                && let Some(words) = self.without.adapt(*status, &format!("{message} {code}"))
            {
                let _ = progress.send(Progress::Fallback(words));
                // Learning what a server takes is no try.
                tries -= 1;
                continue;
            }
            let wait = match &failure {
                Failure::Status { retry_after: Some(wait), .. } if *wait > limits.retry_after => None,
                Failure::Status { retry_after, .. } => Some(retry_after.unwrap_or(pause)),
                _ => Some(pause),
            };
            match wait {
                Some(wait) if tries < limits.tries && passes(&failure) => {
                    let seconds = wait.as_secs_f64().ceil() as u64;
                    let why = crate::clean::line(&failure.to_string(), 200);
                    let _ = progress.send(Progress::Waiting { seconds, why });
                    tokio::time::sleep(wait).await;
                    pause = pause.saturating_mul(2);
                }
                _ => return Err(self.error(failure, tries)),
            }
        }
    }

    /// Asks once.
    async fn once(&self, request: &Request, progress: &Sender<Progress>) -> Result<Reply, Failure> {
        if let Ok(mut broken) = self.transport.broken.lock() {
            *broken = None;
        }
        let answer = tokio::time::timeout(self.transport.limits.answer, self.exchange(request, progress));
        answer.await.unwrap_or(Err(Failure::TimedOut("end its answer")))
    }

    async fn exchange(&self, request: &Request, progress: &Sender<Progress>) -> Result<Reply, Failure> {
        let client = async_openai::Client::build(self.transport.client.clone(), self.head.clone())
            .with_http_service(self.transport.clone());
        let body = body(&self.endpoint.model, request, self.without);
        let chat = client.chat();
        let mut pieces =
            chat.create_stream_byot::<_, Value>(body).await.map_err(|error| self.failure(error))?;
        let mut assembly = Assembly::default();
        let mut garbage = None;
        loop {
            let piece = tokio::time::timeout(self.transport.limits.idle, pieces.next())
                .await
                .map_err(|_| Failure::TimedOut("go on with its answer"))?;
            match piece {
                None => break,
                Some(Ok(piece)) => {
                    assembly.add(&piece).map_err(|(message, code)| {
                        // Some gateways tell a status only in the stream.
                        let status = code.split(' ').find_map(|word| word.parse().ok()).unwrap_or(200);
                        Failure::Status {
                            status,
                            message: crate::clean::line(&message, 400),
                            code,
                            retry_after: None,
                        }
                    })?;
                    let _ = progress.send(Progress::Receiving(assembly.characters));
                }
                // One piece that is no JSON does not spoil the others.
                Some(Err(OpenAIError::JSONDeserialize(error, _))) => garbage = Some(error.to_string()),
                Some(Err(error)) => return Err(self.failure(error)),
            }
        }
        if let Some(failure) = self.transport.broken.lock().ok().and_then(|mut broken| broken.take()) {
            return Err(failure);
        }
        let reason = garbage
            .map_or_else(|| "it holds no `choices`".to_owned(), |error| format!("it is no JSON ({error})"));
        assembly.finish().ok_or(Failure::Protocol(reason))
    }

    /// What the transport said, through async-openai's errors.
    fn failure(&self, error: OpenAIError) -> Failure {
        if let Some(failure) = self.transport.broken.lock().ok().and_then(|mut broken| broken.take()) {
            return failure;
        }
        match error {
            OpenAIError::Boxed(error) => match error.downcast::<Failure>() {
                Ok(failure) => *failure,
                Err(error) => Failure::Protocol(crate::clean::line(&error.to_string(), 200)),
            },
            OpenAIError::StreamError(error) => Failure::Cut(crate::clean::line(&error.to_string(), 200)),
            OpenAIError::JSONDeserialize(error, _) => Failure::Protocol(format!("it is no JSON ({error})")),
            error => Failure::Protocol(crate::clean::line(&error.to_string(), 200)),
        }
    }

    fn error(&self, failure: Failure, tries: u32) -> ModelError {
        let host = self.head.host.clone();
        let limits = &self.transport.limits;
        match failure {
            Failure::Unreachable(reason) => ModelError::Unreachable { host, reason },
            Failure::TimedOut(what) => {
                let limit = match what {
                    "connect" => limits.connect,
                    "begin to answer" => limits.begin,
                    "end its answer" => limits.answer,
                    _ => limits.idle,
                };
                ModelError::TimedOut { host, what, seconds: limit.as_secs_f64().ceil() as u64, tries }
            }
            Failure::Cut(reason) => ModelError::Cut { host, reason, tries },
            Failure::Endless => ModelError::Endless { host, bytes: limits.bytes },
            Failure::Protocol(reason) => ModelError::Protocol { host, reason },
            Failure::Status { message, code, .. } if is_too_long(&message, &code) => {
                ModelError::TooLong { message }
            }
            Failure::Status { message, code, .. } if is_quota(&message, &code) => {
                ModelError::Quota { host, message }
            }
            Failure::Status { status, message, retry_after, .. } => match status {
                401 | 403 => ModelError::Denied { host, status, message },
                404 => ModelError::NotFound { host, model: self.endpoint.model.clone(), status, message },
                429 => {
                    let wait = retry_after
                        .map(|wait| format!("; it asks to wait {} s", wait.as_secs()))
                        .unwrap_or_default();
                    ModelError::RateLimited { host, tries, wait, message }
                }
                300..=399 => ModelError::Server {
                    host,
                    status,
                    message,
                    tries,
                    hint: "Give the address that it names as base URL",
                },
                400..=499 => ModelError::Server {
                    host,
                    status,
                    message,
                    tries,
                    hint: "Check `--model` and the base URL",
                },
                _ => ModelError::Server { host, status, message, tries, hint: "Try again later" },
            },
        }
    }
}

/// Whether trying again may help.
fn passes(failure: &Failure) -> bool {
    match failure {
        Failure::Unreachable(_) | Failure::TimedOut(_) | Failure::Cut(_) => true,
        Failure::Endless | Failure::Protocol(_) => false,
        Failure::Status { status, message, code, .. } => {
            // 200 is an error in the middle of an answer.
            (matches!(status, 200 | 408 | 409 | 425 | 429) || *status >= 500)
                && !is_quota(message, code)
                && !is_too_long(message, code)
        }
    }
}

fn is_quota(message: &str, code: &str) -> bool {
    code.contains("insufficient_quota")
        || code.contains("billing")
        || message.contains("exceeded your current quota")
}

fn is_too_long(message: &str, code: &str) -> bool {
    let message = message.to_ascii_lowercase();
    code.contains("context_length_exceeded")
        || (message.contains("context")
            && ["length", "window", "exceed", "too long"].iter().any(|word| message.contains(word)))
}

fn headers(endpoint: &Endpoint, address: &Address) -> Result<HeaderMap, ModelError> {
    let mut headers = HeaderMap::new();
    if let Some(key) = &endpoint.key {
        let (name, value) = if address.is_azure {
            (HeaderName::from_static("api-key"), key.expose().to_owned())
        } else {
            (AUTHORIZATION, format!("Bearer {}", key.expose()))
        };
        let mut value = HeaderValue::from_str(&value).map_err(|_| ModelError::Key)?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

impl Model for Client {
    fn ask(&mut self, request: &Request, on_progress: &mut dyn FnMut(Progress)) -> Result<Reply, ModelError> {
        let (sender, receiver) = mpsc::channel();
        let result = Mutex::new(None);
        std::thread::scope(|scope| {
            let (this, slot) = (&mut *self, &result);
            let worker =
                std::thread::Builder::new().name("lessons-model".to_owned()).spawn_scoped(scope, move || {
                    // What is asked and answered belongs into no log of the program around this.
                    let silent = tracing::subscriber::NoSubscriber::new();
                    let reply = tracing::subscriber::with_default(silent, || this.run(request, &sender));
                    if let Ok(mut slot) = slot.lock() {
                        *slot = Some(reply);
                    }
                });
            if worker.is_ok() {
                // Ends when the worker drops its sender.
                receiver.iter().for_each(on_progress);
            }
        });
        let result = result.into_inner().ok().flatten();
        result.unwrap_or_else(|| Err(ModelError::Setup("no thread could be started".to_owned())))
    }
}

impl Client {
    fn run(&mut self, request: &Request, progress: &Sender<Progress>) -> Result<Reply, ModelError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| ModelError::Setup(error.to_string()))?;
        let (cancel, (deadline, limit)) = (self.cancel.clone(), self.deadline);
        let reply = runtime.block_on(async {
            let stopped = async {
                loop {
                    if cancel.is_cancelled() {
                        return ModelError::Cancelled;
                    }
                    if Instant::now() >= deadline {
                        return ModelError::Deadline { seconds: limit.as_secs() };
                    }
                    tokio::time::sleep(BLINK).await;
                }
            };
            tokio::select! {
                biased;
                stopped = stopped => Err(stopped),
                reply = self.answer(request, progress) => reply,
            }
        });
        // What still resolves a name must not hold the command up.
        runtime.shutdown_background();
        reply
    }
}
