// Every kind of criterion has an element of its own; a column has one of them.
#include "spreadsheet/xlsx/auto_filter_reader.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

// Values a criterion names; of more it says how many.
constexpr size_t kMaxValues = 50;

// 18.18.31 ST_FilterOperator.
std::string_view SymbolOf(std::string_view op) {
  if (op == "lessThan") return "<";
  if (op == "lessThanOrEqual") return "<=";
  if (op == "notEqual") return "<>";
  if (op == "greaterThanOrEqual") return ">=";
  if (op == "greaterThan") return ">";
  return "=";
}

// 18.3.2.4 dateGroupItem: a year, month, day, ... with all in it, as the front of an ISO date.
std::string DateGroup(FeatureXml* xml) {
  constexpr std::string_view kParts[] = {"year", "month", "day", "hour", "minute", "second"};
  constexpr std::string_view kFronts[] = {"", "-", "-", "T", ":", ":"};
  std::string text;
  for (size_t i = 0; i < std::size(kParts); ++i) {
    const std::string part = xml->Text(kParts[i]);
    if (part.empty()) break;
    text += Concat(kFronts[i], part.size() == 1 ? "0" : "", part);
  }
  return text;
}

// 18.3.2.8 filters.
std::string ReadValues(FeatureXml* xml) {
  std::string text = "=";
  size_t count = 0;
  const auto add = [&](const std::string& value) {
    if (count++ < kMaxValues) text += Concat(count == 1 ? " " : ", ", value);
  };
  const bool blanks = xml->Flag("blank", false);
  while (xml->NextChild()) {
    if (xml->name() == "filter") add(xml->Xstring("val"));
    if (xml->name() == "dateGroupItem") add(DateGroup(xml));
    xml->Skip();
  }
  if (blanks) add("(blanks)");
  if (count > kMaxValues) text += Concat(" and ", count - kMaxValues, " more");
  return text;
}

// 18.3.2.2 customFilters: at most two.
std::string ReadCustom(FeatureXml* xml) {
  const std::string_view join = xml->Flag("and", false) ? " and " : " or ";
  std::string text;
  while (xml->NextChild()) {
    if (xml->name() == "customFilter") {
      if (!text.empty()) text += join;
      text += Concat(SymbolOf(xml->Text("operator")), " ", xml->Xstring("val"));
    }
    xml->Skip();
  }
  return text;
}

std::string ReadTop10(FeatureXml* xml) {
  return Concat(xml->Flag("top", true) ? "top " : "bottom ", xml->Text("val"),
                xml->Flag("percent", false) ? " percent" : "");
}

// What a filterColumn element holds; empty when it filters nothing.
std::string ReadCriteria(FeatureXml* xml) {
  std::string criteria;
  while (xml->NextChild()) {
    const std::string_view name = xml->name();
    if (name == "filters") {
      criteria = ReadValues(xml);
      continue;
    }
    if (name == "customFilters") {
      criteria = ReadCustom(xml);
      continue;
    }
    if (name == "top10") criteria = ReadTop10(xml);
    if (name == "dynamicFilter") criteria = xml->Text("type");
    if (name == "colorFilter")
      criteria = xml->Flag("cellColor", true) ? "cell color" : "font color";
    if (name == "iconFilter") {
      criteria = Concat("icon ", xml->Text("iconSet"), " ", xml->Text("iconId"));
    }
    xml->Skip();
  }
  return criteria;
}

}  // namespace

std::optional<AutoFilter> ReadAutoFilter(FeatureXml* xml) {
  const std::optional<RangeRef> range = xml->Range("ref");
  AutoFilter filter;
  while (xml->NextChild()) {
    if (xml->name() == "filterColumn") {
      const uint32_t column = std::min<uint32_t>(xml->Number("colId").value_or(0), kMaxColumn);
      std::string criteria = ReadCriteria(xml);
      if (criteria.empty() || !range.has_value()) continue;
      const int32_t place = range->first.column + static_cast<int32_t>(column);
      filter.columns.push_back({std::min(place, kMaxColumn), std::move(criteria)});
    } else if (xml->name() == "sortState") {
      filter.sort = ReadSortState(xml);
    } else {
      xml->Skip();
    }
  }
  if (!range.has_value()) return std::nullopt;
  filter.range = *range;
  return filter;
}

std::optional<SortState> ReadSortState(FeatureXml* xml) {
  const std::optional<RangeRef> range = xml->Range("ref");
  SortState sort;
  sort.case_sensitive = xml->Flag("caseSensitive", false);
  sort.by_columns = xml->Flag("columnSort", false);
  while (xml->NextChild()) {
    if (xml->name() == "sortCondition") {
      if (const std::optional<RangeRef> key = xml->Range("ref")) {
        std::string by = xml->Text("sortBy");
        if (by == "value") by.clear();
        sort.keys.push_back(
            {*key, xml->Flag("descending", false), std::move(by), xml->Xstring("customList")});
      }
    }
    xml->Skip();
  }
  if (!range.has_value()) return std::nullopt;
  sort.range = *range;
  return sort;
}

}  // namespace sheetgate::spreadsheet
