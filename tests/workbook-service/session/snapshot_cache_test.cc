#include "workbook-service/session/snapshot_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"

#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using ::testing::HasSubstr;
using tests::IsOk;

const platform::CancellationToken kNever;

// A workbook without sheets that weighs what the test says.
class WeightedWorkbook : public spreadsheet::Workbook {
 public:
  explicit WeightedWorkbook(size_t weight) : weight_(weight) {}
  void set_weight(size_t weight) { weight_ = weight; }

  const std::vector<spreadsheet::SheetInfo>& sheets() const override { return sheets_; }
  absl::StatusOr<int> FindSheet(std::string_view) const override { return absl::NotFoundError(""); }
  absl::StatusOr<std::shared_ptr<const spreadsheet::Sheet>> LoadSheet(
      int, const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::shared_ptr<const spreadsheet::SheetFeatures>> LoadFeatures(
      int, const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::optional<spreadsheet::RangeRef>> DeclaredRange(
      int, const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  const std::vector<spreadsheet::DefinedName>& defined_names() const override { return names_; }
  const spreadsheet::WorkbookFeatures& features() const override { return features_; }
  spreadsheet::DateSystem date_system() const override { return spreadsheet::DateSystem::k1900; }
  std::string_view NumberFormat(uint32_t) const override { return "General"; }
  bool IsDate(uint32_t) const override { return false; }
  absl::StatusOr<std::shared_ptr<const spreadsheet::CellStyles>> LoadCellStyles(
      const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::shared_ptr<const spreadsheet::SheetObjects>> LoadObjects(
      int, const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::shared_ptr<const spreadsheet::WorkbookObjects>> LoadWorkbookObjects(
      const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::string> ReadVbaProject(const platform::CancellationToken&) const override {
    return absl::NotFoundError("");
  }
  absl::StatusOr<std::shared_ptr<const Workbook>> Apply(
      absl::Span<const spreadsheet::CellChange>,
      const platform::CancellationToken&) const override {
    return absl::UnimplementedError("");
  }
  size_t memory_bytes() const override { return weight_; }

 private:
  std::atomic<size_t> weight_;
  const std::vector<spreadsheet::SheetInfo> sheets_;
  const std::vector<spreadsheet::DefinedName> names_;
  const spreadsheet::WorkbookFeatures features_;
};

class SnapshotCacheTest : public ::testing::Test {
 protected:
  SnapshotCacheTest()
      : pool_(std::make_unique<platform::ThreadPool>("test", 2, 8)),
        cache_(100, *pool_, metrics_) {}
  ~SnapshotCacheTest() override { pool_.reset(); }

  // Gets the revision; what is not in memory is made with this weight.
  absl::StatusOr<SnapshotCache::Loaded> Get(const std::string& revision, size_t weight) {
    return cache_.Get(
        revision,
        [this,
         weight](const platform::CancellationToken&) -> absl::StatusOr<SnapshotCache::Loaded> {
          ++loads_;
          return Make(std::make_shared<WeightedWorkbook>(weight));
        },
        kNever);
  }
  static SnapshotCache::Loaded Make(std::shared_ptr<WeightedWorkbook> workbook) {
    return std::make_shared<const LoadedRevision>(std::move(workbook), nullptr, 0, false,
                                                  ReplayCost{});
  }

  platform::MetricsRegistry metrics_;
  std::unique_ptr<platform::ThreadPool> pool_;
  SnapshotCache cache_;
  std::atomic<int> loads_{0};
};

TEST_F(SnapshotCacheTest, LoadsAMissAndKeepsIt) {
  ASSERT_OK_AND_ASSIGN(const auto first, Get("a", 10));
  ASSERT_OK_AND_ASSIGN(const auto second, Get("a", 10));
  EXPECT_EQ(first, second);
  EXPECT_EQ(loads_, 1);
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_workbook_cache_requests_total{result=\"hit\"} 1"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_workbook_cache_requests_total{result=\"miss\"} 1"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_workbook_cache_bytes 10"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_workbook_cache_entries 1"));
}

TEST_F(SnapshotCacheTest, LetsTheLeastRecentlyUsedGoByWeight) {
  ASSERT_THAT(Get("a", 40), IsOk());
  ASSERT_THAT(Get("b", 40), IsOk());
  ASSERT_THAT(Get("a", 40), IsOk());
  ASSERT_THAT(Get("c", 40), IsOk());
  EXPECT_NE(cache_.Peek("a"), nullptr);
  EXPECT_EQ(cache_.Peek("b"), nullptr);
  EXPECT_NE(cache_.Peek("c"), nullptr);
  EXPECT_EQ(cache_.bytes(), 80);
  EXPECT_EQ(cache_.entries(), 2u);
}

TEST_F(SnapshotCacheTest, KeepsTheOneUsedLastHoweverHeavy) {
  ASSERT_THAT(Get("a", 40), IsOk());
  ASSERT_THAT(Get("huge", 1000), IsOk());
  EXPECT_EQ(cache_.Peek("a"), nullptr);
  ASSERT_THAT(Get("huge", 1000), IsOk());
  EXPECT_EQ(loads_, 2);
}

TEST_F(SnapshotCacheTest, WeighsAgainWhatGrew) {
  const auto growing = std::make_shared<WeightedWorkbook>(10);
  cache_.Insert("growing", Make(growing));
  ASSERT_THAT(Get("other", 10), IsOk());
  growing->set_weight(95);
  for (int i = 0; i < 10; ++i) ASSERT_THAT(Get("growing", 10), IsOk());
  EXPECT_EQ(cache_.Peek("other"), nullptr);
  EXPECT_EQ(cache_.bytes(), 95);
}

TEST_F(SnapshotCacheTest, DemotedRevisionsGoFirst) {
  ASSERT_THAT(Get("a", 40), IsOk());
  ASSERT_THAT(Get("b", 40), IsOk());
  cache_.Demote("b");
  ASSERT_THAT(Get("c", 40), IsOk());
  EXPECT_NE(cache_.Peek("a"), nullptr);
  EXPECT_EQ(cache_.Peek("b"), nullptr);
}

TEST_F(SnapshotCacheTest, ErasingSaysWhatWasReleased) {
  ASSERT_THAT(Get("a", 40), IsOk());
  EXPECT_EQ(cache_.Erase("a"), 40);
  EXPECT_EQ(cache_.Erase("a"), 0);
  EXPECT_EQ(cache_.bytes(), 0);
  EXPECT_EQ(cache_.entries(), 0u);
}

TEST_F(SnapshotCacheTest, ALoadOnItsWayIsJoined) {
  absl::Notification started, go;
  const auto slow =
      [&](const platform::CancellationToken&) -> absl::StatusOr<SnapshotCache::Loaded> {
    ++loads_;
    started.Notify();
    go.WaitForNotification();
    return Make(std::make_shared<WeightedWorkbook>(1));
  };
  std::vector<std::thread> readers;
  readers.emplace_back([&] { EXPECT_THAT(cache_.Get("a", slow, kNever), IsOk()); });
  started.WaitForNotification();
  for (int i = 0; i < 3; ++i) readers.emplace_back([&] { EXPECT_THAT(Get("a", 1), IsOk()); });
  go.Notify();
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(loads_, 1);
}

TEST_F(SnapshotCacheTest, AFailedLoadIsTriedAgain) {
  const auto fail =
      [](const platform::CancellationToken&) -> absl::StatusOr<SnapshotCache::Loaded> {
    return absl::DataLossError("broken");
  };
  EXPECT_THAT(cache_.Get("a", fail, kNever), tests::StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(Get("a", 1), IsOk());
}

}  // namespace
}  // namespace sheetgate::workbook
