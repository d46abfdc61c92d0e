// Rows are stepped over, not read: in a part without comments and CDATA a row that holds no other
// ends at the next </row>.
#include "spreadsheet/xlsx/sheet_layout.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kCheckEvery = 1024;

// Moves from a row's start tag behind its end tag.
bool SkipRow(XmlScanner* xml, bool only_elements) {
  if (!only_elements || xml->self_closing()) return xml->SkipElement();
  const std::string_view rest = xml->bytes().substr(xml->end());
  const size_t end_tag = rest.find(Concat("</", xml->name(), ">"));
  if (end_tag == std::string_view::npos) return xml->SkipElement();
  // Not that of a row within the row, which no schema allows and XML does.
  if (rest.substr(0, end_tag).find(Concat("<", xml->name())) != std::string_view::npos) {
    return xml->SkipElement();
  }
  xml->Continue(xml->end() + end_tag);
  return xml->Next();
}

absl::Status ReadRows(std::string_view part, XmlScanner* xml, SheetLayout* layout,
                      const platform::CancellationToken& cancellation) {
  const bool only_elements = HasOnlyElements(xml->bytes());
  int32_t row = 0;
  while (xml->NextChild()) {
    if (xml->local_name() != "row") {
      xml->SkipElement();
      continue;
    }
    if (layout->rows.size() % kCheckEvery == 0) RETURN_IF_ERROR(cancellation.Check());
    const size_t begin = xml->begin();
    const auto number = xml->Attribute("r");
    row = number.has_value() ? static_cast<int32_t>(ParseUnsigned(*number).value_or(0)) : row + 1;
    if (row < 1 || row > kMaxRow) {
      return CorruptPart(part, Concat("a row number that cannot be, at byte ", begin));
    }
    layout->rows.emplace_back(row, begin, number.has_value());
    if (!SkipRow(xml, only_elements)) break;
  }
  return xml->StatusFor(part);
}

// The reference of the dimension element `xml` is at, if it is a range.
std::optional<DimensionSpan> ReadDimension(const XmlScanner& xml) {
  const auto ref = xml.Attribute("ref");
  if (!ref.has_value()) return std::nullopt;
  const absl::StatusOr<RangeRef> range = ParseRange(*ref);
  if (!range.ok()) return std::nullopt;
  const size_t begin = xml.OffsetOf(*ref);
  return DimensionSpan{begin, begin + ref->size(), *range};
}

}  // namespace

absl::StatusOr<SheetLayout> ReadSheetLayout(std::string_view part, std::string_view text,
                                            int max_depth,
                                            const platform::CancellationToken& cancellation) {
  SheetLayout layout;
  XmlScanner xml(text, max_depth);
  if (!xml.Next()) return xml.StatusFor(part);
  const std::string_view root = xml.name();
  while (xml.NextChild()) {
    if (xml.local_name() == "dimension") layout.dimension = ReadDimension(xml);
    if (xml.local_name() != "sheetData") {
      xml.SkipElement();
      continue;
    }
    if (layout.has_data)
      return CorruptPart(part, Concat("a second sheetData at byte ", xml.begin()));
    layout.has_data = true;
    layout.data_name = xml.name();
    layout.data_begin = xml.begin();
    layout.data_empty = xml.self_closing();
    RETURN_IF_ERROR(ReadRows(part, &xml, &layout, cancellation));
    layout.content_end = xml.begin();
    layout.data_end = xml.end();
  }
  while (xml.Next()) {
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  if (!layout.has_data) {
    layout.data_name = root;
    XmlScanner again(text, max_depth);
    layout.data_begin = layout.data_end =
        FindChildPlace(&again, {"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols"});
  }
  return layout;
}

}  // namespace sheetgate::spreadsheet
