// Internal callers: @grpc/grpc-js directly against both services, with the same validation, limits and errors as the gateway.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';

import grpc from '@grpc/grpc-js';

import { reasonOf, recalcClient, stream, unary, upload, workbookClient } from './support/grpc.mjs';
import { jobs } from './support/main_job.mjs';
import { Stack } from './support/processes.mjs';
import { copyFromCorpus, corpusFile } from './support/workbooks.mjs';

describe('gRPC', () => {
  let stack;
  let workbooks;
  let recalc;
  before(async () => {
    stack = await Stack.start();
    for (const job of jobs) copyFromCorpus(job.file, stack.workspace);
    workbooks = workbookClient(stack.ports.workbook);
    recalc = recalcClient(stack.ports.recalc);
  });
  after(async () => {
    workbooks?.close();
    recalc?.close();
    await stack?.stop();
  });

  test('main job', async () => {
    const job = jobs[0];
    const listed = await unary(workbooks, 'ListWorkbooks', { path_glob: path.basename(job.file) });
    const { fork } = await unary(workbooks, 'CreateFork', { workbook_id: listed.workbooks[0].workbook_id });
    await unary(workbooks, 'EditBatch', {
      workbook_id: fork.workbook_id,
      sheet_name: job.sheet,
      edits: [{ address: job.input[0], value: { number: job.input[2] } }],
    });
    const updates = await stream(recalc, 'Recalculate', { workbook_id: fork.workbook_id });
    assert.equal(updates.at(-1).update, 'result');
    const targets = Object.keys(job.outputs);
    const { cells } = await unary(workbooks, 'InspectCells', { workbook_id: fork.workbook_id, sheet_name: job.sheet, targets });
    assert.deepEqual(
      cells.map((cell) => cell.value.number),
      targets.map((target) => job.outputs[target][1]),
    );
  });

  test('imports and exports a package as streams, byte for byte', async () => {
    const bytes = fs.readFileSync(corpusFile('mini-software+MiniExcel/tests/data/xlsx/TestIssue772.xlsx'));
    const digest = createHash('sha256').update(bytes).digest('hex');
    const messages = [{ header: { path: 'imported/plan.xlsx', size_bytes: bytes.length, sha256: digest } }];
    for (let at = 0; at < bytes.length; at += 1 << 18) messages.push({ chunk: bytes.subarray(at, at + (1 << 18)) });
    const imported = await upload(workbooks, 'ImportPackage', messages);
    assert.equal(imported.sha256, digest);
    assert.equal(Buffer.compare(fs.readFileSync(path.join(stack.workspace, 'imported/plan.xlsx')), bytes), 0);

    const exported = await stream(workbooks, 'ExportPackage', { workbook_id: imported.workbook_id });
    assert.equal(exported[0].header.sha256, digest);
    assert.equal(Buffer.compare(Buffer.concat(exported.slice(1).map((message) => message.chunk)), bytes), 0);
  });

  test('refuses an import whose digest differs, and leaves no file', async () => {
    const bytes = fs.readFileSync(corpusFile(jobs[0].file));
    const error = await upload(workbooks, 'ImportPackage', [
      { header: { path: 'bad.xlsx', sha256: '0'.repeat(64) } },
      { chunk: bytes },
    ]).catch((failure) => failure);
    assert.equal(error.code, grpc.status.DATA_LOSS);
    assert.equal(reasonOf(error), 'FILE_CORRUPT');
    assert.equal(fs.existsSync(path.join(stack.workspace, 'bad.xlsx')), false);
  });

  test('errors carry google.rpc.ErrorInfo', async () => {
    const missing = await unary(workbooks, 'ListSheets', {}).catch((failure) => failure);
    assert.equal(missing.code, grpc.status.INVALID_ARGUMENT);
    assert.equal(reasonOf(missing), 'MISSING_ARGUMENT');
    const unknown = await unary(workbooks, 'ListSheets', { workbook_id: 'wb-none' }).catch((failure) => failure);
    assert.equal(unknown.code, grpc.status.NOT_FOUND);
    assert.equal(reasonOf(unknown), 'WORKBOOK_NOT_FOUND');
  });

  test('two writers with the same expected_revision: exactly one wins', async () => {
    const { workbooks: [entry] } = await unary(workbooks, 'ListWorkbooks', {});
    const { fork } = await unary(workbooks, 'CreateFork', { workbook_id: entry.workbook_id });
    const { sheets: [sheet] } = await unary(workbooks, 'ListSheets', { workbook_id: fork.workbook_id });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        unary(workbooks, 'EditBatch', {
          workbook_id: fork.workbook_id,
          sheet_name: sheet.sheet_name,
          edits: [{ address: 'ZZ1', value: { number: index } }],
          expected_revision: fork.revision,
        }),
      ),
    );
    const won = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    const lost = outcomes.filter((outcome) => outcome.status === 'rejected').map((outcome) => outcome.reason);
    assert.equal(won.length, 1);
    for (const error of lost) {
      assert.equal(error.code, grpc.status.ABORTED);
      assert.equal(reasonOf(error), 'REVISION_CONFLICT');
    }
  });

  test('repeating a request_id returns the first result', async () => {
    const { workbooks: [entry] } = await unary(workbooks, 'ListWorkbooks', {});
    const { fork } = await unary(workbooks, 'CreateFork', { workbook_id: entry.workbook_id });
    const { sheets: [sheet] } = await unary(workbooks, 'ListSheets', { workbook_id: fork.workbook_id });
    const request = {
      workbook_id: fork.workbook_id,
      sheet_name: sheet.sheet_name,
      edits: [{ address: 'ZZ1', value: { text: 'once' } }],
      request_id: 'write-1',
    };
    const first = await unary(workbooks, 'EditBatch', request);
    assert.deepEqual(await unary(workbooks, 'EditBatch', request), first);
    request.edits[0].value = { text: 'twice' };
    const error = await unary(workbooks, 'EditBatch', request).catch((failure) => failure);
    assert.equal(reasonOf(error), 'REQUEST_ID_REUSED');
  });
});
