// WorkbookClient: the asynchronous C++ client of workbook-service for other services. Blocks
// nowhere.
#ifndef SHEETGATE_WORKBOOK_SERVICE_CLIENT_WORKBOOK_CLIENT_H_
#define SHEETGATE_WORKBOOK_SERVICE_CLIENT_WORKBOOK_CLIENT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "spreadsheet/model/value.h"

namespace grpc {
class Channel;
}

namespace sheetgate::workbook {

struct PackageRequest {
  std::string workbook_id;
  std::string revision;  // empty: the newest
  // A revision the caller has: no bytes come when it is the one asked for.
  std::string known_revision;
  int64_t max_bytes = 0;
};

struct FetchedPackage {
  std::string revision;
  std::string file_name;
  // Null when the revision is the known one.
  std::shared_ptr<const std::string> bytes;
  // Formula results are older than the last edit.
  bool stale_values = false;
  // The newest revision before it of which they are not; empty when there is none.
  std::string calculated_revision;
};

struct CalculatedValue {
  int sheet = 0;  // index in tab order
  spreadsheet::CellRef cell;
  spreadsheet::CellValue value;
};

// What a calculation of `revision` came to.
struct CalculationCommit {
  std::string workbook_id;
  std::string revision;
  std::string engine;
  // Formulas that were not calculated may be older than the last edit.
  bool keeps_stale_values = false;
  std::vector<CalculatedValue> values;
};

struct CommittedCalculation {
  std::string revision;
  int64_t cells_changed = 0;
};

// Thread-safe. Callbacks come once, on a gRPC thread, also after destruction of the client (with
// CANCELLED). The context's deadline, request id, trace and principal go along; cancelling its
// token cancels the call.
class WorkbookClient {
 public:
  explicit WorkbookClient(std::shared_ptr<grpc::Channel> channel);
  ~WorkbookClient();

  // ExportPackage, with calculation settings as they are. DATA_LOSS when the bytes do not match the
  // announced SHA-256, RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`) when there are more than `max_bytes`.
  void FetchPackage(const PackageRequest& request, const platform::RequestContext& context,
                    absl::AnyInvocable<void(absl::StatusOr<FetchedPackage>)> done);

  // CommitCalculation, which fails unless the revision is still the newest.
  void CommitCalculation(CalculationCommit commit, const platform::RequestContext& context,
                         absl::AnyInvocable<void(absl::StatusOr<CommittedCalculation>)> done);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_CLIENT_WORKBOOK_CLIENT_H_
