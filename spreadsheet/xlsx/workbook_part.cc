// Names are compared without prefix, so transitional, strict and prefixed workbooks read alike.
#include "spreadsheet/xlsx/workbook_part.h"

#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/raw_cell.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

SheetVisibility ParseVisibility(std::string_view state) {
  if (state == "hidden") return SheetVisibility::kHidden;
  if (state == "veryHidden") return SheetVisibility::kVeryHidden;
  return SheetVisibility::kVisible;
}

void ReadSheets(XmlScanner* xml, WorkbookPart* workbook) {
  while (xml->NextChild()) {
    if (xml->local_name() == "sheet") {
      workbook->sheets.push_back({Decoded(xml->Attribute("name").value_or("")),
                                  ParseVisibility(xml->Attribute("state").value_or("")),
                                  Decoded(xml->PrefixedAttribute("id").value_or(""))});
    }
    xml->SkipElement();
  }
}

absl::Status ReadNames(std::string_view part, XmlScanner* xml, WorkbookPart* workbook) {
  while (xml->NextChild()) {
    if (xml->local_name() != "definedName") {
      xml->SkipElement();
      continue;
    }
    DefinedName name;
    name.name = Decoded(xml->Attribute("name").value_or(""));
    name.comment = Decoded(xml->Attribute("comment").value_or(""));
    DecodeXstring(&name.comment);
    name.hidden = ParseXmlBoolean(xml->Attribute("hidden").value_or(""));
    if (const auto sheet = ParseUnsigned(xml->Attribute("localSheetId").value_or(""));
        sheet.has_value() && *sheet < workbook->sheets.size()) {
      name.sheet = static_cast<int>(*sheet);
    }
    std::string text;
    bool sound = true;
    while (xml->Next() && xml->token() != XmlToken::kEnd) {
      if (xml->token() == XmlToken::kStart) {
        xml->SkipElement();
      } else {
        sound = AppendDecoded(xml->text(), xml->cdata(), &text) && sound;
      }
    }
    if (!sound)
      return CorruptPart(part,
                         Concat("an unknown character reference in the name ", Quoted(name.name)));
    name.refers_to = TrimXmlSpace(text);
    workbook->defined_names.push_back(std::move(name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<WorkbookPart> ReadWorkbookPart(std::string_view part, std::string_view text,
                                              int max_depth) {
  WorkbookPart workbook;
  XmlScanner xml(text, max_depth);
  if (!xml.Next()) return xml.StatusFor(part);
  if (xml.local_name() != "workbook") {
    return platform::InvalidArgument(
        platform::ErrorReason::kNotAWorkbook,
        Concat("the package holds a document of another kind (", Quoted(xml.local_name()),
               "); give an .xlsx or .xlsm workbook"));
  }
  while (xml.NextChild()) {
    const std::string_view name = xml.local_name();
    if (name == "sheets") {
      ReadSheets(&xml, &workbook);
    } else if (name == "definedNames") {
      RETURN_IF_ERROR(ReadNames(part, &xml, &workbook));
    } else {
      if (name == "workbookPr" && ParseXmlBoolean(xml.Attribute("date1904").value_or(""))) {
        workbook.date_system = DateSystem::k1904;
      }
      xml.SkipElement();
    }
  }
  while (xml.Next()) {
  }
  RETURN_IF_ERROR(xml.StatusFor(part));
  return workbook;
}

}  // namespace sheetgate::spreadsheet
