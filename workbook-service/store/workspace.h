// Workspace: the users' workbook files, by path relative to the workspace.
//
// A path never leads out: `..`, absolute paths and symbolic links are refused, also when a link
// appears while a call runs. Hidden names (starting with a dot) and Excel's lock files (~$) do not
// exist here, neither for reading nor for writing.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_WORKSPACE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_WORKSPACE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "platform/concurrency/cancellation.h"

namespace sheetgate::workbook {

// What tells one state of a file from another without reading it.
struct FileStamp {
  int64_t size_bytes = 0;
  int64_t modified_ns = 0;  // since 1970
  int64_t changed_ns = 0;   // of the inode
  uint64_t inode = 0;
  uint64_t device = 0;
  bool operator==(const FileStamp&) const = default;
};

struct WorkspaceEntry {
  std::string path;
  int64_t size_bytes = 0;
  absl::Time modified_at;
};

struct FileContent {
  std::string bytes;
  FileStamp stamp;
  // False when the file changed so recently that another change could leave the stamp as it is
  // (time stamps have the resolution of the kernel's tick): such a stamp proves nothing later.
  bool settled = false;
};

// Thread-safe. Every method with a path may fail with PERMISSION_DENIED (`PATH_OUTSIDE_WORKSPACE`)
// or INVALID_ARGUMENT
// (`INVALID_PATH`), and with `STORAGE_FAILED`.
class Workspace {
 public:
  virtual ~Workspace() = default;

  // Every workbook file, sorted by path.
  virtual absl::StatusOr<std::vector<WorkspaceEntry>> List(
      const platform::CancellationToken& cancellation) = 0;

  // NOT_FOUND (`WORKBOOK_NOT_FOUND`).
  virtual absl::StatusOr<FileStamp> Stat(std::string_view path) = 0;

  // The whole file, a workbook or an image, as it was at one moment. NOT_FOUND
  // (`WORKBOOK_NOT_FOUND`), RESOURCE_EXHAUSTED (`FILE_TOO_LARGE`), UNAVAILABLE (`STORAGE_FAILED`)
  // when somebody keeps writing it.
  virtual absl::StatusOr<FileContent> Read(std::string_view path, int64_t max_bytes,
                                           const platform::CancellationToken& cancellation) = 0;

  // Writes the file so that it has all of its old or all of its new content at every moment, also
  // after a crash; durable when it returns. Missing folders are made. `before_publish` is called
  // when all is ready to be swapped in: an error of it leaves everything as it was. Calls with
  // `before_publish` running exclude each other. ALREADY_EXISTS (`FILE_EXISTS`).
  virtual absl::Status Write(std::string_view path, std::string_view bytes, bool overwrite,
                             absl::FunctionRef<absl::Status()> before_publish) = 0;

  // Where uploads are spooled, absolute: empty after every start.
  virtual std::string StagingDirectory() const = 0;
};

// The path as a workspace knows it: no empty or `.` components. INVALID_ARGUMENT (`INVALID_PATH`):
// empty, hidden, not UTF-8, control characters, backslash, or not a workbook's extension;
// PERMISSION_DENIED (`PATH_OUTSIDE_WORKSPACE`): absolute or with `..`.
absl::StatusOr<std::string> NormalizePath(std::string_view path);
// The same of a path with the extension of an image: .png, .jpg or .jpeg.
absl::StatusOr<std::string> NormalizeImagePath(std::string_view path);
// Whether the path has the extension of an image (any case).
bool IsImagePath(std::string_view path);

// "xlsx", "xlsm", "xltx", "xltm", "csv" or "tsv" by extension (any case); empty for all other
// files.
std::string_view FormatOfPath(std::string_view path);
// Whether files of that format are delimited text, which is read as a workbook and never written.
bool IsDelimited(std::string_view format);

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_WORKSPACE_H_
