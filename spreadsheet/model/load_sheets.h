// Reading several sheets of a workbook at once.
#ifndef SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_
#define SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::spreadsheet {

// Runs a task on another thread, some time; false when there is no room for it.
using SubmitTask = absl::FunctionRef<bool(absl::AnyInvocable<void()> task)>;

// Loads the worksheets among `indices` (Workbook::LoadSheet), on the calling thread and in up to
// `helpers` tasks: where no thread is free for those, the caller does all of it, so this never
// waits for a thread. OK when all are loaded, else the first error in the order of `indices`; none
// is being loaded any more when it returns.
absl::Status LoadSheets(const std::shared_ptr<const Workbook>& workbook,
                        absl::Span<const int> indices, int helpers, SubmitTask submit,
                        const platform::CancellationToken& cancellation);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_MODEL_LOAD_SHEETS_H_
