// What an agent is told about this server before its first call (MCP `instructions`).
#ifndef SHEETGATE_GATEWAY_INSTRUCTIONS_H_
#define SHEETGATE_GATEWAY_INSTRUCTIONS_H_

namespace sheetgate::gateway {

inline constexpr char kInstructions[] =
    R"(SheetGate reads, edits and recalculates Excel workbooks. Files are never changed by edits: you work on a fork and save it.

Workflow:
1. list_workbooks finds files; its workbook_id is what every other tool takes.
2. list_sheets shows sheets and their used ranges (with quick, large files answer at once); describe_workbook adds names, tables and whether results are stale.
3. sheet_overview finds the blocks of a sheet (regions) with their headers; check_workbook says what is wrong with a workbook.
4. read_table reads rows of a table or region, filtered and sorted; range_values reads ranges you know; sheet_page walks through a sheet; inspect_cells shows formulas and formats of a few cells.
5. find_value finds values and labels, find_formula formulas; formula_trace shows what a cell depends on and what depends on it.
6. create_fork makes an editable copy. Its id is a workbook_id too.
7. edit_batch writes many values and formulas at once, all or none. Pass expected_revision to notice other writers.
8. recalculate computes formulas. Until then, results that depend on your edits are stale and marked so.
9. get_changeset lists the cells that changed. Check it before saving.
10. save_fork writes a new file, or overwrites the original if you say so. discard_fork throws a fork away.

Saving tokens: look at sheet_overview before reading cells; read the ranges you need, not whole sheets; continue with next_page_token,
next_ranges or next_start_row only while you need more; put many edits into one edit_batch.

Errors say what was wrong and give an example that works; RESOURCE_EXHAUSTED and UNAVAILABLE may be retried after the delay
given, ABORTED after reading the newest revision.)";

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_GATEWAY_INSTRUCTIONS_H_
