// Workbooks for tests: copies of the corpus, and small packages made here.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import { strToU8, unzipSync, zipSync } from 'fflate';

import { sourceDir } from './processes.mjs';

export const corpusDir = process.env.E2E_CORPUS_DIR ?? path.resolve(sourceDir, '../shared/corpus');

export function corpusFile(relative) {
  const file = path.join(corpusDir, 'workbooks', relative);
  assert.ok(fs.existsSync(file), `the corpus is needed at ${corpusDir}; missing: ${relative}`);
  return file;
}

// Copies a corpus workbook into a workspace, writable; returns its path in there.
export function copyFromCorpus(relative, workspace) {
  const name = path.basename(relative);
  fs.copyFileSync(corpusFile(relative), path.join(workspace, name));
  fs.chmodSync(path.join(workspace, name), 0o644);
  return name;
}

export function sha256(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}

// Part name -> bytes.
export function partsOf(file) {
  return unzipSync(new Uint8Array(fs.readFileSync(file)));
}

// Names of the parts that differ, were added or lost.
export function changedParts(before, after) {
  const a = partsOf(before);
  const b = partsOf(after);
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => !a[name] || !b[name] || Buffer.compare(a[name], b[name]) !== 0).sort();
}

// Writes a one-sheet workbook; `rows` is the content of sheetData.
export function writeWorkbook(file, rows) {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const header = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const files = {
    '[Content_Types].xml': `${header}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${type}.worksheet+xml"/></Types>`,
    '_rels/.rels': `${header}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${header}<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${header}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `${header}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`,
  };
  fs.writeFileSync(file, zipSync(Object.fromEntries(Object.entries(files).map(([k, v]) => [k, strToU8(v)]))));
}

// A workbook LibreOffice needs a minute or more to calculate: every formula multiplies long columns.
export function writeSlowWorkbook(file) {
  let rows = '';
  for (let row = 1; row <= 3000; row++) {
    rows += `<row r="${row}"><c r="A${row}"><v>${row}</v></c><c r="B${row}"><f>SUMPRODUCT((ROW(A$1:A$100000)&gt;A${row}+RAND())*(MOD(ROW(A$1:A$100000)*A${row},7)&lt;3)*SQRT(ROW(A$1:A$100000)+A${row}))</f><v>0</v></c></row>`;
  }
  writeWorkbook(file, rows);
}
