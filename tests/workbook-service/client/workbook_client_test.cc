// The client against a service that answers, or misbehaves, as the test says.
#include "workbook-service/client/workbook_client.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/notification.h"

#include "platform/base/error.h"
#include "platform/base/sha256.h"
#include "platform/rpc/status_conversion.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "tests/testing/status_matchers.h"

namespace sheetgate::workbook {
namespace {

using platform::ErrorReason;
using ::testing::ElementsAre;
using tests::HasReason;
using tests::IsOk;
using tests::StatusIs;

using ExportWriter = grpc::ServerWriter<v1::ExportPackageResponse>;
using CommitReader = grpc::ServerReader<v1::CommitCalculationRequest>;

class ScriptedService : public v1::WorkbookService::Service {
 public:
  grpc::Status ExportPackage(grpc::ServerContext* context, const v1::ExportPackageRequest* request,
                             ExportWriter* writer) override {
    Note(*context);
    return on_export(*context, *request, *writer);
  }
  grpc::Status CommitCalculation(grpc::ServerContext* context, CommitReader* reader,
                                 v1::CommitCalculationResponse* response) override {
    Note(*context);
    return on_commit(*context, *reader, *response);
  }

  std::function<grpc::Status(grpc::ServerContext&, const v1::ExportPackageRequest&, ExportWriter&)>
      on_export;
  std::function<grpc::Status(grpc::ServerContext&, CommitReader&, v1::CommitCalculationResponse&)>
      on_commit;
  std::map<std::string, std::string> metadata;
  bool has_deadline = false;

 private:
  void Note(const grpc::ServerContext& context) {
    for (const auto& [key, value] : context.client_metadata()) {
      metadata[std::string(key.data(), key.size())] = std::string(value.data(), value.size());
    }
    has_deadline = context.deadline() < std::chrono::system_clock::now() + std::chrono::hours(24);
  }
};

class WorkbookClientTest : public ::testing::Test {
 protected:
  WorkbookClientTest() {
    grpc::ServerBuilder builder;
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    client_ = std::make_unique<WorkbookClient>(server_->InProcessChannel({}));
    context_.request_id = "req-1";
    context_.principal = "ann";
    context_.trace = platform::NewTrace();
    context_.deadline = absl::Now() + absl::Minutes(1);
  }
  ~WorkbookClientTest() override {
    client_.reset();
    server_->Shutdown();
  }

  // Scripts an export of `bytes` in chunks of 3 with this header.
  void Export(const std::string& bytes, int64_t announced, const std::string& sha256) {
    service_.on_export = [=](grpc::ServerContext&, const v1::ExportPackageRequest& request,
                             ExportWriter& writer) {
      v1::ExportPackageResponse message;
      message.mutable_header()->set_revision("rev-of-" + request.workbook_id() + "-" +
                                             request.revision());
      message.mutable_header()->set_size_bytes(announced);
      message.mutable_header()->set_sha256(sha256);
      message.mutable_header()->set_file_name("a.xlsx");
      message.mutable_header()->set_stale_values(true);
      message.mutable_header()->set_calculated_revision("rev-0");
      writer.Write(message);
      for (size_t at = 0; at < bytes.size(); at += 3) {
        message.set_chunk(bytes.substr(at, 3));
        writer.Write(message);
      }
      return grpc::Status::OK;
    };
  }

  absl::StatusOr<FetchedPackage> Fetch(int64_t max_bytes = 100) {
    std::promise<absl::StatusOr<FetchedPackage>> result;
    client_->FetchPackage(
        {.workbook_id = "wb-1", .revision = "r", .max_bytes = max_bytes}, context_,
        [&](absl::StatusOr<FetchedPackage> package) { result.set_value(std::move(package)); });
    return result.get_future().get();
  }
  absl::StatusOr<CommittedCalculation> Commit(std::vector<CalculatedValue> values) {
    std::promise<absl::StatusOr<CommittedCalculation>> result;
    client_->CommitCalculation({.workbook_id = "fork-1",
                                .revision = "rev-1",
                                .engine = "engine 1",
                                .keeps_stale_values = true,
                                .values = std::move(values)},
                               context_, [&](absl::StatusOr<CommittedCalculation> committed) {
                                 result.set_value(std::move(committed));
                               });
    return result.get_future().get();
  }

