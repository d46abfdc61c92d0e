// What answers cost a model: bytes of SheetGate's answers against those of the formats in which other spreadsheet MCP
// servers would answer the same question about the same cells (token_cost_peers.mjs). Prints Markdown. Tokens are
// bytes / 4, rounded up.
//
//   node tests/benchmarks/token_cost.mjs
import { connect } from '../e2e/support/clients.mjs';
import { Stack } from '../e2e/support/processes.mjs';
import { copyFromCorpus } from '../e2e/support/workbooks.mjs';
import { haris, negokaz, psu } from './token_cost_peers.mjs';

// Sheets with filled-down formulas, with text and dates, and with many looks.
const subjects = [
  { file: 'finmath+finmath-spreadsheets/spreadsheets/Day Count Fractions/DaycountFractions.xlsx', sheet: 1 },
  { file: 'xlwings+xlwings/examples/database/database.xlsm', sheet: 0 },
  { file: 'PacktPublishing+Hands-On-Financial-Modeling-with-Microsoft-Excel-2019/CashFlowCompany.xlsx', sheet: 0 },
];

const letterOf = (column) => (column > 26 ? letterOf(Math.floor((column - 1) / 26)) : '') + String.fromCharCode(65 + ((column - 1) % 26));
const columnOf = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
const corners = (range) => {
  const [, left, top, , right = left, bottom = top] = /^([A-Z]+)(\d+)(:([A-Z]+)(\d+))?$/.exec(range);
  return { left: columnOf(left), top: Number(top), right: columnOf(right), bottom: Number(bottom) };
};
const bare = (value) => (value !== null && typeof value === 'object' ? Object.values(value)[0] : value);

// The rows of a range, empty cells included, as token_cost_peers.mjs takes them.
async function gridOf(call, sheet, range) {
  const { left, top, right, bottom } = corners(range);
  const values = new Map();
  const formulas = new Map();
  for (let ranges = [range]; ranges.length > 0; ) {
    const { answer } = await call('range_values', { ...sheet, ranges, include_formulas: true });
    for (const block of answer.blocks) {
      for (const { row, values: cells } of block.rows) cells.forEach((value, i) => values.set(`${letterOf(left + i)}${row}`, bare(value)));
      for (const { address, formula } of block.formulas ?? []) formulas.set(address, formula);
    }
    ranges = answer.next_ranges;
  }
  const rows = [];
  for (let row = top; row <= bottom; row += 1) {
    const cells = [];
    for (let column = left; column <= right; column += 1) {
      const address = letterOf(column) + row;
      cells.push({ address, row, column, value: values.get(address) ?? null, formula: formulas.get(address) });
    }
    rows.push({ row, cells });
  }
  return { range, letters: rows[0].cells.map((c) => letterOf(c.column)), rows };
}

// negokaz numbers borders, fonts and fills separately; a look here gets one reference, which is fewer bytes.
function styleReferences(looks) {
  const areas = looks.flatMap(({ ranges }, i) => ranges.map((range) => ({ ...corners(range), reference: `b${i} f${i} l${i}` })));
  return (address) => {
    const { left, top } = corners(address);
    return areas.find((a) => a.left <= left && left <= a.right && a.top <= top && top <= a.bottom)?.reference;
  };
}

// Prints one row: the answer of SheetGate, then what each peer format takes.
function report(question, size, peers) {
  const texts = Object.entries(peers).map(([name, text]) => [name, Buffer.byteLength(text)]);
  const [best, bestSize] = texts.reduce((a, b) => (b[1] < a[1] ? b : a));
  const all = texts.map(([name, bytes]) => `${name} ${bytes}`).join(', ');
  console.log(`| ${question} | ${size} | ${Math.ceil(size / 4)} | ${best} ${bestSize} | ${(size / bestSize).toFixed(2)} | ${all} |`);
}

async function measureRows(call, sheet, used) {
  const { left, top, right, bottom } = corners(used);
  for (const count of [50, 500]) {
    if (bottom - top + 1 < count) continue;
    // An answer has at most 64 KiB: the peers write the rows that are in it.
    const rangeTo = (end) => `${letterOf(left)}${top}:${letterOf(right)}${end}`;
    const page = await call('sheet_page', { ...sheet, start_row: top, page_size: count });
    const pageEnd = page.answer.rows.at(-1).row;
    const grid = await gridOf(call, sheet, rangeTo(pageEnd));
    report(`sheet_page, ${pageEnd - top + 1} of ${count} rows`, page.bytes, {
      'PSU full': psu.full(grid),
      'PSU compact': psu.compact(grid),
      'PSU values_only': psu.valuesOnly(grid),
      'PSU dense_v1': psu.dense(grid),
      haris: haris.read(grid, sheet.sheet_name),
      negokaz: negokaz.table(grid),
    });
    const csv = await call('export_range', { ...sheet, range: rangeTo(top + count - 1) });
    const csvEnd = corners(csv.answer.range).bottom;
    const exported = await gridOf(call, sheet, rangeTo(csvEnd));
    report(`export_range csv, ${csvEnd - top + 1} of ${count} rows`, csv.bytes, { 'PSU csv': psu.csv(exported) });
  }
}

