// A cell whose formula stays keeps its attributes and its <f> byte for byte; any other cell is
// written anew, without the cell and value metadata (cm, vm) that belonged to what it was.
#include "spreadsheet/xlsx/cell_writer.h"

#include <charconv>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/part_edits.h"
#include "spreadsheet/xlsx/rich_text_writer.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr int kMaxDepth = 256;  // the part was read with its own limit before

// The value of a cell as attribute t and child element.
struct ValueXml {
  std::string_view type;  // empty: a number or nothing
  std::string element;
};

// Rich text stays in its cell: the string table is searched for plain texts only.
ValueXml WriteValue(const CellWrite& write, bool is_result, std::string_view like,
                    StringPool* strings) {
  const CellEdit& edit = *write.edit;
  ValueXml value;
  const auto set = [&](std::string_view type, std::string_view text) {
    value.type = type;
    AppendTextElement("v", like, text, &value.element);
  };
  switch (edit.type) {
    case CellType::kEmpty:
      break;
    case CellType::kNumber:
      set("", FormatNumber(edit.number));
      break;
    case CellType::kBoolean:
      set("b", edit.boolean ? "1" : "0");
      break;
    case CellType::kError:
      set("e", ErrorText(edit.error));
      break;
    case CellType::kText:
      if (is_result) {
        set("str", *edit.text);
      } else if (const auto index =
                     edit.runs == nullptr ? strings->Refer(*edit.text) : std::nullopt;
                 index.has_value()) {
        set("s", std::to_string(*index));
      } else {
        value.type = "inlineStr";
        value.element = Concat(Tag("<", like, "is"), ">");
        if (edit.runs != nullptr) {
          AppendRuns(*edit.runs, write.font, like, &value.element);
        } else {
          AppendTextElement("t", like, *edit.text, &value.element);
        }
        value.element += Concat(Tag("</", like, "is"), ">");
      }
      break;
  }
  return value;
}

std::string Attribute(std::string_view name, std::string_view value) {
  return Concat(" ", name, "=\"", value, "\"");
}

std::string Element(std::string_view like, const std::string& attributes,
                    const std::string& content) {
  if (content.empty()) return Concat(Tag("<", like, "c"), attributes, "/>");
  return Concat(Tag("<", like, "c"), attributes, ">", content, Tag("</", like, "c"), ">");
}

// A cell written anew.
std::string WriteWhole(const CellWrite& write, std::string_view like, bool is_stored,
                       StringPool* strings) {
  const CellEdit& edit = *write.edit;
  const bool is_result = edit.formula != CellEdit::Formula::kNone;
  std::string content;
  if (edit.formula == CellEdit::Formula::kOwn)
    AppendTextElement("f", like, *edit.formula_text, &content);
  const ValueXml value = WriteValue(write, is_result, like, strings);
  content += value.element;
  if (content.empty() && edit.style == 0 && !is_stored) return {};
  std::string attributes = Attribute("r", FormatCell(write.cell));
  if (edit.style != 0) attributes += Attribute("s", std::to_string(edit.style));
  if (!value.type.empty()) attributes += Attribute("t", value.type);
  return Element(like, attributes, content);
}

// A stored cell with another value, another formula text, or both.
std::string WriteOver(const CellWrite& write, std::string_view like, std::string_view stored) {
  const CellEdit* edit = write.edit;
  XmlScanner xml(stored, kMaxDepth);
  xml.Next();
  std::string attributes = Attribute("r", FormatCell(write.cell));
  for (const XmlAttribute& attribute : xml.attributes()) {
    const bool of_value = attribute.name == "t" || attribute.name == "vm";
    const bool dropped = attribute.name == "r" || (edit != nullptr && of_value) ||
                         (edit != nullptr && edit->restyled && attribute.name == "s");
    if (dropped) continue;
    const size_t begin = xml.OffsetOf(attribute.name);
    const size_t end = xml.OffsetOf(attribute.value) + attribute.value.size() + 1;
    attributes += Concat(" ", stored.substr(begin, end - begin));
  }
  ValueXml value;
  if (edit != nullptr) {
    StringPool unused(nullptr);
    value = WriteValue(write, /*is_result=*/true, like, &unused);
    if (edit->restyled) attributes += Attribute("s", std::to_string(edit->style));
    if (!value.type.empty()) attributes += Attribute("t", value.type);
  }
  std::string formula;
  std::string kept_value;
  std::string rest;
  while (xml.NextChild()) {
    const std::string_view name = xml.local_name();
    std::string* place = name == "f" ? &formula : name == "v" || name == "is" ? &kept_value : &rest;
    const size_t begin = xml.begin();
    xml.SkipElement();
    place->append(stored.substr(begin, xml.end() - begin));
  }
  if (write.formula.has_value()) {
    formula.clear();
    AppendTextElement("f", like, *write.formula, &formula);
  }
  return Element(like, attributes,
                 Concat(formula, edit == nullptr ? kept_value : value.element, rest));
}

bool IsSharedString(std::string_view stored) {
  XmlScanner xml(stored, kMaxDepth);
  return xml.Next() && xml.Attribute("t") == "s";
}

}  // namespace

const std::string* SharedText(const CellWrite& write) {
  const CellEdit* edit = write.edit;
  const bool refers = edit != nullptr && edit->type == CellType::kText &&
                      edit->formula == CellEdit::Formula::kNone && edit->runs == nullptr;
  return refers ? edit->text.get() : nullptr;
}

std::string WriteCell(const CellWrite& write, std::string_view like, std::string_view stored,
                      StringPool* strings) {
  if (write.edit != nullptr && IsSharedString(stored)) strings->Release();
  const bool over = write.edit == nullptr || write.edit->formula == CellEdit::Formula::kStored;
  if (over && !stored.empty()) return WriteOver(write, like, stored);
  if (write.edit == nullptr) return {};
  return WriteWhole(write, like, !stored.empty(), strings);
}

std::string FormatNumber(double number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof(buffer), number);
  return std::string(buffer, end);
}

}  // namespace sheetgate::spreadsheet
