// The life of a fork on a corpus workbook: previews, undo and redo, checkpoints, branches, retries, conflicts, limits, and a
// restart of the service in between.
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import { connect } from './support/clients.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack, until } from './support/processes.mjs';
import { copyFromCorpus, partsOf } from './support/workbooks.mjs';

const [job] = jobs;
const [input, oldInput] = job.input;
const macroJob = jobs.find((candidate) => candidate.file.endsWith('.xlsm'));
const clientKind = 'client 2.x pinned to 2026-07-28';

describe('the life of a fork', () => {
  let stack;
  let connection;
  let file;
  before(async () => {
    stack = await Stack.start({ workbookFlags: ['--max_checkpoints_per_fork=3', '--max_staged_changes_per_fork=3'] });
    file = copyFromCorpus(job.file, stack.workspace);
    copyFromCorpus(macroJob.file, stack.workspace);
    connection = await connect(clientKind, { url: stack.url });
  });
  after(async () => {
    await connection?.close();
    await stack?.stop();
  });

  const call = (name, args) => connection.call(name, args);
  const fail = async (name, args) => (await connection.error(name, args)).reason;

  async function idOf(name) {
    const { workbooks } = await call('list_workbooks', { path_glob: name });
    return workbooks[0].workbook_id;
  }
  async function newFork(name = file, args = {}) {
    return (await call('create_fork', { workbook_id: await idOf(name), ...args })).fork;
  }
  const edit = (fork, value, args = {}) =>
    call('edit_batch', { workbook_id: fork, sheet_name: job.sheet, edits: [{ address: input, value }], ...args });
  async function valueOf(fork, revision) {
    const { cells } = await call('inspect_cells', {
      workbook_id: fork, sheet_name: job.sheet, targets: [input], ...(revision && { revision }),
    });
    return cells[0].value;
  }
  async function restart() {
    await stack.workbook.kill('SIGKILL');
    stack.startWorkbook();
    await stack.ready();
    await until(async () => !(await connection.callRaw('list_forks')).isError, 'the gateway to reach the service again');
  }

  test('preview, look, apply, undo, redo, restart: the whole story', async () => {
    const { workbook_id: fork, revision: base } = await newFork();
    const preview = await edit(fork, 111, { mode: 'preview', label: 'what if', request_id: 'story-1' });
    assert.equal(preview.previous_revision, base);
    assert.equal(preview.impact.values_set, 1);
    assert.equal(preview.impact.formulas_overwritten, 0);
    assert.ok(preview.impact.stale_dependents >= Object.keys(job.outputs).length);
    assert.deepEqual(preview.impact.sheets, [{ sheet_name: job.sheet, range: input, cells: 1 }]);
    assert.equal(preview.impact.samples[0].old_value, oldInput);
    assert.equal(preview.impact.samples[0].new_value, 111);
    assert.equal(await valueOf(fork), oldInput, 'the fork is as it was');
    assert.equal(await valueOf(fork, preview.revision), 111, 'the preview can be read');

    await restart();
    const { staged_changes } = await call('list_staged_changes', { workbook_id: fork });
    assert.equal(staged_changes[0].change_id, preview.change_id);
    assert.equal(staged_changes[0].label, 'what if');
    assert.deepEqual(await edit(fork, 111, { mode: 'preview', label: 'what if', request_id: 'story-1' }), preview, 'retried');
    const applied = await call('apply_staged_change', { workbook_id: fork, change_id: preview.change_id });
    assert.equal(applied.applied, true);
    assert.equal(applied.revision, preview.revision, 'what was previewed is what was applied');
    assert.equal(await valueOf(fork), 111);

    const { checkpoint } = await call('checkpoint_fork', { workbook_id: fork, label: 'good' });
    await call('recalculate', { workbook_id: fork });
    const last = await edit(fork, 222);
    const undone = await call('undo', { workbook_id: fork, steps: 2, request_id: 'undo-1' });
    assert.equal(undone.revision, preview.revision);
    assert.equal(undone.redo_steps, 2);
    await restart();
    assert.deepEqual(await call('undo', { workbook_id: fork, steps: 2, request_id: 'undo-1' }), undone, 'retried, done once');
    const redone = await call('redo', { workbook_id: fork, steps: 2 });
    assert.equal(redone.revision, last.revision);
    assert.equal(await valueOf(fork), 222);

    const restored = await call('restore_checkpoint', { workbook_id: fork, checkpoint_id: checkpoint.checkpoint_id });
    assert.equal(restored.revision, preview.revision);
    await edit(fork, 333);
    assert.equal(await fail('redo', { workbook_id: fork }), 'NOTHING_TO_UNDO');
    assert.equal(await valueOf(fork, last.revision), 222, 'what was left behind stays readable');

    const history = await call('history', { workbook_id: fork });
    assert.deepEqual(history.revisions.map(({ kind, head = false, abandoned = false }) => [kind, head, abandoned]), [
      ['edit', true, false],
      ['edit', false, true],
      ['calculation', false, true],
      ['edit', false, false],
      ['base', false, false],
    ]);
    assert.deepEqual(history.revisions[3].checkpoint_ids, [checkpoint.checkpoint_id]);
    assert.equal(history.revisions[2].summary.results_set > 0, true);
    const edits = await call('get_edits', { workbook_id: fork });
    assert.deepEqual(edits.revisions.map(({ operations }) => operations[0].value), [333, 111]);
    assert.equal(edits.revisions[1].label, 'what if');

    const branch = (await call('create_fork', { workbook_id: fork, revision: last.revision })).fork;
    const copy = await call('copy_workbook', { workbook_id: fork, revision: last.revision, path: 'archive/left.xlsx' });
    await call('discard_fork', { workbook_id: fork });
    await restart();
    assert.equal(await valueOf(branch.workbook_id), 222, 'a branch outlives the fork it left');
    assert.equal(await valueOf(copy.workbook_id), 222);
    assert.equal(await fail('history', { workbook_id: fork }), 'WORKBOOK_NOT_FOUND');
  });

  test('a preview that has gone stale is staged anew, never applied blindly', async () => {
    const { workbook_id: fork } = await newFork();
    const preview = await edit(fork, 1, { mode: 'preview' });
    const { revision: head } = await edit(fork, 2);
    const error = await connection.error('apply_staged_change', { workbook_id: fork, change_id: preview.change_id });
    assert.equal(error.reason, 'STALE_PREVIEW');
    assert.match(error.text, new RegExp(head));
    const rebased = await call('apply_staged_change', { workbook_id: fork, change_id: preview.change_id, rebase: true });
    assert.equal(rebased.applied, false);
    assert.equal(rebased.revision, head);
    assert.equal(await valueOf(fork), 2);
    assert.equal(rebased.staged_change.impact.samples[0].old_value, 2);
    await call('apply_staged_change', { workbook_id: fork, change_id: rebased.staged_change.change_id });
    assert.equal(await valueOf(fork), 1);
    const dropped = await edit(fork, 9, { mode: 'preview' });
    await call('discard_staged_change', { workbook_id: fork, change_id: dropped.change_id });
    assert.equal(await fail('inspect_cells', {
      workbook_id: fork, sheet_name: job.sheet, targets: [input], revision: dropped.revision,
    }), 'REVISION_NOT_FOUND');
  });

  test('two writers: one moves the head, the other is told', async () => {
    const { workbook_id: fork, revision } = await newFork();
    const results = await Promise.all(
      [10, 20].map((value) => connection.callRaw('edit_batch', {
        workbook_id: fork, sheet_name: job.sheet, edits: [{ address: input, value }], expected_revision: revision,
      })),
    );
    assert.deepEqual(results.map((result) => result.isError === true).sort(), [false, true]);
    assert.equal(results.find((result) => result.isError).structuredContent.reason, 'REVISION_CONFLICT');
    for (const tool of ['undo', 'checkpoint_fork', 'save_fork']) {
      assert.equal(await fail(tool, { workbook_id: fork, expected_revision: revision }), 'REVISION_CONFLICT', tool);
    }
  });

  test('limits say what to remove', async () => {
    const { workbook_id: fork } = await newFork();
    let checkpoint;
    for (let i = 0; i < 3; i++) {
      ({ checkpoint } = await call('checkpoint_fork', { workbook_id: fork }));
      await edit(fork, i, { mode: 'preview' });
    }
    const full = await connection.error('checkpoint_fork', { workbook_id: fork });
    assert.equal(full.reason, 'LIMIT_EXCEEDED');
    assert.match(full.text, /delete_checkpoint/);
    const staged = await connection.error('edit_batch', {
      workbook_id: fork, sheet_name: job.sheet, edits: [{ address: input, value: 1 }], mode: 'preview',
    });
    assert.equal(staged.reason, 'LIMIT_EXCEEDED');
    assert.match(staged.text, /discard_staged_change/);
    await call('delete_checkpoint', { workbook_id: fork, checkpoint_id: checkpoint.checkpoint_id });
    assert.equal((await call('list_checkpoints', { workbook_id: fork })).checkpoints.length, 2);
    await call('checkpoint_fork', { workbook_id: fork });
    assert.equal(await fail('undo', { workbook_id: fork }), 'NOTHING_TO_UNDO');
  });

  test('new workbooks are made once, and never over a file', async () => {
    const request = { path: 'new/plan.xlsx', sheet_names: ['Data', 'Summary'], request_id: 'new-1' };
    const created = await call('create_workbook', request);
    assert.deepEqual(await call('create_workbook', request), created);
    const { sheet_names } = await call('describe_workbook', { workbook_id: created.workbook_id });
    assert.deepEqual(sheet_names, ['Data', 'Summary']);
    assert.equal(await fail('create_workbook', { path: 'new/plan.xlsx' }), 'FILE_EXISTS');
    assert.equal(await fail('create_workbook', { path: 'x.xlsx', sheet_names: ['a', 'A'] }), 'INVALID_ARGUMENT');
    assert.equal(await fail('copy_workbook', { workbook_id: created.workbook_id, path: file }), 'FILE_EXISTS');
  });

  test('a workbook with macros is forked and saved with them, and not as .xlsx', async () => {
    const name = path.basename(macroJob.file);
    const { workbook_id: fork } = await newFork(name);
    const [address, , value] = macroJob.input;
    await call('edit_batch', { workbook_id: fork, sheet_name: macroJob.sheet, edits: [{ address, value }] });
    const refused = await connection.error('save_fork', { workbook_id: fork, path: 'macros.xlsx' });
    assert.equal(refused.reason, 'INVALID_PATH');
    assert.match(refused.text, /macros\.xlsm/);
    await call('save_fork', { workbook_id: fork, path: 'macros.xlsm', request_id: 'save-1' });
    const parts = partsOf(path.join(stack.workspace, 'macros.xlsm'));
    const before = partsOf(path.join(stack.workspace, name));
    assert.deepEqual(parts['xl/vbaProject.bin'], before['xl/vbaProject.bin']);
  });
});
