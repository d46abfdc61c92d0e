// Reads or edits a workbook with a JavaScript library, as a cold process; one line of JSON, as the
// engine.
//
//   node peers.mjs sheetjs WORKBOOK          all cells; SheetJS in its fastest mode: dense, without
//                                            formatted text
//   node peers.mjs exceljs WORKBOOK
//   node peers.mjs exceljs WORKBOOK OUTPUT   one number in the middle of the first sheet, saved
//
// The clock starts after the library is loaded and stops when all cells are in memory or the file
// is saved; counting is extra.
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const MS_PER_DAY = 86400000;
const UNIX_EPOCH_SERIAL = 25569;

class Tally {
  cells = 0;
  formulas = 0;
  sum = 0;

  add(value, isFormula) {
    this.cells += 1;
    if (isFormula) this.formulas += 1;
    if (typeof value === 'number') this.sum += value;
    if (value instanceof Date) this.sum += value.getTime() / MS_PER_DAY + UNIX_EPOCH_SERIAL;
  }
}

function sheetjs() {
  const xlsx = require('xlsx');
  return {
    version: xlsx.version,
    load: path => xlsx.readFile(path, {dense: true, cellHTML: false, cellText: false}),
    count(workbook, tally) {
      for (const name of workbook.SheetNames) {
        for (const row of workbook.Sheets[name]) {
          for (const cell of row ?? []) {
            if (cell?.v !== undefined) tally.add(cell.v, cell.f !== undefined || cell.F !== undefined);
          }
        }
      }
    },
  };
}

function exceljs() {
  const library = require('exceljs');
  return {
    version: require('exceljs/package.json').version,
    load: path => new library.Workbook().xlsx.readFile(path),
    count(workbook, tally) {
      workbook.eachSheet(sheet => sheet.eachRow(row => row.eachCell(cell => {
        const isFormula = cell.type === library.ValueType.Formula;
        tally.add(isFormula ? cell.result : cell.value, isFormula);
      })));
    },
    async edit(workbook, output) {
      const [sheet] = workbook.worksheets;
      sheet.getCell(Math.floor(sheet.rowCount / 2), sheet.columnCount).value = 4242.5;
      await workbook.xlsx.writeFile(output);
    },
  };
}

function peakBytes() {
  const [, kibibytes] = readFileSync('/proc/self/status', 'ascii').match(/^VmHWM:\s+(\d+) kB/m);
  return Number(kibibytes) * 1024;
}

const libraries = {sheetjs, exceljs};
const [program, path, output] = process.argv.slice(2);
const library = libraries[program]?.();
if (!library || !path || (output && !library.edit)) {
  console.error('usage: node peers.mjs sheetjs|exceljs WORKBOOK, or exceljs WORKBOOK OUTPUT');
  process.exit(2);
}
const since = start => (performance.now() - start) / 1000;
const start = performance.now();
const workbook = await library.load(path);
const report = {program, version: library.version, seconds: since(start)};
if (output) {
  const loaded = performance.now();
  await library.edit(workbook, output);
  report.save_seconds = since(loaded);
  report.seconds = since(start);
} else {
  const tally = new Tally();
  library.count(workbook, tally);
  Object.assign(report, tally);
}
console.log(JSON.stringify({...report, peak_bytes: peakBytes()}));
