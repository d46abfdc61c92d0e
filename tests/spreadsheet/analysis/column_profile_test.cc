#include "spreadsheet/analysis/column_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "spreadsheet/analysis/column_look.h"
#include "spreadsheet/analysis/distinct_counter.h"
#include "spreadsheet/analysis/quantile_sketch.h"
#include "spreadsheet/analysis/sheet_statistics.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using ::testing::ElementsAre;

TEST(QuantileSketchTest, IsExactAsLongAsItFits) {
  QuantileSketch sketch;
  for (const double value : {7.0, 1.0, 5.0, 3.0}) sketch.Add(value);
  EXPECT_TRUE(sketch.exact());
  EXPECT_THAT(sketch.Quantiles({0, 0.25, 0.5, 0.75, 1}), ElementsAre(1, 2.5, 4, 5.5, 7));
}

TEST(QuantileSketchTest, EstimatesHaveRanksWithinOnePercent) {
  std::mt19937_64 random(7);
  for (const bool sorted : {false, true}) {
    std::vector<double> values;
    std::lognormal_distribution<double> distribution(3, 2);
    for (int i = 0; i < 300'000; ++i) values.push_back(distribution(random));
    std::vector<double> order = values;
    std::sort(order.begin(), order.end());
    QuantileSketch sketch(1000);
    for (const double value : sorted ? order : values) sketch.Add(value);
    EXPECT_FALSE(sketch.exact());
    EXPECT_EQ(sketch.count(), 300'000);
    const std::vector<double> fractions = {0.01, 0.25, 0.5, 0.75, 0.99};
    const std::vector<double> quantiles = sketch.Quantiles(fractions);
    for (size_t i = 0; i < fractions.size(); ++i) {
      const auto rank = std::lower_bound(order.begin(), order.end(), quantiles[i]) - order.begin();
      EXPECT_NEAR(static_cast<double>(rank) / 300'000, fractions[i], 0.01) << fractions[i];
    }
  }
}

TEST(MomentsTest, LargeNumbersHaveAMeanAndADeviationIfADoubleHoldsIt) {
  Moments moments;
  for (const double value : {1e200, 3e200}) moments.Add(value);
  EXPECT_DOUBLE_EQ(moments.mean(), 2e200);
  ASSERT_TRUE(moments.deviation().has_value());
  EXPECT_DOUBLE_EQ(*moments.deviation(), std::sqrt(2.0) * 1e200);
  Moments beyond;
  for (const double value : {1.7e308, -1.7e308}) beyond.Add(value);
  EXPECT_EQ(beyond.mean(), 0);
  EXPECT_FALSE(beyond.deviation().has_value());
}

TEST(DistinctCounterTest, CountsExactlyThenEstimates) {
  std::mt19937_64 random(3);
  DistinctCounter exact, estimate(1000);
  std::set<uint64_t> hashes;
  for (int32_t row = 1; row <= 50'000; ++row) {
    const uint64_t hash = random();
    hashes.insert(hash);
    for (int i = 0; i < 2; ++i) {
      exact.Add(hash, row);
      estimate.Add(hash, row);
    }
  }
  EXPECT_TRUE(exact.exact());
  EXPECT_EQ(exact.Count(), static_cast<int64_t>(hashes.size()));
  EXPECT_FALSE(estimate.exact());
  EXPECT_NEAR(static_cast<double>(estimate.Count()), 50'000, 50'000 * 0.03);
}

TEST(DistinctCounterTest, FrequentValuesSurviveManyRareOnes) {
  std::mt19937_64 random(5);
  DistinctCounter counter(1000);
  for (int32_t row = 1; row <= 100'000; ++row) {
    counter.Add(row % 10 == 0 ? 77 : row % 15 == 1 ? 88 : random(), row);
  }
  const auto frequent = counter.MostFrequent(2);
  ASSERT_EQ(frequent.size(), 2u);
  EXPECT_EQ(frequent[0].hash, 77u);
  EXPECT_EQ(frequent[1].hash, 88u);
  EXPECT_LE(frequent[0].count, 10'000);
  EXPECT_GE(frequent[0].count + counter.missed(), 10'000);
}

constexpr char kStyles[] =
    "<numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"[$€-407] #,##0\"/></numFmts>"
    "<cellXfs count=\"5\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"4\"/>"
    "<xf numFmtId=\"9\"/><xf numFmtId=\"170\"/></cellXfs>";

std::string Digits(double number) {
  char buffer[32];
  return std::string(buffer, std::to_chars(buffer, buffer + 32, number).ptr);
}

// A column of cells without their addresses: "<c><v>5</v></c>".
class ColumnProfileTest : public ::testing::Test {
 protected:
  static std::string Number(double number, int style = 0) {
    return Concat(" s=\"", style, "\"><v>", Digits(number), "</v></c>");
  }
  static std::string Text(std::string_view text) {
    return Concat(" t=\"str\"><v>", text, "</v></c>");
  }
  ColumnProfile Profile(const std::vector<std::string>& cells, std::string_view header = "h") {
    std::string data = "<sheetData>";
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].empty()) continue;
      data += Concat("<row r=\"", i + 1, "\"><c r=\"A", i + 1, "\"", cells[i], "</row>");
    }
    data += "</sheetData>";
    workbook_ = tests::Open(tests::PackageBuilder().Sheet("S", data).Styles(kStyles).Build());
    ColumnToProfile column;
    column.rows = static_cast<int64_t>(cells.size());
    column.cells = {{1, 1}, {static_cast<int32_t>(cells.size()), 1}};
    column.header = header;
    ValueReader reader(*workbook_);
    const auto profile = ProfileColumn(*tests::Load(workbook_), column, reader, {});
    EXPECT_THAT(profile, tests::IsOk());
    return profile.value_or(ColumnProfile());
  }

  tests::WorkbookPtr workbook_;
};

TEST_F(ColumnProfileTest, CountsEveryType) {
  const ColumnProfile profile =
      Profile({Number(1), Number(46053, 1), Text("x"), Text(""), " t=\"b\"><v>1</v></c>",
               " t=\"e\"><v>#N/A</v></c>", "", "><f>1/0</f></c>"});
  EXPECT_EQ(profile.types.number, 1);
  EXPECT_EQ(profile.types.date, 1);
  EXPECT_EQ(profile.types.text, 1);
  EXPECT_EQ(profile.types.boolean, 1);
  EXPECT_EQ(profile.types.error, 1);
  EXPECT_EQ(profile.types.empty, 3) << "no cell, an empty text, a formula without result";
  EXPECT_EQ(profile.formulas, 1);
  EXPECT_EQ(profile.distinct, 5);
  EXPECT_EQ(profile.looks_like, "mixed");
}

TEST_F(ColumnProfileTest, NumbersAgreeWithBruteForce) {
  std::mt19937 random(9);
  std::normal_distribution<double> distribution(1000, 50);
  std::vector<double> numbers;
  std::vector<std::string> cells;
  for (int i = 0; i < 2000; ++i) {
    numbers.push_back(std::round(distribution(random)));
    cells.push_back(Number(numbers.back(), 2));
  }
  numbers[100] = 5000;
  numbers[200] = -4000;
  cells[100] = Number(5000, 2);
  cells[200] = Number(-4000, 2);
  const ColumnProfile profile = Profile(cells);
  double sum = 0;
  std::map<double, int64_t> counts;
  for (const double number : numbers) {
    sum += number;
    ++counts[number];
  }
  const double mean = sum / 2000;
  double squares = 0;
  for (const double number : numbers) squares += (number - mean) * (number - mean);
  std::vector<double> sorted = numbers;
  std::sort(sorted.begin(), sorted.end());
  const auto quartile = [&](double fraction) {
    const double place = fraction * 1999;
    const auto low = static_cast<size_t>(place);
    return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - static_cast<double>(low));
  };
  ASSERT_TRUE(profile.numbers.has_value());
  EXPECT_EQ(profile.numbers->min, -4000);
  EXPECT_EQ(profile.numbers->max, 5000);
  EXPECT_NEAR(profile.numbers->mean, mean, 1e-9);
  EXPECT_NEAR(*profile.numbers->deviation, std::sqrt(squares / 1999), 1e-9);
  EXPECT_NEAR(profile.numbers->quartiles[0], quartile(0.25), 1e-9);
  EXPECT_NEAR(profile.numbers->quartiles[1], quartile(0.5), 1e-9);
  EXPECT_NEAR(profile.numbers->quartiles[2], quartile(0.75), 1e-9);
  const double spread = quartile(0.75) - quartile(0.25);
  const auto outliers = std::count_if(numbers.begin(), numbers.end(), [&](double number) {
    return number < quartile(0.25) - 1.5 * spread || number > quartile(0.75) + 1.5 * spread;
  });
  EXPECT_EQ(profile.numbers->outliers, outliers);
  ASSERT_GE(profile.numbers->outlier_cells.size(), 2u);
  EXPECT_EQ(FormatCell(profile.numbers->outlier_cells[0]), "A201") << "the farthest first";
  EXPECT_EQ(FormatCell(profile.numbers->outlier_cells[1]), "A101");
  EXPECT_EQ(profile.distinct, static_cast<int64_t>(counts.size()));
  int64_t most = 0;
  for (const auto& [number, count] : counts) most = std::max(most, count);
  EXPECT_EQ(profile.top_values[0].count, most);
  EXPECT_EQ(profile.looks_like, "amount");
}

TEST_F(ColumnProfileTest, SaysWhatAColumnLooksLike) {
  const auto repeat = [](const std::vector<std::string>& cells, int times) {
    std::vector<std::string> all;
    for (int i = 0; i < times; ++i) all.insert(all.end(), cells.begin(), cells.end());
    return all;
  };
  std::vector<std::string> codes, sequence, sentences, scattered;
  for (int i = 0; i < 100; ++i) {
    codes.push_back(Text(Concat("INV-", i)));
    sequence.push_back(Number(1000 + i));
    sentences.push_back(Text(Concat("this is remark number ", i)));
    scattered.push_back(Number(i * i * 17.25));
  }
  EXPECT_EQ(Profile(codes).looks_like, "id");
  EXPECT_EQ(Profile(sequence).looks_like, "id");
  EXPECT_EQ(Profile({Text("R5"), Text("C6")}).looks_like, "text") << "unique by chance";
  EXPECT_EQ(Profile({Text("R5"), Text("C6")}, "Car id").looks_like, "id");
  EXPECT_EQ(Profile(sentences).looks_like, "text");
  EXPECT_EQ(Profile(scattered).looks_like, "number");
  EXPECT_EQ(Profile(repeat({Text("North"), Text("South")}, 20)).looks_like, "category");
  EXPECT_EQ(Profile(repeat({Number(1), Number(2)}, 20)).looks_like, "category");
  EXPECT_EQ(Profile({Number(46053, 1), Number(46054, 1)}).looks_like, "date");
  EXPECT_EQ(Profile({Number(0.5, 3), Number(0.25, 3)}).looks_like, "percent");
  EXPECT_EQ(Profile({Number(5, 4), Number(7, 4)}).looks_like, "amount") << "a currency";
  EXPECT_EQ(Profile({" t=\"e\"><v>#N/A</v></c>"}).looks_like, "error");
  EXPECT_EQ(Profile({"", ""}).looks_like, "empty");
}

TEST_F(ColumnProfileTest, NamesTheDuplicatesOfAnId) {
  std::vector<std::string> cells;
  for (int i = 0; i < 200; ++i) cells.push_back(Text(Concat("K", i)));
  cells[150] = Text("k7");
  const ColumnProfile profile = Profile(cells);
  EXPECT_EQ(profile.looks_like, "id");
  EXPECT_EQ(profile.distinct, 199);
  EXPECT_EQ(profile.duplicate_values, 1);
  ASSERT_EQ(profile.duplicates.size(), 1u);
  EXPECT_EQ(FormatCell(profile.duplicates[0].cell), "A8");
  EXPECT_EQ(profile.duplicates[0].count, 2);
}

TEST_F(ColumnProfileTest, DuplicatesOfALongIdAreExact) {
  std::vector<std::string> cells;
  for (int i = 0; i < 70'000; ++i) cells.push_back(Number(i));
  cells[60'000] = Number(5);
  cells[60'001] = Number(5);
  const ColumnProfile profile = Profile(cells);
  EXPECT_EQ(profile.looks_like, "id");
  EXPECT_EQ(profile.distinct, 69'998);
  EXPECT_FALSE(profile.distinct_estimated);
  EXPECT_EQ(profile.duplicate_values, 1);
  ASSERT_EQ(profile.duplicates.size(), 1u);
  EXPECT_EQ(profile.duplicates[0].count, 3);
  EXPECT_TRUE(profile.numbers->quartiles_estimated);
  EXPECT_NEAR(profile.numbers->quartiles[1], 35'000, 700);
}

TEST(IsIdHeaderTest, KnowsWordsNotLetters) {
  for (const char* header : {"ID", "Customer Id", "customerId", "order_no", "#", "SKU", "Key"}) {
    EXPECT_TRUE(IsIdHeader(header)) << header;
  }
  for (const char* header : {"Idea", "Paid", "Notes", "Monkey", ""}) {
    EXPECT_FALSE(IsIdHeader(header)) << header;
  }
}

TEST(CountSheetTest, CountsByTypeAndColumn) {
  const auto workbook = tests::Open(
      tests::PackageBuilder()
          .Sheet("S",
                 "<sheetData><row r=\"2\"><c r=\"B2\" t=\"str\"><v>Net</v></c>"
                 "<c r=\"D2\" t=\"str\"><v>Due</v></c></row>"
                 "<row r=\"3\"><c r=\"B3\"><v>10</v></c><c r=\"D3\" s=\"1\"><v>46053</v></c></row>"
                 "<row r=\"6\"><c r=\"B6\"><f>B3*2</f><v>20</v></c>"
                 "<c r=\"D6\" t=\"e\"><v>#REF!</v></c></row>"
                 "<row r=\"7\"><c r=\"D7\"><f>NOW()</f></c></row></sheetData>")
          .Styles(kStyles)
          .Build());
  const tests::SheetPtr sheet = tests::Load(workbook);
  ValueReader reader(*workbook);
  const auto statistics = CountSheet(*sheet, *sheet->used_range(), reader, {});
  ASSERT_THAT(statistics, tests::IsOk());
  EXPECT_EQ(statistics->types.number, 2);
  EXPECT_EQ(statistics->types.date, 1);
  EXPECT_EQ(statistics->types.text, 2);
  EXPECT_EQ(statistics->types.error, 1);
  EXPECT_EQ(statistics->formulas, 2);
  EXPECT_EQ(statistics->formulas_without_result, 1);
  EXPECT_EQ(statistics->rows, 4);
  ASSERT_EQ(statistics->errors.size(), 1u);
  EXPECT_EQ(FormatCell(statistics->errors[0].first), "D6");
  ASSERT_EQ(statistics->columns.size(), 2u) << "column C has no cell";
  const ColumnStatistics& net = statistics->columns[0];
  EXPECT_EQ(ColumnName(net.column), "B");
  EXPECT_EQ(net.first_text, "Net");
  EXPECT_EQ(net.first_row, 2);
  EXPECT_EQ(net.last_row, 6);
  EXPECT_EQ(net.types.empty, 2);
  EXPECT_EQ(net.numbers.mean(), 15);
  EXPECT_EQ(statistics->columns[1].dates.min(), 46053);
  EXPECT_EQ(statistics->columns[1].types.empty, 3);
}

}  // namespace
}  // namespace sheetgate::spreadsheet
