"""Differences between two readings of the corpus, and the table of those that are explained.

A difference has a kind. Checked kinds are those whose cause the comparison has checked (for example `merged-away`:
openpyxl drops what a merge hides, and the cell is hidden by a merge); everything else is of a general kind ("value",
"formula", ...) and explained file by file.

The table (expected_*.json) has three parts:

  explanations   id -> {"right": who is right, "why": ..., "source": the rule, where there is one}. The id of a checked
                 kind is the kind.
  differences    file -> sheet -> {kind: count} or {kind: [count, id of the explanation]}
  equal          files without any difference

The comparison fails on a difference without an explanation, on a count that differs from the table's, and on an entry
that no longer occurs or an explanation that nothing needs any more (those of checked kinds may stay). Files the table
does not know may have differences of checked kinds only.
"""

import collections
import json


class Differences:
    """Those of one file, counted by sheet and kind with some samples. A file as a whole is sheet ""."""

    SAMPLES = 3

    def __init__(self):
        self.counts = collections.Counter()
        self.samples = collections.defaultdict(list)
        self.compared = collections.Counter()  # how many of what, differences or not

    def add(self, sheet, kind, where, ours, theirs):
        key = (sheet, kind)
        self.counts[key] += 1
        if len(self.samples[key]) < self.SAMPLES:
            self.samples[key].append(f"{where}: ours {_short(ours)}, theirs {_short(theirs)}")


    def compare_sets(self, sheet, kind, ours, theirs):
        """Counts what only one of two lists has, in any order."""
        ours, theirs = list(ours), list(theirs)
        self.compared[kind + "s"] += len(ours)
        for item in ours:
            if item in theirs:
                theirs.remove(item)
            else:
                self.add(sheet, kind, "sheet", item, None)
        for item in theirs:
            self.add(sheet, kind, "sheet", None, item)


def _short(value):
    text = repr(value)
    return text if len(text) <= 120 else text[:117] + "..."


class Table:
    def __init__(self, path, checked):
        self.path = path
        self.checked = checked
        with open(path, encoding="utf-8") as stored:
            content = json.load(stored)
        self.explanations = content["explanations"]
        self.expected = {}  # (file, sheet, kind) -> (count, explanation)
        for file, sheets in content["differences"].items():
            for sheet, kinds in sheets.items():
                for kind, entry in kinds.items():
                    count, explanation = entry if isinstance(entry, list) else (entry, kind)
                    self.expected[file, sheet, kind] = (count, explanation)
        self.files = {*content["differences"], *content["equal"]}

    def check(self, differences):
        """Problems of {file: Differences} against the table, one line each."""
        problems = []
        found = {(file, *key): count for file, item in differences.items() for key, count in item.counts.items()}
        used = set()
        for (file, sheet, kind), count in sorted(found.items()):
            expected, explanation = self.expected.get((file, sheet, kind), (None, kind))
            used.add(explanation)
            samples = "; ".join(differences[file].samples[sheet, kind])
            where = f"{file} [{sheet}] {kind}"
            known = explanation in self.explanations and (expected is not None or kind in self.checked)
            if not known:
                problems.append(f"{where}: {count} not explained: {samples}")
            elif expected is None and file in self.files:
                problems.append(f"{where}: {count} new: {samples}")
            elif expected is not None and expected != count:
                problems.append(f"{where}: {count} instead of {expected}: {samples}")
        for file, sheet, kind in sorted(set(self.expected) - set(found)):
            problems.append(f"{file} [{sheet}] {kind}: no longer occurs; take it out of {self.path.name}")
        for explanation in sorted(set(self.explanations) - used - self.checked):
            problems.append(f"explanation {explanation} explains nothing; take it out of {self.path.name}")
        return problems

    def record(self, differences):
        """Writes what was found into the table. Explanations stay; what has none still fails the check."""
        lines = []
        for file in sorted(file for file, item in differences.items() if item.counts):
            sheets = {}
            for (sheet, kind), count in sorted(differences[file].counts.items()):
                explanation = self.expected.get((file, sheet, kind), (0, kind))[1]
                sheets.setdefault(sheet, {})[kind] = count if explanation == kind else [count, explanation]
            rows = ",\n".join(f"   {_json(sheet)}: {_json(kinds)}" for sheet, kinds in sheets.items())
            lines.append(f"  {_json(file)}: {{\n{rows}}}")
        explanations = ",\n".join(f"  {_json(key)}: " + _json(value).replace('", "', '",\n   "')
                                  for key, value in sorted(self.explanations.items()))
        equal = ",\n".join(f"  {_json(file)}" for file in sorted(differences) if not differences[file].counts)
        with open(self.path, "w", encoding="utf-8") as out:
            out.write('{"explanations": {\n' + explanations + '\n },\n "differences": {\n' + ",\n".join(lines)
                      + '\n },\n "equal": [\n' + equal + "\n ]\n}\n")

    def summary(self, differences):
        """A Markdown table: how many differences of which explanation in how many files."""
        cells = collections.Counter()
        files = collections.defaultdict(set)
        for file, item in differences.items():
            for (sheet, kind), count in item.counts.items():
                explanation = self.expected.get((file, sheet, kind), (0, kind))[1]
                cells[explanation] += count
                files[explanation].add(file)
        lines = ["| difference | count | files | right | why |", "|---|---|---|---|---|"]
        for explanation, count in cells.most_common():
            entry = self.explanations.get(explanation, {"right": "?", "why": "**not explained**"})
            source = f" ({entry['source']})" if entry.get("source") else ""
            lines.append(f"| {explanation} | {count} | {len(files[explanation])} | {entry['right']} | "
                         f"{entry['why']}{source} |")
        return "\n".join(lines)


def _json(value):
    return json.dumps(value, ensure_ascii=False)
