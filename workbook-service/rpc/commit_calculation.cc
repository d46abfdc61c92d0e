#include "workbook-service/rpc/commit_calculation.h"

#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/workbook.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/open_sheet.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using spreadsheet::CellChange;

constexpr char kHeaderExample[] =
    "{\"header\": {\"workbook_id\": \"fork-1a2b3c\", \"revision\": \"rev-1a2b3c\"}}";

class CalculationUpload final
    : public platform::UploadSink<v1::CommitCalculationRequest, v1::CommitCalculationResponse> {
 public:
  CalculationUpload(platform::RequestContext context, Session& session, int64_t max_cells)
      : context_(std::move(context)), session_(session), max_cells_(max_cells) {}

  absl::Status Add(const v1::CommitCalculationRequest& request) override {
    RETURN_IF_ERROR(context_.cancellation.Check());
    switch (request.part_case()) {
      case v1::CommitCalculationRequest::kHeader:
        return Begin(request.header());
      case v1::CommitCalculationRequest::kValues:
        return Append(request.values());
      case v1::CommitCalculationRequest::PART_NOT_SET:
        break;
    }
    return BadArgument(ErrorReason::kInvalidArgument, "part",
                       "a message is either the header or values", kHeaderExample);
  }

  absl::StatusOr<v1::CommitCalculationResponse> Finish() override {
    if (head_ == nullptr) return HeaderMissing();
    WriteOptions options;
    options.expected_revision = header_.revision();
    // With an expected revision the session asks once: a lost race is a conflict.
    const auto changes = [this](const Snapshot&) -> absl::StatusOr<std::vector<CellChange>> {
      return std::move(results_);
    };
    const Session::CommitKind kind = header_.keeps_stale_values()
                                         ? Session::CommitKind::kPartialCalculation
                                         : Session::CommitKind::kCalculation;
    ASSIGN_OR_RETURN(const CommitResult committed,
                     session_.Commit(header_.workbook_id(), kind, changes, options, context_));
    v1::CommitCalculationResponse response;
    response.set_revision(committed.revision);
    response.set_cells_changed(committed.cells_changed);
    return response;
  }

 private:
  absl::Status Begin(const v1::CalculationHeader& header) {
    if (head_ != nullptr) {
      return BadArgument(ErrorReason::kInvalidArgument, "header",
                         "sent twice; it comes once, first", kHeaderExample);
    }
    if (header.workbook_id().empty() || header.revision().empty()) {
      return BadArgument(ErrorReason::kMissingArgument,
                         header.workbook_id().empty() ? "header.workbook_id" : "header.revision",
                         "the fork and the revision that was calculated are needed",
                         kHeaderExample);
    }
    header_ = header;
    // Sheets and the date system are those of every revision of a fork.
    ASSIGN_OR_RETURN(head_, session_.Open(header.workbook_id(), "", context_));
    return absl::OkStatus();
  }

  absl::Status Append(const v1::CalculatedCells& values) {
    if (head_ == nullptr) return HeaderMissing();
    const spreadsheet::Workbook& workbook = *head_->workbook;
    const auto sheet_count = static_cast<int>(workbook.sheets().size());
    if (values.sheet_index() < 0 || values.sheet_index() >= sheet_count) {
      return BadArgument(ErrorReason::kInvalidArgument, "values.sheet_index",
                         platform::StrCat(values.sheet_index(), " is no sheet; the workbook has ",
                                          sheet_count, ", counted from 0"),
                         "0");
    }
    RETURN_IF_ERROR(RequireWorksheet(workbook, values.sheet_index()));
    if (static_cast<int64_t>(results_.size()) + values.cells_size() > max_cells_) {
      return platform::ResourceExhausted(
          ErrorReason::kLimitExceeded,
          platform::StrCat("more than ", max_cells_, " results (--max_cells)"),
          {{"limit", platform::StrCat(max_cells_)}});
    }
    for (int i = 0; i < values.cells_size(); ++i) {
      ASSIGN_OR_RETURN(CellChange change,
                       ReadResult(values.cells(i), platform::StrCat("values.cells[", i, "]")));
      change.sheet = values.sheet_index();
      results_.push_back(std::move(change));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<CellChange> ReadResult(const v1::CalculatedCell& cell, const std::string& field) {
    if (cell.row() < 1 || cell.row() > spreadsheet::kMaxRow || cell.column() < 1 ||
        cell.column() > spreadsheet::kMaxColumn) {
      return BadArgument(ErrorReason::kInvalidAddress, field,
                         platform::StrCat("row ", cell.row(), ", column ", cell.column(),
                                          " is outside a sheet; both count from 1"),
                         "{\"row\": 7, \"column\": 2}");
    }
    CellChange change;
    change.cell = {cell.row(), cell.column()};
    change.kind = CellChange::Kind::kResult;
    ASSIGN_OR_RETURN(DecodedValue decoded, DecodeValue(cell.value(), head_->workbook->date_system(),
                                                       platform::StrCat(field, ".value")));
    change.value = std::move(decoded.value);
    return change;
  }

  static absl::Status HeaderMissing() {
    return BadArgument(ErrorReason::kMissingArgument, "header",
                       "the first message must be the header", kHeaderExample);
  }

  const platform::RequestContext context_;
  Session& session_;
  const int64_t max_cells_;
  v1::CalculationHeader header_;
  std::shared_ptr<const Snapshot> head_;  // set by the header
  std::vector<CellChange> results_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<
    platform::UploadSink<v1::CommitCalculationRequest, v1::CommitCalculationResponse>>>
CommitCalculation(const platform::RequestContext& context, Session& session, int64_t max_cells) {
  return std::make_unique<CalculationUpload>(context, session, max_cells);
}

}  // namespace sheetgate::workbook
