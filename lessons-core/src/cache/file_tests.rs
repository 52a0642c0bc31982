//! The store on disk under bad luck: two at once, damage, no room, no right to write.

use std::fs;

use super::*;

fn key(name: &str) -> CacheKey {
    CacheKey::new("test", &name)
}

fn stored(path: &Path, values: &[(&str, &[u8])]) {
    let cache = CacheFile::open(path);
    for (name, value) in values {
        cache.put(key(name), value.to_vec());
    }
}

#[test]
fn what_was_stored_is_there_in_the_next_run_and_the_one_after() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("deep/er/a.cache");
    stored(&path, &[("a", b"1"), ("b", b""), ("c", &[7; 100_000])]);
    stored(&path, &[("b", b"new")]);
    let cache = CacheFile::open(&path);
    assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"1"[..]));
    assert_eq!(cache.get(&key("b")).as_deref(), Some(&b"new"[..]));
    assert_eq!(cache.get(&key("c")).map(|value| value.len()), Some(100_000));
    assert_eq!(cache.get(&key("d")), None);
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
}

#[test]
fn asking_alone_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    drop(CacheFile::open(&path));
    assert!(!path.exists());
    stored(&path, &[("a", b"1")]);
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    assert!(CacheFile::open(&path).get(&key("a")).is_some());
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[test]
fn of_two_at_once_each_reads_what_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    stored(&path, &[("a", b"old")]);
    let (one, other) = (CacheFile::open(&path), CacheFile::open(&path));
    one.put(key("b"), b"one".to_vec());
    other.put(key("c"), b"other".to_vec());
    drop(one);
    assert_eq!(other.get(&key("a")).as_deref(), Some(&b"old"[..]), "the file it opened is still there");
    drop(other);
    let last = CacheFile::open(&path);
    assert_eq!(last.get(&key("c")).as_deref(), Some(&b"other"[..]));
    assert_eq!(last.get(&key("a")).as_deref(), Some(&b"old"[..]));
}

#[test]
fn many_at_once_leave_a_whole_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let path = &path;
            scope.spawn(move || {
                for round in 0..20 {
                    let cache = CacheFile::open(path);
                    cache.put(key(&format!("{thread}")), vec![thread; 100 * round]);
                    for other in 0..8_u8 {
                        let value = cache.get(&key(&format!("{other}"))).unwrap_or_default();
                        assert!(value.iter().all(|byte| *byte == other));
                    }
                }
            });
        }
    });
    assert!(read_index(&mut File::open(&path).unwrap()).is_some_and(|index| !index.is_empty()));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}

#[test]
fn no_damage_gives_a_wrong_value() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    let values: [(&str, &[u8]); 3] = [("a", b"first"), ("b", b"second"), ("c", b"third")];
    stored(&path, &values);
    let whole = fs::read(&path).unwrap();
    let check = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        let cache = CacheFile::open(&path);
        for (name, value) in values {
            assert!(cache.get(&key(name)).is_none_or(|got| got == value), "{name}");
        }
        // What is damaged is replaced by the next run that has something to store.
        cache.put(key("d"), b"new".to_vec());
        drop(cache);
        assert_eq!(CacheFile::open(&path).get(&key("d")).as_deref(), Some(&b"new"[..]));
    };
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x41;
        check(&bytes);
        check(&whole[..at]);
    }
    for bytes in [&b""[..], &[0xff; 4096], b"lessons cache 1\n\xff\xff\xff\xff\xff\xff\xff\xff........"] {
        check(bytes);
    }
}

#[test]
fn a_file_stays_below_its_limit_and_keeps_what_was_of_use() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    for round in 0..30 {
        let cache = CacheFile::open(&path).with_limit(10_000);
        let favourite = cache.get(&key("favourite"));
        assert_eq!(favourite.is_some(), round > 0, "{round}");
        if round == 0 {
            cache.put(key("favourite"), vec![1; 500]);
        }
        cache.put(key(&format!("{round}")), vec![2; 1_000]);
        cache.put(key("too large"), vec![3; 20_000]);
        drop(cache);
        assert!(fs::metadata(&path).unwrap().len() <= 10_000);
    }
    let cache = CacheFile::open(&path);
    assert!(cache.get(&key("29")).is_some() && cache.get(&key("2")).is_none());
    assert!(cache.get(&key("too large")).is_none());
}

#[test]
fn what_is_of_no_use_is_forgotten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    stored(&path, &[("old", b"1")]);
    for round in 0..=FORGET_AFTER {
        stored(&path, &[("new", &round.to_le_bytes())]);
    }
    assert!(CacheFile::open(&path).get(&key("old")).is_none());
    assert!(CacheFile::open(&path).get(&key("new")).is_some());
}

#[test]
fn where_nothing_can_be_written_nothing_fails() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    // A folder that is a file, a file that is a folder, a name that is none.
    for path in [file.join("a.cache"), dir.path().to_path_buf(), PathBuf::new()] {
        let cache = CacheFile::open(&path);
        cache.put(key("a"), b"1".to_vec());
        assert_eq!(cache.get(&key("a")).as_deref(), Some(&b"1"[..]));
        cache.save();
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
}

#[test]
fn a_full_disk_keeps_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.cache");
    stored(&path, &[("a", b"old")]);
    let full = replace(&path, |file| {
        file.write_all(b"lessons c")?;
        Err(std::io::ErrorKind::StorageFull.into())
    });
    assert!(full.is_err());
    assert_eq!(CacheFile::open(&path).get(&key("a")).as_deref(), Some(&b"old"[..]));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "what was begun is gone");
}
