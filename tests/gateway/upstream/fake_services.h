// FakeServices: workbook-service and recalc-service in this process, whose answers a test decides.
//
//   FakeServices services;
//   services.workbook.Answer(grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone"));   // the next
//   call's status; then OK Upstreams upstreams(services.Endpoints(), ...);
#ifndef SHEETGATE_TESTS_GATEWAY_UPSTREAM_FAKE_SERVICES_H_
#define SHEETGATE_TESTS_GATEWAY_UPSTREAM_FAKE_SERVICES_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/upstream/upstreams.h"
#include "platform/rpc/server.h"
#include "sheetgate/recalc/v1/recalc_service.grpc.pb.h"
#include "sheetgate/workbook/v1/workbook_service.grpc.pb.h"

namespace sheetgate::gateway {

// Writes messages, which must outlive it, then ends the stream with a status.
template <typename Message>
class StreamWriter final : public grpc::ServerWriteReactor<Message> {
 public:
  StreamWriter(const std::vector<Message>& messages, grpc::Status status)
      : messages_(messages), status_(std::move(status)) {
    Next();
  }
  void OnWriteDone(bool ok) override { ok ? Next() : this->Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (next_ == messages_.size()) {
      this->Finish(status_);
    } else {
      this->StartWrite(&messages_[next_++]);
    }
  }

  const std::vector<Message>& messages_;
  const grpc::Status status_;
  size_t next_ = 0;
};

// Answers list_sheets (idempotent), create_fork (not idempotent), range_values, describe_workbook,
// list_workbooks (one, then a page without any) and ReadExport (with `parts`). Thread-safe.
class FakeWorkbookService final : public workbook::v1::WorkbookService::CallbackService {
 public:
  using Metadata = std::map<std::string, std::string>;

