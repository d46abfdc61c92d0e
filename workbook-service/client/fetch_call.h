// One ExportPackage call of the client. Owns itself until it is done.
#ifndef SHEETGATE_WORKBOOK_SERVICE_CLIENT_FETCH_CALL_H_
#define SHEETGATE_WORKBOOK_SERVICE_CLIENT_FETCH_CALL_H_

#include <grpcpp/support/client_callback.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"

#include "platform/rpc/request_context.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"
#include "workbook-service/client/call_context.h"
#include "workbook-service/client/workbook_client.h"

namespace sheetgate::workbook {

class FetchCall : public grpc::ClientReadReactor<v1::ExportPackageResponse> {
 public:
  using Done = absl::AnyInvocable<void(absl::StatusOr<FetchedPackage>)>;

  static void Start(v1::WorkbookService::Stub& stub, std::shared_ptr<ActiveCalls> active,
                    const PackageRequest& request, const platform::RequestContext& context,
                    Done done);

  void OnReadDone(bool ok) override;
  void OnDone(const grpc::Status& status) override;

 private:
  FetchCall(std::shared_ptr<ActiveCalls> active, int64_t max_bytes,
            const platform::RequestContext& context, Done done);
  // Takes one message; an error ends the call.
  absl::Status Take();
  // Whether all announced bytes came, unchanged.
  absl::Status Verify() const;

  CallContext context_;
  const int64_t max_bytes_;
  Done done_;
  v1::ExportPackageRequest request_;
  v1::ExportPackageResponse response_;
  bool has_header_ = false;
  v1::ExportHeader header_;
  std::string bytes_;
  absl::Status failure_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_CLIENT_FETCH_CALL_H_
