// One pass over the text, each field straight into the XML of the sheet and the shared strings.
#include "spreadsheet/xlsx/delimited.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/cell_writer.h"
#include "spreadsheet/xlsx/delimited_reader.h"
#include "spreadsheet/xlsx/delimited_value.h"
#include "spreadsheet/xlsx/delimiter_detector.h"
#include "spreadsheet/xlsx/foreign_format.h"
#include "spreadsheet/xlsx/new_sheet.h"
#include "spreadsheet/xlsx/new_strings.h"
#include "spreadsheet/xlsx/sheet_names.h"
#include "spreadsheet/xlsx/workbook_skeleton.h"
#include "spreadsheet/xlsx/xml_text.h"
#include "spreadsheet/xlsx/zip_writer.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr int64_t kFieldsBetweenChecks = 4096;
constexpr size_t kMaxCellUnits = 32767;  // Excel's limit of a cell's text, in UTF-16 units
// A number of a few digits is a cell of about 30 bytes.
constexpr size_t kExpectedGrowth = 5;
constexpr size_t kMaxExpectedBytes = size_t{256} << 20;

absl::Status TooLarge(std::string_view what, int64_t limit, std::string_view remedy) {
  return platform::ResourceExhausted(ErrorReason::kFileTooLarge, Concat(what, "; ", remedy),
                                     {{"limit", std::to_string(limit)}});
}

absl::Status NotText(std::string_view what) {
  return platform::InvalidArgument(
      ErrorReason::kNotAWorkbook,
      Concat("the file is no delimited text (CSV, TSV): ", what,
             "; give it the extension of what it is, or save it as CSV UTF-8"));
}

absl::Status CheckDelimiter(char delimiter) {
  constexpr std::string_view kDelimiters("\0,;\t|", 5);
  if (kDelimiters.find(delimiter) != std::string_view::npos) return absl::OkStatus();
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("delimiter ", Quoted(std::string_view(&delimiter, 1)),
             " is not one of , ; | and tab; give one of these, such as ';'"));
}

// Offset of a control character that texts do not have, else npos; past the first bytes only NUL is
// looked for.
size_t FindBinary(std::string_view text) {
  constexpr size_t kLookedAt = 4096;
  constexpr std::string_view kInTexts = "\t\n\v\f\r\x1A\x1B";
  for (size_t at = 0; at < std::min(text.size(), kLookedAt); ++at) {
    const char c = text[at];
    if (static_cast<unsigned char>(c) < ' ' && kInTexts.find(c) == std::string_view::npos) {
      return at;
    }
  }
  return text.find('\0');
}

// `text` as UTF-8 without byte order mark: a piece of it, or of `*decoded`.
absl::StatusOr<std::string_view> Decode(std::string_view text, std::string* decoded) {
  const bool big_endian = text.starts_with("\xFE\xFF");
  if (big_endian || text.starts_with("\xFF\xFE")) {
    const size_t invalid = AppendUtf16(text, big_endian, decoded);
    if (invalid != std::string_view::npos) {
      return NotText(Concat("it starts as UTF-16 and is none at byte ", invalid));
    }
    text = *decoded;
  } else if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  if (const size_t binary = FindBinary(text); binary != std::string_view::npos) {
    const std::string_view guess = GuessFormat(text);
    return NotText(guess.empty() ? Concat("it has a control character at byte ", binary)
                                 : Concat("it looks like ", guess));
  }
  if (decoded->empty() && !IsValidUtf8(text)) {
    AppendWindows1252(text, decoded);
    text = *decoded;
  }
  return text;
}

// Writes the fields of one text. One use.
class Importer {
 public:
  Importer(std::string_view text, char delimiter, const XlsxLimits& limits,
           const platform::CancellationToken& cancellation)
      : text_(text),
        reader_(text, delimiter),
        limits_(limits),
        cancellation_(cancellation),
        sheet_(std::min(text.size() * kExpectedGrowth, kMaxExpectedBytes)) {}

  absl::Status ReadAll() {
    sheet_.StartRow(1);
    int32_t row = 1, column = 0;
    DelimitedField field;
    for (int64_t fields = 0; reader_.Next(&field); ++fields) {
      if (fields % kFieldsBetweenChecks == 0) RETURN_IF_ERROR(Check());
      column += column <= kMaxColumn ? 1 : 0;
      RETURN_IF_ERROR(AddField({row, column}, field));
      if (!field.ends_record) continue;
      column = 0;
      row += row <= kMaxRow ? 1 : 0;
      sheet_.StartRow(row);
    }
    if (const size_t quote = reader_.unclosed_quote(); quote != std::string_view::npos) {
      const std::string line = std::to_string(LineOf(text_, quote));
      return platform::Error(absl::StatusCode::kDataLoss, ErrorReason::kFileCorrupt,
                             Concat("the quote that opens a field in line ", line,
                                    " is never closed; close it, or double a quote that is part of "
                                    "the text and put the field in quotes: \"5\"\" pipe\""),
                             {{"line", line}});
    }
    return Check();
  }

