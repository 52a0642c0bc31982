//! The public lessons, which are part of the program: mistakes that many have made.

use lessons_core::Lesson;

/// The name of their pack.
pub(crate) const PACK: &str = "public";

/// Each file's name and text, in order.
const FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/public.rs"));

/// The public lessons. A test holds that all of them can be read.
pub(crate) fn lessons() -> impl Iterator<Item = Lesson> {
    FILES.iter().filter_map(|(name, text)| Lesson::read(&format!("{PACK}/{name}"), text.as_bytes()).lesson)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_public_lessons_are_part_of_the_program() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten().count();
        assert!(files > 30, "{files}");
        assert_eq!((FILES.len(), lessons().count()), (files, files));
    }
}
