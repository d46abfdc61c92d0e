// ObjectKinds: the kinds of objects list_objects knows, and how to count and encode those of each.
#ifndef SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_KINDS_H_
#define SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_KINDS_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

#include "platform/concurrency/cancellation.h"
#include "sheetgate/workbook/v1/objects.pb.h"
#include "spreadsheet/model/workbook.h"

namespace sheetgate::workbook {

// The objects of one kind on one sheet, or of the workbook.
struct ObjectList {
  int count = 0;
  // The one at `index`, from 0.
  std::function<absl::StatusOr<v1::ObjectInfo>(int index)> encode;
};

// The names of kinds: those of sheets, then those of the workbook.
absl::Span<const std::string_view> SheetObjectKinds();
absl::Span<const std::string_view> WorkbookObjectKinds();

// Lists objects of one workbook. Use from one thread; what it makes must not outlive it.
class ObjectKinds {
 public:
  ObjectKinds(const spreadsheet::Workbook& workbook,
              const platform::CancellationToken& cancellation);
  ~ObjectKinds();

  // The objects of a kind of SheetObjectKinds on a sheet of any kind. Errors as
  // Workbook::LoadObjects.
  absl::StatusOr<ObjectList> OfSheet(std::string_view kind, int sheet);
  // The objects of a kind of WorkbookObjectKinds. Errors as Workbook::LoadWorkbookObjects.
  absl::StatusOr<ObjectList> OfWorkbook(std::string_view kind);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_RPC_OBJECT_KINDS_H_
