#include "workbook-service/server.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <latch>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/base/strings.h"
#include "platform/observability/metrics.h"
#include "platform/rpc/status_conversion.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "tests/testing/status_matchers.h"
#include "tests/workbook-service/rpc/rpc_test_base.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using platform::FromGrpcStatus;
using platform::StrCat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using tests::HasReason;
using tests::IsOk;

class WorkbookServerTest : public ::testing::Test {
 protected:
  WorkbookServerTest() {
    std::string pattern = StrCat(::testing::TempDir(), "sheetgate-server-XXXXXX");
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    options_.workspace_dir = pattern;
    options_.listen_address = "";
    options_.threads = 4;
    Write("budget.xlsx", SampleWorkbook());
  }

  ~WorkbookServerTest() override {
    stub_.reset();
    server_.reset();
    std::filesystem::remove_all(options_.workspace_dir);
  }

  void Start() {
    auto server = WorkbookServer::Start(options_, metrics_);
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::WorkbookService::NewStub(server_->InProcessChannel());
  }

  void Stop() {
    stub_.reset();
    server_.reset();
  }

  void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(StrCat(options_.workspace_dir, "/", path), std::ios::binary) << bytes;
  }

  std::string Read(const std::string& path) {
    std::ostringstream bytes;
    bytes << std::ifstream(StrCat(options_.workspace_dir, "/", path), std::ios::binary).rdbuf();
    return std::move(bytes).str();
  }

  // One unary call: its response, or its error as the caller sees it.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (v1::WorkbookService::Stub::*method)(
                                    grpc::ClientContext*, const Request&, Response*),
                                const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return FromGrpcStatus(status);
    return response;
  }

  std::string OnlyWorkbook() {
    const auto list = Call(&v1::WorkbookService::Stub::ListWorkbooks, v1::ListWorkbooksRequest());
    EXPECT_THAT(list, IsOk());
    return list.ok() && list->workbooks_size() == 1 ? list->workbooks(0).workbook_id() : "";
  }

  v1::Fork CreateFork() {
    v1::CreateForkRequest request;
    request.set_workbook_id(OnlyWorkbook());
    const auto response = Call(&v1::WorkbookService::Stub::CreateFork, request);
    EXPECT_THAT(response, IsOk());
    return response.ok() ? response->fork() : v1::Fork();
  }

  absl::StatusOr<v1::EditBatchResponse> Edit(const v1::Fork& fork, const v1::CellEdit& edit) {
    v1::EditBatchRequest request;
    request.set_workbook_id(fork.workbook_id());
    request.set_sheet_name("Data");
    request.set_expected_revision(fork.revision());
    *request.add_edits() = edit;
    return Call(&v1::WorkbookService::Stub::EditBatch, request);
  }

  platform::MetricsRegistry metrics_;
  WorkbookServerOptions options_;
  std::unique_ptr<WorkbookServer> server_;
  std::unique_ptr<v1::WorkbookService::Stub> stub_;
};

TEST_F(WorkbookServerTest, DoesTheMainJob) {
  Start();
  const v1::Fork fork = CreateFork();
  ASSERT_OK_AND_ASSIGN(const auto edited, Edit(fork, NumberEdit("B2", 1200)));
  EXPECT_EQ(edited.previous_revision(), fork.revision());

  v1::RangeValuesRequest range;
  range.set_workbook_id(fork.workbook_id());
  range.set_sheet_name("Data");
  range.add_ranges("A2:B3");
  ASSERT_OK_AND_ASSIGN(const auto values, Call(&v1::WorkbookService::Stub::RangeValues, range));
  EXPECT_THAT(ShowAll(values.blocks(0).rows()), ElementsAre("2: 'Rent' 1200", "3: 'Food' 500"));
  EXPECT_TRUE(values.stale_values());

  v1::GetChangesetRequest changes;
  changes.set_workbook_id(fork.workbook_id());
  ASSERT_OK_AND_ASSIGN(const auto changeset,
                       Call(&v1::WorkbookService::Stub::GetChangeset, changes));
  ASSERT_EQ(changeset.changes_size(), 1);
  EXPECT_EQ(changeset.changes(0).address(), "B2");

  v1::SaveForkRequest save;
  save.set_workbook_id(fork.workbook_id());
  save.set_path("budget-2027.xlsx");
  save.set_expected_revision(edited.revision());
  ASSERT_OK_AND_ASSIGN(const auto saved, Call(&v1::WorkbookService::Stub::SaveFork, save));
  EXPECT_EQ(platform::Sha256Hex(Read("budget-2027.xlsx")), saved.sha256());
  EXPECT_EQ(Read("budget.xlsx"), SampleWorkbook());

  v1::InspectCellsRequest inspect;
  inspect.set_workbook_id(saved.workbook_id());
  inspect.set_sheet_name("Data");
  inspect.add_targets("B2");
  ASSERT_OK_AND_ASSIGN(const auto cells, Call(&v1::WorkbookService::Stub::InspectCells, inspect));
  EXPECT_EQ(Show(cells.cells(0).value()), "1200");
}

