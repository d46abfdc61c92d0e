// Corpus workbooks of every kind after one operation of every family: whoever could read them before can read them after,
// and finds the sheets and, on those nothing was done to, the same cells. ExcelJS, SheetJS and openpyxl.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, test } from 'node:test';

import ExcelJS from 'exceljs';
import SheetJS from 'xlsx';

import { ToolError } from './support/clients.mjs';
import { pngFile } from './support/images.mjs';
import { readingWorkbooks } from './support/reading_workbooks.mjs';
import { useStack } from './support/suite.mjs';

const png = pngFile(8, 8, [200, 0, 0]).toString('base64');
const newSheet = 'Made here';
const copiedSheet = 'Copied here';

// Each is a call; what a workbook cannot take (a sheet that is protected by its shape, say) is refused and left out.
const edits = (sheet_name) => [
  ['edit_batch', { edits: [{ sheet_name, address: 'XA1', value: '00123' }, { sheet_name, address: 'XA2', formula: '=1+1' }] }],
  ['structure_batch', { operations: [{ kind: 'insert_rows', sheet_name, at_row: 3, count: 2 }] }],
  ['structure_batch', { operations: [{ kind: 'delete_cols', sheet_name, at_col: 'B' }] }],
  ['structure_batch', { operations: [{ kind: 'create_sheet', sheet_name: newSheet }] }],
  ['style_batch', { operations: [{ sheet_name, ranges: ['A1:C3'], look: { bold: true, fill_color: 'FFCC00' } }] }],
  ['column_size_batch', { operations: [{ kind: 'set_column_width', sheet_name, columns: 'A:B', width: 20 }] }],
  ['sheet_layout_batch', { operations: [{ kind: 'freeze_panes', sheet_name, rows_frozen: 1 }] }],
  ['define_name', { name: 'MadeHere', refers_to: `='${sheet_name.replaceAll("'", "''")}'!$A$1` }],
  ['rules_batch', {
    operations: [
      { kind: 'set_data_validation', sheet_name, ranges: ['XA5'], validation: { type: 'list', values: ['a', 'b'] } },
      { kind: 'add_conditional_format', sheet_name, ranges: ['XA1:XA9'], format: { type: 'colorScale' } },
    ],
  }],
  ['edit_batch', { edits: [{ sheet_name: newSheet, address: 'A1', value: 'Item' }, { sheet_name: newSheet, address: 'A2', value: 5 }] }],
  ['table_batch', { operations: [{ kind: 'create_table', sheet_name: newSheet, range: 'A1:A3', table_name: 'MadeTable' }] }],
  ['hyperlink_batch', { operations: [{ kind: 'add_hyperlink', sheet_name, range: 'XA1', target: 'https://example.com/' }] }],
  ['comment_batch', { operations: [{ kind: 'add_comment', sheet_name, address: 'XA1', text: 'a note' }] }],
  ['image_batch', { operations: [{ kind: 'add', sheet_name, data: png, cell: 'XC1' }] }],
  ['chart_batch', {
    operations: [{ kind: 'create', sheet_name: newSheet, chart_type: 'column', data_range: 'A1:A2', cell: 'C1' }],
  }],
  ['structure_batch', { operations: [{ kind: 'copy_sheet', sheet_name, new_name: copiedSheet, position: 0 }] }],
];
const families = new Set(edits('').map(([tool]) => tool));

// Reader -> file -> {sheet: {address: value}}; throws when it cannot read the file.
const readers = {
  SheetJS(file) {
    const book = SheetJS.readFile(file);
    const cells = (sheet) => Object.entries(sheet).filter(([address]) => !address.startsWith('!'));
    return Object.fromEntries(book.SheetNames.map((name) => [
      name, Object.fromEntries(cells(book.Sheets[name]).map(([address, cell]) => [address, cell.v ?? null])),
    ]));
  },
  async ExcelJS(file) {
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(file);
    const sheets = {};
    book.eachSheet((sheet) => {
      sheets[sheet.name] = {};
      sheet.eachRow((row) => row.eachCell((cell) => {
        sheets[sheet.name][cell.address] = JSON.stringify(cell.formula ? cell.result : cell.value);
      }));
    });
    return sheets;
  },
  openpyxl(file) {
    const code = `import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
print(json.dumps({s.title: {c.coordinate: str(c.value) for r in s.iter_rows() for c in r if c.value is not None} for s in book.worksheets}))`;
    return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file], {
      encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'],
    }));
  },
};

// What the reader finds, or undefined when it cannot read the file.
async function read(reader, file) {
  try {
    return await readers[reader](file);
  } catch {
    return undefined;
  }
}

describe('other readers', () => {
  const suite = useStack();
  const { call, newFork, saved } = suite;

  const done = Object.fromEntries([...families].map((tool) => [tool, 0]));
  const compared = Object.fromEntries(Object.keys(readers).map((reader) => [reader, 0]));

  // A workbook with an operation of every family done to its first worksheet; undefined when it has none to change.
  async function edited(relative) {
    const { name, fork: workbook_id } = await newFork(relative);
    const { sheets } = await call('list_sheets', { workbook_id });
    const sheet = sheets.find((candidate) => candidate.kind === undefined || candidate.kind === 'worksheet');
    for (const [tool, args] of edits(sheet.sheet_name)) {
      try {
        await call(tool, { workbook_id, ...args });
        done[tool] += 1;
      } catch (error) {
        assert.ok(error instanceof ToolError, `${tool} on ${name}: ${error}`);
        assert.notEqual(error.reason, undefined, `${tool} on ${name}: ${error}`);
      }
    }
    const file = await saved(workbook_id, `edited-${name}`);
    return { sheet: sheet.sheet_name, original: path.join(suite.stack.workspace, name), file };
  }

  for (const relative of readingWorkbooks) {
    test(path.basename(relative), async () => {
      const { sheet, original, file } = await edited(relative);
      for (const reader of Object.keys(readers)) {
        const before = await read(reader, original);
        if (before === undefined) continue;
        const after = await readers[reader](file);
        assert.deepEqual(Object.keys(after).filter((name) => ![newSheet, copiedSheet].includes(name)), Object.keys(before), reader);
        if (after[newSheet]) assert.deepEqual(Object.keys(after[newSheet]), ['A1', 'A2'], reader);
        for (const [name, cells] of Object.entries(before)) {
          if (name !== sheet) assert.deepEqual(after[name], cells, `${reader}: ${name}`);
        }
        compared[reader] += 1;
      }
    });
  }

  test('most workbooks took most operations, and were compared by every reader', () => {
    for (const [tool, count] of Object.entries(done)) assert.ok(count >= readingWorkbooks.length * 0.8, `${tool}: ${count}`);
    for (const [reader, count] of Object.entries(compared)) assert.ok(count >= readingWorkbooks.length * 0.7, `${reader}: ${count}`);
  });
});
