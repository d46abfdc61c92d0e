// Archives that tell the truth and archives that lie.
#include "spreadsheet/xlsx/zip_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::BuiltZip;
using tests::HasReason;
using tests::IsOk;
using tests::Patch16;
using tests::Patch32;
using tests::StatusIs;
using tests::ZipBuilder;
using tests::ZipOptions;

absl::StatusOr<ZipDirectory> Read(const std::string& bytes, const XlsxLimits& limits = {}) {
  return ReadZipDirectory(bytes, limits, {});
}

std::string Text(size_t size) {
  std::string text;
  for (size_t i = 0; text.size() < size; ++i) text += std::to_string(i * i) + ",";
  text.resize(size);
  return text;
}

BuiltZip ThreeMembers() {
  return ZipBuilder()
      .Add("a.xml", Text(300))
      .Add("b.xml", Text(500))
      .Add("c.xml", Text(40))
      .Build();
}

TEST(ZipDirectoryTest, ReadsMembersAndWhereTheyLie) {
  const BuiltZip zip = ZipBuilder()
                           .Add("xl/", "", {.deflate = false})
                           .Add("xl\\a.xml", Text(300))
                           .Add("/xl/b.xml", Text(200), {.deflate = false})
                           .Add("c.xml", Text(100), {.descriptor = 16})
                           .Add("d.xml", "", {.descriptor = 12})
                           .Comment("PK\5\6 is no end record here")
                           .Build();
  ASSERT_OK_AND_ASSIGN(const ZipDirectory directory, Read(zip.bytes));
  ASSERT_EQ(directory.members.size(), 5u);
  EXPECT_FALSE(directory.members[0].is_part);
  EXPECT_EQ(directory.members[1].name, "xl/a.xml");
  EXPECT_TRUE(directory.members[1].is_part);
  EXPECT_EQ(directory.members[2].name, "xl/b.xml");
  EXPECT_EQ(directory.members[2].data.In(zip.bytes), Text(200));
  EXPECT_EQ(directory.members[3].stored.end, zip.members[4].local)
      << "the descriptor belongs to it";
  EXPECT_EQ(directory.members[4].stored.end, zip.directory);
  EXPECT_EQ(directory.comment, "PK\5\6 is no end record here");
}

TEST(ZipDirectoryTest, ReadsEveryFormOfDescriptor) {
  for (const int form : {12, 16, 24}) {
    const BuiltZip zip =
        ZipBuilder().Add("a.xml", Text(300), {.descriptor = form}).Add("b.xml", Text(20)).Build();
    ASSERT_OK_AND_ASSIGN(const ZipDirectory directory, Read(zip.bytes));
    EXPECT_EQ(directory.members[0].stored.end, zip.members[1].local) << form;
  }
}

TEST(ZipDirectoryTest, ReadsZip64) {
  const BuiltZip zip = ZipBuilder()
                           .Add("a.xml", Text(300), {.zip64 = true})
                           .Add("b.xml", Text(200))
                           .Zip64End()
                           .Build();
  ASSERT_OK_AND_ASSIGN(const ZipDirectory directory, Read(zip.bytes));
  EXPECT_TRUE(directory.zip64);
  EXPECT_EQ(directory.members[0].inflated_size, 300u);
}

TEST(ZipDirectoryTest, AllowsZeroPaddingButNothingElseAfterTheEnd) {
  const std::string bytes = ThreeMembers().bytes;
  EXPECT_THAT(Read(bytes + std::string(70000, '\0')), IsOk());
  EXPECT_THAT(Read(bytes + "x"), HasReason(ErrorReason::kFileCorrupt));
}

TEST(ZipDirectoryTest, AllowsGapsBetweenMembers) {
  BuiltZip zip = ZipBuilder().Add("a.xml", Text(300)).Add("b.xml", Text(20)).Build();
  // Forget the second member: its bytes become a gap before the directory.
  std::string bytes = zip.bytes.substr(0, zip.directory) +
                      zip.bytes.substr(zip.directory, zip.members[1].record - zip.directory);
  const size_t end = bytes.size();
  bytes += zip.bytes.substr(zip.end);
  Patch16(end + 8, 1, &bytes);
  Patch16(end + 10, 1, &bytes);
  Patch32(end + 12, zip.members[1].record - zip.directory, &bytes);
  ASSERT_OK_AND_ASSIGN(const ZipDirectory directory, Read(bytes));
  EXPECT_EQ(directory.members.size(), 1u);
}

TEST(ZipDirectoryTest, RefusesEveryTruncation) {
  const std::string bytes =
      ZipBuilder().Add("a.xml", Text(90), {.descriptor = 16}).Add("b.xml", "b").Build().bytes;
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto directory = Read(bytes.substr(0, size));
    ASSERT_THAT(directory, StatusIs(absl::StatusCode::kDataLoss)) << size;
    ASSERT_THAT(directory, HasReason(ErrorReason::kFileCorrupt)) << size;
    ASSERT_EQ(platform::MetadataOf(directory.status()).count("offset"), 1u) << size;
  }
}