  ScriptedService service_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<WorkbookClient> client_;
  platform::RequestContext context_;
};

TEST_F(WorkbookClientTest, FetchesAPackage) {
  const std::string bytes("0123456789\0x", 12);
  Export(bytes, 12, platform::Sha256Hex(bytes));
  ASSERT_OK_AND_ASSIGN(const FetchedPackage package, Fetch(12));
  EXPECT_EQ(*package.bytes, bytes);
  EXPECT_EQ(package.revision, "rev-of-wb-1-r");
  EXPECT_EQ(package.file_name, "a.xlsx");
  EXPECT_TRUE(package.stale_values);
  EXPECT_EQ(package.calculated_revision, "rev-0");
}

TEST_F(WorkbookClientTest, TellsTheServiceWhoIsCalling) {
  Export("", 0, platform::Sha256Hex(""));
  context_.trace.tracestate = "vendor=1";
  ASSERT_THAT(Fetch(), IsOk());
  EXPECT_EQ(service_.metadata["x-request-id"], "req-1");
  EXPECT_EQ(service_.metadata["x-sheetgate-principal"], "ann");
  EXPECT_EQ(service_.metadata["tracestate"], "vendor=1");
  const platform::TraceContext trace =
      platform::ContinueTrace(service_.metadata["traceparent"], "");
  EXPECT_EQ(trace.trace_id, context_.trace.trace_id);
  EXPECT_NE(trace.parent_span_id, context_.trace.span_id);
  EXPECT_TRUE(service_.has_deadline);
}

TEST_F(WorkbookClientTest, MetadataGrpcCannotCarryIsLeftOut) {
  Export("", 0, platform::Sha256Hex(""));
  context_.principal = "ann\nx-evil: 1";
  ASSERT_THAT(Fetch(), IsOk());
  EXPECT_FALSE(service_.metadata.contains("x-sheetgate-principal"));
}

TEST_F(WorkbookClientTest, RefusesPackagesOverTheLimit) {
  Export("0123456789", 10, platform::Sha256Hex("0123456789"));
  EXPECT_THAT(Fetch(9), HasReason(ErrorReason::kFileTooLarge));
}

TEST_F(WorkbookClientTest, DetectsDamage) {
  const std::string bytes = "0123456789";
  const std::string sha256 = platform::Sha256Hex(bytes);
  Export("0123456780", 10, sha256);
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kDataLoss));
  Export("012345678", 10, sha256);
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kDataLoss));
  Export("0123456789+", 10, sha256);
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kDataLoss));
  service_.on_export = [](grpc::ServerContext&, const v1::ExportPackageRequest&, ExportWriter&) {
    return grpc::Status::OK;
  };
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(WorkbookClientTest, ErrorsKeepTheirReason) {
  service_.on_export = [](grpc::ServerContext&, const v1::ExportPackageRequest&, ExportWriter&) {
    return platform::ToGrpcStatus(
        platform::NotFound(ErrorReason::kRevisionNotFound, "no such revision"), "req-1");
  };
  const auto result = Fetch();
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(result, HasReason(ErrorReason::kRevisionNotFound));
}

TEST_F(WorkbookClientTest, CancellingTheTokenCancelsTheCall) {
  platform::CancellationSource source;
  context_.cancellation = source.token();
  absl::Notification server_saw_it;
  service_.on_export = [&](grpc::ServerContext& context, const v1::ExportPackageRequest&,
                           ExportWriter&) {
    source.Cancel(absl::DeadlineExceededError("late"));
    while (!context.IsCancelled()) std::this_thread::yield();
    server_saw_it.Notify();
    return grpc::Status::OK;
  };
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kDeadlineExceeded));
  server_saw_it.WaitForNotification();
}

