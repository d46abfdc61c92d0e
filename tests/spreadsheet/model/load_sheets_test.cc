#include "spreadsheet/model/load_sheets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>

#include "platform/base/error.h"
#include "platform/concurrency/thread_pool.h"
#include "spreadsheet/model/text.h"
#include "tests/spreadsheet/testing/workbooks.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::spreadsheet {
namespace {

using tests::HasReason;
using tests::IsOk;

tests::WorkbookPtr FourSheets(int damaged = -1) {
  tests::PackageBuilder builder;
  for (int i = 0; i < 4; ++i) {
    if (i == damaged) {
      builder.RawSheet(Concat("S", i), "<worksheet><sheetData><row>");
    } else {
      builder.Sheet(Concat("S", i),
                    Concat("<sheetData><row><c><v>", i, "</v></c></row></sheetData>"));
    }
  }
  return tests::Open(builder.Build());
}

auto On(platform::ThreadPool* pool) {
  return [pool](platform::ThreadPool::Task task) { return pool->TrySubmit(std::move(task)); };
}

TEST(LoadSheetsTest, LoadsAllSheets) {
  const auto workbook = FourSheets();
  platform::ThreadPool pool("load", 2, 16);
  EXPECT_THAT(LoadSheets(workbook, {0, 1, 2, 3}, 2, On(&pool), {}), IsOk());
  for (int i = 0; i < 4; ++i) EXPECT_EQ(tests::Load(workbook, i)->cell_count(), 1);
  EXPECT_THAT(LoadSheets(workbook, {}, 2, On(&pool), {}), IsOk());
}

TEST(LoadSheetsTest, NeedsNoFreeThread) {
  const auto workbook = FourSheets();
  platform::ThreadPool pool("load", 1, 16);
  std::binary_semaphore blocked{0};
  ASSERT_TRUE(pool.TrySubmit([&] { blocked.acquire(); }));
  EXPECT_THAT(LoadSheets(workbook, {0, 1, 2, 3}, 2, On(&pool), {}), IsOk());
  blocked.release();
}

TEST(LoadSheetsTest, SaysWhatIsWrongWithASheet) {
  const auto workbook = FourSheets(/*damaged=*/2);
  platform::ThreadPool pool("load", 2, 16);
  EXPECT_THAT(LoadSheets(workbook, {0, 1, 2, 3}, 2, On(&pool), {}),
              HasReason(platform::ErrorReason::kFileCorrupt));
  EXPECT_THAT(LoadSheets(workbook, {0, 1, 3}, 2, On(&pool), {}), IsOk());
}

TEST(LoadSheetsTest, EndsWhenCancelled) {
  const auto workbook = FourSheets();
  platform::ThreadPool pool("load", 2, 16);
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  EXPECT_TRUE(absl::IsCancelled(LoadSheets(workbook, {0, 1, 2, 3}, 2, On(&pool), source.token())));
}

}  // namespace
}  // namespace sheetgate::spreadsheet
