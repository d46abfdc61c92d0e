// DirectoryWorkspace: a directory of workbook files.
//
// The jail is the kernel's: below the workspace every path is resolved by openat2(2) with
// RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, or (where a sandbox forbids openat2) component by
// component with O_NOFOLLOW. No check is made on a name that is resolved again later. The workspace
// directory itself may be reached through links.
#ifndef SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_WORKSPACE_H_
#define SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_WORKSPACE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/synchronization/mutex.h"

#include "workbook-service/store/files.h"
#include "workbook-service/store/workspace.h"

namespace sheetgate::workbook {

class DirectoryWorkspace : public Workspace {
 public:
  // `owner` names this user of the workspace (one data directory) among others: temporary files
  // carry it, and those a crash of the same owner left behind are removed now. FAILED_PRECONDITION
  // (`STORAGE_FAILED`) when `root` is no directory.
  static absl::StatusOr<std::unique_ptr<DirectoryWorkspace>> Open(const std::string& root,
                                                                  std::string_view owner);

  absl::StatusOr<std::vector<WorkspaceEntry>> List(
      const platform::CancellationToken& cancellation) override;
  absl::StatusOr<FileStamp> Stat(std::string_view path) override;
  absl::StatusOr<FileContent> Read(std::string_view path, int64_t max_bytes,
                                   const platform::CancellationToken& cancellation) override;
  absl::Status Write(std::string_view path, std::string_view bytes, bool overwrite,
                     absl::FunctionRef<absl::Status()> before_publish) override;
  std::string StagingDirectory() const override { return staging_directory_; }

 private:
  DirectoryWorkspace(FileDescriptor root, std::string staging_directory,
                     std::string temporary_prefix);

  // Opens a regular file for reading.
  absl::StatusOr<FileDescriptor> OpenFile(const std::string& path) const;
  // Opens the directory a file is in; with `create` missing folders are made.
  absl::StatusOr<FileDescriptor> OpenParent(const std::string& path, bool create) const;

  const FileDescriptor root_;
  const std::string staging_directory_;
  const std::string temporary_prefix_;
  absl::Mutex publishing_;
};

}  // namespace sheetgate::workbook

#endif  // SHEETGATE_WORKBOOK_SERVICE_STORE_DIRECTORY_WORKSPACE_H_
