#include "workbook-service/store/operations_codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "sheetgate/workbook/store/v1/operations.pb.h"
#include "sheetgate/workbook/v1/operation.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using spreadsheet::CellError;

TEST(OperationsCodecTest, GivesBackEveryKindOfChange) {
  const std::vector<CellChange> changes = {
      {.sheet = 0, .cell = {1, 1}, .value = 0.1},
      {.sheet = 2, .cell = {1048576, 16384}, .value = std::numeric_limits<double>::denorm_min()},
      {.cell = {2, 1}, .value = std::string("a\0\xff", 3)},
      {.cell = {2, 1}, .value = std::string()},
      {.cell = {3, 1}, .value = false},
      {.cell = {4, 1}, .value = CellError::kDiv0},
      {.cell = {5, 1}},
      {.cell = {6, 1}, .kind = CellChange::Kind::kFormula, .formula = "SUM(A1:A2)"},
      {.cell = {7, 1}, .kind = CellChange::Kind::kResult, .value = 3.0},
      {.cell = {8, 1}, .value = 46000.5, .date = true},
      {.cell = {9, 1}, .value = 1.0, .format_of = spreadsheet::CellRef{10, 2}},
      {.cell = {10, 1},
       .value = "Net loss",
       .runs = {{.text = "Net "},
                {.text = "loss",
                 .font = "Arial",
                 .font_size = 9.5,
                 .bold = false,
                 .italic = true,
                 .strikethrough = true,
                 .underline = "double",
                 .vertical_align = "subscript",
                 .font_color = "C00000"}}},
  };
  ASSERT_OK_AND_ASSIGN(const std::string bytes, EncodeOperations(changes));
  ASSERT_OK_AND_ASSIGN(const Changes stored, DecodeOperations(bytes));
  const std::vector<CellChange>& decoded = stored.cells;
  ASSERT_EQ(decoded.size(), changes.size());
  for (size_t i = 0; i < changes.size(); ++i) {
    EXPECT_EQ(decoded[i].sheet, changes[i].sheet) << i;
    EXPECT_EQ(decoded[i].cell, changes[i].cell) << i;
    EXPECT_EQ(decoded[i].kind, changes[i].kind) << i;
    EXPECT_EQ(decoded[i].value, changes[i].value) << i;
    EXPECT_EQ(decoded[i].formula, changes[i].formula) << i;
    EXPECT_EQ(decoded[i].date, changes[i].date) << i;
    EXPECT_EQ(decoded[i].format_of, changes[i].format_of) << i;
    EXPECT_EQ(decoded[i].runs, changes[i].runs) << i;
  }
}

TEST(OperationsCodecTest, GivesBackWhatWasDoneToTheStructure) {
  Changes changes({{.sheet = 1, .cell = {1, 1}, .value = 2.0}});
  v1::StructureOperation insert;
  insert.set_kind("insert_rows");
  insert.set_sheet_name("Data");
  insert.set_at_row(5);
  *changes.operations.emplace_back().mutable_structure() = insert;
  changes.operations.emplace_back().mutable_structure()->set_kind("hide_sheet");
  ASSERT_OK_AND_ASSIGN(const std::string bytes, EncodeOperations(changes));
  ASSERT_OK_AND_ASSIGN(const Changes stored, DecodeOperations(bytes));
  ASSERT_EQ(stored.operations.size(), 2u);
  EXPECT_EQ(stored.operations[0].structure().SerializeAsString(), insert.SerializeAsString());
  EXPECT_EQ(stored.operations[1].structure().kind(), "hide_sheet");
  ASSERT_EQ(stored.cells.size(), 1u);
}

TEST(OperationsCodecTest, ReadsRevisionsThatKnewOperationsOnTheStructureOnly) {
  store::v1::Operations old;
  old.add_structure()->set_kind("hide_sheet");
  ASSERT_OK_AND_ASSIGN(const Changes changes, DecodeOperations(old.SerializeAsString()));
  ASSERT_EQ(changes.operations.size(), 1u);
  EXPECT_EQ(changes.operations[0].structure().kind(), "hide_sheet");
}

TEST(OperationsCodecTest, RefusesDamagedBytes) {
  for (const std::string& bytes : {std::string("\xff\xff\xff"), std::string("\x0a\x05\x08")}) {
    EXPECT_THAT(DecodeOperations(bytes), tests::StatusIs(absl::StatusCode::kDataLoss));
  }
  // A well-formed message with an error value Excel does not have.
  const std::string unknown_error("\x0a\x07\x42\x05#HUH!", 9);
  EXPECT_THAT(DecodeOperations(unknown_error), tests::StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace sheetgate::workbook
