// Changes in a deflated part: what comes out inflates to the changed part, and little of it is new.
#include "spreadsheet/xlsx/deflate_splicer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "spreadsheet/xlsx/block_inflater.h"
#include "tests/spreadsheet/testing/patch_list.h"
#include "tests/spreadsheet/testing/sample_text.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::Gt;
using ::testing::Lt;
using tests::Noise;
using tests::PatchList;
using tests::SheetLikeText;

constexpr size_t kMiB = size_t{1} << 20;

std::string Streamed(std::string_view data) {
  std::string out;
  StreamDeflater deflater(&out);
  deflater.Append(data);
  deflater.Finish();
  return out;
}

DeflatedContents ContentsOf(std::string_view data) { return {data.size(), Crc32(data)}; }

size_t CommonPrefix(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  return static_cast<size_t>(in_a - a.begin());
}
size_t CommonSuffix(std::string_view a, std::string_view b) {
  const auto [in_a, in_b] = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend());
  return static_cast<size_t>(in_a - a.rbegin());
}

// `part`, deflated as `deflated`, with these patches, deflated; empty when it was not spliced.
std::string Spliced(const std::string& part, const std::string& deflated, PatchList patches) {
  std::string out = "before";
  const auto contents = SpliceDeflated(deflated, ContentsOf(part), &patches, {}, &out);
  EXPECT_THAT(contents, tests::IsOk());
  EXPECT_EQ(out.substr(0, 6), "before");
  if (!contents.ok() || !contents->has_value()) {
    EXPECT_TRUE(out == "before");
    return {};
  }
  const std::string expected = patches.AppliedTo(part);
  out.erase(0, 6);
  EXPECT_EQ((*contents)->size, expected.size());
  EXPECT_EQ((*contents)->crc, Crc32(expected));
  const auto inflated = Inflate(out, expected.size());
  EXPECT_TRUE(inflated.has_value());
  EXPECT_TRUE(inflated == expected);
  return out;
}

class DeflateSplicerTest : public ::testing::Test {
 protected:
  const std::string part_ = SheetLikeText(6 * kMiB);
  const std::string deflated_ = Deflate(part_);
};

TEST_F(DeflateSplicerTest, KeepsWhatIsFarFromAChange) {
  const std::string out = Spliced(part_, deflated_, {{3 * kMiB, 3 * kMiB + 10, "changed"}});
  EXPECT_THAT(CommonPrefix(out, deflated_), Gt(deflated_.size() * 2 / 5));
  EXPECT_THAT(CommonSuffix(out, deflated_), Gt(deflated_.size() * 2 / 5));
  EXPECT_THAT(out.size(), Lt(deflated_.size() + deflated_.size() / 20));
}

TEST_F(DeflateSplicerTest, ChangesBeginAndEnd) {
  const size_t end = part_.size();
  EXPECT_FALSE(Spliced(part_, deflated_, {{0, 0, "inserted"}}).empty());
  EXPECT_FALSE(Spliced(part_, deflated_, {{0, 100, ""}}).empty());
  EXPECT_FALSE(Spliced(part_, deflated_, {{end - 5, end, "the end"}}).empty());
  EXPECT_FALSE(Spliced(part_, deflated_, {{end - 5, end - 5, "inserted"}}).empty());
  EXPECT_FALSE(
      Spliced(part_, deflated_, {{10, 20, "begin"}, {end - 200, end - 100, "end"}}).empty());
}

TEST_F(DeflateSplicerTest, ReplacesByMoreAndByLess) {
  const std::string much = SheetLikeText(2 * kMiB, 5);
  EXPECT_FALSE(Spliced(part_, deflated_, {{4 * kMiB, 4 * kMiB + 1, much}}).empty());
  EXPECT_FALSE(Spliced(part_, deflated_, {{kMiB, 2 * kMiB, "little"}}).empty());
  EXPECT_FALSE(Spliced(part_, deflated_, {{5 * kMiB, 5 * kMiB, Noise(kMiB)}}).empty());
}

TEST_F(DeflateSplicerTest, ChangesNothing) {
  EXPECT_TRUE(Spliced(part_, deflated_, {}) == deflated_);
  EXPECT_FALSE(Spliced(part_, deflated_, {{kMiB, kMiB, ""}}).empty());
}

