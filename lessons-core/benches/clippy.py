#!/usr/bin/env python3
"""Compares `cargo lessons scan` with clippy, which has the compiler's types, on crates that build here.

    cargo build --release -p cargo-lessons
    lessons-core/benches/clippy.py [--target DIR] CRATE[:FEATURES]…

CRATE is a folder with a `Cargo.toml`; it is copied, and its library built. `held` beside this file comes first, in two
editions. Clippy's `await_holding_lock`, `disallowed_methods` with three paths and `mem_forget` stand beside rules that
say the same. Findings are compared by file and line, a call of several lines as a whole: what both find, what clippy
alone finds, what the lessons alone find, each with its line of code.
"""

import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

BENCHES = pathlib.Path(__file__).resolve().parent
COMMAND = pathlib.Path(os.environ.get("CARGO_LESSONS", BENCHES.parent.parent / "target/release/cargo-lessons"))

METHODS = ["std::sync::Mutex::lock", "std::mem::take", "std::option::Option::unwrap"]
LINTS = ["await_holding_lock", "disallowed_methods", "mem_forget"]

GUARDS = '["std::sync::Mutex", "std::sync::RwLock", "parking_lot::Mutex", "parking_lot::RwLock"]'
HELD = "\n".join(
    f"[[forbid]]\npattern = '$L.{method}()'\nheld-across = '$_.await'\nwhere.L.type = {GUARDS}\n"
    for method in ["lock", "read", "write"]
)
RULES = {
    "await_holding_lock": HELD,
    "mem_forget": "[forbid]\npattern = 'std::mem::forget'\n",
    # As a value, and as a call: a method's call is found where the type of its receiver is known.
    **{method: f"[forbid]\nany = ['{method}', '{method}($$$)']\n" for method in METHODS},
}
LESSON = """```toml
[lesson]
date = 2026-01-01
level = "deny"
{rule}
```
# {name}
## Root cause
a
## Invariant
b
## Mitigation
c
"""


def run(arguments, **options):
    done = subprocess.run([str(one) for one in arguments], capture_output=True, text=True, check=False, **options)
    return done.stdout, done.stderr, done.returncode


def lines_of(output):
    for line in output.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def by_clippy(crate, features, target, config):
    """(rule, file, line) of everything that clippy finds."""
    (config / "clippy.toml").write_text("disallowed-methods = " + json.dumps(METHODS) + "\n")
    flags = ["-A", "clippy::all"] + [part for lint in LINTS for part in ("-W", f"clippy::{lint}")]
    arguments = ["cargo", "clippy", "--message-format", "json", "--lib"]
    arguments += ["--features", features] if features else []
    environment = {**os.environ, "CLIPPY_CONF_DIR": str(config), "CARGO_TARGET_DIR": str(target)}
    output, errors, code = run([*arguments, "--", *flags], cwd=crate, env=environment)
    if code != 0:
        sys.exit(f"{crate.name} does not build:\n{errors[-2000:]}")
    found = set()
    for message in lines_of(output):
        if message.get("reason") != "compiler-message":
            continue
        code = ((message["message"].get("code") or {}).get("code") or "").removeprefix("clippy::")
        if code not in LINTS:
            continue
        rule = code
        if code == "disallowed_methods":
            rule = next(method for method in METHODS if f"`{method}`" in message["message"]["message"])
        span = next(one for one in message["message"]["spans"] if one["is_primary"])
        found.add((rule, span["file_name"], span["line_start"]))
    return found


def by_lessons(crate, folder):
    """The same of ours."""
    for name, rule in RULES.items():
        name = name.replace("::", "-").replace("_", "-")
        (folder / f"{name}.md").write_text(LESSON.format(rule=rule, name=name))
    names = {name.replace("::", "-").replace("_", "-"): name for name in RULES}
    output, errors, code = run(
        [COMMAND, "lessons", "--lessons", folder, "scan", "--no-cache", "--message-format", "json"], cwd=crate
    )
    if code not in (0, 1):
        sys.exit(f"{crate.name}: {errors[-2000:]}")
    found = {}
    for message in lines_of(output):
        if message.get("reason") != "compiler-message":
            continue
        rule = names.get(message["message"]["code"]["code"].removeprefix("lessons::"))
        span = next(one for one in message["message"]["spans"] if one["is_primary"])
        found[rule, span["file_name"], span["line_start"]] = span["line_end"]
    return found


def at_clippys_lines(ours, clippy):
    """Ours, those of several lines at a line of them where clippy has one: it points at the method's name."""
    found = set()
    for (rule, file, start), end in ours.items():
        lines = [line for line in range(start, end + 1) if (rule, file, line) in clippy]
        found.update((rule, file, line) for line in lines or [start])
    return found


def crates(scratch, wanted):
    """(name, folder, features) of copies of all that is compared."""
    for edition in ("2021", "2024"):
        folder = scratch / f"held-{edition}"
        shutil.copytree(BENCHES / "held", folder)
        manifest = folder / "Cargo.toml"
        manifest.write_text(manifest.read_text().replace("2021", edition))
        yield folder.name, folder, ""
    for one in wanted:
        source, _, features = one.partition(":")
        source = pathlib.Path(source).resolve()
        folder = scratch / source.name
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns("target", ".git"), symlinks=True)
        yield source.name, folder, features


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("crates", nargs="*")
    arguments.add_argument("--target", type=pathlib.Path, help="where to build; kept")
    options = arguments.parse_args()
    table = []
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        target = (options.target or scratch / "target").resolve()
        for folder in ("config", "lessons"):
            (scratch / folder).mkdir()
        for name, crate, features in crates(scratch, options.crates):
            clippy = by_clippy(crate, features, target, scratch / "config")
            ours = at_clippys_lines(by_lessons(crate, scratch / "lessons"), clippy)
            for rule in RULES:
                theirs, mine = ({one[1:] for one in found if one[0] == rule} for found in (clippy, ours))
                if theirs or mine:
                    table.append((name, rule, len(theirs & mine), len(theirs - mine), len(mine - theirs)))
                for who, places in (("clippy", theirs - mine), ("lessons", mine - theirs)):
                    for file, line in sorted(places):
                        text = (crate / file).read_text().splitlines()[line - 1].strip()
                        print(f"{name}: {rule}: {who} alone: {file}:{line}: {text}")
    print(f"| {'crate':20} | {'rule':26} | both | clippy alone | lessons alone |\n|---|---|---|---|---|")
    for crate, rule, both, clippy, ours in table:
        print(f"| {crate:20} | {rule:26} | {both:4} | {clippy:12} | {ours:13} |")


if __name__ == "__main__":
    main()
