"""The corpus of real workbooks and what the engine reads from it, through workbook_dump."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

from isolated import jobs

ROOT = pathlib.Path(__file__).resolve().parents[3]
CORPUS = ROOT.parent / "shared" / "corpus"


def files(parts=()):
    """Every workbook (whose name contains one of `parts`, if there are any), relative to the corpus, sorted.

    Ends the program when there are none.
    """
    found = sorted(str(path.relative_to(CORPUS)) for folder in ("workbooks", "functions")
                   for path in (CORPUS / folder).rglob("*") if path.is_file())
    if not found:
        sys.exit(f"no workbooks in {CORPUS}; this comparison needs the corpus beside the project (shared/corpus)")
    return [name for name in found if not parts or any(part in name for part in parts)]


def sizes(names):
    return [(CORPUS / name).stat().st_size for name in names]


def scratch():
    """A temporary directory, as a context."""
    return tempfile.TemporaryDirectory(prefix="sheetgate-comparison-")


def run_dump(binary, arguments, lines):
    """Feeds `lines` (lists of paths) to as many workbook_dump processes as there are processors."""
    parts = [lines[start::jobs()] for start in range(jobs())]
    processes = []
    for part in parts:
        process = subprocess.Popen([binary, *arguments], stdin=subprocess.PIPE, text=True)
        process.stdin.write("".join("\t".join(map(str, fields)) + "\n" for fields in part))
        process.stdin.close()
        processes.append(process)
    if any([process.wait() for process in processes]):
        sys.exit("workbook_dump failed")


def dump(binary, names, directory):
    """Dumps the corpus files `names`; returns {name: path of its JSON lines}."""
    dumps = {name: os.path.join(directory, f"{number}.jsonl") for number, name in enumerate(names)}
    # Large files first and dealt out like cards, so that all processes end at about the same time.
    by_size = sorted(names, key=lambda name: -(CORPUS / name).stat().st_size)
    run_dump(binary, [], [(CORPUS / name, dumps[name]) for name in by_size])
    return dumps


class Cell:
    """One cell of ours; see workbook_json.h for the types."""

    __slots__ = ("type", "value", "date", "formula_kind", "formula")

    def __init__(self, type, value, date, formula_kind="", formula=""):
        self.type = type
        self.value = value
        self.date = bool(date)
        self.formula_kind = formula_kind
        self.formula = formula


class Sheet:
    """A sheet of ours: `info` is its line of the dump, `cells` {reference: Cell}."""

    def __init__(self, info):
        self.info = info
        self.name = info["name"]
        self.cells = {}


class Workbook:
    """Our reading of a workbook; `refused` is the reason when there is none."""

    def __init__(self, path):
        self.sheets = []
        with open(path, encoding="utf-8") as lines:
            self.info = json.loads(next(lines))
            for line in lines:
                item = json.loads(line)
                if isinstance(item, dict):
                    self.sheets.append(Sheet(item))
                else:
                    self.sheets[-1].cells[item[0]] = Cell(*item[1:])
        self.refused = self.info.get("refused")
