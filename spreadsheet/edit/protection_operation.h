// The protection of a sheet (18.3.1.85 sheetProtection): against mistakes, not against attackers.
#ifndef SHEETGATE_SPREADSHEET_EDIT_PROTECTION_OPERATION_H_
#define SHEETGATE_SPREADSHEET_EDIT_PROTECTION_OPERATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/edit/operation.h"

namespace sheetgate::spreadsheet {

// How often a password is hashed, as Excel does.
inline constexpr uint32_t kPasswordSpins = 100'000;

struct SheetLock {
  struct Password {
    std::string salt;  // base64
    std::string hash;  // base64, of SHA-512 and kPasswordSpins
  };
  std::optional<Password> password;
  std::vector<std::string> allowed;  // of ProtectedActions()
  bool select_locked = true;         // cells that are locked can be selected
  bool select_unlocked = true;
};

// What a protection keeps from being done unless it is allowed.
absl::Span<const std::string_view> ProtectedActions();

// Protects the sheet, or takes its protection off. FAILED_PRECONDITION (`STRUCTURE_CONFLICT`) when
// the sheet has a password, which only its owner may take off, in Excel; `SHEET_NOT_FOUND`,
// `NOT_A_WORKSHEET`; DATA_LOSS (`FILE_CORRUPT`).
class ProtectionOperation : public Operation {
 public:
  ProtectionOperation(std::string sheet_name, std::optional<SheetLock> lock)
      : sheet_name_(std::move(sheet_name)), lock_(std::move(lock)) {}
  absl::Status Apply(PackageEditor* editor, std::vector<CellChange>* cells) const override;

 private:
  const std::string sheet_name_;
  const std::optional<SheetLock> lock_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_PROTECTION_OPERATION_H_