  // The status of the next call; calls beyond those given answer OK.
  void Answer(grpc::Status status) {
    std::lock_guard lock(mutex_);
    statuses_.push_back(std::move(status));
  }
  // Calls are not answered until they are cancelled or `Release` is called.
  void Hold() {
    std::lock_guard lock(mutex_);
    holding_ = true;
  }
  void Release() {
    std::vector<grpc::ServerUnaryReactor*> held;
    {
      std::lock_guard lock(mutex_);
      holding_ = false;
      held.swap(held_);
    }
    for (auto* reactor : held) reactor->Finish(grpc::Status::OK);
  }
  // Waits until `count` calls arrived, or were cancelled by the client.
  void WaitForCalls(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return calls_ >= count; });
  }
  void WaitForCancellations(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return cancellations_ >= count; });
  }
  int calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  // Of the last call.
  Metadata metadata() const {
    std::lock_guard lock(mutex_);
    return metadata_;
  }
  std::chrono::system_clock::time_point deadline() const {
    std::lock_guard lock(mutex_);
    return deadline_;
  }

  grpc::ServerUnaryReactor* ListSheets(grpc::CallbackServerContext* context,
                                       const workbook::v1::ListSheetsRequest* request,
                                       workbook::v1::ListSheetsResponse* response) override {
    response->set_revision("of " + request->workbook_id());
    return Serve(context);
  }
  grpc::ServerUnaryReactor* CreateFork(grpc::CallbackServerContext* context,
                                       const workbook::v1::CreateForkRequest* request,
                                       workbook::v1::CreateForkResponse* response) override {
    response->mutable_fork()->set_base_workbook_id(request->workbook_id());
    return Serve(context);
  }
  grpc::ServerUnaryReactor* RangeValues(grpc::CallbackServerContext* context,
                                        const workbook::v1::RangeValuesRequest* request,
                                        workbook::v1::RangeValuesResponse* response) override {
    for (const std::string& range : request->ranges()) response->add_blocks()->set_range(range);
    return Serve(context);
  }
  grpc::ServerUnaryReactor* DescribeWorkbook(
      grpc::CallbackServerContext* context, const workbook::v1::DescribeWorkbookRequest* request,
      workbook::v1::DescribeWorkbookResponse* response) override {
    response->set_workbook_id(request->workbook_id());
    return Serve(context);
  }
  grpc::ServerUnaryReactor* ListWorkbooks(grpc::CallbackServerContext* context,
                                          const workbook::v1::ListWorkbooksRequest* request,
                                          workbook::v1::ListWorkbooksResponse* response) override {
    if (request->page_token().empty()) {
      auto* entry = response->add_workbooks();
      entry->set_workbook_id("wb-1");
      entry->set_path("a b.xlsx");
      entry->set_size_bytes(12);
      entry->set_modified_at("2026-01-31T00:00:00Z");
      response->set_next_page_token("second");
    }
    return Serve(context);
  }
  grpc::ServerWriteReactor<workbook::v1::ReadExportResponse>* ReadExport(
      grpc::CallbackServerContext*, const workbook::v1::ReadExportRequest*) override {
    return new StreamWriter<workbook::v1::ReadExportResponse>(parts, grpc::Status::OK);
  }

  std::vector<workbook::v1::ReadExportResponse> parts;

 private:
  class Reactor final : public grpc::ServerUnaryReactor {
   public:
    explicit Reactor(FakeWorkbookService* service) : service_(service) {}
    void OnCancel() override { service_->Cancelled(this); }
    void OnDone() override { delete this; }

   private:
    FakeWorkbookService* service_;
  };

  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context) {
    auto* reactor = new Reactor(this);
    std::lock_guard lock(mutex_);
    ++calls_;
    metadata_.clear();
    for (const auto& [key, value] : context->client_metadata()) {
      metadata_[std::string(key.data(), key.size())] = std::string(value.data(), value.size());
    }
    deadline_ = context->deadline();
    if (holding_) {
      held_.push_back(reactor);
    } else {
      grpc::Status status;
      if (!statuses_.empty()) {
        status = statuses_.front();
        statuses_.pop_front();
      }
      reactor->Finish(status);
    }
    changed_.notify_all();
    return reactor;
  }

  void Cancelled(grpc::ServerUnaryReactor* reactor) {
    std::lock_guard lock(mutex_);
    if (std::erase(held_, reactor) == 0) return;
    reactor->Finish(grpc::Status::CANCELLED);
    ++cancellations_;
    changed_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<grpc::Status> statuses_;
  std::vector<grpc::ServerUnaryReactor*> held_;
  bool holding_ = false;
  int calls_ = 0;
  int cancellations_ = 0;
  Metadata metadata_;
  std::chrono::system_clock::time_point deadline_;
};

// Answers recalculate with `updates`, then `status`.
class FakeRecalcService final : public recalc::v1::RecalcService::CallbackService {
 public:
  std::vector<recalc::v1::RecalculateResponse> updates;
  grpc::Status status;

  grpc::ServerWriteReactor<recalc::v1::RecalculateResponse>* Recalculate(
      grpc::CallbackServerContext*, const recalc::v1::RecalculateRequest*) override {
    return new StreamWriter<recalc::v1::RecalculateResponse>(updates, status);
  }
};

struct FakeServices {
  FakeServices() {
    auto started = platform::GrpcServer::Start({.reflection = false}, {&workbook, &recalc});
    if (started.ok()) server = *std::move(started);
  }

  // Both services behind one in-process channel.
  std::vector<Upstreams::Upstream> Endpoints(int max_in_flight = 8, int max_queued = 8) const {
    const auto channel = server->InProcessChannel();
    return {{"sheetgate.workbook.v1.WorkbookService", "workbook-service", channel, max_in_flight,
             max_queued},
            {"sheetgate.recalc.v1.RecalcService", "recalc-service", channel, max_in_flight,
             max_queued}};
  }

  FakeWorkbookService workbook;
  FakeRecalcService recalc;
  std::unique_ptr<platform::GrpcServer> server;
};

}  // namespace sheetgate::gateway

#endif  // SHEETGATE_TESTS_GATEWAY_UPSTREAM_FAKE_SERVICES_H_
