"""The programs the xlsx benchmarks compare: how each is started, and why one cannot be.

A program is run as a fresh process for every measurement and prints one line of JSON.
"""
import concurrent.futures
import dataclasses
import importlib.util
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


@dataclasses.dataclass
class Program:
    name: str
    arguments: list  # the workbook follows, then `trailing`
    trailing: list = dataclasses.field(default_factory=list)
    slow: bool = False  # seconds for a million cells: few repeats, no ten million
    missing: str = ''  # why it cannot run and what to do; empty when it can

    def run(self, workbook):
        return run([*self.arguments, workbook, *self.trailing])


@dataclasses.dataclass
class AtOnce:
    """A program run several times at once; it takes as long as the slowest of them."""
    name: str
    program: Program
    count: int

    def run(self, workbook):
        with concurrent.futures.ThreadPoolExecutor(self.count) as threads:
            reports = list(threads.map(self.program.run, [workbook] * self.count))
        return max(reports, key=lambda report: report['seconds'])


class ProgramFailed(Exception):
    """A program ended with an error; its message is what it wrote."""


def run(arguments):
    """Runs a program to its end and returns what it reported."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = done.stderr.strip() or f'ended with status {done.returncode}'
        raise ProgramFailed(f'{os.path.basename(arguments[0])}: {message}')
    return json.loads(done.stdout.splitlines()[-1])


def _binary(path, how):
    return '' if os.path.exists(path) else how


def _npm_package(name):
    if not shutil.which('node'):
        return 'install Node.js 20 or newer'
    return _binary(os.path.join(HERE, 'node_modules', name), 'npm ci --prefix tests/benchmarks/xlsx')


def ours(build):
    """The floor and the engine of a build directory, with one thread and with two."""
    how = ('configure with -DSHEETGATE_BENCHMARKS=ON and build xlsx_floor and xlsx_engine, or name '
           'their build directory with --build')
    floor = os.path.join(build, 'bin/xlsx_floor')
    engine = os.path.join(build, 'bin/xlsx_engine')
    return [
        Program('floor', [floor], missing=_binary(floor, how)),
        Program('engine', [engine, 'read'], missing=_binary(engine, how)),
        Program('engine, 2 threads', [engine, 'read'], ['2'], missing=_binary(engine, how)),
    ]


def _openpyxl_missing():
    return ('' if importlib.util.find_spec('openpyxl')
            else 'install openpyxl for this Python (Debian: python3-openpyxl)')


PYTHON = [sys.executable, os.path.join(HERE, 'peers.py')]
NODE = ['node', os.path.join(HERE, 'peers.mjs')]


def peers(directory):
    """Other readers. calamine is built into `directory`."""
    calamine = os.path.join(directory, 'calamine/release/xlsx-calamine')
    return [
        Program('calamine', [calamine], missing=_binary(
            calamine, 'cargo build --release --locked --manifest-path '
            'tests/benchmarks/xlsx/calamine/Cargo.toml --target-dir build/benchmarks/calamine')),
        Program('SheetJS', [*NODE, 'sheetjs'], slow=True, missing=_npm_package('xlsx')),
        Program('ExcelJS', [*NODE, 'exceljs'], slow=True, missing=_npm_package('exceljs')),
        Program('openpyxl, read only', [*PYTHON, 'openpyxl-read-only'], slow=True,
                missing=_openpyxl_missing()),
        Program('openpyxl', [*PYTHON, 'openpyxl'], slow=True, missing=_openpyxl_missing()),
    ]


def editors(directory, output):
    """Others that edit one cell and save the workbook as `output`."""
    excelize = os.path.join(directory, 'xlsx-excelize')
    return [
        Program('excelize', [excelize], [output], slow=True, missing=_binary(
            excelize, 'go build -C tests/benchmarks/xlsx/excelize '
            '-o "$PWD/build/benchmarks/xlsx-excelize" .')),
        Program('ExcelJS', [*NODE, 'exceljs'], [output], slow=True,
                missing=_npm_package('exceljs')),
        Program('openpyxl', [*PYTHON, 'openpyxl-edit'], [output], slow=True,
                missing=_openpyxl_missing()),
    ]
