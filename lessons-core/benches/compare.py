#!/usr/bin/env python3
"""Compares `cargo lessons scan` with ast-grep and ripgrep, side by side in one run, on the same tree.

    cargo build --release -p cargo-lessons
    lessons-core/benches/compare.py [--runs N] [--only ROW,…] [TREE]…

Without a TREE the sources of well-known crates are fetched with `cargo vendor`. ast-grep is installed as the package
`ast-grep-cli` into an environment of its own. Both are kept in the user's cache directory. `rg` must be installed.

Each row runs its commands in turn, so that what else the machine does falls on all of them, and compares the medians.
Rows that end in `same` compare findings by file and place: outside macros every finding of ast-grep must be ours,
and what is ours alone must be a call by path (`T::f(x)`) or with a turbofish (`x.f::<T>()`), which ast-grep's pattern
does not mean.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

CACHE = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "lessons-compare"
CRATES = """tokio hyper axum tonic reqwest rustls quinn serde serde_json toml clap regex syn rayon crossbeam
    diesel sqlx-core sea-query tracing-subscriber tantivy wgpu-core naga cranelift-codegen wasmtime bevy_ecs
    nalgebra image rustpython-parser gix libp2p actix-web tower-http chrono itertools""".split()

RARE = """set_len sync_all set_nonblocking try_lock retain_mut leak swap_remove sort_unstable_by_key dedup_by_key
    set_read_timeout""".split()
COMMON = "unwrap expect clone lock send iter get insert push len".split()

# What a rule says in a lesson, by a short name.
FLOW = {
    "lock-held": 'pattern = "$X.lock()"\nheld-across = "$F.await"',
    "read-held": 'pattern = "$X.read()"\nheld-across = "$F.await"',
    "clone-held": 'pattern = "$X.clone()"\nheld-across = "$F.await"',
    "get-held": 'pattern = "$X.get($$$)"\nheld-across = "$F.await"',
    "unwrap-option": 'pattern = "$X.unwrap()"\nwhere.X.type = "std::option::Option"',
    "expect-result": 'pattern = "$X.expect($$$)"\nwhere.X.type = "std::result::Result"',
    "clone-arc": 'pattern = "$X.clone()"\nwhere.X.type = "std::vec::Vec"',
    "send-sender": 'pattern = "$X.send($$$)"\nwhere.X.type = "Sender"',
    "insert-map": 'pattern = "$X.insert($$$)"\nwhere.X.type = "std::collections::HashMap"',
    "push-vec": 'pattern = "$X.push($$$)"\nwhere.X.type = "std::vec::Vec"',
}

LESSON = """```toml
[lesson]
date = 2026-01-01

[scope]
tests = true

[forbid]
{rule}
```

# A rule of the comparison

## Root cause

A measurement needs something to find.

## Invariant

The same places are found by every tool.

## Mitigation

None is needed.
"""


def method(name):
    return f"$X.{name}()" if name in ("unwrap", "clone", "lock", "iter", "len", "try_lock") else f"$X.{name}($$$)"


class Rules:
    """The same patterns as lessons and as ast-grep's rules."""

    def __init__(self, root, name, patterns=None, rules=None):
        self.lessons = root / name / "lessons"
        self.sg = root / name / "sgconfig.yml"
        self.lessons.mkdir(parents=True)
        (root / name / "rules").mkdir()
        self.sg.write_text("ruleDirs: [rules]\n")
        rules = rules or {key: f'pattern = "{pattern}"' for key, pattern in patterns.items()}
        for key, rule in rules.items():
            (self.lessons / f"R-{key}.md").write_text(LESSON.format(rule=rule))
        for key, pattern in (patterns or {}).items():
            rule = f"id: R-{key}\nlanguage: rust\nrule: {{ pattern: {json.dumps(pattern)} }}\n"
            (root / name / "rules" / f"{key}.yml").write_text(rule)


