#include "spreadsheet/vba/vba_project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>

#include "spreadsheet/vba/code_page.h"
#include "spreadsheet/vba/ole_file.h"
#include "spreadsheet/vba/vba_decompress.h"
#include "tests/spreadsheet/testing/vba_builder.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using tests::HasReason;
using tests::VbaBuilder;

TEST(DecompressVbaTest, TheExamplesOfTheSpecification) {
  // [MS-OVBA] 3.2.1 and 3.2.3: no compression, maximum compression.
  const std::string plain(
      "\x01\x19\xB0\x00"
      "abcdefgh\x00ijklmnop\x00qrstuv.",
      29);
  ASSERT_OK_AND_ASSIGN(const std::string literal, DecompressVba(plain));
  EXPECT_EQ(literal, "abcdefghijklmnopqrstuv.");
  const std::string most("\x01\x03\xB0\x02\x61\x45\x00", 7);
  ASSERT_OK_AND_ASSIGN(const std::string repeated, DecompressVba(most));
  EXPECT_EQ(repeated, std::string(73, 'a'));
}

TEST(DecompressVbaTest, RefusesWhatLeadsOutside) {
  EXPECT_THAT(DecompressVba(""), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(DecompressVba("\x02"), HasReason(ErrorReason::kFileCorrupt));
  // A head of one byte, one without its signature, a token cut in two.
  EXPECT_THAT(DecompressVba("\x01\x19"), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(DecompressVba(std::string("\x01\x03\x80\x00zz", 6)),
              HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(DecompressVba(std::string("\x01\x02\xB0\x02\x61\x45", 6)),
              HasReason(ErrorReason::kFileCorrupt));
  // A copy at the front, and one from before the chunk.
  EXPECT_THAT(DecompressVba(std::string("\x01\x02\xB0\x01\x45\x00", 6)),
              HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(DecompressVba(std::string("\x01\x03\xB0\x02\x61\x45\xF0", 7)),
              HasReason(ErrorReason::kFileCorrupt));
}

TEST(OleFileTest, ReadsSmallAndLargeStreams) {
  const std::string large(10000, 'x');
  const std::string bytes =
      tests::BuildOleFile({{"a", "small"}, {"VBA/Large", large}, {"VBA/empty", ""}});
  ASSERT_OK_AND_ASSIGN(const OleFile file, OleFile::Open(bytes));
  EXPECT_THAT(file.Streams(), ElementsAre("a", "VBA/empty", "VBA/Large"));
  EXPECT_TRUE(file.Has("vba/LARGE"));
  EXPECT_FALSE(file.Has("VBA"));
  ASSERT_OK_AND_ASSIGN(const std::string small, file.Read("a"));
  EXPECT_EQ(small, "small");
  ASSERT_OK_AND_ASSIGN(const std::string read, file.Read("VBA/large"));
  EXPECT_EQ(read, large);
  ASSERT_OK_AND_ASSIGN(const std::string empty, file.Read("VBA/empty"));
  EXPECT_EQ(empty, "");
  EXPECT_THAT(file.Read("b"), HasReason(ErrorReason::kFileCorrupt));
}

TEST(OleFileTest, ChainsThatRunInCirclesEnd) {
  std::string bytes = tests::BuildOleFile({{"a", std::string(10000, 'x')}});
  // The stream's second sector leads back to its first.
  tests::Patch32(512 + 4 * 2, 1, &bytes);
  const auto file = OleFile::Open(bytes);
  ASSERT_THAT(file, tests::IsOk());
  // A circle has bytes enough; what is read ends with the stream.
  ASSERT_OK_AND_ASSIGN(const std::string read, file->Read("a"));
  EXPECT_EQ(read.size(), 10000u);
  // A stream said to be larger than all sectors together does not.
  const size_t entry = bytes.find(std::string("a\0\0", 3)) + 120;
  tests::Patch32(entry, 0x7FFFFFFF, &bytes);
  ASSERT_OK_AND_ASSIGN(const OleFile larger, OleFile::Open(bytes));
  EXPECT_THAT(larger.Read("a"), HasReason(ErrorReason::kFileCorrupt));
}

TEST(OleFileTest, EveryDamagedByteEndsInAnAnswer) {
  const std::string whole = VbaBuilder().Module("Module1", "Sub A()\r\nEnd Sub\r\n").Build();
  int refused = 0;
  for (size_t at = 0; at < whole.size(); at += 3) {
    for (const char value : {'\xFF', '\x00', '\x7F'}) {
      std::string bytes = whole;
      bytes[at] = value;
      const auto project = VbaProject::Parse(std::move(bytes));
      if (!project.ok()) {
        EXPECT_THAT(project, HasReason(ErrorReason::kFileCorrupt));
        ++refused;
        continue;
      }
      for (const VbaModule& module : project->modules()) {
        const auto source = project->Source(module);
        EXPECT_TRUE(source.ok() || absl::IsDataLoss(source.status()));
      }
    }
  }
  EXPECT_GT(refused, 10);
  for (size_t size = 0; size < whole.size(); size += 61) {
    const auto cut = VbaProject::Parse(whole.substr(0, size));
    EXPECT_TRUE(cut.ok() || absl::IsDataLoss(cut.status())) << size;
  }
}

TEST(VbaProjectTest, ModulesKindsReferencesAndSource) {
  const std::string bytes =
      VbaBuilder()
          .Module("ThisWorkbook", "Private Sub Workbook_Open()\r\nEnd Sub", true)
          .Module("Module1", "Sub Go()\r\n' caf\xE9\r\nEnd Sub\r\n")
          .Module("Clerk", "", true)
          .Module("Form1", "x", true)
          .Line("Document=ThisWorkbook/&H00000000")
          .Line("Module=Module1")
          .Line("Class=Clerk")
          .Line("BaseClass=Form1")
          .Build();
  ASSERT_OK_AND_ASSIGN(const VbaProject project, VbaProject::Parse(bytes));
  EXPECT_EQ(project.name(), "VBAProject");
  EXPECT_EQ(project.code_page(), 1252);
  std::vector<std::string> modules;
  for (const VbaModule& module : project.modules()) {
    modules.push_back(module.name + ":" + std::string(VbaModuleKindName(module.kind)));
  }
  EXPECT_THAT(modules, ElementsAre("ThisWorkbook:document", "Module1:standard", "Clerk:class",
                                   "Form1:form"));
  ASSERT_EQ(project.references().size(), 1u);
  EXPECT_EQ(project.references()[0].name, "stdole");
  EXPECT_EQ(project.references()[0].kind, "registered");
  EXPECT_EQ(project.references()[0].library, "*\\G{00020430}#2.0#0#stdole2.tlb#OLE Automation");
  ASSERT_NE(project.Find("MODULE1"), nullptr);
  ASSERT_OK_AND_ASSIGN(const std::string source, project.Source(*project.Find("MODULE1")));
  EXPECT_EQ(source, "Sub Go()\n' café\nEnd Sub\n");
  EXPECT_EQ(project.Find("Module2"), nullptr);
  EXPECT_GT(project.memory_bytes(), bytes.size());
}

TEST(VbaProjectTest, SourceIsConvertedFromItsCodePage) {
  const std::string bytes =
      VbaBuilder().CodePage(1251).Module("M", "' \xCF\xF0\xE8\xE2\xE5\xF2").Build();
  ASSERT_OK_AND_ASSIGN(const VbaProject project, VbaProject::Parse(bytes));
  ASSERT_OK_AND_ASSIGN(const std::string source, project.Source(project.modules().at(0)));
  EXPECT_EQ(source, "' Привет");
}

TEST(VbaProjectTest, IsNoProject) {
  EXPECT_THAT(VbaProject::Parse(""), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(VbaProject::Parse(std::string(4096, 'x')), HasReason(ErrorReason::kFileCorrupt));
  EXPECT_THAT(VbaProject::Parse(tests::BuildOleFile({{"a", "b"}})),
              HasReason(ErrorReason::kFileCorrupt));
}

TEST(DecodeCodePageTest, KnowsTheUsualOnesAndReplacesWhatIsNone) {
  EXPECT_EQ(DecodeCodePage("caf\xE9 \x80", 1252), "café €");
  EXPECT_EQ(DecodeCodePage("\x93\xFA\x96\x7B", 932), "日本");
  EXPECT_EQ(DecodeCodePage("\x93", 932), "\uFFFD");
  EXPECT_EQ(DecodeCodePage("ab\xFFz", 65001), "ab\uFFFDz");
  EXPECT_EQ(DecodeCodePage("\x8E", 10000), "é");
  EXPECT_EQ(DecodeCodePage("caf\xE9", 99999), "café");
}

TEST(ProceduresOfTest, FindsDeclarations) {
  EXPECT_THAT(
      ProceduresOf("Attribute VB_Name = \"M\"\nPublic Sub One()\n  Exit Sub\nEnd Sub\n"
                   "private static function Two (x)\nProperty Get Three() As Long\n"
                   "Property Let Three(v As Long)\n' Sub No()\nDim Sub1\nSub Four(): End Sub"),
      ElementsAre("One", "Two", "Three", "Four"));
  EXPECT_THAT(ProceduresOf(""), IsEmpty());
}

}  // namespace
}  // namespace sheetgate::spreadsheet
