#!/usr/bin/env python3
"""Prints what the failed tests of a JUnit file of CTest wrote, so that it is the last thing of a long log.

usage: print_failures.py RESULTS
"""
import sys
import xml.etree.ElementTree as ElementTree

MOST_LINES = 80  # of one test, its last


def main(path):
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        if case.get("status") != "fail":
            continue
        lines = (case.findtext("system-out") or "").rstrip().splitlines()
        print(f"\n=== {case.get('name')} failed after {case.get('time')} s; the end of its output:")
        print("\n".join(lines[-MOST_LINES:]))


if __name__ == "__main__":
    main(sys.argv[1])
