//! The store on disk: one flat file, read by its index, and written anew as a whole.
//!
//! Layout, integers little-endian: [`MAGIC`]; the number of entries (`u64`); the checksum of the index; the index, in
//! order of key; the values, wherever the index says. An entry of the index is key, place of the value from the file's start (`u64`), length
//! (`u32`), the run in which it was last of use (`u32`), checksum of the value. So opening reads the index alone, and a
//! value is checked when it is read.
//!
//! A new file is written beside the old one and takes its name in one step: whoever reads has the old one or the new
//! one. Of two processes that write, the last wins; the other's work is done again. What is damaged counts as not
//! there, and what cannot be written is not kept.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Cache, CacheKey};

const MAGIC: &[u8; 16] = b"lessons cache 1\n";
const HEADER: usize = 16 + 8 + 8;
const ENTRY: usize = 16 + 8 + 4 + 4 + 8;

/// Values that were of no use in this many runs are dropped.
const FORGET_AFTER: u32 = 16;

/// A file of values, held to a size. Written when it is dropped, or by [`save`](Self::save).
#[derive(Debug)]
pub struct CacheFile {
    path: PathBuf,
    limit: u64,
    run: u32,
    /// What was there when it was opened, in order of key.
    stored: Vec<Stored>,
    /// Of [`stored`](Self::stored), what was of use in this run.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    file: Option<File>,
    used: HashSet<CacheKey>,
    new: BTreeMap<CacheKey, Vec<u8>>,
}

/// A value to be written.
enum Value {
    New(Vec<u8>),
    /// It stands in the old file.
    Old(Stored),
}

