#include "tests/spreadsheet/testing/package_rules.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/content_types.h"
#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/relationships.h"
#include "spreadsheet/xlsx/xml_scanner.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::tests {
namespace {

using spreadsheet::CellRef;
using spreadsheet::Concat;
using spreadsheet::FormatCell;
using spreadsheet::FormatRange;
using spreadsheet::Package;
using spreadsheet::PartNameLess;
using spreadsheet::RangeRef;
using spreadsheet::Relationship;
using spreadsheet::XmlScanner;
using spreadsheet::XmlToken;

constexpr int kMaxDepth = 256;

// Children of a worksheet, in order (18.3.1.99).
constexpr std::array<std::string_view, 38> kWorksheetOrder = {"sheetPr",
                                                              "dimension",
                                                              "sheetViews",
                                                              "sheetFormatPr",
                                                              "cols",
                                                              "sheetData",
                                                              "sheetCalcPr",
                                                              "sheetProtection",
                                                              "protectedRanges",
                                                              "scenarios",
                                                              "autoFilter",
                                                              "sortState",
                                                              "dataConsolidate",
                                                              "customSheetViews",
                                                              "mergeCells",
                                                              "phoneticPr",
                                                              "conditionalFormatting",
                                                              "dataValidations",
                                                              "hyperlinks",
                                                              "printOptions",
                                                              "pageMargins",
                                                              "pageSetup",
                                                              "headerFooter",
                                                              "rowBreaks",
                                                              "colBreaks",
                                                              "customProperties",
                                                              "cellWatches",
                                                              "ignoredErrors",
                                                              "smartTags",
                                                              "drawing",
                                                              "legacyDrawing",
                                                              "legacyDrawingHF",
                                                              "picture",
                                                              "oleObjects",
                                                              "controls",
                                                              "webPublishItems",
                                                              "tableParts",
                                                              "extLst"};

int64_t NumberOf(std::optional<std::string_view> text, int64_t otherwise) {
  int64_t number = otherwise;
  if (text.has_value()) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

std::string KeyOf(std::string_view name) { return spreadsheet::ToLowerAscii(name); }

class Checker {
 public:
  explicit Checker(const spreadsheet::PackageBytes& bytes) : bytes_(bytes) {}

  std::vector<PackageProblem> Check() {
    auto package = Package::Open(bytes_, {}, {});
    auto workbook = spreadsheet::OpenXlsx(bytes_, {}, {});
    if (!package.ok() || !workbook.ok()) {
      Report("opens", package.ok() ? workbook.status().ToString() : package.status().ToString());
      return std::move(problems_);
    }
    package_ = *package;
    workbook_ = *workbook;
    CheckContainer();
    CheckTables();
    for (const auto& [part, type] : reached_) {
      if (type.ends_with("xml")) CheckIds(part);
    }
    CheckWorkbookPart();
    return std::move(problems_);
  }

 private:
  struct SheetPart {
    std::string part;
    int64_t id = 0;
  };

  void Report(std::string rule, std::string what) {
    problems_.push_back({std::move(rule), std::move(what)});
  }

  std::string Read(const std::string& part) {
    auto raw = package_->Read(part, {});
    auto text = raw.ok() ? spreadsheet::DecodeXmlPart(part, *std::move(raw)) : raw.status();
    if (!text.ok()) Report("readable part", Concat(part, ": ", text.status().ToString()));
    return text.value_or("");
  }

  void Finish(const XmlScanner& xml, const std::string& part) {
    if (!xml.ok()) Report("well-formed part", Concat(part, ": ", xml.error()));
  }

  std::vector<Relationship> RelationshipsOf(const std::string& part) {
    auto relationships = package_->Relationships(part);
    if (!relationships.ok()) Report("readable part", relationships.status().ToString());
    return relationships.value_or(std::vector<Relationship>());
  }

  // Parts, their types and how they hang together.
  void CheckContainer() {
    std::vector<std::string> open = {""};
    std::set<std::string, PartNameLess> known;
    while (!open.empty()) {
      const std::string part = open.back();
      open.pop_back();
      for (const Relationship& relationship : RelationshipsOf(part)) {
        if (relationship.external || relationship.target.find('#') != std::string::npos) continue;
        if (!package_->Has(relationship.target)) {
          Report("relationship target", Concat("'", part, "' relates by ", relationship.id, " to ",
                                               relationship.target, ", which is not there"));
          continue;
        }
        if (!known.insert(relationship.target).second) continue;
        reached_[relationship.target] = package_->ContentType(relationship.target);
        open.push_back(relationship.target);
      }
    }
    for (const std::string& part : package_->part_names()) {
      if (part == spreadsheet::kContentTypesPart || part.ends_with('/')) continue;
      if (package_->ContentType(part).empty()) Report("content type", part + " has none");
      if (part.ends_with(".rels")) {
        CheckSourceOf(part);
      } else if (!known.contains(part)) {
        Report("reachable part", part + " is related to by nothing");
      }
    }
    auto types =
        spreadsheet::ContentTypes::Parse(Read(std::string(spreadsheet::kContentTypesPart)));
    if (!types.ok()) return Report("content type", types.status().ToString());
    types->VisitOverrides([&](std::string_view part, std::string_view) {
      if (part.starts_with('/')) part.remove_prefix(1);
      if (!package_->Has(part)) Report("typed part", Concat(part, " is not there"));
    });
  }

  // Relationships of a part that is not there.
  void CheckSourceOf(const std::string& relationships) {
    const size_t folder = relationships.find("_rels/");
    if (folder == std::string::npos || relationships == "_rels/.rels") return;
    std::string source = relationships;
    source.erase(folder, 6);
    source.resize(source.size() - 5);
    if (!package_->Has(source)) Report("relationship source", source + " is not there");
  }

  // Attributes r:id and the like name relationships of their part.
  void CheckIds(const std::string& part) {
    std::set<std::string> ids;
    for (const Relationship& relationship : RelationshipsOf(part)) ids.insert(relationship.id);
    const std::string text = Read(part);
    XmlScanner xml(text, kMaxDepth);
    while (xml.Next()) {
      if (xml.token() != XmlToken::kStart) continue;
      for (const spreadsheet::XmlAttribute& attribute : xml.attributes()) {
        if (!attribute.name.starts_with("r:") || attribute.value.empty() ||
            ids.contains(std::string(attribute.value))) {
          continue;
        }
        Report("relationship id", Concat(part, ": ", xml.name(), " ", attribute.name, "=",
                                         attribute.value, " is no relationship"));
      }
    }
    Finish(xml, part);
  }

  void CheckWorkbookPart() {
    std::string workbook_part;
    for (const Relationship& relationship : RelationshipsOf("")) {
      if (HasType(relationship, "officeDocument")) workbook_part = relationship.target;
    }
    std::map<std::string, Relationship> related;
    std::string styles, strings, chain;
    for (const Relationship& relationship : RelationshipsOf(workbook_part)) {
      if (HasType(relationship, "styles")) styles = relationship.target;
      if (HasType(relationship, "sharedStrings")) strings = relationship.target;
      if (HasType(relationship, "calcChain")) chain = relationship.target;
      related[relationship.id] = relationship;
    }
    const std::vector<SheetPart> sheets = ReadWorkbook(workbook_part, related);
    ReadStyles(styles);
    if (!strings.empty()) strings_ = CountChildren(strings, "si");
    for (const SheetPart& sheet : sheets) CheckWorksheet(sheet);
    if (!chain.empty()) CheckChain(chain);
  }

  std::vector<SheetPart> ReadWorkbook(const std::string& part,
                                      const std::map<std::string, Relationship>& related) {
    std::vector<SheetPart> worksheets;
    std::set<std::string> names;
    std::set<int64_t> ids;
    std::set<std::string> defined;
    int64_t sheets = 0, local = -1, active = 0;
    const std::string text = Read(part);
    XmlScanner xml(text, kMaxDepth);
    while (xml.Next()) {
      if (xml.token() != XmlToken::kStart) continue;
      if (xml.local_name() == "sheet") {
        ++sheets;
        const int64_t id = NumberOf(xml.Attribute("sheetId"), 0);
        const std::string name(xml.Attribute("name").value_or(""));
        if (id < 1 || !ids.insert(id).second) Report("sheet id", Concat(name, " has ", id));
        if (!names.insert(KeyOf(name)).second) Report("sheet name", name + " is there twice");
        const auto found = related.find(std::string(xml.PrefixedAttribute("id").value_or("")));
        if (found != related.end() && HasType(found->second, "worksheet")) {
          worksheets.push_back({found->second.target, id});
        }
      } else if (xml.local_name() == "definedName") {
        const int64_t sheet = NumberOf(xml.Attribute("localSheetId"), -1);
        const std::string name(xml.Attribute("name").value_or(""));
        local = std::max(local, sheet);
        if (!defined.insert(Concat(sheet, " ", KeyOf(name))).second) {
          Report("defined name", Concat(name, " is there twice in the scope ", sheet));
        }
      } else if (xml.local_name() == "workbookView") {
        active = std::max({active, NumberOf(xml.Attribute("activeTab"), 0),
                           NumberOf(xml.Attribute("firstSheet"), 0)});
      }
    }
    Finish(xml, part);
    if (local >= sheets) Report("local name", Concat("localSheetId ", local, " of ", sheets));
    if (active >= sheets) Report("active tab", Concat("tab ", active, " of ", sheets));
    return worksheets;
  }

  int64_t CountChildren(const std::string& part, std::string_view name) {
    int64_t count = 0;
    const std::string text = Read(part);
    XmlScanner xml(text, kMaxDepth);
    while (xml.Next()) {
      count += xml.token() == XmlToken::kStart && xml.depth() == 2 && xml.local_name() == name;
    }
    Finish(xml, part);
    return count;
  }

  void ReadStyles(const std::string& part) {
    if (part.empty()) return;
    std::map<std::string, int64_t> counts;
    std::vector<std::pair<std::string, int64_t>> uses;
    std::string list;
    const std::string text = Read(part);
    XmlScanner xml(text, kMaxDepth);
    while (xml.Next()) {
      if (xml.token() != XmlToken::kStart) continue;
      if (xml.depth() == 2) list = xml.local_name();
      if (xml.depth() != 3) continue;
      ++counts[list];
      if (list != "cellXfs" && list != "cellStyleXfs") continue;
      uses.emplace_back("fonts", NumberOf(xml.Attribute("fontId"), 0));
      uses.emplace_back("fills", NumberOf(xml.Attribute("fillId"), 0));
      uses.emplace_back("borders", NumberOf(xml.Attribute("borderId"), 0));
      if (list == "cellXfs") uses.emplace_back("cellStyleXfs", NumberOf(xml.Attribute("xfId"), 0));
    }
    Finish(xml, part);
    for (const auto& [of, index] : uses) {
      if (index >= std::max<int64_t>(counts[of], 1)) {
        Report("format parts", Concat("a format uses ", index, " of ", counts[of], " ", of));
      }
    }
    formats_ = counts["cellXfs"];
    differential_formats_ = counts["dxfs"];
  }

  void CheckWorksheet(const SheetPart& sheet) {
    const std::string text = Read(sheet.part);
    XmlScanner xml(text, kMaxDepth);
    CellRef last = {0, 0};
    size_t place = 0;
    std::string_view type;
    bool in_value = false;
    std::vector<RangeRef> merges;
    while (xml.Next()) {
      const std::string_view name = xml.local_name();
      if (xml.token() == XmlToken::kText) {
        if (!in_value || type != "s") continue;
        if (NumberOf(xml.text(), -1) >= strings_) {
          Report("shared string", Concat(sheet.part, " ", FormatCell(last), ": string ", xml.text(),
                                         " of ", strings_));
        }
        continue;
      }
      in_value = xml.token() == XmlToken::kStart && name == "v";
      if (xml.token() != XmlToken::kStart) continue;
      if (xml.depth() == 2) {
        const auto found = std::find(kWorksheetOrder.begin(), kWorksheetOrder.end(), name);
        const auto at = static_cast<size_t>(found - kWorksheetOrder.begin());
        if (found != kWorksheetOrder.end() && at < place) {
          Report("element order",
                 Concat(sheet.part, ": ", name, " behind ", kWorksheetOrder[place]));
        }
        if (found != kWorksheetOrder.end()) place = at;
      } else if (name == "row" && xml.depth() == 3) {
        const auto row = static_cast<int32_t>(NumberOf(xml.Attribute("r"), last.row + 1));
        if (row <= last.row) Report("row order", Concat(sheet.part, ": row ", row));
        last = {row, 0};
        CheckFormat(sheet.part, FormatCell({row, 1}), xml.Attribute("s"));
      } else if (name == "c" && xml.depth() == 4) {
        const auto address = xml.Attribute("r");
        const auto cell = address.has_value()
                              ? spreadsheet::ParseCell(*address)
                              : absl::StatusOr<CellRef>(CellRef{last.row, last.column + 1});
        if (!cell.ok() || cell->row != last.row || cell->column <= last.column) {
          Report("cell order", Concat(sheet.part, ": ", address.value_or("a cell"), " behind ",
                                      last.column == 0 ? "the row" : FormatCell(last)));
        }
        if (cell.ok()) last = *cell;
        type = xml.Attribute("t").value_or("n");
        CheckFormat(sheet.part, FormatCell(last), xml.Attribute("s"));
      } else if (name == "f") {
        formulas_[sheet.id].insert(last);
      } else if (name == "col") {
        CheckFormat(sheet.part, "a column", xml.Attribute("style"));
      } else if (name == "cfRule" && xml.depth() == 3) {
        if (NumberOf(xml.Attribute("dxfId"), -1) >= differential_formats_) {
          Report("differential format", Concat(sheet.part, ": dxfId ", *xml.Attribute("dxfId"),
                                               " of ", differential_formats_));
        }
      } else if (name == "mergeCell") {
        const auto range = spreadsheet::TryParseRange(xml.Attribute("ref").value_or(""));
        if (range.has_value()) merges.push_back(*range);
      }
    }
    Finish(xml, sheet.part);
    CheckApart("merged cells", sheet.part, merges);
  }

  void CheckFormat(const std::string& part, const std::string& where,
                   std::optional<std::string_view> format) {
    if (NumberOf(format, 0) >= std::max<int64_t>(formats_, 1)) {
      Report("cell format", Concat(part, " ", where, ": format ", *format, " of ", formats_));
    }
  }

  void CheckApart(const std::string& rule, const std::string& where,
                  const std::vector<RangeRef>& ranges) {
    RangeRef common;
    for (size_t i = 0; i < ranges.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (!Intersect(ranges[i], ranges[j], &common)) continue;
        Report(rule, Concat(where, ": ", FormatRange(ranges[j]), " and ", FormatRange(ranges[i])));
      }
    }
  }

  void CheckTables() {
    std::set<std::string> names;
    std::set<int64_t> ids;
    for (size_t i = 0; i < workbook_->sheets().size(); ++i) {
      const auto features = workbook_->LoadFeatures(static_cast<int>(i), {});
      const auto sheet = workbook_->LoadSheet(static_cast<int>(i), {});
      if (!features.ok() || !sheet.ok()) continue;
      std::vector<RangeRef> ranges;
      for (const spreadsheet::Table& table : (*features)->tables) {
        ranges.push_back(table.range);
        if (!names.insert(KeyOf(table.name)).second) Report("table name", table.name);
        const std::string text = Read(table.part);
        XmlScanner xml(text, kMaxDepth);
        if (xml.Next() && !ids.insert(NumberOf(xml.Attribute("id"), 0)).second) {
          Report("table id", table.name);
        }
        CheckColumns(table, **sheet);
      }
      CheckApart("tables", workbook_->sheets()[i].name, ranges);
    }
  }

  void CheckColumns(const spreadsheet::Table& table, const spreadsheet::Sheet& sheet) {
    const RangeRef& range = table.range;
    if (static_cast<int32_t>(table.columns.size()) != range.last.column - range.first.column + 1) {
      Report("table columns",
             Concat(table.name, " has ", table.columns.size(), " in ", FormatRange(range)));
      return;
    }
    if (table.header_rows == 0) return;
    std::set<std::string> names;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const CellRef at = {range.first.row, range.first.column + static_cast<int32_t>(i)};
      const std::string& name = table.columns[i].name;
      if (!names.insert(KeyOf(name)).second) Report("table column name", name + " is there twice");
      const auto cell = sheet.Find(at);
      const std::string shown = cell.has_value() ? std::string(cell->text) : "";
      if (Plain(shown) != Plain(name)) {
        Report("table header", Concat(table.name, " ", FormatCell(at), ": '", shown,
                                      "' is the column '", name, "'"));
      }
    }
  }

