// RewritePackage: what is edited changes, and nothing else does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spreadsheet/xlsx/package.h"
#include "spreadsheet/xlsx/zip_format.h"
#include "spreadsheet/xlsx/zip_writer.h"
#include "tests/spreadsheet/testing/patch_list.h"
#include "tests/spreadsheet/testing/sample_text.h"
#include "tests/spreadsheet/testing/zip_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::IsOkAndHolds;
using tests::RawMember;
using tests::ReadRawMembers;
using tests::StatusIs;
using tests::ZipBuilder;

std::string Text(size_t size) {
  std::string text;
  for (size_t i = 0; text.size() < size; ++i) text += std::to_string(i * i * 7919) + ";";
  text.resize(size);
  return text;
}

ZipBuilder Builder() {
  return ZipBuilder()
      .Add("[Content_Types].xml", "<Types/>")
      .Add("xl/a.xml", Text(3000), {.descriptor = 16, .time = 0x1234, .date = 0x4321})
      .Add("xl\\b.xml", Text(2000), {.deflate = false, .flags = 0x800})
      .Add("xl/c.xml", Text(100), {.descriptor = 12})
      .Comment("a comment");
}

std::shared_ptr<const Package> Open(std::string bytes) {
  auto package = Package::Open(std::make_shared<const std::string>(std::move(bytes)), {}, {});
  EXPECT_THAT(package, tests::IsOk());
  return *package;
}

std::vector<std::string> Names(const std::vector<RawMember>& members) {
  std::vector<std::string> names;
  for (const RawMember& member : members) names.push_back(member.name);
  return names;
}

void ExpectSameMember(const RawMember& before, const RawMember& after) {
  EXPECT_EQ(before.header, after.header) << before.name;
  EXPECT_EQ(before.compressed, after.compressed) << before.name;
  EXPECT_EQ(before.record, after.record) << before.name;
}

TEST(RewritePackageTest, AnEmptyEditChangesNothing) {
  const std::string bytes = Builder().Build().bytes;
  EXPECT_THAT(RewritePackage(*Open(bytes), {}, {}), IsOkAndHolds(bytes));
}

TEST(RewritePackageTest, ReplacesInPlaceAndCopiesTheRestRaw) {
  const std::string bytes = Builder().Build().bytes;
  const std::string content = Text(5000) + "new";
  ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                       RewritePackage(*Open(bytes), {.replaced = {{"XL/A.xml", content}}}, {}));
  const std::vector<RawMember> before = ReadRawMembers(bytes), after = ReadRawMembers(rewritten);
  ASSERT_EQ(Names(after), Names(before));
  for (const size_t i : {0, 2, 3}) ExpectSameMember(before[i], after[i]);
  EXPECT_EQ(after[1].header.substr(10, 4), before[1].header.substr(10, 4)) << "time and date";
  EXPECT_EQ(after[1].inflated_size, content.size());
  EXPECT_EQ(after[1].header.substr(6, 4), std::string("\0\0\10\0", 4)) << "no flags, deflate";
  EXPECT_EQ(rewritten.substr(rewritten.size() - 9), "a comment");
  const auto reopened = Open(rewritten);
  EXPECT_THAT(reopened->Read("xl/a.xml", {}), IsOkAndHolds(content));
  EXPECT_THAT(reopened->Read("xl/b.xml", {}), IsOkAndHolds(Text(2000)));
  EXPECT_THAT(reopened->Read("xl/c.xml", {}), IsOkAndHolds(Text(100)));
}

TEST(RewritePackageTest, KeepsDescriptorsOfCopiedMembers) {
  const tests::BuiltZip zip = Builder().Build();
  ASSERT_OK_AND_ASSIGN(
      const std::string rewritten,
      RewritePackage(*Open(zip.bytes), {.replaced = {{"[Content_Types].xml", "<Types></Types>"}}},
                     {}));
  const std::string kept =
      zip.bytes.substr(zip.members[1].local, zip.directory - zip.members[1].local);
  EXPECT_THAT(rewritten, HasSubstr(kept));
}

