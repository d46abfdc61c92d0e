// StringPool: where the texts of edited cells go when a workbook is written.
//
//   StringPool pool(strings);
//   pool.Want("North");                          // each text that will be written
//   RETURN_IF_ERROR(pool.Resolve(cancellation));
//   pool.Refer("North");                         // its index, now for good
#ifndef SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_
#define SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "platform/concurrency/cancellation.h"
#include "spreadsheet/xlsx/shared_strings.h"

namespace sheetgate::spreadsheet {

// Use for one write, from one thread.
class StringPool {
 public:
  // `strings` are those of the workbook; null when it has no string table, so texts stay in their
  // cells.
  explicit StringPool(std::shared_ptr<const SharedStrings> strings)
      : strings_(std::move(strings)) {}

  // Cells will refer to this text.
  void Want(std::string_view text);
  // Finds an equal plain entry for each wanted text; those without one get new entries, in the
  // order they were wanted. The token's status.
  absl::Status Resolve(const platform::CancellationToken& cancellation);

  // The index of a wanted text, one more reference to it; nullopt for a workbook without a string
  // table.
  std::optional<uint32_t> Refer(std::string_view text);
  // A cell no longer refers to an entry.
  void Release() { --references_; }

  // Texts to append to the table, and by how much the references to it grew.
  const std::vector<std::string>& added() const { return added_; }
  int64_t added_references() const { return references_; }

 private:
  std::shared_ptr<const SharedStrings> strings_;
  std::deque<std::string> wanted_;
  std::unordered_map<std::string_view, std::optional<uint32_t>> indexes_;  // views of wanted_
  std::vector<std::string> added_;
  int64_t references_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_STRING_POOL_H_
