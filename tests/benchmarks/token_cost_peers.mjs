// How other spreadsheet MCP servers write the same cells, as far as their interfaces are published. Every function makes
// the text a model would read. Where a server adds words of its own (narratives, notices, metadata of the file), they are
// left out: what is counted is the least it would send.
//
// A cell is {address, row, column, value, formula?, number_format?, look?}; value null: empty.
const pruned = (value) => {
  if (Array.isArray(value)) return value.map(pruned);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value)
    .map(([key, item]) => [key, pruned(item)])
    .filter(([, item]) => item !== null && item !== undefined && !(typeof item === 'object' && Object.keys(item).length === 0));
  return Object.fromEntries(kept);
};
const json = (value) => JSON.stringify(pruned(value));
const kindOf = (value) => (typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'bool' : 'text');
const typed = (value) => (value === null ? null : { kind: kindOf(value), value });
const csvField = (value) => {
  const text = value === null ? '' : String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const htmlText = (value) => (value === null ? '' : String(value).replace(/[&<>]/g, (c) => `&#${c.codePointAt(0)};`));

// CellSnapshot of PSU's full format and inspect_cells.
const snapshot = (cell) => ({
  address: cell.address,
  value: typed(cell.value),
  formula: cell.formula?.slice(1),
  cached_value: cell.formula ? typed(cell.value) : null,
  number_format: cell.number_format,
});

export const psu = {
  full: (grid) =>
    json({ format: 'full', rows: grid.rows.map(({ row, cells }) => ({ row_index: row, cells: cells.filter((c) => c.value !== null).map(snapshot) })) }),
  compact: (grid) =>
    json({ format: 'compact', compact: { headers: ['Row', ...grid.letters], rows: grid.rows.map(({ row, cells }) => [row, ...cells.map((c) => c.value)]) } }),
  valuesOnly: (grid) => json({ format: 'values_only', values_only: { rows: grid.rows.map(({ cells }) => cells.map((c) => c.value)) } }),
  csv: (grid) => json({ values: [{ range: grid.range, csv: grid.rows.map(({ cells }) => cells.map((c) => csvField(c.value)).join(',')).join('\n') }] }),
  // Index 0 of the dictionary is null; a row is a list of runs.
  dense: (grid) => {
    const dictionary = [null];
    const places = new Map([[null, 0]]);
    const place = (value) => {
      if (!places.has(value)) places.set(value, dictionary.push(value) - 1);
      return places.get(value);
    };
    const runs = grid.rows.map(({ cells }) => {
      const row = [];
      for (const { value } of cells) {
        const value_idx = place(value);
        if (row.at(-1)?.value_idx === value_idx) row.at(-1).len += 1;
        else row.push({ value_idx, len: 1 });
      }
      return row;
    });
    return JSON.stringify({ values: [{ range: grid.range, dense: { encoding: 'dense_v1', col_count: grid.letters.length, dictionary, row_runs: runs } }] });
  },
  tableCsv: (sheet_name, headers, rows) =>
    json({ sheet_name, headers, csv: [headers, ...rows].map((row) => row.map(csvField).join(',')).join('\n'), total_rows: rows.length }),
  tableJson: (sheet_name, headers, rows) =>
    json({ sheet_name, headers, rows: rows.map((row) => Object.fromEntries(row.map((value, i) => [headers[i] ?? i, value]))), total_rows: rows.length }),
  found: (matches) => json({ matches: matches.map(({ address, sheet_name, value }) => ({ address, sheet_name, value: typed(value) })), match_count: matches.length }),
  // One group a formula, because the fingerprint is of the literal references; addresses left out as in token_dense.
  formulaMap: (cells) =>
    json({ groups: cells.map((cell, i) => ({ fingerprint: i.toString(16).padStart(16, '0'), count: 1, formula: cell.formula.slice(1), is_array: false, is_shared: false, is_volatile: false })) }),
  inspect: (cells) => json({ range: cells.map((c) => c.address).join(','), targets: cells.map((c) => c.address), cells: cells.map(snapshot), truncated: false, budget: 25 }),
  styles: (looks) =>
    json({
      styles: looks.map(({ look, cells, ranges, tags = [] }, i) => ({
        style_id: i.toString(16).padStart(12, '0'),
        occurrences: cells,
        tags,
        descriptor: Object.fromEntries(look.split('; ').map((part) => [part.split(' ')[0], part])),
        cell_ranges: ranges,
        ranges_truncated: false,
      })),
      total_styles: looks.length,
      styles_truncated: false,
    }),
  listSheets: (sheets) => json({ sheets: sheets.map((s) => ({ name: s.sheet_name, visible: s.visibility === 'visible', classification: 'data' })) }),
  listSheetsVerbose: (sheets, sizeOf) =>
    json({
      sheets: sheets.map((s) => ({
        name: s.sheet_name,
        visible: s.visibility === 'visible',
        ...sizeOf(s),
        non_empty_cells: s.cell_count,
        formula_cells: s.formula_count ?? 0,
        cached_values: s.formula_count ?? 0,
        classification: 'data',
      })),
    }),
  describe: (about) => json(about),
  overview: (sheet) =>
    json({
      regions: sheet.regions.map((r) => ({ kind: r.kind, address: r.range, description: r.kind })),
      detected_regions: sheet.regions.map((r) => ({
        id: Number(r.id.slice(1)),
        bounds: r.range,
        headers: r.headers ?? [],
        header_count: r.headers?.length ?? 0,
        headers_truncated: false,
        row_count: r.rows ?? 1,
        classification: r.kind,
        region_kind: `likely_${r.kind}`,
        confidence: r.confidence,
      })),
      detected_region_count: sheet.regions.length,
      detected_regions_truncated: false,
      formula_ratio: sheet.formula_count ? sheet.formula_count / sheet.cell_count : 0,
    }),
};

export const haris = {
  read: (grid, sheet_name) =>
    JSON.stringify(
      {
        range: grid.range,
        sheet_name,
        cells: grid.rows.flatMap(({ row, cells }) =>
          cells.map((c) => ({ address: c.address, value: c.formula ?? c.value, row, column: c.column, validation: { has_validation: false } })),
        ),
      },
      null,
      2,
    ),
};

export const negokaz = {
  table: (grid, { formulas = false, styleOf } = {}) => {
    const head = `<tr><th></th>${grid.letters.map((letter) => `<th>${letter}</th>`).join('')}</tr>`;
    const cellText = (c) => {
      const style = styleOf?.(c.address);
      return `<td${style ? ` style-ref="${style}"` : ''}>${htmlText(formulas ? (c.formula ?? c.value) : c.value)}</td>`;
    };
    const body = grid.rows.map(({ row, cells }) => `<tr><th>${row}</th>${cells.map(cellText).join('')}</tr>`).join('\n');
    return `<table>\n${head}\n${body}\n</table>`;
  },
  sheets: (sheets) =>
    JSON.stringify({ sheets: sheets.map((s) => ({ name: s.sheet_name, usedRange: s.used_range ?? '', tables: [], pivotTables: [], pagingRanges: [s.used_range ?? ''] })) }),
};
