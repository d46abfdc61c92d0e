// Replacing a file so that it survives a loss of power: what a saved edit costs beyond writing it.
#ifndef SHEETGATE_TESTS_BENCHMARKS_XLSX_DURABLE_FILE_H_
#define SHEETGATE_TESTS_BENCHMARKS_XLSX_DURABLE_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"

#include "spreadsheet/xlsx/byte_sink.h"

namespace sheetgate::benchmarks {

// Collects the new content in a temporary file next to `path`.
class DurableFile : public spreadsheet::ByteSink {
 public:
  explicit DurableFile(std::string path);
  ~DurableFile() override;
  DurableFile(const DurableFile&) = delete;
  DurableFile& operator=(const DurableFile&) = delete;

  absl::Status Append(std::string_view bytes) override;
  // Syncs the temporary file, renames it to `path` and syncs the directory.
  absl::Status Commit();
  int64_t bytes() const { return bytes_; }

 private:
  const std::string path_;
  const std::string temporary_;
  int file_;
  int64_t bytes_ = 0;
};

}  // namespace sheetgate::benchmarks

#endif  // SHEETGATE_TESTS_BENCHMARKS_XLSX_DURABLE_FILE_H_
