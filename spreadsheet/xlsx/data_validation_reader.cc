// Excel 2010's validations differ in that their ranges are an element and their formulas wrapped in
// one.
#include "spreadsheet/xlsx/data_validation_reader.h"

#include <string>
#include <string_view>
#include <utility>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

// The text constant whose value is `text`.
std::string TextConstant(std::string_view text) {
  std::string constant = "\"";
  for (const char c : text) {
    if (c == '"') constant.push_back('"');
    constant.push_back(c);
  }
  constant.push_back('"');
  return constant;
}

// A list with an item that has a comma is written twice (mc:AlternateContent, ECMA-376 part 3): as
// x12ac:list ([MS-XLSX] 2.4.66), where such items are quoted, and for old readers as formula1.
void ReadAlternatives(FeatureXml* xml, DataValidation* validation) {
  std::string list, fallback;
  while (xml->NextChild()) {  // Choice, Fallback
    while (xml->NextChild()) {
      if (xml->name() == "list") {
        list = xml->Content();
        DecodeXstring(&list);
      } else if (xml->name() == "formula1") {
        fallback = xml->Formula();
      } else {
        xml->Skip();
      }
    }
  }
  validation->formula1 = list.empty() ? std::move(fallback) : TextConstant(list);
}

void ReadAttributes(FeatureXml* xml, DataValidation* validation) {
  validation->type = xml->Text("type", "none");
  validation->op = xml->Text("operator", "between");
  validation->ranges = ParseSqref(xml->Text("sqref"));
  validation->allow_blank = xml->Flag("allowBlank", false);
  validation->show_input_message = xml->Flag("showInputMessage", false);
  validation->show_error_message = xml->Flag("showErrorMessage", false);
  validation->hide_dropdown = xml->Flag("showDropDown", false);
  validation->error_style = xml->Text("errorStyle", "stop");
  validation->prompt_title = xml->Xstring("promptTitle");
  validation->prompt = xml->Xstring("prompt");
  validation->error_title = xml->Xstring("errorTitle");
  validation->error = xml->Xstring("error");
}

DataValidation ReadDataValidation(FeatureXml* xml) {
  DataValidation validation;
  ReadAttributes(xml, &validation);
  while (xml->NextChild()) {
    if (xml->name() == "formula1") {
      validation.formula1 = xml->Formula();
    } else if (xml->name() == "formula2") {
      validation.formula2 = xml->Formula();
    } else if (xml->name() == "sqref") {
      validation.ranges = ParseSqref(xml->Content());
    } else if (xml->name() == "AlternateContent") {
      ReadAlternatives(xml, &validation);
    } else {
      xml->Skip();
    }
  }
  return validation;
}

}  // namespace

void ReadDataValidations(bool extension, FeatureXml* xml, std::vector<DataValidation>* out) {
  while (xml->NextChild()) {
    if (xml->name() != "dataValidation") {
      xml->Skip();
      continue;
    }
    DataValidation validation = ReadDataValidation(xml);
    validation.extension = extension;
    if (!validation.ranges.empty()) out->push_back(std::move(validation));
  }
}

}  // namespace sheetgate::spreadsheet