class Tools:
    def __init__(self, binary):
        self.ours = str(binary)
        # Versions that have no cache have no such option.
        told = subprocess.run([self.ours, "lessons", "scan", "--help"], capture_output=True, text=True, check=True).stdout
        self.uncached = ["--no-cache"] if "--no-cache" in told else []
        self.sg = str(ast_grep())
        self.rg = shutil.which("rg") or sys.exit("ripgrep is not installed: `apt install ripgrep`, `cargo install ripgrep`")

    def lessons(self, rules, tree, *more, cache=False):
        more = [*more] if cache else [*self.uncached, *more]
        return [self.ours, "lessons", "--lessons", str(rules.lessons), "scan", "--message-format", "short", *more, str(tree)]

    def ast_grep(self, rules, tree):
        return [self.sg, "scan", "-c", str(rules.sg), "--report-style", "short", str(tree)]

    def words(self, names, tree):
        return [self.rg, "-c", "-w", "-trust", *(part for name in names for part in ("-e", name)), str(tree)]


def ast_grep():
    """ast-grep, installed as a package."""
    program = CACHE / "venv" / "bin" / "ast-grep"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", CACHE / "venv"], check=True)
        subprocess.run([CACHE / "venv" / "bin" / "pip", "install", "-q", "ast-grep-cli"], check=True)
    return program


def well_known_crates():
    """The sources of well-known crates and of what they need, as cargo fetches them."""
    tree = CACHE / "crates"
    if not tree.exists():
        project = CACHE / "project"
        (project / "src").mkdir(parents=True, exist_ok=True)
        (project / "src" / "lib.rs").write_text("")
        needs = "".join(f'{name} = "*"\n' for name in CRATES)
        (project / "Cargo.toml").write_text(f'[package]\nname = "sources"\nedition = "2021"\n[dependencies]\n{needs}')
        subprocess.run(["cargo", "vendor", "-q", CACHE / "vendor"], cwd=project, check=True, stdout=subprocess.DEVNULL)
        # Bindings that a program wrote are no code that anybody searches.
        for made in (CACHE / "vendor").glob("windows*"):
            shutil.rmtree(made)
        for made in ("linux-raw-sys", "web-sys", "libc"):
            shutil.rmtree(CACHE / "vendor" / made, ignore_errors=True)
        (CACHE / "vendor").rename(tree)
    return tree


