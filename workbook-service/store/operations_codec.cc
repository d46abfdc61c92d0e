#include "workbook-service/store/operations_codec.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/store/v1/operations.pb.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "workbook-service/store/text_runs.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellError;
using store::v1::CellOperation;

constexpr size_t kMaxBytes = size_t{1} << 30;

struct ValueWriter {
  CellOperation& operation;
  void operator()(std::monostate) const {}
  void operator()(double number) const { operation.set_number(number); }
  void operator()(const std::string& text) const { operation.set_text(text); }
  void operator()(bool boolean) const { operation.set_boolean(boolean); }
  void operator()(CellError error) const {
    operation.set_error(std::string(spreadsheet::ErrorText(error)));
  }
};

CellOperation::Kind KindOf(CellChange::Kind kind) {
  switch (kind) {
    case CellChange::Kind::kValue:
      return CellOperation::VALUE;
    case CellChange::Kind::kFormula:
      return CellOperation::FORMULA;
    case CellChange::Kind::kResult:
      return CellOperation::RESULT;
  }
  return CellOperation::VALUE;
}

absl::Status Damaged(std::string_view what) {
  return platform::Error(absl::StatusCode::kDataLoss, platform::ErrorReason::kStorageFailed,
                         platform::StrCat("stored operations are damaged: ", what));
}

}  // namespace

absl::StatusOr<std::string> EncodeOperations(const Changes& changes) {
  store::v1::Operations operations;
  operations.mutable_cells()->Reserve(static_cast<int>(changes.cells.size()));
  for (const CellChange& change : changes.cells) {
    CellOperation& operation = *operations.add_cells();
    operation.set_sheet(change.sheet);
    operation.set_row(change.cell.row);
    operation.set_column(change.cell.column);
    operation.set_kind(KindOf(change.kind));
    if (change.runs.empty()) {
      std::visit(ValueWriter{operation}, change.value);
    } else {
      EncodeRuns(change.runs, operation.mutable_runs());
    }
    operation.set_formula(change.formula);
    operation.set_date(change.date);
    if (change.format_of.has_value()) {
      operation.set_format_row(change.format_of->row);
      operation.set_format_column(change.format_of->column);
    }
  }
  for (const v1::WorkbookOperation& operation : changes.operations) {
    *operations.add_operations() = operation;
  }
  if (const size_t size = operations.ByteSizeLong(); size > kMaxBytes) {
    return platform::ResourceExhausted(
        platform::ErrorReason::kLimitExceeded,
        platform::StrCat("the changes take ", size, " bytes, the limit is ", kMaxBytes,
                         "; write them in several batches"),
        {{"limit", platform::StrCat(kMaxBytes)}});
  }
  return operations.SerializeAsString();
}

absl::StatusOr<Changes> DecodeOperations(std::string_view bytes) {
  store::v1::Operations operations;
  if (!operations.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Damaged("not the expected message");
  }
  Changes changes;
  for (v1::StructureOperation& operation : *operations.mutable_structure()) {
    *changes.operations.emplace_back().mutable_structure() = std::move(operation);
  }
  for (v1::WorkbookOperation& operation : *operations.mutable_operations()) {
    changes.operations.push_back(std::move(operation));
  }
  changes.cells.reserve(static_cast<size_t>(operations.cells_size()));
  for (CellOperation& operation : *operations.mutable_cells()) {
    CellChange change;
    change.sheet = operation.sheet();
    change.cell = {operation.row(), operation.column()};
    switch (operation.kind()) {
      case CellOperation::VALUE:
        change.kind = CellChange::Kind::kValue;
        break;
      case CellOperation::FORMULA:
        change.kind = CellChange::Kind::kFormula;
        break;
      case CellOperation::RESULT:
        change.kind = CellChange::Kind::kResult;
        break;
      default:
        return Damaged("unknown kind of operation");
    }
    switch (operation.value_case()) {
      case CellOperation::kNumber:
        change.value = operation.number();
        break;
      case CellOperation::kText:
        change.value = std::move(*operation.mutable_text());
        break;
      case CellOperation::kBoolean:
        change.value = operation.boolean();
        break;
      case CellOperation::kError: {
        const std::optional<CellError> error = spreadsheet::ParseError(operation.error());
        if (!error) return Damaged("unknown error value");
        change.value = *error;
        break;
      }
      case CellOperation::VALUE_NOT_SET:
        if (operation.runs().empty()) break;
        change.runs = DecodeRuns(operation.runs());
        change.value = spreadsheet::JoinedText(change.runs);
        break;
    }
    change.formula = std::move(*operation.mutable_formula());
    change.date = operation.date();
    if (operation.format_row() > 0) {
      change.format_of = {operation.format_row(), operation.format_column()};
    }
    changes.cells.push_back(std::move(change));
  }
  return changes;
}

}  // namespace sheetgate::workbook
