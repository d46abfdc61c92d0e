// Bad files and bad arguments: each gets an error with reason, place and an example that works.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { strToU8, unzipSync, zipSync } from 'fflate';

import { connect, ToolError } from './support/clients.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack, temporaryDirectory } from './support/processes.mjs';
import { copyFromCorpus, corpusFile } from './support/workbooks.mjs';

const nonsense = '?no such thing!';

// Texts in which anything may stand, and those that decide whether a file is written.
const freeTexts = new Set(['query', 'replace_with', 'text', 'label', 'request_id', 'name_prefix', 'path_glob', 'expected_revision', 'path',
  'comment', 'scope']);

function meaningfulTexts(schema) {
  return Object.entries(schema.properties ?? {})
    .filter(([name, property]) => !freeTexts.has(name) && (property.type === 'string' || property.items?.type === 'string'))
    .map(([name]) => name);
}

// Sound arguments: what the schema requires, from its examples.
function argumentsFor(tool, workbook_id) {
  const args = {};
  for (const name of tool.inputSchema.required ?? []) {
    const property = tool.inputSchema.properties[name];
    if (name.endsWith('workbook_id')) args[name] = workbook_id;
    else if (name === 'sheet_name') args[name] = 'Sheet1';
    else if (property.examples) args[name] = property.examples[0];
    else args[name] = { string: 'x', object: {} }[property.type] ?? [];
  }
  return args;
}

// Every way to break the schema at one place: {place, value, args, says}; `says` is what is allowed.
function* schemaViolations(schema, good) {
  const properties = schema.properties ?? {};
  yield { place: 'no_such_argument', args: { ...good, no_such_argument: 1 }, says: /unknown argument/ };
  for (const name of schema.required ?? []) {
    const { [name]: left, ...rest } = good;
    yield { place: name, args: rest, says: /required/ };
  }
  for (const [name, property] of Object.entries(properties)) {
    for (const { path: inner, value, shown, says } of valueViolations(property)) {
      yield { place: name + inner, value: shown, args: { ...good, [name]: value }, says };
    }
  }
}

// Values a property does not allow. `shown` is the part of it the message must repeat.
function* valueViolations(property) {
  const many = (limit, item) => Array.from({ length: limit + 1 }, () => item);
  const { type, maxLength, minimum, maximum, maxItems, items } = property;
  if (Array.isArray(type)) return; // any scalar
  if (type === 'string') {
    yield { path: '', value: 12.5, shown: 12.5, says: /must be .*text/ };
    // Longer ones meet the limit of the request first.
    if (maxLength && maxLength < 4e6) yield { path: '', value: 'x'.repeat(maxLength + 1), says: new RegExp(`\\b${maxLength}\\b`) };
  } else if (type === 'integer' || type === 'number') {
    yield { path: '', value: 'many', shown: 'many', says: /must be .*(integer|number)/ };
    if (maximum !== undefined) yield { path: '', value: maximum + 1, shown: maximum + 1, says: new RegExp(`\\b${maximum}\\b`) };
    if (minimum !== undefined) yield { path: '', value: minimum - 1, shown: minimum - 1, says: new RegExp(`(^|\\W)${minimum}\\b`) };
  } else if (type === 'boolean') {
    yield { path: '', value: 'maybe', shown: 'maybe', says: /must be .*true or false/ };
  } else if (type === 'array') {
    yield { path: '', value: 7, shown: 7, says: /must be/ };
    for (const inner of valueViolations(items)) {
      yield { ...inner, path: `[0]${inner.path}`, value: [inner.value] };
    }
    if (maxItems) yield { path: '', value: many(maxItems, items.type === 'string' ? 'x' : Array.isArray(items.type) || items.type === 'integer' ? (items.minimum ?? 1) : {}), says: new RegExp(`\\b${maxItems}\\b|required`) };
  } else if (type === 'object') {
    yield { path: '', value: 'nothing', shown: 'nothing', says: /must be/ };
    const others = property.examples?.[0] ?? Object.fromEntries((property.required ?? []).map((name) => [name, 'A1']));
    for (const [name, inner] of Object.entries(property.properties ?? {})) {
      for (const violation of valueViolations(inner)) {
        yield { ...violation, path: `.${name}${violation.path}`, value: { ...others, [name]: violation.value } };
      }
    }
  }
}

