#!/usr/bin/env python3
"""The workbooks the xlsx benchmarks read: made once, deterministic, kept in a directory.

    workbooks.py DIRECTORY [NAME ...]     makes those of NAMES that are missing there

The rows come from generate_performance.py of the corpus (xlsx as Excel writes it). It writes
vals_1m, formulas_600k and formulas_600k_shared; with ten times the rows it writes vals_10m, and
vals_4x250k is one quarter of vals_1m on each of four sheets.
"""
import importlib.util
import os
import sys
import tempfile

CORPUS = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../../../shared/corpus')


def _generator(directory, rows):
    """generate_performance.py, set to write `rows` rows a sheet into `directory`."""
    path = os.path.join(CORPUS, 'generate_performance.py')
    if not os.path.exists(path):
        sys.exit('the corpus is missing: expected generate_performance.py in ../shared/corpus, '
                 'next to the checkout')
    spec = importlib.util.spec_from_file_location('generate_performance', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.D, module.N = directory, rows
    return module


def _four_sheets(directory):
    generator = _generator(directory, 25_000)
    write, made = generator.write, []
    generator.write = lambda name, sheets, strings: made.append((sheets[0], strings))
    generator.w1()
    (_, dimension, rows), strings = made[0]
    write('vals_4x250k.xlsx', [(f'Data{i}', dimension, rows) for i in range(1, 5)], strings)


# Name: the file the generator writes, and how.
MAKERS = {
    'vals_1m': ('vals_1m.xlsx', lambda d: _generator(d, 100_000).w1()),
    'formulas_600k': ('formulas_600k.xlsx', lambda d: _generator(d, 100_000).w2(False)),
    'formulas_600k_shared': ('formulas_600k_shared.xlsx',
                             lambda d: _generator(d, 100_000).w2(True)),
    'vals_4x250k': ('vals_4x250k.xlsx', _four_sheets),
    'vals_10m': ('vals_1m.xlsx', lambda d: _generator(d, 1_000_000).w1()),
}


def make(directory, names):
    """Makes the workbooks of `names` that `directory` lacks; returns {name: path}."""
    os.makedirs(directory, exist_ok=True)
    paths = {name: os.path.join(directory, name + '.xlsx') for name in names}
    for name, path in paths.items():
        if os.path.exists(path):
            continue
        written_as, maker = MAKERS[name]
        print(f'making {name}.xlsx', file=sys.stderr)
        with tempfile.TemporaryDirectory(dir=directory) as scratch:
            maker(scratch)
            os.replace(os.path.join(scratch, written_as), path)
    return paths


if __name__ == '__main__':
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    make(sys.argv[1], sys.argv[2:] or list(MAKERS))