async function measureSheet(call, workbook_id, entry) {
  const sheet = { workbook_id, sheet_name: entry.sheet_name };
  const overview = await call('sheet_overview', sheet);
  report('orientation, sheet_overview', overview.bytes, { 'PSU sheet_overview without narrative': psu.overview(overview.answer) });
  await measureRows(call, sheet, entry.used_range);

  const table = await call('read_table', { ...sheet, page_size: 50 });
  const rows = table.answer.rows.map((row) => row.values.map(bare));
  report(`read_table, ${rows.length} rows`, table.bytes, { 'PSU json': psu.tableJson(entry.sheet_name, table.answer.headers, rows) });
  const csv = await call('read_table', { ...sheet, page_size: 50, format: 'csv' });
  report(`read_table csv, ${rows.length} rows`, csv.bytes, { 'PSU csv': psu.tableCsv(entry.sheet_name, table.answer.headers, rows) });
  const found = await call('find_value', { ...sheet, query: 'a', page_size: 20 });
  const matches = found.answer.matches.map((m) => ({ address: m.address, sheet_name: entry.sheet_name, value: bare(m.value) }));
  report('find_value, 20 matches', found.bytes, { 'PSU find_value': psu.found(matches) });

  const { left, top, right, bottom } = corners(entry.used_range);
  const head = `${letterOf(left)}${top}:${letterOf(right)}${Math.min(bottom, top + 39)}`;
  const grid = await gridOf(call, sheet, head);
  const styles = await call('sheet_styles', { ...sheet, range: head });
  report('looks of 40 rows, sheet_styles', styles.bytes, {
    'PSU sheet_styles': psu.styles(styles.answer.looks),
    'negokaz showStyle, legend left out': negokaz.table(grid, { styleOf: styleReferences(styles.answer.looks) }),
  });
  const targets = grid.rows.flatMap((row) => row.cells).filter((c) => c.value !== null).slice(0, 10);
  const inspected = { ...sheet, targets: targets.map((c) => c.address) };
  const full = await call('inspect_cells', inspected);
  const brief = await call('inspect_cells', { ...inspected, brief: true });
  const cells = targets.map((cell, i) => ({ ...cell, number_format: full.answer.cells[i].number_format ?? 'General' }));
  const one = { range: 'targets', rows: cells.map((cell) => ({ row: cell.row, cells: [cell] })) };
  const peers = { 'PSU inspect_cells': psu.inspect(cells), haris: haris.read(one, entry.sheet_name) };
  report('inspect_cells, 10 cells, everything', full.bytes, peers);
  report('inspect_cells, 10 cells, brief', brief.bytes, peers);
  if (entry.formula_count > 100) await measureFormulas(call, sheet);
}

async function measureFormulas(call, sheet) {
  const { answer } = await call('formula_map', sheet);
  const tallest = answer.groups.flatMap((group) => group.ranges).reduce((a, b) => {
    const height = (range) => corners(range).bottom - corners(range).top;
    return height(b) > height(a) ? b : a;
  });
  const { left, top, bottom } = corners(tallest);
  const range = `${letterOf(left)}${top}:${letterOf(left)}${bottom}`;
  const map = await call('formula_map', { ...sheet, range });
  const grid = await gridOf(call, sheet, range);
  const cells = grid.rows.map((row) => row.cells[0]).filter((c) => c.formula);
  report(`formulas of a column filled down ${cells.length} rows, formula_map`, map.bytes, {
    'PSU sheet_formula_map': psu.formulaMap(cells),
    haris: haris.read(grid, sheet.sheet_name),
    'negokaz showFormula': negokaz.table(grid, { formulas: true }),
  });
}

const stack = await Stack.start({ workbookFlags: ['--log_level=warning'], gatewayFlags: ['--log_level=warning'] });
let connection;
try {
  connection = await connect('sdk 1.x', { url: stack.url });
  const call = async (tool, args) => {
    const result = await connection.callRaw(tool, args);
    if (result.isError) throw new Error(`${tool}: ${result.content[0].text}`);
    return { answer: result.structuredContent, bytes: Buffer.byteLength(result.content[0].text) };
  };
  for (const { file, sheet } of subjects) {
    const name = copyFromCorpus(file, stack.workspace);
    const { answer } = await call('list_workbooks', { path_glob: name });
    const { workbook_id, path: slug, size_bytes } = answer.workbooks[0];
    console.log(`\n${name}\n\n| question | bytes | tokens | best peer | × best peer | peers |\n|---|---|---|---|---|---|`);
    const about = await call('describe_workbook', { workbook_id });
    const caps = ['supports_styles', 'supports_tables', 'supports_comments', 'supports_defined_names', 'supports_conditional_formatting', 'supports_formula_graph'];
    report('describe_workbook', about.bytes, {
      PSU: psu.describe({
        workbook_id: 'wb-aaaaaaaaaa', short_id: 'aaaaaa', slug, path: slug, bytes: size_bytes, sheet_count: about.answer.sheets?.length ?? 1, defined_names: 0, tables: 0,
        macros_present: false, last_modified: '2026-01-31T00:00:00Z', revision_id: '0'.repeat(64), caps: { backend: 'xlsx_umya', ...Object.fromEntries(caps.map((c) => [c, true])) },
      }),
    });
    const sheets = await call('list_sheets', { workbook_id });
    const sizeOf = (s) => {
      if (!s.used_range) return {};
      const { left, top, right, bottom } = corners(s.used_range);
      return { row_count: bottom - top + 1, column_count: right - left + 1 };
    };
    report('list_sheets', sheets.bytes, {
      'PSU token_dense (no sizes)': psu.listSheets(sheets.answer.sheets),
      'PSU verbose': psu.listSheetsVerbose(sheets.answer.sheets, sizeOf),
      negokaz: negokaz.sheets(sheets.answer.sheets),
    });
    await measureSheet(call, workbook_id, sheets.answer.sheets[sheet]);
  }
} finally {
  await connection?.close();
  await stack.stop();
}
