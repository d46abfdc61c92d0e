#include "spreadsheet/analysis/row_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "spreadsheet/model/text.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;

CellView Number(double number) {
  CellView cell;
  cell.type = CellType::kNumber;
  cell.number = number;
  return cell;
}
CellView Text(std::string_view text) {
  CellView cell;
  cell.type = CellType::kText;
  cell.text = text;
  return cell;
}
CellView Boolean(bool value) {
  CellView cell;
  cell.type = CellType::kBoolean;
  cell.boolean = value;
  return cell;
}
CellView Error(CellError error) {
  CellView cell;
  cell.type = CellType::kError;
  cell.error = error;
  return cell;
}

std::vector<int32_t> Sorted(const std::vector<CellView>& cells, bool descending,
                            size_t wanted = 100) {
  RowOrder order({descending}, wanted);
  int32_t row = 1;
  for (const CellView& cell : cells) order.Add(row++, {&cell});
  return order.Finish();
}

TEST(RowOrderTest, TypesHaveExcelsOrder) {
  const std::vector<CellView> cells = {CellView(),    Error(CellError::kNa),
                                       Boolean(true), Boolean(false),
                                       Text("b"),     Text("A"),
                                       Number(2),     Number(-1),
                                       Text("a"),     Error(CellError::kRef)};
  EXPECT_THAT(Sorted(cells, false), ElementsAre(8, 7, 6, 9, 5, 4, 3, 2, 10, 1));
  // Errors are equal, and empty cells stay last.
  EXPECT_THAT(Sorted(cells, true), ElementsAre(2, 10, 3, 4, 5, 6, 9, 7, 8, 1));
}

TEST(RowOrderTest, LaterKeysDecideWhereEarlierOnesAreEqual) {
  RowOrder order({false, true}, 10);
  const std::vector<std::pair<CellView, CellView>> rows = {{Text("x"), Number(1)},
                                                           {Text("X"), Number(2)},
                                                           {Text("a"), Number(0)},
                                                           {Text("x"), Number(2)}};
  int32_t row = 1;
  for (const auto& [first, second] : rows) order.Add(row++, {&first, &second});
  EXPECT_THAT(order.Finish(), ElementsAre(3, 2, 4, 1));
}

TEST(RowOrderTest, KeepsOnlyWhatIsWantedAndAgreesWithAStableSort) {
  std::mt19937 random(11);
  std::vector<double> numbers;
  for (int i = 0; i < 20'000; ++i) numbers.push_back(random() % 500);
  std::vector<int32_t> expected;
  for (int32_t row = 1; row <= 20'000; ++row) expected.push_back(row);
  std::stable_sort(expected.begin(), expected.end(),
                   [&](int32_t a, int32_t b) { return numbers[a - 1] > numbers[b - 1]; });
  for (const size_t wanted : {size_t{0}, size_t{1}, size_t{700}, size_t{5000}, size_t{30'000}}) {
    RowOrder order({true}, wanted);
    size_t most = 0;
    for (int32_t row = 1; row <= 20'000; ++row) {
      const CellView cell = Number(numbers[row - 1]);
      order.Add(row, {&cell});
      most = std::max(most, order.size());
    }
    EXPECT_LE(most, std::max<size_t>(2048, 2 * wanted));
    const std::vector<int32_t> rows = order.Finish();
    ASSERT_EQ(rows.size(), std::min<size_t>(wanted, 20'000));
    EXPECT_TRUE(std::equal(rows.begin(), rows.end(), expected.begin())) << wanted;
  }
}

}  // namespace
}  // namespace sheetgate::spreadsheet
