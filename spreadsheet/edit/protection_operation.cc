#include "spreadsheet/edit/protection_operation.h"

#include <algorithm>
#include <array>

#include "platform/base/error.h"
#include "platform/base/status_macros.h"
#include "spreadsheet/edit/element_tree.h"
#include "spreadsheet/edit/find_sheet.h"
#include "spreadsheet/edit/sheet_element.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_editor.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr std::array<std::string_view, 13> kActions = {
    "formatCells",      "formatColumns", "formatRows", "insertColumns", "insertRows",
    "insertHyperlinks", "deleteColumns", "deleteRows", "sort",          "autoFilter",
    "pivotTables",      "objects",       "scenarios"};

// Objects and scenarios are free unless it is said that they are locked; the others are locked.
bool LockedUnlessSaid(std::string_view action) {
  return action != "objects" && action != "scenarios";
}

void Lock(pugi::xml_node node, const SheetLock& lock) {
  if (lock.password.has_value()) {
    SetTreeAttribute(node, "algorithmName", "SHA-512");
    SetTreeAttribute(node, "hashValue", lock.password->hash);
    SetTreeAttribute(node, "saltValue", lock.password->salt);
    SetTreeAttribute(node, "spinCount", std::to_string(kPasswordSpins));
  }
  SetTreeAttribute(node, "sheet", "1");
  for (const std::string_view action : kActions) {
    const bool locked =
        std::find(lock.allowed.begin(), lock.allowed.end(), action) == lock.allowed.end();
    SetTreeFlag(node, std::string(action).c_str(), locked, LockedUnlessSaid(action));
  }
  SetTreeFlag(node, "selectLockedCells", !lock.select_locked, false);
  SetTreeFlag(node, "selectUnlockedCells", !lock.select_unlocked, false);
}

}  // namespace

absl::Span<const std::string_view> ProtectedActions() { return kActions; }

absl::Status ProtectionOperation::Apply(PackageEditor* editor, std::vector<CellChange>*) const {
  const Document& document = editor->document();
  ASSIGN_OR_RETURN(const int index, FindWorksheet(document, sheet_name_));
  bool password = false;
  RETURN_IF_ERROR(editor->Edit(document.sheet_part(index), [&](const XmlPart& worksheet) {
    return EditSheetElement(worksheet, "sheetProtection", [&](pugi::xml_node node) {
      password = *node.attribute("password").as_string() != '\0' ||
                 *node.attribute("hashValue").as_string() != '\0';
      if (password) return;
      while (node.first_attribute()) node.remove_attribute(node.first_attribute());
      if (lock_.has_value()) Lock(node, *lock_);
    });
  }));
  if (!password) return absl::OkStatus();
  return platform::FailedPrecondition(
      platform::ErrorReason::kStructureConflict,
      Concat("sheet ", Quoted(sheet_name_),
             " is protected with a password; take it off in Excel, or undo what protected it"));
}

}  // namespace sheetgate::spreadsheet
