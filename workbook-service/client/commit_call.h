// One CommitCalculation call of the client. Owns itself until it is done.
#ifndef SHEETGATE_WORKBOOK_SERVICE_CLIENT_COMMIT_CALL_H_
#define SHEETGATE_WORKBOOK_SERVICE_CLIENT_COMMIT_CALL_H_

#include <grpcpp/support/client_callback.h>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "workbook-service/client/call_context.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::workbook {

class CommitCall : public grpc::ClientWriteReactor<v1::CommitCalculationRequest> {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<CommittedCalculation>)>;

  static void Start(v1::WorkbookService::Stub& stub, std::shared_ptr<ActiveCalls> active,
                    v1::CalculationHeader header, std::vector<CalculatedValue> values,
                    const platform::RequestContext& context, Done done);

  void OnWriteDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  CommitCall(std::shared_ptr<ActiveCalls> active, std::vector<CalculatedValue> values,
             const platform::RequestContext& context, Done done);
  // Fills `message_` with the next values of one sheet.
  void NextMessage();

  CallContext context_;
  const std::vector<CalculatedValue> values_;
  Done done_;
  size_t next_ = 0;
  v1::CommitCalculationRequest message_;
  v1::CommitCalculationResponse response_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_CLIENT_COMMIT_CALL_H_
