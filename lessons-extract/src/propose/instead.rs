//! "No pattern": whether what is named to enforce the invariant instead is really there.

use lessons_core::RuleKind;

use super::setback::Setback;
use super::{Case, Surroundings};
use crate::prompt::{Form, NoPatternForm};
use crate::proposal::{BlockDraft, Instead, RuleDraft};
use crate::prove::prove;

/// The enforcement that the form names, if it is real.
pub(super) fn check(
    named: &NoPatternForm,
    form: &Form,
    case: &Case<'_>,
    surroundings: &dyn Surroundings,
) -> Result<Instead, Setback> {
    let name = named.name.as_deref().unwrap_or_default().trim();
    let needs_name =
        |what: &str| Setback::NotReal(format!("`instead` is `{what}`, and `name` does not say which"));
    match named.instead.as_str() {
        "test" if name.is_empty() => Err(needs_name("test")),
        "test" => {
            let test = surroundings.test(name).map_err(|why| not_real(&why))?;
            Ok(Instead::Guard { tests: vec![test], lints: Vec::new() })
        }
        "clippy" => {
            let lint = name.trim_start_matches("clippy::").replace('-', "_");
            let is_name =
                lint.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if lint.is_empty() || !is_name {
                return Err(needs_name("clippy"));
            }
            surroundings.lint(&lint).map_err(|why| not_real(&why))?;
            Ok(Instead::Guard { tests: Vec::new(), lints: vec![lint] })
        }
        "dependency" => dependency(name, named.version.as_deref().unwrap_or_default(), surroundings),
        "require" => require(form, case),
        _ => Ok(Instead::Nothing),
    }
}

fn not_real(why: &str) -> Setback {
    Setback::NotReal(crate::clean::line(why, 300))
}

fn dependency(name: &str, version: &str, surroundings: &dyn Surroundings) -> Result<Instead, Setback> {
    let is_name = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)) && !name.is_empty()
    };
    if !is_name(name) {
        return Err(Setback::NotReal("`instead` is `dependency`, and `name` does not say which".to_owned()));
    }
    let requirement = semver::VersionReq::parse(version).ok().filter(|_| !version.trim().is_empty());
    let Some(requirement) = requirement else {
        return Err(Setback::NotReal(format!(
            "`{}` is no requirement on a version, as `>=1.40` is",
            crate::clean::line(version, 60)
        )));
    };
    let resolved = surroundings.dependency(name).map_err(|why| not_real(&why))?;
    let is_met = semver::Version::parse(&resolved).is_ok_and(|resolved| requirement.matches(&resolved));
    if !is_met {
        return Err(Setback::NotReal(format!(
            "`{name}` is resolved to {resolved}, which `{requirement}` does not take"
        )));
    }
    Ok(Instead::Dependency { name: name.to_owned(), requirement: requirement.to_string() })
}

/// A rule for what must stay: it compiles, and is met after the fix and not before it, or in the good blocks.
fn require(form: &Form, case: &Case<'_>) -> Result<Instead, Setback> {
    let rule = form.rules.iter().find(|rule| rule.kind == RuleKind::Require);
    let Some(rule) = rule else {
        return Err(Setback::NotReal(
            "`instead` is `require`, and `rules` holds no rule of that kind".to_owned(),
        ));
    };
    let draft: RuleDraft = rule.draft().map_err(Setback::EmptyRule)?;
    let blocks: Vec<BlockDraft> = case.blocks.to_vec();
    let proof = prove(std::slice::from_ref(&draft), &case.scope, case.fix, &blocks)
        .map_err(|problems| Setback::of_problems(&problems))?;
    match proof.counterexample() {
        Some(counterexample) => Err(Setback::of_counterexample(&counterexample, &blocks)),
        None if proof.tried.is_empty() => Err(Setback::NothingToProveOn),
        None => Ok(Instead::Require(draft)),
    }
}
