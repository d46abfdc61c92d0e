// RowAlignment: which row of a sheet is which row of a later state, after rows were inserted and
// deleted. Monotone: rows never change their order.
#ifndef SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ALIGNMENT_H_
#define SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ALIGNMENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "spreadsheet/model/address.h"

namespace sheetgate::spreadsheet {

// Consecutive rows, both included.
struct RowRun {
  int32_t first = 1;
  int32_t last = 1;
  bool operator==(const RowRun&) const = default;
  int32_t rows() const { return last - first + 1; }
};

class RowAlignment {
 public:
  // Rows before, before + 1, ... are rows after, after + 1, ....
  struct Segment {
    int32_t before = 1;
    int32_t after = 1;
    int32_t rows = kMaxRow;
  };

  // No row moved.
  RowAlignment() : segments_(1) {}

  // `count` rows were inserted that are now rows `row` and on. Calls of Insert and Delete come in
  // the order of the sheet.
  void Insert(int32_t row, int32_t count);
  // `count` rows were deleted that were rows `row` and on.
  void Delete(int32_t row, int32_t count);

  bool identity() const { return inserted_.empty() && deleted_.empty(); }
  // The row now of a row before; nullopt when it was deleted.
  std::optional<int32_t> After(int32_t row) const;
  // The row before of a row now; nullopt when it was inserted.
  std::optional<int32_t> Before(int32_t row) const;
  // What is left now of rows before, as references shrink and grow (the rows inserted between the
  // first and the last belong to it); nullopt when all were deleted. All rows stay all rows.
  std::optional<RowRun> After(RowRun rows) const;
  std::optional<RangeRef> After(const RangeRef& range) const;

  const std::vector<Segment>& segments() const { return segments_; }
  // As numbered now.
  const std::vector<RowRun>& inserted() const { return inserted_; }
  // As numbered before.
  const std::vector<RowRun>& deleted() const { return deleted_; }

  // Heap bytes held.
  size_t memory_bytes() const;

 private:
  void Continue(int32_t before, int32_t after);

  std::vector<Segment> segments_;
  std::vector<RowRun> inserted_;
  std::vector<RowRun> deleted_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_ANALYSIS_ROW_ALIGNMENT_H_
