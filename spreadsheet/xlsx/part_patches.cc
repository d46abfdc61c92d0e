// A part in memory is one large window: it is handed on in pieces too, so that the copy can be
// cancelled.
#include "spreadsheet/xlsx/part_patches.h"

#include <algorithm>

#include "absl/status/statusor.h"

#include "platform/base/status_macros.h"
#include "spreadsheet/model/text.h"
#include "spreadsheet/xlsx/package_errors.h"

namespace sheetgate::spreadsheet {
namespace {

constexpr uint64_t kPiece = uint64_t{1} << 20;

class StreamPatcher {
 public:
  StreamPatcher(std::string_view part, PartStream* in, ByteSink* out,
                const platform::CancellationToken& cancellation)
      : part_(part), in_(in), out_(out), cancellation_(cancellation) {}

  absl::Status Run(PartPatches* patches) {
    for (size_t i = 0; i < patches->size(); ++i) {
      const PatchSpan span = patches->span(i);
      while (in_->offset() < span.begin) {
        ASSIGN_OR_RETURN(const bool copied, CopyPiece(span.begin - in_->offset()));
        if (!copied) return EndsEarly(span.begin);
      }
      const auto size = static_cast<size_t>(span.end - span.begin);
      while (in_->window().size() < size) {
        ASSIGN_OR_RETURN(const bool more, in_->Fill());
        if (!more) return EndsEarly(span.end);
      }
      RETURN_IF_ERROR(out_->Append(patches->Make(i, in_->window().substr(0, size))));
      in_->Consume(size);
    }
    while (true) {
      ASSIGN_OR_RETURN(const bool copied, CopyPiece(kPiece));
      if (!copied) return absl::OkStatus();
    }
  }

 private:
  // Copies at least one and at most `most` bytes; false at the end of the part.
  absl::StatusOr<bool> CopyPiece(uint64_t most) {
    RETURN_IF_ERROR(cancellation_.Check());
    if (in_->window().empty()) {
      ASSIGN_OR_RETURN(const bool more, in_->Fill());
      if (!more) return false;
    }
    const std::string_view piece =
        in_->window().substr(0, static_cast<size_t>(std::min(most, kPiece)));
    RETURN_IF_ERROR(out_->Append(piece));
    in_->Consume(piece.size());
    return true;
  }

  absl::Status EndsEarly(uint64_t wanted) const {
    return CorruptPart(part_, Concat("it ends at byte ", in_->offset() + in_->window().size(),
                                     ", but it went on to byte ", wanted, " when it was read"));
  }

  std::string_view part_;
  PartStream* in_;
  ByteSink* out_;
  const platform::CancellationToken& cancellation_;
};

}  // namespace

absl::Status ApplyPatches(std::string_view part, PartPatches* patches, PartStream* in,
                          ByteSink* out, const platform::CancellationToken& cancellation) {
  return StreamPatcher(part, in, out, cancellation).Run(patches);
}

}  // namespace sheetgate::spreadsheet
