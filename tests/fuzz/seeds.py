#!/usr/bin/env python3
"""Makes seed corpora for the fuzz targets out of the workbooks of the corpus.

Usage: tests/fuzz/seeds.py DIRECTORY     (writes DIRECTORY/{zip,sheet,styles,formula,xml,deflate,objects,vba}/)

Inputs are what targets.h says: whole packages, or parts and formulas behind their header. Of all candidates the
smallest that show something new (an element, an attribute, a function) are taken, so that a seed corpus is small and
has seen everything; the same corpus gives the same seeds.
"""

import argparse
import hashlib
import pathlib
import re
import shutil
import struct
import sys
import xml.etree.ElementTree as ElementTree
import zipfile
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
MAX_PACKAGE = 64 << 10
MAX_PART = 32 << 10
MAX_FORMULA = 2 << 10
MAX_SEEDS = {"zip": 80, "sheet": 250, "styles": 250, "formula": 600, "xml": 200, "deflate": 60, "objects": 200, "vba": 60}

# What a part is, by the root element of its XML: the selector byte of its target (sheet_target.cc, styles_target.cc).
SHEET_SELECTORS = {"worksheet": 0, "sst": 1}
STYLES_SELECTORS = {"styleSheet": 0, "workbook": 1, "Types": 2, "table": 6}
RELATIONSHIPS = (("_rels/.rels", 4), ("worksheets/_rels/", 5), ("_rels/workbook", 3))


def workbooks():
    paths = sorted(path for path in CORPUS.glob("*/**/*") if path.is_file() and path.suffix.startswith(".x"))
    if not paths:
        sys.exit(f"no workbooks in {CORPUS}; fuzzing needs the corpus beside the project (shared/corpus)")
    return paths


def parts(path):
    """The names and contents of the parts of a package that are small enough and intact."""
    try:
        with zipfile.ZipFile(path) as package:
            for info in package.infolist():
                if info.file_size > MAX_PART or not info.filename.endswith((".xml", ".rels")):
                    continue
                try:
                    yield info.filename, package.read(info)
                except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
                    continue
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return


def decoded(part):
    if part[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return part.decode("utf-16", "replace")
    return part.decode("utf-8", "replace")


def root_name(text):
    match = re.search(r"<(?:[\w.]+:)?([A-Za-z]\w*)[\s/>]", re.sub(r"<!--.*?-->|<[?!][^>]*>", "", text, flags=re.S))
    return match.group(1) if match else ""


def xml_features(text):
    """Names of elements and attributes, with the values of those that say how to read a cell."""
    names = set(re.findall(r"<(/?[\w:.]+|\?\w+|!\w+|!\[CDATA)", text))
    names.update(re.findall(r"\s([\w:.]+)=", text))
    names.update(re.findall(r"\bt=[\"'](\w+)[\"']", text))
    names.update("number " + re.sub(r"\d+", "9", value) for value in re.findall(r"<v>([^<]{1,12})</v>", text)[:50])
    return names


def formula_features(text):
    """Functions, and the shape of the formula with runs of letters and digits taken together."""
    names = set(re.findall(r"[A-Za-z_.][\w.]*(?=\()", text))
    names.add(re.sub(r"[A-Za-z]+", "a", re.sub(r"\d+", "9", text))[:24])
    return names


class Seeds:
    """Candidates of one target."""

    def __init__(self):
        self.candidates = {}

    def add(self, content, features):
        self.candidates.setdefault(content, features)

    def write(self, directory, most):
        directory.mkdir(parents=True)
        seen = set()
        written = 0
        for content in sorted(self.candidates, key=lambda c: (len(c), c)):
            new = self.candidates[content] - seen
            if written == most or not new:
                continue
            seen |= new
            (directory / hashlib.sha1(content).hexdigest()[:16]).write_bytes(content)
            written += 1
        return written


def add_formulas(part, seeds):
    try:
        root = ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):
        return
    for element in root.iter():
        if element.tag.rpartition("}")[2] == "f" and element.text:
            text = element.text.encode()
            if len(text) <= MAX_FORMULA:
                seeds.add(struct.pack("<hh", len(text) % 7 - 3, len(text) % 5 - 2) + text, formula_features(element.text))