TEST(RewritePackageTest, AddsInOrderOfNamesAndRemoves) {
  const std::string bytes = Builder().Build().bytes;
  ASSERT_OK_AND_ASSIGN(
      const std::string rewritten,
      RewritePackage(*Open(bytes),
                     {.added = {{"z.xml", "<z/>"}, {"d.xml", Text(900)}}, .removed = {"xl/B.xml"}},
                     {}));
  const std::vector<RawMember> before = ReadRawMembers(bytes), after = ReadRawMembers(rewritten);
  EXPECT_THAT(Names(after),
              ElementsAre("[Content_Types].xml", "xl/a.xml", "xl/c.xml", "d.xml", "z.xml"));
  ExpectSameMember(before[0], after[0]);
  ExpectSameMember(before[1], after[1]);
  ExpectSameMember(before[3], after[2]);
  EXPECT_EQ(after[3].header.substr(10, 4), std::string("\0\0\x21\0", 4)) << "1980-01-01";
  const auto reopened = Open(rewritten);
  EXPECT_THAT(reopened->Read("d.xml", {}), IsOkAndHolds(Text(900)));
  EXPECT_THAT(reopened->Read("z.xml", {}), IsOkAndHolds(std::string("<z/>")));
  EXPECT_FALSE(reopened->Has("xl/b.xml"));
}

TEST(RewritePackageTest, IsDeterministic) {
  const auto package = Open(Builder().Build().bytes);
  const PackageEdit edit = {.replaced = {{"xl/a.xml", Text(4000)}}, .added = {{"n.xml", "n"}}};
  ASSERT_OK_AND_ASSIGN(const std::string once, RewritePackage(*package, edit, {}));
  EXPECT_THAT(RewritePackage(*package, edit, {}), IsOkAndHolds(once));
}

TEST(RewritePackageTest, HandlesEmptyAndIncompressibleContents) {
  const std::string noise("\x01\xfe\x37\x99", 4);
  ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                       RewritePackage(*Open(Builder().Build().bytes),
                                      {.replaced = {{"xl/a.xml", ""}, {"xl/c.xml", noise}}}, {}));
  const auto reopened = Open(rewritten);
  EXPECT_THAT(reopened->Read("xl/a.xml", {}), IsOkAndHolds(std::string()));
  EXPECT_THAT(reopened->Read("xl/c.xml", {}), IsOkAndHolds(noise));
}

TEST(RewritePackageTest, EditsZip64Archives) {
  const std::string bytes = ZipBuilder()
                                .Add("[Content_Types].xml", "<Types/>", {.zip64 = true})
                                .Add("a.xml", Text(400), {.zip64 = true})
                                .Add("b.xml", Text(500), {.zip64 = true})
                                .Zip64End()
                                .Build()
                                .bytes;
  ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                       RewritePackage(*Open(bytes), {.replaced = {{"a.xml", Text(600)}}}, {}));
  const auto reopened = Open(rewritten);
  EXPECT_THAT(reopened->Read("[Content_Types].xml", {}), IsOkAndHolds(std::string("<Types/>")));
  EXPECT_THAT(reopened->Read("a.xml", {}), IsOkAndHolds(Text(600)));
  EXPECT_THAT(reopened->Read("b.xml", {}), IsOkAndHolds(Text(500)));
}

TEST(RewritePackageTest, DropsOutdatedDuplicates) {
  const std::string bytes = ZipBuilder()
                                .Add("[Content_Types].xml", "<Types/>")
                                .Add("a.xml", "same")
                                .Add("A.xml", "same")
                                .Add("b.xml", "same")
                                .Build()
                                .bytes;
  ASSERT_OK_AND_ASSIGN(const std::string replaced,
                       RewritePackage(*Open(bytes), {.replaced = {{"a.xml", "new"}}}, {}));
  EXPECT_THAT(Names(ReadRawMembers(replaced)),
              ElementsAre("[Content_Types].xml", "a.xml", "b.xml"));
  ASSERT_OK_AND_ASSIGN(const std::string removed,
                       RewritePackage(*Open(bytes), {.removed = {"a.xml"}}, {}));
  EXPECT_THAT(Names(ReadRawMembers(removed)), ElementsAre("[Content_Types].xml", "b.xml"));
}