TEST(ZipDirectoryTest, SurvivesEveryFlippedByte) {
  const BuiltZip zip = ZipBuilder()
                           .Add("a.xml", Text(90), {.descriptor = 24})
                           .Add("b.xml", Text(50), {.zip64 = true})
                           .Zip64End()
                           .Build();
  ASSERT_THAT(Read(zip.bytes), IsOk());
  for (size_t at = 0; at < zip.bytes.size(); ++at) {
    for (const int flip : {0x01, 0x80, 0xff}) {
      std::string bytes = zip.bytes;
      bytes[at] = static_cast<char>(bytes[at] ^ flip);
      const auto directory = Read(bytes);
      if (!directory.ok()) continue;
      for (const ZipMember& member : directory->members) {
        ASSERT_LE(member.stored.begin, member.data.begin);
        ASSERT_LE(member.data.end, member.stored.end);
        ASSERT_LE(member.stored.end, bytes.size());
      }
    }
  }
}

struct Lie {
  const char* what;
  std::function<void(const BuiltZip&, std::string*)> tell;
  const char* message;
};

TEST(ZipDirectoryTest, RefusesLies) {
  const Lie kLies[] = {
      {"more entries than records",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch16(zip.end + 8, 4, bytes);
         Patch16(zip.end + 10, 4, bytes);
       },
       "a record of the central directory was expected"},
      {"fewer entries than records",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch16(zip.end + 8, 2, bytes);
         Patch16(zip.end + 10, 2, bytes);
       },
       "more records than"},
      {"a directory elsewhere",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.end + 16, zip.directory + 1, bytes);
       },
       "not where the end record says"},
      {"a directory of another size",
       [](const BuiltZip& zip, std::string* bytes) { Patch32(zip.end + 12, 1, bytes); },
       "not where the end record says"},
      {"several disks",
       [](const BuiltZip& zip, std::string* bytes) { Patch16(zip.end + 4, 1, bytes); },
       "split archive"},
      {"a local header past the end",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.members[1].record + 42, 0x7fffffff, bytes);
       },
       "the local header of 'b.xml' was expected here"},
      {"two members at one place",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.members[1].record + 42, 0, bytes);
       },
       ""},
      {"more compressed bytes than there are",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.members[1].record + 20, 5000, bytes);
       },
       "runs into what follows"},
      {"another checksum",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.members[1].record + 16, 1, bytes);
       },
       "in its checksum"},
      {"another inflated size",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch32(zip.members[1].record + 24, 501, bytes);
       },
       "in its sizes"},
      {"another name",
       [](const BuiltZip& zip, std::string* bytes) { (*bytes)[zip.members[1].record + 46] = 'x'; },
       "in its name"},
      {"another method",
       [](const BuiltZip& zip, std::string* bytes) { Patch16(zip.members[1].local + 8, 0, bytes); },
       "in its compression method"},
      {"another flag",
       [](const BuiltZip& zip, std::string* bytes) { Patch16(zip.members[1].local + 6, 8, bytes); },
       "in its flags"},
      {"a descriptor that is not there",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch16(zip.members[1].local + 6, 8, bytes);
         Patch16(zip.members[1].record + 8, 8, bytes);
       },
       "data descriptor"},
      {"a comment that is not there",
       [](const BuiltZip& zip, std::string* bytes) {
         Patch16(zip.members[2].record + 32, 9, bytes);
       },
       "is cut off"},
  };
  for (const Lie& lie : kLies) {
    const BuiltZip zip = ThreeMembers();
    std::string bytes = zip.bytes;
    lie.tell(zip, &bytes);
    const auto directory = Read(bytes);
    EXPECT_THAT(directory, HasReason(ErrorReason::kFileCorrupt)) << lie.what;
    EXPECT_THAT(directory, StatusIs(absl::StatusCode::kDataLoss, HasSubstr(lie.message)))
        << lie.what;
    EXPECT_THAT(std::string(directory.status().message()), HasSubstr("get an undamaged copy"));
  }
}

TEST(ZipDirectoryTest, RefusesLiesInZip64) {
  const BuiltZip zip = ZipBuilder().Add("a.xml", Text(90)).Zip64End().Build();
  const size_t end64 = zip.end - 20 - 56;
  for (const size_t field : {end64 + 4, end64 + 24, end64 + 32, end64 + 40, end64 + 48,
                             zip.end - 20 + 4, zip.end - 20 + 8}) {
    std::string bytes = zip.bytes;
    Patch32(field, 77, &bytes);
    EXPECT_THAT(Read(bytes), HasReason(ErrorReason::kFileCorrupt)) << field - end64;
  }
}

