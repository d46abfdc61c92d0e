#!/usr/bin/env python3
"""Reads or edits a workbook with openpyxl, as a cold process; one line of JSON, as the engine.

    peers.py openpyxl WORKBOOK               all cells, the whole workbook in memory
    peers.py openpyxl-read-only WORKBOOK     all cells, in its streaming mode
    peers.py openpyxl-edit WORKBOOK OUTPUT   one number in the middle of the first sheet, saved

Reading takes cached values, not formulas: openpyxl reads one or the other; editing keeps formulas.
The clock starts after the imports and stops when all cells have been read or the file is saved;
counting is extra where a program keeps the cells.
"""
import datetime
import json
import sys
import time

import openpyxl

EPOCH = datetime.datetime(1899, 12, 30)


def count(workbook):
    cells, total = 0, 0.0
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows(values_only=True):
            for value in row:
                if value is None:
                    continue
                cells += 1
                if isinstance(value, datetime.datetime):
                    total += (value - EPOCH) / datetime.timedelta(days=1)
                elif isinstance(value, (int, float)) and not isinstance(value, bool):
                    total += value
    return cells, total


def peak_bytes():
    with open('/proc/self/status', encoding='ascii') as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith('VmHWM:'))


def read(mode, path):
    streaming = mode == 'openpyxl-read-only'
    start = time.perf_counter()
    workbook = openpyxl.load_workbook(path, read_only=streaming, data_only=True)
    loaded = time.perf_counter()
    cells, total = count(workbook)
    end = time.perf_counter() if streaming else loaded
    return {'seconds': end - start, 'cells': cells, 'sum': total}


def edit(path, output):
    start = time.perf_counter()
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    sheet.cell(sheet.max_row // 2, sheet.max_column).value = 4242.5
    edited = time.perf_counter()
    workbook.save(output)
    end = time.perf_counter()
    return {'seconds': end - start, 'save_seconds': end - edited}


def main():
    mode, paths = (sys.argv[1:2] or [''])[0], sys.argv[2:]
    if mode == 'openpyxl-edit' and len(paths) == 2:
        report = edit(*paths)
    elif mode in ('openpyxl', 'openpyxl-read-only') and len(paths) == 1:
        report = read(mode, *paths)
    else:
        sys.exit(__doc__)
    print(json.dumps({'program': mode, 'version': openpyxl.__version__, **report,
                      'peak_bytes': peak_bytes()}))


if __name__ == '__main__':
    main()