TEST(RewritePackageTest, RefusesEditsThatDoNotFit) {
  const auto package = Open(Builder().Build().bytes);
  const PackageEdit kEdits[] = {
      {.replaced = {{"xl/missing.xml", ""}}},
      {.added = {{"XL/a.xml", ""}}},
      {.added = {{"../a.xml", ""}}},
      {.added = {{"/a.xml", ""}}},
      {.added = {{"folder/", ""}}},
      {.removed = {"xl/missing.xml"}},
      {.replaced = {{"xl/a.xml", ""}}, .removed = {"xl/a.xml"}},
      {.replaced = {{"xl/a.xml", ""}}, .streamed = {{"xl/A.xml", nullptr}}},
      {.patched = {{"xl/missing.xml", nullptr}}},
      {.concluding = {{"xl/missing.xml", nullptr}}},
  };
  for (const PackageEdit& edit : kEdits) {
    EXPECT_THAT(RewritePackage(*package, edit, {}), StatusIs(absl::StatusCode::kInternal));
  }
}

TEST(RewritePackageTest, StopsWhenCancelled) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("stop"));
  EXPECT_THAT(
      RewritePackage(*Open(Builder().Build().bytes), {.removed = {"xl/a.xml"}}, source.token()),
      StatusIs(absl::StatusCode::kCancelled));
}

