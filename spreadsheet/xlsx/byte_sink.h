// ByteSink: where bytes that are made piece by piece go.
#ifndef SHEETGATE_SPREADSHEET_XLSX_BYTE_SINK_H_
#define SHEETGATE_SPREADSHEET_XLSX_BYTE_SINK_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace sheetgate::spreadsheet {

// Used by one thread.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  // Takes all of `bytes`, or fails for good: whoever writes stops and passes the error on.
  virtual absl::Status Append(std::string_view bytes) = 0;
};

// Collects in a string, which must outlive it. Never fails.
class StringSink : public ByteSink {
 public:
  explicit StringSink(std::string* out) : out_(out) {}
  absl::Status Append(std::string_view bytes) override {
    out_->append(bytes);
    return absl::OkStatus();
  }

 private:
  std::string* out_;
};

}  // namespace sheetgate::spreadsheet

#endif  // SHEETGATE_SPREADSHEET_XLSX_BYTE_SINK_H_
