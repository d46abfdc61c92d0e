// Ten thousand edits leave no more behind than the last of them: what shared strings, styles and
// the calculation chain hold depends on what the workbook has, not on how it got there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "sheetgate/workbook/v1/operation.pb.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/session/session_test_base.h"

namespace sheetgate::workbook {
namespace {

using spreadsheet::CellChange;
using tests::IsOk;

constexpr int kRounds = 100;
constexpr int kCells = 100;

int Count(std::string_view text, std::string_view what) {
  int count = 0;
  for (size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) {
    ++count;
  }
  return count;
}

class GrowthTest : public EmbeddedSessionTest {
 protected:
  GrowthTest() { WriteFile("a.xlsx", SampleWorkbook()); }

  platform::SharedBytes Export(const std::string& fork) {
    auto exported = session().Export(fork, "", {}, context_);
    EXPECT_THAT(exported, IsOk());
    return exported.ok() ? exported->bytes : platform::SharedBytes();
  }
  // Texts, numbers and formulas, which trade places from round to round.
  static std::vector<CellChange> Round(int round) {
    std::vector<CellChange> changes;
    for (int i = 0; i < kCells; ++i) {
      CellChange& change = changes.emplace_back();
      change.cell = {20 + i, 1};
      const int number = round * kCells + i;
      switch ((round + i) % 3) {
        case 0:
          change.value = "text " + std::to_string(number);
          break;
        case 1:
          change.value = static_cast<double>(number);
          break;
        default:
          change.kind = CellChange::Kind::kFormula;
          change.formula = "B2*" + std::to_string(number);
      }
    }
    return changes;
  }
  void Style(const std::string& fork, const std::string& color) {
    v1::WorkbookOperation operation;
    operation.mutable_style()->set_sheet_name("Data");
    operation.mutable_style()->add_ranges("A1:D9");
    operation.mutable_style()->mutable_look()->set_fill_color(color);
    const auto changes = [&](const Snapshot&) {
      Changes made;
      made.operations.push_back(operation);
      return made;
    };
    ASSERT_THAT(session().Commit(fork, Session::CommitKind::kEdit, changes, {}, context_), IsOk());
  }
};

TEST_F(GrowthTest, CellsWrittenTenThousandTimesWeighWhatTheLastOnesDo) {
  const std::string often = ForkOf("a.xlsx");
  for (int round = 0; round < kRounds; ++round) ASSERT_THAT(Edit(often, Round(round)), IsOk());
  const std::string once = ForkOf("a.xlsx");
  ASSERT_THAT(Edit(once, Round(kRounds - 1)), IsOk());
  EXPECT_TRUE(*Export(often) == *Export(once));
}

TEST_F(GrowthTest, LooksThatComeBackAreReused) {
  const std::string fork = ForkOf("a.xlsx");
  const std::vector<std::string> colors = {"FF0000", "00FF00", "0000FF"};
  for (const std::string& color : colors) Style(fork, color);
  const std::string styles = tests::PartOf(Export(fork), "xl/styles.xml");
  for (int round = 0; round < kRounds; ++round) Style(fork, colors[round % colors.size()]);
  const std::string after = tests::PartOf(Export(fork), "xl/styles.xml");
  EXPECT_GT(Count(styles, "<xf "), 0);
  EXPECT_EQ(after, styles);
}

}  // namespace
}  // namespace sheetgate::workbook
