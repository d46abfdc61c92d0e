#!/usr/bin/env python3
"""Reads all cells of a workbook with openpyxl, as a cold process; one line of JSON, as the engine.

    peers.py openpyxl WORKBOOK              whole workbook in memory
    peers.py openpyxl-read-only WORKBOOK    its streaming mode

Cached values are read, not formulas: openpyxl reads one or the other. The clock starts after the
imports and stops when all cells have been read; counting is extra where a program keeps the cells.
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


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ('openpyxl', 'openpyxl-read-only'):
        sys.exit(__doc__)
    streaming = sys.argv[1] == 'openpyxl-read-only'
    start = time.perf_counter()
    workbook = openpyxl.load_workbook(sys.argv[2], read_only=streaming, data_only=True)
    loaded = time.perf_counter()
    cells, total = count(workbook)
    read = time.perf_counter() if streaming else loaded
    print(json.dumps({'program': sys.argv[1], 'version': openpyxl.__version__,
                      'seconds': read - start, 'cells': cells, 'sum': total,
                      'peak_bytes': peak_bytes()}))


if __name__ == '__main__':
    main()
