//! From the wording of a heading to what its section is about.

/// What a section is about, whatever its template calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Meaning {
    /// Why it happened: root cause, contributing factors, fault, trigger.
    Cause,
    /// What ended it: resolution, mitigation, patches.
    Fix,
    /// What keeps it from happening again: action items, lessons learned.
    Prevention,
    /// What one must know to follow: summary, background, lead-up.
    Context,
    /// What happened when.
    Timeline,
    /// What it did to users.
    Impact,
    /// How it was noticed.
    Detection,
    /// Whether it happened before.
    Recurrence,
    /// Anything else.
    Other,
}

use Meaning::{Cause, Context, Detection, Fix, Impact, Other, Prevention, Recurrence, Timeline};

/// Whole headings, normalised as [`normalise`] does, by meaning.
const EXACT: &[(Meaning, &[&str])] = &[
    (
        Cause,
        &[
            "analysis",
            "cause",
            "cause analysis",
            "cause of incident",
            "cause of outage",
            "causes",
            "contributing causes",
            "contributing conditions",
            "contributing factor",
            "contributing factors",
            "contributor",
            "contributors",
            "defect",
            "diagnosis",
            "explanation",
            "fault",
            "faults",
            "five whys",
            "5 whys",
            "incident analysis",
            "incident cause",
            "issue addressed",
            "mechanism",
            "outage cause",
            "problem",
            "rca",
            "reason",
            "reasons",
            "root cause",
            "root cause analysis",
            "root causes",
            "technical analysis",
            "technical cause",
            "technical root cause",
            "trigger",
            "triggers",
            "underlying cause",
            "bug",
            "vulnerability",
            "what broke",
            "what caused incident",
            "what caused it",
            "what caused outage",
            "what caused this",
            "what failed",
            "what was cause",
            "what was wrong",
            "what went wrong",
            "why did it happen",
            "why did this happen",
            "why it happened",
            "why this happened",
            "why",
        ],
    ),
    (
        Fix,
        &[
            "changes",
            "correction",
            "fix",
            "fixes",
            "how did we fix it",
            "how it was fixed",
            "how it was resolved",
            "how we fixed it",
            "how we resolved it",
            "immediate action",
            "immediate actions",
            "immediate response",
            "incident response",
            "mitigation",
            "mitigations",
            "mitigator",
            "mitigators",
            "patch",
            "patched versions",
            "patches",
            "proposed changes",
            "recovery",
            "remedy",
            "repair",
            "resolution",
            "resolutions",
            "response",
            "restoration",
            "service restoration",
            "short term fix",
            "solution",
            "summary of changes",
            "what we did",
            "what was done",
            "workaround",
            "workarounds",
            "restoring service",
        ],
    ),
    (
        Prevention,
        &[
            "action item",
            "action items",
            "action plan",
            "actions",
            "corrective action",
            "corrective actions",
            "corrective and preventative measures",
            "corrective and preventive actions",
            "corrective and preventive measures",
            "corrective measures",
            "follow up",
            "follow up actions",
            "follow up items",
            "follow up tasks",
            "follow ups",
            "followup",
            "followups",
            "future work",
            "how we prevent it",
            "improvements",
            "invariant",
            "learning",
            "learnings",
            "learnings and risks",
            "lessons",
            "lessons learned",
            "lessons learnt",
            "long term fix",
            "moving forward",
            "going forward",
            "next steps",
            "planned work",
            "preventative actions",
            "preventative measures",
            "prevention",
            "preventive actions",
            "preventive measures",
            "recommendation",
            "recommendations",
            "remediation",
            "remediation and follow up steps",
            "remediation and follow up",
            "remediation items",
            "remediation plan",
            "remediation steps",
            "remediations",
            "safeguards",
            "takeaways",
            "tasks",
            "what are we doing about it",
            "what did we learn",
            "what happens next",
            "what next",
            "what we are changing",
            "what we are doing",
            "what we are doing about it",
            "what we learned",
            "what we will change",
            "what were doing about it",
            "what will we do",
            "whats next",
            "what is next",
            "key takeaways",
        ],
    ),
    (
        Context,
        &[
            "abstract",
            "background",
            "context",
            "description",
            "details",
            "event",
            "executive summary",
            "fault summary",
            "incident",
            "incident description",
            "incident overview",
            "incident summary",
            "intro",
            "introduction",
            "issue summary",
            "key information",
            "lead up",
            "leadup",
            "outage summary",
            "overview",
            "postmortem summary",
            "problem summary",
            "situation",
            "summary",
            "summary of incident",
            "tl dr",
            "tldr",
            "what happened",
            "backlog check",
            "incident details",
        ],
    ),
    (
        Timeline,
        &[
            "chain of events",
            "chronology",
            "event timeline",
            "incident timeline",
            "log",
            "sequence of events",
            "timeline",
            "timeline of events",
            "times",
            "timelines",
            "log of events",
        ],
    ),
    (
        Impact,
        &[
            "affected services",
            "affected systems",
            "affected users",
            "blast radius",
            "business impact",
            "customer impact",
            "damage",
            "effect",
            "effects",
            "external impact",
            "impact",
            "impact summary",
            "impacts",
            "incident impact",
            "internal impact",
            "service impact",
            "summary of impact",
            "symptoms",
            "user impact",
            "what was impact",
            "who was affected",
        ],
    ),
    (
        Detection,
        &[
            "alerting",
            "detection",
            "discovery",
            "how did we find out",
            "how it was detected",
            "how we detected it",
            "how we noticed",
            "monitoring",
            "how was it detected",
            "how did we detect it",
        ],
    ),
    (
        Recurrence,
        &[
            "earlier incidents",
            "has this happened before",
            "history",
            "past incidents",
            "previous incidents",
            "previous occurrences",
            "prior incidents",
            "recurrence",
            "recurring",
            "related incidents",
            "repeat incident",
            "similar incidents",
            "did this happen before",
        ],
    ),
    (
        Other,
        &[
            "acknowledgements",
            "appendix",
            "attachments",
            "contact",
            "external messaging",
            "glossary",
            "images",
            "internal messaging",
            "links",
            "messaging",
            "messages",
            "references",
            "supporting information",
            "what went well",
            "what went right",
            "what worked",
            "where we got lucky",
            "participants",
            "responders",
            "roles",
            "thanks",
            "checklist",
            "alternatives considered",
            "alternatives",
        ],
    ),
];

