#include "spreadsheet/xlsx/workbook_format.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

std::string_view ContentTypeOf(std::string_view format) {
  if (format == "xltx") {
    return "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml";
  }
  if (format == "xlsm") return "application/vnd.ms-excel.sheet.macroEnabled.main+xml";
  if (format == "xltm") return "application/vnd.ms-excel.template.macroEnabled.main+xml";
  return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
}

absl::StatusOr<std::string> FindWorkbookPart(const Package& package) {
  ASSIGN_OR_RETURN(const std::vector<Relationship> relationships, package.Relationships(""));
  for (const Relationship& relationship : relationships) {
    if (!relationship.external && relationship.type.ends_with("/officeDocument")) {
      return relationship.target;
    }
  }
  return platform::InvalidArgument(
      platform::ErrorReason::kNotAWorkbook,
      "the package has no workbook in it; give an .xlsx or .xlsm file that Excel can open");
}

}  // namespace

bool IsMacroEnabled(std::string_view format) { return format == "xlsm" || format == "xltm"; }

bool HasMacros(const Workbook& workbook) {
  return workbook.features().macros ||
         std::ranges::any_of(workbook.sheets(), [](const SheetInfo& sheet) {
           return sheet.kind == SheetKind::kMacrosheet;
         });
}

absl::StatusOr<std::string> WithWorkbookFormat(PackageBytes bytes, std::string_view format,
                                               const XlsxLimits& limits,
                                               const platform::CancellationToken& cancellation) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Package> package,
                   Package::Open(std::move(bytes), limits, cancellation));
  ASSIGN_OR_RETURN(const std::string workbook, FindWorkbookPart(*package));
  ASSIGN_OR_RETURN(std::string raw, package->Read(kContentTypesPart, cancellation));
  ASSIGN_OR_RETURN(const std::string types, DecodeXmlPart(kContentTypesPart, std::move(raw)));

  const std::string part_name = "/" + workbook;
  const auto is_its_type = [&](const XmlScanner& type) {
    return EqualsIgnoreAsciiCase(Decoded(type.Attribute("PartName").value_or("")), part_name);
  };
  ASSIGN_OR_RETURN(const std::string without,
                   RemoveChildren({kContentTypesPart, types, limits.max_xml_depth}, is_its_type));
  std::string element = "Override PartName=\"";
  AppendEscaped(part_name, &element);
  element += Concat("\" ContentType=\"", ContentTypeOf(format), "\"");
  PackageEdit edit;
  ASSIGN_OR_RETURN(edit.replaced[std::string(kContentTypesPart)],
                   AppendChild({kContentTypesPart, without, limits.max_xml_depth}, element));
  return RewritePackage(*package, edit, cancellation);
}

}  // namespace sheetgate::spreadsheet