TEST_F(DeflateSplicerTest, TakesRandomChangesInStreamsOfAllKinds) {
  // Of noise between, blocks are stored ones, which have to stay where they are in a byte.
  const std::string mixed = SheetLikeText(2 * kMiB, 2) + Noise(kMiB) + SheetLikeText(3 * kMiB, 3) +
                            Noise(300'000, 2) + SheetLikeText(kMiB, 4);
  struct Kind {
    const std::string& part;
    std::string deflated;
  };
  const Kind kinds[] = {{part_, deflated_},
                        {part_, Streamed(part_)},
                        {mixed, Deflate(mixed)},
                        {mixed, Streamed(mixed)}};
  std::mt19937 random(11);
  int spliced = 0;
  for (const Kind& kind : kinds) {
    for (int run = 0; run < 12; ++run) {
      std::vector<tests::Patch> patches;
      size_t at = random() % (kind.part.size() / 2);
      for (size_t count = 1 + random() % 3; count > 0; --count) {
        const size_t size = random() % 300;
        if (at + size > kind.part.size()) break;
        patches.push_back({at, at + size, SheetLikeText(random() % 400, random())});
        at += size + random() % (count % 2 == 0 ? 50 : kind.part.size());
      }
      spliced += Spliced(kind.part, kind.deflated, PatchList(patches)).empty() ? 0 : 1;
    }
  }
  EXPECT_THAT(spliced, Gt(30));
}

TEST_F(DeflateSplicerTest, CanBeDoneAgainAndAgain) {
  std::string part = part_;
  std::string deflated = deflated_;
  for (size_t i = 0; i < 10; ++i) {
    const PatchList patches = {{3 * kMiB + i * 1000, 3 * kMiB + i * 1000 + 50, "again"}};
    deflated = Spliced(part, deflated, patches);
    ASSERT_FALSE(deflated.empty()) << i;
    part = patches.AppliedTo(part);
  }
}

TEST_F(DeflateSplicerTest, LeavesChangesAllOverAPartToOthers) {
  std::vector<tests::Patch> patches;
  for (size_t at = 0; at + 10 < part_.size(); at += 200'000) patches.push_back({at, at + 10, "x"});
  EXPECT_TRUE(Spliced(part_, deflated_, PatchList(patches)).empty());
}

TEST_F(DeflateSplicerTest, LeavesDamagedDataToOthers) {
  const PatchList patches = {{5 * kMiB, 5 * kMiB + 1, "x"}};
  EXPECT_TRUE(Spliced(part_, deflated_.substr(0, deflated_.size() / 2), patches).empty());
  const PatchList last = {{part_.size() - 1, part_.size(), "x"}};
  DeflatedContents other = ContentsOf(part_);
  ++other.crc;
  PatchList same = last;
  std::string out;
  EXPECT_THAT(SpliceDeflated(deflated_, other, &same, {}, &out),
              tests::IsOkAndHolds(std::optional<DeflatedContents>()))
      << "all of it was seen, and it is not what it should be";
}

// What is not inflated cannot be checked; it must not come to look right either.
TEST_F(DeflateSplicerTest, NeverMakesDamagedDataLookRight) {
  PatchList patches = {{3 * kMiB, 3 * kMiB + 1, "x"}};
  for (const size_t at : {deflated_.size() / 4, deflated_.size() * 3 / 4}) {
    std::string damaged = deflated_;
    damaged.replace(at, 100, 100, '\xff');
    std::string out;
    ASSERT_OK_AND_ASSIGN(const auto contents,
                         SpliceDeflated(damaged, ContentsOf(part_), &patches, {}, &out));
    if (!contents.has_value()) continue;
    const auto inflated = Inflate(out, contents->size);
    EXPECT_FALSE(inflated.has_value() && Crc32(*inflated) == contents->crc) << at;
  }
}

TEST_F(DeflateSplicerTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("stop"));
  PatchList patches = {{5 * kMiB, 5 * kMiB + 1, "x"}};
  std::string out;
  EXPECT_THAT(SpliceDeflated(deflated_, ContentsOf(part_), &patches, source.token(), &out).status(),
              tests::StatusIs(absl::StatusCode::kCancelled));
}

TEST(BlockInflaterTest, TellsWhereBlocksBegin) {
  const std::string part = SheetLikeText(3 * kMiB);
  const std::string deflated = Streamed(part);
  BlockInflater inflater(deflated);
  std::string inflated;
  std::vector<uint64_t> blocks;
  while (!inflater.finished()) {
    const auto piece = inflater.Step();
    ASSERT_TRUE(piece.has_value());
    inflated += *piece;
    const auto block = inflater.block();
    if (block.has_value() && (blocks.empty() || blocks.back() != *block)) {
      blocks.push_back(*block);
    }
  }
  EXPECT_TRUE(inflated == part);
  EXPECT_TRUE(std::is_sorted(blocks.begin(), blocks.end()));
  EXPECT_THAT(blocks.size(), Gt(5u)) << "of some 100 KiB each";
}

TEST(BlockInflaterTest, ReadsWindowsToTheEnd) {
  const std::string part = SheetLikeText(kMiB);
  const std::string deflated = Deflate(part);
  BlockInflater inflater(deflated);
  std::string inflated;
  std::optional<std::string_view> piece;
  while ((piece = inflater.Read(BlockInflater::kWindow)).has_value() && !piece->empty()) {
    inflated += *piece;
  }
  EXPECT_TRUE(inflated == part);
  EXPECT_TRUE(inflater.finished());
  EXPECT_EQ(inflater.block(), std::nullopt);
}

TEST(BlockInflaterTest, SeesDamage) {
  BlockInflater inflater("\xff\xff\xff\xff");
  EXPECT_EQ(inflater.Read(100), std::nullopt);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
