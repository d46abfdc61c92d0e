#include "spreadsheet/edit/sheet_copy.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/copied_ids.h"
#include "spreadsheet/edit/name_rules.h"
#include "spreadsheet/edit/part_copy.h"
#include "spreadsheet/edit/structural_change.h"
#include "spreadsheet/edit/table_parts.h"
#include "spreadsheet/edit/xml_elements.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/case_fold.h"
#include "spreadsheet/xlsx/splicer.h"
#include "spreadsheet/xlsx/xml_text.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kMaxSheetName = 31;
// Room for a number behind a table's name, which has at most 255 characters.
constexpr size_t kMaxTableStem = 240;

// The beginning of a text that has at most so many characters.
std::string Shortened(std::string_view text, size_t most) {
  while (CharacterCount(text) > most) {
    do {
      text.remove_suffix(1);
    } while (!text.empty() && !IsValidUtf8(text));
  }
  return std::string(text);
}

// "Sales (2)" -> "Sales".
std::string_view WithoutNumber(std::string_view name) {
  const size_t open = name.rfind(" (");
  if (open == std::string_view::npos || open == 0 || name.back() != ')') return name;
  const std::string_view number = name.substr(open + 2, name.size() - open - 3);
  const bool digits = !number.empty() && std::ranges::all_of(number, IsAsciiDigit);
  return digits ? name.substr(0, open) : name;
}

class SheetCopier {
 public:
  SheetCopier(int sheet, const std::string& name, PackageEditor* editor)
      : sheet_(sheet), editor_(*editor) {
    copy_.edits.push_back(RenameSheet{sheet, name, /*spans=*/false});
  }

  absl::StatusOr<SheetCopy> Copy() {
    const std::string& part = editor_.document().sheet_part(sheet_);
    ASSIGN_OR_RETURN(copies_, CopyParts(part, &editor_));
    copy_.part = copies_[part];
    RETURN_IF_ERROR(editor_.Edit(copy_.part, DeselectTab));
    RETURN_IF_ERROR(Tables());
    RETURN_IF_ERROR(ChartNames());
    for (const StructuralEdit& edit : copy_.edits) {
      RETURN_IF_ERROR(RewriteSheetReferences(edit, copy_.part, sheet_, &editor_));
    }
    RETURN_IF_ERROR(Ids());
    return std::move(copy_);
  }

 private:
  bool HasContentType(const std::string& original, std::string_view end) const {
    return editor_.document().package().ContentType(original).ends_with(end);
  }

