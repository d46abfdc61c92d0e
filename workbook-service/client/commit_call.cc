#include "workbook-service/client/commit_call.h"

#include <utility>
#include <variant>

#include "platform/rpc/status_conversion.h"

namespace sheetgate::workbook {
namespace {

constexpr size_t kCellsInMessage = 5000;
// gRPC refuses messages over 4 MiB; text of 32 767 characters in every cell would get there.
constexpr size_t kTextInMessage = size_t{1} << 20;

// Returns the bytes of text written.
size_t Write(const spreadsheet::CellValue& value, v1::CellValue& out) {
  if (const auto* number = std::get_if<double>(&value)) {
    out.set_number(*number);
  } else if (const auto* boolean = std::get_if<bool>(&value)) {
    out.set_boolean(*boolean);
  } else if (const auto* error = std::get_if<spreadsheet::CellError>(&value)) {
    out.set_error(std::string(spreadsheet::ErrorText(*error)));
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    out.set_text(*text);
    return text->size();
  }
  return 0;
}

}  // namespace

CommitCall::CommitCall(std::shared_ptr<ActiveCalls> active, std::vector<CalculatedValue> values,
                       const platform::RequestContext& context, Done done)
    : context_(context, std::move(active)), values_(std::move(values)), done_(std::move(done)) {}

void CommitCall::Start(v1::WorkbookService::Stub& stub, std::shared_ptr<ActiveCalls> active,
                       v1::CalculationHeader header, std::vector<CalculatedValue> values,
                       const platform::RequestContext& context, Done done) {
  auto* call = new CommitCall(std::move(active), std::move(values), context,
                              std::move(done));  // OnDone deletes it
  *call->message_.mutable_header() = std::move(header);
  stub.async()->CommitCalculation(&call->context_.grpc(), &call->response_, call);
  call->StartWrite(&call->message_);
  call->context_.Watch(context.cancellation);
  call->StartCall();
}

void CommitCall::NextMessage() {
  v1::CalculatedCells& cells = *message_.mutable_values();
  cells.Clear();
  const int sheet = values_[next_].sheet;
  cells.set_sheet_index(sheet);
  size_t text = 0;
  size_t count = 0;
  for (; next_ < values_.size() && values_[next_].sheet == sheet && count < kCellsInMessage &&
         text < kTextInMessage;
       ++next_, ++count) {
    const CalculatedValue& value = values_[next_];
    v1::CalculatedCell& cell = *cells.add_cells();
    cell.set_row(value.cell.row);
    cell.set_column(value.cell.column);
    text += Write(value.value, *cell.mutable_value());
  }
}

void CommitCall::OnWriteDone(bool ok) {
  if (!ok) return;  // the call has ended; OnDone says why
  if (next_ == values_.size()) {
    StartWritesDone();
    return;
  }
  NextMessage();
  StartWrite(&message_);
}

void CommitCall::OnDone(const grpc::Status& status) {
  absl::Status result = context_.Finish(platform::FromGrpcStatus(status));
  Done done = std::move(done_);
  CommittedCalculation committed{.revision = response_.revision(),
                                 .cells_changed = response_.cells_changed()};
  const std::shared_ptr<ActiveCalls> active = context_.active();
  delete this;
  active->Forget();
  if (result.ok()) {
    done(std::move(committed));
  } else {
    done(std::move(result));
  }
}

}  // namespace sheetgate::workbook
