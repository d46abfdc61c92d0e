// Pieces of the rows of a worksheet part that can be worked on at the same time.
#ifndef SHEETGATE_SPREADSHEET_EDIT_ROW_CHUNKS_H_
#define SHEETGATE_SPREADSHEET_EDIT_ROW_CHUNKS_H_

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sheetgate::spreadsheet {

struct RowChunk {
  // Whole rows.
  std::string_view rows;
  // The number of its first row; of the first piece 1.
  int32_t first_row = 1;
};

// At most `most` pieces of similar size, one after the other, that make up `rows` (as TagReader
// takes them). Each but the first begins with a row that has a number, greater than that of the
// piece before. None begins with the first row at or behind `together`: it stays with the row in
// front of it.
std::vector<RowChunk> SplitRows(std::string_view rows, size_t most, int32_t together);

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_EDIT_ROW_CHUNKS_H_
