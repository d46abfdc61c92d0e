#include "spreadsheet/edit/column_formats.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/address.h"
#include "spreadsheet/model/shown_value.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_scanner.h"

namespace sheetgate::spreadsheet {
namespace {

// 18.3.1.81 sheetFormatPr: the default width, or 8 characters of 7 pixels with 5 of padding.
double UsualWidth(const XmlScanner& xml) {
  constexpr double kCharacter = 7, kPadding = 5;
  double number = 0;
  for (const std::string_view name : {"defaultColWidth", "baseColWidth"}) {
    const std::string_view text = xml.Attribute(name).value_or("");
    std::from_chars(text.data(), text.data() + text.size(), number);
    if (number > 0) return name == "defaultColWidth" ? number : number + kPadding / kCharacter;
  }
  return 0;
}

}  // namespace

absl::StatusOr<ColumnFormats> ColumnFormats::Read(const XmlPart& worksheet) {
  constexpr double kUsualWidth = 9.140625;
  ColumnFormats formats;
  formats.usual_width_ = kUsualWidth;
  XmlScanner xml(worksheet.xml, worksheet.max_depth);
  if (!xml.Next()) return xml.StatusFor(worksheet.name);
  const std::string_view root = xml.name();
  formats.prefix_ = root.substr(0, root.size() - xml.local_name().size());
  while (xml.NextChild()) {
    if (xml.local_name() == "sheetData") break;  // columns stand before it
    if (xml.local_name() == "sheetFormatPr") {
      if (const double width = UsualWidth(xml); width > 0) formats.usual_width_ = width;
    }
    if (xml.local_name() != "cols") {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      TagAttributes tag(Concat("<", formats.prefix_, "col/>"));
      for (const XmlAttribute& attribute : xml.attributes()) {
        if (attribute.name == "min" || attribute.name == "max") continue;
        tag.Set(attribute.name, attribute.value);
      }
      const TagAttributes whole(
          std::string(worksheet.xml.substr(xml.begin(), xml.end() - xml.begin())));
      const auto first = whole.Number("min"), last = whole.Number("max");
      const uint32_t after =
          formats.columns_.empty() ? 1 : static_cast<uint32_t>(formats.columns_.back().last) + 1;
      if (!first.has_value() || !last.has_value() || *first < after || *first > *last ||
          *last > static_cast<uint32_t>(kMaxColumn)) {
        return CorruptPart(worksheet.name, "its columns are not in order");
      }
      formats.columns_.push_back(
          {static_cast<int32_t>(*first), static_cast<int32_t>(*last), std::move(tag)});
      xml.SkipElement();
    }
  }
  RETURN_IF_ERROR(xml.StatusFor(worksheet.name));
  return formats;
}

const ColumnFormats::Column* ColumnFormats::Find(int32_t column) const {
  const auto found =
      std::upper_bound(columns_.begin(), columns_.end(), column,
                       [](int32_t value, const Column& one) { return value <= one.last; });
  return found != columns_.end() && found->first <= column ? &*found : nullptr;
}

uint32_t ColumnFormats::Style(int32_t column) const {
  const Column* found = Find(column);
  return found == nullptr ? 0 : found->tag.Number("style").value_or(0);
}

std::vector<int32_t> ColumnFormats::Stretches() const {
  std::vector<int32_t> starts = {1};
  for (const Column& column : columns_) {
    if (column.first != starts.back()) starts.push_back(column.first);
    if (column.last < kMaxColumn) starts.push_back(column.last + 1);
  }
  return starts;
}

void ColumnFormats::Edit(int32_t first, int32_t last,
                         absl::FunctionRef<void(TagAttributes*)> edit) {
  EditPieces(first, last, /*each=*/false, [&](int32_t, TagAttributes* tag) { edit(tag); });
}

void ColumnFormats::EditEach(int32_t first, int32_t last,
                             absl::FunctionRef<void(int32_t, TagAttributes*)> edit) {
  EditPieces(first, last, /*each=*/true, edit);
}

void ColumnFormats::EditPieces(int32_t first, int32_t last, bool each,
                               absl::FunctionRef<void(int32_t, TagAttributes*)> edit) {
  std::vector<Column> after;
  int32_t next = first;
  const auto add = [&](int32_t begin, int32_t end, const TagAttributes& before) {
    for (int32_t column = begin; column <= end; column = each ? column + 1 : end + 1) {
      TagAttributes tag = before;
      edit(column, &tag);
      if (!tag.has_attributes()) continue;
      if (!tag.Get("width").has_value()) tag.Set("width", ExactNumber(usual_width_));
      after.push_back({column, each ? column : end, std::move(tag)});
    }
    next = end + 1;
  };
  const TagAttributes none(Concat("<", prefix_, "col/>"));
  const auto fill_gap = [&](int32_t end) {
    if (next <= end) add(next, end, none);
  };
  for (const Column& column : columns_) {
    fill_gap(std::min(last, column.first - 1));
    if (column.last < first || column.first > last) {
      after.push_back(column);
      continue;
    }
    if (column.first < first) after.push_back({column.first, first - 1, column.tag});
    add(std::max(first, column.first), std::min(last, column.last), column.tag);
    if (column.last > last) after.push_back({last + 1, column.last, column.tag});
  }
  fill_gap(last);
  std::vector<Column> joined;
  for (Column& column : after) {
    if (!joined.empty() && joined.back().last + 1 == column.first &&
        joined.back().tag.text() == column.tag.text()) {
      joined.back().last = column.last;
    } else {
      joined.push_back(std::move(column));
    }
  }
  changed_ = changed_ || !std::equal(columns_.begin(), columns_.end(), joined.begin(), joined.end(),
                                     [](const Column& a, const Column& b) {
                                       return a.first == b.first && a.last == b.last &&
                                              a.tag.text() == b.tag.text();
                                     });
  columns_ = std::move(joined);
}

absl::StatusOr<std::string> ColumnFormats::WriteTo(const XmlPart& worksheet) const {
  if (!changed_) return std::string(worksheet.xml);
  std::string element;
  for (const Column& column : columns_) {
    std::string tag = column.tag.text();
    const size_t name_end = tag.find_first_of(" /");
    tag.insert(name_end, Concat(" min=\"", column.first, "\" max=\"", column.last, "\""));
    element += tag;
  }
  if (!element.empty()) {
    element = Concat("<", prefix_, "cols>", element, "</", prefix_, "cols>");
  }
  return SetWorksheetChild(worksheet, "cols", element);
}

}  // namespace sheetgate::spreadsheet