  absl::StatusOr<std::string> Package(const std::string& sheet_name) {
    ZipWriter zip;
    AddSkeleton({sheet_name}, &zip);
    zip.Add(WorksheetPartName(0), sheet_.Finish());
    RETURN_IF_ERROR(cancellation_.Check());
    zip.Add(kSharedStringsPart, strings_.Finish());
    std::string package = zip.Finish("", /*zip64=*/false);
    if (std::cmp_greater(package.size(), limits_.max_package_bytes)) return TooMuchXml();
    return package;
  }

 private:
  // What must hold while the text is read.
  absl::Status Check() const {
    RETURN_IF_ERROR(cancellation_.Check());
    const size_t parts = sheet_.size() + strings_.size();
    if (std::cmp_greater(std::max(sheet_.size(), strings_.size()), limits_.max_part_bytes) ||
        std::cmp_greater(parts, limits_.max_inflated_bytes)) {
      return TooMuchXml();
    }
    return absl::OkStatus();
  }

  absl::Status TooMuchXml() const {
    return TooLarge("as a workbook the text is larger than this server takes",
                    limits_.max_package_bytes, "split the file");
  }

  absl::Status CheckPlace(CellRef cell) {
    if (cell.row > kMaxRow) {
      return TooLarge(Concat("the text has more than the ", kMaxRow, " rows of a sheet"), kMaxRow,
                      "split the file");
    }
    if (cell.column > kMaxColumn) {
      return TooLarge(
          Concat("row ", cell.row, " has more than the ", kMaxColumn, " columns of a sheet"),
          kMaxColumn, "split the file, or see whether the delimiter is the right one");
    }
    if (++cells_ > limits_.max_cells) {
      return TooLarge(Concat("the text has more than ", limits_.max_cells, " fields"),
                      limits_.max_cells,
                      "split the file, or raise the limit of cells in the service's flags");
    }
    return absl::OkStatus();
  }

  absl::Status AddField(CellRef cell, const DelimitedField& field) {
    if (field.text.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckPlace(cell));
    const FieldValue value = field.quoted ? FieldValue{} : ClassifyField(field.text);
    switch (value.kind) {
      case FieldKind::kEmpty:
        break;
      case FieldKind::kNumber:
        AddNumber(cell, field.text);
        break;
      case FieldKind::kDate:
        sheet_.AddCell(cell.column, kNewDateFormat, "", FormatNumber(value.serial));
        break;
      case FieldKind::kDateTime:
        sheet_.AddCell(cell.column, kNewDateTimeFormat, "", FormatNumber(value.serial));
        break;
      case FieldKind::kBoolean:
        sheet_.AddCell(cell.column, 0, "b", field.text == "TRUE" ? "1" : "0");
        break;
      case FieldKind::kError:
        sheet_.AddCell(cell.column, 0, "e", field.text);
        break;
      case FieldKind::kText:
        return AddText(cell, field.text);
    }
    return absl::OkStatus();
  }

  // The digits as they are; a point gets the zero that XML Schema leaves out but many readers want.
  void AddNumber(CellRef cell, std::string_view text) {
    const bool negative = text.starts_with('-');
    if (text.substr(negative ? 1 : 0).starts_with('.')) {
      sheet_.AddCell(cell.column, 0, "",
                     Concat(negative ? "-0" : "0", text.substr(negative ? 1 : 0)));
    } else {
      sheet_.AddCell(cell.column, 0, "", text);
    }
  }

  absl::Status AddText(CellRef cell, std::string_view text) {
    if (text.size() > kMaxCellUnits && CharacterCount(text) > kMaxCellUnits) {
      return TooLarge(Concat("the field of cell ", FormatCell(cell), ", which ends in line ",
                             LineOf(text_, reader_.position() - 1), ", is longer than the ",
                             kMaxCellUnits, " characters a cell can hold"),
                      kMaxCellUnits, "shorten it, or see whether a quote is missing there");
    }
    char digits[16];
    const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), strings_.Refer(text));
    sheet_.AddCell(cell.column, 0, "s", std::string_view(digits, end));
    return absl::OkStatus();
  }

  const std::string_view text_;
  DelimitedReader reader_;
  const XlsxLimits& limits_;
  const platform::CancellationToken& cancellation_;
  NewSheet sheet_;
  NewStrings strings_;
  int64_t cells_ = 0;
};

}  // namespace

absl::StatusOr<std::string> ImportDelimited(std::string_view text, const DelimitedOptions& options,
                                            const XlsxLimits& limits,
                                            const platform::CancellationToken& cancellation) {
  RETURN_IF_ERROR(CheckSheetNames({options.sheet_name}));
  RETURN_IF_ERROR(CheckDelimiter(options.delimiter));
  if (std::cmp_greater(text.size(), limits.max_package_bytes)) {
    return TooLarge(
        Concat("the file has ", text.size(), " bytes, and the limit is ", limits.max_package_bytes),
        limits.max_package_bytes, "split the file, or raise the limit in the service's flags");
  }
  std::string decoded;
  ASSIGN_OR_RETURN(std::string_view records, Decode(text, &decoded));
  char delimiter = options.delimiter;
  if (delimiter == 0) {
    const DetectedDelimiter detected = DetectDelimiter(records);
    delimiter = detected.delimiter;
    records.remove_prefix(detected.header_bytes);
  }
  Importer importer(records, delimiter, limits, cancellation);
  RETURN_IF_ERROR(importer.ReadAll());
  return importer.Package(options.sheet_name);
}

}  // namespace sheetgate::spreadsheet
