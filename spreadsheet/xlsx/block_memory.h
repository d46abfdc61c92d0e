// BlockMemory: memory for blocks of one size, which never move while more are added.
#ifndef SHEETGATE_SPREADSHEET_XLSX_BLOCK_MEMORY_H_
#define SHEETGATE_SPREADSHEET_XLSX_BLOCK_MEMORY_H_

#include <cstddef>
#include <vector>

#include "spreadsheet/xlsx/memory_piece.h"

namespace sheetgate::spreadsheet {

// The first blocks have memory of their own, so that little data takes little; once they would fill
// a slab, the next ones share slabs.
class BlockMemory {
 public:
  // `block_bytes` is at most MemoryPiece::kSlabBytes.
  explicit BlockMemory(size_t block_bytes)
      : block_bytes_(block_bytes),
        slab_blocks_(MemoryPiece::kSlabBytes / block_bytes),
        own_blocks_(slab_blocks_) {}

  // Many blocks will follow: use slabs from the first one on. Before anything is added.
  void ExpectMany() { own_blocks_ = 0; }

  // Uninitialized room for the next block.
  char* Add();

  // Takes back the blocks from the `count`th on where no block before them shares their memory.
  void KeepFirst(size_t count);

  // The blocks from this one on stand in the last piece. There must be one.
  size_t first_of_last() const { return pieces_.back().first_block; }
  // Keeps the first `bytes` (> 0) of the last piece; nothing may be added then. The result is where
  // they are now.
  char* ShrinkLast(size_t bytes);

  size_t heap_bytes() const { return bytes_ + pieces_.capacity() * sizeof(Piece); }

 private:
  struct Piece {
    MemoryPiece memory;
    size_t first_block;
  };

  size_t last_bytes() const { return pieces_.back().memory.size(); }

  size_t block_bytes_;
  size_t slab_blocks_;  // a slab has room for so many
  size_t own_blocks_;   // so many have memory of their own
  std::vector<Piece> pieces_;
  size_t room_ = 0;   // blocks the last piece still has room for
  size_t count_ = 0;  // blocks
  size_t bytes_ = 0;  // of the pieces
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_BLOCK_MEMORY_H_
