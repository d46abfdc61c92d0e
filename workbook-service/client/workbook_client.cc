#include "workbook-service/client/workbook_client.h"

#include <grpcpp/channel.h>

#include <utility>

#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "workbook-service/client/call_context.h"
#include "workbook-service/client/commit_call.h"
#include "workbook-service/client/fetch_call.h"

namespace sheetgate::workbook {

struct WorkbookClient::State {
  explicit State(const std::shared_ptr<grpc::Channel>& channel)
      : stub(v1::WorkbookService::NewStub(channel)),
        active(std::make_shared<ActiveCalls>(channel)) {}

  std::unique_ptr<v1::WorkbookService::Stub> stub;
  // Shared with the calls, which may end after the client.
  std::shared_ptr<ActiveCalls> active;
};

WorkbookClient::WorkbookClient(std::shared_ptr<grpc::Channel> channel)
    : state_(std::make_shared<State>(channel)) {}

WorkbookClient::~WorkbookClient() { state_->active->CancelAll(); }

void WorkbookClient::FetchPackage(const PackageRequest& request,
                                  const platform::RequestContext& context,
                                  absl::AnyInvocable<void(absl::StatusOr<FetchedPackage>)> done) {
  FetchCall::Start(*state_->stub, state_->active, request, context, std::move(done));
}

void WorkbookClient::CommitCalculation(
    CalculationCommit commit, const platform::RequestContext& context,
    absl::AnyInvocable<void(absl::StatusOr<CommittedCalculation>)> done) {
  v1::CalculationHeader header;
  header.set_workbook_id(std::move(commit.workbook_id));
  header.set_revision(std::move(commit.revision));
  header.set_engine(std::move(commit.engine));
  header.set_keeps_stale_values(commit.keeps_stale_values);
  CommitCall::Start(*state_->stub, state_->active, std::move(header), std::move(commit.values),
                    context, std::move(done));
}

}  // namespace sheetgate::workbook
