// ISA-L inflates in pieces as fast as others inflate whole buffers; libdeflate's CRC-32 costs a
// tenth of that.
#include "spreadsheet/xlsx/member_source.h"

#include <libdeflate.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <isa-l/igzip_lib.h>

#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"
#include "spreadsheet/xlsx/zip_format.h"

namespace sheetgate::spreadsheet {
namespace {

class MemberSource : public PartSource {
 public:
  MemberSource(PackageBytes bytes, const ZipMember& member)
      : bytes_(std::move(bytes)), member_(member), data_(member.data.In(*bytes_)), input_(data_) {
    if (member.method == zip::kDeflated) {
      inflate_ = std::make_unique<inflate_state>();
      isal_inflate_init(inflate_.get());
    }
  }

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    // A member that inflates to more than announced shows it by one byte more.
    const uint64_t left = member_.inflated_size - read_;
    const size_t wanted = std::min<uint64_t>(size, left);
    size_t count = 0;
    if (wanted > 0) {
      if (!Produce(out, wanted, &count)) return Damaged();
      crc_ = libdeflate_crc32(crc_, out, count);
      read_ += count;
    }
    if (read_ == member_.inflated_size && !verified_) {
      if (!AtEnd()) return Damaged();
      if (crc_ != member_.crc) {
        return CorruptPart(member_.name, Concat("its checksum is wrong (data from byte ",
                                                member_.data.begin, " of the package)"));
      }
      verified_ = true;
    }
    if (count < wanted) return Damaged();
    return count;
  }

 private:
  bool Produce(char* out, size_t size, size_t* count) {
    if (inflate_ == nullptr) {
      *count = std::min(size, input_.size());
      std::memcpy(out, input_.data(), *count);
      input_.remove_prefix(*count);
      return true;
    }
    while (*count < size && inflate_->block_state != ISAL_BLOCK_FINISH) {
      const size_t produced = Inflate(out + *count, size - *count);
      if (failed_ || (produced == 0 && input_.empty())) return !failed_;
      *count += produced;
    }
    return true;
  }

  // One step; what it takes from the input is dropped there.
  size_t Inflate(char* out, size_t size) {
    constexpr size_t kMost = std::numeric_limits<int32_t>::max();
    const size_t room = std::min(size, kMost);
    // ISA-L inflates all it is given, into a buffer of its own if need be: a small piece must not
    // cost what a large one does.
    constexpr size_t kLeast = 512;
    const size_t given = std::min(input_.size(), std::max(room, kLeast));
    // ISA-L does not write to its input.
    inflate_->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(input_.data()));
    inflate_->avail_in = static_cast<uint32_t>(given);
    inflate_->next_out = reinterpret_cast<uint8_t*>(out);
    inflate_->avail_out = static_cast<uint32_t>(room);
    const char* const end = input_.data() + input_.size();
    failed_ = isal_inflate(inflate_.get()) < 0;
    // At a stored block ISA-L goes back to what it read ahead, which may be bytes of the call
    // before.
    const auto* const next = reinterpret_cast<const char*>(inflate_->next_in);
    input_ = std::string_view(next, static_cast<size_t>(end - next));
    return room - inflate_->avail_out;
  }

  // Whether the stream ends here: with its last block, and with all of the input.
  bool AtEnd() {
    if (inflate_ == nullptr) return input_.empty();
    char more = 0;
    while (inflate_->block_state != ISAL_BLOCK_FINISH) {
      const size_t before = input_.size();
      if (Inflate(&more, 1) != 0 || failed_) return false;
      if (input_.size() == before && inflate_->block_state != ISAL_BLOCK_FINISH) return false;
    }
    // Whole bytes ISA-L has read ahead of the last block's end.
    return input_.empty() && inflate_->read_in_length < 8;
  }

  absl::Status Damaged() const {
    return CorruptPart(member_.name, Concat("its compressed data, from byte ", member_.data.begin,
                                            " of the package, do not inflate to the ",
                                            member_.inflated_size, " bytes announced"));
  }

  const PackageBytes bytes_;
  const ZipMember& member_;
  const std::string_view data_;
  std::string_view input_;                  // what is left of it
  std::unique_ptr<inflate_state> inflate_;  // null for a stored member
  uint64_t read_ = 0;
  uint32_t crc_ = 0;
  bool failed_ = false;
  bool verified_ = false;
};

}  // namespace

std::unique_ptr<PartSource> MakeMemberSource(PackageBytes bytes, const ZipMember& member) {
  return std::make_unique<MemberSource>(std::move(bytes), member);
}

}  // namespace sheetgate::spreadsheet
