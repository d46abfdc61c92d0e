#include "recalc-service/calculation/targets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using platform::ErrorReason;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::StatusIs;

class TargetsTest : public testing::Test {
 protected:
  TargetsTest() {
    const std::string rows =
        R"(<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f t="array" ref="B1:B2">A1*2</f><v>2</v></c></row>)"
        R"(<row r="2"><c r="B2"><v>2</v></c><c r="C2"><f>A1</f><v>1</v></c></row>)";
    workbook_ = *spreadsheet::OpenXlsx(
        std::make_shared<const std::string>(tests::MakeXlsx(
            {{"In", rows}, {"It's out", rows}}, "", "",
            R"(<definedNames><definedName name="Rate">In!$A$1</definedName>)"
            R"(<definedName name="Block">'It''s out'!$A$1:$C$2</definedName>)"
            R"(<definedName name="Sum">SUM(In!$A$1)</definedName></definedNames>)")),
        {}, {});
  }

  std::string Resolved(const std::string& target, const std::string& sheet = "") {
    auto resolver = TargetResolver::Make(*workbook_, sheet, token_);
    EXPECT_TRUE(resolver.ok()) << resolver.status();
    const auto found = resolver->Range(target, "outputs[0]");
    if (!found.ok()) return std::string(found.status().message());
    return workbook_->sheets()[static_cast<size_t>(found->sheet)].name + "|" +
           spreadsheet::FormatRange(found->range);
  }
  absl::Status Input(const std::string& target) {
    return TargetResolver::Make(*workbook_, "In", token_)->Input(target, "input").status();
  }

  const platform::CancellationToken token_;
  std::shared_ptr<const spreadsheet::Workbook> workbook_;
};

TEST_F(TargetsTest, CellsRangesAndNames) {
  EXPECT_EQ(Resolved("In!A1"), "In|A1");
  EXPECT_EQ(Resolved("in!$a$1:b2"), "In|A1:B2");
  EXPECT_EQ(Resolved("'It''s out'!C2"), "It's out|C2");
  EXPECT_EQ(Resolved("C2", "it's OUT"), "It's out|C2");
  EXPECT_EQ(Resolved("Rate"), "In|A1");
  EXPECT_EQ(Resolved("block", "In"), "It's out|A1:C2");
}

TEST_F(TargetsTest, SaysWhatIsWrong) {
  EXPECT_THAT(Resolved("A1"), HasSubstr("names no sheet; write Sheet1!A1"));
  EXPECT_THAT(Resolved("Sum", "In"), HasSubstr("'Sum' is no cell, range, defined name"));
  EXPECT_THAT(Resolved("Nobody", "In"), HasSubstr("'Nobody' is no cell, range, defined name"));
  EXPECT_THAT(Resolved("[1]In!A1"), HasSubstr("not on one sheet of this workbook"));
  EXPECT_THAT(Resolved("Inn!A1"), HasSubstr("In"));
  EXPECT_THAT(TargetResolver::Make(*workbook_, "Inn", token_).status(),
              HasReason(ErrorReason::kSheetNotFound));
}

TEST_F(TargetsTest, InputsAreSingleCellsThatCanBeSet) {
  EXPECT_TRUE(Input("A1").ok());
  EXPECT_TRUE(Input("C2").ok());
  EXPECT_TRUE(Input("Z99").ok());
  EXPECT_THAT(Input("A1:A2"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("is 2 cells")));
  EXPECT_THAT(Input("B2"), HasReason(ErrorReason::kInvalidRange));
  EXPECT_THAT(Input("B1"), HasReason(ErrorReason::kInvalidRange));
}

}  // namespace
}  // namespace sheetgate::recalc
