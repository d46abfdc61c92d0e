// Comments: notes (ECMA-376 part 1, 18.7) and threads ([MS-XLSX] 2.1.18 threadedComments), whose
// authors are in a part of the workbook.
#ifndef SHEETGATE_SPREADSHEET_XLSX_COMMENT_READER_H_
#define SHEETGATE_SPREADSHEET_XLSX_COMMENT_READER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/sheet_objects.h"
#include "spreadsheet/xlsx/object_parts.h"
#include "spreadsheet/xlsx/package.h"

namespace sheetgate::spreadsheet {

// Who wrote in threads: display names by id.
using People = std::map<std::string, std::string>;

// The people that the workbook part (with these relationships) knows. Errors as AddComments.
absl::StatusOr<People> ReadPeople(const Package& package, const PartRelationships& workbook,
                                  const platform::CancellationToken& cancellation);

// The notes and threads of the sheet with these relationships. The note that repeats a thread for
// old readers is left out, as are comments on no cell. DATA_LOSS (`FILE_CORRUPT`) naming the part,
// RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), or the token's status.
absl::Status AddComments(const Package& package, const PartRelationships& sheet,
                         const PartRelationships& workbook,
                         const platform::CancellationToken& cancellation,
                         std::vector<Comment>* comments);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_COMMENT_READER_H_
