// CellBlocks: the cells of a sheet in columns of plain data, in blocks.
//
// A cell takes 13 bytes: its value 8, its column 2, its style 2, its tag 1. Blocks grow the sheet
// without moving what is there; those of a large sheet stand in slabs, 19 in each (13.5 bytes a
// cell). What the last ones do not need is given back when the sheet is complete.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "spreadsheet/xlsx/block_memory.h"

namespace sheetgate::spreadsheet {

// Cells are numbered from 0 in the order they were added.
class CellBlocks {
 public:
  static constexpr size_t kBytesPerCell = 13;

  uint32_t size() const { return size_; }

  uint16_t column(uint32_t cell) const { return BlockOf(cell).columns[cell & kMask]; }
  uint16_t style(uint32_t cell) const { return BlockOf(cell).styles[cell & kMask]; }
  uint8_t tag(uint32_t cell) const { return BlockOf(cell).tags[cell & kMask]; }
  // A double, a string's index, where a text of the sheet is, a boolean or an error: see
  // cell_tag.h.
  uint64_t payload(uint32_t cell) const { return BlockOf(cell).payloads[cell & kMask]; }

  // Cells whose tag is at least `least`.
  int64_t CountTags(uint8_t least) const;

  void set_tag(uint32_t cell, uint8_t tag) { blocks_[cell >> kShift].tags[cell & kMask] = tag; }

  // Many cells will follow. Before anything is added.
  void ExpectMany() { memory_.ExpectMany(); }

  void Add(uint16_t column, uint16_t style, uint8_t tag, uint64_t payload) {
    const uint32_t at = size_ & kMask;
    if (at == 0) blocks_.emplace_back(memory_.Add(), kCells);
    Block& block = blocks_.back();
    block.payloads[at] = payload;
    block.columns[at] = column;
    block.styles[at] = style;
    block.tags[at] = tag;
    ++size_;
  }

  // The cell of [begin, end), which are of one row, whose column is `column` or the next after it.
  uint32_t LowerBound(uint32_t begin, uint32_t end, int32_t column) const;

  // Gives back what the cells do not need; nothing may be added then.
  void Trim();
  size_t heap_bytes() const;

 private:
  // 8192 cells: 104 KiB, which the heap hands out without asking the kernel each time.
  static constexpr uint32_t kShift = 13;
  static constexpr uint32_t kCells = 1u << kShift;
  static constexpr uint32_t kMask = kCells - 1;

  // The columns one after the other, the widest first.
  struct Block {
    Block(char* memory, uint32_t cells);
    uint64_t* payloads;
    uint16_t* columns;
    uint16_t* styles;
    uint8_t* tags;
  };

  const Block& BlockOf(uint32_t cell) const { return blocks_[cell >> kShift]; }

  std::vector<Block> blocks_;
  BlockMemory memory_{kCells * kBytesPerCell};
  uint32_t size_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_
