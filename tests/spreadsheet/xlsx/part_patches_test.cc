// ApplyPatches: whatever windows a part comes in, the patches change their places and nothing else.
#include "spreadsheet/xlsx/part_patches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>

#include "tests/spreadsheet/testing/patch_list.h"
#include "tests/spreadsheet/testing/sample_text.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::IsOk;
using tests::PatchList;
using tests::StatusIs;

// Yields a text; fails where it is told to.
class TextSource : public PartSource {
 public:
  explicit TextSource(std::string_view text, size_t fails_at = std::string_view::npos)
      : text_(text), fails_at_(fails_at) {}

  absl::StatusOr<size_t> Read(char* out, size_t size) override {
    const size_t count = std::min(size, text_.size() - at_);
    if (at_ + count > fails_at_) return absl::DataLossError("damaged");
    std::memcpy(out, text_.data() + at_, count);
    at_ += count;
    return count;
  }

 private:
  std::string_view text_;
  size_t fails_at_;
  size_t at_ = 0;
};

// The smaller `window`, the smaller are the pieces; it grows where more is needed.
PartStream StreamOf(std::string_view text, size_t window) {
  return PartStream(std::make_unique<TextSource>(text), window, {});
}

class CallingSink : public ByteSink {
 public:
  explicit CallingSink(std::function<absl::Status(std::string_view)> call)
      : call_(std::move(call)) {}
  absl::Status Append(std::string_view bytes) override { return call_(bytes); }

 private:
  std::function<absl::Status(std::string_view)> call_;
};

std::string Apply(PatchList* patches, PartStream stream) {
  std::string out;
  StringSink sink(&out);
  EXPECT_THAT(ApplyPatches("p", patches, &stream, &sink, {}), IsOk());
  return out;
}

TEST(ApplyPatchesTest, ChangesTheirPlacesWhateverTheWindow) {
  const std::string part = tests::SheetLikeText(2000);
  const PatchList kLists[] = {
      {},
      {{0, 0, "at the begin"}},
      {{0, 1, ""}, {1, 1, "inserted"}, {1, 7, "replaced"}, {7, 1500, "much"}},
      {{1999, 2000, "last"}, {2000, 2000, "behind"}},
      {{0, 2000, "all"}},
  };
  for (const PatchList& list : kLists) {
    for (const size_t window : {1, 2, 7, 64, 1999, 2000, 4000}) {
      PatchList patches = list;
      EXPECT_EQ(Apply(&patches, StreamOf(part, window)), list.AppliedTo(part)) << window;
    }
    PatchList patches = list;
    EXPECT_EQ(Apply(&patches, PartStream(part)), list.AppliedTo(part));
  }
}

TEST(ApplyPatchesTest, ShowsEachPatchWhatItReplaces) {
  PatchList patches = {{0, 2, ""}, {2, 2, ""}, {4, 9, ""}};
  Apply(&patches, StreamOf("0123456789", 3));
  EXPECT_THAT(patches.seen(), ElementsAre("01", "", "45678"));
}

TEST(ApplyPatchesTest, APartThatEndsBeforeAPatchIsDamaged) {
  for (const PatchList& list : {PatchList({{5, 12, ""}}), PatchList({{11, 11, ""}})}) {
    PatchList patches = list;
    PartStream stream = StreamOf("0123456789", 3);
    std::string out;
    StringSink sink(&out);
    EXPECT_THAT(ApplyPatches("xl/s.xml", &patches, &stream, &sink, {}),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr("xl/s.xml")));
  }
}

TEST(ApplyPatchesTest, PassesOnErrorsOfStreamAndSink) {
  PatchList patches = {{1, 2, ""}};
  PartStream damaged(std::make_unique<TextSource>("0123456789", 8), 3, {});
  std::string out;
  StringSink sink(&out);
  EXPECT_THAT(ApplyPatches("p", &patches, &damaged, &sink, {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
  CallingSink full([](std::string_view) { return absl::ResourceExhaustedError("full"); });
  PartStream stream = StreamOf("0123456789", 3);
  EXPECT_THAT(ApplyPatches("p", &patches, &stream, &full, {}),
              StatusIs(absl::StatusCode::kResourceExhausted, HasSubstr("full")));
}

TEST(ApplyPatchesTest, StopsBetweenPiecesWhenCancelled) {
  const std::string part = tests::SheetLikeText(4 << 20);
  platform::CancellationSource source;
  size_t written = 0;
  CallingSink sink([&](std::string_view bytes) {
    written += bytes.size();
    source.Cancel(absl::CancelledError("stop"));
    return absl::OkStatus();
  });
  PatchList patches = {};
  PartStream in_memory(part);
  EXPECT_THAT(ApplyPatches("p", &patches, &in_memory, &sink, source.token()),
              StatusIs(absl::StatusCode::kCancelled));
  EXPECT_LT(written, part.size());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
