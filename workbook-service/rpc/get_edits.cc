// A page goes on at an operation of a revision: later edits do not move it.
#include "workbook-service/rpc/get_edits.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/cell_codec.h"
#include "workbook-service/rpc/history_codec.h"
#include "workbook-service/rpc/page_token.h"
#include "workbook-service/rpc/timestamp.h"
#include "workbook-service/session/image_operations.h"
#include "workbook-service/session/layout_operations.h"
#include "workbook-service/store/text_runs.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using Kind = RevisionInfo::Kind;

constexpr int kDefaultPageSize = 200;
constexpr int kMostRevisions = 500;  // looked at for one page

absl::StatusOr<std::optional<Kind>> ParseKind(const std::string& kind) {
  if (kind.empty()) return std::nullopt;
  for (const Kind known : {Kind::kEdit, Kind::kCalculation}) {
    if (kind == NameOf(known)) return known;
  }
  return BadArgument(platform::ErrorReason::kInvalidArgument, "kind",
                     platform::StrCat("'", kind, "' is neither edit nor calculation"), "\"edit\"");
}

struct Position {
  std::string revision;  // empty: the newest
  size_t operation = 0;
};

absl::StatusOr<Position> ParsePosition(const std::string& text) {
  Position position;
  if (text.empty()) return position;
  const std::pair<std::string, std::string> parts = absl::StrSplit(text, '/');
  uint64_t operation = 0;
  if (!absl::SimpleAtoi(parts.second, &operation)) return InvalidPageToken();
  return Position{parts.first, static_cast<size_t>(operation)};
}

struct ValueEncoder {
  const CellChange& change;
  spreadsheet::DateSystem dates;
  v1::CellValue* value;

  void operator()(std::monostate) const {}
  void operator()(double number) const {
    value->set_number(number);
    if (!change.date) return;
    if (const auto date = spreadsheet::SerialToIso(number, dates)) value->set_date(*date);
  }
  void operator()(const std::string& text) const { value->set_text(text); }
  void operator()(bool boolean) const { value->set_boolean(boolean); }
  void operator()(spreadsheet::CellError error) const {
    value->set_error(std::string(spreadsheet::ErrorText(error)));
  }
};

std::string KindName(const CellChange& change) {
  switch (change.kind) {
    case CellChange::Kind::kFormula:
      return "set_formula";
    case CellChange::Kind::kResult:
      return "set_result";
    case CellChange::Kind::kValue:
      break;
  }
  return std::holds_alternative<std::monostate>(change.value) ? "clear" : "set_value";
}

int64_t OperationBytes(const v1::EditOperation& operation) {
  constexpr int64_t kNames = 80;      // field names, kind and address
  constexpr int64_t kRunNames = 160;  // field names and words of a part of a text
  int64_t runs = 0;
  for (const v1::TextRun& run : operation.runs()) {
    runs += kRunNames + TextBytes(run.text()) + TextBytes(run.font());
  }
  return kNames + runs + TextBytes(operation.sheet_name()) + TextBytes(operation.formula()) +
         ValueBytes(operation.value()) + 2 * static_cast<int64_t>(operation.ByteSizeLong());
}

int64_t RevisionBytes(const v1::RevisionEdits& edits) {
  constexpr int64_t kNames = 200;  // field names, ids and time
  return kNames + TextBytes(edits.label()) + TextBytes(edits.principal());
}

// Collects one page.
class PageBuilder {
 public:
  PageBuilder(const spreadsheet::Workbook& workbook, int page_size, const ReadLimits& limits,
              v1::GetEditsResponse* response)
      : workbook_(workbook), left_(page_size), budget_(limits), response_(response) {}

  // Adds a revision from an operation on; the operation that did not fit, nullopt when all did.
  std::optional<size_t> Add(const RevisionEdits& edits, size_t first) {
    v1::RevisionEdits encoded;
    encoded.set_revision(edits.info.revision);
    encoded.set_kind(std::string(NameOf(edits.info.kind)));
    encoded.set_principal(edits.info.principal);
    encoded.set_label(edits.info.label);
    encoded.set_created_at(Timestamp(edits.info.created_at));
    encoded.set_operation_count(edits.kept ? edits.changes.size() : edits.info.counts.results_set);
    if (!edits.kept) encoded.set_operations_not_kept(true);
    if (left_ == 0 || !budget_.Take(RevisionBytes(encoded), 0)) return first;
    size_t next = first;
    const auto count = static_cast<size_t>(edits.changes.size());
    for (; next < count && left_ > 0; ++next, --left_) {
      v1::EditOperation operation = Encode(edits, next);
      if (!budget_.Take(OperationBytes(operation), 1)) break;
      *encoded.add_operations() = std::move(operation);
    }
    *response_->add_revisions() = std::move(encoded);
    if (next == count) return std::nullopt;
    return next;
  }

 private:
  v1::EditOperation Encode(const RevisionEdits& edits, size_t index) const {
    const std::vector<v1::WorkbookOperation>& operations = edits.changes.operations;
    return index < operations.size()
               ? Encode(operations[index])
               : Encode(edits, edits.changes.cells[index - operations.size()]);
  }

