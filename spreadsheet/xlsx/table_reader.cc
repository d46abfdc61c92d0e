#include "spreadsheet/xlsx/table_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/feature_xml.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/sheet_frame.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

TableColumn ReadColumn(FeatureXml* xml) {
  TableColumn column;
  column.name = xml->Xstring("name");
  column.totals_function = xml->Text("totalsRowFunction");
  if (column.totals_function == "none") column.totals_function.clear();
  column.totals_label = xml->Xstring("totalsRowLabel");
  while (xml->NextChild()) {
    if (xml->name() == "calculatedColumnFormula") {
      column.formula = xml->Formula();
    } else if (xml->name() == "totalsRowFormula") {
      column.totals_formula = xml->Formula();
    } else {
      xml->Skip();
    }
  }
  return column;
}

void ReadColumns(FeatureXml* xml, std::vector<TableColumn>* columns) {
  while (xml->NextChild()) {
    if (xml->name() == "tableColumn") {
      columns->push_back(ReadColumn(xml));
    } else {
      xml->Skip();
    }
  }
}

// A number of rows at one end of the table; the schema allows any, Excel writes 0 and 1.
int RowCount(FeatureXml* xml, std::string_view attribute, int missing) {
  const std::optional<uint32_t> count = xml->Number(attribute);
  return count.has_value() ? static_cast<int>(std::min<uint32_t>(*count, kMaxRow)) : missing;
}

}  // namespace

absl::StatusOr<std::optional<Table>> ReadTable(const Package& package, std::string_view part,
                                               int max_depth,
                                               const platform::CancellationToken& cancellation) {
  if (package.InflatedSize(part) > static_cast<int64_t>(kMaxFrameBytes)) {
    return PackageTooLarge(
        Concat("table part ", Quoted(part), " holds more than ", kMaxFrameBytes, " bytes"),
        static_cast<int64_t>(kMaxFrameBytes));
  }
  ASSIGN_OR_RETURN(std::string bytes, package.Read(part, cancellation));
  ASSIGN_OR_RETURN(const std::string text, DecodeXmlPart(part, std::move(bytes)));
  FeatureXml xml(text, max_depth, cancellation);
  Table table;
  table.part = part;
  table.name = xml.Xstring("displayName");
  if (table.name.empty()) table.name = xml.Xstring("name");
  const std::optional<RangeRef> range = xml.Range("ref");
  table.header_rows = RowCount(&xml, "headerRowCount", 1);
  table.totals_rows = RowCount(&xml, "totalsRowCount", 0);
  const bool is_table = xml.name() == "table";
  while (xml.NextChild()) {
    if (xml.name() == "tableColumns") {
      ReadColumns(&xml, &table.columns);
      continue;
    }
    if (xml.name() == "autoFilter") table.filter = xml.Range("ref");
    if (xml.name() == "tableStyleInfo") table.style = xml.Text("name");
    xml.Skip();
  }
  RETURN_IF_ERROR(xml.Finish(part));
  if (!is_table || table.name.empty() || !range.has_value()) return std::nullopt;
  table.range = *range;
  return table;
}

}  // namespace sheetgate::spreadsheet