TEST_F(WorkbookServerTest, ErrorsCarryReasonAndMetadata) {
  Start();
  v1::SheetPageRequest request;
  request.set_workbook_id(OnlyWorkbook());
  request.set_sheet_name("Daata");
  const auto response = Call(&v1::WorkbookService::Stub::SheetPage, request);
  EXPECT_THAT(response, tests::StatusIs(absl::StatusCode::kNotFound, HasSubstr("Data")));
  EXPECT_THAT(response, HasReason(ErrorReason::kSheetNotFound));
  EXPECT_THAT(platform::MetadataOf(response.status())["sheets"], HasSubstr("Notes"));
}

TEST_F(WorkbookServerTest, ChecksRequestsAgainstTheirFieldRules) {
  Start();
  const auto missing =
      Call(&v1::WorkbookService::Stub::DescribeWorkbook, v1::DescribeWorkbookRequest());
  EXPECT_THAT(missing, HasReason(ErrorReason::kMissingArgument));
  EXPECT_EQ(FieldOf(missing.status()), "workbook_id");
  v1::EditBatchRequest many;
  many.set_workbook_id("fork-1");
  for (int i = 0; i < 1001; ++i) *many.add_edits() = NumberEdit("A1", i);
  EXPECT_THAT(Call(&v1::WorkbookService::Stub::EditBatch, many),
              HasReason(ErrorReason::kLimitExceeded));
}

