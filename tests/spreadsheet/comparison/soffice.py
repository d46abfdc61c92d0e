"""Converts workbooks with LibreOffice, in processes with a profile of their own and a time limit."""

import concurrent.futures
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from isolated import jobs

# Files LibreOffice opens in one process: after some 250 it opens no more, and a crash costs the rest of its batch.
BATCH = 60
SECONDS = 300
FLAT_XML = "fods:OpenDocument Spreadsheet Flat XML"

# OOXMLRecalcMode 1 is "never": cached values are what is compared. The locale decides how text becomes numbers.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>1</value></prop></item>
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>en-US</value></prop></item>
</oor:items>
"""


class Converter:
    """Converts into `directory`, which the caller owns. Workbooks LibreOffice does not open give no file."""

    def __init__(self, directory):
        if shutil.which("soffice") is None:
            sys.exit("soffice is not there; install LibreOffice Calc (libreoffice-calc-nogui)")
        self.directory = pathlib.Path(directory)
        self.converted = 0

    def convert(self, paths):
        """{key: path of a workbook} -> {key: path of its flat OpenDocument, or the reason there is none}."""
        links, outputs = {}, {}
        for name, path in paths.items():
            # A name of its own for each: outputs are named after inputs.
            self.converted += 1
            links[name] = self.directory / f"in{self.converted}{pathlib.PurePath(path).suffix}"
            links[name].symlink_to(path)
            outputs[name] = self.directory / f"in{self.converted}.fods"
        reasons = {name: "refused" for name in paths}
        self._run_batches(self._batches(paths), links, reasons)
        missing = [name for name in paths if not outputs[name].exists()]
        # Not opened at the first try: once more, away from what may have gone wrong before it.
        self._run_batches([[name] for name in missing], links, reasons)
        return {name: str(outputs[name]) if outputs[name].exists() else reasons[name] for name in paths}

    def _batches(self, paths):
        """Large files alone and first, so that all processes end at about the same time."""
        sizes = {name: os.stat(path).st_size for name, path in paths.items()}
        large = sorted((name for name in paths if sizes[name] > 500_000), key=lambda name: -sizes[name])
        small = [name for name in paths if sizes[name] <= 500_000]
        return [[name] for name in large] + [small[start:start + BATCH] for start in range(0, len(small), BATCH)]

    def _run_batches(self, batches, links, reasons):
        with concurrent.futures.ThreadPoolExecutor(jobs()) as pool:
            ends = pool.map(lambda batch: self._run([links[name] for name in batch]), batches)
            for batch, end in zip(batches, ends):
                for name in batch:
                    reasons[name] = end

    def _run(self, inputs):
        """"refused" after a regular end: what has no output then, LibreOffice would not open."""
        with tempfile.TemporaryDirectory(dir=self.directory) as profile:
            user = pathlib.Path(profile) / "user"
            user.mkdir()
            (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
            process = subprocess.Popen(
                ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", "--nologo",
                 "--convert-to", FLAT_XML, "--outdir", str(self.directory), *map(str, inputs)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
            try:
                return "refused" if process.wait(SECONDS) == 0 else "crash"
            except subprocess.TimeoutExpired:
                return "timeout"
            finally:
                try:
                    os.killpg(process.pid, signal.SIGKILL)  # soffice.bin may outlive its launcher
                except ProcessLookupError:
                    pass
                process.wait()
