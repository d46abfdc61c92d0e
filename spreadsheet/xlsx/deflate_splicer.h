// SpliceDeflated: changes places of a deflated part and keeps the rest of it deflated as it is.
//
// A deflate stream is cut at blocks around each change (block_inflater.h): what is between the cuts
// is inflated, patched and deflated anew, everything else is copied. Behind a change the new
// deflated data repeat at least the 32 KiB before the cut, which is as far as the blocks behind it
// may reach back (RFC 1951, 3.2.5). So an edit of one cell in a sheet of 40 MB deflates some
// 200 KiB, and what was deflated well stays so.
//
// Trusts nothing it has not seen: every cut is verified by inflating what was written around it.
#ifndef SHEETGATE_SPREADSHEET_XLSX_DEFLATE_SPLICER_H_
#define SHEETGATE_SPREADSHEET_XLSX_DEFLATE_SPLICER_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/deflate.h"
#include "spreadsheet/xlsx/part_patches.h"

namespace sheetgate::spreadsheet {

// Appends the part that `deflated` inflates to, with `patches`, deflated, to `out`; returns what it
// inflates to. `contents`: what `deflated` does.
// nullopt, with `out` as it was: it does not pay (changes all over the part), the data have no
// blocks to cut at, or they are damaged. The caller then inflates and deflates the whole; patches
// may have been made already. The token's status.
absl::StatusOr<std::optional<DeflatedContents>> SpliceDeflated(
    std::string_view deflated, const DeflatedContents& contents, PartPatches* patches,
    const platform::CancellationToken& cancellation, std::string* out);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_DEFLATE_SPLICER_H_