def add_deflated(part, features, seeds):
    """The part as a deflate stream, and as a text to deflate, with two patches."""
    size = len(part)
    patches = struct.pack("<IHBIHB", size // 3, 40, 3, size // 4, 0, 12)
    stream = zlib.compressobj(6, zlib.DEFLATED, -15)
    seeds.add(b"\x00\x02" + patches + stream.compress(part) + stream.flush(), {"stream " + f for f in features})
    seeds.add(bytes([0x81 | size % 2 << 1, 2]) + patches + part[:MAX_PART // 4], {"text " + f for f in features})


def add_part(name, part, seeds):
    text = decoded(part)
    features = xml_features(text)
    root = root_name(text)
    seeds["xml"].add(part, features)
    add_deflated(part, features, seeds["deflate"])
    if root in SHEET_SELECTORS:
        # All ways of writing a part differently get their share.
        variant = len(part) % 16 << 1
        seeds["sheet"].add(bytes([SHEET_SELECTORS[root] | variant]) + part, {root + " " + f for f in features})
    if root in STYLES_SELECTORS:
        seeds["styles"].add(bytes([STYLES_SELECTORS[root]]) + part, {root + " " + f for f in features})
    if root == "worksheet":
        add_formulas(part, seeds["formula"])
    for marker, selector in RELATIONSHIPS:
        if root == "Relationships" and marker in name:
            kinds = set(re.findall(r"/(\w+)[\"']", text))
            seeds["styles"].add(bytes([selector]) + part, {f"{selector} {kind}" for kind in kinds})
            break


def add_objects(path, seeds):
    """The package as a list of parts, without large ones (objects_target.cc)."""
    content, features = b"", set()
    for name, part in parts(path):
        if len(content) + len(part) > MAX_PART or b"\x1f" in part:
            continue
        content += b"\x1f" + name.encode() + b"\x1e" + part
        features |= xml_features(decoded(part))
    if content:
        seeds.add(content, features)


def decompressed(container):
    """The text of a compressed container ([MS-OVBA] 2.4.1.3); what there is of a damaged one."""
    out, at = bytearray(), 1
    while at + 2 <= len(container) and container[at + 1] & 0x70 == 0x30:
        header = struct.unpack_from("<H", container, at)[0]
        end, start = at + 3 + (header & 0xFFF), len(out)
        at += 2
        while at < min(end, len(container)):
            flags = container[at]
            at += 1
            for bit in range(8):
                if at >= min(end, len(container)):
                    break
                if not flags >> bit & 1:
                    out.append(container[at])
                    at += 1
                    continue
                if at + 2 > len(container):
                    return bytes(out)
                token = struct.unpack_from("<H", container, at)[0]
                at += 2
                bits = max((len(out) - start - 1).bit_length(), 4)
                length, offset = (token & 0xFFFF >> bits) + 3, (token >> 16 - bits) + 1
                if offset > len(out):
                    return bytes(out)
                for _ in range(length):
                    out.append(out[-offset])
    return bytes(out)


def add_macros(path, seeds):
    """Whole projects, the containers in them, and the texts of their dir streams (vba_target.cc)."""
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith("vbaProject.bin")]
            projects = [package.read(name) for name in names]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError):
        return
    for project in projects:
        if len(project) <= MAX_PACKAGE:
            seeds.add(b"\x01" + project, {"project", hashlib.sha1(project).hexdigest()})
        for match in re.finditer(rb"\x01.[\xb0-\xbf]", project, re.S):
            container = project[match.start():match.start() + 4096]
            text = decompressed(container)
            if len(text) > 64:
                seeds.add(b"\x00" + container, {"container " + str(len(text) // 512)})
            if text.startswith(b"\x01\x00\x04\x00\x00\x00"):
                seeds.add(b"\x02" + text + b"\x1fSub Go()\r\nEnd Sub\r\n", {"dir " + str(len(text) // 256)})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=pathlib.Path)
    directory = parser.parse_args().directory
    seeds = {target: Seeds() for target in MAX_SEEDS}
    for path in workbooks():
        names = set()
        add_objects(path, seeds["objects"])
        add_macros(path, seeds["vba"])
        for name, part in parts(path):
            names.add(re.sub(r"\d+", "9", name))
            add_part(name, part, seeds)
        if path.stat().st_size <= MAX_PACKAGE:
            # A package nothing can be read from is one of its kind.
            seeds["zip"].add(path.read_bytes(), names or {path.name})
    for target, most in MAX_SEEDS.items():
        shutil.rmtree(directory / target, ignore_errors=True)
        written = seeds[target].write(directory / target, most)
        if written == 0:
            sys.exit(f"no seeds for {target} in {CORPUS}; the corpus is incomplete")
        print(f"{target}: {written} seeds of {len(seeds[target].candidates)} candidates")


if __name__ == "__main__":
    main()
