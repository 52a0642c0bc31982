//! What one file declares, as plain data: all that other files' names and types may depend on.

use serde::{Deserialize, Serialize};

use super::path::ModuleId;
use crate::types::TypeTerm;

/// What a file declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct FileSummary {
    /// The file itself, then every inline module and every block with items of its own, outer before inner.
    pub(crate) modules: Vec<Module>,
    /// Functions in `impl` blocks.
    pub(crate) methods: Vec<Method>,
    /// Whether `#![cfg(test)]` stands at its top.
    pub(crate) is_test: bool,
}

/// A module, or a block that declares items.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Module {
    /// Empty for a file and a block.
    pub(crate) name: String,
    pub(crate) parent: Option<ModuleId>,
    /// A block: names that it does not declare are looked up around it.
    pub(crate) is_block: bool,
    pub(crate) uses: Vec<Use>,
    pub(crate) items: Vec<Item>,
}

/// One leaf of a `use` declaration.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Use {
    /// The whole path; the first segment may be `crate`, `self`, `super` or, for a leading `::`, empty.
    pub(crate) path: Vec<String>,
    /// The name it gives; none for `as _`. Meaningless for a glob.
    pub(crate) name: Option<String>,
    pub(crate) is_glob: bool,
    /// Whether other modules than this one and those in it may see it.
    pub(crate) is_visible: bool,
}

/// An item other than a `use`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) name: String,
    pub(crate) is_visible: bool,
    /// Whether only test builds have it.
    pub(crate) is_test: bool,
    pub(crate) kind: ItemKind,
}

/// What an item is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum ItemKind {
    /// `mod a { … }`
    Module(ModuleId),
    /// `mod a;`, with its `#[path]`.
    ModuleFile {
        path: Option<String>,
    },
    Function(Signature),
    /// A struct or union: generic parameters, and named (or numbered) fields. `as_value` where the name is also
    /// a constructor.
    Struct {
        parameters: Vec<String>,
        fields: Vec<(String, TypeTerm)>,
        as_value: bool,
    },
    /// Generic parameters; variants with their fields.
    Enum {
        parameters: Vec<String>,
        variants: Vec<(String, Vec<(String, TypeTerm)>)>,
    },
    Trait {
        methods: Vec<(String, Signature)>,
    },
    /// Generic parameters, and what it stands for.
    Alias {
        parameters: Vec<String>,
        target: TypeTerm,
    },
    /// A const or static.
    Value(TypeTerm),
    Macro,
    /// `extern crate name as …`
    ExternCrate {
        name: String,
        macros: MacroUse,
    },
}

/// Which macros of a crate `#[macro_use]` puts into scope everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum MacroUse {
    All,
    /// No other ones.
    These(Vec<String>),
}

impl MacroUse {
    pub(crate) fn may_hold(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(names) => names.iter().any(|known| known == name),
        }
    }
}

/// A function's type, as far as anybody asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Signature {
    pub(crate) takes_self: bool,
    pub(crate) is_async: bool,
    /// An associated constant, whose type is the result.
    pub(crate) is_const: bool,
    /// The unit type where none is written.
    pub(crate) result: TypeTerm,
}

/// A function in an `impl`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Method {
    /// The type of the `impl`.
    pub(crate) owner: TypeTerm,
    /// Whether the `impl` is one of a trait.
    pub(crate) of_trait: bool,
    pub(crate) name: String,
    pub(crate) signature: Signature,
}

impl FileSummary {
    /// The nearest module around a block, or the module itself.
    pub(crate) fn enclosing_module(&self, module: ModuleId) -> ModuleId {
        let mut module = module;
        // Parents come before their children, so this ends.
        while let Some(entry) = self.modules.get(module as usize)
            && entry.is_block
            && let Some(parent) = entry.parent.filter(|parent| *parent < module)
        {
            module = parent;
        }
        module
    }
}
