// Reactors of the fake.
#include "tests/recalc-service/testing/fake_workbook_service.h"

#include <grpcpp/server_builder.h>

#include <algorithm>

#include "platform/base/sha256.h"
#include "platform/rpc/status_conversion.h"

namespace sheetgate::tests {
namespace {

namespace v1 = workbook::v1;

constexpr size_t kChunkBytes = 64 * 1024;

}  // namespace

// Sends the package: the header, then chunks.
class FakeWorkbookService::Export final
    : public grpc::ServerWriteReactor<v1::ExportPackageResponse> {
 public:
  Export(FakeWorkbookService* service, const v1::ExportPackageRequest& request)
      : service_(service) {
    const bool is_calculated =
        !request.revision().empty() && request.revision() == service_->calculated_revision;
    held_ = is_calculated ? service_->hold_calculated : service_->hold_fetch;
    service_->Note(&FakeWorkbookService::fetches_);
    if (held_) return;
    if (!service_->fetch_error.ok()) {
      Finish(platform::ToGrpcStatus(service_->fetch_error, "test"));
      return;
    }
    v1::ExportHeader* header = message_.mutable_header();
    package_ = is_calculated ? &service_->calculated_package : &service_->package;
    header->set_revision(is_calculated ? service_->calculated_revision : service_->revision);
    header->set_stale_values(service_->stale_values && !is_calculated);
    if (request.known_revision() == header->revision()) {
      header->set_unchanged(true);
      sent_ = package_->size();
      StartWrite(&message_);
      return;
    }
    if (!is_calculated) header->set_calculated_revision(service_->calculated_revision);
    header->set_size_bytes(static_cast<int64_t>(package_->size()));
    header->set_sha256(platform::Sha256Hex(*package_));
    header->set_file_name("book.xlsx");
    StartWrite(&message_);
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::CANCELLED);
    if (sent_ >= package_->size()) return Finish(grpc::Status::OK);
    message_.set_chunk(package_->substr(sent_, kChunkBytes));
    sent_ += message_.chunk().size();
    StartWrite(&message_);
  }

  void OnCancel() override {
    if (!held_) return;
    service_->Note(&FakeWorkbookService::cancelled_);
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  FakeWorkbookService* const service_;
  bool held_ = false;
  const std::string* package_ = nullptr;
  v1::ExportPackageResponse message_;
  size_t sent_ = 0;
};

// Takes a commit.
class FakeWorkbookService::Commit final
    : public grpc::ServerReadReactor<v1::CommitCalculationRequest> {
 public:
  Commit(FakeWorkbookService* service, v1::CommitCalculationResponse* response)
      : service_(service), response_(response) {
    StartRead(&message_);
  }

  void OnReadDone(bool ok) override {
    if (ok) {
      std::lock_guard lock(service_->mutex_);
      if (message_.has_header()) {
        service_->header_ = message_.header();
        service_->cells_.clear();
      } else {
        changed_ += message_.values().cells_size();
        service_->cells_.push_back(message_.values());
      }
      StartRead(&message_);
      return;
    }
    service_->Note(&FakeWorkbookService::commits_);
    if (service_->hold_commit) return;
    response_->set_revision("rev-2");
    response_->set_cells_changed(changed_);
    Finish(platform::ToGrpcStatus(service_->commit_error, "test"));
  }

  void OnCancel() override {
    if (!service_->hold_commit) return;
    service_->Note(&FakeWorkbookService::cancelled_);
    Finish(grpc::Status::CANCELLED);
  }

  void OnDone() override { delete this; }

 private:
  FakeWorkbookService* const service_;
  v1::CommitCalculationResponse* const response_;
  v1::CommitCalculationRequest message_;
  int64_t changed_ = 0;
};

FakeWorkbookService::FakeWorkbookService() {
  grpc::ServerBuilder builder;
  builder.RegisterService(this);
  server_ = builder.BuildAndStart();
  channel_ = server_->InProcessChannel({});
}

FakeWorkbookService::~FakeWorkbookService() { server_->Shutdown(); }

grpc::ServerWriteReactor<v1::ExportPackageResponse>* FakeWorkbookService::ExportPackage(
    grpc::CallbackServerContext*, const v1::ExportPackageRequest* request) {
  return new Export(this, *request);
}

grpc::ServerReadReactor<v1::CommitCalculationRequest>* FakeWorkbookService::CommitCalculation(
    grpc::CallbackServerContext*, v1::CommitCalculationResponse* response) {
  return new Commit(this, response);
}

}  // namespace sheetgate::tests