  // Without what the names of columns and the texts of cells escape differently: line ends.
  static std::string Plain(std::string_view text) {
    std::string plain;
    for (const char c : text) {
      if (c != '\n' && c != '\r' && c != ' ') plain += spreadsheet::ToLowerAscii(c);
    }
    for (size_t at; (at = plain.find("_x000a_")) != std::string::npos;) plain.erase(at, 7);
    return plain;
  }

  void CheckChain(const std::string& part) {
    const std::string text = Read(part);
    XmlScanner xml(text, kMaxDepth);
    int64_t sheet = 0;
    while (xml.Next()) {
      if (xml.token() != XmlToken::kStart || xml.local_name() != "c") continue;
      sheet = NumberOf(xml.Attribute("i"), sheet);
      const auto cell = spreadsheet::ParseCell(xml.Attribute("r").value_or(""));
      const auto formulas = formulas_.find(sheet);
      if (!cell.ok() || formulas == formulas_.end() || !formulas->second.contains(*cell)) {
        Report("calculation chain",
               Concat(xml.Attribute("r").value_or(""), " of ", sheet, " has no formula"));
      }
    }
    Finish(xml, part);
  }

  const spreadsheet::PackageBytes bytes_;
  std::shared_ptr<const Package> package_;
  std::shared_ptr<const spreadsheet::Workbook> workbook_;
  std::map<std::string, std::string> reached_;  // part -> content type
  int64_t strings_ = 0;
  int64_t formats_ = 0;
  int64_t differential_formats_ = 0;
  std::map<int64_t, std::set<CellRef>> formulas_;  // by sheet id
  std::vector<PackageProblem> problems_;
};

}  // namespace

std::vector<PackageProblem> PackageProblems(const spreadsheet::PackageBytes& bytes) {
  return Checker(bytes).Check();
}

}  // namespace sheetgate::tests
