// RowOrder: the first rows of a table in the order of some of its columns.
//
// The order is Excel's: numbers (dates are numbers), texts without regard to case, FALSE and TRUE,
// errors; empty cells last, descending too. Rows that are equal keep their order. Memory is that of
// twice as many keys as rows are wanted, however many are added.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ORDER_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ORDER_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"

#include "spreadsheet/model/value.h"

namespace sheetgate::spreadsheet {

class RowOrder {
 public:
  // Whether each key sorts from large to small, the first the most significant one; at least one.
  // Only the first `wanted` rows in order will be returned.
  RowOrder(std::vector<bool> descending, size_t wanted);

  // Rows come in ascending order, each with a cell for every key. Texts must live until Finish.
  void Add(int32_t row, absl::Span<const CellView* const> keys);

  // Rows kept now; at most twice those wanted.
  size_t size() const { return rows_.size(); }

  std::vector<int32_t> Finish();

 private:
  enum class Rank : uint8_t { kNumber, kText, kBoolean, kError, kEmpty };
  struct Key {
    union {
      double number;
      const char* text;
    };
    uint32_t size;  // of the text
    Rank rank;
  };

  static Key KeyOf(const CellView& cell);
  static int Compare(const Key& a, const Key& b, bool descending);
  bool Before(uint32_t a, uint32_t b) const;
  // Keeps the first `count` rows in order, in the order they came.
  void Keep(size_t count);

  const std::vector<bool> descending_;
  const size_t wanted_;
  std::vector<Key> keys_;  // of each row, one after the other
  std::vector<int32_t> rows_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ORDER_H_