TEST(ZipDirectoryTest, RefusesAnEmptyArchive) {
  EXPECT_THAT(Read(ZipBuilder().Build().bytes), HasReason(ErrorReason::kNotAWorkbook));
}

TEST(ZipDirectoryTest, RefusesEncryptedMembers) {
  const std::string bytes = ZipBuilder().Add("a.xml", "a", {.flags = 1}).Build().bytes;
  EXPECT_THAT(Read(bytes), HasReason(ErrorReason::kFileEncrypted));
}

TEST(ZipDirectoryTest, RefusesOtherCompressionMethods) {
  const BuiltZip zip = ThreeMembers();
  std::string bytes = zip.bytes;
  Patch16(zip.members[0].local + 8, 12, &bytes);
  Patch16(zip.members[0].record + 10, 12, &bytes);
  EXPECT_THAT(Read(bytes), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("method 12")));
  EXPECT_THAT(Read(bytes), HasReason(ErrorReason::kUnsupportedFormat));
}

TEST(ZipDirectoryTest, RefusesBombsBeforeInflating) {
  const std::string zeros(3 << 20, '\0');
  const std::string bomb = ZipBuilder().Add("bomb.xml", zeros).Build().bytes;
  EXPECT_THAT(Read(bomb, {.max_ratio = 100}), HasReason(ErrorReason::kZipBomb));
  EXPECT_THAT(Read(bomb, {.max_part_bytes = 1 << 20}), HasReason(ErrorReason::kZipBomb));
  EXPECT_THAT(Read(bomb, {.max_inflated_bytes = 1 << 20}), HasReason(ErrorReason::kZipBomb));
  EXPECT_THAT(Read(bomb), IsOk()) << "3 MiB of zeros are no bomb";
  const BuiltZip twice = ZipBuilder().Add("a.xml", zeros).Add("b.xml", zeros).Build();
  EXPECT_THAT(Read(twice.bytes, {.max_inflated_bytes = 5 << 20}), HasReason(ErrorReason::kZipBomb));
  EXPECT_THAT(Read(twice.bytes, {.max_inflated_bytes = 6 << 20}), IsOk());
}

TEST(ZipDirectoryTest, RefusesSizesNoStreamCanHave) {
  const BuiltZip zip = ThreeMembers();
  std::string bytes = zip.bytes;
  Patch32(zip.members[0].local + 22, 1 << 30, &bytes);
  Patch32(zip.members[0].record + 24, 1 << 30, &bytes);
  EXPECT_THAT(Read(bytes), HasReason(ErrorReason::kZipBomb));
}

TEST(ZipDirectoryTest, LimitsTheNumberOfParts) {
  EXPECT_THAT(Read(ThreeMembers().bytes, {.max_parts = 2}), HasReason(ErrorReason::kFileTooLarge));
  EXPECT_THAT(Read(ThreeMembers().bytes, {.max_parts = 3}), IsOk());
}

TEST(ZipDirectoryTest, EqualDuplicatesAreOnePartAndDifferentOnesAreRefused) {
  ASSERT_OK_AND_ASSIGN(
      const ZipDirectory equal,
      Read(ZipBuilder().Add("xl/a.xml", "same").Add("xl/A.XML", "same").Build().bytes));
  EXPECT_TRUE(equal.members[0].is_part);
  EXPECT_FALSE(equal.members[1].is_part);
  EXPECT_THAT(Read(ZipBuilder().Add("xl/a.xml", "one").Add("xl\\A.xml", "two").Build().bytes),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("two different parts named")));
}

TEST(ZipDirectoryTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("stop"));
  EXPECT_THAT(ReadZipDirectory(ThreeMembers().bytes, {}, source.token()),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST(NormalizePartNameTest, RefusesNamesThatLeadOutOrMislead) {
  using namespace std::string_view_literals;
  for (const std::string_view name : {"../a"sv, "xl/../../a"sv, "xl\\..\\a"sv, ".."sv, "a/.."sv,
                                      "C:\\a"sv, "c:a"sv, "a\0b"sv, ""sv, "/"sv, "\\\\"sv}) {
    EXPECT_THAT(NormalizePartName(name), HasReason(ErrorReason::kFileCorrupt)) << name;
  }
}

TEST(NormalizePartNameTest, WritesForwardSlashesWithoutALeadingOne) {
  EXPECT_EQ(*NormalizePartName("xl\\worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
  EXPECT_EQ(*NormalizePartName("/xl/a.xml"), "xl/a.xml");
  EXPECT_EQ(*NormalizePartName("\\\\server\\x"), "server/x");
  EXPECT_EQ(*NormalizePartName("xl/a..b/..c"), "xl/a..b/..c");
}

}  // namespace
}  // namespace sheetgate::spreadsheet
