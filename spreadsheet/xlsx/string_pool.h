// StringPool: where the texts of edited cells go when a workbook is written.
#ifndef SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_
#define SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "spreadsheet/xlsx/shared_strings.h"

namespace sheetgate::spreadsheet {

// Use for one write, from one thread.
class StringPool {
 public:
  // `strings` are those of the workbook; null when it has no string table, so texts stay in their
  // cells.
  explicit StringPool(std::shared_ptr<const SharedStrings> strings)
      : strings_(std::move(strings)) {}

  // The index of an equal plain entry, made if there is none; nullopt for a workbook without a
  // string table.
  std::optional<uint32_t> Refer(std::string_view text);
  // A cell no longer refers to an entry.
  void Release() { --references_; }

  // Texts to append to the table, and by how much the references to it grew.
  const std::vector<std::string>& added() const { return added_; }
  int64_t added_references() const { return references_; }

 private:
  void IndexEntries();
  std::optional<uint32_t> FindEntry(std::string_view text) const;

  std::shared_ptr<const SharedStrings> strings_;
  // Plain entries of strings_ by hash of their text, filled at the first text; 0 is an empty place,
  // else index + 1.
  std::vector<uint32_t> places_;
  std::unordered_map<std::string, uint32_t> added_index_;
  std::vector<std::string> added_;
  int64_t references_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_