/// Runs of words that give a longer heading its meaning, the more telling first.
const PHRASES: &[(&str, Meaning)] = &[
    ("went well", Other),
    ("got lucky", Other),
    ("go well", Other),
    ("go so well", Other),
    ("went poorly", Other),
    ("gone better", Other),
    ("happened before", Recurrence),
    ("recurrence", Recurrence),
    ("prior incidents", Recurrence),
    ("similar incidents", Recurrence),
    ("previous incidents", Recurrence),
    ("root cause", Cause),
    ("root causes", Cause),
    ("five whys", Cause),
    ("5 whys", Cause),
    ("contributing factors", Cause),
    ("contributing", Cause),
    ("caused", Cause),
    ("cause of", Cause),
    ("causes of", Cause),
    ("went wrong", Cause),
    ("broke", Cause),
    ("why did", Cause),
    ("how did it happen", Cause),
    ("how it happened", Cause),
    ("how this happened", Cause),
    ("timeline", Timeline),
    ("chronology", Timeline),
    ("prevent", Prevention),
    ("preventing", Prevention),
    ("prevention", Prevention),
    ("preventive", Prevention),
    ("preventative", Prevention),
    ("action items", Prevention),
    ("corrective", Prevention),
    ("lessons", Prevention),
    ("learnings", Prevention),
    ("follow up", Prevention),
    ("follow ups", Prevention),
    ("next steps", Prevention),
    ("remediation", Prevention),
    ("doing about", Prevention),
    ("recommendations", Prevention),
    ("resolution", Fix),
    ("resolved", Fix),
    ("resolve", Fix),
    ("fixed", Fix),
    ("fix", Fix),
    ("mitigation", Fix),
    ("mitigated", Fix),
    ("recovery", Fix),
    ("recovered", Fix),
    ("workaround", Fix),
    ("detected", Detection),
    ("detection", Detection),
    ("noticed", Detection),
    ("impact", Impact),
    ("affected", Impact),
    ("summary", Context),
    ("background", Context),
    ("overview", Context),
    ("what happened", Context),
];

/// A heading with more words than this says something of its own, as a title does.
const LONGEST_HEADING: usize = 9;

/// What a heading means: none where it says nothing known, several for one that merges sections, such as
/// "Root cause and mitigation". `Other` is a heading that is known to be none of the rest.
pub fn meanings(heading: &str) -> Vec<Meaning> {
    let known = exact(heading);
    if !known.is_empty() {
        return known;
    }
    // "Root cause: the guard is held", "Fix — release early": the head is the heading.
    let head =
        heading.split_once(": ").or_else(|| heading.split_once(" - ")).or_else(|| heading.split_once(" — "));
    if let Some(found) = head.map(|(head, _)| exact(head)).filter(|found| !found.is_empty()) {
        return found;
    }
    let normal = normalise(heading);
    if normal.split(' ').count() > LONGEST_HEADING {
        return Vec::new();
    }
    let padded = format!(" {normal} ");
    let mut found: Vec<(usize, Meaning)> = Vec::new();
    for (phrase, meaning) in PHRASES {
        if let Some(at) = padded.find(&format!(" {phrase} "))
            && !found.iter().any(|(_, known)| known == meaning)
        {
            found.push((at, *meaning));
        }
    }
    // Context is what is left: "Summary of impact" is about the impact.
    if found.iter().any(|(_, meaning)| *meaning != Context) {
        found.retain(|(_, meaning)| *meaning != Context);
    }
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, meaning)| meaning).collect()
}

