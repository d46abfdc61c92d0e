#!/usr/bin/env python3
"""Reads and writes the benchmark workbooks with the floor, the engine and every peer that is there.

    run.py [--build DIR] [--data DIR] [--repeats N] [--peer-repeats N] [--no-peers]
           [--workbooks NAME,NAME]

Every measurement is a fresh process; programs take turns, so that what else the machine does
disturbs all alike. Prints Markdown: a table for each workbook, the other operations, and the bars.
Exit status 1 when a bar is missed or the engine and the floor disagree about a workbook.
"""
import argparse
import math
import os
import platform
import statistics
import sys

import programs
import workbooks

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../..'))
CORPUS = os.path.join(ROOT, '../shared/corpus')
ONE_SHEET = ('vals_1m', 'formulas_600k', 'formulas_600k_shared', 'vals_10m')
MIB = 1 << 20

FLOOR_RATIO = 1.6
PEAK_MIB = 60
THREADS_RATIO = 1.6
SHEET_LIST_MS = 5
EDIT_RATIO = 2
SAVE_RATIOS = {'openpyxl': 5, 'excelize': 2, 'ExcelJS': 2}
WEIGHT_TOLERANCE = 0.1


class Runs:
    """Reports of one program on one workbook."""

    def __init__(self):
        self.reports = []

    def add(self, report):
        self.reports.append(report)

    def best(self, figure='seconds'):
        return min(report[figure] for report in self.reports)

    def median(self):
        return statistics.median(report['seconds'] for report in self.reports)

    def peak_mib(self):
        return max(report['peak_bytes'] for report in self.reports) / MIB

    def last(self):
        return self.reports[-1]


def measure(todo, path):
    """Runs each (program, repeats) of `todo` on the workbook, in turns; {name: Runs}."""
    results = {program.name: Runs() for program, _ in todo}
    for turn in range(max(repeats for _, repeats in todo)):
        for program, repeats in todo:
            if turn < repeats:
                print(f'{os.path.basename(path)}: {program.name} {turn + 1}/{repeats}',
                      file=sys.stderr)
                results[program.name].add(program.run(path))
    return results


def difference(report, reference):
    """What a program read otherwise than the floor; empty when nothing."""
    if report['cells'] != reference['cells']:
        return f"{report['cells']} of {reference['cells']} cells"
    if not math.isclose(report['sum'], reference['sum'], rel_tol=1e-9):
        return f"sum {report['sum']!r}, not {reference['sum']!r}"
    if report.get('formulas', reference['formulas']) != reference['formulas']:
        return f"{report['formulas']} of {reference['formulas']} formulas"
    return ''


def print_table(name, results):
    reference = results['floor'].last()
    floor = results['floor'].best()
    print(f"\n### {name}: {reference['cells']:,} cells, {reference['formulas']:,} formulas\n")
    print('| program | min s | median s | × floor | peak MiB | M cells/s | |')
    print('|---|---|---|---|---|---|---|')
    for program, runs in results.items():
        version = runs.last().get('version', '')
        print(f"| {program} {version}".rstrip() + f" | {runs.best():.3f} | {runs.median():.3f} | "
              f"{runs.best() / floor:.2f} | {runs.peak_mib():.0f} | "
              f"{reference['cells'] / runs.best() / 1e6:.2f} | "
              f"{difference(runs.last(), reference)} |")


def corpus_files():
    """Every workbook of the corpus, sorted."""
    with open(os.path.join(CORPUS, 'index.tsv'), encoding='utf-8') as index:
        rows = [line.rstrip('\n').split('\t') for line in index][1:]
    return sorted(os.path.join(CORPUS, row[1]) for row in rows)


def sheet_lists(engine, paths, repeats):
    """[(seconds, path)] of listing the sheets of those that open, slowest first, and how many do
    not open. A file the machine may have disturbed is listed again."""
    times, refused = [], 0
    for path in paths:
        try:
            seconds = programs.run([engine, 'sheets', path])['seconds']
            for _ in range(repeats - 1):
                if seconds * 1000 < SHEET_LIST_MS:
                    break
                seconds = min(seconds, programs.run([engine, 'sheets', path])['seconds'])
            times.append((seconds, path))
        except programs.ProgramFailed:
            refused += 1
    return sorted(times, reverse=True), refused


