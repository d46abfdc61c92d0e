// The old data are inflated once, up to the last change. Far from a change they only pass by; near
// one they come in small steps, which show where blocks begin.
#include "spreadsheet/xlsx/deflate_splicer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "platform/base/status_macros.h"
#include "spreadsheet/xlsx/block_inflater.h"
#include "spreadsheet/xlsx/deflate_bits.h"

namespace sheetgate::spreadsheet {
namespace {

// How far matches reach back.
constexpr uint64_t kReach = uint64_t{32} << 10;
// How far before a change blocks are looked for; most programs' blocks have 50 to 200 KiB.
constexpr uint64_t kLookBack = uint64_t{512} << 10;

PatchSpan HullFrom(const PartPatches& patches, size_t* index) {
  PatchSpan hull = patches.span((*index)++);
  for (; *index < patches.size(); ++*index) {
    const PatchSpan next = patches.span(*index);
    if (next.begin - hull.end > kLookBack + kReach) break;
    hull.end = next.end;
  }
  return hull;
}

// Whether much of the part will be copied: steps are some ten times as slow as inflating a window.
bool Pays(const PartPatches& patches, uint64_t size) {
  uint64_t touched = 0;
  for (size_t i = 0; i < patches.size();) {
    const PatchSpan hull = HullFrom(patches, &i);
    touched += hull.end - hull.begin + 2 * kLookBack;
    if (touched > size / 2) return false;
  }
  return true;
}

class BlockSplicer {
 public:
  BlockSplicer(std::string_view deflated, const DeflatedContents& contents, PartPatches* patches,
               std::string* out)
      : deflated_(deflated),
        contents_(contents),
        patches_(patches),
        out_(out),
        bits_(out),
        inflater_(deflated),
        copy_at_(out->size()) {
    Remember();
  }

  absl::StatusOr<std::optional<DeflatedContents>> Run(
      const platform::CancellationToken& cancellation) {
    while (anew_.has_value() || next_ < patches_->size()) {
      RETURN_IF_ERROR(cancellation.Check());
      if (inflater_.finished()) return FinishAnew();
      const std::optional<std::string_view> old = NextOld();
      const bool stuck = old.has_value() && old->empty() && !inflater_.finished() &&
                         inflater_.consumed() == deflated_.size();
      if (!old.has_value() || stuck || !Take(*old)) return std::nullopt;
      const std::optional<uint64_t> block = stepped_ ? inflater_.block() : std::nullopt;
      if (block.has_value() && !ReachBlock(*block)) return std::nullopt;
    }
    bits_.Copy(deflated_, copy_from_, uint64_t{deflated_.size()} * 8);
    const uint64_t rest = contents_.size - old_.size;
    return DeflatedContents{new_.size + rest,
                            Crc32WithOtherBegin(contents_.crc, old_.crc, new_.crc, rest)};
  }

 private:
  // A place in what is copied, to verify from: what is inflated from there on has to be right.
  struct Checkpoint {
    BlockInflater inflater;
    size_t out_at;  // where its next compressed byte stands in the output
    DeflatedContents contents;
  };

  bool PatchIsNear() const {
    return next_ < patches_->size() && patches_->span(next_).begin <= old_.size + kLookBack;
  }

  void Remember() {
    checkpoint_ = Checkpoint{inflater_.ContinueIn(deflated_, inflater_.consumed()),
                             copy_at_ + inflater_.consumed() - copy_from_ / 8, new_};
  }

  std::optional<std::string_view> NextOld() {
    stepped_ = false;
    if (anew_.has_value()) {
      const uint64_t wanted = PatchIsNear() ? patches_->span(next_).end + 1 : patched_end_ + kReach;
      if (old_.size < wanted) return ReadUpTo(wanted);
    } else if (!PatchIsNear()) {
      // Far from a change: what a block's copy begins with is not known any more.
      held_.reset();
      checkpoint_.reset();
      return ReadUpTo(patches_->span(next_).begin - kLookBack);
    }
    if (!checkpoint_.has_value()) Remember();
    stepped_ = true;
    return inflater_.Step();
  }

  std::optional<std::string_view> ReadUpTo(uint64_t offset) {
    return inflater_.Read(
        static_cast<size_t>(std::min<uint64_t>(offset - old_.size, BlockInflater::kWindow)));
  }

  // Goes over bytes of the old part; false when a change begins where the stream cannot be cut.
  bool Take(std::string_view old) {
    while (next_ < patches_->size()) {
      const PatchSpan span = patches_->span(next_);
      if (old_.size < span.begin) {
        const auto kept =
            static_cast<size_t>(std::min<uint64_t>(old.size(), span.begin - old_.size));
        Keep(old.substr(0, kept));
        old.remove_prefix(kept);
        if (old_.size < span.begin) return true;
      }
      if (!anew_.has_value() && !BeginAnew()) return false;
      const auto replaced =
          static_cast<size_t>(std::min<uint64_t>(old.size(), span.end - old_.size));
      replaced_.append(old.substr(0, replaced));
      Count(old.substr(0, replaced), &old_);
      old.remove_prefix(replaced);
      if (old_.size < span.end) return true;
      const std::string made = patches_->Make(next_++, replaced_);
      replaced_.clear();
      patched_end_ = span.end;
      Count(made, &new_);
      anew_->Append(made);
    }
    Keep(old);
    return true;
  }

