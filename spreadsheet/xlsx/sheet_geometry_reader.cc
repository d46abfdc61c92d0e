// The frame (everything but rows) tells about columns; a second pass looks for the tags of rows.
#include "spreadsheet/xlsx/sheet_geometry_reader.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/markup.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/part_stream.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/xlsx_workbook.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

double ToNumber(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool IsTrue(std::optional<std::string_view> flag) {
  return flag.has_value() && (*flag == "1" || *flag == "true" || *flag == "on");
}

// Sorts the spans and leaves out those that overlap one before them.
void Tidy(std::vector<SizeSpan>* spans) {
  std::ranges::stable_sort(*spans, {}, &SizeSpan::first);
  std::vector<SizeSpan> tidy;
  for (const SizeSpan& span : *spans) {
    if (!tidy.empty() && span.first <= tidy.back().last) continue;
    const bool continues = !tidy.empty() && span.first == tidy.back().last + 1 &&
                           span.size == tidy.back().size && span.hidden == tidy.back().hidden;
    if (continues) {
      tidy.back().last = span.last;
    } else {
      tidy.push_back(span);
    }
  }
  *spans = std::move(tidy);
}

// 18.3.1.13.
void ReadColumns(FeatureXml* xml, std::vector<SizeSpan>* columns) {
  while (xml->NextChild()) {
    const uint32_t first = xml->Number("min").value_or(0);
    const uint32_t last = std::min<uint32_t>(xml->Number("max").value_or(0), kMaxColumn);
    SizeSpan span = {static_cast<int32_t>(first), static_cast<int32_t>(last),
                     ToNumber(xml->Text("width")), xml->Flag("hidden", false)};
    if (xml->name() == "col" && first >= 1 && first <= last && (span.size > 0 || span.hidden)) {
      columns->push_back(span);
    }
    xml->Skip();
  }
}

// 18.3.1.66: split panes are no frozen ones.
void ReadViews(FeatureXml* xml, SheetGeometry* geometry) {
  while (xml->NextChild()) {
    while (xml->NextChild()) {
      const std::string state = xml->Text("state");
      if (xml->name() == "pane" && state.starts_with("frozen")) {
        const auto split = [xml](std::string_view name, int32_t most) {
          return static_cast<int32_t>(
              std::clamp(ToNumber(xml->Text(name)), 0.0, static_cast<double>(most)));
        };
        geometry->frozen_columns = split("xSplit", kMaxColumn);
        geometry->frozen_rows = split("ySplit", kMaxRow);
      }
      xml->Skip();
    }
  }
}

void ReadFrame(FeatureXml* xml, SheetGeometry* geometry) {
  constexpr double kPadding = 5.0 / 7;  // of a column, in characters of the usual font
  while (xml->NextChild()) {
    if (xml->name() == "cols") {
      ReadColumns(xml, &geometry->columns);
    } else if (xml->name() == "sheetViews") {
      ReadViews(xml, geometry);
    } else {
      if (xml->name() == "sheetFormatPr") {
        const double width = ToNumber(xml->Text("defaultColWidth"));
        const double height = ToNumber(xml->Text("defaultRowHeight"));
        const double base = ToNumber(xml->Text("baseColWidth"));
        if (width > 0) {
          geometry->default_column_width = width;
        } else if (base > 0 && base != 8) {
          geometry->default_column_width = base + kPadding;
        }
        if (height > 0) geometry->default_row_height = height;
        geometry->rows_hidden = xml->Flag("zeroHeight", false);
      }
      xml->Skip();
    }
  }
  Tidy(&geometry->columns);
}

// Finds the tags of rows in a stream. They look the same in every encoding but UTF-16.
class RowTags {
 public:
  // `keep_all`: rows without a span would be hidden, so every row that is there needs one.
  RowTags(PartStream* stream, bool keep_all, std::vector<SizeSpan>* rows)
      : stream_(*stream), keep_all_(keep_all), rows_(*rows) {}

  absl::Status Read() {
    bool more = true;
    while (more) {
      ASSIGN_OR_RETURN(const bool moved, ReadWindow());
      if (moved) continue;
      ASSIGN_OR_RETURN(more, stream_.Fill());
    }
    return absl::OkStatus();
  }

 private:
  // Goes on to the next piece of markup that may matter, in what the window shows. False when it
  // shows none.
  absl::StatusOr<bool> ReadWindow() {
    const std::string_view window = stream_.window();
    const size_t row = FindRow(window);
    const size_t declaration = FindDeclaration(window.substr(0, row));
    const size_t at = std::min(row, declaration);
    if (at >= window.size()) {
      // All but what may be the beginning of a tag.
      const size_t kept = std::min<size_t>(window.size(), kLongestName);
      stream_.Consume(window.size() - kept);
      return false;
    }
    const std::optional<Markup> markup = ScanMarkup(window.substr(at));
    if (!markup.has_value()) {
      stream_.Consume(at);
      return false;
    }
    if (markup->kind == MarkupKind::kStart || markup->kind == MarkupKind::kEmpty) {
      if (LocalPart(markup->name) == "row") AddRow(markup->text);
    }
    stream_.Consume(at + std::max<size_t>(markup->text.size(), 1));
    return true;
  }

  // Where "row" stands as the name of a start tag, perhaps with a prefix.
  static size_t FindRow(std::string_view window) {
    size_t from = 0;
    while (from < window.size()) {
      const void* found = memmem(window.data() + from, window.size() - from, "row", 3);
      if (found == nullptr) return std::string_view::npos;
      const auto at = static_cast<size_t>(static_cast<const char*>(found) - window.data());
      if (at > 0 && window[at - 1] == '<') return at - 1;
      if (at > 0 && window[at - 1] == ':') {
        const size_t open = window.rfind('<', at);
        if (open != std::string_view::npos && at - open < kLongestName) return open;
      }
      from = at + 3;
    }
    return std::string_view::npos;
  }

  void AddRow(std::string_view tag) {
    // As an element of its own, for its attributes.
    std::string element(tag);
    if (!element.ends_with("/>")) element.insert(element.size() - 1, "/");
    XmlScanner xml(element, 2);
    if (!xml.Next()) return;
    int32_t row = row_ + 1;
    if (const auto number = xml.Attribute("r")) {
      std::from_chars(number->data(), number->data() + number->size(), row);
    }
    if (row < 1 || row > kMaxRow) return;
    row_ = row;
    SizeSpan span{row, row};
    if (IsTrue(xml.Attribute("customHeight")))
      span.size = ToNumber(xml.Attribute("ht").value_or(""));
    span.hidden = IsTrue(xml.Attribute("hidden"));
    if (span.size > 0 || span.hidden || keep_all_) rows_.push_back(span);
  }

  static constexpr size_t kLongestName = 64;

  PartStream& stream_;
  const bool keep_all_;
  std::vector<SizeSpan>& rows_;
  int32_t row_ = 0;
};

absl::Status ReadRows(const Package& package, std::string_view part,
                      const platform::CancellationToken& cancellation, SheetGeometry* geometry) {
  ASSIGN_OR_RETURN(PartStream stream, package.Stream(part, cancellation));
  RETURN_IF_ERROR(stream.Fill().status());
  std::string decoded;
  std::optional<PartStream> utf8;
  if (IsUtf16(stream.window())) {
    ASSIGN_OR_RETURN(std::string bytes, package.Read(part, cancellation));
    ASSIGN_OR_RETURN(decoded, DecodeXmlPart(part, std::move(bytes)));
    utf8.emplace(std::string_view(decoded));
  }
  RowTags tags(utf8.has_value() ? &*utf8 : &stream, geometry->rows_hidden, &geometry->rows);
  RETURN_IF_ERROR(tags.Read());
  Tidy(&geometry->rows);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::shared_ptr<const SheetGeometry>> ReadSheetGeometry(
    const Package& package, std::string_view part, int max_depth,
    const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const SheetFrame frame, ReadSheetFrame(package, part, cancellation));
  auto geometry = std::make_shared<SheetGeometry>();
  FeatureXml xml(frame.xml, max_depth, cancellation);
  ReadFrame(&xml, geometry.get());
  const auto part_offset = [&frame](size_t offset) { return frame.PartOffset(offset); };
  RETURN_IF_ERROR(xml.Finish(part, part_offset));
  if (frame.cut_bytes > 0) {
    RETURN_IF_ERROR(ReadRows(package, part, cancellation, geometry.get()));
  }
  return geometry;
}

absl::StatusOr<std::shared_ptr<const SheetGeometry>> LoadSheetGeometry(
    const Workbook& workbook, int sheet, const platform::CancellationToken& cancellation) {
  const auto* xlsx = dynamic_cast<const XlsxWorkbook*>(&workbook);
  if (xlsx == nullptr) {
    return platform::Internal(
        "the geometry of a workbook that OpenXlsx did not make was asked for");
  }
  // Says what is wrong with the sheet, if anything is.
  RETURN_IF_ERROR(workbook.DeclaredRange(sheet, cancellation).status());
  const auto read = [&] {
    const Document& document = xlsx->document();
    return ReadSheetGeometry(document.package(), document.sheet_part(sheet),
                             document.package().limits().max_xml_depth, cancellation);
  };
  return workbook.derived().Get<SheetGeometry>(Concat("geometry ", sheet), cancellation, read);
}

}  // namespace sheetgate::spreadsheet