  static v1::EditOperation Encode(const v1::WorkbookOperation& operation) {
    v1::EditOperation encoded;
    switch (operation.operation_case()) {
      case v1::WorkbookOperation::kStructure:
        encoded.set_kind("structure");
        encoded.set_sheet_name(operation.structure().sheet_name());
        *encoded.mutable_structure() = operation.structure();
        break;
      case v1::WorkbookOperation::kStyle:
        encoded.set_kind("style");
        encoded.set_sheet_name(operation.style().sheet_name());
        *encoded.mutable_style() = operation.style();
        break;
      case v1::WorkbookOperation::kLayout:
        encoded.set_kind("layout");
        encoded.set_sheet_name(SheetOf(operation.layout()));
        *encoded.mutable_layout() = operation.layout();
        break;
      case v1::WorkbookOperation::kWriting:
        encoded.set_kind("writing");
        encoded.set_sheet_name(operation.writing().sheet_name());
        *encoded.mutable_writing() = operation.writing();
        break;
      case v1::WorkbookOperation::kImage:
        encoded.set_kind("image");
        encoded.set_sheet_name(operation.image().sheet_name());
        *encoded.mutable_image() = DescribeImageOperation(operation.image());
        break;
      case v1::WorkbookOperation::kChart:
        encoded.set_kind("chart");
        encoded.set_sheet_name(operation.chart().sheet_name());
        *encoded.mutable_chart() = operation.chart();
        break;
      case v1::WorkbookOperation::kName:
        encoded.set_kind("name");
        encoded.set_sheet_name(operation.name().scope());
        *encoded.mutable_name() = operation.name();
        break;
      case v1::WorkbookOperation::kRule:
        encoded.set_kind("rule");
        encoded.set_sheet_name(operation.rule().sheet_name());
        *encoded.mutable_rule() = operation.rule();
        break;
      case v1::WorkbookOperation::kTable:
        encoded.set_kind("table");
        encoded.set_sheet_name(operation.table().sheet_name());
        *encoded.mutable_table() = operation.table();
        break;
      case v1::WorkbookOperation::kLink:
        encoded.set_kind("link");
        encoded.set_sheet_name(operation.link().sheet_name());
        *encoded.mutable_link() = operation.link();
        break;
      case v1::WorkbookOperation::kComment:
        encoded.set_kind("comment");
        encoded.set_sheet_name(operation.comment().sheet_name());
        *encoded.mutable_comment() = operation.comment();
        break;
      case v1::WorkbookOperation::OPERATION_NOT_SET:
        break;
    }
    return encoded;
  }

  v1::EditOperation Encode(const RevisionEdits& edits, const CellChange& change) const {
    v1::EditOperation operation;
    operation.set_kind(KindName(change));
    operation.set_sheet_name(SheetName(edits, static_cast<size_t>(change.sheet)));
    operation.set_address(spreadsheet::FormatCell(change.cell));
    if (change.kind == CellChange::Kind::kFormula) {
      operation.set_formula(platform::StrCat("=", change.formula));
    } else {
      std::visit(ValueEncoder{change, workbook_.date_system(), operation.mutable_value()},
                 change.value);
      EncodeRuns(change.runs, operation.mutable_runs());
    }
    return operation;
  }

  // As it was called then; revisions of older stores know no names.
  std::string SheetName(const RevisionEdits& edits, size_t sheet) const {
    if (sheet < edits.sheet_names.size() && !edits.sheet_names[sheet].empty()) {
      return edits.sheet_names[sheet];
    }
    return sheet < workbook_.sheets().size() ? workbook_.sheets()[sheet].name : std::string();
  }

  const spreadsheet::Workbook& workbook_;
  int left_;
  ResponseBudget budget_;
  v1::GetEditsResponse* const response_;
};

}  // namespace

absl::StatusOr<v1::GetEditsResponse> GetEdits(const v1::GetEditsRequest& request,
                                              const platform::RequestContext& context,
                                              Session& session, const ReadLimits& limits) {
  ASSIGN_OR_RETURN(const std::optional<Kind> only, ParseKind(request.kind()));
  const PageTokens tokens("GetEdits", {request.workbook_id(), request.revision(), request.kind()});
  ASSIGN_OR_RETURN(const std::string after, tokens.Decode(request.page_token()));
  ASSIGN_OR_RETURN(Position position, ParsePosition(after));
  if (after.empty()) position.revision = request.revision();
  ASSIGN_OR_RETURN(RevisionEdits edits,
                   session.ReadEdits(request.workbook_id(), position.revision, only, context));
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> head,
                   session.Open(request.workbook_id(), "", context));
  v1::GetEditsResponse response;
  const int page_size = request.page_size() > 0 ? request.page_size() : kDefaultPageSize;
  PageBuilder page(*head->workbook, page_size, limits, &response);
  for (int revisions = 0; edits.info.kind != Kind::kBase; ++revisions) {
    if (!only.has_value() || edits.info.kind == *only) {
      const std::optional<size_t> left = revisions < kMostRevisions
                                             ? page.Add(edits, position.operation)
                                             : std::optional<size_t>(position.operation);
      if (left.has_value()) {
        response.set_next_page_token(
            tokens.Encode(platform::StrCat(edits.info.revision, "/", *left)));
        break;
      }
    }
    if (!request.revision().empty()) break;
    position.operation = 0;
    ASSIGN_OR_RETURN(edits,
                     session.ReadEdits(request.workbook_id(), edits.info.parent, only, context));
  }
  return response;
}

}  // namespace sheetgate::workbook
