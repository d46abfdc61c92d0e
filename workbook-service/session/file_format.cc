#include "workbook-service/session/file_format.h"

#include "platform/base/error.h"
#include "platform/base/strings.h"
#include "spreadsheet/xlsx/workbook_format.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {
namespace {

using platform::StrCat;

std::string WithExtension(std::string_view path, std::string_view format) {
  return StrCat(path.substr(0, path.rfind('.')), ".", format);
}

absl::Status WrongFormat(const std::string& path, std::string_view why, std::string_view format) {
  return platform::InvalidArgument(
      platform::ErrorReason::kInvalidPath,
      StrCat("path '", path, "' ", why, "; use a path such as ", WithExtension(path, format)),
      {{"field", "path"}, {"format", std::string(format)}});
}

}  // namespace

absl::Status CheckSaveFormat(const std::string& path, const spreadsheet::Workbook& workbook) {
  const std::string_view target = FormatOfPath(path);
  const std::string_view format = workbook.features().format;
  if (target == format) return absl::OkStatus();
  if (IsDelimited(target)) {
    return WrongFormat(path,
                       StrCat("is that of a ", target,
                              " file, and those are read but never written, because they hold "
                              "neither formulas nor formats"),
                       format);
  }
  const bool was_enabled = spreadsheet::IsMacroEnabled(format);
  const bool enabled = spreadsheet::IsMacroEnabled(target);
  if (spreadsheet::HasMacros(workbook)) {
    if (enabled) return absl::OkStatus();
    return WrongFormat(
        path, StrCat("cannot hold the workbook's macros: Excel opens no .", target, " with macros"),
        was_enabled ? format : "xlsm");
  }
  if (!enabled || was_enabled) return absl::OkStatus();
  return WrongFormat(
      path, StrCat("is that of a workbook with macros, and this one (", format, ") has none"),
      format);
}

absl::Status CheckReceivedFormat(const std::string& path, const spreadsheet::Workbook& workbook) {
  const std::string& format = workbook.features().format;
  if (IsDelimited(FormatOfPath(path)) || FormatOfPath(path) == format) return absl::OkStatus();
  return WrongFormat(path, StrCat("has another extension than the workbook's format ", format),
                     format);
}

std::string PackageFileName(std::string_view path, std::string_view format) {
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  return IsDelimited(FormatOfPath(name)) ? WithExtension(name, format) : std::string(name);
}

}  // namespace sheetgate::workbook
