// Reads all cells of a workbook with a JavaScript library, as a cold process; one line of JSON, as
// the engine.
//
//   node peers.mjs sheetjs WORKBOOK     SheetJS, in its fastest mode: dense, without formatted text
//   node peers.mjs exceljs WORKBOOK
//
// The clock starts after the library is loaded and stops when all cells are in memory; counting is
// extra.
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
  };
}

function peakBytes() {
  const [, kibibytes] = readFileSync('/proc/self/status', 'ascii').match(/^VmHWM:\s+(\d+) kB/m);
  return Number(kibibytes) * 1024;
}

const libraries = {sheetjs, exceljs};
const [program, path] = process.argv.slice(2);
if (!libraries[program] || !path) {
  console.error('usage: node peers.mjs sheetjs|exceljs WORKBOOK');
  process.exit(2);
}
const library = libraries[program]();
const start = performance.now();
const workbook = await library.load(path);
const seconds = (performance.now() - start) / 1000;
const tally = new Tally();
library.count(workbook, tally);
console.log(JSON.stringify(
    {program, version: library.version, seconds, ...tally, peak_bytes: peakBytes()}));
