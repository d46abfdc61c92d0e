// Every reading and analysis tool on real workbooks, through the gateway: answers conform to the tools' output schemas,
// are the golden ones, and are the same for clients of both eras.
//
// After a wanted change: E2E_UPDATE_GOLDEN=1 node --test tests/e2e/reading_test.mjs, and read the difference.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import Ajv from 'ajv/dist/2020.js';

import { connect } from './support/clients.mjs';
import { sourceDir, Stack } from './support/processes.mjs';
import { readingWorkbooks } from './support/reading_workbooks.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const goldenDir = path.join(sourceDir, 'tests/golden/reading');
const updating = process.env.E2E_UPDATE_GOLDEN !== undefined;

// What differs from run to run: revisions, tokens bound to them, and when the copy was made.
const volatileKeys = new Set(['revision', 'base_revision', 'next_page_token', 'page_token']);

function stable(value, key) {
  if (volatileKeys.has(key) && typeof value === 'string') return `<${key}>`;
  if (Array.isArray(value)) return value.map((item) => stable(item));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, stable(item, name)]));
}

// One answer a line, so that a difference is easy to read.
function format(answers) {
  const lines = answers.map(({ tool, args, answer }) => JSON.stringify({ tool, args, answer }));
  return `[\n${lines.join(',\n')}\n]\n`;
}

// The calls an agent makes to understand a workbook; later ones take their arguments from earlier answers.
async function explore(call, workbook_id) {
  const describe_ = await call('describe_workbook', { workbook_id });
  await call('workbook_summary', { workbook_id });
  const { sheets } = await call('list_sheets', { workbook_id, page_size: 20 });
  await call('named_ranges', { workbook_id, page_size: 10 });
  const { tables } = await call('list_tables', { workbook_id, page_size: 10 });
  if (tables.length > 0) await call('formula_trace', { workbook_id, name: tables[0].name, direction: 'dependents', page_size: 5 });
  await call('list_objects', { workbook_id, page_size: 10 });
  const { groups: comments } = await call('list_objects', { workbook_id, kinds: ['comments'], page_size: 2 });
  for (const { sheet_name, objects } of comments.filter((group) => group.objects?.length > 0)) {
    await call('inspect_cells', { workbook_id, sheet_name, targets: [objects[0].range] });
  }
  await call('check_workbook', { workbook_id, page_size: 10 });
  await call('scan_volatiles', { workbook_id, page_size: 5 });
  await call('workbook_style_summary', { workbook_id });
  await call('find_value', { workbook_id, query: 'a', page_size: 5 });
  await call('find_formula', { workbook_id, query: 'SUM', match: 'function', page_size: 5 });
  if (describe_.macros_present) await exploreMacros(call, workbook_id);
  const filled = sheets.filter((sheet) => sheet.kind === 'worksheet' && sheet.used_range);
  if (filled.length > 0) await exploreSheet(call, { workbook_id, sheet_name: filled[0].sheet_name }, filled[0]);
}

async function exploreMacros(call, workbook_id) {
  const { modules } = await call('vba_project_summary', { workbook_id });
  assert.ok(modules.length > 0);
  await call('vba_module_source', { workbook_id, module_name: modules[0].name, limit_lines: 10 });
}

async function exploreSheet(call, sheet, entry) {
  await call('sheet_overview', sheet);
  await call('sheet_page', { ...sheet, page_size: 5, include_formulas: true });
  const [first] = entry.used_range.split(':');
  await call('inspect_cells', { ...sheet, targets: ['A1:C4', first] });
  await call('inspect_cells', { ...sheet, targets: [first], brief: true });
  await call('sheet_statistics', sheet);
  await call('read_table', { ...sheet, page_size: 5 });
  await call('table_profile', sheet);
  await call('layout_page', { ...sheet, range: 'A1:H12' });
  await call('grid_export', { ...sheet, range: 'A1:D5' });
  await call('sheet_styles', { ...sheet, page_size: 5 });
  for (const format_ of ['csv', 'json', 'markdown']) {
    await call('export_range', { ...sheet, range: 'A1:E8', format: format_ });
  }
  await call('sheet_features', { ...sheet, page_size: 10 });
  if (!entry.formula_count) return;
  const { groups } = await call('formula_map', { ...sheet, page_size: 5 });
  const cell_address = groups[0].ranges[0].split(':')[0];
  await call('formula_trace', { ...sheet, cell_address: groups[0].ranges[0], direction: 'precedents', depth: 1, page_size: 5 });
  for (const direction of ['precedents', 'dependents']) {
    await call('formula_trace', { ...sheet, cell_address, direction, depth: 2, page_size: 10 });
  }
}

describe('reading real workbooks', () => {
  let stack;
  let legacy;
  let modern;
  let schemas;
  const ids = new Map();
  before(async () => {
    stack = await Stack.start({ workbookFlags: ['--vba'], gatewayFlags: ['--vba'] });
    for (const file of readingWorkbooks) copyFromCorpus(file, stack.workspace);
    legacy = await connect('sdk 1.x', { url: stack.url });
    modern = await connect('client 2.x pinned to 2026-07-28', { url: stack.url });
    const ajv = new Ajv({ strict: false });
    schemas = new Map((await modern.listTools()).map((tool) => [tool.name, ajv.compile(tool.outputSchema)]));
    const { workbooks } = await modern.call('list_workbooks', { page_size: 500 });
    for (const { workbook_id, path: name } of workbooks) ids.set(name, workbook_id);
  });
  after(async () => {
    await legacy?.close();
    await modern?.close();
    await stack?.stop();
  });

  test('there are at least 30 of them', () => {
    assert.ok(readingWorkbooks.length >= 30);
    assert.equal(ids.size, readingWorkbooks.length, 'two have the same name');
  });

  for (const file of readingWorkbooks) {
    const name = path.basename(file);
    test(name, async () => {
      const answers = [];
      const call = async (tool, args) => {
        const answer = await modern.call(tool, args);
        assert.ok(schemas.get(tool)(answer), `${tool}: ${JSON.stringify(schemas.get(tool).errors)}`);
        assert.deepEqual(await legacy.call(tool, args), answer, `${tool} answers clients differently`);
        const { workbook_id, ...rest } = args;
        answers.push({ tool, args: stable(rest), answer: stable(answer) });
        return answer;
      };
      await explore(call, ids.get(name));
      const golden = path.join(goldenDir, `${name}.json`);
      const text = format(answers);
      if (updating) fs.writeFileSync(golden, text);
      assert.ok(fs.existsSync(golden), `no ${golden}; E2E_UPDATE_GOLDEN=1 writes it`);
      assert.equal(text, fs.readFileSync(golden, 'utf8'));
    });
  }
});
