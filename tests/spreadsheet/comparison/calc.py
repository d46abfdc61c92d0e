"""One LibreOffice Calc for many workbooks, driven over UNO through a pipe, with a profile of its own."""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import DisposedException, IllegalArgumentException
from com.sun.star.uno import RuntimeException

from soffice import PROFILE

START_SECONDS = 60
END_SECONDS = 10
FORMULAS = 16  # com.sun.star.sheet.CellFlags.FORMULA


class Calc:
    """A context. Workbooks are opened hidden and are not calculated."""

    def __enter__(self):
        self._profile = tempfile.TemporaryDirectory(prefix="sheetgate-calc-")
        user = pathlib.Path(self._profile.name) / "user"
        user.mkdir()
        (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        pipe = pathlib.PurePath(self._profile.name).name
        self._process = subprocess.Popen(
            ["soffice", f"-env:UserInstallation=file://{self._profile.name}", "--headless", "--norestore", "--nologo",
             f"--accept=pipe,name={pipe};urp;"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        context = self._connect(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        self._desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        return self

    def __exit__(self, *_):
        try:
            self._desktop.terminate()
        except (DisposedException, RuntimeException):
            pass  # it is gone, or going
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(self._process.pid, signal.SIGKILL)  # soffice.bin may outlive its launcher
        except ProcessLookupError:
            pass
        self._process.wait()
        self._profile.cleanup()

    def _connect(self, url):
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                return resolver.resolve(url)
            except NoConnectException:
                if time.monotonic() > end or self._process.poll() is not None:
                    sys.exit("LibreOffice does not answer; is libreoffice-calc-nogui installed?")
                time.sleep(0.1)

    def open(self, path):
        """The document, which the caller closes; None when LibreOffice does not open the file."""
        try:
            document = self._desktop.loadComponentFromURL(pathlib.Path(path).as_uri(), "_blank", 0,
                                                          (PropertyValue(Name="Hidden", Value=True),))
        except IllegalArgumentException:  # encrypted
            return None
        if document is not None and not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            document.close(True)
            return None
        if document is not None:
            document.enableAutomaticCalculation(False)
        return document


def formulas(document):
    """{sheet: {(row, column): formula}} in LibreOffice's own notation; rows and columns from 0."""
    found = {}
    for sheet in document.Sheets:
        cells = found[sheet.Name] = {}
        for area in sheet.queryContentCells(FORMULAS).RangeAddresses:
            rows = sheet.getCellRangeByPosition(
                area.StartColumn, area.StartRow, area.EndColumn, area.EndRow).getFormulaArray()
            for row, texts in enumerate(rows, area.StartRow):
                for column, text in enumerate(texts, area.StartColumn):
                    cells[row, column] = text
    return found


def names(document):
    """{(sheet or "", name): what it refers to}."""
    scopes = [("", document)] + [(sheet.Name, sheet) for sheet in document.Sheets]
    return {(scope, item.Name): item.Content for scope, owner in scopes for item in owner.NamedRanges}


def used_range(sheet):
    """(first row, first column, last row, last column), from 0."""
    cursor = sheet.createCursor()
    cursor.gotoStartOfUsedArea(False)
    cursor.gotoEndOfUsedArea(True)
    area = cursor.RangeAddress
    return area.StartRow, area.StartColumn, area.EndRow, area.EndColumn
