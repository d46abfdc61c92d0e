// BlockInflater: inflates a deflate stream and tells where in it blocks begin.
//
// A deflate stream (RFC 1951) is a sequence of blocks, of which each begins at some bit. Behind a
// block's begin, what was before matters only as the 32 KiB matches may reach back to. So a stream
// can be cut at blocks, and the pieces used again.
#ifndef SHEETGATE_SPREADSHEET_XLSX_BLOCK_INFLATER_H_
#define SHEETGATE_SPREADSHEET_XLSX_BLOCK_INFLATER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace sheetgate::spreadsheet {

// Used by one thread.
class BlockInflater {
 public:
  static constexpr size_t kWindow = size_t{128} << 10;

  // `compressed` must outlive it.
  explicit BlockInflater(std::string_view compressed);
  ~BlockInflater();
  BlockInflater(BlockInflater&&) noexcept;
  BlockInflater& operator=(BlockInflater&&) noexcept;

  // An inflater in the same state that goes on at byte `at` of other data.
  BlockInflater ContinueIn(std::string_view compressed, size_t at) const;

  // The next bytes, `size` (at most kWindow) unless the data end before. Valid until the next call;
  // nullopt when the data are damaged.
  std::optional<std::string_view> Read(size_t size);
  // The next few bytes: those that follow from some compressed ones. Slower, but it ends where a
  // block with codes of its own begins (nearly all do). May be empty before the end.
  std::optional<std::string_view> Step();

  // Where the block begins that starts behind the last byte inflated, in bits from the start of
  // the compressed data; nullopt when none does or that is not known.
  std::optional<uint64_t> block() const;
  // The last block has ended.
  bool finished() const;
  // Compressed bytes taken so far.
  size_t consumed() const { return consumed_; }

 private:
  struct State;

  // Inflates into the window what `input` bytes yield, up to `room` bytes.
  std::optional<std::string_view> Inflate(size_t input, size_t room);

  std::string_view compressed_;
  size_t consumed_ = 0;
  size_t fine_until_ = 0;  // a block begins in the compressed bytes up to here
  std::unique_ptr<State> state_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_BLOCK_INFLATER_H_