TEST_F(WorkbookServerTest, ImportsAndExportsTheSameBytes) {
  Start();
  const std::string bytes = TallWorkbook(5000);
  grpc::ClientContext upload_context;
  v1::ImportPackageResponse imported;
  const auto writer = stub_->ImportPackage(&upload_context, &imported);
  v1::ImportPackageRequest part;
  part.mutable_header()->set_path("tall.xlsx");
  part.mutable_header()->set_sha256(platform::Sha256Hex(bytes));
  ASSERT_TRUE(writer->Write(part));
  for (size_t at = 0; at < bytes.size(); at += 10'000) {
    part.set_chunk(bytes.substr(at, 10'000));
    ASSERT_TRUE(writer->Write(part));
  }
  ASSERT_TRUE(writer->WritesDone());
  ASSERT_THAT(FromGrpcStatus(writer->Finish()), IsOk());

  v1::ExportPackageRequest request;
  request.set_workbook_id(imported.workbook_id());
  grpc::ClientContext download_context;
  const auto reader = stub_->ExportPackage(&download_context, request);
  v1::ExportPackageResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_EQ(message.header().revision(), imported.revision());
  std::string exported;
  while (reader->Read(&message)) exported += message.chunk();
  ASSERT_THAT(FromGrpcStatus(reader->Finish()), IsOk());
  EXPECT_EQ(exported, bytes);
  EXPECT_EQ(Read("tall.xlsx"), bytes);
}

TEST_F(WorkbookServerTest, ARefusedUploadSaysWhy) {
  Start();
  grpc::ClientContext context;
  v1::ImportPackageResponse imported;
  const auto writer = stub_->ImportPackage(&context, &imported);
  v1::ImportPackageRequest part;
  part.set_chunk("bytes before the header");
  writer->Write(part);
  writer->WritesDone();
  EXPECT_THAT(FromGrpcStatus(writer->Finish()), HasReason(ErrorReason::kMissingArgument));
}

TEST_F(WorkbookServerTest, OneOfTwoWritersWithTheSameExpectedRevisionWins) {
  Start();
  v1::Fork fork = CreateFork();
  for (int round = 0; round < 20; ++round) {
    std::latch together(2);
    std::vector<absl::StatusOr<v1::EditBatchResponse>> results(2);
    std::vector<std::thread> writers;
    for (int writer = 0; writer < 2; ++writer) {
      writers.emplace_back([&, writer] {
        together.arrive_and_wait();
        results[writer] = Edit(fork, NumberEdit("B2", 10 * round + writer));
      });
    }
    for (std::thread& writer : writers) writer.join();
    const int winner = results[0].ok() ? 0 : 1;
    ASSERT_THAT(results[winner], IsOk());
    ASSERT_THAT(results[1 - winner], HasReason(ErrorReason::kRevisionConflict));
    fork.set_revision(results[winner]->revision());

    v1::InspectCellsRequest inspect;
    inspect.set_workbook_id(fork.workbook_id());
    inspect.set_sheet_name("Data");
    inspect.add_targets("B2");
    ASSERT_OK_AND_ASSIGN(const auto cells, Call(&v1::WorkbookService::Stub::InspectCells, inspect));
    EXPECT_EQ(cells.revision(), fork.revision());
    EXPECT_EQ(cells.cells(0).value().number(), 10 * round + winner);
  }
}

TEST_F(WorkbookServerTest, EditsSurviveARestart) {
  Start();
  const v1::Fork fork = CreateFork();
  ASSERT_OK_AND_ASSIGN(const auto edited, Edit(fork, NumberEdit("B2", 1200)));
  Stop();
  Start();
  v1::InspectCellsRequest inspect;
  inspect.set_workbook_id(fork.workbook_id());
  inspect.set_sheet_name("Data");
  inspect.add_targets("B2");
  ASSERT_OK_AND_ASSIGN(const auto cells, Call(&v1::WorkbookService::Stub::InspectCells, inspect));
  EXPECT_EQ(cells.revision(), edited.revision());
  EXPECT_EQ(Show(cells.cells(0).value()), "1200");
}

TEST_F(WorkbookServerTest, RefusesNewCallsOnceItDrains) {
  Start();
  ASSERT_THAT(server_->Ready(), IsOk());
  const std::string id = OnlyWorkbook();
  const platform::DrainHooks hooks = server_->drain_hooks();
  EXPECT_EQ(hooks.name, "workbook-service");
  hooks.readiness_down();
  EXPECT_THAT(server_->Ready(), HasReason(ErrorReason::kShuttingDown));
  EXPECT_EQ(OnlyWorkbook(), id) << "calls still pass until new work is refused";
  hooks.stop_accepting();
  const auto refused = Call(&v1::WorkbookService::Stub::ListWorkbooks, v1::ListWorkbooksRequest());
  EXPECT_THAT(refused, tests::StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused, HasReason(ErrorReason::kShuttingDown));
  EXPECT_TRUE(hooks.wait_idle(absl::Now() + absl::Seconds(30)));
  hooks.cancel_all();
  hooks.close();
}

TEST_F(WorkbookServerTest, ServesOnAPort) {
  options_.listen_address = "127.0.0.1:0";
  Start();
  ASSERT_GT(server_->port(), 0);
  stub_ = v1::WorkbookService::NewStub(grpc::CreateChannel(StrCat("127.0.0.1:", server_->port()),
                                                           grpc::InsecureChannelCredentials()));
  EXPECT_NE(OnlyWorkbook(), "");

  WorkbookServerOptions second = options_;
  second.data_dir = StrCat(options_.workspace_dir, "/.second");
  second.listen_address = StrCat("127.0.0.1:", server_->port());
  platform::MetricsRegistry metrics;
  EXPECT_THAT(WorkbookServer::Start(second, metrics),
              tests::StatusIs(absl::StatusCode::kUnavailable))
      << "the address is taken";
}

TEST_F(WorkbookServerTest, RefusesAStoreInUseAndAWorkspaceThatIsNone) {
  Start();
  platform::MetricsRegistry metrics;
  EXPECT_THAT(WorkbookServer::Start(options_, metrics),
              tests::StatusIs(absl::StatusCode::kFailedPrecondition));
  WorkbookServerOptions nowhere = options_;
  nowhere.workspace_dir = StrCat(options_.workspace_dir, "/budget.xlsx");
  EXPECT_THAT(WorkbookServer::Start(nowhere, metrics),
              tests::StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace sheetgate::workbook