class Bars:
    """What the engine must reach; prints one line each."""

    def __init__(self):
        self.missed = 0

    def check(self, what, figure, limit, reached, unit=''):
        self.missed += not reached
        print(f"- {'pass' if reached else 'FAIL'}: {what}: {figure:.2f}{unit} (bar {limit}{unit})")

    def at_most(self, what, figure, limit, unit=''):
        self.check(what, figure, f'≤ {limit}', figure <= limit, unit)

    def at_least(self, what, figure, limit, unit=''):
        self.check(what, figure, f'≥ {limit}', figure >= limit, unit)


def print_operations(edits, reads, weights, lists, refused):
    print('\n### Other operations\n')
    print('| workbook | cold read s | one cell edited, read to durable file s | × read | '
          'edit peak MiB | weight claimed MiB | used MiB | claimed / used |')
    print('|---|---|---|---|---|---|---|---|')
    for name, runs in edits.items():
        read, weight = reads[name].best(), weights[name]
        print(f"| {name} | {read:.3f} | {runs.best():.3f} | {runs.best() / read:.2f} | "
              f"{runs.peak_mib():.0f} | {weight['claimed_bytes'] / MIB:.1f} | "
              f"{weight['used_bytes'] / MIB:.1f} | {weight['claimed_of_used']:.3f} |")
    milliseconds = [seconds * 1000 for seconds, _ in lists]
    slow = [os.path.basename(path) for seconds, path in lists if seconds * 1000 > SHEET_LIST_MS]
    print(f'\nSheet list and dimensions of {len(lists)} workbooks ({refused} of the corpus are '
          f'refused): median {statistics.median(milliseconds):.2f} ms, slowest '
          f'{milliseconds[0]:.2f} ms ({os.path.basename(lists[0][1])}). '
          f"Over {SHEET_LIST_MS} ms: {', '.join(slow) or 'none'}.")


def print_saves(name, edit, saves):
    """Our figure is the whole way from the file to the durable file; of the others saving alone is
    compared."""
    print(f'\n### {name}: one cell edited and saved\n')
    print('| program | file to file s | saving alone s | saving alone, × engine file to file | '
          'peak MiB |')
    print('|---|---|---|---|---|')
    print(f'| engine | {edit.best():.3f} | | 1.00 | {edit.peak_mib():.0f} |')
    for program, runs in saves.items():
        saving = runs.best('save_seconds')
        print(f"| {program} {runs.last()['version']} | {runs.best():.3f} | {saving:.3f} | "
              f"{saving / edit.best():.1f} | {runs.peak_mib():.0f} |")


def check_saves(bars, edit, saves):
    for program, ratio in SAVE_RATIOS.items():
        if program in saves:
            bars.at_least(f'vals_1m, one cell edited, saving alone by {program}, × our way from '
                          'file to durable file',
                          saves[program].best('save_seconds') / edit.best(), ratio)


def check_bars(tables, pairs, edits, saves, weights, lists):
    bars = Bars()
    print('\n### Bars\n')
    for name in ONE_SHEET:
        if name in tables:
            results = tables[name]
            bars.at_most(f'{name}, one thread, × floor',
                         results['engine'].best() / results['floor'].best(), FLOOR_RATIO)
    if 'vals_1m' in tables:
        bars.at_most('vals_1m, peak memory', tables['vals_1m']['engine'].peak_mib(), PEAK_MIB,
                     ' MiB')
        bars.at_most('vals_1m, one cell edited, read to durable file, × cold read',
                     edits['vals_1m'].best() / tables['vals_1m']['engine'].best(), EDIT_RATIO)
        check_saves(bars, edits['vals_1m'], saves)
    if 'vals_4x250k' in tables:
        results = tables['vals_4x250k']
        # Two processors may be two threads of one core: no program gets more than it gives.
        given = 2 * results['floor'].best() / pairs['vals_4x250k'].best()
        bars.at_least(f'vals_4x250k, two threads, × as fast as one (two floors at once do '
                      f'{given:.2f} × the work of one)',
                      results['engine'].best() / results['engine, 2 threads'].best(),
                      round(min(THREADS_RATIO, given), 2))
    bars.at_most(f'sheet list and dimensions, slowest of {len(lists)} workbooks',
                 lists[0][0] * 1000, SHEET_LIST_MS, ' ms')
    worst = max(weights, key=lambda name: abs(weights[name]['claimed_of_used'] - 1))
    bars.at_most(f'weight claimed against memory used, worst ({worst}), off by',
                 abs(weights[worst]['claimed_of_used'] - 1), WEIGHT_TOLERANCE)
    return bars.missed


