//! What the file system tells of a file without reading it, as a name for its content.

use std::fs::Metadata;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::files::ContentKey;

/// The name of a file's content by its size, times and number; none where the file system does not tell enough, or the
/// file was changed so shortly before `listed` that it may be changed again without the times telling. (Git calls such
/// entries of its index racily clean.)
pub(super) fn of(metadata: &Metadata, listed: SystemTime) -> Option<ContentKey> {
    let stamp = Stamp::of(metadata)?;
    (stamp.is_settled(listed.duration_since(UNIX_EPOCH).ok()?)).then(|| stamp.key())
}

/// What changes whenever a file is written to.
#[derive(Clone, Copy, Debug)]
struct Stamp {
    size: u64,
    /// When the content was changed, and when anything of the file was, since 1970.
    changed: [Duration; 2],
    /// The device and the file's number on it.
    number: [u64; 2],
}

impl Stamp {
    #[cfg(unix)]
    fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        let time = |seconds: i64, nanoseconds: i64| {
            Some(Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?))
        };
        Some(Self {
            size: metadata.len(),
            changed: [
                time(metadata.mtime(), metadata.mtime_nsec())?,
                time(metadata.ctime(), metadata.ctime_nsec())?,
            ],
            number: [metadata.dev(), metadata.ino()],
        })
    }

    #[cfg(windows)]
    fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::windows::fs::MetadataExt as _;
        // Units of 100 ns since 1601; there is no time of the last change of anything, and no number without opening.
        const TO_1970: u64 = 116_444_736_000_000_000;
        let time = |units: u64| {
            let units = units.checked_sub(TO_1970)?;
            Some(Duration::new(units / 10_000_000, u32::try_from(units % 10_000_000).ok()? * 100))
        };
        Some(Self {
            size: metadata.len(),
            changed: [time(metadata.last_write_time())?, time(metadata.creation_time())?],
            number: [u64::from(metadata.file_attributes()), 0],
        })
    }

    #[cfg(not(any(unix, windows)))]
    fn of(_: &Metadata) -> Option<Self> {
        None
    }

    /// Whether the next change, at `now` or later, is sure to change the times.
    fn is_settled(&self, now: Duration) -> bool {
        // A clock of whole seconds (at worst of two, on FAT) shows in the missing fractions; others tick at least a
        // hundred times a second.
        let coarse = self.changed.iter().any(|time| time.subsec_nanos() == 0);
        let tick = if coarse { Duration::from_secs(2) } else { Duration::from_millis(50) };
        self.changed.iter().all(|time| *time + tick < now)
    }

    fn key(&self) -> ContentKey {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend_from_slice(&self.size.to_le_bytes());
        for time in self.changed {
            bytes.extend_from_slice(&time.as_nanos().to_le_bytes());
        }
        for number in self.number {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        ContentKey::of_id("file stamp", &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_just_changed_is_not_trusted() {
        let ms = Duration::from_millis;
        for (content, anything, now, settled) in [
            (ms(1_000_123), ms(1_000_123), ms(1_000_200), true),
            (ms(1_000_123), ms(1_000_123), ms(1_000_150), false),
            // Content from an archive, put there just now.
            (ms(1_123), ms(1_000_123), ms(1_000_150), false),
            // A clock of seconds.
            (ms(1_000_000), ms(1_000_000), ms(1_001_900), false),
            (ms(1_000_000), ms(1_000_000), ms(1_002_100), true),
            // A file from the future.
            (ms(2_000_123), ms(1_000_123), ms(1_000_900), false),
        ] {
            let stamp = Stamp { size: 1, changed: [content, anything], number: [1, 2] };
            assert_eq!(stamp.is_settled(now), settled, "{content:?} {anything:?} {now:?}");
        }
    }

    #[test]
    fn every_part_counts() {
        let stamp = Stamp { size: 1, changed: [Duration::new(2, 3), Duration::new(4, 5)], number: [6, 7] };
        let others = [
            Stamp { size: 2, ..stamp },
            Stamp { changed: [Duration::new(2, 4), stamp.changed[1]], ..stamp },
            Stamp { changed: [stamp.changed[0], Duration::new(4, 6)], ..stamp },
            Stamp { number: [7, 7], ..stamp },
            Stamp { number: [6, 8], ..stamp },
        ];
        assert!(others.iter().all(|other| other.key() != stamp.key()));
        assert_eq!(stamp.key(), Stamp { ..stamp }.key());
    }
}
