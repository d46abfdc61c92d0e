// Workbooks as functions, through the gateway: the example of docs/manifests.md, a model with named inputs from the corpus,
// and a workbook made here. Discover, check, execute; the file stays as it is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, test } from 'node:test';

import { jobs } from './support/main_job.mjs';
import { sourceDir } from './support/processes.mjs';
import { useStack } from './support/suite.mjs';
import { copyFromCorpus, sha256, writeWorkbook } from './support/workbooks.mjs';

// The block of docs/manifests.md with this name.
function documented(name) {
  const text = fs.readFileSync(path.join(sourceDir, 'docs/manifests.md'), 'utf8');
  const [, block] = text.match(new RegExp('```json ' + name + '\\n([^`]*)```'));
  return JSON.parse(block);
}

// The same, but for the digits that a document leaves out.
function assertLike(actual, expected) {
  const rounded = JSON.stringify(actual, (_, value) => (typeof value === 'number' ? Math.round(value * 100) / 100 : value));
  assert.deepEqual(JSON.parse(rounded), expected);
}

for (const clientKind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
  describe(`manifests, ${clientKind}`, () => {
    const suite = useStack({ clientKind });
    const { call } = suite;
    const idOf = async (name) => (await call('list_workbooks', { path_glob: name })).workbooks[0].workbook_id;
    let budget;
    before(async () => {
      const sample = path.join(sourceDir, 'docs/examples/workspace/budget-2027.xlsx');
      fs.copyFileSync(sample, path.join(suite.stack.workspace, 'budget-2027.xlsx'));
      budget = await idOf('budget-2027.xlsx');
    });

    test('the documented example holds', async () => {
      const file = path.join(suite.stack.workspace, 'budget-2027.xlsx');
      const before = sha256(file);
      const manifest = documented('manifest');
      const checked = await call('check_manifest', { workbook_id: budget, manifest });
      assert.deepEqual(checked.problems, []);
      assert.equal(checked.valid, true);
      const result = await call('execute_manifest', { workbook_id: budget, manifest, inputs: documented('inputs') });
      assertLike(result.outputs, documented('outputs'));
      assert.deepEqual(result.problems, []);
      assert.equal(sha256(file), before);
    });

    test('what is discovered can be checked and executed as it is', async () => {
      const found = await call('discover_ports', { workbook_id: budget });
      const names = found.ports.map((port) => port.name);
      for (const name of ['Growth', 'price_per_unit', 'revenue', 'profit', 'margin']) assert.ok(names.includes(name), name);
      const { manifest } = found;
      const checked = await call('check_manifest', { workbook_id: budget, manifest });
      assert.deepEqual(checked.problems.filter((problem) => problem.severity === 'error'), []);
      // Without inputs: what the workbook holds.
      const { outputs } = await call('execute_manifest', { workbook_id: budget, manifest });
      const held = Object.fromEntries(found.ports.map((port) => [port.name, port.values?.[0]]));
      for (const name of ['revenue', 'profit', 'margin']) assert.ok(Math.abs(outputs[name] - held[name]) < 1e-6, name);
    });

    test('bad inputs are refused by name, with what would do', async () => {
      const manifest = documented('manifest');
      const refused = (inputs) => suite.connection.error('execute_manifest', { workbook_id: budget, manifest, inputs });
      const missing = await refused({});
      assert.equal(missing.reason, 'MISSING_ARGUMENT');
      assert.match(missing.text, /price_per_unit/);
      const text = await refused({ price_per_unit: '52' });
      assert.equal(text.reason, 'INVALID_ARGUMENT');
      assert.match(text.text, /'price_per_unit' must be a number/);
      assert.match((await refused({ price_per_unit: 52, growth: 0.9 })).text, /the maximum is 0\.5/);
      const unknown = await refused({ price_per_unit: 52, grwth: 0.1 });
      assert.equal(unknown.reason, 'UNKNOWN_ARGUMENT');
      assert.match(unknown.text, /did you mean 'growth'/);
    });

    test('a real model with named inputs is understood', async () => {
      const name = copyFromCorpus('tamc+excel_to_code/examples/model2.xlsx', suite.stack.workspace);
      const workbook_id = await idOf(name);
      const found = await call('discover_ports', { workbook_id, direction: 'in', page_size: 20 });
      assert.ok(found.inputs > 200 && found.next_page_token, 'there are more');
      const rate = found.manifest.ports.find((port) => port.name === 'Discount_rate');
      assert.deepEqual([rate.defined_name, rate.type, rate.shape], ['Discount_rate', 'number', 'scalar']);
      const units = found.manifest.ports.find((port) => port.name === 'Preferences.EnergyUnits');
      assert.ok(units.enum_values.includes('TWh'), 'the data validation is a rule');
      const factors = { name: 'factors', direction: 'out', shape: 'range', defined_name: 'discount_factors', type: 'number' };
      const checked = await call('check_manifest', { workbook_id, manifest: { ports: [rate, factors] } });
      assert.deepEqual(checked.problems, []);
      assert.deepEqual(checked.ports.map((port) => port.cells), ["'Global assumptions'!C27", "'Global assumptions'!D28:K28"]);
      const unrelated = await call('check_manifest', { workbook_id, manifest: { ports: [units, factors] } });
      assert.deepEqual(unrelated.problems.map((problem) => problem.severity), ['warning', 'warning']);
    });

    test('labelled cells of a real workbook are called by their labels', async () => {
      const [{ file, input, outputs: expected }] = jobs;
      const workbook_id = await idOf(copyFromCorpus(file, suite.stack.workspace));
      const { manifest } = await call('discover_ports', { workbook_id });
      const { outputs } = await call('execute_manifest', { workbook_id, manifest, inputs: { customers: input[2] } });
      assert.equal(outputs.cash_at_the_end_of_the_year, expected.H3[1]);
      const { outputs: before } = await call('execute_manifest', { workbook_id, manifest });
      assert.equal(before.cash_at_the_end_of_the_year, expected.H3[0]);
    });

    test('tables go in and come out as objects, and errors are told', async () => {
      const text = (cell, value) => `<c r="${cell}" t="str"><v>${value}</v></c>`;
      const row = (number, cells) => `<row r="${number}">${cells}</row>`;
      const item = (number, name, amount) => row(number, `${text(`A${number}`, name)}<c r="B${number}"><v>${amount}</v></c>` +
        `<c r="C${number}"><f>IF(A${number}="","",B${number}/$F$1)</f><v>0</v></c>`);
      writeWorkbook(path.join(suite.stack.workspace, 'shares.xlsx'),
        row(1, `${text('A1', 'Item')}${text('B1', 'Amount')}${text('C1', 'Share')}${text('E1', 'Of')}<c r="F1"><v>100</v></c>`) +
        item(2, 'Rent', 50) + item(3, 'Food', 30) + item(4, 'Fun', 20));
      const workbook_id = await idOf('shares.xlsx');
      const cells = 'Sheet1!A1:C4';
      const manifest = {
        ports: [
          { name: 'costs', direction: 'in', shape: 'table', cells, columns: [{ name: 'Item' }, { name: 'Amount', type: 'number' }] },
          { name: 'whole', direction: 'in', cells: 'Sheet1!F1', type: 'number' },
          { name: 'shares', direction: 'out', shape: 'table', cells, columns: [{ name: 'Item' }, { name: 'Share', type: 'number' }] },
        ],
      };
      const run = (inputs) => call('execute_manifest', { workbook_id, manifest, inputs });
      const { outputs } = await run({ costs: [{ Item: 'Car', Amount: 10 }, { Item: 'Train', Amount: 30 }], whole: 40 });
      assert.deepEqual(outputs.shares, [{ Item: 'Car', Share: 0.25 }, { Item: 'Train', Share: 0.75 }]);
      const failed = await run({ costs: [{ Item: 'Car', Amount: 10 }], whole: 0 });
      assert.deepEqual(failed.outputs.shares, [{ Item: 'Car', Share: '#DIV/0!' }]);
      assert.deepEqual(failed.problems, [{ port: 'shares', cell: 'Sheet1!C2', message: 'is #DIV/0!' }]);
    });
  });
}
