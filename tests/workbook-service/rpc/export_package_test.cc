#include "workbook-service/rpc/export_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "platform/base/sha256.h"
#include "spreadsheet/model/workbook_objects.h"
#include "spreadsheet/xlsx/xlsx.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using tests::HasReason;
using tests::StatusIs;

class ExportPackageTest : public RpcTest {
 protected:
  struct Download {
    v1::ExportHeader header;
    std::string bytes;
    int chunks = 0;
  };

  absl::StatusOr<Download> Export(const std::string& workbook_id, const std::string& revision = "",
                                  const std::string& known_revision = "") {
    v1::ExportPackageRequest request;
    request.set_workbook_id(workbook_id);
    request.set_revision(revision);
    request.set_known_revision(known_revision);
    request.set_keep_calculation_settings(keep_calculation_settings_);
    auto source = ExportPackage(request, context(), session());
    if (!source.ok()) return source.status();
    Download download;
    while (true) {
      auto message = (*source)->Next();
      if (!message.ok()) return message.status();
      if (!message->has_value()) return download;
      if ((*message)->has_header()) {
        EXPECT_EQ(download.chunks, 0);
        download.header = (*message)->header();
      } else {
        EXPECT_LE((*message)->chunk().size(), size_t{256} << 10);
        download.bytes += (*message)->chunk();
        ++download.chunks;
      }
    }
  }

  bool keep_calculation_settings_ = false;
};

TEST_F(ExportPackageTest, SendsAFileByteForByte) {
  // Stored without compression, so that one chunk does not hold it.
  std::string noise;
  uint32_t state = 1;
  for (int i = 0; i < 600'000; ++i) {
    state = state * 1664525 + 1013904223;
    noise.push_back(static_cast<char>('a' + (state >> 24) % 26));
  }
  const std::string bytes =
      BuildWorkbook({{"Data", "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" + noise +
                                  "</t></is></c></row>"}});
  ASSERT_GT(bytes.size(), size_t{256} << 10);
  WriteFile("folder/big.xlsx", bytes);
  ASSERT_OK_AND_ASSIGN(const Download download, Export(FileId("folder/big.xlsx")));
  EXPECT_EQ(download.bytes, bytes);
  EXPECT_GT(download.chunks, 1);
  EXPECT_EQ(download.header.file_name(), "big.xlsx");
  EXPECT_EQ(download.header.size_bytes(), static_cast<int64_t>(bytes.size()));
  EXPECT_EQ(download.header.sha256(), platform::Sha256Hex(bytes));
  EXPECT_EQ(download.header.revision(), HeadOf(FileId("folder/big.xlsx")));
}

TEST_F(ExportPackageTest, SendsTheRevisionAskedFor) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = HeadOf(fork);
  const std::string edited = Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const Download newest, Export(fork));
  EXPECT_EQ(newest.header.revision(), edited);
  EXPECT_EQ(newest.header.sha256(), platform::Sha256Hex(newest.bytes));
  EXPECT_NE(newest.bytes, SampleWorkbook());
  EXPECT_TRUE(newest.header.stale_values());
  EXPECT_EQ(newest.header.calculated_revision(), base);
  ASSERT_OK_AND_ASSIGN(const Download first, Export(fork, base));
  EXPECT_EQ(first.bytes, SampleWorkbook());
  EXPECT_FALSE(first.header.stale_values());
  EXPECT_EQ(first.header.calculated_revision(), "");
}

TEST_F(ExportPackageTest, StalePackagesAskToBeCalculatedUnlessTheCallerDoes) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  Edit(fork, {NumberEdit("B2", 7)});
  for (const bool keep : {false, true}) {
    keep_calculation_settings_ = keep;
    ASSERT_OK_AND_ASSIGN(const Download stale, Export(fork));
    EXPECT_TRUE(stale.header.stale_values());
    ASSERT_OK_AND_ASSIGN(
        const auto workbook,
        spreadsheet::OpenXlsx(std::make_shared<const std::string>(stale.bytes), {}, {}));
    ASSERT_OK_AND_ASSIGN(const auto objects, workbook->LoadWorkbookObjects({}));
    EXPECT_EQ(objects->calculation.full_calc_on_load, !keep);
  }
}

TEST_F(ExportPackageTest, SendsNothingThatTheCallerHas) {
  WriteFile("a.xlsx", SampleWorkbook());
  const std::string fork = ForkOf("a.xlsx");
  const std::string base = HeadOf(fork);
  ASSERT_OK_AND_ASSIGN(const Download known, Export(fork, "", base));
  EXPECT_TRUE(known.header.unchanged());
  EXPECT_EQ(known.header.revision(), base);
  EXPECT_EQ(known.chunks, 0);
  const std::string edited = Edit(fork, {NumberEdit("B2", 7)});
  ASSERT_OK_AND_ASSIGN(const Download newest, Export(fork, "", base));
  EXPECT_FALSE(newest.header.unchanged());
  EXPECT_EQ(newest.header.revision(), edited);
  EXPECT_FALSE(newest.bytes.empty());
  ASSERT_OK_AND_ASSIGN(const Download old, Export(fork, base, base));
  EXPECT_TRUE(old.header.unchanged());
  EXPECT_FALSE(old.header.stale_values());
}

TEST_F(ExportPackageTest, StopsWhenCancelled) {
  WriteFile("a.xlsx", SampleWorkbook());
  platform::CancellationSource cancel;
  platform::RequestContext call = context();
  call.cancellation = cancel.token();
  v1::ExportPackageRequest request;
  request.set_workbook_id(FileId("a.xlsx"));
  ASSERT_OK_AND_ASSIGN(const auto source, ExportPackage(request, call, session()));
  ASSERT_THAT(source->Next(), tests::IsOk());
  cancel.Cancel(absl::CancelledError("the client went away"));
  EXPECT_THAT(source->Next(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ExportPackageTest, NamesWhatIsWrong) {
  WriteFile("a.xlsx", SampleWorkbook());
  EXPECT_THAT(Export("wb-unknown"), HasReason(ErrorReason::kWorkbookNotFound));
  EXPECT_THAT(Export(FileId("a.xlsx"), "rev-unknown"), HasReason(ErrorReason::kRevisionNotFound));
}

}  // namespace
}  // namespace sheetgate::workbook
