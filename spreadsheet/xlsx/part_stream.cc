// The window is one buffer: what is left moves to its front before it is filled again.
#include "spreadsheet/xlsx/part_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

// Small enough to stay in a core's cache, large enough that a refill costs nothing per byte.
constexpr size_t kWindow = size_t{256} << 10;

// The first bytes alone, for those who want no more than the head of a part.
constexpr size_t kHead = size_t{2} << 10;

// Bytes that are in memory already.
class MemorySource : public PartSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const size_t count = rest_.copy(out, size);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

}  // namespace

PartStream::PartStream(std::unique_ptr<PartSource> source, uint64_t expected_size,
                       const platform::CancellationToken& cancellation)
    : source_(std::move(source)),
      cancellation_(cancellation),
      // One byte more than a small part has, so that its end is seen without growing.
      capacity_(static_cast<size_t>(std::min<uint64_t>(kWindow, expected_size + 1))) {
  buffer_.reset(new char[capacity_ + kPadding]);
  begin_ = end_ = buffer_.get();
  std::memset(buffer_.get(), 0, kPadding);
}

PartStream::PartStream(std::string_view bytes)
    : PartStream(std::make_unique<MemorySource>(bytes), bytes.size(), {}) {}

void PartStream::MakeRoom() {
  const size_t left = window().size();
  if (left == capacity_) {
    const size_t doubled = capacity_ * 2;
    std::unique_ptr<char[]> larger(new char[doubled + kPadding]);
    std::memcpy(larger.get(), begin_, left);
    buffer_ = std::move(larger);
    capacity_ = doubled;
  } else if (begin_ != buffer_.get()) {
    std::memmove(buffer_.get(), begin_, left);
  }
  begin_ = buffer_.get();
  end_ = begin_ + left;
}

absl::StatusOr<bool> PartStream::Fill() {
  if (source_ == nullptr) return false;
  RETURN_IF_ERROR(cancellation_.Check());
  MakeRoom();
  const size_t at = window().size();
  const bool first = offset_ == 0 && at == 0;
  const size_t room = first ? std::min(kHead, capacity_) : capacity_ - at;
  ASSIGN_OR_RETURN(const size_t read, source_->Read(buffer_.get() + at, room));
  end_ += read;
  std::memset(buffer_.get() + at + read, 0, kPadding);
  if (read == 0) source_.reset();
  return read > 0;
}

}  // namespace sheetgate::spreadsheet
