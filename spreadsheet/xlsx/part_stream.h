// PartStream: the inflated bytes of one part, in order, through a window.
//
// A part is never inflated as a whole: the window holds what the reader has not consumed yet, and
// Fill inflates what follows behind it. A reader that needs more than it sees fills again; the
// window grows only when all of it is still needed.
#ifndef SHEETGATE_SPREADSHEET_XLSX_PART_STREAM_H_
#define SHEETGATE_SPREADSHEET_XLSX_PART_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::spreadsheet {

// Where the bytes of a part come from. Used by one thread.
class PartSource {
 public:
  virtual ~PartSource() = default;
  // Fills `out` with up to `size` (> 0) bytes of the part; the number is smaller only at the end,
  // and 0 behind it. The size and checksum announced by the package are verified with the last
  // byte. DATA_LOSS (`FILE_CORRUPT`) naming the part.
  virtual absl::StatusOr<size_t> Read(char* out, size_t size) = 0;
};

// Used by one thread.
class PartStream {
 public:
  // `source` yields the part; `expected_size` bytes are announced.
  PartStream(std::unique_ptr<PartSource> source, uint64_t expected_size,
             const platform::CancellationToken& cancellation);
  // Over bytes in memory, which must outlive the stream.
  explicit PartStream(std::string_view bytes);

  // Zero bytes that follow the window, so that a scanner needs no check at every byte.
  static constexpr size_t kPadding = 32;

  // What is inflated and not consumed. Valid until the next Fill.
  std::string_view window() const { return {begin_, static_cast<size_t>(end_ - begin_)}; }
  // Where in the part the window begins.
  uint64_t offset() const { return offset_; }
  void Consume(size_t bytes) {
    begin_ += bytes;
    offset_ += bytes;
  }
  // Adds at least one byte to the window; false when the part has ended. DATA_LOSS, or the token's
  // status.
  absl::StatusOr<bool> Fill();

 private:
  void MakeRoom();

  std::unique_ptr<PartSource> source_;  // null when the part has ended
  const platform::CancellationToken cancellation_;
  std::unique_ptr<char[]>
      buffer_;  // capacity_ and the padding; not initialised beyond what was read
  size_t capacity_ = 0;
  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  uint64_t offset_ = 0;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_PART_STREAM_H_