TEST_F(WorkbookClientTest, ACallWithACancelledTokenEndsAtOnce) {
  platform::CancellationSource source;
  source.Cancel(absl::CancelledError("gone"));
  context_.cancellation = source.token();
  Export("", 0, platform::Sha256Hex(""));
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_THAT(Commit({}), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WorkbookClientTest, CallbacksComeAfterTheClientIsGone) {
  absl::Notification started, finished;
  service_.on_export = [&](grpc::ServerContext& context, const v1::ExportPackageRequest&,
                           ExportWriter&) {
    started.Notify();
    while (!context.IsCancelled()) std::this_thread::yield();
    return grpc::Status::OK;
  };
  absl::StatusOr<FetchedPackage> result;
  client_->FetchPackage({.workbook_id = "wb-1", .max_bytes = 100}, context_,
                        [&](absl::StatusOr<FetchedPackage> package) {
                          result = std::move(package);
                          finished.Notify();
                        });
  started.WaitForNotification();
  client_.reset();
  finished.WaitForNotification();
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WorkbookClientTest, CommitsValuesInMessagesOfOneSheet) {
  std::vector<std::pair<int, int>> messages;  // sheet, cells
  std::vector<v1::CalculatedCell> cells;
  v1::CalculationHeader header;
  service_.on_commit = [&](grpc::ServerContext&, CommitReader& reader,
                           v1::CommitCalculationResponse& response) {
    v1::CommitCalculationRequest message;
    while (reader.Read(&message)) {
      if (message.has_header()) {
        header = message.header();
        continue;
      }
      messages.emplace_back(message.values().sheet_index(), message.values().cells_size());
      cells.insert(cells.end(), message.values().cells().begin(), message.values().cells().end());
    }
    response.set_revision("rev-2");
    response.set_cells_changed(static_cast<int64_t>(cells.size()));
    return grpc::Status::OK;
  };
  std::vector<CalculatedValue> values;
  for (int row = 1; row <= 12'000; ++row) values.push_back({0, {row, 2}, static_cast<double>(row)});
  values.push_back({3, {1, 1}, std::string("text")});
  values.push_back({3, {2, 1}, true});
  values.push_back({3, {3, 1}, spreadsheet::CellError::kDiv0});
  values.push_back({3, {4, 1}, std::monostate()});
  ASSERT_OK_AND_ASSIGN(const CommittedCalculation committed, Commit(std::move(values)));
  EXPECT_EQ(committed.revision, "rev-2");
  EXPECT_EQ(committed.cells_changed, 12'004);
  EXPECT_EQ(header.workbook_id(), "fork-1");
  EXPECT_EQ(header.revision(), "rev-1");
  EXPECT_EQ(header.engine(), "engine 1");
  EXPECT_TRUE(header.keeps_stale_values());
  EXPECT_THAT(messages, ElementsAre(std::pair(0, 5000), std::pair(0, 5000), std::pair(0, 2000),
                                    std::pair(3, 4)));
  EXPECT_EQ(cells[11'999].row(), 12'000);
  EXPECT_EQ(cells[11'999].column(), 2);
  EXPECT_EQ(cells[11'999].value().number(), 12'000);
  EXPECT_EQ(cells[12'000].value().text(), "text");
  EXPECT_TRUE(cells[12'001].value().boolean());
  EXPECT_EQ(cells[12'002].value().error(), "#DIV/0!");
  EXPECT_EQ(cells[12'003].value().kind_case(), v1::CellValue::KIND_NOT_SET);
}

TEST_F(WorkbookClientTest, LongTextsMakeShorterMessages) {
  size_t largest = 0;
  int cells = 0;
  service_.on_commit = [&](grpc::ServerContext&, CommitReader& reader,
                           v1::CommitCalculationResponse&) {
    for (v1::CommitCalculationRequest message; reader.Read(&message);) {
      largest = std::max(largest, message.ByteSizeLong());
      cells += message.values().cells_size();
    }
    return grpc::Status::OK;
  };
  std::vector<CalculatedValue> values;
  for (int row = 1; row <= 400; ++row) values.push_back({0, {row, 1}, std::string(32'767, 'x')});
  ASSERT_THAT(Commit(std::move(values)), IsOk());
  EXPECT_EQ(cells, 400);
  EXPECT_LT(largest, size_t{2} << 20);
}

TEST_F(WorkbookClientTest, ARefusedCommitSaysWhy) {
  service_.on_commit = [](grpc::ServerContext&, CommitReader&, v1::CommitCalculationResponse&) {
    return platform::ToGrpcStatus(
        platform::Error(absl::StatusCode::kAborted, ErrorReason::kRevisionConflict,
                        "somebody was first"),
        "req-1");
  };
  std::vector<CalculatedValue> values(20'000);
  EXPECT_THAT(Commit(std::move(values)), HasReason(ErrorReason::kRevisionConflict));
}

}  // namespace
}  // namespace sheetgate::workbook
