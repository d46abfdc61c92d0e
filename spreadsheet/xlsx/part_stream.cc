// The window is one buffer: what is left moves to its front before it is filled again.
#include "spreadsheet/xlsx/part_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "platform/base/status_macros.h"

namespace sheetgate::spreadsheet {
namespace {

// Small enough to stay in a core's cache, large enough that a refill costs nothing per byte.
constexpr size_t kWindow = size_t{128} << 10;

}  // namespace

PartStream::PartStream(std::unique_ptr<PartSource> source, uint64_t expected_size,
                       const platform::CancellationToken& cancellation)
    : source_(std::move(source)),
      cancellation_(cancellation),
      // One byte more than a small part has, so that its end is seen without growing.
      capacity_(static_cast<size_t>(std::min<uint64_t>(kWindow, expected_size + 1))) {
  buffer_.reset(new char[capacity_]);
  begin_ = end_ = buffer_.get();
}

PartStream::PartStream(std::string_view bytes)
    : begin_(bytes.data()), end_(bytes.data() + bytes.size()) {}

void PartStream::MakeRoom() {
  const size_t left = window().size();
  if (left == capacity_) {
    const size_t doubled = capacity_ * 2;
    std::unique_ptr<char[]> larger(new char[doubled]);
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
  ASSIGN_OR_RETURN(const size_t read, source_->Read(buffer_.get() + at, capacity_ - at));
  end_ += read;
  if (read == 0) source_.reset();
  return read > 0;
}

}  // namespace sheetgate::spreadsheet
