#include "recalc-service/documents/open_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "platform/observability/metrics.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/spreadsheet/testing/made_package.h"
#include "tests/testing/fake_clock.h"
#include "tests/testing/manual_timers.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::recalc {
namespace {

using ::testing::HasSubstr;

// A document that tells how many there are.
class CountedDocument final : public EngineDocument {
 public:
  CountedDocument(int* open, int64_t bytes, const bool* alive)
      : open_(open), bytes_(bytes), alive_(alive) {
    ++*open_;
  }
  ~CountedDocument() override { --*open_; }
  const std::vector<std::string>& sheets() const override { return sheets_; }
  bool alive() const override { return *alive_; }
  int64_t memory_bytes() const override { return bytes_; }
  bool can_clone() const override { return false; }
  void Ask(EngineQuestion, const platform::CancellationToken&, OnEnginePhase, Answered) override {}
  void Clone(const platform::CancellationToken&, Cloned) override {}

 private:
  int* const open_;
  const int64_t bytes_;
  const bool* const alive_;
  const std::vector<std::string> sheets_;
};

class OpenDocumentsTest : public testing::Test {
 protected:
  OpenDocumentsTest() {
    options_.max_documents = 2;
    options_.max_bytes = 100;
    options_.idle_time = absl::Minutes(5);
    documents_.emplace(options_, clock_, timers_, metrics_);
  }

  DocumentLease Open(const std::string& id, int64_t bytes = 10,
                     DocumentUse use = DocumentUse::kCalculation) {
    OpenDocument document;
    document.workbook_id = id;
    document.use = use;
    document.document = std::make_unique<CountedDocument>(&open_, bytes, &alive_);
    return documents_->Lease(std::move(document));
  }
  bool Has(const std::string& id, DocumentUse use = DocumentUse::kCalculation) {
    return static_cast<bool>(documents_->Take(id, use));
  }

  tests::FakeClock clock_;
  tests::ManualTimers timers_{clock_};
  platform::MetricsRegistry metrics_;
  OpenDocuments::Options options_;
  std::optional<OpenDocuments> documents_;
  int open_ = 0;
  bool alive_ = true;
};

TEST_F(OpenDocumentsTest, ALeaseIsAloneAndGivesBack) {
  EXPECT_FALSE(Has("a"));
  { const DocumentLease lease = Open("a"); }
  EXPECT_EQ(open_, 1);
  {
    const DocumentLease lease = documents_->Take("a", DocumentUse::kCalculation);
    ASSERT_TRUE(lease);
    EXPECT_EQ(lease->workbook_id, "a");
    EXPECT_FALSE(Has("a"));
    EXPECT_FALSE(Has("a", DocumentUse::kDrawing));
  }
  EXPECT_TRUE(Has("a"));
  EXPECT_THAT(metrics_.Scrape(),
              HasSubstr("sheetgate_open_documents_taken_total{result=\"open\"} 2"));
}

TEST_F(OpenDocumentsTest, WhatIsDroppedOrDeadDoesNotStay) {
  Open("a").Drop();
  EXPECT_EQ(open_, 0);
  Open("b").Return();
  alive_ = false;
  EXPECT_FALSE(Has("b"));
  EXPECT_EQ(open_, 0);
  Open("c").Return();
  EXPECT_EQ(open_, 0);
}

TEST_F(OpenDocumentsTest, TheLeastRecentlyUsedGoesFirst) {
  Open("a").Return();
  Open("b").Return();
  EXPECT_TRUE(Has("a"));
  Open("c").Return();
  EXPECT_EQ(open_, 2);
  EXPECT_FALSE(Has("b"));
  EXPECT_TRUE(Has("a"));
  EXPECT_TRUE(Has("c"));
  EXPECT_THAT(metrics_.Scrape(),
              HasSubstr("sheetgate_open_documents_evicted_total{cause=\"number\"} 1"));
}

TEST_F(OpenDocumentsTest, MemoryIsBounded) {
  Open("a", 60).Return();
  Open("b", 60).Return();
  EXPECT_FALSE(Has("a"));
  EXPECT_TRUE(Has("b"));
  Open("c", 101).Return();
  EXPECT_EQ(open_, 0);
  const std::string scrape = metrics_.Scrape();
  EXPECT_THAT(scrape, HasSubstr("sheetgate_open_documents_evicted_total{cause=\"memory\"} 3"));
  EXPECT_THAT(scrape, HasSubstr("sheetgate_open_documents_bytes 0"));
}

TEST_F(OpenDocumentsTest, WhatWasReadOfAWorkbookCounts) {
  ASSERT_OK_AND_ASSIGN(
      const auto workbook,
      spreadsheet::OpenXlsx(std::make_shared<const std::string>(tests::MakeXlsx({{"S", ""}})), {},
                            {}));
  CalculationPlan plan;
  plan.workbook = workbook;
  plan.for_engine = workbook;
  const auto read = static_cast<int64_t>(workbook->memory_bytes());
  ASSERT_GT(read, 100);
  DocumentLease planned = Open("planned");
  planned->plan = std::make_shared<const CalculationPlan>(std::move(plan));
  planned.Return();
  EXPECT_EQ(open_, 0);

  options_.max_documents = 3;
  options_.max_bytes = 2 * read + 20;
  documents_.emplace(options_, clock_, timers_, metrics_);
  for (const char* id : {"a", "b"}) {
    DocumentLease drawn = Open(id);
    drawn->workbook = workbook;
    drawn.Return();
  }
  EXPECT_EQ(open_, 2);
  EXPECT_TRUE(Has("a"));
  Open("c", 1).Return();
  EXPECT_FALSE(Has("b"));
}

TEST_F(OpenDocumentsTest, OneOfAWorkbookAndUse) {
  DocumentLease first = Open("a");
  Open("a").Return();
  first.Return();
  EXPECT_EQ(open_, 1);
  Open("a", 10, DocumentUse::kDrawing).Return();
  EXPECT_EQ(open_, 2);
}

TEST_F(OpenDocumentsTest, IdleOnesAreClosedInTime) {
  Open("a").Return();
  timers_.Advance(absl::Minutes(3));
  Open("b").Return();
  timers_.Advance(absl::Minutes(3));
  EXPECT_EQ(open_, 1);
  EXPECT_TRUE(Has("b"));
  timers_.Advance(absl::Minutes(4));
  EXPECT_EQ(open_, 1) << "it was used meanwhile";
  timers_.Advance(absl::Minutes(2));
  EXPECT_EQ(open_, 0);
  EXPECT_EQ(timers_.pending(), 0u);
}

TEST_F(OpenDocumentsTest, LeasesMayOutliveIt) {
  Open("a").Return();
  DocumentLease lease = Open("b");
  documents_.reset();
  EXPECT_EQ(open_, 1);
  lease.Return();
  EXPECT_EQ(open_, 0);
}

}  // namespace
}  // namespace sheetgate::recalc