def machine():
    with open('/proc/cpuinfo', encoding='utf-8') as info:
        model = next((line.split(':', 1)[1].strip() for line in info
                      if line.startswith('model name')), platform.machine())
    return f'{model}, {os.cpu_count()} cores, Linux {platform.release()}'


def choose(arguments, output):
    """The programs that can run, ours, other readers and other editors; says which cannot. Ours
    must."""
    own = programs.ours(arguments.build)
    for program in own:
        if program.missing:
            sys.exit(f'{program.name} is missing: {program.missing}')
    others = [[], []] if arguments.no_peers else [programs.peers(arguments.data),
                                                  programs.editors(arguments.data, output)]
    for program in (program for group in others for program in group):
        if program.missing:
            print(f'without {program.name}: {program.missing}', file=sys.stderr)
    return own, *([program for program in group if not program.missing] for group in others)


def parse():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--build', default=os.path.join(ROOT, 'build/release'))
    parser.add_argument('--data', default=os.path.join(ROOT, 'build/benchmarks'))
    parser.add_argument('--repeats', type=int, default=5)
    parser.add_argument('--peer-repeats', type=int, default=1)
    parser.add_argument('--no-peers', action='store_true')
    parser.add_argument('--workbooks', default=','.join(workbooks.MAKERS))
    arguments = parser.parse_args()
    names = arguments.workbooks.split(',')
    unknown = [name for name in names if name not in workbooks.MAKERS]
    if unknown or arguments.repeats < 1 or arguments.peer_repeats < 1:
        parser.error(f"workbooks are {', '.join(workbooks.MAKERS)}; repeats are at least 1")
    return arguments, names


def main():
    arguments, names = parse()
    output = os.path.join(arguments.data, 'edited.xlsx')
    own, others, editors = choose(arguments, output)
    engine = os.path.join(arguments.build, 'bin/xlsx_engine')
    paths = workbooks.make(arguments.data, names)
    print(f'{machine()}; load {os.getloadavg()[0]:.2f} at the start.')
    tables, pairs, edits, saves, weights, disagreements = {}, {}, {}, {}, {}, 0
    for name, path in paths.items():
        with open(path, 'rb') as file:
            file.read()  # from here on it is in the page cache
        todo = [(program, arguments.repeats) for program in own]
        todo.append((programs.Program('edit', [engine, 'edit'], [output]), arguments.repeats))
        todo.append((programs.AtOnce('two floors at once', own[0], 2), arguments.repeats))
        todo += [(program, arguments.peer_repeats if program.slow else arguments.repeats)
                 for program in others if not (program.slow and name == 'vals_10m')]
        results = measure(todo, path)
        edits[name] = results.pop('edit')
        pairs[name] = results.pop('two floors at once')
        tables[name] = results
        weights[name] = programs.run([engine, 'weigh', path])
        print_table(name, results)
        if name == 'vals_1m' and editors:
            saves = measure([(program, arguments.peer_repeats) for program in editors], path)
            print_saves(name, edits[name], saves)
        disagreements += any(difference(results[program.name].last(), results['floor'].last())
                             for program in own)
    if os.path.exists(output):
        os.remove(output)
    lists, refused = sheet_lists(engine, [*paths.values(), *corpus_files()], arguments.repeats)
    print_operations(edits, {name: results['engine'] for name, results in tables.items()}, weights,
                     lists, refused)
    missed = check_bars(tables, pairs, edits, saves, weights, lists)
    print(f'\nLoad {os.getloadavg()[0]:.2f} at the end.')
    sys.exit(1 if missed or disagreements else 0)


if __name__ == '__main__':
    main()
