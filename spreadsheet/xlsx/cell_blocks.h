// CellBlocks: the cells of a sheet in columns of plain data, in blocks.
//
// A cell takes 13 bytes: its value 8, its column 2, its style 2, its tag 1. Blocks grow the sheet
// without moving what is there; those of a large sheet stand in huge pages, 19 in 2 MiB (13.5 bytes
// a cell), since half of the time of reading into fresh memory would be page faults. What the last
// ones do not need is given back when the sheet is complete.
#ifndef SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_
#define SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

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

  // Many cells will follow: use huge pages from the first one on. Before anything is added.
  void ExpectMany() { own_blocks_ = 0; }

  void Add(uint16_t column, uint16_t style, uint8_t tag, uint64_t payload) {
    const uint32_t at = size_ & kMask;
    if (at == 0) AddBlock();
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

  static constexpr size_t kSlabBytes = size_t{2} << 20;
  static constexpr uint32_t kSlabBlocks = kSlabBytes / (kCells * kBytesPerCell);

  struct Unmap {
    void operator()(char* slab) const;
  };
  using Slab = std::unique_ptr<char, Unmap>;

  // The columns one after the other, the widest first.
  struct Block {
    Block(char* memory, uint32_t cells);
    uint64_t* payloads;
    uint16_t* columns;
    uint16_t* styles;
    uint8_t* tags;
  };

  const Block& BlockOf(uint32_t cell) const { return blocks_[cell >> kShift]; }
  void AddBlock();
  static Slab MapSlab();

  std::vector<Block> blocks_;
  // What the blocks stand in: the first ones have memory of their own, then come slabs, then what
  // Trim moved.
  std::vector<std::unique_ptr<char[]>> memory_;
  std::vector<Slab> slabs_;
  uint32_t own_blocks_ = kSlabBlocks;  // so many blocks have memory of their own
  uint32_t slab_room_ = 0;             // blocks the last slab still has room for
  size_t bytes_ = 0;                   // of memory_ and slabs_
  uint32_t size_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_CELL_BLOCKS_H_