TEST(RewritePackageTest, PatchesPartsOfAllSizes) {
  for (const size_t size : {size_t{100}, size_t{300'000}, size_t{5'000'000}}) {
    for (const bool deflate : {true, false}) {
      const std::string part = tests::SheetLikeText(size);
      const auto package = Open(ZipBuilder()
                                    .Add("[Content_Types].xml", "<Types/>")
                                    .Add("a.xml", part, {.deflate = deflate})
                                    .Add("b.xml", "after")
                                    .Build()
                                    .bytes);
      const auto patches = std::make_shared<tests::PatchList>(
          tests::PatchList{{10, 20, "first"}, {size - 10, size, "last"}});
      ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                           RewritePackage(*package, {.patched = {{"A.xml", patches}}}, {}));
      const auto reopened = Open(rewritten);
      EXPECT_TRUE(*reopened->Read("a.xml", {}) == patches->AppliedTo(part)) << size;
      EXPECT_THAT(reopened->Read("b.xml", {}), IsOkAndHolds(std::string("after")));
      EXPECT_EQ(patches->seen().size(), 2u) << "each is made once";
    }
  }
}

TEST(RewritePackageTest, PatchesAllOverALargePartToo) {
  const std::string part = tests::SheetLikeText(3'000'000);
  const auto package =
      Open(ZipBuilder().Add("[Content_Types].xml", "<Types/>").Add("a.xml", part).Build().bytes);
  std::vector<tests::Patch> places;
  for (size_t at = 0; at < part.size(); at += 1000) places.push_back({at, at + 3, "..."});
  const auto patches = std::make_shared<tests::PatchList>(places);
  ASSERT_OK_AND_ASSIGN(const std::string rewritten,
                       RewritePackage(*package, {.patched = {{"a.xml", patches}}}, {}));
  EXPECT_TRUE(*Open(rewritten)->Read("a.xml", {}) == patches->AppliedTo(part));
}

TEST(RewritePackageTest, ADamagedPartCannotBePatched) {
  tests::BuiltZip zip = ZipBuilder()
                            .Add("[Content_Types].xml", "<Types/>")
                            .Add("small.xml", Text(3000))
                            .Add("large.xml", tests::SheetLikeText(400'000))
                            .Build();
  for (const size_t member : {1, 2}) zip.bytes[zip.members[member].data + 100] ^= 0x10;
  const auto package = Open(zip.bytes);
  for (const std::string name : {"small.xml", "large.xml"}) {
    const auto patches = std::make_shared<tests::PatchList>(tests::PatchList{{5, 6, "x"}});
    EXPECT_THAT(RewritePackage(*package, {.patched = {{name, patches}}}, {}),
                StatusIs(absl::StatusCode::kDataLoss, HasSubstr(name)));
  }
}

TEST(RewritePackageTest, ConcludingPartsAreMadeLastAndKeepTheirPlaces) {
  const std::string bytes = Builder().Build().bytes;
  std::vector<std::string> made;
  const auto writes = [&](std::string name) {
    return [&made, name](ByteSink* out) {
      made.push_back(name);
      return out->Append("new " + name);
    };
  };
  PackageEdit edit;
  edit.concluding = {{"xl/a.xml", writes("a")}, {"[Content_Types].xml", writes("types")}};
  edit.streamed = {{"xl/b.xml", writes("b")}};
  ASSERT_OK_AND_ASSIGN(const std::string rewritten, RewritePackage(*Open(bytes), edit, {}));
  EXPECT_THAT(made, ElementsAre("b", "types", "a"));
  const std::vector<RawMember> before = ReadRawMembers(bytes), after = ReadRawMembers(rewritten);
  EXPECT_EQ(Names(after), Names(before));
  EXPECT_EQ(after[1].compressed, "new a");
  ExpectSameMember(before[3], after[3]);
}

TEST(RewritePackageTest, PassesOnWhatAPartWriterSays) {
  PackageEdit edit;
  edit.streamed = {{"xl/a.xml", [](ByteSink*) { return absl::DataLossError("damaged"); }}};
  EXPECT_THAT(RewritePackage(*Open(Builder().Build().bytes), edit, {}),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr("damaged")));
}

TEST(RewritePackageTest, ASinkGetsTheSameBytes) {
  const auto package = Open(Builder().Build().bytes);
  for (const PackageEdit& edit :
       {PackageEdit(), PackageEdit{.replaced = {{"xl/a.xml", Text(400'000)}}}}) {
    ASSERT_OK_AND_ASSIGN(const std::string archive, RewritePackage(*package, edit, {}));
    std::string out;
    StringSink sink(&out);
    EXPECT_THAT(RewritePackage(*package, edit, &sink, {}), tests::IsOk());
    EXPECT_EQ(out, archive);
  }
}

// A central record of "n" with the given extra field.
std::string Record(std::string_view extra) {
  const tests::BuiltZip zip = ZipBuilder().Add("n", "content").Build();
  std::string record = zip.bytes.substr(zip.directory, 47);
  tests::Patch16(30, extra.size(), &record);
  return record.append(extra).append("tail");
}

TEST(RewriteCentralRecordTest, GainsAZip64FieldWhenAValueNoLongerFits) {
  const std::string other("\x99\x00\x02\x00xy", 6);
  constexpr uint64_t kFar = 0x1'2345'6789;
  const std::string record = RewriteCentralRecord(Record(other), {7, 8, kFar});
  EXPECT_EQ(zip::Get32(record, 20), 7u);
  EXPECT_EQ(zip::Get32(record, 24), 8u);
  EXPECT_EQ(zip::Get32(record, 42), zip::kSaturated32);
  EXPECT_EQ(zip::Get16(record, 6), 45) << "the version that knows zip64";
  EXPECT_EQ(zip::Get16(record, 30), 12 + 6);
  EXPECT_EQ(zip::Get16(record, 47), zip::kZip64Extra);
  EXPECT_EQ(zip::Get16(record, 49), 8);
  EXPECT_EQ(zip::Get64(record, 51), kFar);
  EXPECT_EQ(record.substr(59), other + "tail");
}

TEST(RewriteCentralRecordTest, KeepsTheShapeOfAZip64Field) {
  const tests::BuiltZip zip = ZipBuilder().Add("n", "content", {.zip64 = true}).Build();
  const std::string before = zip.bytes.substr(zip.directory, zip.end - zip.directory);
  const std::string record = RewriteCentralRecord(before, {9, 7, 1234});
  ASSERT_EQ(record.size(), before.size());
  EXPECT_EQ(zip::Get32(record, 20), zip::kSaturated32);
  EXPECT_EQ(zip::Get32(record, 42), 1234u);
  EXPECT_EQ(zip::Get64(record, 51), 7u) << "inflated first";
  EXPECT_EQ(zip::Get64(record, 59), 9u);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