describe('bad input', () => {
  let stack;
  let connection;
  let idOf;
  before(async () => {
    stack = await Stack.start({ workbookFlags: ['--vba'] });
    const good = fs.readFileSync(corpusFile(jobs[0].file));
    const write = (name, bytes) => fs.writeFileSync(path.join(stack.workspace, name), bytes);
    write('good.xlsx', good);
    write('text.xlsx', 'name,amount\nrent,100\n');
    write('empty.xlsx', '');
    write('truncated.xlsx', good.subarray(0, good.length - 2000));
    const parts = unzipSync(new Uint8Array(good));
    const sheet = Buffer.from(parts['xl/worksheets/sheet1.xml']);
    write('cut-off.xlsx', zipSync({ ...parts, 'xl/worksheets/sheet1.xml': sheet.subarray(0, sheet.length / 2) }));
    write('bomb.xlsx', zipSync({ ...parts, 'xl/worksheets/sheet1.xml': strToU8(`<worksheet><sheetData>${' '.repeat(64 << 20)}</sheetData></worksheet>`) }));
    copyFromCorpus('tfussell+xlnt/samples/data/encrypted.xlsx', stack.workspace);
    fs.copyFileSync(corpusFile('mini-software+MiniExcel/tests/data/xlsx/TestIssue272.xlsx'), path.join(stack.workspace, 'old.xlsx'));
    connection = await connect('sdk 1.x', { url: stack.url });
    const { workbooks } = await connection.call('list_workbooks', {});
    idOf = Object.fromEntries(workbooks.map((workbook) => [workbook.path, workbook.workbook_id]));
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  const files = {
    'text.xlsx': 'NOT_A_WORKBOOK',
    'empty.xlsx': 'NOT_A_WORKBOOK',
    'truncated.xlsx': 'FILE_CORRUPT',
    'encrypted.xlsx': 'FILE_ENCRYPTED',
    'old.xlsx': 'UNSUPPORTED_FORMAT',
    'bomb.xlsx': 'ZIP_BOMB',
  };
  for (const [name, reason] of Object.entries(files)) {
    test(`${name}: ${reason}`, async () => {
      const error = await connection.error('list_sheets', { workbook_id: idOf[name] });
      assert.equal(error.reason, reason, error.text);
      assert.ok(error.text.length > 40, 'the message says what to do');
      assert.ok(!error.text.includes(stack.workspace), 'no path of the server');
    });
  }

  test('a sheet cut off in the middle is FILE_CORRUPT with part and offset', async () => {
    const error = await connection.error('sheet_page', { workbook_id: idOf['cut-off.xlsx'], sheet_name: 'Sheet1' });
    assert.equal(error.reason, 'FILE_CORRUPT');
    assert.match(error.text, /sheet1\.xml.*\d/);
  });

  const workbook = () => idOf['good.xlsx'];
  const calls = [
    ['unknown workbook', 'list_sheets', () => ({ workbook_id: 'wb-none' }), 'WORKBOOK_NOT_FOUND', /list_workbooks/],
    ['unknown sheet', 'sheet_page', () => ({ workbook_id: workbook(), sheet_name: 'Shet1' }), 'SHEET_NOT_FOUND', /Sheet1/],
    ['bad range', 'range_values', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', ranges: ['A1:'] }), 'INVALID_RANGE', /A1:C10/],
    ['range beyond the sheet', 'range_values', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', ranges: ['XFE1'] }), 'INVALID_RANGE', /XFD/],
    ['unknown argument', 'sheet_page', () => ({ workbook_id: workbook(), sheetname: 'Sheet1' }), 'UNKNOWN_ARGUMENT', /sheet_name/],
    ['missing argument', 'sheet_page', () => ({ workbook_id: workbook() }), 'MISSING_ARGUMENT', /sheet_name/],
    ['wrong type', 'sheet_page', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', start_row: 'two' }), 'INVALID_ARGUMENT', /start_row/],
    ['too many cells to inspect', 'inspect_cells', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', targets: ['A1:Z100'] }), 'LIMIT_EXCEEDED', /200/],
    ['tampered page token', 'list_workbooks', () => ({ page_token: 'AAAA' }), 'INVALID_PAGE_TOKEN', /page_token/],
    ['unknown revision', 'list_sheets', () => ({ workbook_id: workbook(), revision: 'rev-none' }), 'REVISION_NOT_FOUND', /rev-none/],
    ['edit of a file', 'edit_batch', () => ({ workbook_id: workbook(), sheet_name: 'Sheet1', edits: [{ address: 'A1', value: 1 }] }), 'WORKBOOK_READ_ONLY', /create_fork/],
    ['recalculation of a file', 'recalculate', () => ({ workbook_id: workbook() }), 'WORKBOOK_READ_ONLY', /create_fork/],
  ];
  for (const [what, tool, args, reason, hint] of calls) {
    test(`${what}: ${reason}`, async () => {
      const error = await connection.error(tool, args());
      assert.equal(error.reason, reason, error.text);
      assert.match(error.text, hint);
    });
  }

  // Generic over the tool list: a new parameter is covered, or the test fails.
  describe('every parameter of every tool', () => {
    test('refuses what its schema excludes, naming place, value, what is allowed and an example', async () => {
      let checked = 0;
      for (const tool of await connection.listTools()) {
        const good = argumentsFor(tool, workbook());
        for (const { place, value, args, says } of schemaViolations(tool.inputSchema, good)) {
          const error = await connection.error(tool.name, args);
          const what = `${tool.name}.${place}: ${error.text}`;
          assert.ok(['INVALID_ARGUMENT', 'LIMIT_EXCEEDED', 'MISSING_ARGUMENT', 'UNKNOWN_ARGUMENT'].includes(error.reason), what);
          assert.ok(error.text.includes(place), `place: ${what}`);
          if (value !== undefined) assert.ok(error.text.includes(String(value)), `value ${value}: ${what}`);
          assert.match(error.text, says, what);
          assert.match(error.text, /Example of arguments: \S/, what);
          checked += 1;
        }
      }
      assert.ok(checked > 300, `only ${checked} bad values tried`);
    });

    test('texts with a meaning refuse what has none, naming the place and what works', async () => {
      const { fork } = await connection.call('create_fork', { workbook_id: workbook() });
      const silent = [];
      for (const tool of await connection.listTools()) {
        for (const name of meaningfulTexts(tool.inputSchema)) {
          if (tool.name === 'list_forks') continue; // a filter that nothing meets
          const list = tool.inputSchema.properties[name].type === 'array';
          const sheet = 'sheet_name' in tool.inputSchema.properties ? { sheet_name: 'Sheet1' } : {};
          const args = { ...argumentsFor(tool, fork.workbook_id), ...sheet, [name]: list ? [nonsense] : nonsense };
          const result = await connection.callRaw(tool.name, args);
          const { reason, text } = result.isError ? new ToolError(tool.name, result) : { text: 'it succeeded' };
          if (reason === 'ENGINE_NOT_INSTALLED') continue; // a build without LibreOffice says so first
          const places = text.includes(name) || text.includes(nonsense);
          const helps = /Example of arguments: \S|for example|leave \w+ out|list_\w+|the sheets are/.test(text);
          if (!reason || reason === 'INTERNAL' || !places || !helps) silent.push(`${tool.name}.${name}: ${text}`);
        }
      }
      assert.deepEqual(silent, []);
    });
  });

  test('edits are checked one by one and none is written', async () => {
    const { fork } = await connection.call('create_fork', { workbook_id: workbook() });
    const edit = (edits) => connection.error('edit_batch', { workbook_id: fork.workbook_id, sheet_name: 'Sheet1', edits });
    const ok = { address: 'A1', value: 1 };
    const bad = [
      [[ok, { address: 'A0', value: 1 }], 'INVALID_ADDRESS'],
      [[ok, { address: 'XFE1', value: 1 }], 'INVALID_ADDRESS'],
      [[ok, { address: 'B2', formula: '=SUM(A1' }], 'INVALID_FORMULA'],
      [[ok, { address: 'B2' }], 'INVALID_ARGUMENT'],
      [[ok, { address: 'B2', value: 1, formula: '=1' }], 'INVALID_ARGUMENT'],
      [[ok, { address: 'B2', value: 1, sheet_name: 'Nope' }], 'SHEET_NOT_FOUND'],
      [[ok, { address: 'B2', value: { date: 'tomorrow' } }], 'INVALID_ARGUMENT'],
      [Array.from({ length: 1001 }, () => ok), 'LIMIT_EXCEEDED'],
    ];
    for (const [edits, reason] of bad) {
      const error = await edit(edits);
      assert.equal(error.reason, reason, error.text);
    }
    const { changes = [] } = await connection.call('get_changeset', { workbook_id: fork.workbook_id });
    assert.deepEqual(changes, []);
  });

  test('no path leads out of the workspace', async () => {
    const outside = temporaryDirectory();
    fs.symlinkSync(outside, path.join(stack.workspace, 'link'));
    fs.writeFileSync(path.join(outside, 'victim.xlsx'), 'precious');
    fs.symlinkSync(path.join(outside, 'victim.xlsx'), path.join(stack.workspace, 'victim.xlsx'));
    const { fork } = await connection.call('create_fork', { workbook_id: workbook() });
    for (const target of ['../out.xlsx', '/tmp/out.xlsx', 'a/../../out.xlsx', 'link/out.xlsx', 'victim.xlsx']) {
      const error = await connection.error('save_fork', { workbook_id: fork.workbook_id, path: target, overwrite: true });
      assert.equal(error.reason, 'PATH_OUTSIDE_WORKSPACE', `${target}: ${error.text}`);
    }
    assert.deepEqual(fs.readdirSync(outside), ['victim.xlsx']);
    assert.equal(fs.readFileSync(path.join(outside, 'victim.xlsx'), 'utf8'), 'precious');
  });

  test('saving refuses an existing file, another format and a changed base', async () => {
    fs.copyFileSync(path.join(stack.workspace, 'good.xlsx'), path.join(stack.workspace, 'base.xlsx'));
    const { workbooks } = await connection.call('list_workbooks', { path_glob: 'base.xlsx' });
    const { fork } = await connection.call('create_fork', { workbook_id: workbooks[0].workbook_id });
    const workbook_id = fork.workbook_id;
    await connection.call('edit_batch', { workbook_id, sheet_name: 'Sheet1', edits: [{ address: 'A1', value: 'mine' }] });
    assert.equal((await connection.error('save_fork', { workbook_id, path: 'good.xlsx' })).reason, 'FILE_EXISTS');
    assert.equal((await connection.error('save_fork', { workbook_id, path: 'new.xlsm' })).reason, 'INVALID_PATH');
    fs.copyFileSync(corpusFile(jobs[1].file), path.join(stack.workspace, 'base.xlsx'));
    assert.equal((await connection.error('save_fork', { workbook_id })).reason, 'BASE_CHANGED');
    const saved = await connection.call('save_fork', { workbook_id, ignore_base_changes: true });
    assert.equal(saved.path, 'base.xlsx');
  });

  test('an unknown tool is a protocol error that names the nearest', async () => {
    await assert.rejects(connection.callRaw('list_sheet', {}), /list_sheets/);
  });
});
