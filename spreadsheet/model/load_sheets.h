// Reading several sheets of a workbook at once.
#ifndef SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_
#define SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "platform/concurrency/thread_pool.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Loads the worksheets among `indices` (Workbook::LoadSheet), on the calling thread and on those of
// `pool` that are free: with a busy pool the caller does all of it, so this never waits for a
// thread. OK when all are loaded, else the first error in the order of `indices`; none is being
// loaded any more when it returns.
absl::Status LoadSheets(const std::shared_ptr<const Workbook>& workbook,
                        absl::Span<const int> indices, platform::ThreadPool& pool,
                        const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_