def run(command, output=subprocess.DEVNULL):
    """Wall time in ms and peak memory in MB of one run."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=output, stderr=subprocess.PIPE) as process:
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    took = (time.perf_counter() - begin) * 1000
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}\nfailed with {process.returncode}:\n{said.decode(errors='replace')[-2000:]}")
    return took, usage.ru_maxrss / 1024


def in_turn(commands, runs):
    """The median time and the largest memory of each command, all run in turn."""
    times, memory = collections.defaultdict(list), collections.defaultdict(float)
    for index in range(runs + 1):
        for key, command in commands.items():
            with tempfile.TemporaryFile() as output:
                took, peak = run(command, output)
            # The first round fills the system's caches.
            if index:
                times[key].append(took)
            memory[key] = max(memory[key], peak)
    return {key: statistics.median(took) for key, took in times.items()}, memory


def lines(command):
    with tempfile.TemporaryFile() as output:
        run(command, output)
        output.seek(0)
        return [line.decode() for line in output]


class Comparison:
    def __init__(self, tools, tree, work, runs, only):
        self.tools, self.tree, self.work, self.runs, self.only = tools, tree, work, runs, only
        self.made, self.failed = {}, 0

    def rules(self, name, patterns=None, rules=None):
        if name not in self.made:
            self.made[name] = Rules(self.work, name, patterns, rules)
        return self.made[name]

    def wanted(self, row):
        return not self.only or any(row.startswith(only) for only in self.only)

    def tell(self, row, value, bound, kept, detail):
        self.failed += not kept
        print(f"{row:<22} {value:>10}   {'holds' if kept else 'MISSED'} {bound:<22} {detail}", flush=True)

    def at_least(self, row, commands, ours, theirs, factor):
        times, _ = in_turn(commands, self.runs)
        ratio = times[theirs] / times[ours]
        shown = ", ".join(f"{key} {took:.0f} ms" for key, took in times.items())
        self.tell(row, f"{ratio:.1f}×", f"(at least {factor})", ratio >= factor, shown)
        return times

    def at_most(self, row, value, bound, unit, detail):
        self.tell(row, f"{value:.2f}{unit}", f"(at most {bound})", value <= bound, detail)

    def speed(self):
        unwrap = self.rules("unwrap", {"unwrap": method("unwrap")})
        rare = self.rules("rare", {name: method(name) for name in RARE})
        common = self.rules("common", {name: method(name) for name in COMMON})
        flow = self.rules("flow", rules=FLOW)
        if self.wanted("rare"):
            commands = {
                "lessons": self.tools.lessons(rare, self.tree),
                "ast-grep": self.tools.ast_grep(rare, self.tree),
                "rg -c": self.tools.words(RARE, self.tree),
            }
            times = self.at_least("rare", commands, "lessons", "ast-grep", 50)
            self.at_most("rare to rg -c", times["lessons"] / times["rg -c"], 1.2, "×", "")
        for row, rules, other, factor in (("unwrap", unwrap, unwrap, 10), ("common", common, common, 6), ("flow", flow, unwrap, 3)):
            if self.wanted(row):
                commands = {"lessons": self.tools.lessons(rules, self.tree), "ast-grep": self.tools.ast_grep(other, self.tree)}
                self.at_least(row, commands, "lessons", "ast-grep", factor)

    def many(self):
        """From one lesson to ten thousand: calls of many libraries, one in fifty of a name that the tree knows."""
        if not self.wanted("many"):
            return
        known = RARE + COMMON[1:4]
        sets = {}
        for count in (1, 1000, 10000):
            rules = {"0": 'pattern = "$X.unwrap()"'}
            for index in range(1, count):
                library, call = f"library_{index % 97}", f"call_{index}"
                rules[str(index)] = (
                    f'pattern = "$X.{known[index // 50 % len(known)]}($A, {index})"' if index % 50 == 0
                    else f'pattern = "{library}::{call}($$$)"' if index % 2 else f'pattern = "$X.{call}($A)"'
                )
            sets[count] = self.rules(f"many-{count}", rules=rules)
        commands = {str(count): self.tools.lessons(rules, self.tree) for count, rules in sets.items()}
        times, _ = in_turn(commands, self.runs)
        shown = ", ".join(f"{key}: {took:.0f} ms" for key, took in times.items())
        self.at_most("many: 1,000 to 1", times["1000"] / times["1"], 1.5, "×", shown)
        self.at_most("many: 10,000 to 1", times["10000"] / times["1"], 3, "×", "")

    def warm(self):
        if not self.wanted("warm"):
            return
        rare = self.rules("rare", {name: method(name) for name in RARE})
        common = self.rules("common", {name: method(name) for name in COMMON})
        for name, rules in (("rare", rare), ("common", common)):
            commands = {
                "lessons": self.tools.lessons(rules, self.tree, cache=True),
                "rg --files": [self.tools.rg, "--files", str(self.tree)],
            }
            times, _ = in_turn(commands, self.runs * 3)
            shown = ", ".join(f"{key} {took:.1f} ms" for key, took in times.items())
            self.at_most(f"warm, {name} names", times["lessons"] / times["rg --files"], 1, "×", shown)

    def double(self):
        if not self.wanted("double"):
            return
        twice = self.work / "twice"
        for name in ("one", "two"):
            shutil.copytree(self.tree, twice / name, symlinks=True, ignore=shutil.ignore_patterns(".git", "target"))
        for name, patterns in (("rare", RARE), ("common", COMMON)):
            rules = self.rules(name, {key: method(key) for key in patterns})
            commands = {"once": self.tools.lessons(rules, twice / "one"), "twice": self.tools.lessons(rules, twice)}
            times, memory = in_turn(commands, self.runs)
            shown = ", ".join(f"{key} {took:.0f} ms" for key, took in times.items())
            self.at_most(f"double, {name}: time", times["twice"] / times["once"], 2.1, "×", shown)
            self.at_most(f"double, {name}: peak", memory["once"], 150, " MB", "of the tree once")
            self.at_most(f"double, {name}: grown", memory["twice"] / memory["once"], 1.1, "×", f"{memory['twice']:.0f} MB")
        shutil.rmtree(twice)

    def empty(self):
        if not self.wanted("empty"):
            return
        tree = self.work / "empty"
        tree.mkdir(exist_ok=True)
        rare = self.rules("rare", {name: method(name) for name in RARE})
        times, _ = in_turn({"lessons": self.tools.lessons(rare, tree)}, self.runs * 5)
        self.at_most("empty tree", times["lessons"], 15, " ms", "")
        self.at_most("binary", os.path.getsize(self.tools.ours) / 1e6, 20, " MB", "")

    def same(self):
        if not self.wanted("same"):
            return
        macros = self.macros()
        for name, patterns in (("rare", RARE), ("common", COMMON)):
            rules = self.rules(name, {key: method(key) for key in patterns})
            ours, theirs = self.ours(rules), self.theirs(rules)
            inside = lambda place: any(start < place[1] and place[2] < end for start, end in macros.get(place[0], ()))
            missed = [place for place in theirs - ours if not inside(place)]
            alone = [place for place in ours - theirs if not inside(place)]
            odd = [place for place in alone if not self.is_meant_by_lessons_alone(place)]
            detail = f"{len(theirs)} of ast-grep, {len(ours & theirs)} the same, {sum(map(inside, ours - theirs))} more in macros, {len(alone)} more by path or with a turbofish"
            self.tell(f"same, {name} names", f"{len(missed) + len(odd)}", "(differences: none)", not missed and not odd, detail)
            for kind, places in (("missed", missed), ("ours alone", odd)):
                for place in sorted(places)[:5]:
                    print(f"    {kind}: {place[3]} at {place[0]}:{place[1]}..{place[2]}")

    def is_meant_by_lessons_alone(self, place):
        text = (self.tree / place[0]).read_bytes()[place[1]:place[2]].decode(errors="replace")
        name = place[3].removeprefix("R-")
        return f"::{name}(" in text or f"{name}::<" in text or f"::{name}::<" in text

    def ours(self, rules):
        command = self.tools.lessons(rules, self.tree)
        command[command.index("short")] = "json"
        found = set()
        for line in lines(command):
            message = json.loads(line)
            if message["reason"] != "compiler-message" or not message["message"].get("code"):
                continue
            span = next(span for span in message["message"]["spans"] if span["is_primary"])
            path = os.path.relpath(os.path.join(os.getcwd(), span["file_name"]), self.tree)
            found.add((path, span["byte_start"], span["byte_end"], message["message"]["code"]["code"].removeprefix("lessons::")))
        return found

    def theirs(self, rules):
        command = [self.tools.sg, "scan", "-c", str(rules.sg), "--json=stream", str(self.tree)]
        return {self.place(json.loads(line)) for line in lines(command)}

    def place(self, match):
        offset = match["range"]["byteOffset"]
        return os.path.relpath(match["file"], self.tree), offset["start"], offset["end"], match.get("ruleId")

    def macros(self):
        """Where macros are called or defined, and attributes, by file: ast-grep sees no code there."""
        rule = "id: m\nlanguage: rust\nrule: { kind: token_tree }\n---\nid: n\nlanguage: rust\nrule: { kind: macro_definition }"
        found = collections.defaultdict(list)
        for line in lines([self.tools.sg, "scan", "--inline-rules", rule, "--json=stream", str(self.tree)]):
            path, start, end, _ = self.place(json.loads(line))
            found[path].append((start, end))
        return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", nargs="*", metavar="TREE", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=5, help="timed runs of each command (default: 5)")
    parser.add_argument("--only", default="", help="rows to run: rare, unwrap, common, flow, many, warm, double, empty, same")
    parser.add_argument("--binary", type=pathlib.Path, help="the command (default: that of the release build)")
    arguments = parser.parse_args()
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", pathlib.Path(__file__).resolve().parents[2] / "target"))
    tools = Tools((arguments.binary or target / "release" / "cargo-lessons").resolve())
    only = [row.strip() for row in arguments.only.split(",") if row.strip()]
    failed = 0
    trees = [tree.resolve() for tree in arguments.trees or [well_known_crates()]]
    # In a workspace's folder cargo would be asked for its settings each time.
    os.chdir(tempfile.gettempdir())
    for tree in trees:
        sizes = [path.stat().st_size for path in tree.rglob("*.rs") if path.is_file()]
        print(f"{tree}: {len(sizes)} files, {sum(sizes) / 1e6:.1f} MB of Rust, {os.cpu_count()} cores")
        with tempfile.TemporaryDirectory() as work:
            comparison = Comparison(tools, tree, pathlib.Path(work), arguments.runs, only)
            for part in (comparison.speed, comparison.many, comparison.warm, comparison.double, comparison.empty, comparison.same):
                part()
            failed += comparison.failed
        print()
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
