#include "workbook-service/rpc/import_csv.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "platform/base/strings.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/writing/draft.h"
#include "spreadsheet/writing/range_edits.h"
#include "spreadsheet/writing/text_number.h"
#include "spreadsheet/xlsx/delimited_reader.h"
#include "spreadsheet/xlsx/delimited_value.h"
#include "spreadsheet/xlsx/delimiter_detector.h"
#include "workbook-service/rpc/arguments.h"
#include "workbook-service/rpc/number_reading.h"
#include "workbook-service/rpc/open_sheet.h"
#include "workbook-service/rpc/planned_write.h"
#include "workbook-service/rpc/shown_range.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::StrCat;
using spreadsheet::CellChange;
using spreadsheet::CellRef;
using spreadsheet::FieldKind;

constexpr char kTextExample[] = R"("Item,Cost\nRent,1200")";
// Days by which serials of the 1904 date system are smaller (ECMA-376 part 1, 18.17.4.1).
constexpr double kDays1904 = 1462;

struct Delimiter {
  std::string_view name;
  char character;
};
constexpr Delimiter kDelimiters[] = {
    {"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};

// Of a field that ClassifyField calls a number.
double NumberOf(std::string_view field) {
  double number = 0;
  std::from_chars(field.data(), field.data() + field.size(), number);
  return number;
}

std::string_view NameOf(char delimiter) {
  for (const Delimiter& known : kDelimiters) {
    if (known.character == delimiter) return known.name;
  }
  return "";
}

absl::StatusOr<CellRef> AnchorOf(const v1::ImportCsvRequest& request) {
  if (request.anchor().empty()) return CellRef();
  const absl::StatusOr<CellRef> anchor = spreadsheet::ParseCell(request.anchor());
  if (!anchor.ok()) return InField(anchor.status(), "anchor", "\"A1\"");
  return anchor;
}

// The name of the delimiter; empty when it is to be found.
absl::StatusOr<std::string> DelimiterNameOf(const v1::ImportCsvRequest& request) {
  return OneOf("delimiter", request.delimiter(), {"", "comma", "semicolon", "tab", "pipe"});
}

// The fields of a text become changes of cells.
class CsvCells {
 public:
  CsvCells(const v1::ImportCsvRequest& request, int sheet, CellRef anchor,
           spreadsheet::DateSystem date_system)
      : request_(request), sheet_(sheet), anchor_(anchor), date_system_(date_system) {}

  absl::Status ReadOptions() {
    ASSIGN_OR_RETURN(const std::string types, OneOf("types", request_.types(), {"auto", "text"}));
    as_text_ = types == "text";
    ASSIGN_OR_RETURN(reading_, NumberReadingOf(request_, date_system_));
    reads_numbers_ = !as_text_ && !(request_.decimal_separator().empty() &&
                                    request_.group_separator().empty() && request_.dates().empty());
    return absl::OkStatus();
  }

  absl::Status AddText(const platform::CancellationToken& cancellation) {
    constexpr int64_t kCheckEvery = 4096;
    std::string_view text = request_.text();
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    ASSIGN_OR_RETURN(const char delimiter, DelimiterOf(&text));
    delimiter_ = NameOf(delimiter);
    spreadsheet::DelimitedReader reader(text, delimiter);
    spreadsheet::DelimitedField field;
    int32_t row = 0, column = 0;
    for (int64_t fields = 0; reader.Next(&field); ++fields) {
      if (fields % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
      if (row >= request_.skip_rows()) {
        RETURN_IF_ERROR(AddField(field, row - request_.skip_rows(), column));
      }
      column = field.ends_record ? 0 : column + 1;
      if (field.ends_record) ++row;
    }
    if (const size_t quote = reader.unclosed_quote(); quote != std::string_view::npos) {
      return BadArgument(
          ErrorReason::kInvalidArgument, "text",
          StrCat("the quote in line ", spreadsheet::LineOf(text, quote), " is never closed"),
          kTextExample);
    }
    return absl::OkStatus();
  }

  // The cells of a file that was read as delimited text.
  absl::Status AddFile(const spreadsheet::Workbook& workbook,
                       const platform::CancellationToken& cancellation) {
    ASSIGN_OR_RETURN(const std::shared_ptr<const spreadsheet::Sheet> cells,
                     workbook.LoadSheet(0, cancellation));
    absl::Status status;
    cells->Visit({{1, 1}, {spreadsheet::kMaxRow, spreadsheet::kMaxColumn}},
                 [&](const spreadsheet::CellView& cell) {
                   if (cell.ref.row > request_.skip_rows()) {
                     spreadsheet::CellValue value = ToValue(cell);
                     bool date = workbook.IsDate(cell.style);
                     if (cell.type == spreadsheet::CellType::kText && reads_numbers_) {
                       ReadNumber(cell.text, &value, &date);
                     } else if (date) {
                       value = cell.number - Epoch();
                     }
                     status = Add(cell.ref.row - 1 - request_.skip_rows(), cell.ref.column - 1,
                                  std::move(value), date);
                   }
                   return status.ok();
                 });
    return status;
  }

  std::vector<CellChange> Take() { return std::move(changes_); }
  std::string_view delimiter() const { return delimiter_; }
  int64_t typed() const { return typed_; }
  // Nothing when no field was written.
  std::optional<spreadsheet::RangeRef> range() const {
    if (changes_.empty()) return std::nullopt;
    return spreadsheet::RangeRef{anchor_, last_};
  }

 private:
  double Epoch() const { return date_system_ == spreadsheet::DateSystem::k1904 ? kDays1904 : 0; }

  // Takes a line "sep=;" off the text.
  absl::StatusOr<char> DelimiterOf(std::string_view* text) const {
    const spreadsheet::DetectedDelimiter found = spreadsheet::DetectDelimiter(*text);
    text->remove_prefix(found.header_bytes);
    ASSIGN_OR_RETURN(const std::string name, DelimiterNameOf(request_));
    for (const Delimiter& known : kDelimiters) {
      if (known.name == name) return known.character;
    }
    return found.delimiter;
  }

  bool ReadNumber(std::string_view text, spreadsheet::CellValue* value, bool* date) const {
    const auto number = spreadsheet::ReadTextNumber(text, reading_);
    if (!number.has_value()) return false;
    *value = number->number;
    *date = number->date;
    return true;
  }

  absl::Status AddField(const spreadsheet::DelimitedField& field, int32_t row, int32_t column) {
    if (field.text.empty()) return absl::OkStatus();
    spreadsheet::CellValue value = std::string(field.text);
    bool date = false;
    if (!as_text_ && !field.quoted && !(reads_numbers_ && ReadNumber(field.text, &value, &date))) {
      const spreadsheet::FieldValue typed = spreadsheet::ClassifyField(field.text);
      switch (typed.kind) {
        case FieldKind::kNumber:
          // With a comma for decimals "1.200" is no number, nor is it one and two tenths.
          if (reading_.decimal == '.') value = NumberOf(field.text);
          break;
        case FieldKind::kDate:
        case FieldKind::kDateTime:
          value = typed.serial - Epoch();
          date = true;
          break;
        case FieldKind::kBoolean:
          value = field.text == "TRUE";
          break;
        case FieldKind::kError:
          value = *spreadsheet::ParseError(field.text);
          break;
        case FieldKind::kEmpty:
        case FieldKind::kText:
          break;
      }
    }
    return Add(row, column, std::move(value), date);
  }

  absl::Status Add(int32_t row, int32_t column, spreadsheet::CellValue value, bool date) {
    CellChange change;
    change.sheet = sheet_;
    change.cell = {anchor_.row + row, anchor_.column + column};
    if (change.cell.row > spreadsheet::kMaxRow || change.cell.column > spreadsheet::kMaxColumn) {
      return BadArgument(ErrorReason::kInvalidRange, "anchor",
                         StrCat("the records leave the sheet in row ", change.cell.row, ", column ",
                                change.cell.column),
                         "\"A1\"");
    }
    if (static_cast<int64_t>(changes_.size()) == kMostCellsWritten) {
      return BadArgument(ErrorReason::kLimitExceeded, "text",
                         StrCat("more than ", kMostCellsWritten,
                                " fields; create_fork takes a whole .csv file as a workbook"),
                         kTextExample);
    }
    if (!std::holds_alternative<std::string>(value)) ++typed_;
    change.value = std::move(value);
    change.date = date;
    last_.row = std::max(last_.row, change.cell.row);
    last_.column = std::max(last_.column, change.cell.column);
    changes_.push_back(std::move(change));
    return absl::OkStatus();
  }

  const v1::ImportCsvRequest& request_;
  const int sheet_;
  const CellRef anchor_;
  const spreadsheet::DateSystem date_system_;
  spreadsheet::NumberReading reading_;
  bool as_text_ = false;
  bool reads_numbers_ = false;
  std::string_view delimiter_;
  CellRef last_;
  int64_t typed_ = 0;
  std::vector<CellChange> changes_;
};

absl::StatusOr<Changes> Plan(const v1::ImportCsvRequest& request, const Snapshot& snapshot,
                             const Snapshot* source,
                             const platform::CancellationToken& cancellation,
                             v1::ImportCsvResponse* report) {
  const spreadsheet::Workbook& workbook = *snapshot.workbook;
  ASSIGN_OR_RETURN(const int sheet, workbook.FindSheet(request.sheet_name()));
  RETURN_IF_ERROR(RequireWorksheet(workbook, sheet));
  ASSIGN_OR_RETURN(const CellRef anchor, AnchorOf(request));
  CsvCells cells(request, sheet, anchor, workbook.date_system());
  RETURN_IF_ERROR(cells.ReadOptions());
  RETURN_IF_ERROR(source == nullptr ? cells.AddText(cancellation)
                                    : cells.AddFile(*source->workbook, cancellation));
  if (const auto range = cells.range()) report->set_range(spreadsheet::FormatRange(*range));
  report->set_delimiter(std::string(cells.delimiter()));
  report->set_cells_typed(cells.typed());
  spreadsheet::Draft draft(workbook, kMostCellsWritten, cancellation);
  spreadsheet::EditedRanges where;
  where.sheet = sheet;
  where.formulas = request.overwrite_formulas();
  ASSIGN_OR_RETURN(const spreadsheet::EditCounts counts, WriteCells(where, cells.Take(), &draft));
  report->set_cells_written(counts.written);
  report->set_formulas_kept(counts.kept_formulas);
  return Changes(draft.Take());
}

// The file the records come from; null when they are in the request.
absl::StatusOr<std::shared_ptr<const Snapshot>> OpenSource(const v1::ImportCsvRequest& request,
                                                           const platform::RequestContext& context,
                                                           Session& session) {
  // What is wrong in itself comes before what is missing.
  RETURN_IF_ERROR(AnchorOf(request).status());
  RETURN_IF_ERROR(DelimiterNameOf(request).status());
  RETURN_IF_ERROR(IsPreview(request.mode()).status());
  if (request.text().empty() == request.source_workbook_id().empty()) {
    return BadArgument(
        request.text().empty() ? ErrorReason::kMissingArgument : ErrorReason::kInvalidArgument,
        "text", "give text or source_workbook_id, one of them", kTextExample);
  }
  if (request.source_workbook_id().empty()) return std::shared_ptr<const Snapshot>();
  auto source = session.Open(request.source_workbook_id(), "", context);
  if (!source.ok()) return InField(source.status(), "source_workbook_id", "\"wb-1a2b3c\"");
  if ((*source)->is_fork || ((*source)->format != "csv" && (*source)->format != "tsv")) {
    return BadArgument(ErrorReason::kInvalidArgument, "source_workbook_id",
                       "it is no .csv or .tsv file of the workspace; grid_export and grid_import "
                       "copy cells of workbooks",
                       "\"wb-1a2b3c\"");
  }
  if (!request.delimiter().empty()) {
    return BadArgument(ErrorReason::kInvalidArgument, "delimiter",
                       "the delimiter of a file is found; leave it out", "\"\"");
  }
  if (request.decimal_separator() == ",") {
    return BadArgument(ErrorReason::kInvalidArgument, "decimal_separator",
                       "numbers of a file are read with a point; give its contents as text where "
                       "they have a comma",
                       "\".\"");
  }
  return source;
}

}  // namespace

absl::StatusOr<v1::ImportCsvResponse> ImportCsv(const v1::ImportCsvRequest& request,
                                                const platform::RequestContext& context,
                                                Session& session) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Snapshot> source,
                   OpenSource(request, context, session));
  const auto plan = [&](const Snapshot& snapshot, v1::ImportCsvResponse* report) {
    return Plan(request, snapshot, source.get(), context.cancellation, report);
  };
  v1::ImportCsvResponse response;
  RETURN_IF_ERROR(WritePlanned(request, plan, context, session, &response));
  return response;
}

}  // namespace sheetgate::workbook
