// Every message names the offender and ends with a name that works.
#include "spreadsheet/xlsx/sheet_names.h"

#include <set>
#include <string_view>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;

constexpr size_t kMaxUnits = 31;
constexpr std::string_view kForbidden = ":\\/?*[]";

absl::Status BadName(std::string_view name, std::string_view why) {
  return platform::InvalidArgument(
      ErrorReason::kInvalidArgument,
      Concat("sheet name ", Quoted(name), " ", why, "; use a name such as 'Budget 2027'"),
      {{"sheet_name", std::string(name)}});
}

absl::Status CheckSheetName(std::string_view name) {
  if (!IsValidUtf8(name)) {
    return platform::InvalidArgument(ErrorReason::kInvalidArgument,
                                     "a sheet name is not UTF-8; use a name such as 'Budget 2027'");
  }
  if (name.empty()) return BadName(name, "is empty");
  if (CharacterCount(name) > kMaxUnits) return BadName(name, "is longer than 31 characters");
  for (const char c : name) {
    if (static_cast<unsigned char>(c) < ' ') return BadName(name, "has a control character");
    if (kForbidden.find(c) != std::string_view::npos) {
      return BadName(name, Concat("has '", std::string_view(&c, 1),
                                  "'; : \\ / ? * [ ] are not allowed in it"));
    }
  }
  if (name.front() == '\'' || name.back() == '\'') {
    return BadName(name, "starts or ends with an apostrophe");
  }
  if (EqualsIgnoreAsciiCase(name, "History")) return BadName(name, "is reserved by Excel");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckSheetNames(const std::vector<std::string>& names) {
  if (names.empty()) {
    return platform::InvalidArgument(
        ErrorReason::kInvalidArgument,
        "a workbook needs at least one sheet; give a name such as 'Sheet1'");
  }
  std::set<std::string> folded;
  for (const std::string& name : names) {
    RETURN_IF_ERROR(CheckSheetName(name));
    if (!folded.insert(FoldCase(name)).second) {
      return BadName(name, "is given twice; names that differ only in case are the same to Excel");
    }
  }
  return absl::OkStatus();
}

}  // namespace sheetgate::spreadsheet
