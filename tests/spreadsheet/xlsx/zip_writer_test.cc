// ZipWriter: members written whole, in pieces and deflated by others, in memory and to a sink.
#include "spreadsheet/xlsx/zip_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/zip_format.h"
#include "tests/spreadsheet/testing/sample_text.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using tests::IsOk;
using tests::IsOkAndHolds;
using tests::RawMember;
using tests::ReadRawMembers;
using tests::SheetLikeText;
using tests::StatusIs;

constexpr size_t kLarge = ZipWriter::kStreamedSize;

// An archive with content types and the member "p" to be replaced.
class ZipWriterTest : public ::testing::Test {
 protected:
  const std::string source_ = tests::ZipBuilder()
                                  .Add("[Content_Types].xml", "<Types/>", {.descriptor = 16})
                                  .Add("p", "old", {.time = 0x1234, .date = 0x4321})
                                  .Build()
                                  .bytes;
  const ZipDirectory directory_ = *ReadZipDirectory(source_, {}, {});
  const ZipMember& types_ = directory_.members[0];
  const ZipMember& p_ = directory_.members[1];
};

std::shared_ptr<const Package> Open(std::string bytes) {
  auto package = Package::Open(std::make_shared<const std::string>(std::move(bytes)), {}, {});
  EXPECT_THAT(package, IsOk());
  return *package;
}

// A sink's writer for `content`, a few bytes at a time.
auto InPieces(const std::string& content) {
  return [&content](ByteSink* sink) -> absl::Status {
    for (size_t at = 0; at < content.size(); at += 1000) {
      if (absl::Status status = sink->Append(std::string_view(content).substr(at, 1000));
          !status.ok()) {
        return status;
      }
    }
    return absl::OkStatus();
  };
}

TEST_F(ZipWriterTest, ContentsOfAllSizesReadBackWholeAndInPieces) {
  for (const size_t size : {size_t{0}, size_t{1}, kLarge - 1, kLarge, kLarge + 1, 5 * kLarge}) {
    const std::string content = SheetLikeText(size);
    ZipWriter whole;
    whole.Copy(source_, types_);
    whole.Replace(source_, p_, content);
    const std::string archive = whole.Finish("", false);
    EXPECT_THAT(whole.status(), IsOk());
    EXPECT_THAT(Open(archive)->Read("p", {}), IsOkAndHolds(content));

    ZipWriter pieces;
    pieces.Copy(source_, types_);
    pieces.Replace(source_, p_, size, InPieces(content));
    EXPECT_EQ(pieces.Finish("", false), archive) << size;
  }
}

TEST_F(ZipWriterTest, ReplacedMembersKeepNameTimeAndDate) {
  const std::string content = SheetLikeText(2 * kLarge);
  ZipWriter writer;
  writer.Copy(source_, types_);
  writer.Replace(source_, p_, content.size(), InPieces(content));
  const std::vector<RawMember> members = ReadRawMembers(writer.Finish("", false));
  ASSERT_EQ(members.size(), 2u);
  EXPECT_EQ(members[1].name, "p");
  EXPECT_EQ(members[1].header.substr(10, 4), std::string("\x34\x12\x21\x43", 4));
  EXPECT_EQ(members[1].header.substr(6, 4), std::string("\0\0\10\0", 4)) << "no flags, deflate";
}

TEST_F(ZipWriterTest, LargeContentsMayEndSmallAndSmallOnesLarge) {
  const std::string small = "small";
  const std::string large = SheetLikeText(3 * kLarge);
  ZipWriter writer;
  writer.Copy(source_, types_);
  writer.Replace(source_, p_, kLarge, InPieces(small));
  EXPECT_THAT(Open(writer.Finish("", false))->Read("p", {}), IsOkAndHolds(small));
  ZipWriter other;
  other.Copy(source_, types_);
  other.Replace(source_, p_, 10, InPieces(large));
  EXPECT_THAT(Open(other.Finish("", false))->Read("p", {}), IsOkAndHolds(large));
}

