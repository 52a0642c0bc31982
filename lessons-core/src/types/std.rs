//! What is known of the standard library's types without reading it: pointers to see through, and what common methods
//! and functions give, or give to closures.

/// Types whose value is reached as if it were the value inside: the rule language sees through these.
pub(super) const TRANSPARENT: &[&str] = &[
    "Box",
    "Rc",
    "Arc",
    "Pin",
    "MutexGuard",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "OwnedMutexGuard",
    "MappedMutexGuard",
    "OwnedRwLockReadGuard",
    "OwnedRwLockWriteGuard",
    "Ref",
    "RefMut",
    "LazyLock",
    "LazyCell",
    "Lazy",
];

/// Types that methods and fields are looked up behind, besides [`TRANSPARENT`] ones.
pub(super) const DEREF: &[&str] = &["Cow", "ManuallyDrop", "AssertUnwindSafe", "Weak", "CachePadded"];

/// Types whose only generic argument is the type of what `new` and `from` are given.
pub(super) const WRAPPERS: &[&str] = &[
    "Box",
    "Rc",
    "Arc",
    "Pin",
    "Mutex",
    "RwLock",
    "RefCell",
    "Cell",
    "OnceCell",
    "Some",
    "ManuallyDrop",
    "Weak",
];

/// What a method gives, in terms of the receiver's type and its generic arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gives {
    /// The receiver's type.
    Same,
    /// The first generic argument.
    First,
    /// The second one.
    Second,
    /// The type of what it holds, as a value of its own: `get` of a vector is an `Option` of this.
    OptionOf(usize),
    /// An `Option` of the receiver's type.
    OptionOfSame,
    /// A raw pointer to the first argument.
    Raw,
    /// A `Result` of the first argument.
    ResultOf(usize),
    /// `Result<Guard<T>, _>` for the lock's `T`, or the guard itself where the lock cannot be poisoned.
    Guard(&'static str),
    /// What trying to lock gives: a `Result` of the guard, or an `Option` where the lock is of a crate that does so.
    TryGuard(&'static str),
    /// A guard without a `Result`.
    PlainGuard(&'static str),
    /// An iterator over what it holds.
    Items,
    /// An iterator over this argument.
    ItemsOf(usize),
    /// An iterator over these.
    ItemsLike(&'static str),
    /// An `Option` of this type.
    OptionLike(&'static str),
    /// A `Result` of this type.
    ResultLike(&'static str),
    /// This type.
    Type(&'static str),
}

use Gives::{
    First, Guard, Items, ItemsLike, ItemsOf, OptionLike, OptionOf, OptionOfSame, PlainGuard, Raw, ResultLike,
    ResultOf, Same, TryGuard, Type,
};

/// No argument: what is inside is not known.
const UNKNOWN: usize = usize::MAX;

/// Methods by the receiver's type: what they give.
const METHODS: &[(&[&str], &[&str], Gives)] = &[
    (
        &["Option", "Result"],
        &["unwrap", "expect", "unwrap_or", "unwrap_or_else", "unwrap_or_default", "unwrap_unchecked"],
        First,
    ),
    (&["Option"], &["insert", "get_or_insert", "get_or_insert_with"], First),
    (
        &["Option", "Result"],
        &["as_ref", "as_mut", "as_deref", "as_deref_mut", "cloned", "copied", "or", "or_else", "inspect"],
        Same,
    ),
    (&["Option"], &["take", "replace", "filter", "xor"], Same),
    (&["Result"], &["map_err", "inspect_err"], Same),
    (&["Result"], &["ok"], OptionOf(0)),
    (&["Result"], &["err"], OptionOf(1)),
    (&["Option"], &["ok_or", "ok_or_else"], ResultOf(0)),
    (&["Mutex"], &["lock"], Guard("MutexGuard")),
    (&["RwLock"], &["read"], Guard("RwLockReadGuard")),
    (&["RwLock"], &["write"], Guard("RwLockWriteGuard")),
    (&["RefCell"], &["borrow"], PlainGuard("std::cell::Ref")),
    (&["RefCell"], &["borrow_mut"], PlainGuard("std::cell::RefMut")),
    (&["Mutex", "RwLock"], &["into_inner", "get_mut"], ResultOf(0)),
    (&["RefCell", "Cell"], &["into_inner", "get_mut", "take", "get"], First),
    (&["UnsafeCell"], &["into_inner", "get_mut"], First),
    (&["UnsafeCell"], &["get"], Raw),
    (
        &[
            "Instant",
            "SystemTime",
            "Duration",
            "u8",
            "u16",
            "u32",
            "u64",
            "u128",
            "usize",
            "i8",
            "i16",
            "i32",
            "i64",
            "i128",
            "isize",
        ],
        &[
            "checked_add",
            "checked_sub",
            "checked_mul",
            "checked_div",
            "checked_rem",
            "checked_neg",
            "checked_pow",
        ],
        OptionOfSame,
    ),
    (&["Error"], &["raw_os_error"], OptionLike("i32")),
    (
        &["Vec", "VecDeque", "BinaryHeap"],
        &["pop", "first", "last", "get", "get_mut", "first_mut", "last_mut"],
        OptionOf(0),
    ),
    (&["VecDeque"], &["pop_front", "pop_back", "front", "back", "front_mut", "back_mut"], OptionOf(0)),
    (&["Vec"], &["remove", "swap_remove"], First),
    (&["HashMap", "BTreeMap"], &["get", "get_mut", "remove", "insert"], OptionOf(1)),
    (
        &["Vec", "VecDeque", "HashSet", "BTreeSet", "BinaryHeap", "LinkedList", "Option"],
        &["iter", "iter_mut", "into_iter", "drain"],
        Items,
    ),
    (&["Weak"], &["upgrade"], OptionOf(0)),
    (&["bool"], &["then", "then_some"], OptionOf(UNKNOWN)),
    (&["Option"], &["map", "and_then", "zip", "and", "flatten"], OptionOf(UNKNOWN)),
    (&["Result"], &["map", "and_then", "and"], ResultOf(UNKNOWN)),
    (&["Result"], &["unwrap_err", "expect_err"], Gives::Second),
    (
        &["Option", "Result"],
        &["is_some", "is_none", "is_ok", "is_err", "is_some_and", "is_ok_and", "is_none_or"],
        Type("bool"),
    ),
    (&["Mutex"], &["try_lock"], TryGuard("MutexGuard")),
    (&["RwLock"], &["try_read"], TryGuard("RwLockReadGuard")),
    (&["RwLock"], &["try_write"], TryGuard("RwLockWriteGuard")),
    (&["PoisonError"], &["into_inner"], First),
    (&["HashMap", "BTreeMap"], &["keys", "into_keys"], ItemsOf(0)),
    (&["HashMap", "BTreeMap"], &["values", "values_mut", "into_values"], ItemsOf(1)),
    (&["HashMap", "BTreeMap"], &["iter", "iter_mut", "into_iter", "drain"], Items),
    (
        &["HashMap", "BTreeMap"],
        &["get_key_value", "remove_entry", "pop_first", "pop_last"],
        OptionOf(UNKNOWN),
    ),
    (&["BTreeMap"], &["first_key_value", "last_key_value"], OptionOf(UNKNOWN)),
    (
        &["HashSet", "BTreeSet"],
        &["get", "take", "replace", "first", "last", "pop_first", "pop_last"],
        OptionOf(0),
    ),
    (&["HashMap", "BTreeMap", "HashSet", "BTreeSet"], &["contains_key", "contains"], Type("bool")),
    (&["Vec", "VecDeque"], &["split_off", "to_vec"], Same),
    (
        &["Vec", "VecDeque"],
        &["binary_search", "binary_search_by", "binary_search_by_key"],
        ResultLike("usize"),
    ),
    (&["VecDeque"], &["remove"], OptionOf(0)),
    (&["BinaryHeap"], &["peek"], OptionOf(0)),
    (
        &["Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "BinaryHeap", "str", "String"],
        &["len", "capacity"],
        Type("usize"),
    ),
    (
        &["Vec", "VecDeque", "HashMap", "BTreeMap", "HashSet", "BTreeSet", "BinaryHeap", "str", "String"],
        &["is_empty"],
        Type("bool"),
    ),
    (&["str", "String"], &["parse"], ResultOf(UNKNOWN)),
    (&["str", "String"], &["find", "rfind"], OptionLike("usize")),
    (&["str", "String"], &["strip_prefix", "strip_suffix", "get", "get_mut"], OptionLike("str")),
    (&["str", "String"], &["split_once", "rsplit_once", "split_at_checked"], OptionOf(UNKNOWN)),
    (&["String"], &["pop"], OptionLike("char")),
    (
        &["str", "String"],
        &[
            "as_str",
            "as_mut_str",
            "trim",
            "trim_start",
            "trim_end",
            "trim_matches",
            "trim_start_matches",
            "trim_end_matches",
        ],
        Type("str"),
    ),
    (
        &["str", "String"],
        &["replace", "replacen", "to_ascii_lowercase", "to_ascii_uppercase"],
        Type("std::string::String"),
    ),
    (&["str", "String"], &["contains", "starts_with", "ends_with", "eq_ignore_ascii_case"], Type("bool")),
    (&["str", "String"], &["chars"], ItemsLike("char")),
    (&["str", "String"], &["bytes"], ItemsLike("u8")),
    (
        &["str", "String"],
        &[
            "lines",
            "split",
            "rsplit",
            "splitn",
            "rsplitn",
            "split_whitespace",
            "split_terminator",
            "split_inclusive",
            "split_ascii_whitespace",
            "matches",
        ],
        ItemsLike("str"),
    ),
    (&["str", "String"], &["char_indices", "match_indices"], ItemsOf(UNKNOWN)),
    (&["JoinHandle", "ScopedJoinHandle"], &["join"], ResultOf(0)),
    (&["Sender", "SyncSender", "UnboundedSender"], &["send", "try_send"], ResultOf(UNKNOWN)),
    (&["Receiver", "UnboundedReceiver"], &["try_recv", "recv_timeout"], ResultOf(0)),
    (
        &["Path", "PathBuf"],
        &["join", "to_path_buf", "with_extension", "with_file_name"],
        Type("std::path::PathBuf"),
    ),
    (&["Path", "PathBuf"], &["as_path"], Type("std::path::Path")),
    (&["Path", "PathBuf"], &["parent"], OptionLike("std::path::Path")),
    (&["Path", "PathBuf"], &["file_name", "extension", "file_stem"], OptionLike("std::ffi::OsStr")),
    (&["Path", "PathBuf", "OsStr", "OsString"], &["to_str"], OptionLike("str")),
    (&["Path", "PathBuf"], &["canonicalize", "read_link"], ResultLike("std::path::PathBuf")),
    (&["Path", "PathBuf"], &["strip_prefix"], ResultLike("std::path::Path")),
    (&["Path", "PathBuf", "File"], &["metadata", "symlink_metadata"], ResultLike("std::fs::Metadata")),
    (&["Path", "PathBuf"], &["read_dir", "try_exists"], ResultOf(UNKNOWN)),
    (&["Path", "PathBuf"], &["exists", "is_file", "is_dir", "is_absolute"], Type("bool")),
    (&["File"], &["sync_all", "sync_data", "set_len", "try_clone"], ResultOf(UNKNOWN)),
    (
        &[
            "File",
            "TcpStream",
            "UnixStream",
            "Stdin",
            "Stdout",
            "Stderr",
            "BufReader",
            "BufWriter",
            "Cursor",
            "StdoutLock",
            "StderrLock",
            "StdinLock",
        ],
        &[
            "read",
            "read_exact",
            "read_to_end",
            "read_to_string",
            "read_line",
            "write",
            "write_all",
            "write_fmt",
            "flush",
            "seek",
            "rewind",
        ],
        ResultOf(UNKNOWN),
    ),
    (&["Stdout"], &["lock"], Type("std::io::StdoutLock")),
    (&["Stderr"], &["lock"], Type("std::io::StderrLock")),
    (&["Stdin"], &["lock"], Type("std::io::StdinLock")),
    (
        &["Command"],
        &[
            "arg",
            "args",
            "env",
            "envs",
            "env_remove",
            "env_clear",
            "current_dir",
            "stdin",
            "stdout",
            "stderr",
        ],
        Same,
    ),
    (&["Command"], &["spawn"], ResultLike("std::process::Child")),
    (&["Command"], &["output"], ResultLike("std::process::Output")),
    (&["Command"], &["status"], ResultLike("std::process::ExitStatus")),
    (&["Child"], &["wait"], ResultLike("std::process::ExitStatus")),
    (&["Child"], &["wait_with_output"], ResultLike("std::process::Output")),
    (&["Child"], &["kill", "try_wait"], ResultOf(UNKNOWN)),
    (&["Instant"], &["elapsed", "duration_since"], Type("std::time::Duration")),
    (&["SystemTime"], &["elapsed", "duration_since"], ResultLike("std::time::Duration")),
    (
        &["str", "String"],
        &["to_string", "to_owned", "to_lowercase", "to_uppercase", "repeat"],
        Type("std::string::String"),
    ),
    (&["OnceCell", "OnceLock"], &["get"], OptionOf(0)),
    (&["OnceCell", "OnceLock"], &["get_or_init"], First),
    (&["LazyLock", "LazyCell", "Lazy"], &["force"], First),
    (&["Pin"], &["get_mut", "get_ref", "get_unchecked_mut", "into_inner"], First),
];

/// Functions of the standard library's modules: what they give, in terms of the first argument's type.
const FUNCTIONS: &[(&str, &[&str], Gives)] = &[
    ("fs", &["read_to_string"], ResultLike("std::string::String")),
    ("fs", &["canonicalize", "read_link"], ResultLike("std::path::PathBuf")),
    ("fs", &["metadata", "symlink_metadata"], ResultLike("std::fs::Metadata")),
    (
        "fs",
        &[
            "read",
            "write",
            "copy",
            "rename",
            "create_dir",
            "create_dir_all",
            "remove_dir",
            "remove_dir_all",
            "remove_file",
            "hard_link",
            "read_dir",
            "set_permissions",
            "exists",
            "symlink",
        ],
        ResultOf(UNKNOWN),
    ),
    ("env", &["var"], ResultLike("std::string::String")),
    ("env", &["var_os"], OptionLike("std::ffi::OsString")),
    ("env", &["current_dir", "current_exe"], ResultLike("std::path::PathBuf")),
    ("env", &["temp_dir"], Type("std::path::PathBuf")),
    ("env", &["args"], ItemsLike("std::string::String")),
    ("io", &["stdin"], Type("std::io::Stdin")),
    ("io", &["stdout"], Type("std::io::Stdout")),
    ("io", &["stderr"], Type("std::io::Stderr")),
    ("io", &["copy", "read_to_string"], ResultOf(UNKNOWN)),
    ("thread", &["spawn"], Type("std::thread::JoinHandle")),
    ("thread", &["current"], Type("std::thread::Thread")),
    ("str", &["from_utf8"], ResultLike("str")),
    ("mem", &["take", "replace"], Same),
    ("cmp", &["min", "max"], Same),
];

/// What a function of a module of the standard library gives; the module by its last name.
pub(super) fn function(module: &str, name: &str) -> Option<Gives> {
    let row = FUNCTIONS.iter().find(|(known, names, _)| *known == module && names.contains(&name));
    row.map(|(_, _, gives)| *gives)
}

/// Functions that make both ends of a channel, in whatever crate: the names of the ends' types, which stand in the
/// function's module.
pub(super) fn channel(name: &str) -> Option<(&'static str, &'static str)> {
    match name {
        "channel" | "bounded" | "unbounded" => Some(("Sender", "Receiver")),
        "sync_channel" => Some(("SyncSender", "Receiver")),
        "unbounded_channel" => Some(("UnboundedSender", "UnboundedReceiver")),
        _ => None,
    }
}

/// The generic argument that a closure gets as its first parameter when a method of the receiver's type is given it.
pub(super) fn passes(receiver: &str, name: &str) -> Option<usize> {
    match (receiver, name) {
        (
            "Option" | "Result",
            "map" | "and_then" | "inspect" | "is_some_and" | "is_ok_and" | "is_none_or" | "filter",
        )
        | ("Option", "take_if" | "map_or" | "map_or_else" | "insert_with")
        | ("Result", "map_or" | "map_or_else") => Some(0),
        ("Result", "map_err" | "or_else" | "unwrap_or_else" | "inspect_err" | "is_err_and") => Some(1),
        (
            "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "BinaryHeap",
            "retain"
            | "retain_mut"
            | "sort_by_key"
            | "sort_unstable_by_key"
            | "sort_by_cached_key"
            | "dedup_by_key"
            | "partition_point"
            | "sort_by"
            | "sort_unstable_by"
            | "pop_if",
        ) => Some(0),
        ("HashMap" | "BTreeMap", "retain") => Some(0),
        _ => None,
    }
}

/// Whether a method of an iterator gives each item to the closure it is given.
pub(super) fn passes_items(name: &str) -> bool {
    matches!(
        name,
        "map"
            | "for_each"
            | "filter"
            | "filter_map"
            | "flat_map"
            | "any"
            | "all"
            | "find"
            | "find_map"
            | "position"
            | "rposition"
            | "inspect"
            | "take_while"
            | "skip_while"
            | "map_while"
            | "partition"
            | "max_by_key"
            | "min_by_key"
            | "max_by"
            | "min_by"
            | "try_for_each"
            | "reduce"
    )
}

/// Whether what a method gives is made of what the function gives that it is given.
pub(super) fn gives_what_it_is_given(name: &str) -> bool {
    matches!(name, "map" | "and_then" | "map_or_else" | "filter_map" | "flat_map" | "map_while" | "then")
}

/// What a method of a type of the standard library gives; the type by its last name.
pub(super) fn method(receiver: &str, name: &str) -> Option<Gives> {
    let row = METHODS.iter().find(|(types, names, _)| types.contains(&receiver) && names.contains(&name));
    row.map(|(_, _, gives)| *gives)
}

/// Methods that give a value of the receiver's type whatever it is.
pub(super) const SAME: &[&str] = &[
    "clone",
    "to_owned",
    "as_ref",
    "as_mut",
    "borrow",
    "borrow_mut",
    "by_ref",
    "deref",
    "deref_mut",
    "as_deref",
    "clone_from",
    "into_inner_unchecked",
    // What the macros of pin-project give has the same fields.
    "project",
    "project_ref",
];

/// Methods that some type's users call and that say nothing about the type, so that no workspace function of the same
/// name is taken for them.
pub(super) const COMMON: &[&str] = &[
    "unwrap",
    "expect",
    "unwrap_or",
    "unwrap_or_else",
    "unwrap_or_default",
    "ok",
    "err",
    "map",
    "map_err",
    "and_then",
    "or_else",
    "iter",
    "into_iter",
    "iter_mut",
    "collect",
    "get",
    "get_mut",
    "insert",
    "remove",
    "push",
    "pop",
    "len",
    "is_empty",
    "next",
    "into",
    "try_into",
    "from",
    "default",
    "to_string",
    "lock",
    "read",
    "write",
    "take",
    "as_str",
    "as_bytes",
    "contains",
];
