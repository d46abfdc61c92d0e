// ISA-L does not report blocks, but it stops inside a block's header when its input ends there:
// its state then says how much of the input belongs to the header. Input of a few bytes makes it
// stop so at every block that brings its own codes. As that is slow, larger steps are tried first:
// where the codes stayed the same, no such block began.
#include "spreadsheet/xlsx/block_inflater.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include <isa-l/igzip_lib.h>

namespace sheetgate::spreadsheet {
namespace {

constexpr size_t kStep = 512;
// Less than any header that describes codes has.
constexpr size_t kFineStep = 8;

bool HasSameCodes(const inflate_state& a, const inflate_state& b) {
  return std::memcmp(&a.lit_huff_code, &b.lit_huff_code, sizeof(a.lit_huff_code)) == 0 &&
         std::memcmp(&a.dist_huff_code, &b.dist_huff_code, sizeof(a.dist_huff_code)) == 0;
}

}  // namespace

struct BlockInflater::State {
  inflate_state inflate;
  bool drained = true;  // all that was inflated has been handed out
  // As it was before a step that may have to be repeated.
  inflate_state before;
  std::array<char, 2 * kWindow> window;
};

BlockInflater::BlockInflater(std::string_view compressed)
    : compressed_(compressed), state_(std::make_unique_for_overwrite<State>()) {
  isal_inflate_init(&state_->inflate);
  // The codes of the first block are compared with these.
  std::memset(&state_->inflate.lit_huff_code, 0, sizeof(state_->inflate.lit_huff_code));
  std::memset(&state_->inflate.dist_huff_code, 0, sizeof(state_->inflate.dist_huff_code));
}

BlockInflater::~BlockInflater() = default;
BlockInflater::BlockInflater(BlockInflater&&) noexcept = default;
BlockInflater& BlockInflater::operator=(BlockInflater&&) noexcept = default;

BlockInflater BlockInflater::ContinueIn(std::string_view compressed, size_t at) const {
  BlockInflater other(compressed);
  other.state_->inflate = state_->inflate;
  other.state_->drained = state_->drained;
  other.consumed_ = at;
  return other;
}

std::optional<std::string_view> BlockInflater::Read(size_t size) {
  return Inflate(compressed_.size() - consumed_, size);
}

std::optional<std::string_view> BlockInflater::Step() {
  const size_t left = compressed_.size() - consumed_;
  if (consumed_ >= fine_until_) {
    const size_t begin = consumed_;
    state_->before = state_->inflate;
    const std::optional<std::string_view> bytes =
        Inflate(std::min(kStep, left), state_->window.size());
    if (!bytes.has_value() || HasSameCodes(state_->inflate, state_->before)) return bytes;
    state_->inflate = state_->before;
    fine_until_ = consumed_;
    consumed_ = begin;
  }
  return Inflate(std::min({kFineStep, left, fine_until_ - consumed_}), state_->window.size());
}

std::optional<std::string_view> BlockInflater::Inflate(size_t input, size_t room) {
  constexpr size_t kMost = std::numeric_limits<int32_t>::max();
  inflate_state& inflate = state_->inflate;
  size_t size = 0;
  while (size < room && !finished()) {
    const size_t given = std::min(input, kMost);
    // ISA-L does not write to its input.
    inflate.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(compressed_.data() + consumed_));
    inflate.avail_in = static_cast<uint32_t>(given);
    inflate.next_out = reinterpret_cast<uint8_t*>(state_->window.data() + size);
    inflate.avail_out = static_cast<uint32_t>(room - size);
    if (isal_inflate(&inflate) < 0) return std::nullopt;
    const size_t taken = given - inflate.avail_in;
    const size_t made = room - size - inflate.avail_out;
    consumed_ += taken;
    input -= taken;
    size += made;
    if (taken == 0 && made == 0) break;
  }
  state_->drained = size < room && inflate.tmp_out_processed == inflate.tmp_out_valid;
  return std::string_view(state_->window.data(), size);
}

std::optional<uint64_t> BlockInflater::block() const {
  const inflate_state& inflate = state_->inflate;
  const bool in_header = inflate.block_state == ISAL_BLOCK_HDR;
  if (!in_header && inflate.block_state != ISAL_BLOCK_NEW_HDR) return std::nullopt;
  if (!state_->drained) return std::nullopt;
  const auto header_bytes = static_cast<uint64_t>(in_header ? inflate.tmp_in_size : 0);
  return (consumed_ - header_bytes) * 8 - static_cast<uint64_t>(inflate.read_in_length);
}

bool BlockInflater::finished() const { return state_->inflate.block_state == ISAL_BLOCK_FINISH; }

}  // namespace sheetgate::spreadsheet