TEST_F(ZipWriterTest, ContentsThatMayNeedItGetAZip64Field) {
  const std::string content = SheetLikeText(kLarge);
  ZipWriter writer;
  writer.Copy(source_, types_);
  writer.Replace(source_, p_, uint64_t{5} << 30, InPieces(content));
  const std::string archive = writer.Finish("", false);
  const std::string header = ReadRawMembers(archive)[1].header;
  EXPECT_EQ(zip::Get32(header, 18), zip::kSaturated32);
  EXPECT_EQ(zip::Get32(header, 22), zip::kSaturated32);
  EXPECT_EQ(zip::Get64(header, 30 + 1 + 4), content.size());
  EXPECT_THAT(Open(archive)->Read("p", {}), IsOkAndHolds(content));
}

TEST_F(ZipWriterTest, TakesContentsDeflatedByOthers) {
  const std::string content = SheetLikeText(1000);
  ZipWriter writer;
  writer.Copy(source_, types_);
  writer.ReplaceDeflated(source_, p_, 1000,
                         [&](std::string* out) -> absl::StatusOr<DeflatedContents> {
                           out->append(Deflate(content));
                           return DeflatedContents{content.size(), Crc32(content)};
                         });
  EXPECT_THAT(Open(writer.Finish("", false))->Read("p", {}), IsOkAndHolds(content));
}

TEST_F(ZipWriterTest, AProducersErrorIsTheWriters) {
  for (const uint64_t expected : {uint64_t{10}, uint64_t{kLarge}}) {
    ZipWriter writer;
    writer.Copy(source_, types_);
    writer.Replace(source_, p_, expected, [](ByteSink*) { return absl::DataLossError("damaged"); });
    writer.Add("more", "content");
    writer.Finish("", false);
    EXPECT_THAT(writer.status(), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
  }
}

TEST_F(ZipWriterTest, ASinkGetsTheSameBytes) {
  const std::string content = SheetLikeText(2 * kLarge);
  const auto write = [&](ZipWriter* writer) {
    writer->Copy(source_, types_);
    writer->Replace(source_, p_, content.size(), InPieces(content));
    writer->Add("new", "content");
    return writer->Finish("comment", true);
  };
  ZipWriter in_memory;
  const std::string archive = write(&in_memory);
  std::string out;
  StringSink sink(&out);
  ZipWriter to_sink(&sink);
  EXPECT_EQ(write(&to_sink), "");
  EXPECT_THAT(to_sink.status(), IsOk());
  EXPECT_EQ(out, archive);
  EXPECT_EQ(to_sink.size(), archive.size());
}

class FullSink : public ByteSink {
 public:
  absl::Status Append(std::string_view) override {
    ++calls_;
    return absl::ResourceExhaustedError("the disk is full");
  }
  int calls() const { return calls_; }

 private:
  int calls_ = 0;
};

TEST_F(ZipWriterTest, StopsAtTheSinksFirstError) {
  FullSink sink;
  ZipWriter writer(&sink);
  writer.Copy(source_, types_);
  writer.Replace(source_, p_, "content");
  writer.Finish("", false);
  EXPECT_THAT(writer.status(), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(sink.calls(), 1);
}

TEST_F(ZipWriterTest, AMemberMayStandEarlierInTheDirectoryThanInTheFile) {
  ZipWriter writer;
  writer.Copy(source_, types_);
  const size_t place = writer.members();
  writer.Add("b", "b");
  writer.Add("c", "c");
  writer.Add("a", "a");
  writer.MoveLastTo(place);
  const std::vector<RawMember> members = ReadRawMembers(writer.Finish("", false));
  EXPECT_THAT(members, ElementsAre(Field(&RawMember::name, "[Content_Types].xml"),
                                   Field(&RawMember::name, "a"), Field(&RawMember::name, "b"),
                                   Field(&RawMember::name, "c")));
  EXPECT_GT(members[1].offset, members[3].offset);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
