// Number formats: the built-in table of 18.8.30 and those a file defines.
#include "spreadsheet/xlsx/styles.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "platform/base/status_macros.h"
#include "spreadsheet/model/dates.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::string_view kGeneral = "General";

// The code of a format id that files use without defining it. 27-36 and 50-58 are dates and times
// whose exact form depends on an East Asian language; the forms here keep what they show.
std::string_view BuiltInCode(uint32_t id) {
  switch (id) {
    case 1:
      return "0";
    case 2:
      return "0.00";
    case 3:
      return "#,##0";
    case 4:
      return "#,##0.00";
    case 5:
      return "\"$\"#,##0_);(\"$\"#,##0)";
    case 6:
      return "\"$\"#,##0_);[Red](\"$\"#,##0)";
    case 7:
      return "\"$\"#,##0.00_);(\"$\"#,##0.00)";
    case 8:
      return "\"$\"#,##0.00_);[Red](\"$\"#,##0.00)";
    case 9:
      return "0%";
    case 10:
      return "0.00%";
    case 11:
      return "0.00E+00";
    case 12:
      return "# ?/?";
    case 13:
      return "# ?\?/??";
    case 14:
      return "mm-dd-yy";
    case 15:
      return "d-mmm-yy";
    case 16:
      return "d-mmm";
    case 17:
      return "mmm-yy";
    case 18:
      return "h:mm AM/PM";
    case 19:
      return "h:mm:ss AM/PM";
    case 20:
      return "h:mm";
    case 21:
      return "h:mm:ss";
    case 22:
      return "m/d/yy h:mm";
    case 37:
      return "#,##0 ;(#,##0)";
    case 38:
      return "#,##0 ;[Red](#,##0)";
    case 39:
      return "#,##0.00;(#,##0.00)";
    case 40:
      return "#,##0.00;[Red](#,##0.00)";
    case 41:
      return "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"_);_(@_)";
    case 42:
      return "_(\"$\"* #,##0_);_(\"$\"* \\(#,##0\\);_(\"$\"* \"-\"_);_(@_)";
    case 43:
      return "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"??_);_(@_)";
    case 44:
      return "_(\"$\"* #,##0.00_);_(\"$\"* \\(#,##0.00\\);_(\"$\"* \"-\"??_);_(@_)";
    case 45:
      return "mm:ss";
    case 46:
      return "[h]:mm:ss";
    case 47:
      return "mmss.0";
    case 48:
      return "##0.0E+0";
    case 49:
      return "@";
    default:
      break;
  }
  if (id >= 32 && id <= 35) return "h:mm:ss";
  if ((id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return "yyyy-mm-dd";
  return kGeneral;
}

uint32_t ParseId(std::string_view text) {
  uint32_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Styles>> Styles::Parse(std::string_view part,
                                                            std::string_view text, int max_depth) {
  auto styles = std::make_shared<Styles>();
  XmlScanner xml(text, max_depth);
  if (!xml.Next()) return xml.StatusFor(part);
  if (xml.local_name() != "styleSheet")
    return CorruptPart(part, "its root element is not styleSheet");
  while (xml.NextChild()) {
    const bool codes = xml.local_name() == "numFmts";
    const bool formats = xml.local_name() == "cellXfs";
    if (!codes && !formats) {
      xml.SkipElement();
      continue;
    }
    while (xml.NextChild()) {
      const uint32_t id = ParseId(xml.Attribute("numFmtId").value_or(""));
      if (codes && xml.local_name() == "numFmt") {
        const std::string code = Decoded(xml.Attribute("formatCode").value_or(""));
        styles->dates_[id] = IsDateFormat(code);
        styles->codes_[id] = code;
      } else if (formats && xml.local_name() == "xf") {
        styles->formats_.push_back(id);
      }
      xml.SkipElement();
    }
  }
  while (xml.Next()) {
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  return styles;
}

uint32_t Styles::NumberFormatId(uint32_t style) const {
  return style < formats_.size() ? formats_[style] : 0;
}

std::string_view Styles::FormatCode(uint32_t id) const {
  const auto found = codes_.find(id);
  return found == codes_.end() ? BuiltInCode(id) : std::string_view(found->second);
}

bool Styles::IsDateId(uint32_t id) const {
  const auto found = dates_.find(id);
  return found == dates_.end() ? IsDateFormat(BuiltInCode(id)) : found->second;
}

uint32_t NumberFormatId(const Styles& styles, const std::vector<AddedFormat>& added,
                        uint32_t style) {
  const uint32_t first_added = styles.size();
  if (style < first_added) return styles.NumberFormatId(style);
  return style - first_added < added.size() ? added[style - first_added].number_format_id : 0;
}

uint32_t StyleTable::WithDate(uint32_t style, double serial) {
  if (styles_->IsDateId(NumberFormatId(*styles_, added_, style))) return style;
  constexpr uint32_t kDate = 14;
  constexpr uint32_t kTime = 21;
  constexpr uint32_t kDateTime = 22;
  const bool whole = serial == std::floor(serial);
  const AddedFormat wanted = {style, whole ? kDate : serial < 1 ? kTime : kDateTime};
  auto found = std::find(added_.begin(), added_.end(), wanted);
  if (found == added_.end()) found = added_.insert(added_.end(), wanted);
  return styles_->size() + static_cast<uint32_t>(found - added_.begin());
}

}  // namespace sheetgate::spreadsheet
