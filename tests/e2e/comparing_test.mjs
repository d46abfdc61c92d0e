// Comparing and proving through the gateway, in both eras of clients: what an edit and its recalculation did to a corpus
// workbook, told by compare_workbooks and verify_workbook.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { connect } from './support/clients.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack } from './support/processes.mjs';
import { copyFromCorpus } from './support/workbooks.mjs';

const [job] = jobs;
const [input, oldInput, newInput] = job.input;

for (const clientKind of ['sdk 1.x', 'client 2.x pinned to 2026-07-28']) {
  describe(`comparing, ${clientKind}`, () => {
    let stack;
    let connection;
    let base;
    let fork;
    before(async () => {
      stack = await Stack.start({});
      connection = await connect(clientKind, { url: stack.url });
      const name = copyFromCorpus(job.file, stack.workspace);
      const { workbooks } = await connection.call('list_workbooks', { path_glob: name });
      base = workbooks[0].workbook_id;
      fork = (await connection.call('create_fork', { workbook_id: base })).fork.workbook_id;
      await connection.call('edit_batch', {
        workbook_id: fork, sheet_name: job.sheet, edits: [{ address: input, value: newInput }],
      });
      await connection.call('recalculate', { workbook_id: fork });
    });
    after(async () => {
      await connection?.close();
      await stack?.stop();
    });

    test('a workbook is identical to itself', async () => {
      const same = await connection.call('compare_workbooks', { workbook_id: base, base_workbook_id: base });
      assert.equal(same.identical, true);
      assert.deepEqual(same.differences ?? [], []);
    });

    test('compare_workbooks finds the edit and its results, and nothing else', async () => {
      const result = await connection.call('compare_workbooks', { workbook_id: fork, base_workbook_id: base });
      assert.equal(result.identical ?? false, false);
      assert.equal(result.stale_values ?? false, false);
      const counts = JSON.stringify(result.counts);
      assert.match(counts, /value_edit/);
      assert.match(counts, /recalc_result/);
      assert.doesNotMatch(counts, /formula_edit|style/);
      assert.match(JSON.stringify(result.differences), new RegExp(`"${input}"`));
      const summary = await connection.call('compare_workbooks', {
        workbook_id: fork, base_workbook_id: base, summary_only: true,
      });
      assert.deepEqual(summary.counts, result.counts);
      assert.deepEqual(summary.differences ?? [], []);
    });

    test('verify_workbook proves the results, and says when they are not as expected', async () => {
      const [output, [before, now]] = Object.entries(job.outputs)[0];
      const cell = `${job.sheet}!${output}`;
      const proof = (equals) => connection.call('verify_workbook', {
        workbook_id: fork, base_workbook_id: base, targets: [cell, `${job.sheet}!${input}`], expectations: [{ cell, equals }],
      });
      const proved = await proof(now);
      const byCell = Object.fromEntries(proved.targets.map((target) => [target.cell.split('!').pop(), target]));
      assert.equal(byCell[output].classification, 'recalc_result');
      assert.deepEqual([byCell[output].old_value, byCell[output].new_value], [before, now]);
      assert.equal(byCell[input].classification, 'direct_edit');
      assert.deepEqual([byCell[input].old_value, byCell[input].new_value], [oldInput, newInput]);
      assert.deepEqual(proved.new_errors ?? [], []);
      const refuted = await proof(before);
      assert.notEqual(refuted.verdict, proved.verdict);
      assert.ok(refuted.reasons.length > 0);
    });
  });
}
