// Images in a corpus workbook through the gateway: what is saved is read by openpyxl and by LibreOffice; undo gives the
// file back byte for byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';

import { pngFile } from './support/images.mjs';
import { jobs } from './support/main_job.mjs';
import { useStack } from './support/suite.mjs';
import { changedParts, partsOf, sha256 } from './support/workbooks.mjs';

// What openpyxl makes of the images of the workbook's first drawing: column and row from 0, and the part. It opens the whole
// workbook, but would load the pixels only with a library for images.
function openpyxl(file) {
  const code = `import json, sys, zipfile, openpyxl
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.relationship import get_dependents, get_rels_path
from openpyxl.xml.functions import fromstring
openpyxl.load_workbook(sys.argv[1])
archive, part = zipfile.ZipFile(sys.argv[1]), 'xl/drawings/drawing1.xml'
targets = get_dependents(archive, get_rels_path(part))
blips = SpreadsheetDrawing.from_tree(fromstring(archive.read(part)))._blip_rels
print(json.dumps([[b.anchor._from.col, b.anchor._from.row, targets[b.embed].target] for b in blips]))`;
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', code, file], { encoding: 'utf8' }));
}

describe('images', () => {
  const suite = useStack();
  const { call } = suite;
  const newFork = () => suite.newFork(job.file);
  const job = jobs[1];
  const red = pngFile(96, 48, [200, 0, 0]);

  async function imagesOf(workbook_id) {
    const { groups } = await call('list_objects', { workbook_id, sheet_name: job.sheet, kinds: ['images'] });
    return groups?.[0]?.objects ?? [];
  }

  test('added, moved, replaced and deleted; other readers agree; undo gives the file back', async () => {
    const { name, fork } = await newFork();
    fs.writeFileSync(path.join(suite.stack.workspace, 'blue.png'), pngFile(20, 10, [0, 0, 200]));
    const sheet_name = job.sheet;
    const done = await call('image_batch', {
      workbook_id: fork,
      operations: [
        { kind: 'add', sheet_name, data: red.toString('base64'), cell: 'H3', name: 'Red', alt_text: 'a red box' },
        { kind: 'add', sheet_name, data: red.toString('base64'), cell: 'H9', columns: 2, rows: 3 },
        { kind: 'add', sheet_name, path: 'blue.png', cell: 'H15' },
      ],
    });
    assert.equal(done.operations_applied, 3);
    assert.equal(done.stale_values, false);
    const images = await imagesOf(fork);
    assert.deepEqual(images.map((image) => [image.name, image.range]), [
      ['Red', 'H3'], ['Picture 1', 'H9:I11'], ['Picture 2', 'H15'],
    ]);
    assert.match(images[0].details.join(), /a red box/);

    await call('save_fork', { workbook_id: fork, path: 'images.xlsx' });
    const saved = path.join(suite.stack.workspace, 'images.xlsx');
    const changed = changedParts(path.join(suite.stack.workspace, name), saved);
    assert.equal(changed.filter((part) => part.startsWith('xl/media/')).length, 2, 'the red one is kept once');
    for (const part of changed) assert.match(part, /drawing|media|worksheets|Content_Types/);
    const media = Object.entries(partsOf(saved)).filter(([part]) => part.startsWith('xl/media/'));
    assert.ok(media.some(([, bytes]) => Buffer.compare(bytes, red) === 0));
    // It lists the anchors by kind: those of one cell first.
    assert.deepEqual(openpyxl(saved), [
      [7, 2, 'xl/media/image1.png'], [7, 14, 'xl/media/image2.png'], [7, 8, 'xl/media/image1.png'],
    ]);

    await call('image_batch', {
      workbook_id: fork,
      operations: [
        { kind: 'move', sheet_name, name: 'Red', cell: 'J20', width: 200 },
        { kind: 'replace', sheet_name, name: 'Picture 1', path: 'blue.png' },
        { kind: 'delete', sheet_name, name: 'Picture 2' },
      ],
    });
    await call('save_fork', { workbook_id: fork, path: 'changed.xlsx' });
    const again = path.join(suite.stack.workspace, 'changed.xlsx');
    assert.deepEqual(openpyxl(again), [[9, 19, 'xl/media/image1.png'], [7, 8, 'xl/media/image2.png']]);
    const profile = path.join(suite.stack.workspace, '.profile');
    execFileSync('soffice', [
      `-env:UserInstallation=${pathToFileURL(profile)}`, '--headless', '--convert-to', 'ods', '--outdir', profile, again,
    ], { stdio: 'ignore', timeout: 120_000 });
    const pictures = Object.keys(partsOf(path.join(profile, 'changed.ods'))).filter((part) => part.startsWith('Pictures/'));
    assert.equal(pictures.length, 2, 'LibreOffice loads both');

    const { revisions } = await call('get_edits', { workbook_id: fork });
    const [edit] = revisions[1].operations;
    assert.deepEqual([edit.kind, edit.image.format, edit.image.size_bytes], ['image', 'png', red.length]);
    assert.equal(edit.image.operation.data ?? '', '');
    await call('undo', { workbook_id: fork, steps: 2 });
    await call('save_fork', { workbook_id: fork, path: 'back.xlsx' });
    assert.equal(sha256(path.join(suite.stack.workspace, 'back.xlsx')), sha256(path.join(suite.stack.workspace, name)));
  });

  test('a repeated request and a lost race', async () => {
    const { fork } = await newFork();
    const operations = [{ kind: 'add', sheet_name: job.sheet, data: red.toString('base64'), cell: 'B2' }];
    const first = await call('image_batch', { workbook_id: fork, operations, request_id: 'once' });
    const second = await call('image_batch', { workbook_id: fork, operations, request_id: 'once' });
    assert.equal(second.revision, first.revision);
    assert.equal((await imagesOf(fork)).length, 1);
    const error = await suite.connection.error('image_batch', {
      workbook_id: fork, operations, expected_revision: first.previous_revision,
    });
    assert.equal(error.reason, 'REVISION_CONFLICT');
  });

  test('what is no image is refused', async () => {
    const { fork } = await newFork();
    for (const data of [red.subarray(0, red.length - 20), Buffer.from('GIF89a')]) {
      const error = await suite.connection.error('image_batch', {
        workbook_id: fork,
        operations: [{ kind: 'add', sheet_name: job.sheet, data: data.toString('base64'), cell: 'B2' }],
      });
      assert.equal(error.reason, 'UNSUPPORTED_FORMAT');
    }
  });
});