/// [`meanings`] for text that is one of the known headings as a whole, or two joined by "and".
pub(super) fn exact(heading: &str) -> Vec<Meaning> {
    if heading.len() > 120 {
        return Vec::new();
    }
    let normal = normalise(heading);
    if let Some(meaning) = lookup(&normal) {
        return vec![meaning];
    }
    let mut found = Vec::new();
    for part in normal.split(" and ") {
        let Some(meaning) = lookup(part) else { return Vec::new() };
        if !found.contains(&meaning) {
            found.push(meaning);
        }
    }
    found
}

fn lookup(normal: &str) -> Option<Meaning> {
    EXACT.iter().find(|(_, names)| names.contains(&normal)).map(|(meaning, _)| *meaning)
}

/// Lower case, words separated by one blank; without numbering, punctuation, apostrophes and articles.
pub(super) fn normalise(heading: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    let spaced = heading.replace(['\'', '’'], "").replace(['&', '+'], " and ").replace('/', " and ");
    for word in spaced.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push(word.to_lowercase());
    }
    let numbered = |word: &String| {
        word.bytes().all(|byte| byte.is_ascii_digit())
            || matches!(word.as_str(), "i" | "ii" | "iii" | "iv" | "step")
    };
    // "5 whys" keeps its number.
    let unnumbered = words.iter().position(|word| !numbered(word)).unwrap_or_default();
    let kept = if words.get(unnumbered).is_some_and(|word| word == "whys") {
        unnumbered.saturating_sub(1)
    } else {
        unnumbered
    };
    words.drain(..kept);
    words.retain(|word| !matches!(word.as_str(), "the" | "a" | "an" | "our"));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_all_templates_are_understood() {
        for (heading, expected) in [
            ("Root Causes", vec![Cause]),
            ("ROOT CAUSE:", vec![Cause]),
            ("3. Root cause", vec![Cause]),
            ("Root-cause analysis", vec![Cause]),
            ("Contributing factors", vec![Cause]),
            ("Contributors", vec![Cause]),
            ("Fault", vec![Cause]),
            ("Trigger", vec![Cause]),
            ("What went wrong?", vec![Cause]),
            ("What caused the incident?", vec![Cause]),
            ("Root cause identification: the five whys", vec![Cause]),
            ("5 Whys", vec![Cause]),
            ("Problem", vec![Cause]),
            ("Issue Addressed", vec![Cause]),
            ("Resolution and recovery", vec![Fix]),
            ("Mitigators", vec![Fix]),
            ("How it was resolved", vec![Fix]),
            ("What we did", vec![Fix]),
            ("Proposed Changes", vec![Fix]),
            ("Patches", vec![Fix]),
            ("Root cause and mitigation", vec![Cause, Fix]),
            ("Root Cause & Fix", vec![Cause, Fix]),
            ("Detection / Resolution", vec![Detection, Fix]),
            ("How we detected and fixed it", vec![Detection, Fix]),
            ("Corrective and Preventative Measures", vec![Prevention]),
            ("Follow-ups", vec![Prevention]),
            ("Learnings and risks", vec![Prevention]),
            ("What’s next", vec![Prevention]),
            ("What we're doing about it", vec![Prevention]),
            ("What we are doing about it", vec![Prevention]),
            ("How we will prevent this", vec![Prevention]),
            ("TL;DR", vec![Context]),
            ("Leadup", vec![Context]),
            ("What Happened", vec![Context]),
            ("Chain of Events", vec![Timeline]),
            ("⏱ Timeline (UTC)", vec![Timeline]),
            ("Summary of impact", vec![Impact]),
            ("Customer impact", vec![Impact]),
            ("Detection", vec![Detection]),
            ("Recurrence", vec![Recurrence]),
            ("Has this happened before?", vec![Recurrence]),
            ("What went well", vec![Other]),
            ("Where we got lucky", vec![Other]),
            ("Supporting information", vec![Other]),
            ("What didn't go so well?", vec![Other]),
            ("How did it happen?", vec![Cause]),
            ("Root cause: a guard held across an await", vec![Cause]),
            ("Database", vec![]),
            ("", vec![]),
            ("Why we moved the whole fleet to the new proxy and what happened then to the impact", vec![]),
        ] {
            assert_eq!(meanings(heading), expected, "{heading}");
        }
    }
}