impl Value {
    fn len(&self) -> u64 {
        match self {
            Self::New(bytes) => bytes.len() as u64,
            Self::Old(stored) => u64::from(stored.length),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Stored {
    key: CacheKey,
    place: u64,
    length: u32,
    last_used: u32,
    checksum: u64,
}

impl CacheFile {
    /// The size that a file is held to unless [`with_limit`](Self::with_limit) says otherwise, in bytes.
    pub const DEFAULT_LIMIT: u64 = 64 * 1024 * 1024;

    /// The store in the file at `path`, which need not be there; its folder is made when there is something to store.
    /// Reads the index: O(entries).
    #[must_use]
    pub fn open(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let opened = File::open(&path).ok().and_then(|mut file| Some((read_index(&mut file)?, file)));
        let (stored, file) = opened.map_or_else(Default::default, |(stored, file)| (stored, Some(file)));
        let run = stored.iter().map(|one| one.last_used).max().unwrap_or_default().wrapping_add(1);
        let state = Mutex::new(State { file, ..State::default() });
        Self { path, limit: Self::DEFAULT_LIMIT, run, stored, state }
    }

    /// The same store, held to another size, in bytes.
    #[must_use]
    pub const fn with_limit(mut self, bytes: u64) -> Self {
        self.limit = bytes;
        self
    }

    /// Writes what was stored since it was opened, and says whether there was anything and it could be written. What
    /// cannot is lost, without a word: the next run works it out again.
    pub fn save(&self) -> bool {
        let mut state = self.state();
        !state.new.is_empty() && self.write(&mut state).is_ok()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find(&self, key: &CacheKey) -> Option<Stored> {
        let at = self.stored.binary_search_by_key(key, |one| one.key).ok()?;
        self.stored.get(at).copied()
    }

    /// Writes new values, then the old ones that were of use most lately, up to the limit.
    fn write(&self, state: &mut State) -> std::io::Result<()> {
        let new = std::mem::take(&mut state.new);
        let mut kept: Vec<(CacheKey, Value)> =
            new.into_iter().map(|(key, value)| (key, Value::New(value))).collect();
        // The smallest first: one large value must not push all others out.
        kept.sort_by_key(|(_, value)| value.len());
        let mut size = HEADER as u64;
        kept.retain(|(_, value)| {
            let cost = ENTRY as u64 + value.len();
            let fits = size + cost <= self.limit && u32::try_from(value.len()).is_ok();
            size += if fits { cost } else { 0 };
            fits
        });
        let fresh: HashSet<CacheKey> = kept.iter().map(|(key, _)| *key).collect();
        let last_used = |one: &Stored| if state.used.contains(&one.key) { self.run } else { one.last_used };
        let mut old: Vec<Stored> = self
            .stored
            .iter()
            .filter(|one| !fresh.contains(&one.key))
            .map(|one| Stored { last_used: last_used(one), ..*one })
            .filter(|one| self.run.wrapping_sub(one.last_used) < FORGET_AFTER)
            .collect();
        old.sort_by_key(|one| std::cmp::Reverse(one.last_used));
        for one in old {
            size += ENTRY as u64 + u64::from(one.length);
            if size > self.limit {
                break;
            }
            kept.push((one.key, Value::Old(one)));
        }
        kept.sort_by_key(|(key, _)| *key);
        replace(&self.path, |file| write_values(file, kept, self.run, state.file.as_mut()))
    }
}

impl Cache for CacheFile {
    fn get(&self, key: &CacheKey) -> Option<Vec<u8>> {
        let mut state = self.state();
        if let Some(value) = state.new.get(key) {
            return Some(value.clone());
        }
        let value = read_value(state.file.as_mut()?, &self.find(key)?)?;
        state.used.insert(*key);
        Some(value)
    }

    fn put(&self, key: CacheKey, value: Vec<u8>) {
        self.state().new.insert(key, value);
    }
}

impl Drop for CacheFile {
    fn drop(&mut self) {
        self.save();
    }
}

/// The index, if the file is whole as far as that.
fn read_index(file: &mut File) -> Option<Vec<Stored>> {
    let size = file.metadata().ok()?.len();
    let mut header = [0; HEADER];
    file.read_exact(&mut header).ok()?;
    let (magic, rest) = header.split_first_chunk::<16>()?;
    let (entries, rest) = rest.split_first_chunk::<8>()?;
    let index_checksum = u64::from_le_bytes(*rest.first_chunk::<8>()?);
    let entries = usize::try_from(u64::from_le_bytes(*entries)).ok()?;
    let length = entries.checked_mul(ENTRY)?;
    if magic != MAGIC || (length + HEADER) as u64 > size {
        return None;
    }
    let mut index = vec![0; length];
    file.read_exact(&mut index).ok()?;
    if checksum(&index) != index_checksum {
        return None;
    }
    index.chunks_exact(ENTRY).map(read_entry).collect()
}

fn read_entry(bytes: &[u8]) -> Option<Stored> {
    let (key, rest) = bytes.split_first_chunk::<16>()?;
    let (place, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (last_used, rest) = rest.split_first_chunk::<4>()?;
    Some(Stored {
        key: CacheKey::from_bytes(*key),
        place: u64::from_le_bytes(*place),
        length: u32::from_le_bytes(*length),
        last_used: u32::from_le_bytes(*last_used),
        checksum: u64::from_le_bytes(*rest.first_chunk::<8>()?),
    })
}

fn read_value(file: &mut File, stored: &Stored) -> Option<Vec<u8>> {
    file.seek(SeekFrom::Start(stored.place)).ok()?;
    let mut value = Vec::with_capacity(stored.length as usize);
    file.take(u64::from(stored.length)).read_to_end(&mut value).ok()?;
    (value.len() == stored.length as usize && checksum(&value) == stored.checksum).then_some(value)
}

/// Writes a file with these values, which are in order of key; one by one, so that few are held at once. Of the old
/// ones, those that are damaged are left out, and their places in the index stay unused.
fn write_values(
    file: &mut File,
    values: Vec<(CacheKey, Value)>,
    run: u32,
    mut old: Option<&mut File>,
) -> std::io::Result<()> {
    let mut place = (HEADER + values.len() * ENTRY) as u64;
    let mut index = Vec::with_capacity(values.len() * ENTRY);
    file.seek(SeekFrom::Start(place))?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut *file);
    for (key, value) in values {
        let (bytes, last_used) = match value {
            Value::New(bytes) => (bytes, run),
            Value::Old(stored) => match old.as_mut().and_then(|old| read_value(old, &stored)) {
                Some(bytes) => (bytes, stored.last_used),
                None => continue,
            },
        };
        index.extend_from_slice(key.as_bytes());
        index.extend_from_slice(&place.to_le_bytes());
        // Longer ones were left out.
        index.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        index.extend_from_slice(&last_used.to_le_bytes());
        index.extend_from_slice(&checksum(&bytes).to_le_bytes());
        out.write_all(&bytes)?;
        place += bytes.len() as u64;
    }
    out.flush()?;
    drop(out);
    file.rewind()?;
    file.write_all(MAGIC)?;
    file.write_all(&((index.len() / ENTRY) as u64).to_le_bytes())?;
    file.write_all(&checksum(&index).to_le_bytes())?;
    file.write_all(&index)
}

fn checksum(bytes: &[u8]) -> u64 {
    let hash = blake3::hash(bytes);
    hash.as_bytes().first_chunk::<8>().copied().map(u64::from_le_bytes).unwrap_or_default()
}

/// Puts a file in the place of another in one step.
fn replace(path: &Path, write: impl FnOnce(&mut File) -> std::io::Result<()>) -> std::io::Result<()> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let dir = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(dir)?;
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}.{number}.new", std::process::id()));
    let beside = dir.join(name);
    let written = File::create_new(&beside)
        .and_then(|mut file| write(&mut file))
        .and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

#[cfg(test)]
#[path = "file_tests.rs"]
mod tests;
