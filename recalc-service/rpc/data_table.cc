// A scenario for each cell of the table that a second input varies, else for each row.
#include "recalc-service/rpc/data_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "recalc-service/rpc/what_if_call.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using v1::DataTableRequest;
using v1::DataTableResponse;

constexpr int64_t kMaxCells = 10'000;

class DataTableCall final : public WhatIfCall<DataTableRequest, DataTableResponse> {
 public:
  using WhatIfCall::WhatIfCall;

 private:
  const std::string& sheet_name() const override { return request_.sheet_name(); }

  absl::Status Resolve(DocumentLease lease) override {
    for (int i = 0; i < request_.formulas_size(); ++i) {
      const std::string field = StrCat("formulas[", i, "]");
      RETURN_IF_ERROR(builder().resolver().Cell(request_.formulas(i), field).status());
      RETURN_IF_ERROR(builder().Output(request_.formulas(i), field).status());
    }
    for (int row = 0; row < request_.values_size(); ++row) {
      if (row % 64 == 0) RETURN_IF_ERROR(context_.cancellation.Check());
      *result_.add_rows()->mutable_input() = request_.values(row);
      ASSIGN_OR_RETURN(
          const EngineCell input,
          builder().Input(request_.input(), request_.values(row), StrCat("values[", row, "]")));
      if (request_.second_values().empty()) evaluation_->scenarios.push_back({input});
      for (int column = 0; column < request_.second_values_size(); ++column) {
        ASSIGN_OR_RETURN(EngineCell second,
                         builder().Input(request_.second_input(), request_.second_values(column),
                                         StrCat("second_values[", column, "]")));
        evaluation_->scenarios.push_back({input, std::move(second)});
      }
    }
    evaluation_->take = [this](size_t scenario, absl::Span<const EngineValue> values) {
      const int columns = std::max(1, request_.second_values_size());
      v1::DataTableRow* row = result_.mutable_rows(static_cast<int>(scenario) / columns);
      for (size_t i = 0; i < values.size(); ++i) {
        builder().Report(i, static_cast<int>(scenario),
                         builder().Encode(scenario, i, values[i], row->add_values()),
                         result_.mutable_not_calculated());
      }
      return true;
    };
    return EvaluateAndConclude(std::move(lease));
  }
};

absl::Status Refused(ErrorReason reason, std::string_view field, std::string_view why) {
  return platform::InvalidArgument(reason, why, {{"field", std::string(field)}});
}

absl::Status CheckShape(const DataTableRequest& request) {
  if (request.second_input().empty() != request.second_values().empty()) {
    return Refused(ErrorReason::kInvalidArgument, "second_input",
                   "second_input and second_values are given together, or neither is");
  }
  if (!request.second_input().empty() && request.formulas_size() != 1) {
    return Refused(ErrorReason::kInvalidArgument, "formulas",
                   "a table of two inputs is of one formula; leave the others out");
  }
  const int64_t columns = std::max(request.formulas_size(), request.second_values_size());
  if (request.values_size() * columns > kMaxCells) {
    return Refused(ErrorReason::kLimitExceeded, "values",
                   StrCat("a table of ", request.values_size(), " rows and ", columns,
                          " columns has more than ", kMaxCells, " cells; ask for it in parts"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<platform::AsyncSource<DataTableResponse>>> DataTable(
    const DataTableRequest& request, const platform::RequestContext& context,
    const EngineCallDependencies& dependencies) {
  RETURN_IF_ERROR(CheckShape(request));
  return StartWhatIf<DataTableCall, DataTableRequest, DataTableResponse>(request, context,
                                                                         dependencies);
}

}  // namespace sheetgate::recalc