  static void Count(std::string_view bytes, DeflatedContents* contents) {
    contents->size += bytes.size();
    contents->crc = Crc32(bytes, contents->crc);
  }

  void Keep(std::string_view bytes) {
    Count(bytes, &old_);
    Count(bytes, &new_);
    if (anew_.has_value()) {
      anew_->Append(bytes);
    } else if (held_.has_value()) {
      held_->append(bytes);
    }
  }

  // The block that begins at this bit of the old data is reached. False when what was written for
  // those before it is wrong.
  bool ReachBlock(uint64_t bit) {
    if (!anew_.has_value()) {
      held_block_ = bit;
      held_.emplace();
      return true;
    }
    if (PatchIsNear() || old_.size < patched_end_ + kReach) return true;
    anew_->Flush();
    anew_.reset();
    bits_.PadTo(static_cast<unsigned>(bit % 8));
    copy_from_ = bit;
    copy_at_ = out_->size();
    return IsRight(bit);
  }

  // Copies the blocks before the one held, whose bytes are deflated anew.
  bool BeginAnew() {
    if (!held_.has_value()) return false;
    bits_.Copy(deflated_, copy_from_, held_block_);
    bits_.PadTo(0);
    anew_.emplace(out_);
    anew_->Append(*held_);
    held_.reset();
    return true;
  }

  // The old data end in what is deflated anew.
  std::optional<DeflatedContents> FinishAnew() {
    if (!anew_.has_value() || next_ < patches_->size()) return std::nullopt;
    if (old_.size != contents_.size || old_.crc != contents_.crc) return std::nullopt;
    anew_->Finish();
    if (!IsRight(std::nullopt)) return std::nullopt;
    return new_;
  }

  // Whether the output, from the checkpoint on, inflates to what it should, and then a block begins
  // where the one at this bit of the old data is going to be copied to; without one, the output
  // ends.
  bool IsRight(std::optional<uint64_t> bit) {
    const uint64_t wanted_bit = uint64_t{out_->size()} * 8 + bits_.bits_pending();
    // The rest of the byte is what the copy will begin with.
    const bool shared_byte = bits_.bits_pending() != 0;
    if (shared_byte) {
      const auto next = static_cast<unsigned char>(deflated_[static_cast<size_t>(*bit / 8)]);
      const unsigned kept = next >> bits_.bits_pending() << bits_.bits_pending();
      out_->push_back(static_cast<char>(kept | bits_.pending()));
    }
    BlockInflater inflater = checkpoint_->inflater.ContinueIn(*out_, checkpoint_->out_at);
    DeflatedContents found = checkpoint_->contents;
    std::optional<std::string_view> piece;
    while ((piece = inflater.Read(BlockInflater::kWindow)).has_value() && !piece->empty()) {
      Count(*piece, &found);
    }
    const bool ends_right = bit.has_value() ? inflater.block() == wanted_bit : inflater.finished();
    if (shared_byte) out_->pop_back();
    return piece.has_value() && ends_right && found.size == new_.size && found.crc == new_.crc;
  }

  const std::string_view deflated_;
  const DeflatedContents contents_;
  PartPatches* patches_;
  std::string* out_;
  DeflateBits bits_;
  BlockInflater inflater_;
  bool stepped_ = false;
  size_t next_ = 0;                     // patch
  uint64_t patched_end_ = 0;            // of the patch before it
  std::string replaced_;                // what has been seen of the bytes it replaces
  DeflatedContents old_;                // what was gone over, as it was
  DeflatedContents new_;                // and as it is now
  std::optional<StreamDeflater> anew_;  // what deflates now; without it, the old data are copied
  uint64_t copy_from_ = 0;              // bit of the old data that is copied next
  size_t copy_at_;                      // byte of the output its byte goes to
  // Of what is copied, the last block seen and the bytes from there on. It begins with one.
  uint64_t held_block_ = 0;
  std::optional<std::string> held_ = std::string();
  std::optional<Checkpoint> checkpoint_;
};

}  // namespace

absl::StatusOr<std::optional<DeflatedContents>> SpliceDeflated(
    std::string_view deflated, const DeflatedContents& contents, PartPatches* patches,
    const platform::CancellationToken& cancellation, std::string* out) {
  if (!Pays(*patches, contents.size)) return std::nullopt;
  const size_t before = out->size();
  ASSIGN_OR_RETURN(std::optional<DeflatedContents> spliced,
                   BlockSplicer(deflated, contents, patches, out).Run(cancellation));
  if (!spliced.has_value()) out->resize(before);
  return spliced;
}

}  // namespace sheetgate::spreadsheet