  // Tables get a new id and, as names of tables are the workbook's, a new name.
  absl::Status Tables() {
    ASSIGN_OR_RETURN(const std::vector<std::string> tables, editor_.Related(copy_.part, "table"));
    ASSIGN_OR_RETURN(uint32_t id, HighestTableId(editor_));
    std::set<std::string> taken;
    for (const std::string& table : tables) {
      ++id;
      RETURN_IF_ERROR(editor_.Edit(table, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(const std::string old_name, NameOf(part));
        ASSIGN_OR_RETURN(const std::string name, TableName(old_name, id, &taken));
        copy_.edits.push_back(RenameTable{old_name, name});
        std::string escaped;
        AppendEscaped(name, &escaped);
        return SetRootAttributes(
            part, {{"id", std::to_string(id)}, {"name", escaped}, {"displayName", escaped}});
      }));
    }
    return absl::OkStatus();
  }

  static absl::StatusOr<std::string> NameOf(const XmlPart& table) {
    XmlScanner xml(table.xml, table.max_depth);
    if (!xml.Next()) return xml.StatusFor(table.name);
    std::string name = Decoded(xml.Attribute("displayName").value_or(""));
    // A map leads to each of its elements once (18.5.1.7).
    if (xml.Attribute("tableType").value_or("") != "xml") return name;
    return platform::FailedPrecondition(
        platform::ErrorReason::kStructureConflict,
        Concat("table ", Quoted(name), " is mapped to XML and cannot be copied; copy its cells to ",
               "a new sheet instead (create_sheet, then copy_range)"));
  }

  // As Excel does, the name with a number behind it: Sales becomes Sales2.
  absl::StatusOr<std::string> TableName(std::string_view name, uint32_t number,
                                        std::set<std::string>* taken) const {
    const std::string stem = Shortened(name, kMaxTableStem);
    for (;; ++number) {
      std::string next = Concat(stem, number);
      // "Tax" and a number would be the address of a cell.
      if (!CheckName("name", next).ok()) next = Concat(stem, "_", number);
      const absl::Status free = CheckNameIsFree(editor_.document(), "name", next, /*scope=*/-1, "",
                                                editor_.cancellation());
      if (!free.ok() && !absl::IsInvalidArgument(free)) return free;
      if (free.ok() && taken->insert(FoldCase(next)).second) return next;
    }
  }

  // Newer charts refer to cells by hidden names of the workbook, which Excel makes when it saves
  // ([MS-ODRAWXML] 2.24.3); those of the copy refer to its cells themselves.
  absl::Status ChartNames() {
    std::map<std::string, std::string> formulas;
    for (const DefinedName& name : editor_.document().defined_names()) {
      if (name.name.starts_with("_xlchart.")) formulas[name.name] = name.refers_to;
    }
    if (formulas.empty()) return absl::OkStatus();
    for (const auto& [original, copy] : copies_) {
      if (!HasContentType(original, "chartex+xml")) continue;
      RETURN_IF_ERROR(editor_.Edit(
          copy, [&](const XmlPart& part) { return WithoutChartNames(part, formulas); }));
    }
    return absl::OkStatus();
  }

  static absl::StatusOr<std::string> WithoutChartNames(
      const XmlPart& part, const std::map<std::string, std::string>& formulas) {
    Splicer splicer(part.xml);
    XmlScanner xml(part.xml, part.max_depth);
    while (xml.Next()) {
      if (xml.token() != XmlToken::kText) continue;
      const auto found = formulas.find(std::string(xml.text()));
      if (found == formulas.end()) continue;
      std::string escaped;
      AppendEscaped(found->second, &escaped);
      splicer.Replace(xml.begin(), xml.end(), escaped);
    }
    RETURN_IF_ERROR(xml.StatusFor(part.name));
    return splicer.Finish();
  }

  absl::Status Ids() {
    for (const auto& [original, copy] : copies_) {
      if (HasContentType(original, "vmlDrawing")) {
        ASSIGN_OR_RETURN(const uint32_t block, HighestShapeBlock(editor_));
        RETURN_IF_ERROR(editor_.Edit(copy, [&](const XmlPart& part) -> absl::StatusOr<std::string> {
          return RenumberShapes(part.xml, block + 1);
        }));
      } else if (HasContentType(original, "xml")) {
        RETURN_IF_ERROR(
            editor_.Edit(copy, [&](const XmlPart& part) { return RenewIds(part, copy_.part); }));
      }
    }
    return absl::OkStatus();
  }

  const int sheet_;
  PackageEditor& editor_;
  SheetCopy copy_;
  std::map<std::string, std::string> copies_;
};

}  // namespace

std::string NameOfCopy(std::string_view name, const std::vector<std::string>& names) {
  std::set<std::string> taken;
  for (const std::string& known : names) taken.insert(FoldCase(known));
  for (int number = 2;; ++number) {
    const std::string behind = Concat(" (", number, ")");
    std::string next = Shortened(WithoutNumber(name), kMaxSheetName - behind.size()) + behind;
    if (!taken.contains(FoldCase(next))) return next;
  }
}

absl::StatusOr<SheetCopy> CopySheetParts(int sheet, const std::string& name,
                                         PackageEditor* editor) {
  return SheetCopier(sheet, name, editor).Copy();
}

}  // namespace sheetgate::spreadsheet
